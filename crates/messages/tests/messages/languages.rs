//! The built-in files say the same in every language.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

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
        match element {
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                names.insert(id.name.to_owned());
            }
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::StringLiteral { .. }),
            }
            | PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression } => {
                panic!("built-in sentences need nothing but variables, not {expression:?}")
            }
        }
    }
    names
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
        )
    };
}

#[track_caller]
fn check(text: &str) {
    let english = sentences(built_in!("en"));
    let other = sentences(text);
    assert!(english.len() > 90);
    let names = |sentences: &Sentences| sentences.keys().cloned().collect::<BTreeSet<_>>();
    let (here, there) = (names(&english), names(&other));
    let differing: Vec<_> = here.symmetric_difference(&there).collect();
    assert!(differing.is_empty(), "{differing:?}");
    for (name, variables) in english {
        // Whether a label or footer repeats the brand's name is a matter of style; every other
        // variable carries something that must not get lost.
        let other = other[&name].clone();
        let needed =
            |set: BTreeSet<String>| set.into_iter().filter(|v| v != "brand").collect::<Vec<_>>();
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
