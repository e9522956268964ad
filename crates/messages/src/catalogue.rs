//! One file of sentences, read and asked.

use std::collections::HashSet;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use strum::EnumCount;

use crate::BrandProblem;
use crate::invalid_message::InvalidMessage;
use crate::sentences::Topic;
use crate::{Locale, sentences};

/// The sentences of one `.ftl` file.
pub(crate) struct Catalogue {
    bundle: FluentBundle<FluentResource>,
}

/// The built-in sentences of one language, in files by topic.
struct BuiltIn {
    language: &'static str,
    files: [BuiltInFile; Topic::COUNT],
}

/// One file of them, parsed when its first sentence is needed: a function that has just started
/// has no time for languages that it does not speak, nor for mails that it does not send.
struct BuiltInFile {
    topic: Topic,
    text: &'static str,
    catalogue: OnceLock<Catalogue>,
}

impl BuiltInFile {
    const fn new(topic: Topic, text: &'static str) -> Self {
        Self {
            topic,
            text,
            catalogue: OnceLock::new(),
        }
    }
}

macro_rules! built_in {
    ($language:literal) => {
        BuiltIn {
            language: $language,
            files: [
                BuiltInFile::new(
                    Topic::Common,
                    include_str!(concat!("../builtin/", $language, "/common.ftl")),
                ),
                BuiltInFile::new(
                    Topic::Cognito,
                    include_str!(concat!("../builtin/", $language, "/cognito.ftl")),
                ),
                BuiltInFile::new(
                    Topic::Mails,
                    include_str!(concat!("../builtin/", $language, "/mails.ftl")),
                ),
                BuiltInFile::new(
                    Topic::Rejections,
                    include_str!(concat!("../builtin/", $language, "/rejections.ftl")),
                ),
                BuiltInFile::new(
                    Topic::Pages,
                    include_str!(concat!("../builtin/", $language, "/pages.ftl")),
                ),
            ],
        }
    };
}

static BUILT_IN: [BuiltIn; 5] = [
    built_in!("en"),
    built_in!("de"),
    built_in!("fr"),
    built_in!("es"),
    built_in!("ar"),
];

/// The languages that every brand speaks.
pub(crate) fn built_in_languages() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|built_in| built_in.language)
}

/// Every sentence that there is: message and attribute. It is read anew at every call, for a check
/// before a deployment.
pub(crate) fn built_in_sentences() -> Vec<(String, String)> {
    let english = BUILT_IN.iter().filter(|built_in| built_in.language == "en");
    let mut found = Vec::new();
    for file in english.flat_map(|built_in| &built_in.files) {
        let resource =
            FluentResource::try_new(file.text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        for entry in resource.entries() {
            let Entry::Message(message) = entry else {
                continue;
            };
            for attribute in &message.attributes {
                found.push((message.id.name.to_owned(), attribute.id.name.to_owned()));
            }
        }
    }
    found
}

impl Catalogue {
    /// Reads a brand's file and finds everything that could not be said when it is needed.
    pub(crate) fn checked(locale: &Locale, text: &str) -> Result<Self, Vec<BrandProblem>> {
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
            let problem = |error: fluent_syntax::parser::ParserError| BrandProblem::Syntax {
                line: line_of(text, error.pos.start),
                reason: error.to_string(),
            };
            errors.into_iter().map(problem).collect::<Vec<_>>()
        })?;
        let mut problems = unknown_names(&resource);
        let mut bundle = empty_bundle(locale);
        let repeated = bundle.add_resource(resource).err().unwrap_or_default();
        problems.extend(repeated.into_iter().filter_map(|error| match error {
            FluentError::Overriding { id, .. } => Some(BrandProblem::RepeatedMessage(id)),
            FluentError::ParserError(_) | FluentError::ResolverError(_) => None,
        }));
        if problems.is_empty() {
            Ok(Self { bundle })
        } else {
            Err(problems)
        }
    }

    /// The built-in sentences of exactly this language that a message is among.
    pub(crate) fn built_in(locale: &Locale, message: &str) -> Option<&'static Self> {
        let mut languages = BUILT_IN.iter();
        let language = languages.find(|built_in| built_in.language == locale.as_str())?;
        let mut files = language.files.iter();
        let built_in = files.find(|built_in| built_in.topic == Topic::of(message))?;
        Some(built_in.catalogue.get_or_init(|| {
            // The tests of this crate parse and check these files, so that there is nothing to
            // report here; an entry that did not parse would fall back to English.
            let resource = FluentResource::try_new(built_in.text.to_owned())
                .unwrap_or_else(|(resource, _)| resource);
            let mut bundle = empty_bundle(locale);
            bundle.add_resource_overriding(resource);
            Self { bundle }
        }))
    }

    /// Whether this file has the sentence.
    pub(crate) fn has(&self, message: &str, attribute: &str) -> bool {
        self.bundle
            .get_message(message)
            .is_some_and(|message| message.get_attribute(attribute).is_some())
    }

    /// The sentence, if this file has it.
    pub(crate) fn sentence(
        &self,
        message: &'static str,
        attribute: &str,
        args: &FluentArgs<'_>,
    ) -> Option<Result<String, InvalidMessage>> {
        let pattern = self
            .bundle
            .get_message(message)?
            .get_attribute(attribute)?
            .value();
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        Some(if errors.is_empty() {
            Ok(text)
        } else {
            Err(InvalidMessage::Sentence {
                message,
                attribute: attribute.to_owned(),
            })
        })
    }
}

