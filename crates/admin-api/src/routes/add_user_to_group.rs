//! `POST /addUserToGroup`.

use authorization::{Action, Verb};
use serde_json::json;

use crate::parameters::{Input, MembershipParameters, NO_GROUP};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

/// Puts a user into a group. Being in it already is success.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let (user, group) = input.read::<MembershipParameters>()?.names()?;

    let action = Action {
        groups: std::slice::from_ref(&group),
        ..Action::only(Verb::AddUserToGroup)
    };
    let subject = session.subject(&action, &user).await?;

    let request = session
        .api
        .cognito
        .admin_add_user_to_group()
        .user_pool_id(session.pool_id())
        .username(&subject.account.user_name)
        .group_name(&group);
    ask(request.send(), session.deadline)
        .await
        .map_err(|problem| problem.if_not_accepted(NO_GROUP))?;

    Ok(json!({ "message": format!("Success adding {user} to {group}") }).into())
}
