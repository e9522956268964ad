//! `POST /enableUser`: a disabled user may sign in again.

use authorization::{Action, Verb};
use serde_json::json;

use crate::parameters::{Input, UserParameters};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

/// Enables; the groups are as they were.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.read::<UserParameters>()?.username()?;

    let action = Action::only(Verb::EnableUser);
    let subject = session.subject(&action, &user).await?;

    let request = session
        .api
        .cognito
        .admin_enable_user()
        .user_pool_id(session.pool_id())
        .username(&subject.account.user_name);
    ask(request.send(), session.deadline).await?;

    Ok(json!({ "message": format!("Enabled {user}") }).into())
}
