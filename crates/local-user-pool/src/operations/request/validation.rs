//! The checks of a request that AWS makes before it looks at any state: required members, and
//! lengths and patterns of the API model.

use crate::state::error::ApiError;
use crate::state::text_rule::{Pattern, TextRule};

/// A string type of the API model, with its constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `UserPoolIdType`
    UserPoolId,
    /// `UsernameType`
    Username,
    /// `GroupNameType`
    GroupName,
    /// `AttributeNameType`
    AttributeName,
    /// `AttributeValueType`
    AttributeValue,
    /// `ClientIdType`
    ClientId,
    /// `PasswordType`. It has no least length, because the policy checks that.
    Password,
    /// `ConfirmationCodeType`
    ConfirmationCode,
    /// A client's public value in SRP, for which the model has no type.
    SrpA,
    /// `TokenModelType`
    Token,
    /// `SecretHashType`
    SecretHash,
    /// `ClientSecretType` of an existing secret.
    ClientSecret,
    /// `ClientSecretType` of a new secret that the caller brings.
    NewClientSecret,
    /// `SessionType`
    Session,
    /// `UserPoolNameType`
    PoolName,
    /// `ClientNameType`
    ClientName,
    /// `DomainType`
    Domain,
    /// `DescriptionType`
    Description,
    /// `ArnType`
    Arn,
    /// `UserFilterType`
    Filter,
    /// `PaginationKey`
    PaginationToken,
    /// EventBridge's `EventBusNameOrArn`
    EventBus,
}

impl Shape {
    /// Its length and the pattern that it has to match.
    fn rule(self) -> TextRule {
        let (least, most, pattern) = match self {
            Self::UserPoolId => (1, 55, Some(&POOL_ID)),
            Self::Username | Self::GroupName => (1, 128, Some(&NAME)),
            Self::AttributeName => (1, 32, Some(&NAME)),
            Self::AttributeValue | Self::Description => (0, 2048, None),
            Self::ClientId => (1, 128, Some(&CLIENT_ID)),
            Self::ClientSecret => (1, 64, Some(&CLIENT_ID)),
            Self::NewClientSecret => (24, 64, Some(&CLIENT_ID)),
            Self::Password => (0, 256, Some(&NO_SPACE)),
            Self::ConfirmationCode => (1, 2048, Some(&CODE)),
            Self::SrpA => (0, usize::MAX, Some(&HEXADECIMAL)),
            Self::Token => (0, 65_536, Some(&TOKEN)),
            Self::SecretHash => (1, 128, Some(&SECRET_HASH)),
            Self::Session => (20, 2048, None),
            Self::PoolName | Self::ClientName => (1, 128, Some(&RESOURCE_NAME)),
            Self::Domain => (1, 63, Some(&DOMAIN)),
            Self::Arn => (20, 2048, Some(&ARN)),
            Self::Filter => (0, 256, None),
            Self::PaginationToken => (1, 131_072, None),
            Self::EventBus => (1, 1600, Some(&EVENT_BUS)),
        };
        TextRule {
            least,
            most,
            pattern,
        }
    }

    /// Whether messages leave the value out, because it is personal (trait `sensitive` of the API
    /// model).
    fn is_sensitive(self) -> bool {
        matches!(
            self,
            Self::Username
                | Self::AttributeValue
                | Self::ClientId
                | Self::Password
                | Self::ConfirmationCode
                | Self::Token
                | Self::SecretHash
                | Self::ClientSecret
                | Self::NewClientSecret
                | Self::Session
                | Self::Filter
        )
    }
}

static POOL_ID: Pattern = Pattern::new(r"[\w-]+_[0-9a-zA-Z]+", "[a-zA-Z0-9_-]+_[0-9a-zA-Z]+");
static NAME: Pattern = Pattern::new(
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
);
static CLIENT_ID: Pattern = Pattern::new(r"[\w+]+", "[a-zA-Z0-9_+]+");
static NO_SPACE: Pattern = Pattern::new(r"[\S]+", r"[^ \t\n\x0B\f\r]*");
static CODE: Pattern = Pattern::new(r"[\S]+", r"[^ \t\n\x0B\f\r]+");
/// As the real service prints it (ministack#1758).
static HEXADECIMAL: Pattern = Pattern::new("^[0-9a-fA-F]+$", "[0-9a-fA-F]+");
static TOKEN: Pattern = Pattern::new("[A-Za-z0-9-_=.]+", "[A-Za-z0-9_=.-]+");
static SECRET_HASH: Pattern = Pattern::new(r"[\w+=/]+", "[a-zA-Z0-9_+=/]+");
static RESOURCE_NAME: Pattern = Pattern::new(r"[\w\s+=,.@-]+", r"[a-zA-Z0-9_ \t\n\x0B\f\r+=,.@-]+");
static DOMAIN: Pattern = Pattern::new(
    r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$",
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
);
static ARN: Pattern = Pattern::new(
    r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?",
    r"arn:[a-zA-Z0-9_+=/,.@-]+:[a-zA-Z0-9_+=/,.@-]+:[a-zA-Z0-9_+=/,.@-]*:[0-9]+:[a-zA-Z0-9_+=/,.@-]+(:[a-zA-Z0-9_+=/,.@-]+)?(:[a-zA-Z0-9_+=/,.@-]+)?",
);

static EVENT_BUS: Pattern = Pattern::new(
    r"(arn:aws[\w-]*:events:[a-z]{2}-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+",
    r"(arn:aws[a-zA-Z0-9_-]*:events:[a-z]{2}-[a-z]+-[a-zA-Z0-9_-]+:[0-9]{12}:event-bus/)?[/.\-_A-Za-z0-9]+",
);

