//! `ResendConfirmationCode`: somebody asks for the code of a sign-up again.

use serde_json::Value;

use crate::code_request::CodeRequest;
use crate::codes::{Purpose, Recipient};
use crate::context::Context;
use crate::error::ApiError;
use crate::members::Members;
use crate::message::MessageKind;
use crate::pool::Pool;
use crate::recipients;
use crate::user::{User, UserStatus};

/// The code before it is dead.
pub(crate) async fn carry_out(context: &Context, members: Members) -> Result<Value, ApiError> {
    let request = CodeRequest {
        kind: MessageKind::ResendCode,
        purpose: Purpose::SignUp,
        recipient,
    };
    request.carry_out(context, members).await
}

/// Whoever did not sign up has no such code; that an administrator's user is told the same as a
/// confirmed one is not established.
fn recipient(pool: &Pool, user: &User) -> Result<Recipient, ApiError> {
    if user.status != UserStatus::Unconfirmed {
        return Err(ApiError::invalid("User is already confirmed."));
    }
    recipients::of_sign_up(pool, user).ok_or_else(|| {
        ApiError::not_authorized("Cannot resend codes. Auto verification not turned on.")
    })
}
