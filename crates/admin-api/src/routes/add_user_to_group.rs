//! `POST /addUserToGroup`.

use crate::answers::Done;
use crate::parameters::{MembershipParameters, NO_GROUP};
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Puts a user into a group. It is a success if the user is in it already.
pub(super) struct AddUserToGroup;

impl Route for AddUserToGroup {
    const VERB: Verb = Verb::AddUserToGroup;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/addUserToGroup";
    const SUMMARY: &str = "Put a user into a group";
    const ANSWER: &str = "It is done";
    type Parameters = MembershipParameters;
    type Answer = Done;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Done, Problem> {
        let (user, group) = input.parameters()?.names()?;

        let action = Action {
            groups: std::slice::from_ref(&group),
            ..Action::only(Self::VERB)
        };
        let target = session.target(&action, &user).await?;

        let request = session
            .pool
            .client
            .admin_add_user_to_group()
            .user_pool_id(session.pool.id)
            .username(&target.account.user_name)
            .group_name(&group);
        let done = session.pool.ask(request.send()).await;
        done.map_err(|problem| problem.with_detail_if_not_accepted(NO_GROUP))?;

        Ok(Done::new(format!("Success adding {user} to {group}")))
    }
}
