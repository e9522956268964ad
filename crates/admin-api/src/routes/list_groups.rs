//! `GET /listGroups`.

use authorization::{Action, Verb};

use crate::answers;
use crate::parameters::{Input, PageParameters};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

/// Lists the groups of the pool by name and description.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let page: PageParameters = input.read()?;
    let limit = page.limit()?;

    session.admit(&Action::only(Verb::ListGroups)).await?;

    let request = session
        .api
        .cognito
        .list_groups()
        .user_pool_id(session.pool_id())
        .set_limit(limit)
        .set_next_token(page.token());
    let answer = ask(request.send(), session.deadline)
        .await
        .map_err(PageParameters::not_accepted)?;

    let groups = answer.groups().iter().map(answers::group).collect();
    Ok(answers::page("Groups", groups, answer.next_token()).into())
}
