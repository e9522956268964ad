//! `POST /disableUser`.

use administration::Revocation;

use crate::answers::Removed;
use crate::parameters::UserParameters;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Keeps a user from signing in, and says what is left of an invitation token.
pub(super) struct DisableUser;

impl Route for DisableUser {
    const VERB: Verb = Verb::DisableUser;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/disableUser";
    const SUMMARY: &str = "Keep a user from signing in";
    const ANSWER: &str = "It is done, and this is left of an invitation token";
    type Parameters = UserParameters;
    type Answer = Removed;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Removed, Problem> {
        let user = input.parameters()?.username()?;

        let target = session.target(&Action::only(Self::VERB), &user).await?;

        let revocation = Revocation {
            disable: true,
            member: true,
        };
        let token = session.revoke(target, revocation).await?;

        let message = format!("Disabled {user}");
        Ok(Removed { message, token })
    }
}
