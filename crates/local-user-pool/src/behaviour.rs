//! What sources disagree about: how this pool behaves where real Cognito has been seen, or is
//! documented, to do one thing and the other.
//!
//! Every default is the harsher reading, so that what works here works either way.

use std::time::Duration;

/// The choices. See `docs/cognito-contract.md` for the sources of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own that AWS answers one way or the other"
)]
pub struct Behaviour {
    /// What an app client without a list of write attributes may write (contract §8).
    pub unlisted_write: UnlistedWrite,
    /// What becomes of a message that a hook wrote and Cognito refuses (contract §4.2).
    pub refused_message: RefusedMessage,
    /// Whether groups that post authentication assigned are in the token that follows
    /// (contract §7). By default they are not.
    pub groups_after_post_authentication: bool,
    /// Whether `RESEND` asks pre sign-up again (contract §1.1). By default it does not.
    pub pre_sign_up_on_resend: bool,
    /// Whether post confirmation of an auto-confirmed sign-up is given the metadata of `SignUp`
    /// (contract §3). By default it is not.
    pub sign_up_metadata_after_confirmation: bool,
    /// Whether a message about an administrator's new user is given the metadata of
    /// `AdminCreateUser` (contract §3). By default it is not.
    pub admin_metadata_in_messages: bool,
    /// Whether post confirmation after `AdminConfirmSignUp` names `CLIENT_ID_NOT_APPLICABLE`
    /// instead of null (contract §2.1).
    pub admin_confirm_names_client: bool,
    /// Whether an expired temporary password is told apart from a wrong one (contract §5). By
    /// default it is not.
    pub expired_password_told: bool,
    /// Whether a temporary password is dead once a sign-in has begun with it (contract §1.3).
    pub temporary_password_once: bool,
    /// Whether somebody who replaces a temporary password is confirmed before post authentication
    /// runs, so that a failure of that hook leaves them confirmed without tokens (contract §1.3
    /// and §6: not established). By default they are.
    pub confirmed_before_post_authentication: bool,
    /// How long the pool waits for a hook: 5 s.
    pub hook_timeout: Duration,
    /// How often it tries, all told, where a hook takes longer: 3 times.
    pub hook_attempts: u32,
    /// How many times at once each hook is run with the same event; the first answer counts.
    /// Cognito runs one, and more have been seen (contract §6).
    pub hook_copies: u32,
}

/// What an app client without a list of write attributes may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlistedWrite {
    /// Every attribute but the verified flags, custom ones too, as users report.
    All,
    /// Standard attributes only, as AWS documents.
    Standard,
}

/// What becomes of a message that Cognito refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedMessage {
    /// The call fails; a user that was to be created is there all the same.
    Error,
    /// The pool's own template is sent, and nobody is told.
    PoolTemplate,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            unlisted_write: UnlistedWrite::All,
            refused_message: RefusedMessage::Error,
            groups_after_post_authentication: false,
            pre_sign_up_on_resend: false,
            sign_up_metadata_after_confirmation: false,
            admin_metadata_in_messages: false,
            admin_confirm_names_client: false,
            expired_password_told: false,
            temporary_password_once: false,
            confirmed_before_post_authentication: true,
            hook_timeout: Duration::from_secs(5),
            hook_attempts: 3,
            hook_copies: 1,
        }
    }
}
