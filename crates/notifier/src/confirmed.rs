//! What the pool confirms of somebody of whom an event says that they became a member.

use cognito::User;
use invitation::{
    INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE, InvitationMode, InvitationRecord, Mark, UserStatus,
};
use jiff::{SignedDuration, Timestamp};
use strum::IntoStaticStr;

/// How long after an acceptance its mails still go out: a confirmation code works for 24 hours
/// (contract §4), and EventBridge delivers for 24 more (EventBridge user guide, "Retry policy").
/// An event that is older is a forged or a forgotten one.
const FRESH: SignedDuration = SignedDuration::from_hours(48);

/// Why nobody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum NotConfirmed {
    /// The user is no member, or is disabled.
    NotAMember,
    /// What the record attribute has was not written by this project.
    RecordNotOurs,
    /// The record does not say that the person accepted.
    NotAccepted,
    /// The token is still there: the grant is not finished.
    GrantPending,
    /// It is too long ago.
    LongAgo,
}

/// The record of somebody who became a member lately: the one that is there, or one to begin for a
/// person who has none.
///
/// Where the record says when the person accepted, that decides. Who has no record signed up under a
/// policy, or is in a pool that keeps none; then the account has to be new.
pub fn confirmed(user: &User, now: Timestamp) -> Result<InvitationRecord, NotConfirmed> {
    if !user.enabled {
        return Err(NotConfirmed::NotAMember);
    }
    if user.attributes.get(INVITATION_ATTRIBUTE).is_some() {
        return Err(NotConfirmed::GrantPending);
    }
    let is_fresh = |moment: Timestamp| now.duration_since(moment) <= FRESH;
    if let Some(text) = user.attributes.get(INVITED_ATTRIBUTE) {
        let record = InvitationRecord::parse(text).ok_or(NotConfirmed::RecordNotOurs)?;
        // The status can be that of before: the hook writes the mark within the sign-in.
        let accepted = record.marked(Mark::Accepted);
        let accepted = accepted.ok_or(NotConfirmed::NotAccepted)?;
        return if is_fresh(accepted) {
            Ok(record)
        } else {
            Err(NotConfirmed::LongAgo)
        };
    }
    let is_member = matches!(
        user.status,
        UserStatus::Confirmed | UserStatus::ExternalProvider
    );
    if !is_member {
        return Err(NotConfirmed::NotAMember);
    }
    if !user.created.is_some_and(is_fresh) {
        return Err(NotConfirmed::LongAgo);
    }
    let mut record = InvitationRecord::new(InvitationMode::Joined, now);
    record.mark(Mark::Accepted, now);
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + hours * 3600).unwrap()
    }

    fn user(status: UserStatus, attributes: &[(&str, &str)]) -> User {
        let pair = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        User {
            user_name: "6a2c".to_owned(),
            sub: "6a2c".to_owned(),
            status,
            enabled: true,
            attributes: attributes.iter().map(pair).collect(),
            created: Some(at(0)),
            modified: Some(at(0)),
        }
    }

    fn record(accepted: Option<i64>) -> String {
        let mut record = InvitationRecord::new(InvitationMode::Created, at(-200));
        if let Some(hours) = accepted {
            record.mark(Mark::Accepted, at(hours));
        }
        record.to_text()
    }

    #[track_caller]
    fn check(user: &User, hours: i64, expected: Result<InvitationMode, NotConfirmed>) {
        let found = confirmed(user, at(hours)).map(|record| record.mode);
        assert_eq!(found, expected);
    }

    #[test]
    fn who_accepted_lately_is_told() {
        let accepted = record(Some(0));
        for status in [UserStatus::Confirmed, UserStatus::ForceChangePassword] {
            let user = user(status, &[(INVITED_ATTRIBUTE, &accepted)]);
            check(&user, 1, Ok(InvitationMode::Created));
            check(&user, 49, Err(NotConfirmed::LongAgo));
        }
        let open = user(
            UserStatus::ForceChangePassword,
            &[(INVITED_ATTRIBUTE, &record(None))],
        );
        check(&open, 1, Err(NotConfirmed::NotAccepted));
        let theirs = user(UserStatus::Confirmed, &[(INVITED_ATTRIBUTE, "x")]);
        check(&theirs, 1, Err(NotConfirmed::RecordNotOurs));
    }

    #[test]
    fn who_joined_lately_is_told() {
        for status in [UserStatus::Confirmed, UserStatus::ExternalProvider] {
            check(&user(status.clone(), &[]), 1, Ok(InvitationMode::Joined));
            check(&user(status, &[]), 49, Err(NotConfirmed::LongAgo));
        }
        for status in [
            UserStatus::Unconfirmed,
            UserStatus::ForceChangePassword,
            UserStatus::ResetRequired,
        ] {
            check(&user(status, &[]), 1, Err(NotConfirmed::NotAMember));
        }
        let disabled = User {
            enabled: false,
            ..user(UserStatus::Confirmed, &[])
        };
        check(&disabled, 1, Err(NotConfirmed::NotAMember));
        let pending = user(UserStatus::Confirmed, &[(INVITATION_ATTRIBUTE, "token")]);
        check(&pending, 1, Err(NotConfirmed::GrantPending));
    }
}
