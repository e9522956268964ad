//! Running a hook: the event, the wait, the answer (contract §1, §2 and §6).

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Map, Value, json};
use strum::IntoStaticStr;

use crate::state::behaviour::Behaviour;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::history::{ActivityKind, HookRun};
use crate::state::invoke::{Invocation, InvokeFunction, Invoked};
use crate::state::json::set;
use crate::state::pool::{Alias, LambdaConfig, Pool, SignIn};
use crate::state::user::User;

mod post_authentication;
mod post_confirmation;
mod pre_authentication;
mod pre_sign_up;
mod pre_token_generation;

pub(crate) use post_confirmation::Confirmed;
pub(crate) use pre_sign_up::{Admission, Candidate, SignUpSource};

/// The hooks that this pool calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
pub(crate) enum Hook {
    PreSignUp,
    CustomMessage,
    PostConfirmation,
    PreAuthentication,
    PostAuthentication,
    PreTokenGeneration,
}

impl Hook {
    /// AWS's name, with which error texts begin.
    fn name(self) -> &'static str {
        self.into()
    }

    /// The function that the pool has for this hook, and the version of its events.
    fn slot(self, config: &LambdaConfig) -> Option<(String, &'static str)> {
        let function = match self {
            Self::PreSignUp => &config.pre_sign_up,
            Self::CustomMessage => &config.custom_message,
            Self::PostConfirmation => &config.post_confirmation,
            Self::PreAuthentication => &config.pre_authentication,
            Self::PostAuthentication => &config.post_authentication,
            Self::PreTokenGeneration => {
                if let Some(versioned) = &config.pre_token_generation_config {
                    let version = match versioned.lambda_version.as_str() {
                        "V3_0" => "3",
                        "V2_0" => "2",
                        _ => "1",
                    };
                    return Some((versioned.lambda_arn.clone(), version));
                }
                &config.pre_token_generation
            }
        };
        function.clone().map(|function| (function, "1"))
    }
}

/// The caller of an operation, as trigger events name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallerClient {
    /// An app client.
    Id(String),
    /// An administrator, where Cognito writes `CLIENT_ID_NOT_APPLICABLE`.
    NotApplicable,
    /// An administrator, where Cognito writes null.
    Null,
}

impl CallerClient {
    fn as_json(&self) -> Value {
        match self {
            Self::Id(id) => json!(id),
            Self::NotApplicable => json!("CLIENT_ID_NOT_APPLICABLE"),
            Self::Null => Value::Null,
        }
    }
}

/// A hook to run.
#[derive(Clone, Debug)]
pub(crate) struct HookCall {
    pub(crate) hook: Hook,
    /// AWS's name of the trigger source.
    pub(crate) source: &'static str,
    pub(crate) pool_id: String,
    pub(crate) username: String,
    /// The user's `sub`, for the record; before sign-up the username.
    pub(crate) sub: String,
    pub(crate) client: CallerClient,
    pub(crate) request: Value,
    /// The content of `response` before the function changes it.
    pub(crate) response: Value,
}

/// The answer of a hook: the members of `response`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Response(Map<String, Value>);

const UNRECOGNIZABLE: ApiError = ApiError::InvalidLambdaResponse("Unrecognizable lambda output");

impl Response {
    /// A boolean. Absent and null count as false.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(UNRECOGNIZABLE),
        }
    }

    /// A text; none if it is absent or null.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(UNRECOGNIZABLE),
        }
    }

    /// A structure; none if it is absent or null.
    pub(crate) fn structure<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<Option<T>, ApiError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value.clone()).map_err(|_| UNRECOGNIZABLE),
        }
    }
}

/// The user's attributes as trigger events carry them: with `sub` and the status, as of now.
///
/// In pools with aliases, users who have one get `cognito:email_alias` as well (§2.2).
pub(crate) fn user_attributes(pool: &Pool, user: &User) -> Map<String, Value> {
    let mut attributes: Map<String, Value> = user
        .attributes
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    attributes.insert("sub".to_owned(), json!(user.sub));
    attributes.insert(
        "cognito:user_status".to_owned(),
        json!(user.status.as_str()),
    );
    if let SignIn::Username(aliases) = &pool.sign_in {
        for &alias in aliases {
            let held = pool.sign_in.active(user, alias);
            let name = match alias {
                Alias::Email => "cognito:email_alias",
                Alias::PhoneNumber => "cognito:phone_number_alias",
                Alias::PreferredUsername => continue,
            };
            if let Some(value) = held {
                attributes.insert(name.to_owned(), json!(value));
            }
        }
    }
    attributes
}

