//! `POST /deleteUser`.

use administration::Revocation;

use crate::answers::Removed;
use crate::parameters::UserParameters;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Deletes a user, and says what is left of an invitation token.
pub(super) struct DeleteUser;

impl Route for DeleteUser {
    const VERB: Verb = Verb::DeleteUser;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/deleteUser";
    const SUMMARY: &str = "Delete a user";
    const ANSWER: &str = "It is done, and this is left of an invitation token";
    type Parameters = UserParameters;
    type Answer = Removed;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Removed, Problem> {
        let user = input.parameters()?.username()?;

        let target = session.target(&Action::only(Self::VERB), &user).await?;

        let revocation = Revocation {
            disable: false,
            member: true,
        };
        let token = session.revoke(target, revocation).await?;

        let message = format!("Deleted {user}");
        Ok(Removed { message, token })
    }
}
