//! An answer of AWS as it was sent: the SDK's structures leave out what is younger than the SDK.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use aws_sdk_cognitoidentityprovider::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_cognitoidentityprovider::config::{ConfigBag, Intercept, RuntimeComponents};
use serde_json::Value;

/// Keeps the answer to the call that it is given to.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawAnswer(Arc<Mutex<Option<Value>>>);

impl RawAnswer {
    /// Takes a member out of it.
    pub(crate) fn member(&self, name: &str) -> Result<Value> {
        let mut answer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answer
            .as_mut()
            .and_then(|answer| answer.get_mut(name))
            .map(Value::take)
            .with_context(|| format!("the answer of AWS has no {name}"))
    }
}

impl Intercept for RawAnswer {
    fn name(&self) -> &'static str {
        "RawAnswer"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let body = context.response().body().bytes();
        let answer = body.and_then(|body| serde_json::from_slice(body).ok());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = answer;
        Ok(())
    }
}
