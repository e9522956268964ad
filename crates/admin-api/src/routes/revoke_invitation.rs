//! `DELETE /invitations/{username}`.

use administration::Revocation;

use crate::answers::Removed;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Takes an open invitation back: the user is deleted, unless it is a member by now.
pub(super) struct RevokeInvitation;

impl Route for RevokeInvitation {
    const VERB: Verb = Verb::RevokeInvitation;
    const METHOD: Method = Method::DELETE;
    const PATH: &str = "/invitations/{username}";
    const SUMMARY: &str = "Take an open invitation back";
    const ANSWER: &str = "It is done, and this is left of an invitation token";
    type Parameters = ();
    type Answer = Removed;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Removed, Problem> {
        let user = input.user()?;

        let target = session.target(&Action::only(Self::VERB), user).await;
        let target = target.map_err(Problem::with_token_hint)?;

        let token = session.revoke(target, Revocation::default()).await?;

        let message = format!("Revoked the invitation of {user}");
        Ok(Removed { message, token })
    }
}
