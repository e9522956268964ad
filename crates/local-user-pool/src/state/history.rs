//! The history: calls and hooks in the order in which they began, and the messages and events that
//! were sent.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::state::calls::Call;
use crate::state::event::PutEvent;
use crate::state::inbox::SentMessage;

/// How many activity entries and how many messages are remembered; the oldest are forgotten first.
const MEMORY: usize = 20_000;

/// The most bytes of all remembered messages. A branded mail has some ten thousand, so the number
/// of messages alone is no good limit.
const MESSAGE_BYTES: usize = 128 * 1024 * 1024;

/// The most bytes of all remembered events.
const EVENT_BYTES: usize = 16 * 1024 * 1024;

/// The most bytes of the activity, parts of which callers and hooks write.
const ACTIVITY_BYTES: usize = 32 * 1024 * 1024;

/// One entry of the activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityEntry {
    /// Its number. Numbers grow by one, in the order in which the entries began.
    pub number: u64,
    /// When it began, by the pool's clock.
    pub at: Timestamp,
    /// What happened.
    pub kind: ActivityKind,
}

/// The kinds of activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActivityKind {
    /// A call of an operation.
    Call(Call),
    /// A run of a hook.
    Hook(HookRun),
    /// A message that went out, by its identifier.
    Message(String),
}

/// One run of a hook, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookRun {
    /// The function, as `LambdaConfig` names it.
    pub function: String,
    /// AWS's name of the trigger source: `PreSignUp_SignUp`.
    pub trigger_source: String,
    /// The user's `sub`; before sign-up the username.
    pub user: String,
    /// None while it runs, then the outcome. The error is the message that the caller of the pool
    /// reads.
    pub outcome: Option<Result<(), String>>,
}

/// The calls, hook runs and messages that are remembered.
#[derive(Debug, Default)]
pub(crate) struct History {
    activity: VecDeque<ActivityEntry>,
    /// The size of all of them.
    activity_bytes: usize,
    messages: VecDeque<SentMessage>,
    /// The size of all of them.
    message_bytes: usize,
    events: VecDeque<PutEvent>,
    /// The size of all of them.
    event_bytes: usize,
    next: u64,
}

impl History {
    /// Remembers something that begins now, and answers its number.
    pub(crate) fn begin(&mut self, at: Timestamp, kind: ActivityKind) -> u64 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        self.activity_bytes += size_of_entry(&kind);
        self.activity.push_back(ActivityEntry { number, at, kind });
        self.forget_oldest();
        number
    }

    fn forget_oldest(&mut self) {
        while (self.activity.len() > MEMORY || self.activity_bytes > ACTIVITY_BYTES)
            && let Some(oldest) = self.activity.pop_front()
        {
            self.activity_bytes -= size_of_entry(&oldest.kind);
        }
    }

    /// Remembers a message, and that it went out.
    pub(crate) fn send(&mut self, message: SentMessage) {
        self.begin(message.sent, ActivityKind::Message(message.id.clone()));
        self.message_bytes += size_of_message(&message);
        self.messages.push_back(message);
        while (self.messages.len() > MEMORY || self.message_bytes > MESSAGE_BYTES)
            && let Some(oldest) = self.messages.pop_front()
        {
            self.message_bytes -= size_of_message(&oldest);
        }
    }

    /// Remembers an event that a bus took.
    pub(crate) fn put(&mut self, event: PutEvent) {
        self.event_bytes += event.size();
        self.events.push_back(event);
        while (self.events.len() > MEMORY || self.event_bytes > EVENT_BYTES)
            && let Some(oldest) = self.events.pop_front()
        {
            self.event_bytes -= oldest.size();
        }
    }

    /// The events, oldest first.
    pub(crate) fn events(&self) -> impl Iterator<Item = &PutEvent> {
        self.events.iter()
    }

    /// Changes the call with this number, if it is still remembered.
    pub(crate) fn change_call(&mut self, number: u64, act: impl FnOnce(&mut Call)) {
        self.change(number, |kind| {
            if let ActivityKind::Call(call) = kind {
                act(call);
            }
        });
    }

    /// Sets the outcome of a run of a hook, if it is still remembered.
    pub(crate) fn end_run(&mut self, number: u64, outcome: Result<(), String>) {
        self.change(number, |kind| {
            if let ActivityKind::Hook(run) = kind {
                run.outcome = Some(outcome);
            }
        });
    }

    fn change(&mut self, number: u64, act: impl FnOnce(&mut ActivityKind)) {
        let first = self.activity.front().map_or(0, |first| first.number);
        let index = number.checked_sub(first);
        let index = index.and_then(|index| usize::try_from(index).ok());
        let Some(entry) = index.and_then(|index| self.activity.get_mut(index)) else {
            return;
        };
        self.activity_bytes -= size_of_entry(&entry.kind);
        act(&mut entry.kind);
        self.activity_bytes += size_of_entry(&entry.kind);
        self.forget_oldest();
    }

    /// Everything from this number on.
    pub(crate) fn since(&self, number: u64) -> Vec<ActivityEntry> {
        let first = self.activity.front().map_or(0, |oldest| oldest.number);
        // The numbers have no gaps.
        let known = usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
        self.activity.iter().skip(known).cloned().collect()
    }

    /// The number that the next entry will have.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// The calls that have ended, in the order in which they began.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let calls = self.activity.iter().filter_map(|entry| {
            let ActivityKind::Call(call) = &entry.kind else {
                return None;
            };
            (call.outcome != crate::state::calls::CallOutcome::Pending).then(|| call.clone())
        });
        calls.collect()
    }

    /// The messages, oldest first.
    pub(crate) fn messages(&self) -> impl DoubleEndedIterator<Item = &SentMessage> {
        self.messages.iter()
    }

    /// Forgets everything; the numbers go on.
    pub(crate) fn forget(&mut self) {
        self.activity.clear();
        self.activity_bytes = 0;
        self.messages.clear();
        self.message_bytes = 0;
        self.events.clear();
        self.event_bytes = 0;
    }
}

