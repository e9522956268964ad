//! What is wrong with a brand's folder, and what to do.

use std::fmt;

use crate::Locale;

/// Something in a brand's folder that has to be fixed before the brand can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("brand `{brand}`, {file}: {problem}")]
pub struct BrandFault {
    /// The brand's folder.
    pub brand: String,
    /// The file in it: `brand.toml`, `layout.html`, `de.ftl`; `invitations.toml` for faults in
    /// the choice of brands.
    pub file: String,
    /// What is wrong, and what to do about it.
    pub problem: BrandProblem,
}

/// What is wrong with a file of a brand. The text says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrandProblem {
    /// The file cannot be parsed.
    #[error("line {line}: {reason}; fix the syntax there")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// In the parser's words.
        reason: String,
    },
    /// A sentence that no message uses.
    #[error("there is no sentence `{0}`; remove it or take its name from the built-in en.ftl")]
    UnknownSentence(String),
    /// A variable that is not filled into this sentence.
    #[error("`{sentence}` uses `${variable}`; it may use {}", variables(known))]
    UnknownVariable {
        /// The sentence.
        sentence: String,
        /// The variable, without `$`.
        variable: String,
        /// The variables that it may use.
        known: &'static [&'static str],
    },
    /// A reference to something that the file does not hold.
    #[error(
        "`{sentence}` refers to `{reference}`; write the words out or define a term in this file"
    )]
    UnknownReference {
        /// The sentence.
        sentence: String,
        /// The message, term or function.
        reference: String,
    },
    /// A comment below a message's first line, which Fluent takes for a part of the sentence.
    #[error("`{0}` holds a comment; put it above the message")]
    CommentInSentence(String),
    /// A message that stands twice; Fluent would use one of them without a word.
    #[error("`{0}` stands twice; put its sentences below one heading")]
    RepeatedMessage(String),
    /// A variable that the layout is not given.
    #[error("there is no variable `{0}`; the head of the built-in layout.html lists them")]
    UnknownLayoutVariable(String),
    /// A comment in Jinja's own spelling, which would be sent as text.
    #[error("line {line}: this comment would be sent; write it as {start} … {end}")]
    CommentOfAnotherKind {
        /// Counted from 1.
        line: usize,
        /// How a comment begins.
        start: &'static str,
        /// How it ends.
        end: &'static str,
    },
    /// A line within a sentence that was meant as a sentence of its own.
    #[error("`{sentence}` holds the line `{line}`; write `.{line}` if it is a sentence of its own")]
    AttributeWithoutDot {
        /// The sentence, or the message, that the line is a part of.
        sentence: String,
        /// The line up to its equals sign.
        line: String,
    },
    /// Two files for one language, such as `de-at.ftl` and `de_AT.ftl`.
    #[error("a second file for the language `{0}`; put their sentences into one")]
    RepeatedLocale(Locale),
    /// A text of `brand.toml` that could not stand in every message.
    #[error(
        "`{key}` must be one line of 1 to {max} characters, without braces, control characters \
         and emoji; shorten or rewrite it"
    )]
    UnusableText {
        /// The key.
        key: &'static str,
        /// The longest text, in characters.
        max: usize,
    },
    /// A folder name that is taken.
    #[error("there are two brands of this name, or it is the built-in one's; rename the folder")]
    RepeatedBrand,
    /// No default brand is named.
    #[error("name the default brand, because there is more than one")]
    NoDefaultBrand,
    /// The default brand has no folder.
    #[error("the default brand does not exist; write one of: {0}")]
    UnknownDefaultBrand(String),
    /// The default language has neither a built-in file nor one of the brand.
    #[error("the brand does not speak the default language `{0}`; add {0}.ftl or choose another")]
    UnknownDefaultLocale(Locale),
}

fn variables(known: &[&str]) -> impl fmt::Display {
    if known.is_empty() {
        return "none".to_owned();
    }
    let known: Vec<String> = known.iter().map(|name| format!("`${name}`")).collect();
    known.join(", ")
}
