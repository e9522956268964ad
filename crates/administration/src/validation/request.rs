//! An invitation as somebody asks for it, before anything is known to be right.

use std::fmt;

use crate::record_request::Handover;

/// What is asked for, as text, whichever way it came: by a command, a row of a list, a request or
/// a form. A field that is absent or blank says nothing. Its `Debug` shows no value.
#[derive(Clone, Default)]
pub struct InvitationRequest {
    /// Whom it is for.
    pub email: Option<String>,
    /// The user name.
    pub user_name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// Further attributes, name and value.
    pub attributes: Vec<(String, String)>,
    /// The groups to be in.
    pub groups: Vec<String>,
    /// The brand of mails and pages.
    pub brand: Option<String>,
    /// The language of mails and pages.
    pub locale: Option<String>,
    /// `ValidationData`, key and value.
    pub validation_data: Vec<(String, String)>,
    /// `ClientMetadata`, key and value.
    pub client_metadata: Vec<(String, String)>,
    /// Who invites: a member of the pool, by address, user name or `sub`.
    pub inviter: Option<String>,
    /// The inviter's name as the mail shows it.
    pub inviter_name: Option<String>,
    /// When the invitation ends: `48h`, a day, a moment.
    pub expires: Option<String>,
    /// How it reaches the person.
    pub handover: Handover,
    /// Whether a member who has the address as a verified alias loses it.
    pub force_alias_creation: bool,
}

impl fmt::Debug for InvitationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitationRequest").finish_non_exhaustive()
    }
}
