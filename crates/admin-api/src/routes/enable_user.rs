//! `POST /enableUser`.

use crate::answers::Done;
use crate::parameters::UserParameters;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Enables a disabled user. The groups stay as they were.
pub(super) struct EnableUser;

impl Route for EnableUser {
    const VERB: Verb = Verb::EnableUser;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/enableUser";
    const SUMMARY: &str = "Let a disabled user sign in again";
    const ANSWER: &str = "It is done";
    type Parameters = UserParameters;
    type Answer = Done;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Done, Problem> {
        let user = input.parameters()?.username()?;

        let target = session.target(&Action::only(Self::VERB), &user).await?;

        let request = session
            .pool
            .client
            .admin_enable_user()
            .user_pool_id(session.pool.id)
            .username(&target.account.user_name);
        session.pool.ask(request.send()).await?;

        Ok(Done::new(format!("Enabled {user}")))
    }
}