/// The `request` of an event, with the metadata if there is any.
pub(crate) fn with_metadata(
    mut request: Value,
    metadata: Option<&BTreeMap<String, String>>,
) -> Value {
    if let Some(metadata) = metadata {
        set(&mut request, "clientMetadata", json!(metadata));
    }
    request
}

impl Context {
    /// Runs a hook. None if the pool does not have it.
    pub(crate) async fn run_hook(&self, call: HookCall) -> Result<Option<Response>, ApiError> {
        let (slot, invoke, behaviour) = {
            let state = self.state();
            let config = &state.pools.pool(&call.pool_id)?.settings.lambda_config;
            (
                call.hook.slot(config),
                state.invoke.clone(),
                state.behaviour,
            )
        };
        let Some((function, version)) = slot else {
            return Ok(None);
        };
        let number = self.state().history.begin(
            self.now,
            ActivityKind::Hook(HookRun {
                function: function.clone(),
                trigger_source: call.source.to_owned(),
                user: call.sub.clone(),
                outcome: None,
            }),
        );
        let event = self.event(&call, version);
        let result = ask(call.hook.name(), invoke, behaviour, function, &event).await;
        let outcome = result.as_ref().map(|_| ()).map_err(ToString::to_string);
        self.state().history.end_run(number, outcome);
        result.map(Some)
    }

    fn event(&self, call: &HookCall, version: &str) -> Value {
        let region = call
            .pool_id
            .rsplit_once('_')
            .map_or(call.pool_id.as_str(), |(region, _)| region);
        json!({
            "version": version,
            "region": region,
            "userPoolId": call.pool_id,
            "userName": call.username,
            "callerContext": {
                "awsSdkVersion": self.sdk,
                "clientId": call.client.as_json(),
            },
            "triggerSource": call.source,
            "request": call.request,
            "response": call.response,
        })
    }
}

/// Invokes the function until it answers in time or there are no attempts left. Only a function
/// that was too slow is tried again (contract §6).
async fn ask(
    hook: &'static str,
    invoke: Option<InvokeFunction>,
    behaviour: Behaviour,
    function: String,
    event: &Value,
) -> Result<Response, ApiError> {
    let unexpected = |reason: &str| ApiError::UnexpectedLambda {
        trigger: hook,
        reason: reason.to_owned(),
    };
    let Some(invoke) = invoke else {
        return Err(unexpected("error AccessDeniedException"));
    };
    let invocation = Invocation {
        function,
        payload: event.to_string(),
    };
    for _ in 0..behaviour.hook_attempts.max(1) {
        let copies = (0..behaviour.hook_copies.max(1)).map(|_| invoke(invocation.clone()));
        let answers = tokio::time::timeout(behaviour.hook_timeout, join_all(copies));
        let Ok(answers) = answers.await else {
            continue;
        };
        return match answers.into_iter().next() {
            Some(Invoked::Answer(answer)) => read_answer(event, &answer),
            Some(Invoked::Error { message, .. }) => Err(ApiError::UserLambdaValidation {
                trigger: hook,
                message,
            }),
            Some(Invoked::Refused(exception)) => Err(unexpected(&format!("error {exception}"))),
            None => Err(unexpected("error")),
        };
    }
    Err(unexpected(
        "error Socket timeout while invoking Lambda function",
    ))
}

/// An answer has to be the event with another `response` (contract §6). An answer with more or
/// fewer members is not recognised.
fn read_answer(event: &Value, answer: &str) -> Result<Response, ApiError> {
    let invalid = ApiError::InvalidLambdaResponse("Invalid lambda function output : Invalid JSON");
    let mut answer = match serde_json::from_str(answer) {
        Ok(Value::Object(answer)) => answer,
        Ok(Value::Null) | Err(_) => return Err(invalid),
        Ok(_) => return Err(UNRECOGNIZABLE),
    };
    let sent = event.as_object().ok_or(UNRECOGNIZABLE)?;
    let same_members =
        sent.len() == answer.len() && sent.keys().all(|key| answer.contains_key(key));
    let Some(Value::Object(response)) = answer.remove("response").filter(|_| same_members) else {
        return Err(UNRECOGNIZABLE);
    };
    Ok(Response(response))
}
