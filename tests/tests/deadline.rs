//! A hook whose time is over, by Lambda's deadline or for want of one.

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows test functions, but not what they call"
)]

use std::time::Duration;

use local_user_pool::Operation::AdminGetUser;
use local_user_pool::{Fault, FaultKind};
use playground::hooks::handler::Handler;
use settings::Settings;
use tests::aws_fault::Effect;
use tests::{Configuration, aws_fault, canary, events};
use trigger::Function;

/// What comes of this fault with the user where no time is left: each call is made once.
async fn check(kind: Option<FaultKind>, outcome: &str, effect: &Effect) {
    let configuration = Configuration::sample();
    let settings = Settings::load(&configuration.path()).unwrap();
    let confirmation = events::post_confirmation("PostConfirmation_ConfirmSignUp");
    for (function, event) in [
        (Function::PostConfirmation, confirmation),
        (Function::PostAuthentication, events::post_authentication()),
    ] {
        let pool = aws_fault::pool();
        let fault = kind.map(|kind| Fault {
            operation: Some(AdminGetUser),
            kind,
            times: Some(1),
        });
        pool.set_faults(fault.into_iter().collect());
        let server = pool.serve().await.unwrap();
        let handler = Handler::new(function, settings.clone(), &server.endpoint_url()).unwrap();
        let invoked = handler
            .invoke(event.to_string(), canary::now(), Duration::ZERO)
            .await;
        assert_eq!(
            invoked.outcome.name.as_str(),
            outcome,
            "{function} {kind:?}"
        );
        assert_eq!(Effect::in_pool(&pool), *effect, "{function} {kind:?}");
        let calls = pool.calls();
        let asked = calls.iter().filter(|call| call.operation == "AdminGetUser");
        assert_eq!(asked.count(), 1, "{function} {kind:?}");
    }
}

#[tokio::test]
async fn what_can_be_done_in_one_attempt_is_done() {
    check(None, "granted", &Effect::all()).await;
}

#[tokio::test]
async fn nothing_is_tried_twice() {
    for kind in [
        FaultKind::InternalError,
        FaultKind::Throttle,
        FaultKind::AnswerHtml,
    ] {
        check(Some(kind), "grant-pending", &Effect::nothing()).await;
    }
}
