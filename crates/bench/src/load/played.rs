//! What came of one person.

use super::claims::Tokens;
use super::person::Person;

/// What came of one person.
#[derive(Debug)]
pub(crate) struct Played {
    pub(crate) person: Person,
    /// The tokens of the first sign-in.
    pub(crate) first: Option<Tokens>,
    /// Those of the last one.
    pub(crate) last: Option<Tokens>,
    /// How many sign-ins it took besides, because a grant was interrupted.
    pub(crate) repeated: u32,
    /// What went otherwise than the story does.
    pub(crate) problems: Vec<String>,
}