fn empty_bundle(locale: &Locale) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![locale.language_identifier()]);
    // Fluent puts U+2068 and U+2069 around values, characters of a class that Cognito refuses.
    bundle.set_use_isolating(false);
    bundle
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.get(..offset).unwrap_or(text).matches('\n').count()
}

/// Messages, attributes, variables and references that nothing stands behind.
fn unknown_names(resource: &FluentResource) -> Vec<BrandProblem> {
    let mut check = NameCheck {
        terms: resource.entries().filter_map(term_id).collect(),
        message: "",
        sentence: String::new(),
        variables: &[],
        problems: Vec::new(),
    };
    for entry in resource.entries() {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name;
                check.message = id;
                if let Some(value) = &message.value {
                    let found = check.problems.len();
                    id.clone_into(&mut check.sentence);
                    check.lost_dots(value);
                    if check.problems.len() == found {
                        check
                            .problems
                            .push(BrandProblem::UnknownSentence(id.to_owned()));
                    }
                }
                for attribute in &message.attributes {
                    check.sentence = format!("{id}.{}", attribute.id.name);
                    match sentences::variables(id, attribute.id.name) {
                        Some(variables) => {
                            check.variables = variables;
                            check.pattern(&attribute.value);
                        }
                        None => check
                            .problems
                            .push(BrandProblem::UnknownSentence(check.sentence.clone())),
                    }
                }
            }
            Entry::Term(term) => {
                check.message = "";
                check.sentence = format!("-{}", term.id.name);
                check.variables = &[];
                check.pattern(&term.value);
            }
            Entry::Comment(_)
            | Entry::GroupComment(_)
            | Entry::ResourceComment(_)
            | Entry::Junk { .. } => {}
        }
    }
    check.problems
}

fn term_id<'a>(entry: &Entry<&'a str>) -> Option<&'a str> {
    match entry {
        Entry::Term(term) => Some(term.id.name),
        _ => None,
    }
}

/// A walk through the sentences of a file.
struct NameCheck<'a> {
    /// The terms that the file defines for itself.
    terms: HashSet<&'a str>,
    /// The message that the walk is in.
    message: &'a str,
    /// The sentence that the walk is in, as problems name it.
    sentence: String,
    /// What may be filled into it.
    variables: &'static [&'static str],
    problems: Vec<BrandProblem>,
}

