//! The built-in files say the same in every language.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use fluent_syntax::parser;
use messages::PageTopics;

use crate::samples::{brands, locale, source};

/// Each sentence with the variables that it uses.
type Sentences = BTreeMap<String, BTreeSet<String>>;

fn sentences(text: &str) -> Sentences {
    let resource = parser::parse(text).unwrap();
    let mut sentences = Sentences::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        for attribute in &message.attributes {
            let name = format!("{}.{}", message.id.name, attribute.id.name);
            let repeated = sentences.insert(name, variables(&attribute.value));
            assert!(repeated.is_none(), "{} twice", attribute.id.name);
        }
    }
    sentences
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            names.extend(variables_of_expression(expression));
        }
    }
    names
}

fn variables_of_expression(expression: &Expression<&str>) -> BTreeSet<String> {
    match expression {
        Expression::Inline(InlineExpression::VariableReference { id }) => {
            BTreeSet::from([id.name.to_owned()])
        }
        Expression::Inline(InlineExpression::StringLiteral { .. }) => BTreeSet::new(),
        // A number may choose the form of a word. What one of the forms leaves out is lost.
        Expression::Select {
            selector: InlineExpression::VariableReference { .. },
            variants,
        } => variants
            .iter()
            .map(|variant| variables(&variant.value))
            .reduce(|all, names| &all & &names)
            .unwrap_or_default(),
        _ => panic!("built-in sentences need nothing but variables, not {expression:?}"),
    }
}

/// All files of one language, one behind the other.
macro_rules! built_in {
    ($language:literal) => {
        concat!(
            include_str!(concat!("../../builtin/", $language, "/common.ftl")),
            "\n",
            include_str!(concat!("../../builtin/", $language, "/cognito.ftl")),
            "\n",
            include_str!(concat!("../../builtin/", $language, "/mails.ftl")),
            "\n",
            include_str!(concat!("../../builtin/", $language, "/rejections.ftl")),
            "\n",
            include_str!(concat!("../../builtin/", $language, "/pages.ftl")),
        )
    };
}

#[track_caller]
fn check(text: &str) {
    let english = sentences(built_in!("en"));
    let other = sentences(text);
    assert!(english.len() > 240);
    let names = |sentences: &Sentences| sentences.keys().cloned().collect::<BTreeSet<_>>();
    let (here, there) = (names(&english), names(&other));
    let differing: Vec<_> = here.symmetric_difference(&there).collect();
    assert!(differing.is_empty(), "{differing:?}");
    for (name, variables) in english {
        // Whether a label or footer repeats the brand's name is a matter of style; every other
        // variable carries something that must not get lost.
        let other = other[&name].clone();
        let needed = |set: BTreeSet<String>| {
            let set = set.into_iter().filter(|variable| variable != "brand");
            // Which of the two a greeting has is the custom of the language.
            set.map(|variable| variable.replace("full-name", "name"))
                .collect::<Vec<_>>()
        };
        let brand_matters = name.contains(".subject") || name.contains(".sms");
        if brand_matters {
            assert_eq!(variables, other, "{name}");
        }
        assert_eq!(needed(variables), needed(other), "{name}");
    }
}

#[test]
fn german() {
    check(built_in!("de"));
}

#[test]
fn french() {
    check(built_in!("fr"));
}

#[test]
fn spanish() {
    check(built_in!("es"));
}

#[test]
fn arabic() {
    check(built_in!("ar"));
}

#[track_caller]
fn check_same_wording(text: &str, names: &[(&str, &str)]) {
    let resource = parser::parse(text).unwrap();
    let wordings = names.iter().map(|(message, attribute)| {
        wording(&resource, message, attribute).unwrap_or_else(|| panic!("{message}.{attribute}"))
    });
    let wordings: Vec<_> = wordings.collect();
    for pair in wordings.windows(2) {
        assert_eq!(pair[0], pair[1]);
    }
}

