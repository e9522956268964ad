//! Post confirmation: runs after a confirmed sign-up and after a new password (contract §2.4).

use std::collections::BTreeMap;

use serde_json::json;
use strum::IntoStaticStr;

use super::{CallerClient, Hook, HookCall, user_attributes, with_metadata};
use crate::state::context::Context;
use crate::state::error::ApiError;

/// The operation that confirmed the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(prefix = "PostConfirmation_")]
pub(crate) enum Confirmed {
    ConfirmSignUp,
    ConfirmForgotPassword,
}

impl Context {
    /// Runs the hook. The user is confirmed already, and stays so if it fails (contract §6).
    pub(crate) async fn post_confirmation(
        &self,
        confirmed: Confirmed,
        pool_id: &str,
        username: &str,
        client: CallerClient,
        client_metadata: Option<BTreeMap<String, String>>,
    ) -> Result<(), ApiError> {
        let call = {
            let state = self.state();
            let pool = state.pools.pool(pool_id)?;
            let user = pool.user(username)?;
            let request = json!({ "userAttributes": user_attributes(pool, user) });
            HookCall {
                hook: Hook::PostConfirmation,
                source: confirmed.into(),
                pool_id: pool.id.clone(),
                username: user.username.clone(),
                sub: user.sub.clone(),
                client,
                request: with_metadata(request, client_metadata.as_ref()),
                response: json!({}),
            }
        };
        self.run_hook(call).await.map(|_| ())
    }
}
