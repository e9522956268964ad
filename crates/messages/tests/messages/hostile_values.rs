//! With any text in a user's attributes, the message stays one that Cognito takes, and inert.

use jiff::Timestamp;
use messages::{
    Brand, Brands, CognitoMessage, InvalidMessage, MessageKind, PersonName, ReadBy, TokenInvitation,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::oracle::{assert_cognito_takes, assert_links_lead_to, units};
use crate::samples::{sample_brands, token_invitation};

/// Arbitrary text, with pieces that mean something to HTML, mail clients and Cognito among it.
fn value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        select(vec![
            "{####}",
            "{username}",
            "{##",
            "##}",
            "{",
            "}",
            "<",
            ">",
            "<script>",
            "<a href=x>",
            "&",
            "&lt;",
            "\"",
            "'",
            "https://",
            "www.",
            "evil.example",
            "@",
            "/",
            ".",
            "\u{3002}",
            "\u{ff0e}",
            "\r\n",
            "\0",
            "\u{a0}",
            "\u{200d}",
            "\u{202e}",
            "\u{2068}",
            "\u{1f389}",
            "\u{feff}",
            "{{ subject }}",
            "{% raw %}",
            "{#",
            "{ $brand }",
            "Ada",
            " ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A brand, a language and a kind of message, by their numbers.
fn anything() -> impl Strategy<Value = (usize, usize, usize)> {
    (0..2usize, 0..5usize, 0..MessageKind::ALL.len())
}

fn brand(brands: &Brands, number: usize) -> &Brand {
    brands.iter().nth(number).unwrap()
}

/// The names of all tags of a page, in their order.
fn tags(page: &str) -> Vec<&str> {
    page.split('<')
        .skip(1)
        .map(|rest| rest.split([' ', '>']).next().unwrap())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_breaks_cognito_s_rules(
        (brand_number, locale_number, kind_number) in anything(),
        user_name in value(),
        address in value(),
        [given, family, whole] in [value(), value(), value()],
        inviter in value(),
        is_reminder: bool,
    ) {
        let brands = sample_brands();
        let brand = brand(&brands, brand_number);
        let locale = brand.locales().swap_remove(locale_number);
        let kind = MessageKind::ALL[kind_number];
        let name = PersonName { given: Some(&given), family: Some(&family), whole: Some(&whole) };
        let message = |recipient, user_name, inviter_name| CognitoMessage {
            kind,
            code: "{####}",
            username: (kind == MessageKind::AdminCreateUser).then_some("{username}"),
            user_name,
            address: Some(&address),
            recipient,
            inviter_name,
            until: Some(Timestamp::UNIX_EPOCH),
            is_reminder,
        };
        match brand.cognito_message(&locale, &message(name, &user_name, Some(&inviter))) {
            Ok(text) => {
                assert_cognito_takes(kind, &user_name, &text);
                // No value adds a tag, and so no link.
                let plain = [None, Some("Grace")].map(|inviter_name| {
                    let message = message(PersonName::default(), "u", inviter_name);
                    brand.cognito_message(&locale, &message).unwrap()
                });
                let found = tags(&text.email_message);
                prop_assert!(plain.iter().any(|plain| tags(&plain.email_message) == found));
                let [plain, _] = plain;
                let support = brand.config().support.as_ref().unwrap().href();
                let origin = format!("{}/", brand.config().links);
                assert_links_lead_to(&text.email_message, &[&origin, &support]);
                prop_assert_eq!(text.email_subject, plain.email_subject);
            }
            // Nothing but sheer length is a reason: no pool has such user names.
            Err(invalid) => {
                prop_assert!(matches!(invalid, InvalidMessage::BodyLength { .. }), "{}", invalid);
                prop_assert!(units(&user_name) > 128);
            }
        }
    }

    #[test]
    fn no_value_becomes_markup_or_a_link_in_a_mail(
        (brand_number, locale_number, _) in anything(),
        value in value(),
    ) {
        let brands = sample_brands();
        let brand = brand(&brands, brand_number);
        let locale = brand.locales().swap_remove(locale_number);
        let named = PersonName { given: Some(&value), family: Some(&value), whole: Some(&value) };
        let of = |recipient, inviter_name| [
            brand.welcome(&locale, &recipient).unwrap(),
            brand.access_given(&locale, &recipient, inviter_name).unwrap(),
            brand.token_invitation(
                &locale,
                &TokenInvitation { recipient, inviter_name, ..token_invitation() },
            ).unwrap(),
        ];
        let nobody = PersonName::default();
        let plain = of(nobody, None).into_iter().zip(of(nobody, Some("Grace")));
        for (mail, (plain, with_inviter)) in of(named, Some(&value)).iter().zip(plain) {
            let found = tags(&mail.html);
            prop_assert!(found == tags(&plain.html) || found == tags(&with_inviter.html));
            prop_assert_eq!(&mail.subject, &plain.subject);
            // What could start a link occurs as often as without the value.
            for start in ["://", "@", "www.", ".example"] {
                prop_assert_eq!(
                    mail.text.matches(start).count(),
                    plain.text.matches(start).count(),
                    "{}", start
                );
            }
        }
        let named = TokenInvitation { inviter_address: Some(&value), ..token_invitation() };
        let named = brand.token_invitation(&locale, &named).unwrap();
        let plain = brand.token_invitation(&locale, &token_invitation()).unwrap();
        prop_assert_eq!(tags(&named.html), tags(&plain.html));
        let member_address = value.as_str();
        let notice = brand.inviter_notice(&locale, member_address).unwrap();
        let plain = brand.inviter_notice(&locale, "").unwrap();
        prop_assert_eq!(tags(&notice.html), tags(&plain.html));
        let look_alike = notice.html.contains("{##") || notice.html.contains("{username}");
        prop_assert!(!look_alike);
    }

    #[test]
    fn no_candidate_confuses_the_choice(candidate in value(), detail in value()) {
        let brands = sample_brands();
        let brand = brands.select([candidate.as_str()]);
        let locale = brand.locale([candidate.as_str()]);
        prop_assert!(brand.locales().contains(&locale));
        let codes = ["attribute-required", candidate.as_str()];
        for (read_by, code) in ReadBy::ALL.into_iter().zip(codes) {
            let sentence = brand.rejection(&locale, read_by, code, Some(&detail));
            prop_assert!(!sentence.is_empty());
            let foreign = sentence.contains(['<', '>', '{', '}', '/', '@', '"', '\r', '\n']);
            prop_assert!(!foreign, "{}", sentence);
        }
    }
}
