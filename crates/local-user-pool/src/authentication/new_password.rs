//! Replacing a temporary password: the first sign-in of a user that an administrator created
//! (contract §1.3).

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Parameters, SignInAttempt, finish};
use crate::authentication::tokens::{Snapshot, TokenRequest, TokenSource};
use crate::delivery::message::MessageKind;
use crate::hooks::CallerClient;
use crate::operations::request::client_context::ClientContext;
use crate::state::attributes::{self, Changes};
use crate::state::client_access::{FLAGS, check_writable};
use crate::state::codes::Code;
use crate::state::context::Context;
use crate::state::credentials::Password;
use crate::state::error::ApiError;
use crate::state::medium::Medium;
use crate::state::pool::Pool;
use crate::state::random;
use crate::state::sessions::Expected;
use crate::state::user::{User, UserStatus};
use crate::state::{State, address_change};

/// The prefix of attribute names in the challenge and in its answer.
pub(super) const PREFIX: &str = "userAttributes.";

/// Returns the challenge `NEW_PASSWORD_REQUIRED`, whose parameters are JSON in texts.
pub(super) fn challenge(context: &Context, attempt: &SignInAttempt) -> Result<Value, ApiError> {
    let session = URL_SAFE_NO_PAD.encode(random::bytes::<96>());
    let parameters = {
        let state = &mut *context.state();
        let once = state.behaviour.temporary_password_once;
        let pool = state.pools.pool_mut(&attempt.pool_id)?;
        let user = pool.user(&attempt.username)?;
        let required: Vec<String> = missing(pool, user)
            .map(|name| format!("{PREFIX}{name}"))
            .collect();
        let parameters = json!({
            "USER_ID_FOR_SRP": user.username,
            "requiredAttributes": json!(required).to_string(),
            "userAttributes": json!(user.attributes).to_string(),
        });
        if once {
            pool.users
                .change(&attempt.username, |user| user.credentials.retire_password());
        }
        parameters
    };
    attempt.expect(context, session.clone(), Expected::NewPassword)?;
    Ok(json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": session,
        "ChallengeParameters": parameters,
    }))
}

