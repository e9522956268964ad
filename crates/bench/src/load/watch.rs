//! What reached the pool, from clients, administrators and functions alike.

use std::collections::BTreeMap;

use local_user_pool::{
    ActivityKind, Call, CallOutcome, Exception, LocalUserPool, Operation, Quota,
};

/// What became of the requests of one operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Carried out, or refused for what they asked.
    pub(crate) answered: u32,
    /// Refused for the quota.
    pub(crate) throttled: u32,
}

/// What was seen so far.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Requests, by AWS's name of their operation.
    pub(crate) requests: BTreeMap<String, Count>,
    /// Runs of hooks.
    pub(crate) hooks: u32,
    /// What the pool had forgotten before it was read.
    pub(crate) missed: u64,
}

impl Seen {
    /// How many requests used up this quota.
    pub(crate) fn answered(&self, quota: Quota) -> u32 {
        let counted = Operation::ALL.iter().filter(|one| one.quota() == quota);
        let counts = counted.filter_map(|one| self.requests.get(one.name()));
        counts.map(|count| count.answered).sum()
    }

    fn note(&mut self, call: &Call) {
        let count = self.requests.entry(call.operation.clone()).or_default();
        match call.outcome {
            CallOutcome::Refused(Exception::TooManyRequestsException) => count.throttled += 1,
            _ => count.answered += 1,
        }
    }
}

/// Reads the pool's history, which is too short to be read at the end alone.
#[derive(Debug)]
pub(crate) struct Watch {
    local: LocalUserPool,
    next: u64,
    seen: Seen,
}

impl Watch {
    /// Watches from now on.
    pub(crate) fn new(local: LocalUserPool) -> Self {
        Self {
            next: local.next_activity(),
            local,
            seen: Seen::default(),
        }
    }

    /// Counts what has ended since the last look, up to the first that has not.
    pub(crate) fn look(&mut self) {
        self.count(true);
    }

    /// Counts the rest, ended or not.
    pub(crate) fn look_for_the_last_time(&mut self) {
        self.count(false);
    }

    /// What was seen so far.
    pub(crate) fn seen(&self) -> &Seen {
        &self.seen
    }

    fn count(&mut self, only_ended: bool) {
        for entry in self.local.activity(self.next) {
            if only_ended && !has_ended(&entry.kind) {
                return;
            }
            self.seen.missed += entry.number - self.next;
            self.next = entry.number + 1;
            match &entry.kind {
                ActivityKind::Call(call) => self.seen.note(call),
                ActivityKind::Hook(_) => self.seen.hooks += 1,
                ActivityKind::Message(_) => {}
            }
        }
    }
}

fn has_ended(what: &ActivityKind) -> bool {
    match what {
        ActivityKind::Call(call) => call.outcome != CallOutcome::Pending,
        ActivityKind::Hook(run) => run.outcome.is_some(),
        ActivityKind::Message(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use local_user_pool::Service;

    #[test]
    fn requests_are_counted_by_what_became_of_them() {
        let mut seen = Seen::default();
        let calls = [
            ("AdminAddUserToGroup", CallOutcome::Answered),
            (
                "AdminAddUserToGroup",
                CallOutcome::Refused(Exception::TooManyRequestsException),
            ),
            (
                "AdminAddUserToGroup",
                CallOutcome::Refused(Exception::ResourceNotFoundException),
            ),
            ("AdminUpdateUserAttributes", CallOutcome::Answered),
            ("SignUp", CallOutcome::Answered),
        ];
        for (operation, outcome) in calls {
            seen.note(&Call {
                service: Service::CognitoIdp,
                operation: operation.to_owned(),
                detail: String::new(),
                outcome,
            });
        }
        let additions = Count {
            answered: 2,
            throttled: 1,
        };
        assert_eq!(seen.requests.get("AdminAddUserToGroup"), Some(&additions));
        assert_eq!(seen.answered(Quota::UserUpdate), 3);
        assert_eq!(seen.answered(Quota::UserCreation), 1);
    }
}
