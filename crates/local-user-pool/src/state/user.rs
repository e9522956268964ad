//! One user of a pool.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use strum::{Display, EnumString, IntoStaticStr};

use crate::state::codes::Recipient;
use crate::state::credentials::Credentials;
use crate::state::error::ApiError;
use crate::state::medium::Medium;

/// A user as the pool stores it (API reference: `UserType`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The immutable username: at most 128 characters, unique in the pool. In pools that sign in
    /// by e-mail address or phone number it is the `sub`; of federated users it is
    /// `Provider_externalId`.
    pub username: String,
    /// The identifier, which never changes and is never used again. Answers have it as an
    /// attribute.
    pub sub: String,
    /// The status, from creation to confirmation.
    pub status: UserStatus,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// Every attribute but `sub`, under the schema's name: `email`, `custom:brand`.
    pub attributes: BTreeMap<String, String>,
    /// The names of the groups that the user is a member of.
    pub groups: BTreeSet<String>,
    /// When the user was created.
    pub created: Timestamp,
    /// When the user was last changed.
    pub modified: Timestamp,
    /// The password, and the codes in messages.
    pub(crate) credentials: Credentials,
}

impl User {
    /// An enabled user without attributes and groups, created and last changed at `created`.
    pub fn new(
        username: impl Into<String>,
        sub: impl Into<String>,
        status: UserStatus,
        created: Timestamp,
    ) -> Self {
        Self {
            username: username.into(),
            sub: sub.into(),
            status,
            enabled: true,
            attributes: BTreeMap::new(),
            groups: BTreeSet::new(),
            created,
            modified: created,
            credentials: Credentials::default(),
        }
    }

    /// The value of an attribute other than `sub`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The user's address for this medium.
    pub(crate) fn recipient(&self, medium: Medium) -> Option<Recipient> {
        let address = self.attribute(medium.attribute())?.to_owned();
        Some(Recipient { medium, address })
    }

    /// Refuses a user who cannot get tokens, even with the right password.
    pub(crate) fn check_may_sign_in(&self) -> Result<(), ApiError> {
        self.check_may_begin()?;
        if self.status == UserStatus::ResetRequired {
            return Err(ApiError::PasswordResetRequired);
        }
        Ok(())
    }

    /// Refuses a user before the password is looked at (measured by ministack#1758).
    pub(crate) fn check_may_begin(&self) -> Result<(), ApiError> {
        if !self.enabled {
            return Err(ApiError::not_authorized("User is disabled."));
        }
        if self.status == UserStatus::Unconfirmed {
            return Err(ApiError::UserNotConfirmed);
        }
        Ok(())
    }

    /// Refuses to confirm a user who did not sign up, or is confirmed already.
    pub(crate) fn check_unconfirmed(&self) -> Result<(), ApiError> {
        if self.status == UserStatus::Unconfirmed {
            return Ok(());
        }
        Err(ApiError::not_authorized(format!(
            "User cannot be confirmed. Current status is {}",
            self.status
        )))
    }
}

/// The statuses that Cognito uses today (contract §9; API reference: `UserType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// Signed up, and not confirmed yet.
    Unconfirmed,
    /// May sign in.
    Confirmed,
    /// Created by an administrator, and still has the temporary password.
    ForceChangePassword,
    /// Has to choose a new password before the next sign-in.
    ResetRequired,
    /// Signs in through an external identity provider.
    ExternalProvider,
}

impl UserStatus {
    /// AWS's name of the status.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The status with this name, as in the attribute `cognito:user_status` of trigger events. None
    /// for other names, such as old statuses.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}
