//! Brands that cannot be used, and texts that are held back.

use messages::{
    BrandSource, Brands, CognitoMessage, CognitoText, InvalidMessage, Locale, MessageKind,
};

use crate::samples::{USER_NAME, brands, config, locale, message, source, with_locale};

/// Checks that the only fault is about `file` and says `part`.
#[track_caller]
fn check(source: BrandSource, file: &str, part: &str) {
    check_all(vec![source], None, "en", &[(file, part)]);
}

#[track_caller]
fn check_all(
    sources: Vec<BrandSource>,
    default: Option<&str>,
    tag: &str,
    expected: &[(&str, &str)],
) {
    let faults = match Brands::new(sources, default, locale(tag)) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    };
    let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), expected.len(), "{texts:?}");
    for (fault, (file, part)) in faults.iter().zip(expected) {
        assert_eq!(fault.file, *file, "{texts:?}");
        assert!(fault.to_string().contains(part), "{texts:?} lack {part:?}");
    }
}

fn sentence(tag: &str, text: &str) -> BrandSource {
    with_locale(source("north"), tag, text)
}

fn layout(text: &str) -> BrandSource {
    let mut source = source("north");
    source.layout = Some(text.to_owned());
    source
}

fn toml(keys: &str) -> BrandSource {
    let mut source = source("north");
    source.config = config(&format!(
        "links = 'https://accounts.contoso.example'\n{keys}"
    ));
    source
}

#[test]
fn faults_name_brand_file_and_remedy() {
    let source = sentence("de", "sign-up =\n .subject = { $nmae }");
    let faults = Brands::new(vec![source], None, Locale::english()).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "brand `north`, de.ftl: `sign-up.subject` uses `$nmae`; it may use `$brand`"
    );
}

#[test]
fn sentences() {
    check(
        sentence("de", "sign-up =\n .subject = x\nx {"),
        "de.ftl",
        "line 3",
    );
    check(
        sentence("it", "signup =\n .subject = x"),
        "it.ftl",
        "`signup.subject`",
    );
    check(
        sentence("de-AT", "sign-up =\n .title = x"),
        "de-AT.ftl",
        "`sign-up.title`",
    );
    check(
        sentence("de", "sign-up =\n .sms = { $username }"),
        "de.ftl",
        "`$username`",
    );
    let twice = with_locale(sentence("de", ""), "de", "");
    check(twice, "de.ftl", "second file");
}

#[test]
fn layouts() {
    check(layout("{% for %}"), "layout.html", "line 1");
    check(layout("\n\n{{ title }"), "layout.html", "line 3");
    check(layout("{{ headline }}"), "layout.html", "`headline`");
}

#[test]
fn settings() {
    check(toml("name = ''"), "brand.toml", "`name`");
    check(
        toml(&format!("name = '{}'", "x".repeat(61))),
        "brand.toml",
        "`name`",
    );
    check(toml("name = 'a{b'"), "brand.toml", "`name`");
    check(toml("name = \"a\\nb\""), "brand.toml", "`name`");
    check(toml("name = \"a\\u00A0b\""), "brand.toml", "`name`");
    check(
        toml("name = 'a'\nsms_name = 'Contoso International Ltd'"),
        "brand.toml",
        "`sms_name`",
    );
    check(
        toml("name = 'a'\npostal_address = '{username}'"),
        "brand.toml",
        "`postal_address`",
    );
}

#[test]
fn choice_of_brands() {
    let file = "invitations.toml";
    let two = || vec![source("north"), source("south")];
    check_all(two(), None, "en", &[(file, "north, south")]);
    check_all(two(), Some("west"), "en", &[(file, "one of: north, south")]);
    check_all(vec![source("north")], None, "it", &[(file, "`it`")]);
    check_all(
        vec![source("north"), source("north")],
        Some("north"),
        "en",
        &[("brand.toml", "two brands")],
    );
    check_all(
        vec![source("built-in")],
        None,
        "en",
        &[("brand.toml", "rename")],
    );
}

#[test]
fn all_faults_are_found_at_once() {
    let mut broken = with_locale(layout("{{ x }}"), "de", "x =\n .y = z");
    broken.config = toml("name = ''").config;
    check_all(
        vec![broken],
        Some("south"),
        "en",
        &[
            ("invitations.toml", "`south`"),
            ("brand.toml", "`name`"),
            ("layout.html", "`x`"),
            ("de.ftl", "`x.y`"),
        ],
    );
}

