//! What is due to a member whose grant was not finished: decided from what the pool says, as
//! acceptance decides it (design §3.3).
//!
//! A hook that was throttled leaves the token where it is, and the sign-ins of the next 24 hours
//! finish the grant. After that nobody does but an administrator, because a client may be able to
//! write `custom:invitation`: a member from whom a group was taken away could put the old token
//! back. So the token is judged as of the user's creation, as ever, and what the pool cannot show
//! is said ([`Due::doubtful`]).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cognito::{User, UserStatus};
use invitation::accepted::accepted_at;
use invitation::grant::{
    Member, UNFINISHED_GRANT_LIFETIME, grant_on_confirmation, grant_on_sign_in,
};
use invitation::{
    AttributeName, Attributes, Grant, GroupName, INVITATION_ATTRIBUTE, TokenFault, VerifiedToken,
};
use jiff::Timestamp;
use settings::Settings;
use strum::IntoStaticStr;

/// Which policy's groups are due to members who carry no token.
///
/// The pool does not keep whether a member signed up alone or was created by an administrator, and
/// the settings can give the two different groups. Federated members are known by their status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Unknown: a group is due that both ways would have given.
    Unknown,
    /// They signed up by themselves.
    SelfSignUp,
    /// An administrator created them.
    AdminCreated,
}

/// What is due to a member. Its `Debug` shows no attribute's value.
#[derive(Clone, PartialEq, Eq)]
pub struct Due {
    /// Why.
    pub basis: Basis,
    /// The groups that the member is not in.
    pub groups: BTreeSet<GroupName>,
    /// The attributes that have another value.
    pub attributes: BTreeMap<AttributeName, String>,
    /// How many groups and attributes the token names that may not be given.
    pub refused: usize,
    /// Whether the user was changed after the time in which a sign-in would have finished the
    /// grant. Then the token may have been put there since, by the member, and only somebody who
    /// knows the story can say: an untouched one was there when the hooks would have believed it.
    ///
    /// Or whether a group follows from the domain of a federated member's address that is not
    /// verified now. The provider's word counted at the first sign-in; since then the member may
    /// have written another address.
    ///
    /// Whether a group of the policy was lost or taken away cannot be known of a member without a
    /// record.
    pub doubtful: bool,
}

/// Why something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A token that was valid when the user came into being. It is spent with the grant.
    Token {
        /// Its identifier.
        jti: String,
        /// When it expires.
        expires: Option<Timestamp>,
    },
    /// The policy.
    Policy(Origin),
}

/// Why nothing is due by the token that a member carries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum NotDue {
    /// The user is disabled.
    #[error("the user is disabled")]
    Disabled,
    /// The user's status is none that acceptance grants at, such as `RESET_REQUIRED`.
    #[error("the user has the status {0}")]
    Status(String),
    /// Nobody proved the address.
    #[error("nobody proved the address")]
    AddressNotVerified,
    /// The record says that the user accepted: the token was spent then, and put back since.
    #[error("the user accepted before, and the token was put back")]
    PutBack,
    /// AWS does not say when the user was created.
    #[error("the user has no creation date")]
    NoCreationDate,
    /// The token does not verify, or did not when the user was created.
    #[error("the token does not verify ({})", .0.as_str())]
    Token(TokenFault),
}

impl NotDue {
    /// The stable word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Token(fault) => fault.as_str(),
            other => other.into(),
        }
    }
}

/// Decides what is due to a user, had it no groups and attributes yet: from its token alone, or
/// without an honoured one from the policy, where there is an `origin`. Nothing is due to whom the
/// record says that everything was given: what such a member lacks was taken away.
pub(crate) fn grant_due(
    user: &User,
    user_pool_id: &str,
    settings: &Settings,
    origin: Option<Origin>,
) -> Result<Option<Grant>, NotDue> {
    if !user.status.is_member() {
        return Ok(None);
    }
    let carries_token = user.attributes.get(INVITATION_ATTRIBUTE).is_some();
    let nothing_for = |why| if carries_token { Err(why) } else { Ok(None) };
    if !user.enabled {
        return nothing_for(NotDue::Disabled);
    }
    if accepted_at(&user.attributes).is_some() {
        return nothing_for(NotDue::PutBack);
    }
    let Some(created) = user.created else {
        return nothing_for(NotDue::NoCreationDate);
    };
    let member = Member {
        user_pool_id,
        user_name: &user.user_name,
        status: &user.status,
        attributes: &user.attributes,
        created,
    };
    // As of the user's creation, where the bound of 24 hours is met by itself: an administrator
    // stands in its place.
    let by_token = grant_on_sign_in(&member, false, &settings.acceptance_policy(), created);
    if by_token.token.is_some() {
        return Ok(Some(by_token));
    }
    let groups = origin.map(|origin| policy_groups(&member, settings, origin));
    let groups = groups.unwrap_or_default();
    if !groups.is_empty() {
        return Ok(Some(Grant {
            groups,
            accepted: true,
            ..Grant::default()
        }));
    }
    nothing_for(match (member.status, by_token.token_fault) {
        (_, Some(fault)) => NotDue::Token(fault),
        (UserStatus::Confirmed | UserStatus::Unconfirmed, None) => NotDue::AddressNotVerified,
        _ => NotDue::Status(user.status.to_string()),
    })
}