/// Handles the new password and the attributes in the answer, and ends the sign-in with tokens.
pub(super) async fn respond(
    context: &Context,
    caller: &ClientContext,
    responses: &Parameters,
    session: Option<String>,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<Value, ApiError> {
    let request = accept(context, caller, responses, session, metadata).await?;
    finish::with_tokens(context, request).await
}

/// Handles the new password and the attributes in the answer, up to the tokens.
pub(super) async fn accept(
    context: &Context,
    caller: &ClientContext,
    responses: &Parameters,
    session: Option<String>,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<TokenRequest, ApiError> {
    let attempt = SignInAttempt::named(context, caller, responses)?;
    let session = session.ok_or_else(|| ApiError::invalid("Missing required parameter Session"))?;
    let acceptance = Acceptance {
        password: responses.required("NEW_PASSWORD")?,
        changes: responses.under(PREFIX),
    };
    attempt.answer(context, &session, |challenge| match challenge.expected {
        Expected::NewPassword => Ok(()),
        Expected::Proof(_) => Err(ApiError::invalid_session()),
    })?;
    let seen = acceptance.check(&context.state(), &attempt, context.now)?;
    attempt.answer(context, &session, |challenge| {
        challenge.used = true;
        Ok(())
    })?;

    let at_once = context
        .state()
        .behaviour
        .confirmed_before_post_authentication;
    let request = attempt.request(TokenSource::NewPasswordChallenge, metadata, seen);
    if at_once {
        acceptance.store(context, &request).await?;
    }
    context.post_authentication(&request).await?;
    if !at_once {
        acceptance.store(context, &request).await?;
    }
    Ok(request)
}

/// The answer to the challenge.
struct Acceptance<'a> {
    password: &'a str,
    changes: Vec<(String, String)>,
}

impl Acceptance<'_> {
    /// Refuses a wrong answer. Returns the user for the hooks, with the new attributes and the old
    /// status.
    fn check(
        &self,
        state: &State,
        attempt: &SignInAttempt,
        now: Timestamp,
    ) -> Result<Snapshot, ApiError> {
        let pool = state.pools.pool(&attempt.pool_id)?;
        let client = pool.client(&attempt.client_id)?;
        let user = pool.user(&attempt.username)?;
        user.check_may_sign_in()?;
        if user.status != UserStatus::ForceChangePassword {
            return Err(ApiError::invalid_session());
        }
        let unlisted = state.behaviour.unlisted_write;
        check_not_verified(&self.changes)?;
        check_writable(client, &pool.schema, &self.changes, unlisted)?;
        check_unset(pool, user, &self.changes)?;

        let mut changed = user.clone();
        self.apply(pool, &mut changed, now)?;
        if let Some(name) = missing(pool, &changed).next() {
            return Err(ApiError::invalid(format!(
                "Invalid attributes given, {name} is missing"
            )));
        }
        pool.check_password(user, self.password)?;
        if state.behaviour.stale_verified_flag {
            changed = user.clone();
            for (name, value) in &self.changes {
                attributes::set(&mut changed, name, value);
            }
        }
        Ok(Snapshot::of(pool, &changed))
    }

    /// Changes the attributes. A new address that replaces another one waits for its code, as
    /// usual; an address without a predecessor counts at once.
    fn apply(&self, pool: &Pool, user: &mut User, now: Timestamp) -> Result<Vec<Code>, ApiError> {
        for name in [Medium::Email, Medium::Sms].map(Medium::attribute) {
            let first = attributes::last(&self.changes, name);
            if let (None, Some(address)) = (user.attribute(name), first) {
                attributes::set(user, name, address);
            }
        }
        address_change::apply(pool, user, &self.changes, now)
    }

    /// Confirms the user, and sends the codes for addresses that replace others.
    async fn store(&self, context: &Context, request: &TokenRequest) -> Result<(), ApiError> {
        let (pool_id, username) = (request.pool_id.as_str(), request.username.as_str());
        let codes = {
            let state = &mut *context.state();
            let pool = state.pools.pool_mut(pool_id)?;
            let mut user = pool.user(username)?.clone();
            let codes = self.apply(pool, &mut user, context.now)?;
            let password = Password::new(pool.short_id(), username, self.password, context.now);
            user.credentials.set_password(password);
            user.status = UserStatus::Confirmed;
            user.modified = context.now;
            pool.insert(user);
            codes
        };
        for code in codes {
            let kind = MessageKind::UpdateUserAttribute;
            let client = CallerClient::Id(request.client_id.clone());
            let metadata = request.client_metadata.clone();
            let user = (pool_id, username);
            context
                .send_code(kind, &code, user, client, metadata)
                .await?;
        }
        Ok(())
    }
}

/// The required attributes that the user does not have yet.
fn missing<'a>(pool: &'a Pool, user: &'a User) -> impl Iterator<Item = &'a str> {
    let required = pool.schema.iter().filter(|(_, defined)| defined.required);
    let names = required.map(|(name, _)| name);
    names.filter(|name| *name != "sub" && user.attribute(name).is_none())
}

/// Refuses flags of verified addresses, in other words than elsewhere (aws-sdk-ios#2203).
fn check_not_verified(changes: &Changes) -> Result<(), ApiError> {
    let mut flags = FLAGS.iter();
    let flag = flags.find(|flag| attributes::last(changes, flag).is_some());
    flag.map_or(Ok(()), |flag| Err(attributes::unmodifiable(flag)))
}

/// Refuses a change of a required attribute that has a value, even to the same value (API
/// reference: `RespondToAuthChallenge`; aws-saas-factory-bootcamp#67).
fn check_unset(pool: &Pool, user: &User, changes: &Changes) -> Result<(), ApiError> {
    let is_set = |name: &str| {
        let definition = pool.schema.get(name);
        definition.is_some_and(|defined| defined.required) && user.attribute(name).is_some()
    };
    match changes.iter().find(|(name, _)| is_set(name)) {
        Some((name, _)) => Err(ApiError::not_authorized(format!(
            "Cannot modify an already provided {name}"
        ))),
        None => Ok(()),
    }
}
