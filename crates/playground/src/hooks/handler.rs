//! A function's handler in this process.

use std::time::Duration;

use acceptance::{EventBus, Mailer};
use connection::local_aws;
use custom_message::CustomMessage;
use jiff::Timestamp;
use post_authentication::PostAuthentication;
use post_confirmation::PostConfirmation;
use pre_sign_up::PreSignUp;
use pre_token_generation::PreTokenGeneration;
use settings::{ConfigurationErrors, Settings};
use trigger::Function;
use trigger::{Hook, Invocation, Invoked, invoke};
use trigger_chain::TriggerChain;

use super::chained::Functions;

/// The time-out of the functions in `infra/template.yaml`: the longest that is shorter than
/// Cognito's.
pub const LAMBDA_TIMEOUT: Duration = Duration::from_secs(4);

/// The real handler of one function, set up once, as at a cold start.
pub enum Handler {
    /// `pre-sign-up`.
    PreSignUp(PreSignUp),
    /// `custom-message`.
    CustomMessage(CustomMessage),
    /// `post-confirmation`.
    PostConfirmation(Box<PostConfirmation>),
    /// `post-authentication`.
    PostAuthentication(PostAuthentication),
    /// `pre-token-generation`.
    PreTokenGeneration(PreTokenGeneration),
    /// `trigger-chain`, in whatever slot.
    Chain(Box<TriggerChain<Functions>>),
}

impl Handler {
    /// The handler of `function`. Its AWS calls go to `endpoint_url`. Fails if the brands cannot
    /// be read.
    pub fn new(
        function: Function,
        settings: Settings,
        endpoint_url: &str,
    ) -> Result<Self, ConfigurationErrors> {
        Ok(match function {
            Function::PreSignUp => {
                let brands = settings.load_brands()?;
                Self::PreSignUp(PreSignUp::new(settings, brands))
            }
            Function::CustomMessage => {
                let brands = settings.load_brands()?;
                Self::CustomMessage(CustomMessage::new(settings, brands))
            }
            Function::PostConfirmation => {
                let aws = local_aws::configuration(endpoint_url);
                let mailer = match settings.mail.clone() {
                    Some(mail) => Some(Mailer::new(&aws, mail, settings.load_brands()?)),
                    None => None,
                };
                let events = settings.events.clone();
                Self::PostConfirmation(Box::new(PostConfirmation {
                    settings,
                    cognito: cognito::client::for_hook(&aws),
                    mailer,
                    event_bus: events.map(|events| EventBus::new(&aws, events)),
                }))
            }
            Function::PostAuthentication => {
                let aws = local_aws::configuration(endpoint_url);
                let events = settings.events.clone();
                Self::PostAuthentication(PostAuthentication {
                    settings,
                    cognito: cognito::client::for_hook(&aws),
                    event_bus: events.map(|events| EventBus::new(&aws, events)),
                })
            }
            Function::PreTokenGeneration => {
                Self::PreTokenGeneration(PreTokenGeneration::new(settings))
            }
        })
    }

    /// Runs the handler on an event at the time `now`, within the function's own budget and
    /// Lambda's time-out.
    pub async fn invoke(&self, payload: String, now: Timestamp, timeout: Duration) -> Invoked {
        match self {
            Self::PreSignUp(hook) => invoke_at(hook, payload, now, timeout).await,
            Self::CustomMessage(hook) => invoke_at(hook, payload, now, timeout).await,
            Self::PostConfirmation(hook) => invoke_at(hook.as_ref(), payload, now, timeout).await,
            Self::PostAuthentication(hook) => invoke_at(hook, payload, now, timeout).await,
            Self::PreTokenGeneration(hook) => invoke_at(hook, payload, now, timeout).await,
            Self::Chain(hook) => invoke_at(hook.as_ref(), payload, now, timeout).await,
        }
    }
}

async fn invoke_at<H: Hook>(
    hook: &H,
    payload: String,
    now: Timestamp,
    timeout: Duration,
) -> Invoked {
    let left = (!timeout.is_zero()).then_some(timeout);
    invoke(hook, payload, &Invocation::within(now, H::BUDGET, left)).await
}
