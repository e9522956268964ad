//! Passwords: what the pages say of them, and how long the temporary ones last (contract §5).

use administration::expiry::DEFAULT_VALIDITY_DAYS;
use messages::{CognitoMessage, MessageKind};

use super::check::{Check, Known};
use super::facts::{Fact, Template};
use super::finding::{Finding, Judgement};

/// A link that works for longer lies in a mailbox as a way in that nobody remembers.
const LONGEST_DAYS: u16 = 30;

/// With fewer, whoever is invited before a day off comes too late.
const SHORTEST_DAYS: u16 = 2;

/// How the word for a day begins in the built-in languages, in lower case.
const DAY: [&str; 5] = ["day", "tag", "jour", "día", "يوم"];

/// Whether the pages ask for the passwords that the pool takes.
pub(super) fn policy(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::PasswordPolicy);
    let Some(pages) = &known.settings.pages else {
        return judgement.or_ok("the settings have no section [pages]");
    };
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        let (ours, theirs) = (pages.password, pool.password);
        let said = format!("[pages.password] of {}", known.file());
        let mut refused = Vec::new();
        let mut asked = Vec::new();
        let (least, needed) = (ours.minimum_length.get(), theirs.minimum_length);
        if needed > least {
            refused.push(format!("minimum_length = {needed}"));
        } else if needed < least {
            asked.push(format!("minimum_length = {needed}"));
        }
        for (key, ours, theirs) in [
            ("lowercase", ours.lowercase, theirs.lowercase),
            ("uppercase", ours.uppercase, theirs.uppercase),
            ("numbers", ours.numbers, theirs.numbers),
            ("symbols", ours.symbols, theirs.symbols),
        ] {
            match (ours, theirs) {
                (false, true) => refused.push(format!("{key} = true")),
                (true, false) => asked.push(format!("{key} = false")),
                _ => {}
            }
        }
        if !refused.is_empty() {
            judgement.wrong(
                "the pool refuses passwords that the pages take",
                format!("Set {} in {said}", refused.join(", ")),
            );
        }
        if !asked.is_empty() {
            judgement.warning(
                "the pages ask more of a password than the pool does",
                format!(
                    "Set {} in {said}, or raise the pool's password policy",
                    asked.join(", ")
                ),
            );
        }
    }
    judgement.or_ok("the pages ask for the passwords that the pool takes")
}

/// Whether an administrator's invitation lasts as long as its mail says, and a sensible time.
pub(super) fn validity(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::TemporaryPasswordValidity);
    let Some(pool) = judgement.read("user pool", &known.facts.pool) else {
        return judgement.or_ok("");
    };
    let days = match pool.temporary_password_days {
        0 => DEFAULT_VALIDITY_DAYS,
        days => days,
    };
    for (whose, text) in invitations(known) {
        let others = days_named(&text).into_iter().filter(|said| *said != days);
        for said in others {
            judgement.wrong(
                format!("{whose} speaks of {said} days, and a temporary password works for {days}"),
                format!("Correct the sentence, or set TemporaryPasswordValidityDays to {said}"),
            );
        }
    }
    let remedy = "Set TemporaryPasswordValidityDays in the pool's password policy; 7 is usual";
    if days > LONGEST_DAYS {
        judgement.warning(
            format!("an administrator's invitation works for {days} days: for so long, whoever reads the mail can accept it"),
            remedy,
        );
    }
    if days < SHORTEST_DAYS {
        judgement.warning(
            "an administrator's invitation works for a day: whoever is away for longer comes too late",
            remedy,
        );
    }
    judgement.or_ok(format!(
        "an administrator's invitation works for {days} days"
    ))
}

/// The mails that invite a user whom an administrator created, as people would read them, and
/// whose they are.
fn invitations(known: &Known<'_>) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    if let Fact::Read(pool) = &known.facts.pool {
        let own = pool.templates.iter();
        texts.extend(
            own.filter(|(template, _)| *template == Template::InvitationMail)
                .map(|(_, text)| ("the pool's own invitation".to_owned(), text.clone())),
        );
    }
    for brand in known.brands.iter() {
        for locale in brand.locales() {
            let message = CognitoMessage {
                kind: MessageKind::AdminCreateUser,
                code: "{####}",
                username: Some("{username}"),
                user_name: "",
                recipient_name: None,
            };
            // What cannot be written is for `check` to tell.
            if let Ok(text) = brand.cognito_message(&locale, &message) {
                let whose = format!("the invitation of the brand {} in {locale}", brand.name());
                texts.push((whose, text.email_message));
            }
        }
    }
    texts
}

/// The numbers of days that a text of HTML speaks of.
fn days_named(html: &str) -> Vec<u16> {
    let mut text = String::new();
    for part in html.split('<') {
        let (_, shown) = part.split_once('>').unwrap_or(("", part));
        text.push(' ');
        text.push_str(shown);
    }
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    pairs
        .filter(|(_, unit)| DAY.iter().any(|day| unit.starts_with(day)))
        .filter_map(|(number, _)| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_a_text() {
        for (html, expected) in [
            ("Valid for 7 days.", &[7][..]),
            ("<p>It works <b>14</b>\n days, then 1 day.</p>", &[14, 1]),
            ("Sie gilt 3 Tage lang.", &[3]),
            ("Elle est valable 10 jours.", &[10]),
            ("Es válida durante 5 días.", &[5]),
            ("<td style=\"width: 7 days\">Call 7 times a day.", &[]),
            ("some days, 2026", &[]),
        ] {
            assert_eq!(days_named(html), expected, "{html}");
        }
    }
}
