//! Every kind of message, in every brand and language.

use messages::{
    Brand, Brands, CognitoText, Locale, Mail, MessageKind, PersonName, REJECTION_CODES, ReadBy,
    TokenInvitation,
};

use crate::oracle::{assert_cognito_takes, assert_links_lead_to};
use crate::samples::{ADA, TOKEN, USER_NAME, locale, message, sample_brands, token_invitation};

/// Calls `check` for each brand, built-in and sample, in each of its languages.
fn everywhere(check: impl Fn(&Brand, &Locale)) {
    for brands in [Brands::built_in(), sample_brands()] {
        for brand in brands.iter() {
            let locales = brand.locales();
            assert!(locales.len() >= 5);
            for locale in &locales {
                check(brand, locale);
            }
        }
    }
}

fn written(brand: &Brand, locale: &Locale, kind: MessageKind) -> CognitoText {
    brand
        .cognito_message(locale, &message(kind))
        .unwrap_or_else(|invalid| panic!("{} {locale} {kind:?}: {invalid}", brand.name()))
}

#[test]
fn cognito_takes_every_message() {
    everywhere(|brand, locale| {
        for &kind in MessageKind::ALL {
            let text = written(brand, locale, kind);
            assert_cognito_takes(kind, USER_NAME, &text);
            assert!(text.sms_message.is_some());
        }
    });
}

#[test]
fn links_stand_where_they_should_and_lead_home() {
    everywhere(|brand, locale| {
        let origin = brand.config().links.to_string();
        let support = brand.config().support.as_ref().map(messages::Support::href);
        let mut places = vec![origin.as_str()];
        places.extend(support.as_deref());
        for &kind in MessageKind::ALL {
            let page = written(brand, locale, kind).email_message;
            assert_links_lead_to(&page, &places);
            let path = match kind {
                MessageKind::AdminCreateUser => Some(format!(
                    "/accept#username={USER_NAME}&amp;password={{####}}"
                )),
                MessageKind::SignUp | MessageKind::ResendCode => {
                    Some(format!("/confirm#username={USER_NAME}&amp;code={{####}}"))
                }
                MessageKind::ForgotPassword => {
                    Some(format!("/reset#username={USER_NAME}&amp;code={{####}}"))
                }
                _ => None,
            };
            match path {
                Some(path) => assert!(page.contains(&format!("href=\"{origin}{path}\""))),
                None => assert!(!page.contains(&origin), "{kind:?} has a link"),
            }
        }
    });
}

#[test]
fn the_secret_stands_alone_in_the_text_too() {
    everywhere(|brand, locale| {
        for &kind in MessageKind::ALL {
            let page = written(brand, locale, kind).email_message;
            let alone = [">{####}</p>", ">{####}</bdi>"];
            assert!(alone.iter().any(|end| page.contains(end)), "{kind:?}");
            let invitation = kind == MessageKind::AdminCreateUser;
            assert_eq!(page.contains(">{username}</bdi>"), invitation, "{kind:?}");
        }
    });
}

#[test]
fn pages_say_their_language_and_direction() {
    everywhere(|brand, locale| {
        let page = written(brand, locale, MessageKind::SignUp).email_message;
        let direction = if locale.as_str() == "ar" {
            "rtl"
        } else {
            "ltr"
        };
        let head = format!("<html lang=\"{locale}\" dir=\"{direction}\"");
        assert!(page.contains(&head), "{head}");
    });
}

#[test]
fn only_invitations_and_messages_to_members_greet_by_name() {
    everywhere(|brand, locale| {
        for &kind in MessageKind::ALL {
            let page = written(brand, locale, kind).email_message;
            let invitation = kind == MessageKind::AdminCreateUser;
            assert_eq!(page.contains(" Ada"), invitation, "{kind:?}");
        }
        let invitation = TokenInvitation {
            recipient: ADA,
            ..token_invitation()
        };
        for mail in [
            brand.welcome(locale, &ADA),
            brand.access_given(locale, &ADA, None),
            brand.token_invitation(locale, &invitation),
        ] {
            let Mail { html, text, .. } = mail.unwrap();
            assert!(html.contains(" Ada"));
            assert!(text.contains(" Ada"));
        }
    });
}

