//! What happened in a story, step by step.

use std::collections::VecDeque;

use jiff::Timestamp;
use local_user_pool::{ActivityEntry, ActivityKind, CallOutcome, HookRun, Operation, SentMessage};
use serde::Serialize;
use trigger::Function;

use super::link::Link;
use crate::hooks::HookRecord;

/// One step of a story: what somebody does, and everything that follows.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// When, by the pool's clock.
    pub at: Timestamp,
    /// Who does what, in a sentence.
    pub what: String,
    /// What followed, in order.
    pub events: Vec<Event>,
    /// The users of the pool afterwards, if they changed.
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
    /// The result of an invitation, as an administrator sees it.
    Invited {
        /// What was done, the mail, the groups and the warnings.
        outcome: String,
    },
    /// What a run of the sweeper came to with one open invitation.
    Swept {
        /// The address, and what was done or why nothing was.
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
    /// The exception if it was refused, or another reason why it was not answered.
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
    /// Its decision; several if the pool ran it several times at once.
    pub decisions: Vec<String>,
    /// What the pool's caller reads, if the hook refused.
    pub said: Option<String>,
}

/// A message that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Its reason: the end of a `CustomMessage_` source, or `SES`.
    pub reason: String,
    /// The recipients.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// The language that its HTML declares.
    pub language: String,
    /// The brand whose name is in its HTML.
    pub brand: String,
    /// Where its link leads, without the secret.
    pub link: Option<String>,
}

/// Makes events of the pool's activity and the hooks' records.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    /// Records of runs that are not in the activity yet.
    records: VecDeque<HookRecord>,
    /// Whether the current calls are made by a hook.
    in_hook: bool,
    /// The names of the brands, as mails have them.
    brands: Vec<String>,
}

impl Timeline {
    /// An empty timeline; `brands` are the names that mails have.
    pub(crate) fn new(brands: Vec<String>) -> Self {
        Self {
            brands,
            ..Self::default()
        }
    }

    /// The events since the last call: `records` are the hooks' new records, and `copies` is how
    /// many times at once the pool runs a hook.
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

    /// A story makes one call at a time, and hooks that call AWS are the last thing in it. So all
    /// calls after the start of such a hook are made by that hook.
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

    /// The decision in the next record of such a run.
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
        Event::Call(call) if call.operation == Operation::AdminAddUserToGroup.name() => {
            Some(&call.detail)
        }
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
