//! What happened in a story, step by step.

use std::collections::VecDeque;

use jiff::Timestamp;
use local_user_pool::{ActivityEntry, ActivityKind, CallOutcome, HookRun, SentMessage};
use serde::Serialize;
use trigger::Function;

use super::link::Link;
use crate::hooks::HookRecord;

/// One step of a story: what somebody does, and all that follows from it.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// When, by the pool's clock.
    pub at: Timestamp,
    /// Who does what, in a sentence.
    pub what: String,
    /// What followed, in order.
    pub events: Vec<Event>,
    /// The users of the pool afterwards, unless they are as they were before.
    pub users: Option<Vec<String>>,
}

/// One thing that followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A call of an operation.
    Call(Call),
    /// A run of a hook.
    Hook(HookCall),
    /// A message that went out.
    Message(Message),
    /// What an administrator is told of an invitation.
    Invited {
        /// The deed, the mail, the groups and what fell short.
        outcome: String,
    },
    /// A sign-in that led to tokens.
    Token {
        /// `cognito:groups` in them.
        groups: String,
    },
}

/// A call of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// AWS's name of it.
    pub operation: String,
    /// What it is about, in a few words.
    pub detail: String,
    /// The exception, if it was refused, or what else became of it.
    pub trouble: Option<String>,
    /// Whether a hook made it.
    pub by_hook: bool,
}

/// A run of a hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HookCall {
    /// The function.
    pub function: String,
    /// AWS's name of the trigger source.
    pub trigger_source: String,
    /// What it came to; several where the pool ran it several times at once.
    pub decisions: Vec<String>,
    /// What the pool's caller reads, if the hook said no.
    pub said: Option<String>,
}

/// A message that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Why: the end of a `CustomMessage_` source, or `SES`.
    pub reason: String,
    /// Whom to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// The language that its HTML says it is in.
    pub language: String,
    /// The brand whose name its HTML has.
    pub brand: String,
    /// Where its link leads, without the secret.
    pub link: Option<String>,
}

/// Makes events of what the pool and the hooks tell.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    /// Records whose runs are yet to come.
    records: VecDeque<HookRecord>,
    /// Whether what is called now is called by a hook.
    in_hook: bool,
    /// The names of the brands, as mails have them.
    brands: Vec<String>,
}

impl Timeline {
    /// Nothing has happened yet, in the mails of these brands.
    pub(crate) fn new(brands: Vec<String>) -> Self {
        Self {
            brands,
            ..Self::default()
        }
    }

    /// What happened since the last time, given the hooks' records since then, and how many
    /// times at once the pool runs a hook.
    pub(crate) fn events(
        &mut self,
        entries: Vec<ActivityEntry>,
        records: &[HookRecord],
        copies: u32,
        inbox: &[SentMessage],
    ) -> Vec<Event> {
        self.records.extend(records.iter().cloned());
        self.in_hook = false;
        let events = entries.into_iter().filter_map(|entry| match entry.kind {
            ActivityKind::Call(call) => Some(Event::Call(self.call(call))),
            ActivityKind::Hook(run) => Some(Event::Hook(self.hook(run, copies))),
            ActivityKind::Message(id) => {
                let sent = inbox.iter().find(|sent| sent.id == id);
                sent.map(|sent| Event::Message(Message::new(sent, &self.brands)))
            }
        });
        let mut events: Vec<Event> = events.collect();
        sort_assignments(&mut events);
        events
    }

    /// The story makes one call at a time, and the hooks that call AWS come last in it: whatever
    /// is called after one began is called by it.
    fn call(&self, call: local_user_pool::Call) -> Call {
        Call {
            trouble: match call.outcome {
                CallOutcome::Answered => None,
                trouble => Some(trouble.to_string()),
            },
            operation: call.operation,
            detail: call.detail,
            by_hook: self.in_hook,
        }
    }

    fn hook(&mut self, run: HookRun, copies: u32) -> HookCall {
        let function = Function::from_reference(&run.function);
        self.in_hook = matches!(
            function,
            Some(Function::PostConfirmation | Function::PostAuthentication)
        );
        let decisions = (0..copies).filter_map(|_| self.decision(&run));
        HookCall {
            decisions: decisions.collect(),
            function: function.map_or(run.function, |function| function.name().to_owned()),
            trigger_source: run.trigger_source,
            said: run.outcome.and_then(Result::err),
        }
    }

    /// What the next record of such a run says.
    fn decision(&mut self, run: &HookRun) -> Option<String> {
        let position = self.records.iter().position(|record| record.is_of(run))?;
        let record = self.records.remove(position)?;
        Some(record.to_string())
    }
}

/// Puts groups that were assigned at once into the order of their names.
fn sort_assignments(events: &mut [Event]) {
    for run in events.chunk_by_mut(|a, b| assigned(a).is_some() && assigned(b).is_some()) {
        run.sort_by(|a, b| assigned(a).cmp(&assigned(b)));
    }
}

/// The group that a call assigns.
fn assigned(event: &Event) -> Option<&str> {
    match event {
        Event::Call(call) if call.operation == "AdminAddUserToGroup" => Some(&call.detail),
        _ => None,
    }
}

impl Message {
    fn new(sent: &SentMessage, brands: &[String]) -> Self {
        let html = sent.html.as_deref().unwrap_or_default();
        let named: Vec<&str> = brands
            .iter()
            .map(String::as_str)
            .filter(|name| html.contains(name))
            .collect();
        let source = sent.trigger_source.map(|source| {
            let (_, reason) = source.split_once('_').unwrap_or(("", source));
            reason.to_owned()
        });
        Self {
            reason: source.unwrap_or_else(|| "SES".to_owned()),
            to: sent.to.join(", "),
            subject: sent.subject.clone(),
            language: language(html).unwrap_or("no language").to_owned(),
            brand: if named.is_empty() {
                "no brand".to_owned()
            } else {
                named.join(" and ")
            },
            link: Link::in_message(sent).map(|link| link.without_secrets()),
        }
    }
}

/// The language of an HTML document.
fn language(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("<html lang=\"")?;
    let (language, _) = rest.split_once('"')?;
    Some(language)
}