#[test]
fn names_are_escaped_in_pages_and_plain_in_text() {
    let brands = Brands::built_in();
    let recipient = PersonName {
        given: Some("Ada \"Countess\" O'Brien & Co"),
        ..PersonName::default()
    };
    let mail = brands.select([]).welcome(&locale("en"), &recipient);
    let mail = mail.unwrap();
    let escaped = "Hello Ada &quot;Countess&quot; O&#39;Brien &amp; Co,";
    assert!(mail.html.contains(escaped), "{}", mail.html);
    assert!(mail.text.contains("Hello Ada \"Countess\" O'Brien & Co,"));
}

#[test]
fn mails_through_ses_are_complete_and_hold_no_placeholder() {
    everywhere(|brand, locale| {
        let home = brand.config().links.home();
        let welcome = brand.welcome(locale, &PersonName::default()).unwrap();
        let given = brand
            .access_given(locale, &PersonName::default(), None)
            .unwrap();
        for mail in [&welcome, &given] {
            assert!(mail.html.contains(&format!("href=\"{home}\"")));
            assert!(mail.text.contains(&home));
        }
        assert_ne!(welcome.subject, given.subject);
        let member_address = "ada@client.example";
        let notice = brand.inviter_notice(locale, member_address).unwrap();
        assert!(notice.html.contains(member_address));
        assert!(notice.text.contains(member_address));
        let invitation = brand.token_invitation(locale, &token_invitation()).unwrap();
        for mail in [welcome, given, notice, invitation] {
            assert!(mail.subject.contains(&brand.config().name));
            assert!(!mail.subject.contains('\n'));
            for part in [&mail.subject, &mail.html, &mail.text] {
                assert!(!part.contains("{#") && !part.contains("{username"));
            }
        }
    });
}

#[test]
fn an_invitation_to_sign_up_carries_its_token_in_its_link_and_in_plain_text() {
    everywhere(|brand, locale| {
        let origin = brand.config().links.to_string();
        let mail = brand.token_invitation(locale, &token_invitation()).unwrap();
        let link = format!("{origin}/join#invitation={TOKEN}");
        assert!(mail.html.contains(&format!("href=\"{link}\"")));
        assert_eq!(mail.html.matches(TOKEN).count(), 1, "{}", mail.html);
        assert!(mail.text.contains(&format!(":\n{link}\n")));
        assert!(mail.text.contains(&format!("\n{TOKEN}\n")));
        assert!(!mail.subject.contains(TOKEN));
        let support = brand.config().support.as_ref().map(messages::Support::href);
        let places: Vec<&str> = [Some(origin.as_str()), support.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        assert_links_lead_to(&mail.html, &places);
    });
}

#[test]
fn an_invitation_to_sign_up_names_its_inviter_or_nobody() {
    everywhere(|brand, locale| {
        let inviter = "sales@northwind.example";
        let named = TokenInvitation {
            inviter_address: Some(inviter),
            ..token_invitation()
        };
        let named = brand.token_invitation(locale, &named).unwrap();
        assert!(named.html.contains(inviter) && named.text.contains(inviter));
        let nameless = brand.token_invitation(locale, &token_invitation()).unwrap();
        assert!(!nameless.text.contains(inviter));
        assert_ne!(named.text.replace(inviter, ""), nameless.text);
    });
}

#[test]
fn an_invitation_to_sign_up_says_until_when_in_words() {
    #[track_caller]
    fn check(tag: &str, moment: &str, expected: &str) {
        let brands = Brands::built_in();
        let invitation = TokenInvitation {
            expires: moment.parse().unwrap(),
            ..token_invitation()
        };
        let mail = brands
            .select([])
            .token_invitation(&locale(tag), &invitation)
            .unwrap();
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(expected), "{expected:?} is not in {part}");
        }
    }
    check(
        "en",
        "2026-11-24T09:05:59Z",
        " 24 November 2026, 09:05 (UTC)",
    );
    check(
        "en",
        "2026-11-24T23:05:00-05:00",
        " 25 November 2026, 04:05 (UTC)",
    );
    check(
        "de",
        "2027-03-01T00:00:00Z",
        " 1. März 2027, 00:00 Uhr (UTC)",
    );
    check(
        "de-AT",
        "2027-01-31T23:59:00Z",
        " 31. Januar 2027, 23:59 Uhr (UTC)",
    );
    check(
        "fr",
        "2026-12-31T12:00:00Z",
        " 31 décembre 2026 à 12:00 (UTC)",
    );
    check(
        "es",
        "2026-08-09T07:30:00Z",
        " 9 de agosto de 2026 a las 07:30 (UTC)",
    );
    check(
        "ar",
        "2026-06-15T10:00:00Z",
        " 15 يونيو 2026، الساعة 10:00 (UTC)",
    );
}

