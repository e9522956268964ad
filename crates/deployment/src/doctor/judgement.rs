//! What a check is given to judge by, and where it says what it finds.

use cognito::UserPool;
use trigger::Function;
use trigger::function::bare_name;

use super::facts::{Client, Fact, LambdaFunction};
use super::finding::{Finding, Verdict};
use super::known::Known;

/// What one check knows, and what it has found so far.
#[derive(Debug)]
pub(super) struct Judgement<'a> {
    pub(super) known: Known<'a>,
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

impl<'a> Judgement<'a> {
    pub(super) fn new(known: Known<'a>) -> Self {
        Self {
            known,
            findings: Vec::new(),
            unread: Vec::new(),
        }
    }

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
    pub(super) fn read<'f, T>(&mut self, subject: &str, fact: &'f Fact<T>) -> Option<&'f T> {
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

    /// The user pool.
    pub(super) fn pool(&mut self) -> Option<&'a UserPool> {
        self.read("user pool", &self.known.facts.pool)
    }

    /// The triggers that have a function, with its ARN.
    pub(super) fn triggers(
        &mut self,
    ) -> Option<impl Iterator<Item = (Function, &'a str)> + use<'a>> {
        let triggers = self.pool()?.triggers.iter();
        Some(triggers.map(|(function, arn)| (*function, arn.as_str())))
    }

    /// The functions with their names, except those that do not exist.
    pub(super) fn functions(
        &mut self,
    ) -> Option<impl Iterator<Item = (&'a str, &'a LambdaFunction)> + use<'a>> {
        let functions = &self.known.facts.functions;
        Some(self.triggers()?.filter_map(|(function, arn)| {
            let lambda = functions.get(&function)?;
            let is_there = lambda.configuration != Fact::Absent;
            is_there.then(|| (bare_name(arn), lambda))
        }))
    }

    /// The app clients.
    pub(super) fn clients(&mut self) -> Option<&'a [Client]> {
        let clients = self.read("app clients", &self.known.facts.clients)?;
        Some(clients)
    }

    /// All findings; if there are none, one that says with this sentence that all is well.
    pub(super) fn findings(mut self, ok: Option<String>) -> Vec<Finding> {
        for unread in std::mem::take(&mut self.unread) {
            let sentence = format!("{}: {}", unread.subjects.join(", "), unread.why);
            self.not_checked(sentence, unread.remedy);
        }
        if self.findings.is_empty() {
            self.add(Verdict::Ok, ok.unwrap_or_default(), String::new());
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
