//! A hook's slot for two functions: ours, and one that the team has there already (design §9.4).
//!
//! Cognito calls one function for each hook. This one holds the slot of pre-sign-up,
//! custom-message, post-confirmation or post-authentication, and calls ours, then theirs. The event
//! says which hook it is, and `[chain.<hook>]` of the settings names the two.
//!
//! | module | concept |
//! |---|---|
//! | [`rule`] | how a hook makes one answer of two |
//! | [`called`] | what came of calling one function; what of its answer can be used |
//! | [`decision`] | two answers become one |
//! | [`lambda`] | calls by Lambda's Invoke |

pub mod called;
pub mod decision;
pub mod lambda;
pub mod rule;

use std::time::Duration;

use invitation::Rejection;
use messages::{Brands, ReadBy};
use settings::{Chain, Chains, Reader, Settings};
use tokio::time::{Instant, timeout_at};
use trigger::function::CHAIN;
use trigger::{
    Answer, Event, Failure, Function, FunctionArn, Hook, HookOutcome, Invocation, Metric,
    OutcomeName, RejectionMessage,
};

use crate::called::{Called, Cause, Reply};
use crate::decision::{ChainAnswer, TheirFlags, decide, needs_theirs};
use crate::lambda::{Invoke, Side};
use crate::rule::Rule;

/// The function in a shared slot.
#[derive(Debug)]
pub struct TriggerChain<I> {
    /// Absent if they cannot be read. Then no sign-up is admitted, and every other event is echoed
    /// (design §4 rule 3).
    settings: Option<Settings>,
    chains: Chains,
    brands: Brands,
    functions: I,
}

impl<I: Invoke> TriggerChain<I> {
    /// A chain with these settings, if they can be read, that calls by `functions`; `chains` says
    /// whom, and `brands` has the sentences.
    pub fn new(settings: Option<Settings>, chains: Chains, brands: Brands, functions: I) -> Self {
        Self {
            settings,
            chains,
            brands,
            functions,
        }
    }

    /// Calls ours, then theirs if anything depends on it.
    ///
    /// Ours may take half of the time. If it does not answer by then, Lambda lets it go on all the
    /// same, and theirs has the other half.
    async fn run(
        &self,
        rule: Rule,
        chain: &Chain,
        event: &Event,
        deadline: Instant,
    ) -> (Called, Called) {
        let half = deadline.saturating_duration_since(Instant::now()) / 2;
        let reply = self
            .call(Side::Ours, &chain.ours, event, Instant::now() + half)
            .await;
        let ours = Called::ours(event, rule, reply);
        note(Side::Ours, &ours);
        if !needs_theirs(rule, &ours) {
            return (ours, Called::NotCalled);
        }
        let reply = self
            .call(Side::Theirs, &chain.theirs, event, deadline)
            .await;
        let theirs = Called::theirs(event, rule, reply);
        note(Side::Theirs, &theirs);
        (ours, theirs)
    }

    async fn call(
        &self,
        side: Side,
        function: &FunctionArn,
        event: &Event,
        until: Instant,
    ) -> Reply {
        let call = self.functions.invoke(side, function, event.payload());
        let reply = timeout_at(until, call).await;
        reply.unwrap_or(Reply::None(Cause::TimedOut))
    }

    /// A "no" of our own, in the reader's language.
    fn reject(
        &self,
        rejection: &Rejection,
        event: &Event,
        invocation: &Invocation,
    ) -> RejectionMessage {
        let attributes = event.user_attributes().into_iter().collect();
        let client_metadata = event.client_metadata();
        let reader = Reader {
            user_pool_id: event.user_pool_id(),
            client_id: event.client_id(),
            attributes: &attributes,
            client_metadata: &client_metadata,
        };
        let Some(settings) = &self.settings else {
            return self.reject_without_settings(rejection);
        };
        let (brand, locale) = settings.appearance(&self.brands, &reader, invocation.now);
        let administrator = event.trigger_source() == "PreSignUp_AdminCreateUser";
        let (audience, locale) = if administrator {
            let stated = client_metadata.get("locale").map(String::as_str);
            (ReadBy::Administrator, brand.locale(stated))
        } else {
            (ReadBy::Applicant, locale)
        };
        RejectionMessage {
            code: rejection.code(),
            sentence: brand.rejection(&locale, audience, rejection.code(), None),
        }
    }

