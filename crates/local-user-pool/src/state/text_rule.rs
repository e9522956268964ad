//! Constraints of a text in the API model: its length and its pattern.

use std::sync::OnceLock;

use regex::Regex;

/// A pattern, which a whole text has to match.
pub(crate) struct Pattern {
    printed: &'static str,
    meant: &'static str,
    regex: OnceLock<Regex>,
}

impl Pattern {
    /// A pattern as AWS prints it and as it works: AWS's `\w` and `\s` are ASCII only.
    pub(crate) const fn new(printed: &'static str, meant: &'static str) -> Self {
        Self {
            printed,
            meant,
            regex: OnceLock::new(),
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "the patterns are constants and every test compiles them"
    )]
    fn matches(&self, text: &str) -> bool {
        let compile = || Regex::new(&format!(r"\A(?:{})\z", self.meant));
        let regex = self
            .regex
            .get_or_init(|| compile().expect("a valid pattern"));
        regex.is_match(text)
    }
}

/// The constraints of a text.
#[derive(Clone, Copy)]
pub(crate) struct TextRule {
    /// The least number of characters.
    pub(crate) least: usize,
    /// The greatest number of characters.
    pub(crate) most: usize,
    pub(crate) pattern: Option<&'static Pattern>,
}

impl TextRule {
    /// The constraints that a text does not satisfy, in AWS's words.
    pub(crate) fn broken_by(self, text: &str) -> impl Iterator<Item = String> {
        let (least, most) = (self.least, self.most);
        let length = text.chars().count();
        let unmatched = self.pattern.filter(|pattern| !pattern.matches(text));
        let broken = [
            (length > most).then(|| format!("have length less than or equal to {most}")),
            (length < least).then(|| format!("have length greater than or equal to {least}")),
            unmatched.map(|it| format!("satisfy regular expression pattern: {}", it.printed)),
        ];
        let broken = broken.into_iter().flatten();
        broken.map(|constraint| format!("Member must {constraint}"))
    }
}
