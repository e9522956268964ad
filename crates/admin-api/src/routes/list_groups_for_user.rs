//! `GET /listGroupsForUser`.

use authorization::{Action, Verb};

use crate::answers;
use crate::parameters::{Input, PageParameters, UserParameters};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;
use crate::subject::look_up;

/// Lists the groups of a user.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.read::<UserParameters>()?.username()?;
    let page: PageParameters = input.read()?;
    let limit = page.limit()?;

    session
        .admit(&Action::only(Verb::ListGroupsForUser))
        .await?;

    let user = look_up(session.api, &user, session.deadline).await?;
    let user = user.ok_or_else(Problem::user_not_found)?;
    session.audit.target = Some(answers::sub(&user));

    let request = session
        .api
        .cognito
        .admin_list_groups_for_user()
        .user_pool_id(session.pool_id())
        .username(user.username())
        .set_limit(limit)
        .set_next_token(page.token());
    let answer = ask(request.send(), session.deadline)
        .await
        .map_err(PageParameters::not_accepted)?;

    let groups = answer.groups().iter().map(answers::group).collect();
    Ok(answers::page("Groups", groups, answer.next_token()).into())
}
