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
    /// The `jti` of the token that was issued.
    pub(crate) token: Option<String>,
    /// The `sub` of the member who lost the address to the user.
    pub(crate) taken_from: Option<String>,
}

impl Audit {
    /// A request of nobody yet.
    pub(crate) fn new(verb: Verb) -> Self {
        Self {
            verb,
            caller: None,
            target: None,
            token: None,
            taken_from: None,
        }
    }

    /// Goes on to another part of the request.
    pub(crate) fn forget(&mut self) {
        self.target = None;
        self.token = None;
        self.taken_from = None;
    }

    /// Writes the line.
    pub(crate) fn write<T>(&self, result: &Result<T, Problem>) {
        let caller = self.caller.as_deref().map(identifier);
        // `target` is what the log calls the module that writes.
        let sub = self.target.as_deref().map(identifier);
        let verb = self.verb.as_str();
        let Err(problem) = result else {
            let jti = self.token.as_deref().map(identifier);
            let taken_from = self.taken_from.as_deref().map(identifier);
            let outcome = "done";
            tracing::info!(
                caller,
                verb,
                sub,
                jti,
                taken_from,
                outcome,
                "administration"
            );
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
    let in_identifier = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let fits = text.len() <= 64 && text.bytes().all(in_identifier);
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
            ("EKj2q6cb-PqheTrj_jMAbw", "EKj2q6cb-PqheTrj_jMAbw"),
            ("ada@client.example", "unreadable"),
            ("a\nb", "unreadable"),
        ] {
            assert_eq!(identifier(text), shown);
        }
    }
}
