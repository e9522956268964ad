//! What came of a story, and what was promised.

use std::collections::BTreeSet;

use similar::{ChangeTag, TextDiff};

use super::timeline::{Event, Message, Step};

/// What has to come of a story, in order and in full: `refused` calls, what each `hook` came to,
/// each `mail` with its language, its brand and where its link leads, what an administrator is told
/// of who was `invited`, the groups in each `token`, and each `user` of the pool at the end with
/// the `attributes` that people were given.
///
/// It is written in parts, because stories have parts in common.
pub type Promise = &'static [&'static [&'static str]];

/// What came of these steps, with these users and their attributes at the end, in the words of a
/// [`Promise`].
pub(crate) fn outcome(steps: &[Step], users: &[String], attributes: &[String]) -> Vec<String> {
    let events = steps.iter().flat_map(|step| &step.events);
    let users = users.iter().map(|user| format!("user {user}"));
    let attributes = attributes.iter().map(|all| format!("attributes {all}"));
    let events = events.flat_map(of_event);
    events.chain(users).chain(attributes).collect()
}

fn of_event(event: &Event) -> Vec<String> {
    match event {
        // What a hook makes of its calls is its own decision.
        Event::Call(call) if call.by_hook => Vec::new(),
        Event::Call(call) => {
            let trouble = call.trouble.iter();
            trouble
                .map(|trouble| format!("refused {} {trouble}", call.operation))
                .collect()
        }
        Event::Hook(hook) => {
            // Copies that come to the same are told once.
            let distinct: BTreeSet<&String> = hook.decisions.iter().collect();
            distinct
                .into_iter()
                .map(|decision| format!("hook {} {decision}", hook.function))
                .collect()
        }
        Event::Message(message) => vec![of_message(message)],
        Event::Invited { outcome } => vec![format!("invited {outcome}")],
        Event::Token { groups } => vec![format!("token {groups}").trim_end().to_owned()],
    }
}

fn of_message(message: &Message) -> String {
    let Message {
        reason,
        to,
        language,
        brand,
        ..
    } = message;
    let page = message.link.as_deref().unwrap_or("no link");
    // What stands in the fragment is the person's own; whoever opens the link needs all of it.
    let page = page.split('#').next().unwrap_or(page);
    format!("mail {reason} {to}: {language}, {brand}, {page}")
}

/// What came and was not promised, and the reverse; nothing where all came as promised.
pub(crate) fn differences(promise: Promise, outcome: &[String]) -> Vec<String> {
    let promised = promise.concat();
    let came: Vec<&str> = outcome.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(&promised, &came);
    let changes = diff.iter_all_changes().filter_map(|change| {
        let label = match change.tag() {
            ChangeTag::Delete => "promised",
            ChangeTag::Insert => "came",
            ChangeTag::Equal => return None,
        };
        Some(format!("{label}: {}", change.value()))
    });
    changes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMISE: Promise = &[
        &["hook pre-sign-up admitted", "mail SignUp ada"],
        &["token clients", "user ada CONFIRMED clients"],
    ];

    #[track_caller]
    fn check(came: &[&str], expected: &[&str]) {
        let came: Vec<String> = came.iter().map(|&line| line.to_owned()).collect();
        assert_eq!(differences(PROMISE, &came), expected);
    }

    #[test]
    fn everything_that_differs_is_told() {
        let [hook, mail, token, user] = [
            "hook pre-sign-up admitted",
            "mail SignUp ada",
            "token clients",
            "user ada CONFIRMED clients",
        ];
        check(&[hook, mail, token, user], &[]);
        check(&[hook, mail, user], &["promised: token clients"]);
        check(&[hook, mail, mail, token, user], &["came: mail SignUp ada"]);
        check(
            &[hook, mail, "token", user],
            &["promised: token clients", "came: token"],
        );
        check(
            &[mail, hook, token, user],
            &["came: mail SignUp ada", "promised: mail SignUp ada"],
        );
    }

    /// One event, and one user's attributes, in the words of a promise.
    #[track_caller]
    fn check_words(event: Event, expected: &str) {
        let step = Step {
            at: jiff::Timestamp::UNIX_EPOCH,
            what: String::new(),
            events: vec![event],
            users: None,
        };
        let came = outcome(&[step], &[], &["ada given_name=Ada".to_owned()]);
        assert_eq!(came, [expected, "attributes ada given_name=Ada"]);
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
    fn mails_are_told_with_all_that_can_be_wrong_in_them() {
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