    fn reject_without_settings(&self, rejection: &Rejection) -> RejectionMessage {
        let brand = self.brands.select([]);
        let code = rejection.code();
        RejectionMessage {
            code,
            sentence: brand.rejection(&brand.locale([]), ReadBy::Applicant, code, None),
        }
    }

    /// The settings do not say whom to call.
    fn not_configured(
        &self,
        hook: Function,
        event: &Event,
        invocation: &Invocation,
    ) -> HookOutcome {
        let answer = if hook == Function::PreSignUp {
            Answer::Reject(self.reject(&Rejection::TemporarilyUnavailable, event, invocation))
        } else {
            Answer::Echo
        };
        HookOutcome::new(OutcomeName::NotConfigured, answer).counted(Metric::NotConfigured)
    }
}

impl<I: Invoke> Hook for TriggerChain<I> {
    const NAME: &'static str = CHAIN;
    /// Also for a sign-in: theirs had Cognito's five seconds before, and ours ends by itself after
    /// two.
    const BUDGET: Duration = Duration::from_secs(4);

    async fn handle(&self, event: &Event, invocation: &Invocation) -> HookOutcome {
        let hook = Function::from_trigger_source(event.trigger_source());
        let Some((hook, rule)) = hook.and_then(|hook| Some((hook, Rule::of(hook)?))) else {
            if may_be_sign_up(event) {
                let rejection = Rejection::RequestNotUnderstood;
                let message = self.reject(&rejection, event, invocation);
                let outcome = HookOutcome::new(OutcomeName::Rejected, Answer::Reject(message));
                return HookOutcome {
                    code: Some(rejection.code()),
                    ..outcome
                };
            }
            return HookOutcome::passed_through();
        };
        let Some(chain) = self.chains.of(hook) else {
            return self.not_configured(hook, event, invocation);
        };
        let (ours, theirs) = self.run(rule, chain, event, invocation.deadline).await;
        let their_flags = TheirFlags {
            auto_confirm: chain.their_auto_confirm,
            auto_verify: chain.their_auto_verify,
        };
        let decision = decide(rule, their_flags, ours, theirs);
        let is_failure = decision.is_failure();
        let answer = match decision.answer {
            ChainAnswer::Echo => Answer::Echo,
            ChainAnswer::Respond(members) => Answer::Respond(members),
            ChainAnswer::Refuse(error) => Answer::Fail(error),
            ChainAnswer::Unavailable => {
                Answer::Reject(self.reject(&Rejection::TemporarilyUnavailable, event, invocation))
            }
        };
        let outcome = HookOutcome {
            code: decision.code,
            cause: decision.cause.map(Cause::as_str),
            ..HookOutcome::new(decision.outcome, answer)
        };
        if is_failure {
            outcome.counted(Metric::ChainFailures)
        } else {
            outcome
        }
    }

    fn fallback(&self, event: &Event, failure: Failure) -> HookOutcome {
        let hook = Function::from_trigger_source(event.trigger_source());
        let decides = hook.map_or(may_be_sign_up(event), |hook| hook == Function::PreSignUp);
        if !decides {
            return HookOutcome::failed(failure, Answer::Echo);
        }
        let rejection = match failure {
            Failure::NotAnEvent => Rejection::RequestNotUnderstood,
            Failure::Panicked | Failure::Overran => Rejection::TemporarilyUnavailable,
        };
        let message = self.reject_without_settings(&rejection);
        HookOutcome {
            code: Some(rejection.code()),
            cause: Some(failure.as_str()),
            ..HookOutcome::failed(failure, Answer::Reject(message))
        }
    }
}

/// Whether an event of no known trigger can be a sign-up, which is refused when in doubt.
fn may_be_sign_up(event: &Event) -> bool {
    let source = event.trigger_source().to_ascii_lowercase();
    source.is_empty() || source.starts_with("presignup")
}

/// A line for a function that failed. The invocation's own line names one alone.
fn note(side: Side, called: &Called) {
    if let Called::Failed(cause) = called {
        let (side, cause) = (side.as_str(), cause.as_str());
        tracing::warn!(
            side,
            cause,
            "a function of the chain gave no answer that can be used"
        );
    }
}