fn wording<'a>(
    resource: &'a Resource<&'a str>,
    message: &str,
    attribute: &str,
) -> Option<&'a Pattern<&'a str>> {
    let mut messages = resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        _ => None,
    });
    let mut attributes = messages
        .find(|found| found.id.name == message)?
        .attributes
        .iter();
    let found = attributes.find(|found| found.id.name == attribute)?;
    Some(&found.value)
}

/// A person recognizes on the page what the mail has promised.
#[test]
fn pages_say_what_mails_say() {
    let same: [&[(&str, &str)]; 6] = [
        &[("admin-create-user", "action"), ("page-accept", "action")],
        &[("token-invitation", "action"), ("page-join", "action")],
        &[("welcome", "action"), ("page", "sign-in")],
        &[("welcome", "heading"), ("page-accept", "done-heading")],
        &[("sign-up", "heading"), ("page-confirm", "heading")],
        &[
            ("forgot-password", "heading"),
            ("page-reset", "ask-heading"),
        ],
    ];
    let languages = [
        built_in!("en"),
        built_in!("de"),
        built_in!("fr"),
        built_in!("es"),
        built_in!("ar"),
    ];
    for language in languages {
        for names in same {
            check_same_wording(language, names);
        }
    }
}

/// Words that promised something else than an account are gone; and what a person who signs up is
/// asked to do stands in no sentence for an administrator.
#[test]
fn words_are_those_of_any_product() {
    for (language, promise, worn, of_the_person) in [
        (
            built_in!("en"),
            "Set a password to activate your account.",
            &["a member.", "and you are", "takes a minute"][..],
            "ask for an invitation",
        ),
        (
            built_in!("de"),
            "Legen Sie ein Passwort fest, um Ihr Konto zu aktivieren.",
            &["sind Sie Mitglied", "Wählen Sie ein", "nur eine Minute"],
            "bitten Sie um eine Einladung",
        ),
        (
            built_in!("fr"),
            "Définissez un mot de passe pour activer votre compte.",
            &["serez membre", "êtes déjà membre", "qu’une minute"],
            "demander une invitation",
        ),
        (
            built_in!("es"),
            "Establezca una contraseña para activar su cuenta.",
            &["será miembro", "Ya es miembro", "un minuto"],
            "pida una invitación",
        ),
        (
            built_in!("ar"),
            "كلمة مرور لتفعيل حسابك.",
            &["تصبح عضوًا", "عضو بالفعل", "دقيقة واحدة"],
            "أو طلب دعوة",
        ),
    ] {
        // In the mail of an administrator, in that of a token, and on the page.
        assert!(language.matches(promise).count() >= 3, "{promise}");
        for words in worn {
            assert!(!language.contains(words), "{words}");
        }
        let (_, rest) = language.split_once("\nrejection =").unwrap();
        let (rejections, rest) = rest.split_once("\nrejection-for-administrator =").unwrap();
        let (for_administrators, _) = rest.split_once("\npage").unwrap();
        assert!(rejections.contains(of_the_person), "{of_the_person}");
        assert!(
            !for_administrators.contains(of_the_person),
            "{of_the_person}"
        );
    }
}

#[track_caller]
fn check_rule_of_length(language: &str, minimum_length: u8, expected: &str) {
    let brands = brands(source("contoso"));
    let topics = PageTopics {
        minimum_length,
        fields: &[],
    };
    let texts = brands
        .select([])
        .page_texts(&locale(language), &topics)
        .unwrap();
    assert_eq!(texts["rule.length"], expected);
}

#[test]
fn lengths_of_passwords_are_counted() {
    check_rule_of_length("en", 8, "at least 8 characters");
    check_rule_of_length("fr", 12, "au moins 12\u{a0}caractères");
    check_rule_of_length("ar", 6, "6 أحرف على الأقل");
    check_rule_of_length("ar", 10, "10 أحرف على الأقل");
    check_rule_of_length("ar", 11, "11 حرفًا على الأقل");
    check_rule_of_length("ar", 99, "99 حرفًا على الأقل");
}
