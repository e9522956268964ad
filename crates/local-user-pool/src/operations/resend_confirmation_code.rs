//! `ResendConfirmationCode`: a user asks for the code of a sign-up again.

use serde_json::Value;

use crate::delivery::code_request::CodeRequest;
use crate::delivery::message::MessageKind;
use crate::delivery::recipients;
use crate::operations::request::members::Members;
use crate::state::codes::{Purpose, Recipient};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::Pool;
use crate::state::user::{User, UserStatus};

/// The code before it stops working.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let request = CodeRequest {
        kind: MessageKind::ResendCode,
        purpose: Purpose::SignUp,
        recipient,
    };
    request.handle(context, members).await
}

/// Only users who signed up have such a code. Whether AWS answers the same for an administrator's
/// user as for a confirmed one is not established.
fn recipient(pool: &Pool, user: &User) -> Result<Recipient, ApiError> {
    if user.status != UserStatus::Unconfirmed {
        return Err(ApiError::invalid("User is already confirmed."));
    }
    recipients::of_sign_up(pool, user).ok_or_else(|| {
        ApiError::not_authorized("Cannot resend codes. Auto verification not turned on.")
    })
}
