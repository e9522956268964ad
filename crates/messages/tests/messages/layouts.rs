//! Layouts that were written for Cognito, as brands bring them along.

use messages::cognito_rules::code_reaches_a_server;
use messages::{BrandSource, Brands, MessageKind};

use crate::oracle::assert_cognito_takes;
use crate::samples::{ADA, USER_NAME, brands, locale, message, source, token_invitation};

const MINIFIED_CSS: &str = include_str!("layouts/minified-css.html");
const BARE_CODE: &str = include_str!("layouts/literal-code-in-link.html");

fn with_layout(layout: &str) -> Brands {
    brands(BrandSource {
        layout: Some(layout.to_owned()),
        ..source("north")
    })
}

#[test]
fn minified_css_is_no_comment() {
    let brands = with_layout(MINIFIED_CSS);
    let brand = brands.select([]);
    for &kind in MessageKind::ALL {
        let text = brand
            .cognito_message(&locale("de"), &message(kind))
            .unwrap();
        assert!(
            text.email_message
                .contains("{#main{border:0!important}p img{width:100%}}")
        );
        assert_cognito_takes(kind, USER_NAME, &text);
    }
    let mail = brand.access_given(&locale("de"), &ADA, None);
    assert!(mail.unwrap().html.contains("{#main{"));
}

#[test]
fn bare_placeholders_reach_cognito() {
    let brands = with_layout(BARE_CODE);
    let brand = brands.select([]);
    for &kind in MessageKind::ALL {
        let text = brand
            .cognito_message(&locale("en"), &message(kind))
            .unwrap();
        let bare = "https://example.com/confirm?code={####}\">this page</a>, your code is {####}.";
        assert!(text.email_message.contains(bare));
        assert!(code_reaches_a_server(&text.email_message, "{####}"));
        assert_cognito_takes(kind, USER_NAME, &text);
    }
    // The bare one is the placeholder that Cognito asks for.
    let alone = with_layout("<p>{####}{% if user_name %} {username}{% endif %}</p>");
    for &kind in MessageKind::ALL {
        let text = (alone.select([])).cognito_message(&locale("en"), &message(kind));
        assert_cognito_takes(kind, USER_NAME, &text.unwrap());
    }
}

#[test]
fn mails_without_a_code_leave_out_what_belongs_to_one() {
    let refused = with_layout(BARE_CODE);
    let refused = refused.select([]);
    let english = locale("en");
    let all = [
        refused.access_given(&english, &ADA, None).unwrap_err(),
        refused
            .token_invitation(&english, &token_invitation())
            .unwrap_err(),
    ];
    for invalid in all {
        assert_eq!(invalid.code(), "placeholder-unexpected");
    }

    let fixed = BARE_CODE
        .replace("<p>Or open", "{% if secret %}<p>Or open")
        .replace("{####}.</p>", "{####}.</p>{% endif %}");
    let fixed = with_layout(&fixed);
    let fixed = fixed.select([]);
    let sent = [
        fixed.access_given(&english, &ADA, None).unwrap(),
        fixed
            .token_invitation(&english, &token_invitation())
            .unwrap(),
    ];
    for mail in sent {
        assert!(!mail.html.contains("{#") && !mail.html.contains("Or open"));
    }
    let text = fixed.cognito_message(&english, &message(MessageKind::SignUp));
    assert!(text.unwrap().email_message.contains("Or open"));
}
