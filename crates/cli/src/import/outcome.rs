//! What became of a row.

use administration::lookup::is_uuid;
use administration::view::{Rejection, Warning};
use administration::{AdminError, Delivery, IfInvited, Invited, Outcome};
use serde::{Deserialize, Serialize};

use crate::view::with_hint;

/// The code of the one failure after which it is unknown whether the person was invited.
const UNANSWERED: &str = "creation-unanswered";

/// The codes of the warnings that are about mail.
const NOT_DELIVERED: &str = "not-delivered";
const NOT_TOLD: &str = "not-told";
const MAIL_UNKNOWN: &str = "mail-unknown";

/// The warning for people who were being invited when a run was cut off. Most likely Cognito
/// finished its work; its documentation does not say so.
const MAIL_UNKNOWN_SENTENCE: &str = "an earlier run was cut off while it invited this person, who is in the user pool, and nobody saw whether the mail went out; ask the person, or let the same command send it once more with --resend-unknown";

/// What to do about mails that may or may not have been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InDoubt {
    /// Leave them, and report them.
    Report,
    /// Send them again.
    Resend,
}

/// What became of a row. Sentences that can quote a person's data are not kept in a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ended", rename_all = "kebab-case")]
pub(crate) enum RowOutcome {
    /// The person is invited, in whole or in part.
    Invited(Done),
    /// The person was refused.
    Refused(Rejection),
    /// The work could not be done.
    Failed(Rejection),
}

/// An invitation that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Done {
    /// What was done.
    pub(crate) outcome: Outcome,
    /// The user's immutable identifier.
    pub(crate) sub: String,
    /// The user name that the pool gave; none where the list names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_name: Option<String>,
    /// Whether a mail was sent; if that is unknown, a warning says why.
    pub(crate) mail: Delivery,
    /// What was asked for and not done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) warnings: Vec<Warning>,
}

/// What earlier runs, and earlier attempts, left of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Past {
    /// How it ended last.
    pub(crate) outcome: Option<RowOutcome>,
    /// Whether an attempt began that did not end.
    begun: bool,
    /// Whether an attempt may have sent a mail that is not recorded.
    doubtful: bool,
}

impl Past {
    /// An attempt begins.
    pub(crate) fn begin(&mut self) {
        self.doubtful |= self.begun;
        self.begun = true;
    }

    /// An attempt ends.
    pub(crate) fn end(&mut self, outcome: RowOutcome) {
        self.begun = false;
        self.doubtful = match &outcome {
            RowOutcome::Invited(_) => false,
            RowOutcome::Refused(_) => self.doubtful,
            RowOutcome::Failed(rejection) => self.doubtful || rejection.code == UNANSWERED,
        };
        self.outcome = Some(outcome);
    }

    /// Whether there is nothing left to do.
    pub(crate) fn is_done(&self) -> bool {
        !self.begun && matches!(&self.outcome, Some(RowOutcome::Invited(done)) if done.is_whole())
    }

    /// How to go on after an attempt. An invitation that was certainly not sent is sent again; one
    /// that may have been sent, only on request.
    pub(crate) fn again(&self, in_doubt: InDoubt) -> IfInvited {
        let is_unknown = self.doubtful || self.warning(MAIL_UNKNOWN).is_some();
        let is_undelivered = self.warning(NOT_DELIVERED).is_some();
        match in_doubt {
            InDoubt::Resend if is_unknown => IfInvited::Resend,
            _ if is_undelivered && !self.doubtful => IfInvited::Resend,
            _ => IfInvited::Complete,
        }
    }

