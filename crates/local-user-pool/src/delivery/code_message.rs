//! Sending a code.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::delivery::message::{Message, MessageKind};
use crate::hooks::CallerClient;
use crate::state::codes::Code;
use crate::state::context::Context;
use crate::state::error::ApiError;

impl Context {
    /// Sends a code to its recipient, and returns `CodeDeliveryDetailsType`.
    pub(crate) async fn send_code(
        &self,
        kind: MessageKind,
        code: &Code,
        (pool_id, username): (&str, &str),
        client: CallerClient,
        metadata: Option<BTreeMap<String, String>>,
    ) -> Result<Value, ApiError> {
        let message = Message {
            kind,
            media: &[code.recipient.medium],
            secret: &code.digits,
            client,
            metadata,
            address: Some(&code.recipient.address),
        };
        self.send(pool_id, username, &message).await
    }
}
