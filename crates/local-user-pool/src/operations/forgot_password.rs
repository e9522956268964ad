//! `ForgotPassword`: a user asks for a code to set a new password.

use serde_json::Value;

use crate::delivery::code_request::CodeRequest;
use crate::delivery::message::MessageKind;
use crate::delivery::recipients;
use crate::operations::request::members::Members;
use crate::state::codes::Purpose;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// The password works until the code is used.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let request = CodeRequest {
        kind: MessageKind::ForgotPassword,
        purpose: Purpose::NewPassword,
        recipient: recipients::of_recovery,
    };
    request.handle(context, members).await
}
