//! `GET /getUser`.

use authorization::{Asked, Verb};

use crate::parameters::{Input, UserParameters};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;
use crate::shapes;

/// Shows a user, but for an invitation token that it may still carry.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.read::<UserParameters>()?.username()?;

    session.admit(&Asked::only(Verb::GetUser)).await?;

    let request = session
        .api
        .cognito
        .admin_get_user()
        .user_pool_id(session.pool_id())
        .username(&user);
    let user = ask(request.send(), session.deadline).await?;

    session.audit.target = Some(shapes::sub(&user));
    Ok(shapes::user_details(&user).into())
}
