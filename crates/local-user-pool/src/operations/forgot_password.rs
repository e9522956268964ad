//! `ForgotPassword`: somebody asks for a code that stands for the password.

use serde_json::Value;

use crate::code_request::CodeRequest;
use crate::codes::Purpose;
use crate::context::Context;
use crate::error::ApiError;
use crate::members::Members;
use crate::message::MessageKind;
use crate::recipients;

/// The password goes on working until the code is used.
pub(crate) async fn carry_out(context: &Context, members: Members) -> Result<Value, ApiError> {
    let request = CodeRequest {
        kind: MessageKind::ForgotPassword,
        purpose: Purpose::NewPassword,
        recipient: recipients::of_recovery,
    };
    request.carry_out(context, members).await
}
