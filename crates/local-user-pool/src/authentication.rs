//! Signing in: the flows that start it, its challenges, and the tokens at its end.
//!
//! [`start`] is the common part of `InitiateAuth` and `AdminInitiateAuth`, and [`respond`] that of
//! the answers to challenges. The operations of apps and administrators differ only in the
//! [`ClientContext`].

use serde_json::Value;

use crate::operations::request::client_context::ClientContext;
use crate::operations::request::members::{Members, Reader};
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) mod federation;
pub(crate) mod managed_login;
pub(crate) mod signed_in;
pub(crate) mod signing_key;
pub(crate) mod srp;
pub(crate) mod tokens;

mod after_password;
mod finish;
mod flow;
mod new_password;
mod parameters;
mod password;
mod password_proof;
mod refresh;
mod sign_in_attempt;

use flow::Flow;
use parameters::Parameters;
use refresh::refresh;
pub(crate) use refresh::{Secret, refresh_and_rotate};
use sign_in_attempt::SignInAttempt;

/// `ChallengeNameType` of the API model.
const CHALLENGES: [&str; 16] = [
    "SMS_MFA",
    "EMAIL_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "PASSWORD_VERIFIER",
    "CUSTOM_CHALLENGE",
    "SELECT_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "ADMIN_NO_SRP_AUTH",
    "NEW_PASSWORD_REQUIRED",
    "SMS_OTP",
    "PASSWORD",
    "WEB_AUTHN",
    "PASSWORD_SRP",
];

/// Starts a sign-in.
pub(crate) async fn start(
    context: &Context,
    members: Members,
    caller: fn(&mut Reader) -> ClientContext,
) -> Result<Value, ApiError> {
    let (caller, flow, parameters, metadata) = members.read(|members| {
        (
            caller(members),
            members.required_choice("AuthFlow", &flow::NAMES),
            Parameters::read(members, "AuthParameters"),
            members.map("ClientMetadata"),
        )
    })?;
    context.about(flow.clone());

    let flow = {
        let state = context.state();
        let (_, client) = caller.find(&state.pools)?;
        Flow::choose(&flow, caller.is_admin(), client)?
    };
    match flow {
        Flow::Password => password::start(context, &caller, &parameters, metadata).await,
        Flow::Proof => password_proof::start(context, &caller, &parameters, metadata).await,
        Flow::Refresh => {
            let token = parameters.required("REFRESH_TOKEN")?;
            let hash = parameters.optional("SECRET_HASH");
            let result = refresh(context, &caller, token, Secret::Hash(hash), None).await?;
            Ok(finish::answer(&result))
        }
    }
}

/// Handles the answer to a challenge.
pub(crate) async fn respond(
    context: &Context,
    members: Members,
    caller: fn(&mut Reader) -> ClientContext,
) -> Result<Value, ApiError> {
    let (caller, challenge, responses, session, metadata) = members.read(|members| {
        (
            caller(members),
            members.required_choice("ChallengeName", &CHALLENGES),
            Parameters::read(members, "ChallengeResponses"),
            members.optional("Session", Shape::Session),
            members.map("ClientMetadata"),
        )
    })?;
    context.about(challenge.clone());

    match challenge.as_str() {
        "PASSWORD_VERIFIER" => {
            password_proof::respond(context, &caller, &responses, metadata).await
        }
        "NEW_PASSWORD_REQUIRED" => {
            new_password::respond(context, &caller, &responses, session, metadata).await
        }
        // There are no other challenges here, so there can be no such session.
        _ => Err(ApiError::invalid_session()),
    }
}
