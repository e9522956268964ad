//! The notifier in this process, as the target of a local pool's event bus.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use acceptance::Mailer;
use connection::local_aws;
use local_user_pool::EventTarget;
use notifier::Notifier;
use serde_json::Value;
use settings::{ConfigurationErrors, Settings};
use tokio::time::Instant;

use super::in_process::HandlerEnvironment;

/// How long Lambda lets it run, in the template.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The notifiers of these user pools. An event goes to each: of another pool's it does nothing.
///
/// Fails if the brands cannot be read.
pub(crate) fn event_target(
    settings: &Settings,
    user_pool_ids: &[String],
    environment: HandlerEnvironment,
) -> Result<EventTarget, ConfigurationErrors> {
    let mut notifiers = BTreeMap::new();
    for id in user_pool_ids {
        let aws = local_aws::configuration(&environment.endpoint_url);
        let mailer = match settings.mail.clone() {
            Some(mail) => Some(Mailer::new(&aws, mail, settings.load_brands()?)),
            None => None,
        };
        let cognito = cognito::client::for_hook(&aws);
        let notifier = Notifier::new(settings.clone(), id.clone(), cognito, aws, mailer);
        notifiers.insert(id.clone(), notifier);
    }
    let shared = Arc::new((notifiers, environment));
    Ok(Arc::new(move |event| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (notifiers, environment) = &*shared;
            // A bus takes JSON objects alone.
            let event: Value = serde_json::from_str(&event).unwrap_or_default();
            for (id, notifier) in notifiers {
                let now = (environment.clock)();
                let run = notifier.run(&event, now, Instant::now() + TIMEOUT).await;
                for handled in run.handled {
                    tracing::info!(
                        function = "notifier",
                        user_pool = id,
                        event = handled.event,
                        sub = handled.sub,
                        outcome = handled.report.outcome.as_str(),
                        code = handled.report.code,
                        "invocation"
                    );
                }
            }
        })
    }))
}

#[cfg(test)]
mod tests {
    use invitation::{INVITED_ATTRIBUTE, InvitationMode, InvitationRecord, Mark};
    use local_user_pool::{LocalUserPool, SentMessage, User, UserStatus};
    use serde_json::json;

    use super::*;
    use crate::local_pool::local_pool;
    use crate::sample_configuration::sample_settings;

    const SUB: &str = "6a2c1f0e-0000-4000-8000-000000000001";

    #[tokio::test]
    async fn a_member_is_welcomed_by_an_event_of_the_pool_alone() {
        let settings = sample_settings();
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        let mut pool = local_pool(&settings, "local_Example", now);
        let mut user = User::new(SUB, SUB, UserStatus::Confirmed, now);
        let mut record = InvitationRecord::new(InvitationMode::Created, now);
        record.mark(Mark::Accepted, now);
        for (name, value) in [
            ("email", "ada@client.example".to_owned()),
            ("email_verified", "true".to_owned()),
            (INVITED_ATTRIBUTE, record.to_text()),
        ] {
            user.attributes.insert(name.to_owned(), value);
        }
        pool.insert(user);
        let local = LocalUserPool::new(vec![pool]);
        local.set_now(now);
        let server = local.serve().await.unwrap();
        let environment = HandlerEnvironment {
            endpoint_url: server.endpoint_url(),
            clock: Arc::new(move || now),
            timeout: TIMEOUT,
        };
        let ids = ["local_Another".to_owned(), "local_Example".to_owned()];
        let target = event_target(&settings, &ids, environment).unwrap();
        for pool in ["local_Elsewhere", "local_Example", "local_Example"] {
            let detail = json!({ "user_pool_id": pool, "sub": SUB });
            let event = json!({
                "source": "invitations", "detail-type": "Invitation Accepted", "detail": detail,
            });
            target(event.to_string()).await;
        }
        let inbox = local.inbox();
        let recipients: Vec<_> = inbox.iter().flat_map(SentMessage::recipients).collect();
        assert_eq!(recipients, ["ada@client.example"]);
    }
}
