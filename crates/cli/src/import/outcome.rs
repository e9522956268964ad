//! What became of a row.

use administration::{Again, Invited, Notice, Refusal};
use serde::{Deserialize, Serialize};

/// The code of the one failure after which nobody knows whether the person was invited.
const UNANSWERED: &str = "creation-unanswered";

/// The codes of the shortfalls that are about mail.
const NOT_DELIVERED: &str = "not-delivered";
const NOT_TOLD: &str = "not-told";
const MAIL_UNKNOWN: &str = "mail-unknown";

/// What is told of whoever was being invited when a run was cut off. Most likely Cognito went on
/// with what it was asked for; that it does is documented nowhere.
const MAIL_UNKNOWN_SENTENCE: &str = "an earlier run was cut off while it invited this person, who is in the user pool, and nobody saw whether the mail went out; ask the person, or let the same command send it once more with --resend-unknown";

/// What to do about mails of which nobody knows whether they went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InDoubt {
    /// Leave them, and tell of them.
    Tell,
    /// Send them again.
    Resend,
}

/// What became of a row. Sentences that can quote a person's data are not kept in a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ended", rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// The person is invited, in whole or in part.
    Invited(Done),
    /// The person was refused.
    Refused(Objection),
    /// The work could not be done.
    Failed(Objection),
}

/// An invitation that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Done {
    /// What was done, in one stable word.
    pub(crate) deed: String,
    /// The user's immutable identifier.
    pub(crate) sub: String,
    /// The user name that the pool gave; none where the list names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_name: Option<String>,
    /// Whether the person was written to.
    pub(crate) mail: Mail,
    /// What was asked for and not done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) shortfalls: Vec<Objection>,
}

/// A code, and the sentence that goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Objection {
    /// The stable code.
    pub(crate) code: String,
    /// The sentence; none where it can quote a person's data and an earlier run said it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) sentence: String,
}

/// Whether a person was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mail {
    /// The mail was handed over.
    Sent,
    /// It could not be.
    Failed,
    /// There was no reason to write.
    NotDue,
    /// Nobody knows; a shortfall says why.
    Unknown,
}

/// What earlier runs, and earlier attempts, left of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Past {
    /// How it ended last.
    pub(crate) outcome: Option<Outcome>,
    /// Whether an attempt began that did not end.
    begun: bool,
    /// Whether an attempt may have sent a mail without anybody knowing.
    doubtful: bool,
}

impl Past {
    /// An attempt begins.
    pub(crate) fn begin(&mut self) {
        self.doubtful |= self.begun;
        self.begun = true;
    }

    /// An attempt ends.
    pub(crate) fn end(&mut self, outcome: Outcome) {
        self.begun = false;
        self.doubtful = match &outcome {
            Outcome::Invited(_) => false,
            Outcome::Refused(_) => self.doubtful,
            Outcome::Failed(objection) => self.doubtful || objection.code == UNANSWERED,
        };
        self.outcome = Some(outcome);
    }

    /// Whether there is nothing left to do.
    pub(crate) fn is_done(&self) -> bool {
        !self.begun && matches!(&self.outcome, Some(Outcome::Invited(done)) if done.is_whole())
    }

    /// How to go on, once an attempt began: an invitation that is known not to have gone out is
    /// sent again, and one that may have only on request.
    pub(crate) fn again(&self, in_doubt: InDoubt) -> Again {
        let is_unknown = self.doubtful || self.shortfall(MAIL_UNKNOWN).is_some();
        let is_undelivered = self.shortfall(NOT_DELIVERED).is_some();
        match in_doubt {
            InDoubt::Resend if is_unknown => Again::Resend,
            _ if is_undelivered && !self.doubtful => Again::Resend,
            _ => Again::Complete,
        }
    }

