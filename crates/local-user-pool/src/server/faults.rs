//! Faults: a test scripts which calls go wrong, and how.

use std::time::Duration;

use crate::operations::Operation;

/// One way in which calls go wrong, for a number of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The operation concerned, or every operation.
    pub operation: Option<Operation>,
    /// What happens to the call.
    pub kind: FaultKind,
    /// How many calls it happens to, or every one from now on.
    pub times: Option<u32>,
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Refused as over the request quota: `TooManyRequestsException`, "Rate exceeded".
    Throttle,
    /// Refused with HTTP 500 and the service's internal error.
    InternalError,
    /// Carried out at once; the answer is delayed. If the caller gives up meanwhile, the call still
    /// had its effect, as with the real service.
    Delay(Duration),
    /// Not carried out; the connection is closed without an answer.
    Cut,
    /// Carried out; the connection is closed without an answer.
    LoseAnswer,
    /// Carried out; the answer is HTTP 200 with an HTML page, as a proxy in between would send it.
    AnswerHtml,
    /// Carried out; the answer is HTTP 200 and breaks off in the middle.
    AnswerBreaksOff,
    /// Carried out up to the message, which cannot be delivered.
    Undeliverable,
}

/// A body that is sent in place of the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Garbled {
    pub(crate) content_type: &'static str,
    pub(crate) body: &'static str,
}

impl FaultKind {
    /// The body that is sent in place of the answer, if any.
    pub(crate) fn garbled(self) -> Option<Garbled> {
        match self {
            Self::AnswerHtml => Some(Garbled {
                content_type: "text/html",
                body: "<!DOCTYPE html><title>Please wait</title>",
            }),
            Self::AnswerBreaksOff => Some(Garbled {
                content_type: "application/x-amz-json-1.1",
                body: "{\"",
            }),
            _ => None,
        }
    }
}

/// The script. Of the faults that concern a call, the first one that is not used up happens.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn new(script: Vec<Fault>) -> Self {
        Self(script)
    }

    /// The fault of the next call of this operation, which then has happened once more.
    pub(crate) fn next(&mut self, operation: Operation) -> Option<FaultKind> {
        let fault = self.0.iter_mut().find(|fault| {
            fault.times != Some(0) && fault.operation.is_none_or(|only| only == operation)
        })?;
        fault.times = fault.times.map(|times| times.saturating_sub(1));
        Some(fault.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FaultKind::{Cut, InternalError, Throttle};
    use Operation::{AdminGetUser, SendEmail};

    fn fault(operation: Option<Operation>, kind: FaultKind, times: Option<u32>) -> Fault {
        Fault {
            operation,
            kind,
            times,
        }
    }

    #[track_caller]
    fn check(script: &[Fault], calls: &[Operation], expected: &[Option<FaultKind>]) {
        let mut faults = Faults::new(script.to_vec());
        let happened: Vec<_> = calls.iter().map(|&call| faults.next(call)).collect();
        assert_eq!(happened, expected);
    }

    #[test]
    fn faults_follow_their_script() {
        let get = Some(AdminGetUser);
        check(&[], &[AdminGetUser], &[None]);
        check(
            &[fault(get, Throttle, Some(2)), fault(get, Cut, Some(1))],
            &[AdminGetUser; 4],
            &[Some(Throttle), Some(Throttle), Some(Cut), None],
        );
        check(
            &[fault(get, Throttle, Some(1))],
            &[SendEmail, AdminGetUser],
            &[None, Some(Throttle)],
        );
        check(
            &[fault(None, InternalError, None)],
            &[SendEmail, AdminGetUser, SendEmail],
            &[Some(InternalError); 3],
        );
    }
}
