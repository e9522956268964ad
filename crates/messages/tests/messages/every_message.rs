//! Every kind of message, in every brand and language.

use messages::{
    Brand, Brands, CognitoText, InviterNotice, Locale, MessageKind, REJECTION_CODES, Welcome,
};

use crate::oracle::{assert_cognito_takes, assert_links_lead_to};
use crate::samples::{USER_NAME, locale, message, sample_brands};

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
        .unwrap_or_else(|refusal| panic!("{} {locale} {kind:?}: {refusal}", brand.name()))
}

#[test]
fn cognito_takes_every_message() {
    everywhere(|brand, locale| {
        for kind in MessageKind::ALL {
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
        for kind in MessageKind::ALL {
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
        for kind in MessageKind::ALL {
            let page = written(brand, locale, kind).email_message;
            assert!(page.contains(">{####}</p>"), "{kind:?}");
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
fn only_invitations_and_welcomes_greet_by_name() {
    everywhere(|brand, locale| {
        for kind in MessageKind::ALL {
            let page = written(brand, locale, kind).email_message;
            let invitation = kind == MessageKind::AdminCreateUser;
            assert_eq!(page.contains("Ada Lovelace"), invitation, "{kind:?}");
        }
        let recipient_name = Some("Ada Lovelace");
        let welcome = brand.welcome(locale, &Welcome { recipient_name }).unwrap();
        assert!(welcome.html.contains("Ada Lovelace"));
        assert!(welcome.text.contains("Ada Lovelace"));
    });
}

#[test]
fn names_are_escaped_in_pages_and_plain_in_text() {
    let brands = Brands::built_in();
    let recipient_name = Some("Ada \"Countess\" O'Brien & Co");
    let welcome = Welcome { recipient_name };
    let mail = brands.select([]).welcome(&locale("en"), &welcome).unwrap();
    let escaped = "Hello Ada &quot;Countess&quot; O&#39;Brien &amp; Co,";
    assert!(mail.html.contains(escaped), "{}", mail.html);
    assert!(mail.text.contains("Hello Ada \"Countess\" O'Brien & Co,"));
}

#[test]
fn mails_through_ses_are_complete_and_hold_no_placeholder() {
    everywhere(|brand, locale| {
        let home = brand.config().links.home();
        let welcome = Welcome {
            recipient_name: None,
        };
        let welcome = brand.welcome(locale, &welcome).unwrap();
        assert!(welcome.html.contains(&format!("href=\"{home}\"")));
        assert!(welcome.text.contains(&home));
        let member_address = "ada@client.example";
        let notice = InviterNotice { member_address };
        let notice = brand.inviter_notice(locale, &notice).unwrap();
        assert!(notice.html.contains(member_address));
        assert!(notice.text.contains(member_address));
        for mail in [welcome, notice] {
            assert!(mail.subject.contains(&brand.config().name));
            assert!(!mail.subject.contains('\n'));
            for part in [&mail.subject, &mail.html, &mail.text] {
                assert!(!part.contains("{#") && !part.contains("{username"));
            }
        }
    });
}

#[test]
fn every_rejection_has_a_sentence_without_a_final_stop() {
    everywhere(|brand, locale| {
        let mut seen = Vec::new();
        for code in REJECTION_CODES {
            for detail in [None, Some("custom:team")] {
                let sentence = brand.rejection(locale, code, detail);
                assert!(sentence.chars().count() > 20, "{code}: {sentence}");
                assert!(!sentence.ends_with(['.', '۔', '!']), "{code}: {sentence}");
                assert!(!sentence.contains(['{', '}', '\n']), "{code}: {sentence}");
                let about_a_field = code.ends_with("-refused") || code == "attribute-required";
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
        assert_eq!(seen.len(), count, "two codes share a sentence in {locale}");
    });
}

#[test]
fn rejections_take_any_code_and_detail() {
    let brands = sample_brands();
    let brand = brands.select([]);
    let english = locale("en");
    let fallback = brand.rejection(&english, "request-not-understood", None);
    assert_eq!(
        brand.rejection(&english, "no-such-code", Some("x")),
        fallback
    );
    let plain = brand.rejection(&english, "attribute-required", None);
    assert_eq!(
        brand.rejection(&english, "attribute-required", Some("<>")),
        plain
    );
    let sentence = brand.rejection(&english, "attribute-required", Some("na<b>me\r\n{x}é"));
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