    /// What the attempt that began came to, seen with what is known of the earlier ones: whether the person
    /// was written to does not show in the pool.
    pub(crate) fn settle(&self, result: Result<Invited, Refusal>, names_user: bool) -> Outcome {
        let invited = match result {
            Ok(invited) => invited,
            Err(refusal) if refusal.is_failure() => return Outcome::Failed(objection(&refusal)),
            Err(refusal) => return Outcome::Refused(objection(&refusal)),
        };
        let mut shortfalls: Vec<Objection> = invited
            .shortfalls
            .iter()
            .map(|shortfall| Objection {
                code: shortfall.code().to_owned(),
                sentence: shortfall.to_string(),
            })
            .collect();
        let unknown = self.shortfall(MAIL_UNKNOWN).is_some() || self.doubtful;
        let mail = match invited.notice {
            Notice::Sent => Mail::Sent,
            Notice::Failed => Mail::Failed,
            Notice::NotDue if unknown => {
                shortfalls.push(Objection {
                    code: MAIL_UNKNOWN.to_owned(),
                    sentence: MAIL_UNKNOWN_SENTENCE.to_owned(),
                });
                Mail::Unknown
            }
            Notice::NotDue => {
                shortfalls.extend(self.shortfall(NOT_TOLD).cloned());
                Mail::NotDue
            }
        };
        Outcome::Invited(Done {
            deed: invited.deed.as_str().to_owned(),
            sub: invited.sub,
            user_name: (!names_user).then_some(invited.user_name),
            mail,
            shortfalls,
        })
    }

    fn shortfall(&self, code: &str) -> Option<&Objection> {
        match &self.outcome {
            Some(Outcome::Invited(done)) => done
                .shortfalls
                .iter()
                .find(|objection| objection.code == code),
            _ => None,
        }
    }
}

impl Outcome {
    /// The outcome as a journal keeps it: the sentences of refusals can quote what AWS said, and
    /// that what the list says of a person.
    pub(crate) fn for_journal(&self) -> Self {
        let bare = |objection: &Objection| Objection {
            code: objection.code.clone(),
            sentence: String::new(),
        };
        match self {
            Self::Invited(done) => Self::Invited(done.clone()),
            Self::Refused(objection) => Self::Refused(bare(objection)),
            Self::Failed(objection) => Self::Failed(bare(objection)),
        }
    }
}

impl Done {
    /// Whether nothing fell short.
    pub(crate) fn is_whole(&self) -> bool {
        self.shortfalls.is_empty()
    }
}

impl Objection {
    /// Both, as far as they are known.
    pub(crate) fn told(&self) -> String {
        let Self { code, sentence } = self;
        if sentence.is_empty() {
            code.clone()
        } else {
            format!("{code}: {sentence}")
        }
    }
}

impl Mail {
    /// The state in one stable word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::NotDue => "not-due",
            Self::Unknown => "unknown",
        }
    }
}