fn written(
    source: BrandSource,
    message: &CognitoMessage<'_>,
) -> Result<CognitoText, InvalidMessage> {
    brands(source)
        .select([])
        .cognito_message(&Locale::english(), message)
}

#[track_caller]
fn refuses(source: BrandSource, kind: MessageKind, code: &str) {
    let invalid = written(source, &message(kind)).unwrap_err();
    assert_eq!(invalid.code(), code, "{invalid}");
}

#[test]
fn texts_that_cognito_would_refuse_are_held_back() {
    use MessageKind::{AdminCreateUser, SignUp};
    let english = |text: &str| sentence("en", text);
    let long = "x".repeat(141);
    refuses(
        english(&format!("sign-up =\n .subject = {long}")),
        SignUp,
        "subject-length",
    );
    refuses(
        english("sign-up =\n .subject = {\"\"}"),
        SignUp,
        "subject-length",
    );
    refuses(
        english(&format!("sign-up =\n .sms = {long}{{ $code }}")),
        SignUp,
        "sms-length",
    );
    refuses(
        english(&format!(
            "admin-create-user =\n .sms = {long}{{ $code }}{{ $username }}\n \
             .sms-short = {long}{{ $code }}{{ $username }}"
        )),
        AdminCreateUser,
        "sms-length",
    );
    refuses(
        english("sign-up =\n .sms = Welcome"),
        SignUp,
        "placeholder-missing",
    );
    refuses(
        english("sign-up =\n .sms = \u{1f389} { $code }"),
        SignUp,
        "forbidden-character",
    );
    refuses(
        english("sign-up =\n .subject = a{\"\\u00A0\"}b"),
        SignUp,
        "forbidden-character",
    );
    refuses(
        english("sign-up =\n .subject = Line one\n  line two"),
        SignUp,
        "forbidden-character",
    );
    refuses(
        english("sign-up =\n .body = {\"{####}\"}{\"{username}\"}"),
        SignUp,
        "placeholder-unexpected",
    );
    refuses(
        english("sign-up =\n .note = {\"{##Click##}\"}"),
        SignUp,
        "placeholder-unexpected",
    );
    refuses(
        english("sign-up =\n .note = \u{7}"),
        SignUp,
        "forbidden-character",
    );
    refuses(layout("{{ heading }}"), SignUp, "placeholder-missing");
    refuses(
        layout("{{ secret.value }}"),
        AdminCreateUser,
        "placeholder-missing",
    );
    refuses(layout("{{ user_name.value }}"), SignUp, "layout");
    refuses(layout("{{ secret.value|nosuch }}"), SignUp, "layout");
    let huge = "x".repeat(20_000);
    refuses(
        layout(&format!("{huge}{{{{ secret.value }}}}")),
        SignUp,
        "body-length",
    );
}

#[test]
fn placeholders_of_the_event_are_used_and_checked() {
    let mut odd = message(MessageKind::SignUp);
    odd.code = "{code9}";
    let text = written(source("north"), &odd).unwrap();
    assert!(text.email_message.contains("&amp;code={code9}"));
    odd.code = "\"><b>";
    let invalid = written(source("north"), &odd).unwrap_err();
    assert_eq!(invalid.code(), "placeholder-unusable");
    assert!(!invalid.to_string().contains("<b>"));

    let mut without = message(MessageKind::AdminCreateUser);
    without.username = None;
    let invalid = written(source("north"), &without).unwrap_err();
    assert_eq!(invalid.code(), "placeholder-missing");
}

#[test]
fn long_user_names_shorten_the_text_message_and_keep_the_mail() {
    let sms = |user_name: &str| {
        let mut message = message(MessageKind::AdminCreateUser);
        message.user_name = user_name;
        written(source("north"), &message).unwrap().sms_message
    };
    assert_eq!(
        sms(USER_NAME).as_deref(),
        Some("Contoso: user name {username} / temporary password {####}")
    );
    assert_eq!(
        sms(&"u".repeat(100)).as_deref(),
        Some("{username} / {####}")
    );
    assert_eq!(sms(&"u".repeat(128)), None);
}

#[test]
fn no_break_spaces_joiners_and_emoji_survive_in_the_page() {
    let text = "sign-up =\n .body = a{\"\\u00A0\"}b \u{1f468}\u{200d}\u{1f469} { $brand }";
    let page = written(sentence("en", text), &message(MessageKind::SignUp))
        .unwrap()
        .email_message;
    assert!(page.contains("a&#160;b &#128104;&#8205;&#128105; Contoso"));
}
