//! What a check comes to.

use super::facts::Fact;

/// How it stands with one check, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Verdict {
    /// All is well.
    Ok,
    /// It could not be looked at.
    NotChecked,
    /// It works, and there is something to know.
    Warning,
    /// Something fails, or is open that should not be.
    Wrong,
}

impl Verdict {
    /// As output names it.
    pub(super) fn as_str(self) -> &'static str {
        self.into()
    }
}

/// One sentence of the doctor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    /// What was found.
    pub(super) sentence: String,
    /// How to fix it; empty where there is nothing to fix.
    pub(super) remedy: String,
}

/// What one check has found so far.
#[derive(Debug, Default)]
pub(super) struct Judgement {
    findings: Vec<Finding>,
    unread: Vec<Unread>,
}

/// What one refusal left unread: many functions are refused in one way.
#[derive(Debug)]
struct Unread {
    why: String,
    remedy: String,
    subjects: Vec<String>,
}

impl Judgement {
    /// Something fails, or is open that should not be.
    pub(super) fn wrong(&mut self, sentence: impl Into<String>, remedy: impl Into<String>) {
        self.add(Verdict::Wrong, sentence.into(), remedy.into());
    }

    /// It works, and there is something to know.
    pub(super) fn warning(&mut self, sentence: impl Into<String>, remedy: impl Into<String>) {
        self.add(Verdict::Warning, sentence.into(), remedy.into());
    }

    /// It cannot be looked at.
    pub(super) fn not_checked(&mut self, sentence: impl Into<String>, remedy: impl Into<String>) {
        self.add(Verdict::NotChecked, sentence.into(), remedy.into());
    }

    /// What was read of `subject`. If it could not be read, a finding says so.
    pub(super) fn read<'a, T>(&mut self, subject: &str, fact: &'a Fact<T>) -> Option<&'a T> {
        let (why, remedy) = match fact {
            Fact::Read(read) => return Some(read),
            Fact::Absent => ("there is no such thing".to_owned(), String::new()),
            Fact::Denied(action) => (
                format!("{action} is not permitted"),
                format!("Allow {action} to your AWS identity"),
            ),
            Fact::Unknown(why) => (why.clone(), String::new()),
        };
        let subject = subject.to_owned();
        match self.unread.iter_mut().find(|unread| unread.why == why) {
            Some(unread) if unread.subjects.contains(&subject) => {}
            Some(unread) => unread.subjects.push(subject),
            None => self.unread.push(Unread {
                why,
                remedy,
                subjects: vec![subject],
            }),
        }
        None
    }

    /// All findings; if there are none, one that says this sentence and that all is well.
    pub(super) fn or_ok(mut self, sentence: impl Into<String>) -> Vec<Finding> {
        for unread in std::mem::take(&mut self.unread) {
            let sentence = format!("{}: {}", unread.subjects.join(", "), unread.why);
            self.not_checked(sentence, unread.remedy);
        }
        if self.findings.is_empty() {
            self.add(Verdict::Ok, sentence.into(), String::new());
        }
        self.findings
    }

    fn add(&mut self, verdict: Verdict, sentence: String, remedy: String) {
        let finding = Finding {
            verdict,
            sentence,
            remedy,
        };
        // Many triggers can have one function, and senders one account.
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}
