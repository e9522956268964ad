//! `POST /confirmUserSignUp`: a sign-up is confirmed in the person's place.

use authorization::{Action, Verb};
use serde_json::json;

use crate::parameters::{Input, UserParameters};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

/// Confirms; the address stays unverified (contract §1.1), and the hook of confirmation runs.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.read::<UserParameters>()?.username()?;

    let action = Action::only(Verb::ConfirmUserSignUp);
    let subject = session.subject(&action, &user).await?;

    let request = session
        .api
        .cognito
        .admin_confirm_sign_up()
        .user_pool_id(session.pool_id())
        .username(&subject.account.user_name);
    ask(request.send(), session.deadline).await?;

    Ok(json!({ "message": format!("Confirmed {user} registration") }).into())
}
