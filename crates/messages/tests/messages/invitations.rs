//! What an invitation says beside the link: who invites, until when, and whether it was sent before.

use jiff::Timestamp;
use messages::{Brand, Brands, CognitoMessage, CognitoText, Locale, MessageKind, PersonName};
use messages::{Mail, TokenInvitation};

use crate::oracle::{assert_cognito_takes, units};
use crate::samples::{
    ADA, USER_NAME, brands, locale, message, sample_brands, source, token_invitation, with_locale,
};

const INVITER: &str = "Grace Hopper";

fn until() -> Timestamp {
    "2026-11-24T09:30:00Z".parse().unwrap()
}

fn everywhere(check: impl Fn(&Brand, &Locale)) {
    for brands in [Brands::built_in(), sample_brands()] {
        for brand in brands.iter() {
            for locale in brand.locales() {
                check(brand, &locale);
            }
        }
    }
}

fn invitation() -> CognitoMessage<'static> {
    CognitoMessage {
        inviter_name: Some(INVITER),
        until: Some(until()),
        ..message(MessageKind::AdminCreateUser)
    }
}

fn written(brand: &Brand, locale: &Locale, message: CognitoMessage<'_>) -> CognitoText {
    let text = brand.cognito_message(locale, &message).unwrap();
    assert_cognito_takes(message.kind, USER_NAME, &text);
    text
}

#[test]
fn an_invitation_names_its_inviter_and_its_end() {
    everywhere(|brand, locale| {
        let plain = written(brand, locale, message(MessageKind::AdminCreateUser));
        assert!(!plain.email_message.contains(INVITER) && !plain.email_message.contains("(UTC)"));
        for is_reminder in [false, true] {
            let full = written(
                brand,
                locale,
                CognitoMessage {
                    is_reminder,
                    ..invitation()
                },
            );
            let page = &full.email_message;
            assert_eq!(page.matches(INVITER).count(), 1, "{locale}");
            assert_eq!(page.matches("09:30").count(), 1, "{locale}");
            // Above the button.
            let button = page.find("href=").unwrap();
            assert!(page.find(INVITER).unwrap() < page.find("09:30").unwrap());
            assert!(page.find("09:30").unwrap() < button);
            assert!(!full.email_subject.contains(INVITER));
        }
    });
}

#[test]
fn other_messages_name_nobody() {
    everywhere(|brand, locale| {
        for &kind in MessageKind::ALL {
            if kind == MessageKind::AdminCreateUser {
                continue;
            }
            let full = CognitoMessage {
                is_reminder: true,
                kind,
                username: None,
                ..invitation()
            };
            let text = written(brand, locale, full);
            assert_eq!(text, written(brand, locale, message(kind)));
        }
    });
}

#[test]
fn a_reminder_says_what_became_of_the_earlier_link() {
    let brands = Brands::built_in();
    for (tag, subject, sentence) in [
        (
            "en",
            "Reminder: ",
            "the one in the earlier message no longer works.",
        ),
        (
            "de",
            "Erinnerung: ",
            "Der in der früheren Nachricht gilt nicht mehr.",
        ),
        (
            "fr",
            "Rappel : ",
            "celui du message précédent ne fonctionne plus.",
        ),
        (
            "es",
            "Recordatorio: ",
            "el del mensaje anterior ya no funciona.",
        ),
        ("ar", "تذكير: ", "فالرابط في الرسالة السابقة لم يعد يعمل."),
    ] {
        let reminder = CognitoMessage {
            is_reminder: true,
            ..invitation()
        };
        let text = written(brands.select([]), &locale(tag), reminder);
        assert!(
            text.email_subject.starts_with(subject),
            "{}",
            text.email_subject
        );
        assert!(
            text.email_message.contains(sentence),
            "{}",
            text.email_message
        );
        let first = written(brands.select([]), &locale(tag), invitation());
        assert!(!first.email_message.contains(sentence));
        assert_eq!(text.sms_message, first.sms_message);
    }
}

