//! `GET /listUsersInGroup`.

use authorization::{Action, Verb};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::answers;
use crate::parameters::{Input, NO_GROUP, PageParameters, given};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Parameters {
    /// The name of the group.
    #[schemars(required, length(min = 1))]
    groupname: Option<String>,
}

/// Lists the members of a group.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let group = given(input.read::<Parameters>()?.groupname);
    let group = group.ok_or_else(|| Problem::malformed("groupname is required"))?;
    let page: PageParameters = input.read()?;
    let limit = page.limit()?;

    session.admit(&Action::only(Verb::ListUsersInGroup)).await?;
    session.audit.groups = vec![group.clone()];

    let request = session
        .api
        .cognito
        .list_users_in_group()
        .user_pool_id(session.pool_id())
        .group_name(group)
        .set_limit(limit)
        .set_next_token(page.token());
    let has_token = page.token().is_some();
    let answer = ask(request.send(), session.deadline)
        .await
        .map_err(|problem| {
            if has_token {
                return PageParameters::not_accepted(problem);
            }
            problem.if_not_accepted(NO_GROUP)
        })?;

    let users = answer.users().iter().map(answers::user).collect();
    Ok(answers::page("Users", users, answer.next_token()).into())
}
