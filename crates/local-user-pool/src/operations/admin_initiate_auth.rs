//! `AdminInitiateAuth`: a server starts a sign-in.

use serde_json::Value;

use crate::authentication;
use crate::operations::request::client_context::ClientContext;
use crate::operations::request::members::Members;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// See [`authentication::start`].
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    authentication::start(context, members, ClientContext::of_admin).await
}
