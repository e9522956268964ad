//! `POST /removeUserFromGroup`.

use authorization::{Action, Verb};
use serde_json::json;

use crate::parameters::{Input, MembershipParameters, NO_GROUP};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

/// Takes a user out of a group. Not being in it is success.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let (user, group) = input.read::<MembershipParameters>()?.names()?;

    let action = Action {
        groups: std::slice::from_ref(&group),
        ..Action::only(Verb::RemoveUserFromGroup)
    };
    let subject = session.subject(&action, &user).await?;

    let request = session
        .api
        .cognito
        .admin_remove_user_from_group()
        .user_pool_id(session.pool_id())
        .username(&subject.account.user_name)
        .group_name(&group);
    ask(request.send(), session.deadline)
        .await
        .map_err(|problem| problem.if_not_accepted(NO_GROUP))?;

    Ok(json!({ "message": format!("Removed {user} from {group}") }).into())
}
