//! Which brand, which language, and from which file a sentence comes.

use messages::{Brand, BrandSource, Brands, Locale, MessageKind};

use crate::samples::{brands, locale, message, source, with_locale};

fn subject(brand: &Brand, tag: &str) -> String {
    brand
        .cognito_message(&locale(tag), &message(MessageKind::SignUp))
        .unwrap()
        .email_subject
}

fn of(name: &str) -> BrandSource {
    source(name)
}

#[track_caller]
fn check_brand(candidates: &[&str], expected: &str) {
    let sources = vec![of("north"), of("south")];
    let brands = Brands::new(sources, Some("south"), Locale::english()).unwrap();
    assert_eq!(brands.select(candidates.iter().copied()).name(), expected);
}

#[test]
fn the_first_known_brand_is_taken() {
    check_brand(&["north"], "north");
    check_brand(&["west", "north", "south"], "north");
    check_brand(&["", "../north", "NORTH", "north ", "\0{####}"], "south");
    check_brand(&[], "south");
}

#[test]
fn the_only_brand_is_the_default_and_none_is_the_built_in() {
    assert_eq!(brands(of("north")).select([]).name(), "north");
    let none = Brands::new(Vec::new(), None, Locale::english()).unwrap();
    assert_eq!(none.select([]).name(), Brands::built_in().select([]).name());
}

#[track_caller]
fn check_locale(candidates: &[&str], expected: &str) {
    let source = with_locale(of("north"), "pt-BR", "");
    let brands = Brands::new(vec![source], None, locale("fr")).unwrap();
    let found = brands.select([]).locale(candidates.iter().copied());
    assert_eq!(found.as_str(), expected, "{candidates:?}");
}

#[test]
fn the_first_spoken_language_is_taken() {
    check_locale(&["de"], "de");
    check_locale(&["de-AT"], "de");
    check_locale(&["DE_at"], "de");
    check_locale(&["de-Latn-AT-1996"], "de");
    check_locale(&["pt-BR"], "pt-BR");
    check_locale(&["pt-br-x-a"], "pt-BR");
    check_locale(&["pt"], "pt-BR");
    check_locale(&["pt-PT"], "pt-BR");
    check_locale(&["german", "it"], "fr");
    check_locale(&["it", "es-MX", "de"], "es");
    check_locale(
        &[
            "",
            "-",
            "{####}",
            "<b>",
            "de\0",
            &"de-".repeat(10_000),
            "ar",
        ],
        "ar",
    );
    check_locale(&[], "fr");
}

#[test]
fn sentences_come_from_the_nearest_file_that_has_them() {
    let source = with_locale(of("north"), "en", "sign-up =\n .subject = own English");
    let source = with_locale(source, "de", "sign-up =\n .subject = own German");
    let source = with_locale(source, "de-AT", "sign-up =\n .heading = own Austrian");
    let source = with_locale(source, "it", "welcome =\n .subject = own Italian");
    let brands = brands(source);
    let brand = brands.select([]);
    // The brand's own file, that of the language it is a variety of, the built-in one.
    assert_eq!(subject(brand, "de"), "own German");
    assert_eq!(subject(brand, "de-AT"), "own German");
    assert_eq!(
        subject(brand, "fr"),
        "Confirmez votre adresse e-mail pour Contoso"
    );
    // Nothing in the language: the brand's default language.
    assert_eq!(subject(brand, "it"), "own English");
    let page = brand
        .cognito_message(&locale("de-AT"), &message(MessageKind::SignUp))
        .unwrap()
        .email_message;
    assert!(page.contains("own Austrian") && page.contains("Oder geben Sie diesen Code ein"));
}

#[test]
fn english_is_the_last_resort() {
    let source = with_locale(of("north"), "it", "welcome =\n .subject = own Italian");
    let brands = Brands::new(vec![source], None, locale("it")).unwrap();
    assert_eq!(
        subject(brands.select([]), "it"),
        "Confirm your e-mail address for Contoso"
    );
}

#[test]
fn a_brand_s_layout_replaces_the_built_in_one() {
    let mut source = of("north");
    source.layout = Some("{{ heading }}: {{ secret.value }}<!--# not sent #-->".to_owned());
    let text = brands(source)
        .select([])
        .cognito_message(&locale("en"), &message(MessageKind::SignUp))
        .unwrap();
    assert_eq!(
        text.email_message,
        "Confirm your e\u{2011}mail address: {####}"
    );
}

#[test]
fn files_may_have_the_line_ends_of_windows() {
    let text = "sign-up =\r\n .subject = Own\r\n .body =\r\n  One\r\n  two\r\n\r\n  Three\r\n";
    let text = brands(with_locale(of("north"), "en", text))
        .select([])
        .cognito_message(&locale("en"), &message(MessageKind::SignUp))
        .unwrap();
    assert_eq!(text.email_subject, "Own");
    assert!(text.email_message.contains(">One two</p>"));
    assert!(text.email_message.contains(">Three</p>"));
}

#[test]
fn brands_can_be_shared_between_threads() {
    fn check<T: Send + Sync>(_: &T) {}
    check(&Brands::built_in());
}

#[test]
fn text_messages_use_the_short_name() {
    let mut source = of("north");
    source.config.sms_name = Some("C".to_owned());
    let text = brands(source)
        .select([])
        .cognito_message(&locale("en"), &message(MessageKind::SignUp))
        .unwrap();
    assert_eq!(
        text.sms_message.as_deref(),
        Some("C: your confirmation code is {####}")
    );
}
