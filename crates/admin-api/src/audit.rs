//! The line that remains of a request: who, what, on whom, and what came of it. No address, no
//! token, no body (design §4 rule 5).

use authorization::Verb;

use crate::problem::Problem;

/// What is known of a request so far.
#[derive(Debug)]
pub(crate) struct Audit {
    verb: Verb,
    /// The caller's `sub`.
    pub(crate) caller: Option<String>,
    /// The `sub` of the user whom it concerns.
    pub(crate) target: Option<String>,
}

impl Audit {
    /// A request of nobody yet.
    pub(crate) fn new(verb: Verb) -> Self {
        Self {
            verb,
            caller: None,
            target: None,
        }
    }

    /// Writes the line.
    pub(crate) fn write<T>(&self, result: &Result<T, Problem>) {
        let caller = self.caller.as_deref().map(identifier);
        // `target` is what the log calls the module that writes.
        let sub = self.target.as_deref().map(identifier);
        let verb = self.verb.as_str();
        let Err(problem) = result else {
            tracing::info!(caller, verb, sub, outcome = "done", "administration");
            return;
        };
        let code = problem.code;
        let cause = problem.cause.as_deref().map(identifier);
        // What the caller cannot mend is the operator's to look into.
        if problem.status.is_server_error() {
            let outcome = "failed";
            tracing::warn!(caller, verb, sub, outcome, code, cause, "administration");
        } else {
            let outcome = "refused";
            tracing::info!(caller, verb, sub, outcome, code, cause, "administration");
        }
    }
}

/// An identifier as it may be logged: anything else is not shown.
fn identifier(text: &str) -> &str {
    let fits = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits { text } else { "unreadable" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identifiers_are_logged() {
        for (text, shown) in [
            (
                "6a2c1f0e-0000-4000-8000-000000000001",
                "6a2c1f0e-0000-4000-8000-000000000001",
            ),
            ("UserNotFoundException", "UserNotFoundException"),
            ("ada@client.example", "unreadable"),
            ("a\nb", "unreadable"),
        ] {
            assert_eq!(identifier(text), shown);
        }
    }
}
