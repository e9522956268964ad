//! The steps of a sign-in on the pages: the password, and the new one of an invited person.

use std::collections::BTreeMap;

use serde_json::Value;

use super::authorization_request::AuthorizationRequest;
use crate::authentication::after_password::Next;
use crate::authentication::parameters::Parameters;
use crate::authentication::tokens::{Snapshot, TokenRequest, TokenSource};
use crate::authentication::{finish, new_password, password};
use crate::operations::request::client_context::ClientContext;
use crate::state::client_access::secret_hash;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::Pool;
use crate::state::sessions::{Login, Scopes};

/// What a step comes to.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The person has to choose a password.
    NewPassword(NewPasswordStep),
    /// The person is signed in.
    SignedIn(TokenRequest),
}

/// The challenge that the next step answers.
#[derive(Clone, Debug)]
pub(crate) struct NewPasswordStep {
    pub(crate) session: String,
    /// The attributes that the pool requires and the person has not got.
    pub(crate) missing: Vec<String>,
}

/// Takes a name and a password. The hooks are those of `InitiateAuth`, without metadata
/// (contract §1.4 and §3).
pub(crate) async fn with_password(
    context: &Context,
    pool_id: &str,
    asked: &AuthorizationRequest,
    username: &str,
    typed: &str,
) -> Result<Step, ApiError> {
    let caller = ClientContext::of_pool(pool_id, &asked.client_id);
    let members = [("USERNAME", username), ("PASSWORD", typed)];
    let parameters = parameters(context, &caller, username, members)?;
    let attempt = password::right(context, &caller, &parameters, None).await?;
    match Next::of(attempt, context, None).await? {
        Next::NewPassword(challenge) => new_password_step(&challenge).map(Step::NewPassword),
        Next::Tokens(request) => end(context, asked, request),
    }
}

/// Takes the new password, and the attributes that were missing.
pub(crate) async fn with_new_password(
    context: &Context,
    pool_id: &str,
    asked: &AuthorizationRequest,
    username: &str,
    session: &str,
    chosen: &str,
    attributes: impl Iterator<Item = (&str, &str)>,
) -> Result<Step, ApiError> {
    let caller = ClientContext::of_pool(pool_id, &asked.client_id);
    let names: Vec<(String, &str)> = attributes
        .map(|(name, value)| (format!("{}{name}", new_password::PREFIX), value))
        .collect();
    let names = names.iter().map(|(name, value)| (name.as_str(), *value));
    let members = [("USERNAME", username), ("NEW_PASSWORD", chosen)];
    let responses = parameters(context, &caller, username, members.into_iter().chain(names))?;
    let session = Some(session.to_owned());
    let request = new_password::accept(context, &caller, &responses, session, None).await?;
    end(context, asked, request)
}

/// The tokens of a person who is signed in already.
pub(crate) fn again(
    pool: &Pool,
    login: &Login,
    asked: &AuthorizationRequest,
) -> Option<TokenRequest> {
    let user = pool.users.get(&login.username)?;
    Some(TokenRequest {
        pool_id: pool.id.clone(),
        username: user.username.clone(),
        client_id: asked.client_id.clone(),
        source: TokenSource::HostedAuth,
        scopes: Scopes::Asked(asked.scopes.clone()),
        client_metadata: None,
        seen: Snapshot::of(pool, user),
    })
}

/// The source is that of managed login, whatever the way there (contract §1.3 and §2.7).
fn end(
    context: &Context,
    asked: &AuthorizationRequest,
    mut request: TokenRequest,
) -> Result<Step, ApiError> {
    finish::see_new_groups(context, &mut request)?;
    Ok(Step::SignedIn(TokenRequest {
        source: TokenSource::HostedAuth,
        scopes: Scopes::Asked(asked.scopes.clone()),
        ..request
    }))
}

/// The parameters of a step. The pages belong to the pool, so they need no secret of the client;
/// the steps ask for its proof.
fn parameters<'a>(
    context: &Context,
    caller: &ClientContext,
    username: &str,
    members: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Parameters, ApiError> {
    let mut parameters: BTreeMap<String, String> = members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let state = context.state();
    let (_, client) = caller.find(&state.pools)?;
    if let Some(secret) = &client.secret {
        let hash = secret_hash(secret, username, &client.id).ok_or(ApiError::Internal)?;
        parameters.insert("SECRET_HASH".to_owned(), hash);
    }
    Ok(Parameters::of(parameters))
}

/// Reads the challenge, whose parameters are JSON in texts.
fn new_password_step(challenge: &Value) -> Result<NewPasswordStep, ApiError> {
    let text = |pointer: &str| challenge.pointer(pointer).and_then(Value::as_str);
    let required = text("/ChallengeParameters/requiredAttributes").unwrap_or_default();
    let required: Vec<String> = serde_json::from_str(required).map_err(|_| ApiError::Internal)?;
    let missing = required
        .iter()
        .filter_map(|name| name.strip_prefix(new_password::PREFIX));
    Ok(NewPasswordStep {
        session: text("/Session").ok_or(ApiError::Internal)?.to_owned(),
        missing: missing.map(str::to_owned).collect(),
    })
}
