//! Post authentication: runs after a sign-in, before its tokens (contract §2.6).

use serde_json::json;

use super::{CallerClient, Hook, HookCall, with_metadata};
use crate::authentication::tokens::TokenRequest;
use crate::state::context::Context;
use crate::state::error::ApiError;

impl Context {
    /// Runs the hook. If it fails, there are no tokens (contract §6).
    pub(crate) async fn post_authentication(&self, request: &TokenRequest) -> Result<(), ApiError> {
        let members = json!({
            "userAttributes": request.seen.attributes,
            "newDeviceUsed": false,
        });
        let call = HookCall {
            hook: Hook::PostAuthentication,
            source: "PostAuthentication_Authentication",
            pool_id: request.pool_id.clone(),
            username: request.username.clone(),
            sub: request.seen.sub.clone(),
            client: CallerClient::Id(request.client_id.clone()),
            request: with_metadata(members, request.client_metadata.as_ref()),
            response: json!({}),
        };
        self.run_hook(call).await.map(|_| ())
    }
}
