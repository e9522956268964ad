//! `GET /getUser`.

use crate::answers::UserDetails;
use crate::parameters::UserParameters;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Shows a user, without an invitation token that it still carries.
pub(super) struct GetUser;

impl Route for GetUser {
    const VERB: Verb = Verb::GetUser;
    const METHOD: Method = Method::GET;
    const PATH: &str = "/getUser";
    const SUMMARY: &str = "Show a user";
    const ANSWER: &str = "The user, as `AdminGetUser` answers it";
    type Parameters = UserParameters;
    type Answer = UserDetails;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<UserDetails, Problem> {
        let user = input.parameters()?.username()?;

        session.authorize(&Action::only(Self::VERB)).await?;

        Ok(session.look_up(&user).await?.into())
    }
}
