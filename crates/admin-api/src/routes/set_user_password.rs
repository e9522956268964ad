//! `POST /setUserPassword`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::answers::Done;
use crate::parameters::given;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

#[derive(Deserialize, JsonSchema)]
pub(super) struct Parameters {
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

/// Sets a password. The user keeps it, or has to change it at the next sign-in.
pub(super) struct SetUserPassword;

impl Route for SetUserPassword {
    const VERB: Verb = Verb::SetUserPassword;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/setUserPassword";
    const SUMMARY: &str = "Set a user's password";
    const ANSWER: &str = "It is done";
    type Parameters = Parameters;
    type Answer = Done;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Done, Problem> {
        let Parameters {
            username,
            password,
            permanent,
        } = input.parameters()?;
        let (user, password) = given(username)
            .zip(given(password))
            .ok_or_else(|| Problem::malformed("username and password are required"))?;

        let action = Action {
            temporary_password: !permanent,
            ..Action::only(Self::VERB)
        };
        let target = session.target(&action, &user).await?;

        let request = session
            .pool
            .client
            .admin_set_user_password()
            .user_pool_id(session.pool.id)
            .username(&target.account.user_name)
            .password(password)
            .permanent(permanent);
        let done = session.pool.ask(request.send()).await;
        done.map_err(|problem| {
            problem.with_detail_if_not_accepted(
                "password has at most 256 characters, and no space at either end; choose another",
            )
        })?;

        Ok(Done::new(format!("Set the password of {user}")))
    }
}
