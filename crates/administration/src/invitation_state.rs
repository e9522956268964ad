//! Where an invitation is in its life, in one word.

use cognito::{User, UserStatus};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantNames};

/// Where a user is in the life of an invitation, in one word: what listings are filtered by.
///
/// Cognito does not keep who was invited: somebody who signed up alone and confirmed is as accepted as
/// somebody whom an administrator created.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    JsonSchema,
    EnumString,
    IntoStaticStr,
    VariantNames,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownState, parse_err_fn = UnknownState::new)]
pub enum InvitationState {
    /// An open invitation.
    Pending,
    /// An open invitation whose temporary password no longer works. Only what is surely too old is
    /// called so.
    Expired,
    /// A member.
    Accepted,
    /// Somebody signed up and proved nothing yet.
    Unconfirmed,
    /// A member who comes from another identity provider.
    Federated,
    /// Nobody can sign in as this user, in any status.
    Disabled,
    /// A status that this version does not know.
    Other,
}

impl InvitationState {
    /// The word of every state.
    pub const WORDS: &'static [&'static str] = Self::VARIANTS;

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The state of a user whose temporary password, if it has one, works until `expires`.
    pub(crate) fn of(user: &User, expires: Option<Timestamp>, now: Timestamp) -> Self {
        if !user.enabled {
            return Self::Disabled;
        }
        match user.status {
            UserStatus::ForceChangePassword if expires.is_some_and(|expires| expires <= now) => {
                Self::Expired
            }
            UserStatus::ForceChangePassword => Self::Pending,
            UserStatus::Unconfirmed => Self::Unconfirmed,
            UserStatus::Confirmed | UserStatus::ResetRequired => Self::Accepted,
            UserStatus::ExternalProvider => Self::Federated,
            UserStatus::Other(_) => Self::Other,
        }
    }
}

/// The text is no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a state of an invitation: write one of {}",
    InvitationState::WORDS.join(", ")
)]
pub struct UnknownState;

impl UnknownState {
    fn new(_: &str) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use invitation::Attributes;

    use super::*;

    const NOW: i64 = 1_000_000;

    #[track_caller]
    fn check(status: UserStatus, enabled: bool, expires: Option<i64>, expected: InvitationState) {
        let at = |second| Timestamp::from_second(second).unwrap();
        let user = User {
            user_name: "ada".to_owned(),
            sub: "6a2c".to_owned(),
            status,
            enabled,
            attributes: Attributes::default(),
            created: None,
            modified: None,
        };
        assert_eq!(
            InvitationState::of(&user, expires.map(at), at(NOW)),
            expected
        );
    }

    #[test]
    fn an_open_invitation_is_pending_until_its_password_expires() {
        check(
            UserStatus::ForceChangePassword,
            true,
            Some(NOW + 1),
            InvitationState::Pending,
        );
        check(
            UserStatus::ForceChangePassword,
            true,
            Some(NOW),
            InvitationState::Expired,
        );
        check(
            UserStatus::ForceChangePassword,
            true,
            None,
            InvitationState::Pending,
        );
    }

    #[test]
    fn every_standing_has_a_state() {
        check(
            UserStatus::Unconfirmed,
            true,
            None,
            InvitationState::Unconfirmed,
        );
        check(UserStatus::Confirmed, true, None, InvitationState::Accepted);
        check(
            UserStatus::ExternalProvider,
            true,
            None,
            InvitationState::Federated,
        );
        let archived = UserStatus::Other("ARCHIVED".to_owned());
        check(archived, true, None, InvitationState::Other);
    }

    #[test]
    fn a_disabled_user_is_disabled_before_all_else() {
        check(
            UserStatus::ForceChangePassword,
            false,
            Some(NOW - 1),
            InvitationState::Disabled,
        );
        check(
            UserStatus::Confirmed,
            false,
            None,
            InvitationState::Disabled,
        );
    }

    #[test]
    fn a_state_reads_back_from_its_word_and_from_no_other() {
        for word in InvitationState::WORDS {
            let state: InvitationState = word.parse().unwrap();
            assert_eq!(state.as_str(), *word);
        }
        for text in ["", "Pending", "pending ", r#"pending" or "" = ""#] {
            assert_eq!(text.parse::<InvitationState>(), Err(UnknownState), "{text}");
        }
    }
}
