//! Colours, where somebody sees them.

use std::env;
use std::io::{self, IsTerminal};

/// Paints words of a result, or leaves them plain.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// Colours if the standard output is a terminal, and nobody minds (<https://no-color.org>).
    pub fn for_stdout() -> Self {
        let minds = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            on: io::stdout().is_terminal() && !minds,
        }
    }

    /// No colours.
    pub fn plain() -> Self {
        Self { on: false }
    }

    /// What to read first.
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// What can be skipped.
    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    /// What is well.
    pub fn good(self, text: &str) -> String {
        self.with("32", text)
    }

    /// What is a "no", or not well.
    pub fn bad(self, text: &str) -> String {
        self.with("31", text)
    }

    /// The text with "select graphic rendition" (ECMA-48) around it.
    fn with(self, rendition: &str, text: &str) -> String {
        if self.on && !text.is_empty() {
            format!("\u{1b}[{rendition}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
