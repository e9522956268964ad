//! `POST /setUserPassword`.

use authorization::{Action, Verb};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::parameters::{Input, given};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Parameters {
    /// The user name, the `sub`, or a verified alias.
    #[schemars(required, length(min = 1))]
    username: Option<String>,
    /// The new password.
    #[schemars(required, length(min = 1))]
    password: Option<String>,
    /// Whether the user may keep it; as in Cognito, not unless this says so.
    #[serde(default)]
    permanent: bool,
}

/// Sets a password, to be kept or to be changed at the next sign-in.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let Parameters {
        username,
        password,
        permanent,
    } = input.read()?;
    let (user, password) = given(username)
        .zip(given(password))
        .ok_or_else(|| Problem::malformed("username and password are required"))?;

    let action = Action {
        temporary_password: !permanent,
        ..Action::only(Verb::SetUserPassword)
    };
    let subject = session.subject(&action, &user).await?;

    let request = session
        .api
        .cognito
        .admin_set_user_password()
        .user_pool_id(session.pool_id())
        .username(&subject.account.user_name)
        .password(password)
        .permanent(permanent);
    ask(request.send(), session.deadline)
        .await
        .map_err(|problem| {
            problem.if_not_accepted(
                "password has at most 256 characters, and no space at either end; choose another",
            )
        })?;

    Ok(json!({ "message": format!("Set the password of {user}") }).into())
}
