//! Pre authentication: decides whether a sign-in may go on (contract §2.6).

use std::collections::BTreeMap;

use serde_json::json;

use super::{CallerClient, Hook, HookCall, user_attributes};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::json::set;

impl Context {
    /// Runs the hook before the password is checked. The metadata of the call arrives as validation
    /// data (contract §3). The hook runs for an unknown name only if the client hides which users
    /// exist; the event then says so.
    pub(crate) async fn pre_authentication(
        &self,
        pool_id: &str,
        username: &str,
        client_id: &str,
        client_metadata: Option<BTreeMap<String, String>>,
    ) -> Result<(), ApiError> {
        let call = {
            let state = self.state();
            let pool = state.pools.pool(pool_id)?;
            let user = pool.find(username);
            let attributes = user.map(|user| user_attributes(pool, user));
            let mut request = json!({
                "userAttributes": attributes.unwrap_or_default(),
                "validationData": client_metadata,
            });
            if pool.client(client_id)?.hides_missing_users() {
                set(&mut request, "userNotFound", user.is_none());
            }
            HookCall {
                hook: Hook::PreAuthentication,
                source: "PreAuthentication_Authentication",
                pool_id: pool.id.clone(),
                username: user.map_or(username, |user| &user.username).to_owned(),
                sub: user.map_or(username, |user| &user.sub).to_owned(),
                client: CallerClient::Id(client_id.to_owned()),
                request,
                response: json!({}),
            }
        };
        self.run_hook(call).await.map(|_| ())
    }
}