/// The most bytes of faults in one message: a request of a mebibyte can have some hundred thousand
/// faults.
const MOST_NAMED: usize = 256 * 1024;

/// All faults of a request. AWS names all of them in one message; this server only counts the
/// faults over [`MOST_NAMED`].
#[derive(Debug, Default)]
pub(crate) struct Violations {
    count: usize,
    named: Vec<String>,
    bytes: usize,
}

impl Violations {
    /// Checks a required member and returns its value, which is good only if
    /// [`Violations::into_result`] succeeds.
    ///
    /// `path` is AWS's: `username`, `userAttributes.1.member.name`.
    pub(crate) fn required(&mut self, path: &str, value: Option<String>, shape: Shape) -> String {
        let Some(value) = value else {
            let shown = if shape.is_sensitive() { "" } else { " null" };
            self.add(path, shown, "Member must not be null");
            return String::new();
        };
        self.optional(path, value, shape)
    }

    /// Checks an existing member.
    pub(crate) fn optional(&mut self, path: &str, value: String, shape: Shape) -> String {
        let shown = if shape.is_sensitive() {
            String::new()
        } else {
            format!(" '{value}'")
        };
        for constraint in shape.rule().broken_by(&value) {
            self.add(path, &shown, &constraint);
        }
        value
    }

    /// Checks that a list is there.
    pub(crate) fn list<T>(&mut self, path: &str, value: Option<Vec<T>>) -> Vec<T> {
        self.present(path, value)
    }

    /// Checks that a member is there.
    pub(crate) fn present<T: Default>(&mut self, path: &str, value: Option<T>) -> T {
        value.unwrap_or_else(|| {
            self.add(path, " null", "Member must not be null");
            T::default()
        })
    }

    /// Refuses the request if it has faults, in the words of AWS's request validation.
    pub(crate) fn into_result(self) -> Result<(), ApiError> {
        if self.count == 0 {
            return Ok(());
        }
        let errors = if self.count == 1 { "error" } else { "errors" };
        Err(ApiError::InvalidParameter(format!(
            "{} validation {errors} detected: {}",
            self.count,
            self.named.join("; ")
        )))
    }

    /// Checks a number against its bounds, both included.
    pub(crate) fn range(&mut self, path: &str, value: i64, least: i64, greatest: i64) {
        let shown = format!(" '{value}'");
        if value > greatest {
            let constraint = format!("Member must have value less than or equal to {greatest}");
            self.add(path, &shown, &constraint);
        }
        if value < least {
            let constraint = format!("Member must have value greater than or equal to {least}");
            self.add(path, &shown, &constraint);
        }
    }

    /// Checks a value of an enumeration.
    pub(crate) fn choice(&mut self, path: &str, value: &str, choices: &[&str]) {
        if choices.contains(&value) {
            return;
        }
        let constraint = format!(
            "Member must satisfy enum value set: [{}]",
            choices.join(", ")
        );
        self.add(path, &format!(" '{value}'"), &constraint);
    }

    pub(crate) fn add(&mut self, path: &str, shown: &str, constraint: &str) {
        self.count += 1;
        if self.bytes > MOST_NAMED {
            return;
        }
        let violation =
            format!("Value{shown} at '{path}' failed to satisfy constraint: {constraint}");
        self.bytes += violation.len();
        self.named.push(violation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shape: Shape, value: &str, accepted: bool) {
        let mut violations = Violations::default();
        violations.optional("member", value.to_owned(), shape);
        assert_eq!(violations.into_result().is_ok(), accepted, "{value:?}");
    }

    #[test]
    fn strings_are_held_against_the_api_model() {
        check(Shape::UserPoolId, "eu-west-1_Ab9", true);
        check(Shape::UserPoolId, "eu-west-1", false);
        check(Shape::UserPoolId, "eu-west-1_Ab9\n", false);
        check(Shape::UserPoolId, &format!("e_{}", "x".repeat(53)), true);
        check(Shape::UserPoolId, &format!("e_{}", "x".repeat(54)), false);
        check(Shape::GroupName, "clients", true);
        check(Shape::GroupName, "Kunden/Zürich+1", true);
        check(Shape::GroupName, "site admins", false);
        check(Shape::GroupName, "zero\u{200b}width", false);
        check(Shape::GroupName, "", false);
        check(Shape::Username, &"é".repeat(128), true);
        check(Shape::Username, &"é".repeat(129), false);
        check(Shape::AttributeName, "custom:invitation", true);
        check(Shape::AttributeName, &"x".repeat(33), false);
        check(Shape::AttributeValue, "", true);
        check(Shape::AttributeValue, "a b\n", true);
        check(Shape::AttributeValue, &"x".repeat(2049), false);
    }

    #[test]
    fn every_violation_is_named_and_nothing_personal_is_shown() {
        let mut violations = Violations::default();
        violations.required("groupName", None, Shape::GroupName);
        violations.optional("groupName", "a b".to_owned(), Shape::GroupName);
        violations.optional("username", "ada lovelace".to_owned(), Shape::Username);
        let error = violations.into_result().expect_err("three violations");
        assert_eq!(
            error.to_string(),
            "3 validation errors detected: \
             Value null at 'groupName' failed to satisfy constraint: Member must not be null; \
             Value 'a b' at 'groupName' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+; \
             Value at 'username' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"
        );
    }
}
