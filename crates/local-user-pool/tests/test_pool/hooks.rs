//! Hooks that a test writes: one function serves every hook of the pool.

use std::sync::{Arc, Mutex};

use local_user_pool::{Invocation, Invoked, LambdaConfig, LocalUserPool};
use serde_json::Value;

use crate::test_pool::POOL;

/// The events that the hooks were given, oldest first.
#[derive(Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<Value>>>);

impl Events {
    /// The trigger sources, in the order of the calls.
    pub(crate) fn sources(&self) -> Vec<String> {
        let events = self.0.lock().expect("no test panics while it holds this");
        let sources = events.iter().map(|event| event["triggerSource"].clone());
        sources
            .map(|source| source.as_str().expect("a text").to_owned())
            .collect()
    }

    /// The event of the latest call.
    pub(crate) fn last(&self) -> Value {
        let events = self.0.lock().expect("no test panics while it holds this");
        events.last().expect("an event").clone()
    }
}

/// Puts a hook into every slot of the pool. `act` is given the event, whose `response` it fills
/// in, or fails with `errorMessage`.
pub(crate) fn attach(
    local: &LocalUserPool,
    act: impl Fn(&mut Value) -> Result<(), String> + Send + Sync + 'static,
) -> Events {
    let slot = |name: &str| Some(name.to_owned());
    local.with_pool(POOL, |pool| {
        pool.settings.lambda_config = LambdaConfig {
            pre_sign_up: slot("pre-sign-up"),
            custom_message: slot("custom-message"),
            post_confirmation: slot("post-confirmation"),
            pre_authentication: slot("pre-authentication"),
            post_authentication: slot("post-authentication"),
            pre_token_generation: slot("pre-token-generation"),
            ..LambdaConfig::default()
        };
    });
    let events = Events::default();
    let record = events.clone();
    local.set_invoke(Arc::new(move |invocation| {
        let answer = answer(&record, &act, &invocation);
        Box::pin(std::future::ready(answer))
    }));
    events
}

fn answer(
    record: &Events,
    act: &impl Fn(&mut Value) -> Result<(), String>,
    invocation: &Invocation,
) -> Invoked {
    let mut event: Value = serde_json::from_str(&invocation.payload).expect("the event is JSON");
    let mut events = record.0.lock().expect("no test panics while it holds this");
    events.push(event.clone());
    match act(&mut event) {
        Ok(()) => Invoked::Answer(event.to_string()),
        Err(message) => Invoked::Error {
            error_type: "Error".to_owned(),
            message,
        },
    }
}