    /// The outcome of this attempt, in the light of the earlier ones: the pool does not show whether
    /// a mail was sent.
    pub(crate) fn settle(
        &self,
        result: Result<Invited, AdminError>,
        names_user: bool,
    ) -> RowOutcome {
        let invited = match result {
            Ok(invited) => invited,
            Err(refusal) if refusal.is_failure() => return RowOutcome::Failed((&refusal).into()),
            Err(refusal) => return RowOutcome::Refused((&refusal).into()),
        };
        let warnings = invited.warnings.into_iter().map(Warning::from);
        let mut warnings: Vec<Warning> = warnings.collect();
        let unknown = self.warning(MAIL_UNKNOWN).is_some() || self.doubtful;
        let mut mail = invited.mail;
        if mail == Delivery::NotSent && unknown {
            mail = Delivery::Unknown;
            warnings.push(Warning {
                code: MAIL_UNKNOWN.to_owned(),
                detail: MAIL_UNKNOWN_SENTENCE.to_owned(),
            });
        } else if mail == Delivery::NotSent {
            warnings.extend(self.warning(NOT_TOLD).cloned());
        }
        RowOutcome::Invited(Done {
            outcome: invited.outcome,
            sub: invited.sub,
            user_name: (!names_user).then_some(invited.user_name),
            mail,
            warnings,
        })
    }

    fn warning(&self, code: &str) -> Option<&Warning> {
        match &self.outcome {
            Some(RowOutcome::Invited(done)) => {
                done.warnings.iter().find(|warning| warning.code == code)
            }
            _ => None,
        }
    }
}

impl RowOutcome {
    /// The outcome as a journal keeps it: the sentences of refusals can quote what AWS said, and
    /// that what the list says of a person; a user name that somebody chose can be a name.
    pub(crate) fn for_journal(&self) -> Self {
        let bare = |rejection: &Rejection| Rejection {
            code: rejection.code.clone(),
            detail: String::new(),
            errors: Vec::new(),
        };
        match self {
            Self::Invited(done) => Self::Invited(Done {
                user_name: done.user_name.clone().filter(|name| is_uuid(name)),
                ..done.clone()
            }),
            Self::Refused(rejection) => Self::Refused(bare(rejection)),
            Self::Failed(rejection) => Self::Failed(bare(rejection)),
        }
    }
}

impl Done {
    /// Whether everything was done.
    pub(crate) fn is_whole(&self) -> bool {
        self.warnings.is_empty()
    }
}