#[test]
fn mails_of_ours_name_the_inviter() {
    everywhere(|brand, locale| {
        let by_name = TokenInvitation {
            inviter_name: Some(INVITER),
            inviter_address: Some("grace@northwind.example"),
            ..token_invitation()
        };
        let linked = TokenInvitation {
            inviter_name: Some("www.evil.example"),
            ..by_name
        };
        let named = |mail: &Mail, name: &str| mail.html.contains(name) && mail.text.contains(name);
        let mail = brand.token_invitation(locale, &by_name).unwrap();
        assert!(named(&mail, INVITER) && !named(&mail, "grace@"));
        let mail = brand.token_invitation(locale, &linked).unwrap();
        assert!(named(&mail, "grace@northwind.example") && !named(&mail, "evil"));
        let mail = brand.access_given(locale, &ADA, Some(INVITER)).unwrap();
        assert!(named(&mail, INVITER));
        let mail = brand.access_given(locale, &ADA, Some("evil.example"));
        assert_eq!(mail, brand.access_given(locale, &ADA, None));
    });
}

/// A brand that was written before there were sentences for inviter and end.
#[test]
fn a_brand_with_words_of_its_own_says_everything_once() {
    let own = "admin-create-user =
    .body = Come in.
    .note = Ask us for a new link.
token-invitation =
    .body-named = { $inviter } says: come in.
    .note = Come before { $expires }.
common =
    .greeting-named = Dear { $name }!
";
    let brands = brands(with_locale(source("contoso"), "en", own));
    let (brand, english) = (brands.select([]), locale("en"));
    let page = written(brand, &english, invitation()).email_message;
    for sentence in [
        "Dear Ada!",
        "Grace Hopper invites you to Contoso.",
        "Come in.",
        "The invitation is valid until 24 November 2026, 09:30 (UTC).",
        "Ask us for a new link.",
    ] {
        assert_eq!(page.matches(sentence).count(), 1, "{sentence}");
    }
    let token = TokenInvitation {
        inviter_name: Some(INVITER),
        expires: until(),
        ..token_invitation()
    };
    let mail = brand.token_invitation(&english, &token).unwrap();
    assert_eq!(mail.text.matches("09:30").count(), 1, "{}", mail.text);
    assert!(mail.text.contains("Grace Hopper says: come in."));
}

#[test]
fn a_greeting_follows_the_custom_of_the_language() {
    #[track_caller]
    fn check(tag: &str, recipient: PersonName<'_>, expected: &str) {
        let japanese = "common =\n    .greeting-named = { $full-name } 様\n";
        let brands = brands(with_locale(source("contoso"), "ja", japanese));
        let mail = brands.select([]).welcome(&locale(tag), &recipient);
        let text = mail.unwrap().text;
        assert_eq!(text.split("\n\n").nth(1).unwrap(), expected);
    }
    check("en", ADA, "Hello Ada,");
    check("de", ADA, "Guten Tag Ada Lovelace,");
    check("fr", ADA, "Bonjour Ada Lovelace,");
    check("es", ADA, "Hola, Ada:");
    check("ar", ADA, "مرحبًا Ada،");
    let hanako = PersonName {
        given: Some("花子"),
        family: Some("山田"),
        whole: None,
    };
    check("ja", hanako, "山田 花子 様");
    check("de", hanako, "Guten Tag 花子 山田,");
    check("de", PersonName::default(), "Guten Tag,");
}

#[test]
fn the_longest_names_fit() {
    let long = "Wilhelmina ".repeat(40);
    let user_name = "語".repeat(128);
    let address = "+".repeat(messages::MAX_LINKED_ADDRESS);
    everywhere(|brand, locale| {
        for is_reminder in [false, true] {
            let message = CognitoMessage {
                recipient: PersonName {
                    given: Some(&long),
                    family: Some(&long),
                    whole: Some(&long),
                },
                inviter_name: Some(&long),
                user_name: &user_name,
                address: Some(&address),
                is_reminder,
                ..invitation()
            };
            let text = brand.cognito_message(locale, &message).unwrap();
            assert_cognito_takes(message.kind, &user_name, &text);
            assert!(
                units(&text.email_message) < 16_000,
                "{}",
                units(&text.email_message)
            );
        }
    });
}
