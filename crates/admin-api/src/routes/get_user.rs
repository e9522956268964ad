//! `GET /getUser`.

use authorization::{Action, Verb};

use crate::answers;
use crate::parameters::{Input, UserParameters};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;
use crate::subject::look_up;

/// Shows a user, but for an invitation token that it may still carry.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.read::<UserParameters>()?.username()?;

    session.admit(&Action::only(Verb::GetUser)).await?;

    let user = look_up(session.api, &user, session.deadline).await?;
    let user = user.ok_or_else(Problem::user_not_found)?;

    session.audit.target = Some(answers::sub(&user));
    Ok(answers::user_details(&user).into())
}
