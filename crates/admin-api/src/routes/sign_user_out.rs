//! `POST /signUserOut`.

use crate::answers::Done;
use crate::parameters::UserParameters;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Revokes the refresh tokens. Other tokens stay valid until they expire, for services that do not
/// ask Cognito.
pub(super) struct SignUserOut;

impl Route for SignUserOut {
    const VERB: Verb = Verb::SignUserOut;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/signUserOut";
    const SUMMARY: &str = "End every session of a user; of oneself, without a role";
    const ANSWER: &str = "It is done";
    type Parameters = UserParameters;
    type Answer = Done;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Done, Problem> {
        let user = input.parameters()?.username()?;

        let target = session.target(&Action::only(Self::VERB), &user).await?;

        let request = session
            .pool
            .client
            .admin_user_global_sign_out()
            .user_pool_id(session.pool.id)
            .username(&target.account.user_name);
        session.pool.ask(request.send()).await?;

        Ok(Done::new(format!("Signed out {user} from all devices")))
    }
}
