//! `POST /signUserOut`: every session of a user ends.

use authorization::{Action, Verb};
use serde_json::json;

use crate::parameters::{Input, UserParameters};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

/// Revokes the refresh tokens. Who verifies tokens without asking Cognito takes the others until they
/// expire.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.read::<UserParameters>()?.username()?;

    let action = Action::only(Verb::SignUserOut);
    let subject = session.subject(&action, &user).await?;

    let request = session
        .api
        .cognito
        .admin_user_global_sign_out()
        .user_pool_id(session.pool_id())
        .username(&subject.account.user_name);
    ask(request.send(), session.deadline).await?;

    Ok(json!({ "message": format!("Signed out {user} from all devices") }).into())
}
