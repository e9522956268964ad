//! `temporary-password-validity`: whether an administrator's invitation lasts as long as its mail
//! says, and a sensible time.

use cognito::user_pool::Template;
use messages::{CognitoMessage, MessageKind, PersonName};

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;
use crate::doctor::known::Known;

/// A link that works longer stays in a mailbox as a forgotten way in.
const LONGEST_DAYS: u16 = 30;

/// With fewer, a person who is invited before a day off comes too late.
const SHORTEST_DAYS: u16 = 2;

/// How the word for a day begins in the built-in languages, in lower case.
const DAY: [&str; 5] = ["day", "tag", "jour", "día", "يوم"];

/// The same of an hour.
const HOUR: [&str; 5] = ["hour", "stunde", "heure", "hora", "ساعة"];

const HOURS_OF_DAY: u32 = 24;

pub(crate) fn temporary_password_validity(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    let days = pool.validity_days;
    for (whose, text) in invitations(&known) {
        let hours = u32::from(days) * HOURS_OF_DAY;
        for said in hours_named(&text).into_iter().filter(|said| *said != hours) {
            let (said, remedy) = if said % HOURS_OF_DAY == 0 {
                let said = said / HOURS_OF_DAY;
                let remedy =
                    format!("Correct the sentence, or set TemporaryPasswordValidityDays to {said}");
                (format!("{said} days"), remedy)
            } else {
                (format!("{said} hours"), "Correct the sentence".to_owned())
            };
            judgement.wrong(
                format!("{whose} speaks of {said}, and a temporary password works for {days} days"),
                remedy,
            );
        }
    }
    let remedy = "Set TemporaryPasswordValidityDays in the pool's password policy; 7 is usual";
    if days > LONGEST_DAYS {
        judgement.warning(
            format!("an administrator's invitation works for {days} days: for so long, anybody who reads the mail can accept it"),
            remedy,
        );
    }
    if days < SHORTEST_DAYS {
        judgement.warning(
            "an administrator's invitation works for a day: anybody who is away for longer comes too late",
            remedy,
        );
    }
    Some(format!(
        "an administrator's invitation works for {days} days"
    ))
}

/// The mails that invite a user whom an administrator created, as people would read them, and
/// whose they are.
fn invitations(known: &Known<'_>) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    if let Fact::Read(pool) = &known.facts.pool
        && pool.mail_sender.is_none()
    {
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
                address: None,
                recipient: PersonName::default(),
                inviter_name: None,
                until: None,
                is_reminder: false,
            };
            // `check` reports messages that cannot be written.
            if let Ok(text) = brand.cognito_message(&locale, &message) {
                let whose = format!("the invitation of the brand {} in {locale}", brand.name());
                texts.push((whose, text.email_message));
            }
        }
    }
    texts
}

/// The times that a text of HTML speaks of in days or hours, as hours.
fn hours_named(html: &str) -> Vec<u32> {
    let mut text = String::new();
    for part in html.split('<') {
        let (_, shown) = part.split_once('>').unwrap_or(("", part));
        text.push(' ');
        text.push_str(shown);
    }
    let text = text.to_lowercase().replace("&nbsp;", " ");
    let parts = text.split(|letter: char| letter.is_whitespace() || letter == '-');
    let words: Vec<&str> = parts.filter(|word| !word.is_empty()).collect();
    let hours = |(number, unit): (&&str, &&str)| {
        let begins = |begin: &&str| unit.starts_with(*begin);
        let in_hours = if DAY.iter().any(begins) {
            HOURS_OF_DAY
        } else if HOUR.iter().any(begins) {
            1
        } else {
            return None;
        };
        number.parse::<u32>().ok()?.checked_mul(in_hours)
    };
    words
        .iter()
        .zip(words.iter().skip(1))
        .filter_map(hours)
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::doctor::tests::{Case, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (|it| it.pool().validity_days = 3, WRONG, "speaks of 7 days"),
        (
            |it| {
                it.pool().templates.clear();
                it.pool().validity_days = 365;
            },
            WARNING,
            "365 days",
        ),
        (
            |it| {
                it.pool().templates.clear();
                it.pool().validity_days = 1;
            },
            WARNING,
            "for a day",
        ),
    ];

    #[test]
    fn times_in_a_text() {
        for (html, expected) in [
            ("Valid for 7 days.", &[168][..]),
            ("<p>It works <b>14</b>\n days, then 1 day.</p>", &[336, 24]),
            ("Sie gilt 3 Tage lang.", &[72]),
            ("Elle est valable 10 jours.", &[240]),
            ("Es válida durante 5 días.", &[120]),
            ("<td style=\"width: 7 days\">Call 7 times a day.", &[]),
            ("Valid for 48 hours.", &[48]),
            ("Sie gilt 36 Stunden.", &[36]),
            (
                "Your 7-day invitation: 2&nbsp;days, 3\u{a0}days",
                &[168, 48, 72],
            ),
            ("99999999999 days, 4294967295 days", &[]),
            ("some days, 2026", &[]),
        ] {
            assert_eq!(hours_named(html), expected, "{html}");
        }
    }
}
