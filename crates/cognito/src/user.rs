//! A user, read once from whichever answer shows it.

use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::primitives::DateTime;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, UserStatusType, UserType};
use invitation::{Attributes, UserStatus};
use jiff::Timestamp;

/// A user of a pool. Its `Debug` shows no attribute's value.
#[derive(Debug, Clone)]
pub struct User {
    /// The immutable user name.
    pub user_name: String,
    /// The immutable identifier, which is no personal data.
    pub sub: String,
    /// Where it is in its life.
    pub status: UserStatus,
    /// Whether it may sign in; an administrator can disable it in every status.
    pub enabled: bool,
    /// Its attributes.
    pub attributes: Attributes,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When it was changed last, see [`expiry`](crate::expiry).
    pub modified: Option<Timestamp>,
}

impl User {
    /// Whether the address is verified at this moment. Only then the owner of the account is the
    /// owner of the address: people can write another one after they were invited, or after their
    /// provider vouched for the first one.
    pub fn has_verified_email(&self) -> bool {
        self.attributes.is_true("email_verified")
    }

    fn new(
        user_name: &str,
        status: Option<&UserStatusType>,
        enabled: bool,
        attributes: &[AttributeType],
        [created, modified]: [Option<&DateTime>; 2],
    ) -> Self {
        let attributes: Attributes = attributes
            .iter()
            .map(|attribute| {
                let value = attribute.value().unwrap_or_default();
                (attribute.name().to_owned(), value.to_owned())
            })
            .collect();
        Self {
            user_name: user_name.to_owned(),
            sub: attributes.get("sub").unwrap_or_default().to_owned(),
            status: UserStatus::from(status.map(UserStatusType::as_str).unwrap_or_default()),
            enabled,
            attributes,
            created: created.and_then(moment),
            modified: modified.and_then(moment),
        }
    }
}

impl From<&AdminGetUserOutput> for User {
    fn from(user: &AdminGetUserOutput) -> Self {
        Self::new(
            user.username(),
            user.user_status(),
            user.enabled(),
            user.user_attributes(),
            [user.user_create_date(), user.user_last_modified_date()],
        )
    }
}

impl From<&UserType> for User {
    fn from(user: &UserType) -> Self {
        Self::new(
            user.username().unwrap_or_default(),
            user.user_status(),
            user.enabled(),
            user.attributes(),
            [user.user_create_date(), user.user_last_modified_date()],
        )
    }
}

fn moment(date: &DateTime) -> Option<Timestamp> {
    Timestamp::new(date.secs(), i32::try_from(date.subsec_nanos()).ok()?).ok()
}