/// The bytes of the texts of an entry.
fn size_of_entry(kind: &ActivityKind) -> usize {
    match kind {
        ActivityKind::Call(call) => call.operation.len() + call.detail.len(),
        ActivityKind::Hook(run) => {
            let said = run
                .outcome
                .as_ref()
                .and_then(|outcome| outcome.as_ref().err());
            run.function.len() + run.user.len() + said.map_or(0, String::len)
        }
        ActivityKind::Message(id) => id.len(),
    }
}

/// The bytes of a message. Its sender writes nearly all of it.
fn size_of_message(message: &SentMessage) -> usize {
    let bodies = [&message.html, &message.text, &message.configuration_set];
    let lists = [&message.to, &message.cc, &message.bcc, &message.reply_to];
    let pairs = [&message.headers, &message.tags].into_iter().flatten();
    let texts = [&message.from, &message.subject]
        .into_iter()
        .chain(bodies.into_iter().flatten())
        .chain(lists.into_iter().flatten())
        .chain(pairs.flat_map(|(name, value)| [name, value]));
    // An empty text takes memory as well.
    texts.map(|text| text.len() + size_of::<String>()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::calls::Service;
    use crate::state::inbox::Channel;

    fn message(id: usize, bytes: usize) -> SentMessage {
        SentMessage {
            id: id.to_string(),
            sent: Timestamp::UNIX_EPOCH,
            channel: Channel::Email,
            service: Service::CognitoIdp,
            trigger_source: None,
            from: String::new(),
            to: Vec::new(),
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            subject: String::new(),
            html: Some("x".repeat(bytes)),
            text: None,
            headers: Vec::new(),
            configuration_set: None,
            tags: Vec::new(),
        }
    }

    #[track_caller]
    fn check(sent: usize, message: impl Fn(usize) -> SentMessage, kept: std::ops::Range<usize>) {
        let mut history = History::default();
        for id in 0..sent {
            history.send(message(id));
        }
        let found = history.messages().map(|message| message.id.clone());
        let expected = kept.map(|id| id.to_string());
        assert!(found.eq(expected), "{sent} messages");
    }

    #[test]
    fn messages_are_bounded_by_number_and_by_size() {
        let of = |bytes| move |id| message(id, bytes);
        check(3, of(10), 0..3);
        check(MEMORY + 2, of(0), 2..MEMORY + 2);
        check(6, of(MESSAGE_BYTES / 4), 3..6);
        check(2, of(MESSAGE_BYTES + 1), 2..2);
        let header = |id| SentMessage {
            headers: vec![(String::new(), "x".repeat(MESSAGE_BYTES / 2))],
            ..message(id, 0)
        };
        check(3, header, 2..3);
        let recipients = |id| SentMessage {
            bcc: vec![String::new(); MESSAGE_BYTES / 2 / size_of::<String>()],
            ..message(id, 0)
        };
        check(2, recipients, 1..2);
    }

    fn call(detail: usize) -> ActivityKind {
        ActivityKind::Call(Call {
            service: Service::CognitoIdp,
            operation: String::new(),
            detail: "x".repeat(detail),
            outcome: crate::state::calls::CallOutcome::Pending,
        })
    }

    #[track_caller]
    fn check_activity(history: &History, kept: std::ops::Range<u64>) {
        let found = history.activity.iter().map(|entry| entry.number);
        assert!(found.eq(kept), "{:?}", history.activity.front());
        let size = |entry: &ActivityEntry| size_of_entry(&entry.kind);
        let sizes = history.activity.iter().map(size);
        assert_eq!(history.activity_bytes, sizes.sum::<usize>());
    }

    #[test]
    fn activity_is_bounded_by_number_and_by_size() {
        let most = u64::try_from(MEMORY).unwrap();
        let mut history = History::default();
        for _ in 0..most + 2 {
            history.begin(Timestamp::UNIX_EPOCH, call(0));
        }
        check_activity(&history, 2..most + 2);
        history.forget();
        check_activity(&history, 0..0);

        let half = ACTIVITY_BYTES / 2;
        let first = history.begin(Timestamp::UNIX_EPOCH, call(half));
        let second = history.begin(Timestamp::UNIX_EPOCH, call(half));
        check_activity(&history, first..second + 1);
        history.change_call(second, |call| call.detail.push('x'));
        check_activity(&history, second..second + 1);
        // A forgotten entry does not change.
        history.change_call(first, |call| call.detail.push('x'));
        history.end_run(second, Err("x".repeat(ACTIVITY_BYTES)));
        check_activity(&history, second..second + 1);
    }
}
