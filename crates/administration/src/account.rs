//! A user as the pool has it.

use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::primitives::DateTime;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, UserStatusType, UserType};
use invitation::Attributes;
use jiff::Timestamp;

/// A user. Its `Debug` shows no attribute's value.
#[derive(Debug, Clone)]
pub struct Account {
    /// The immutable user name.
    pub user_name: String,
    /// The immutable identifier, which is no personal data.
    pub sub: String,
    /// Where it is in its life.
    pub standing: Standing,
    /// The same in AWS's own word (API reference, `UserStatusType`); empty where AWS says none.
    pub status: String,
    /// Whether it may sign in; an administrator can disable it in every standing.
    pub enabled: bool,
    /// Its attributes.
    pub attributes: Attributes,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When it was changed last, see [`expiry`](crate::expiry).
    pub modified: Option<Timestamp>,
}

/// Where a user is in its life (API reference, `UserType`; contract §9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// `FORCE_CHANGE_PASSWORD`: an administrator created it, and it is not accepted yet, whether
    /// the temporary password still works or not (contract §13.14).
    Pending,
    /// `UNCONFIRMED`: somebody signed up and proved nothing yet.
    Unconfirmed,
    /// `CONFIRMED` or `RESET_REQUIRED`.
    Member,
    /// `EXTERNAL_PROVIDER`: somebody who comes from another identity provider.
    Federated,
    /// Any other.
    Other(String),
}

impl From<Option<&UserStatusType>> for Standing {
    fn from(status: Option<&UserStatusType>) -> Self {
        match status {
            Some(UserStatusType::ForceChangePassword) => Self::Pending,
            Some(UserStatusType::Unconfirmed) => Self::Unconfirmed,
            Some(UserStatusType::Confirmed | UserStatusType::ResetRequired) => Self::Member,
            Some(UserStatusType::ExternalProvider) => Self::Federated,
            Some(other) => Self::Other(other.as_str().to_owned()),
            None => Self::Other("(none)".to_owned()),
        }
    }
}

impl Account {
    /// Whether the address is proven at this moment, so that groups can be given to the owner of
    /// the account. Nothing else counts: people can write another address after they were invited,
    /// or after their provider vouched for the first one.
    pub(crate) fn has_proven_address(&self) -> bool {
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
            standing: Standing::from(status),
            status: status
                .map(|status| status.as_str().to_owned())
                .unwrap_or_default(),
            enabled,
            attributes,
            created: created.and_then(moment),
            modified: modified.and_then(moment),
        }
    }
}

impl From<&AdminGetUserOutput> for Account {
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

impl From<&UserType> for Account {
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

/// To the second: AWS sends a fraction as a floating-point number, which nobody counts days by.
fn moment(date: &DateTime) -> Option<Timestamp> {
    Timestamp::from_second(date.secs()).ok()
}
