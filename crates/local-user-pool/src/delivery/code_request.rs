//! Requests for a code by users who are not signed in.

use serde_json::{Value, json};

use crate::delivery::message::MessageKind;
use crate::delivery::recipients;
use crate::operations::request::app_caller::{AppCaller, Subject};
use crate::operations::request::members::Members;
use crate::state::codes::{Code, Purpose, Recipient};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::Pool;
use crate::state::user::User;

/// The differences between the operations that send such a code.
pub(crate) struct CodeRequest {
    pub(crate) kind: MessageKind,
    pub(crate) purpose: Purpose,
    /// The recipient of the code, or why the user cannot have one.
    pub(crate) recipient: fn(&Pool, &User) -> Result<Recipient, ApiError>,
}

/// The answer to a request.
enum Decision {
    /// A code, with the pool's identifier and the username.
    Sent(Code, String, String),
    /// The details of a message that is not sent.
    Simulated(Value),
}

impl CodeRequest {
    /// The operation.
    pub(crate) async fn handle(
        &self,
        context: &Context,
        members: Members,
    ) -> Result<Value, ApiError> {
        let (caller, metadata) =
            members.read(|members| (AppCaller::read(members), members.map("ClientMetadata")))?;

        let details = match self.decide(context, &caller)? {
            Decision::Simulated(details) => details,
            Decision::Sent(code, pool_id, username) => {
                let user = (pool_id.as_str(), username.as_str());
                context
                    .send_code(self.kind, &code, user, caller.client(), metadata)
                    .await?
            }
        };
        Ok(json!({ "CodeDeliveryDetails": details }))
    }

    /// A client that hides which users exist also hides why a user cannot have a code (developer
    /// guide, "Managing user existence error responses"; amplify-js#6543, amplify-js#14762).
    fn decide(&self, context: &Context, caller: &AppCaller) -> Result<Decision, ApiError> {
        let mut state = context.state();
        let (pool, client) = caller.enter(&state.pools)?;
        let simulated = || Decision::Simulated(recipients::simulated(pool, &caller.username));
        let Subject::User(user) = caller.subject(pool, client)? else {
            return Ok(simulated());
        };
        let recipient = match (self.recipient)(pool, user) {
            Ok(recipient) => recipient,
            Err(_) if client.hides_missing_users() => return Ok(simulated()),
            Err(error) => return Err(error),
        };

        let (pool_id, username) = (pool.id.clone(), user.username.clone());
        let users = &mut state.pools.pool_mut(&pool_id)?.users;
        let code = users.change(&username, |user| {
            let codes = user.credentials.codes(self.purpose);
            codes.request(self.purpose, recipient, context.now)
        });
        let code = code.ok_or(ApiError::UserNotFound)??;
        Ok(Decision::Sent(code, pool_id, username))
    }
}