fn objection(refusal: &Refusal) -> Objection {
    Objection {
        code: refusal.code().to_owned(),
        sentence: refusal.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use administration::{Deed, Shortfall};

    use super::*;

    fn invited(deed: Deed, notice: Notice, shortfalls: &[Shortfall]) -> Invited {
        Invited {
            deed,
            sub: "6a2c".to_owned(),
            user_name: "6a2c".to_owned(),
            notice,
            groups_added: BTreeSet::new(),
            expires: None,
            deleted: Vec::new(),
            taken_from: None,
            shortfalls: shortfalls.to_vec(),
        }
    }

    fn undelivered() -> Invited {
        let exception = "CodeDeliveryFailureException".to_owned();
        let shortfall = Shortfall::NotDelivered { exception };
        invited(Deed::Created, Notice::Failed, &[shortfall])
    }

    fn unchanged() -> Invited {
        invited(Deed::Unchanged, Notice::NotDue, &[])
    }

    /// An attempt: none ended it, or this.
    type Attempt = Option<Result<Invited, Refusal>>;

    /// What the last of several attempts is to do, and what is known after it.
    #[track_caller]
    fn check(attempts: &[Attempt], again: Again, mail: Mail, whole: bool) {
        check_in_doubt(InDoubt::Tell, attempts, again, mail, whole);
    }

    #[track_caller]
    fn check_in_doubt(
        in_doubt: InDoubt,
        attempts: &[Attempt],
        again: Again,
        mail: Mail,
        whole: bool,
    ) {
        let mut past = Past::default();
        let mut chosen = Again::Complete;
        for attempt in attempts {
            past.begin();
            chosen = past.again(in_doubt);
            if let Some(result) = attempt {
                let outcome = past.settle(result.clone(), false);
                past.end(outcome.for_journal());
            }
        }
        assert_eq!(chosen, again);
        let Some(Outcome::Invited(done)) = &past.outcome else {
            panic!("{past:?}");
        };
        assert_eq!((done.mail, past.is_done()), (mail, whole));
    }

    #[test]
    fn a_row_that_was_begun_is_completed_and_its_mail_unknown() {
        let created = || Some(Ok(invited(Deed::Created, Notice::Sent, &[])));
        let again = || Some(Ok(unchanged()));
        let throttled = || Some(Err(Refusal::Unavailable("throttled")));
        let unanswered = || Some(Err(Refusal::Unanswered("timeout")));
        let (complete, unknown) = (Again::Complete, Mail::Unknown);
        check(&[created()], complete, Mail::Sent, true);
        check(&[again()], complete, Mail::NotDue, true);
        check(&[None, again()], complete, unknown, false);
        check(&[None, None, again()], complete, unknown, false);
        check(&[None, again(), again()], complete, unknown, false);
        check(&[None, created()], complete, Mail::Sent, true);
        check(&[throttled(), again()], complete, Mail::NotDue, true);
        check(&[None, throttled(), again()], complete, unknown, false);
        check(&[unanswered(), again()], complete, unknown, false);
    }

    #[test]
    fn a_mail_in_doubt_is_sent_again_on_request_alone() {
        let resent = || Some(Ok(invited(Deed::Resent, Notice::Sent, &[])));
        let again = || Some(Ok(unchanged()));
        let check = |attempts: &[Attempt], again, mail, whole| {
            check_in_doubt(InDoubt::Resend, attempts, again, mail, whole);
        };
        check(&[None, resent()], Again::Resend, Mail::Sent, true);
        check(&[None, again(), resent()], Again::Resend, Mail::Sent, true);
        // Nothing is in doubt about a row that was never cut off.
        check(&[again()], Again::Complete, Mail::NotDue, true);
    }

    #[test]
    fn a_mail_that_did_not_go_out_is_sent_again() {
        let resent = || Some(Ok(invited(Deed::Resent, Notice::Sent, &[])));
        let failed = || Some(Ok(undelivered()));
        check(&[failed()], Again::Complete, Mail::Failed, false);
        check(&[failed(), resent()], Again::Resend, Mail::Sent, true);
        check(&[failed(), failed()], Again::Resend, Mail::Failed, false);
        // Nobody knows of the second attempt whether it sent one.
        let again = || Some(Ok(unchanged()));
        check(
            &[failed(), None, again()],
            Again::Complete,
            Mail::Unknown,
            false,
        );
    }

    #[test]
    fn who_was_not_told_stays_so() {
        let given = |notice, shortfalls: &[Shortfall]| {
            Some(Ok(invited(Deed::AccessGiven, notice, shortfalls)))
        };
        let first = || given(Notice::Failed, &[Shortfall::NotTold("mail-failed")]);
        let nothing = || given(Notice::NotDue, &[]);
        check(&[first(), nothing()], Again::Complete, Mail::NotDue, false);
    }

    #[test]
    fn a_journal_keeps_no_sentence_that_can_quote_somebody() {
        let refusal = Refusal::NotAccepted("ada@client.example is no address".to_owned());
        let outcome = Past::default().settle(Err(refusal), false).for_journal();
        let text = serde_json::to_string(&outcome).unwrap();
        assert_eq!(text, r#"{"ended":"refused","code":"not-accepted"}"#);
        let short = Past::default()
            .settle(Ok(undelivered()), true)
            .for_journal();
        let text = serde_json::to_string(&short).unwrap();
        assert!(text.contains("could not be delivered"), "{text}");
        assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), short);
    }
}
