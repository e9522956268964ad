//! What came of a story, compared with what is expected.

use std::collections::BTreeSet;

use similar::{ChangeTag, TextDiff};

use super::timeline::{Event, Message, Step};

/// All that has to come of a story, in order: `refused` calls, the decision of each `hook`, each
/// `mail` with its language, its brand and the page of its link, the result of each `invited`
/// person for the administrator, what each `swept` person had, the groups in each `token`, and at the end each `user` of the
/// pool, and the `attributes` that were given.
///
/// It is written in parts, because stories have parts in common.
pub type ExpectedOutcome = &'static [&'static [&'static str]];

/// What came of these steps, with these users and their attributes at the end, in the words of an
/// [`ExpectedOutcome`].
pub(crate) fn outcome(steps: &[Step], users: &[String], attributes: &[String]) -> Vec<String> {
    let events = steps.iter().flat_map(|step| &step.events);
    let users = users.iter().map(|user| format!("user {user}"));
    let attributes = attributes.iter().map(|all| format!("attributes {all}"));
    let events = events.flat_map(event_lines);
    events.chain(users).chain(attributes).collect()
}

fn event_lines(event: &Event) -> Vec<String> {
    match event {
        // The hook's decision says what the hook made of it.
        Event::Call(call) if call.by_hook => Vec::new(),
        Event::Call(call) => {
            let trouble = call.trouble.iter();
            trouble
                .map(|trouble| format!("refused {} {trouble}", call.operation))
                .collect()
        }
        Event::Hook(hook) => {
            // Copies with the same decision are one line.
            let distinct: BTreeSet<&String> = hook.decisions.iter().collect();
            distinct
                .into_iter()
                .map(|decision| format!("hook {} {decision}", hook.function))
                .collect()
        }
        Event::Message(message) => vec![message_line(message)],
        Event::Invited { outcome } => vec![format!("invited {outcome}")],
        Event::Swept { outcome } => vec![format!("swept {outcome}")],
        Event::Token { groups } => vec![format!("token {groups}").trim_end().to_owned()],
    }
}

fn message_line(message: &Message) -> String {
    let Message {
        reason,
        to,
        language,
        brand,
        ..
    } = message;
    let link = message.link.as_deref().unwrap_or("no link");
    // The fragment is the person's own. The stories open the link, and need all of it.
    let page = link.split('#').next().unwrap_or(link);
    format!("mail {reason} {to}: {language}, {brand}, {page}")
}

/// The lines that were expected and not observed, and the reverse.
pub(crate) fn differences(expected: ExpectedOutcome, outcome: &[String]) -> Vec<String> {
    let expected = expected.concat();
    let observed: Vec<&str> = outcome.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(&expected, &observed);
    let changes = diff.iter_all_changes().filter_map(|change| {
        let label = match change.tag() {
            ChangeTag::Delete => "expected",
            ChangeTag::Insert => "observed",
            ChangeTag::Equal => return None,
        };
        Some(format!("{label}: {}", change.value()))
    });
    changes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: ExpectedOutcome = &[
        &["hook pre-sign-up admitted", "mail SignUp ada"],
        &["token clients", "user ada CONFIRMED clients"],
    ];

    #[track_caller]
    fn check(observed: &[&str], expected: &[&str]) {
        let observed: Vec<String> = observed.iter().map(|&line| line.to_owned()).collect();
        assert_eq!(differences(EXPECTED, &observed), expected);
    }

    #[test]
    fn every_difference_is_listed() {
        let [hook, mail, token, user] = [
            "hook pre-sign-up admitted",
            "mail SignUp ada",
            "token clients",
            "user ada CONFIRMED clients",
        ];
        check(&[hook, mail, token, user], &[]);
        check(&[hook, mail, user], &["expected: token clients"]);
        check(
            &[hook, mail, mail, token, user],
            &["observed: mail SignUp ada"],
        );
        check(
            &[hook, mail, "token", user],
            &["expected: token clients", "observed: token"],
        );
        check(
            &[mail, hook, token, user],
            &["observed: mail SignUp ada", "expected: mail SignUp ada"],
        );
    }

    /// One event, and one user's attributes, in the words of an expected outcome.
    #[track_caller]
    fn check_words(event: Event, expected: &str) {
        let step = Step {
            at: jiff::Timestamp::UNIX_EPOCH,
            what: String::new(),
            events: vec![event],
            users: None,
        };
        let observed = outcome(&[step], &[], &["ada given_name=Ada".to_owned()]);
        assert_eq!(observed, [expected, "attributes ada given_name=Ada"]);
    }

    fn mail(link: Option<&str>) -> Event {
        Event::Message(Message {
            reason: "AdminCreateUser".to_owned(),
            to: "ada".to_owned(),
            subject: "Welcome".to_owned(),
            language: "de".to_owned(),
            brand: "Northwind".to_owned(),
            link: link.map(str::to_owned),
        })
    }

    #[test]
    fn a_mail_is_described_with_all_that_can_be_wrong_in_it() {
        check_words(
            mail(Some("https://a.example/accept#username=…&password=…")),
            "mail AdminCreateUser ada: de, Northwind, https://a.example/accept",
        );
        check_words(
            mail(None),
            "mail AdminCreateUser ada: de, Northwind, no link",
        );
        let outcome = "created, mail sent, groups: clients".to_owned();
        check_words(
            Event::Invited { outcome },
            "invited created, mail sent, groups: clients",
        );
    }
}