impl NameCheck<'_> {
    /// Lines that look like a sentence of the message and lack its dot: Fluent takes them for a
    /// part of the sentence above.
    fn lost_dots(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            let PatternElement::TextElement { value } = element else {
                continue;
            };
            let Some((name, _)) = value.split_once('=') else {
                continue;
            };
            if sentences::variables(self.message, name.trim_end()).is_some() {
                self.problems.push(BrandProblem::AttributeWithoutDot {
                    sentence: self.sentence.clone(),
                    line: format!("{} =", name.trim_end()),
                });
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        self.lost_dots(pattern);
        for element in &pattern.elements {
            match element {
                PatternElement::Placeable { expression } => self.expression(expression),
                PatternElement::TextElement { value } if value.starts_with("# ") => self
                    .problems
                    .push(BrandProblem::CommentInSentence(self.sentence.clone())),
                PatternElement::TextElement { .. } => {}
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, expression: &InlineExpression<&str>) {
        match expression {
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::VariableReference { id } if self.variables.contains(&id.name) => {}
            InlineExpression::VariableReference { id } => {
                self.problems.push(BrandProblem::UnknownVariable {
                    sentence: self.sentence.clone(),
                    variable: id.name.to_owned(),
                    known: self.variables,
                });
            }
            InlineExpression::TermReference { id, .. } if self.terms.contains(id.name) => {}
            InlineExpression::TermReference { id, .. } => {
                self.unknown_reference(format!("-{}", id.name));
            }
            InlineExpression::MessageReference { id, .. } => {
                self.unknown_reference(id.name.to_owned());
            }
            InlineExpression::FunctionReference { id, .. } => {
                self.unknown_reference(format!("{}()", id.name));
            }
        }
    }

    fn unknown_reference(&mut self, reference: String) {
        self.problems.push(BrandProblem::UnknownReference {
            sentence: self.sentence.clone(),
            reference,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let problems = match Catalogue::checked(&Locale::english(), text) {
            Ok(_) => Vec::new(),
            Err(problems) => problems,
        };
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        for (problem, part) in problems.iter().zip(expected) {
            assert!(problem.contains(part), "{problem:?} lacks {part:?}");
        }
    }

    #[test]
    fn built_in_files_pass_the_check_of_a_brand_s_file() {
        for file in BUILT_IN.iter().flat_map(|built_in| &built_in.files) {
            check(file.text, &[]);
        }
    }

    #[test]
    fn built_in_messages_stand_in_the_file_they_are_looked_for_in() {
        for file in BUILT_IN.iter().flat_map(|built_in| &built_in.files) {
            let resource = FluentResource::try_new(file.text.to_owned()).unwrap();
            let messages: Vec<&str> = resource.entries().filter_map(message_id).collect();
            assert!(!messages.is_empty());
            for message in messages {
                assert_eq!(Topic::of(message), file.topic, "{message}");
            }
        }
    }

    fn message_id<'a>(entry: &Entry<&'a str>) -> Option<&'a str> {
        match entry {
            Entry::Message(message) => Some(message.id.name),
            _ => None,
        }
    }

    #[test]
    fn names_that_nothing_stands_behind_are_found() {
        check("sign-up =\n .subject = Welcome to { $brand }", &[]);
        check("-team = Northwind\nsign-up =\n .subject = { -team }", &[]);
        check("# Nothing yet\n", &[]);
        check("sign-in =\n .subject = x", &["`sign-in.subject`"]);
        check("sign-up = x", &["`sign-up`"]);
        check("sign-up =\n .subjct = x", &["`sign-up.subjct`"]);
        check("sign-up =\n .subject = { $name }", &["`$name`"]);
        check("sign-up =\n .subject = { $code }", &["`$code`"]);
        check("-team = { $brand }", &["`$brand`"]);
        check(
            "sign-up =\n .subject = x\n # Why.\n .body = y",
            &["`sign-up.subject`"],
        );
        check("sign-up =\n .subject = { -team }", &["`-team`"]);
        check("sign-up =\n .subject = { welcome.subject }", &["`welcome`"]);
        check("sign-up =\n .subject = { NUMBER(1) }", &["`NUMBER()`"]);
        check(
            "sign-up =\n .sms = { $code ->\n  [one] { $a }\n *[other] { $b }\n }",
            &["`$a`", "`$b`"],
        );
    }

    #[test]
    fn a_lost_dot_is_found() {
        check(
            "sign-up =\n .body = One\n action = Go",
            &["`sign-up.body` holds the line `action =`; write `.action =`"],
        );
        check("sign-up =\n .body =\n  One\n\n action=Go", &["`action =`"]);
        check(
            "sign-up =\n subject = One",
            &["`sign-up` holds the line `subject =`"],
        );
        check("page-join =\n .body = x\n open = y", &["`open =`"]);
        // A line of text with an equals sign in it.
        check("sign-up =\n .body =\n  One\n  a = b, and 1 + 1 = 2", &[]);
    }

    #[test]
    fn syntax_errors_name_the_line() {
        check("sign-up =\n .subject = x\n\nbroken { \n", &["line 4"]);
    }

    #[test]
    fn a_message_stands_once() {
        check(
            "welcome =\n .subject = x\nwelcome =\n .body = y",
            &["`welcome`"],
        );
    }
}
