//! Names in a sentence.

use std::fmt;

/// Names in a sentence.
pub(crate) fn listed(names: &[String]) -> impl fmt::Display {
    if names.is_empty() {
        "(none)".to_owned()
    } else {
        names.join(", ")
    }
}
