//! The filter of `ListUsers`: an attribute, how to compare, a value in quotation marks
//! (API reference: `ListUsers`, request parameter `Filter`).

use crate::state::error::ApiError;
use crate::state::user::User;

/// The attributes that a filter can name. Custom attributes are not among them.
const SEARCHABLE: [&str; 10] = [
    "username",
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "cognito:user_status",
    "status",
    "sub",
];

/// One condition on users.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    attribute: String,
    comparison: Comparison,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    /// `=`
    Equals,
    /// `^=`
    StartsWith,
}

impl Filter {
    /// Reads a filter such as `email ^= "ada@"`. An empty one counts as none.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, ApiError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        // In these words the real service answers (aws-sdk-js#3147).
        let filter = read(text).ok_or_else(|| ApiError::invalid("Error while parsing filter."))?;
        if !SEARCHABLE.contains(&filter.attribute.as_str()) {
            return Err(ApiError::InvalidParameter(format!(
                "Invalid search attribute: {}",
                filter.attribute
            )));
        }
        Ok(Some(filter))
    }

    /// Whether the user meets the condition. Only the status is compared without regard to case.
    pub(crate) fn matches(&self, user: &User) -> bool {
        let enabled = if user.enabled { "Enabled" } else { "Disabled" };
        match self.attribute.as_str() {
            "username" => self.compares(&user.username),
            "sub" => self.compares(&user.sub),
            "status" => self.compares(enabled),
            "cognito:user_status" => {
                let status = Self {
                    attribute: String::new(),
                    comparison: self.comparison,
                    value: self.value.to_ascii_uppercase(),
                };
                status.compares(user.status.as_str())
            }
            name => user.attribute(name).is_some_and(|held| self.compares(held)),
        }
    }

    fn compares(&self, held: &str) -> bool {
        match self.comparison {
            Comparison::Equals => held == self.value,
            Comparison::StartsWith => held.starts_with(&self.value),
        }
    }
}

/// The attribute may stand in quotation marks as well (API reference: `ListUsers`, `Filter`), and
/// blanks may stand between the three parts.
fn read(text: &str) -> Option<Filter> {
    let (attribute, rest) = if let Some(quoted) = text.strip_prefix('"') {
        quoted.split_once('"')?
    } else {
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, '=' | '^' | '"'))?;
        text.split_at_checked(end)?
    };
    let rest = rest.trim_start();
    let (comparison, rest) = match rest.strip_prefix("^=") {
        Some(rest) => (Comparison::StartsWith, rest),
        None => (Comparison::Equals, rest.strip_prefix('=')?),
    };
    let value = unquoted(rest.trim_start())?;
    (!attribute.is_empty()).then(|| Filter {
        attribute: attribute.to_owned(),
        comparison,
        value,
    })
}

/// The text between quotation marks, in which a backslash stands before a quotation mark or
/// another backslash.
fn unquoted(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut letters = text.strip_prefix('"')?.chars();
    loop {
        match letters.next()? {
            '"' => break,
            '\\' => value.push(letters.next().filter(|c| matches!(c, '"' | '\\'))?),
            letter => value.push(letter),
        }
    }
    letters.as_str().is_empty().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::user::UserStatus;
    use jiff::Timestamp;

    fn ada() -> User {
        let mut ada = User::new(
            "Ada",
            "sub-1",
            UserStatus::ForceChangePassword,
            Timestamp::UNIX_EPOCH,
        );
        for (name, value) in [
            ("email", "ada@example.com"),
            ("name", r#"Ada "the \ first""#),
        ] {
            ada.attributes.insert(name.to_owned(), value.to_owned());
        }
        ada
    }

    #[track_caller]
    fn check(filter: &str, expected: bool) {
        let parsed = Filter::parse(filter).unwrap();
        let matches = parsed.is_none_or(|filter| filter.matches(&ada()));
        assert_eq!(matches, expected, "{filter}");
    }

    #[test]
    fn users_are_found_by_one_attribute() {
        check("", true);
        check("  ", true);
        check(r#"email = "ada@example.com""#, true);
        check(r#"email="ada@example.com""#, true);
        check(r#" email  =  "ada@example.com" "#, true);
        check(r#""email" = "ada@example.com""#, true);
        check(r#""email"="ada@example.com""#, true);
        check(r#" "email"  ^=  "ada" "#, true);
        check(r#""email" = "bob@example.com""#, false);
        check(r#""cognito:user_status" = "FORCE_CHANGE_PASSWORD""#, true);
        check(r#"email = "ADA@example.com""#, false);
        check(r#"email = "ada""#, false);
        check(r#"email ^= "ada""#, true);
        check(r#"email^="bob""#, false);
        check(r#"phone_number ^= """#, false);
        check(r#"username = "Ada""#, true);
        check(r#"username = "ada""#, false);
        check(r#"sub = "sub-1""#, true);
        check(r#"name = "Ada \"the \\ first\"""#, true);
        check(r#"status = "Enabled""#, true);
        check(r#"status = "enabled""#, false);
        check(r#"cognito:user_status = "force_change_password""#, true);
        check(r#"cognito:user_status ^= "Force""#, true);
        check(r#"cognito:user_status = "CONFIRMED""#, false);
    }

    #[track_caller]
    fn check_refused(filter: &str, message: &str) {
        let refusal = Filter::parse(filter).expect_err("a refusal");
        assert_eq!(refusal, ApiError::invalid(message), "{filter}");
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for filter in [
            "foo",
            "email",
            "=",
            r#"= "ada""#,
            r#"email "ada""#,
            r#"email != "ada""#,
            "email = ada",
            r#"email = "ada"#,
            r#"email = "ada\""#,
            r#"email = "ada\x""#,
            r#"email = "".\"@gmail.com""#,
            r#""email = "ada""#,
            r#""" = "ada""#,
            r#""email""ada""#,
            r#"email = "ada" and name = "Ada""#,
        ] {
            check_refused(filter, "Error while parsing filter.");
        }
        check_refused(
            r#"custom:tenant = "acme""#,
            "Invalid search attribute: custom:tenant",
        );
        check_refused(r#"Email = "a""#, "Invalid search attribute: Email");
        check_refused(r#"" email" = "a""#, "Invalid search attribute:  email");
    }
}