/// The groups that the policy gives a member who brings no token.
fn policy_groups(member: &Member<'_>, settings: &Settings, origin: Origin) -> BTreeSet<GroupName> {
    let asked = ["email", "email_verified"].map(|name| {
        let value = member.attributes.get(name).unwrap_or_default();
        (name.to_owned(), value.to_owned())
    });
    let attributes: Attributes = asked.into_iter().collect();
    let member = Member {
        attributes: &attributes,
        ..*member
    };
    let policy = settings.acceptance_policy();
    let confirmed = grant_on_confirmation(&member, &policy).groups;
    if *member.status != UserStatus::Confirmed {
        return confirmed;
    }
    let created = grant_on_sign_in(&member, true, &policy, member.created).groups;
    match origin {
        Origin::Unknown => &confirmed & &created,
        Origin::SelfSignUp => confirmed,
        Origin::AdminCreated => created,
    }
}

/// What of `grant` the user does not have yet.
pub(crate) fn left(mut grant: Grant, user: &User, groups: &BTreeSet<String>) -> Grant {
    grant
        .groups
        .retain(|group| !groups.contains(group.as_str()));
    grant
        .attributes
        .retain(|name, value| user.attributes.get(name.as_str()) != Some(value));
    grant
}

/// Whether a group follows from the domain of a federated address that is not verified now.
fn rests_on_a_written_address(grant: &Grant, user: &User, settings: &Settings) -> bool {
    let everybodys = &settings.federated.groups.default;
    user.status == UserStatus::ExternalProvider
        && !user.has_verified_email()
        && grant.groups.iter().any(|group| !everybodys.contains(group))
}

impl Due {
    /// What is due by a grant.
    pub(crate) fn new(
        grant: &Grant,
        user: &User,
        settings: &Settings,
        origin: Option<Origin>,
    ) -> Self {
        let token = grant.token.as_ref().map(VerifiedToken::claims);
        let in_time = user
            .created
            .zip(user.modified)
            .is_some_and(|(created, modified)| {
                modified.duration_since(created) <= UNFINISHED_GRANT_LIFETIME
            });
        Self {
            basis: token.map_or(Basis::Policy(origin.unwrap_or(Origin::Unknown)), |claims| {
                Basis::Token {
                    jti: claims.jti.clone(),
                    expires: Timestamp::from_second(claims.exp).ok(),
                }
            }),
            groups: grant.groups.clone(),
            attributes: grant.attributes.clone(),
            refused: grant.refused,
            doubtful: token.is_some() && !in_time
                || rests_on_a_written_address(grant, user, settings),
        }
    }
}

impl fmt::Debug for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Due")
            .field("basis", &self.basis)
            .field("groups", &self.groups)
            .field("attributes", &self.attributes.keys())
            .field("refused", &self.refused)
            .field("doubtful", &self.doubtful)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(edit: impl FnOnce(&mut User)) -> User {
        let attributes = [("email_verified", "true"), (INVITATION_ATTRIBUTE, "x")];
        let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut user = User {
            user_name: "ada".to_owned(),
            sub: "6a2c".to_owned(),
            status: UserStatus::Confirmed,
            enabled: true,
            attributes: attributes.into_iter().collect(),
            created: Some(Timestamp::UNIX_EPOCH),
            modified: Some(Timestamp::UNIX_EPOCH),
        };
        edit(&mut user);
        user
    }

    #[track_caller]
    fn check(edit: impl FnOnce(&mut User), expected: Option<&NotDue>) {
        let settings: Settings = toml::from_str("").unwrap();
        let user = user(edit);
        // The settings name no group: asking for the policy's changes nothing.
        for origin in [None, Some(Origin::Unknown), Some(Origin::SelfSignUp)] {
            let due = grant_due(&user, "local_A", &settings, origin);
            let due = due.map(|grant| assert!(grant.is_none()));
            assert_eq!(due.as_ref().err(), expected, "{origin:?}");
        }
    }

    #[test]
    fn a_token_that_gives_nothing_is_reported_with_the_reason() {
        check(|_| {}, Some(&NotDue::Token(TokenFault::Malformed)));
        check(|user| user.enabled = false, Some(&NotDue::Disabled));
        check(|user| user.created = None, Some(&NotDue::NoCreationDate));
        check(
            |user| user.status = UserStatus::ResetRequired,
            Some(&NotDue::Status("RESET_REQUIRED".to_owned())),
        );
        let unproven = [(INVITATION_ATTRIBUTE.to_owned(), "x".to_owned())];
        check(
            |user| user.attributes = unproven.into_iter().collect(),
            Some(&NotDue::AddressNotVerified),
        );
    }

    #[test]
    fn without_a_token_there_is_nothing_to_report() {
        let none = |user: &mut User| user.attributes = Attributes::default();
        check(none, None);
        check(
            |user| {
                none(user);
                user.enabled = false;
            },
            None,
        );
        // Somebody who is no member yet is not to be looked at.
        check(|user| user.status = UserStatus::Unconfirmed, None);
        check(|user| user.status = UserStatus::ForceChangePassword, None);
    }
}
