//! `AdminInitiateAuth`: a server begins to sign somebody in.

use serde_json::Value;

use crate::authentication;
use crate::context::Context;
use crate::entrance::Entrance;
use crate::error::ApiError;
use crate::members::Members;

/// See [`authentication::start`].
pub(crate) async fn carry_out(context: &Context, mut members: Members) -> Result<Value, ApiError> {
    let entrance = Entrance::of_admin(&mut members);
    authentication::start(context, entrance, members).await
}