#[test]
fn mails_of_ours_come_from_their_brand() {
    let brands = sample_brands();
    let from = |brand: &str| {
        let brand = brands.select([brand]);
        brand
            .welcome(&locale("en"), &PersonName::default())
            .unwrap()
            .from
    };
    let fabrikam = "Fabrikam <welcome@fabrikam.example>";
    assert_eq!(from("fabrikam").as_deref(), Some(fabrikam));
    assert_eq!(from("northwind"), None);
}

#[test]
fn debug_shows_no_token() {
    let brands = Brands::built_in();
    let mail = brands
        .select([])
        .token_invitation(&locale("en"), &token_invitation())
        .unwrap();
    for shown in [format!("{mail:?}"), format!("{:?}", token_invitation())] {
        assert!(!shown.contains("eyJ"), "{shown}");
    }
}

#[test]
fn every_rejection_has_a_sentence_without_a_final_stop() {
    everywhere(|brand, locale| {
        let mut seen = Vec::new();
        let cases = ReadBy::ALL
            .into_iter()
            .flat_map(|read_by| REJECTION_CODES.map(|code| (read_by, code)));
        for (read_by, code) in cases {
            for detail in [None, Some("custom:team")] {
                let sentence = brand.rejection(locale, read_by, code, detail);
                assert!(sentence.chars().count() > 20, "{code}: {sentence}");
                assert!(!sentence.ends_with(['.', '۔', '!']), "{code}: {sentence}");
                assert!(!sentence.contains(['{', '}', '\n']), "{code}: {sentence}");
                let about_a_field = code.ends_with("-refused") || code.starts_with("attribute-");
                let names_it = sentence.contains("custom:team");
                assert_eq!(names_it, detail.is_some() && about_a_field, "{code}");
                if detail.is_none() {
                    seen.push(sentence);
                }
            }
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count, "two of them are the same in {locale}");
    });
}

#[test]
fn rejections_take_any_code_and_detail() {
    let brands = sample_brands();
    let brand = brands.select([]);
    let english = locale("en");
    let fallback = brand.rejection(&english, ReadBy::Applicant, "request-not-understood", None);
    assert_eq!(
        brand.rejection(&english, ReadBy::Applicant, "no-such-code", Some("x")),
        fallback
    );
    let plain = brand.rejection(&english, ReadBy::Applicant, "attribute-required", None);
    assert_eq!(
        brand.rejection(
            &english,
            ReadBy::Applicant,
            "attribute-required",
            Some("<>")
        ),
        plain
    );
    let sentence = brand.rejection(
        &english,
        ReadBy::Applicant,
        "attribute-required",
        Some("na<b>me\r\n{x}é"),
    );
    assert!(sentence.contains("(nabmex)"), "{sentence}");
}

#[test]
fn samples_differ_where_they_should() {
    let brands = sample_brands();
    let subject = |brand: &str, tag: &str| {
        let brand = brands.select([brand]);
        written(brand, &locale(tag), MessageKind::AdminCreateUser).email_subject
    };
    assert_eq!(
        subject("northwind", "en"),
        "Your access to the Northwind Traders customer portal"
    );
    assert_eq!(subject("fabrikam", "en"), "Your invitation to Fabrikam");
    assert_eq!(
        subject("northwind", "de"),
        "Ihr Zugang zum Kundenportal von Northwind Traders"
    );
}

#[test]
fn sample_colours_can_be_read() {
    for brand in sample_brands().iter() {
        let colors = &brand.config().colors;
        let dark_accent = colors.dark_accent.unwrap_or(colors.accent);
        let dark_accent_text = colors.dark_accent_text.unwrap_or(colors.accent_text);
        for (text, behind) in [
            (colors.accent_text, colors.accent),
            (colors.text, colors.surface),
            (colors.text, colors.background),
            (colors.muted, colors.surface),
            (colors.muted, colors.background),
            (dark_accent_text, dark_accent),
            (colors.dark_text, colors.dark_surface),
            (colors.dark_text, colors.dark_background),
            (colors.dark_muted, colors.dark_surface),
            (colors.dark_muted, colors.dark_background),
        ] {
            let contrast = text.contrast(behind);
            assert!(contrast >= 4.5, "{}: {text} on {behind}", brand.name());
        }
    }
}
