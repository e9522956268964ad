//! Signing in with a proof of the password: SRP in two calls.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Parameters, SignInAttempt, after_password};
use crate::authentication::srp::Verifier;
use crate::operations::request::client_context::ClientContext;
use crate::operations::request::validation::{Shape, Violations};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::random;
use crate::state::sessions::{Expected, SrpExchange};
use crate::state::user::User;

/// `USER_SRP_AUTH`, which leads to the challenge `PASSWORD_VERIFIER`. An unknown name gets it too,
/// if the client hides which users exist.
pub(super) async fn start(
    context: &Context,
    caller: &ClientContext,
    parameters: &Parameters,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<Value, ApiError> {
    let client_public = parameters.required("SRP_A")?;
    check_number(client_public)?;
    let attempt = SignInAttempt::begin(context, caller, parameters, metadata).await?;

    let verifier = verifier(context, &attempt)?;
    // The arithmetic is slow and does not need the state.
    let exchange = SrpExchange::begin(client_public, verifier);
    // The words of the real service are not known: no client sends such a value.
    let exchange = exchange.ok_or_else(|| ApiError::invalid("Invalid SRP_A"))?;

    let block = STANDARD.encode(random::bytes::<96>());
    let parameters = json!({
        "SALT": exchange.salt(),
        "SECRET_BLOCK": block,
        "SRP_B": exchange.public(),
        "USERNAME": attempt.username,
        "USER_ID_FOR_SRP": attempt.username,
    });
    let expected = Expected::Proof(Box::new(exchange));
    attempt.expect(context, block, expected)?;
    Ok(json!({
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeParameters": parameters,
    }))
}

/// Refuses a value that is not a hexadecimal number.
fn check_number(client_public: &str) -> Result<(), ApiError> {
    let mut violations = Violations::default();
    violations.optional("sRPA", client_public.to_owned(), Shape::SrpA);
    violations.into_result()
}

/// The verifier of the user's password. A user who cannot sign in is refused at once.
fn verifier(context: &Context, attempt: &SignInAttempt) -> Result<Verifier, ApiError> {
    let state = context.state();
    let pool = state.pools.pool(&attempt.pool_id)?;
    let user = pool.users.get(&attempt.username);
    user.map_or(Ok(()), User::check_may_begin)?;
    let password = user.and_then(|user| user.credentials.password.as_ref());
    Ok(match password {
        Some(password) => Verifier {
            salt: password.salt,
            digest: *password.digest(),
        },
        None => Verifier::of_nobody(pool.short_id(), &attempt.username),
    })
}

/// `PASSWORD_VERIFIER`. Clients send no session, so the secret block, which only this server can
/// make, serves as one. It allows one attempt.
pub(super) async fn respond(
    context: &Context,
    caller: &ClientContext,
    responses: &Parameters,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<Value, ApiError> {
    let attempt = SignInAttempt::named(context, caller, responses)?;
    let block = responses.required("PASSWORD_CLAIM_SECRET_BLOCK")?;
    let claimed = responses.required("PASSWORD_CLAIM_SIGNATURE")?;
    let timestamp = responses.required("TIMESTAMP")?;

    let exchange = attempt.answer(context, block, |challenge| {
        let Expected::Proof(exchange) = &challenge.expected else {
            return Err(ApiError::invalid_session());
        };
        challenge.used = true;
        Ok(exchange.clone())
    })?;
    let signature = STANDARD.decode(claimed).unwrap_or_default();
    let decoded = STANDARD.decode(block).unwrap_or_default();
    attempt.check(context, |pool, user| {
        let parts = [
            pool.short_id().as_bytes(),
            user.username.as_bytes(),
            &decoded,
            timestamp.as_bytes(),
        ];
        exchange.is_signed(&signature, &parts)
    })?;
    after_password::proceed(attempt, context, metadata).await
}
