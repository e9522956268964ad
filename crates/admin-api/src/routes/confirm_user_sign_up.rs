//! `POST /confirmUserSignUp`.

use crate::answers::Done;
use crate::parameters::UserParameters;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Confirms a sign-up. The address stays unverified (contract §1.1), and the confirmation hook
/// runs.
pub(super) struct ConfirmUserSignUp;

impl Route for ConfirmUserSignUp {
    const VERB: Verb = Verb::ConfirmUserSignUp;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/confirmUserSignUp";
    const SUMMARY: &str = "Confirm a sign-up in the person's place";
    const ANSWER: &str = "It is done";
    type Parameters = UserParameters;
    type Answer = Done;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Done, Problem> {
        let user = input.parameters()?.username()?;

        let target = session.target(&Action::only(Self::VERB), &user).await?;

        let request = session
            .pool
            .client
            .admin_confirm_sign_up()
            .user_pool_id(session.pool.id)
            .username(&target.account.user_name);
        session.pool.ask(request.send()).await?;

        Ok(Done::new(format!("Confirmed {user} registration")))
    }
}
