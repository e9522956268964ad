//! `POST /removeUserFromGroup`.

use crate::answers::Done;
use crate::parameters::{MembershipParameters, NO_GROUP};
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Takes a user out of a group. It is a success if the user is not in it.
pub(super) struct RemoveUserFromGroup;

impl Route for RemoveUserFromGroup {
    const VERB: Verb = Verb::RemoveUserFromGroup;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/removeUserFromGroup";
    const SUMMARY: &str = "Take a user out of a group";
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
            .admin_remove_user_from_group()
            .user_pool_id(session.pool.id)
            .username(&target.account.user_name)
            .group_name(&group);
        let done = session.pool.ask(request.send()).await;
        done.map_err(|problem| problem.with_detail_if_not_accepted(NO_GROUP))?;

        Ok(Done::new(format!("Removed {user} from {group}")))
    }
}
