//! Cognito's rules once more, as AWS writes them down: regular expressions and lengths
//! (contract §4.2), independent of the code under test.

use std::sync::LazyLock;

use messages::{CognitoText, MessageKind};
use regex::Regex;

/// What `\s` means to Java: ASCII only, other than in this library.
const CLASS: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\f\r]";

static BODY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"\A{CLASS}*\{{####\}}{CLASS}*\z")).unwrap());
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!(r"\A{CLASS}+\z")).unwrap());
static SMS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\A.*\{####\}.*\z").unwrap());
static FILLED_IN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{####\}|\{username\}|\{##[^#]*##\}").unwrap());
static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new("<a [^>]*>").unwrap());

/// Panics if Cognito would not take the text as it is.
#[track_caller]
pub(crate) fn assert_cognito_takes(kind: MessageKind, user_name: &str, text: &CognitoText) {
    let invitation = kind == MessageKind::AdminCreateUser;
    let (body, subject) = (&text.email_message, &text.email_subject);
    assert!(BODY.is_match(body), "{kind:?}: body {body}");
    assert!(SUBJECT.is_match(subject), "{kind:?}: subject {subject}");
    assert!((1..=140).contains(&units(subject)), "{subject}");
    assert!(!subject.contains(['\r', '\n']), "{subject:?}");
    assert_placeholders(invitation, body);

    // The longest that Cognito could fill in.
    let filled = body
        .replace("{####}", &"9".repeat(if invitation { 256 } else { 6 }))
        .replace("{username}", &"u".repeat(128));
    assert!((6..=20_000).contains(&units(body)), "{} units", units(body));
    assert!((6..=20_000).contains(&units(&filled)), "{}", units(&filled));

    let Some(sms) = &text.sms_message else {
        assert!(invitation && units(user_name) > 60, "no text message");
        return;
    };
    assert!(SMS.is_match(sms) && BODY.is_match(sms), "{sms:?}");
    assert!(!sms.contains("http"), "{sms}");
    assert_placeholders(invitation, sms);
    let filled = sms
        .replace("{####}", &"9".repeat(if invitation { 32 } else { 6 }))
        .replace("{username}", user_name);
    assert!((6..=140).contains(&units(sms)), "{sms}");
    assert!((6..=140).contains(&units(&filled)), "{filled}");
}

/// Panics if a link of the page leads anywhere but where the brand's own pages are.
#[track_caller]
pub(crate) fn assert_links_lead_to(html: &str, places: &[&str]) {
    for link in LINK.find_iter(html) {
        let link = link.as_str();
        assert!(link.contains(" ses:no-track "), "{link} is tracked");
        let (_, href) = link.split_once("href=\"").unwrap();
        assert!(
            places.iter().any(|place| href.starts_with(place)),
            "{link} leads elsewhere"
        );
    }
}

#[track_caller]
fn assert_placeholders(invitation: bool, text: &str) {
    let mut code = 0;
    let mut user_name = 0;
    for placeholder in FILLED_IN.find_iter(text) {
        match placeholder.as_str() {
            "{####}" => code += 1,
            "{username}" if invitation => user_name += 1,
            other => panic!("{other} does not belong into {text}"),
        }
    }
    assert!(code >= 1, "no code in {text}");
    assert_eq!(user_name >= 1, invitation, "user name in {text}");
}

pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