/// A code and its sentence, as far as they are known, with the option that helps.
pub(crate) fn in_words(code: &str, detail: &str) -> String {
    if detail.is_empty() {
        code.to_owned()
    } else {
        format!("{code}: {}", with_hint(code, detail))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use administration::Warning;
    use cognito::Cause;

    use super::*;

    fn invited(outcome: Outcome, mail: Delivery, warnings: &[Warning]) -> Invited {
        Invited {
            outcome,
            sub: "6a2c".to_owned(),
            user_name: "6a2c".to_owned(),
            mail,
            groups_added: BTreeSet::new(),
            link: None,
            expires: None,
            deleted: Vec::new(),
            taken_from: None,
            warnings: warnings.to_vec(),
        }
    }

    fn undelivered() -> Invited {
        let exception = "CodeDeliveryFailureException".to_owned();
        let warning = Warning::NotDelivered { exception };
        invited(Outcome::Created, Delivery::Failed, &[warning])
    }

    fn unchanged() -> Invited {
        invited(Outcome::Unchanged, Delivery::NotSent, &[])
    }

    /// An attempt: none ended it, or this.
    type Attempt = Option<Result<Invited, AdminError>>;

    /// What the last of several attempts is to do, and what is known after it.
    #[track_caller]
    fn check(attempts: &[Attempt], if_invited: IfInvited, mail: Delivery, whole: bool) {
        check_in_doubt(InDoubt::Report, attempts, if_invited, mail, whole);
    }

    #[track_caller]
    fn check_in_doubt(
        in_doubt: InDoubt,
        attempts: &[Attempt],
        if_invited: IfInvited,
        mail: Delivery,
        whole: bool,
    ) {
        let mut past = Past::default();
        let mut chosen = IfInvited::Complete;
        for attempt in attempts {
            past.begin();
            chosen = past.again(in_doubt);
            if let Some(result) = attempt {
                let outcome = past.settle(result.clone(), false);
                past.end(outcome.for_journal());
            }
        }
        assert_eq!(chosen, if_invited);
        let Some(RowOutcome::Invited(done)) = &past.outcome else {
            panic!("{past:?}");
        };
        assert_eq!((done.mail, past.is_done()), (mail, whole));
    }

    #[test]
    fn a_row_that_was_begun_is_completed_and_its_mail_unknown() {
        let created = || Some(Ok(invited(Outcome::Created, Delivery::Sent, &[])));
        let again = || Some(Ok(unchanged()));
        let throttled = || Some(Err(AdminError::Unavailable(Cause::Throttled)));
        let unanswered = || Some(Err(AdminError::Unanswered(Cause::Deadline)));
        let (complete, unknown) = (IfInvited::Complete, Delivery::Unknown);
        check(&[created()], complete, Delivery::Sent, true);
        check(&[again()], complete, Delivery::NotSent, true);
        check(&[None, again()], complete, unknown, false);
        check(&[None, None, again()], complete, unknown, false);
        check(&[None, again(), again()], complete, unknown, false);
        check(&[None, created()], complete, Delivery::Sent, true);
        check(&[throttled(), again()], complete, Delivery::NotSent, true);
        check(&[None, throttled(), again()], complete, unknown, false);
        check(&[unanswered(), again()], complete, unknown, false);
    }

    #[test]
    fn a_mail_in_doubt_is_sent_again_on_request_alone() {
        let resent = || Some(Ok(invited(Outcome::Resent, Delivery::Sent, &[])));
        let again = || Some(Ok(unchanged()));
        let check = |attempts: &[Attempt], again, mail, whole| {
            check_in_doubt(InDoubt::Resend, attempts, again, mail, whole);
        };
        check(&[None, resent()], IfInvited::Resend, Delivery::Sent, true);
        check(
            &[None, again(), resent()],
            IfInvited::Resend,
            Delivery::Sent,
            true,
        );
        // Nothing is in doubt about a row that was never cut off.
        check(&[again()], IfInvited::Complete, Delivery::NotSent, true);
    }

    #[test]
    fn a_mail_that_did_not_go_out_is_sent_again() {
        let resent = || Some(Ok(invited(Outcome::Resent, Delivery::Sent, &[])));
        let failed = || Some(Ok(undelivered()));
        check(&[failed()], IfInvited::Complete, Delivery::Failed, false);
        check(
            &[failed(), resent()],
            IfInvited::Resend,
            Delivery::Sent,
            true,
        );
        check(
            &[failed(), failed()],
            IfInvited::Resend,
            Delivery::Failed,
            false,
        );
        // Nobody knows of the second attempt whether it sent one.
        let again = || Some(Ok(unchanged()));
        check(
            &[failed(), None, again()],
            IfInvited::Complete,
            Delivery::Unknown,
            false,
        );
    }

    #[test]
    fn who_was_not_told_stays_so() {
        let given = |delivery, warnings: &[Warning]| {
            Some(Ok(invited(Outcome::AccessGiven, delivery, warnings)))
        };
        let first = || given(Delivery::Failed, &[Warning::NotMailed("mail-failed")]);
        let nothing = || given(Delivery::NotSent, &[]);
        check(
            &[first(), nothing()],
            IfInvited::Complete,
            Delivery::NotSent,
            false,
        );
    }

    #[test]
    fn a_journal_keeps_no_sentence_that_can_quote_somebody() {
        let refusal = AdminError::NotAccepted("ada@client.example is no address".to_owned());
        let outcome = Past::default().settle(Err(refusal), false).for_journal();
        let text = serde_json::to_string(&outcome).unwrap();
        assert_eq!(text, r#"{"ended":"refused","code":"not-accepted"}"#);
        let short = Past::default()
            .settle(Ok(undelivered()), true)
            .for_journal();
        let text = serde_json::to_string(&short).unwrap();
        assert!(text.contains("could not be delivered"), "{text}");
        assert_eq!(serde_json::from_str::<RowOutcome>(&text).unwrap(), short);
    }
}
