//! What the record of an invitation is asked to say: who invites, and until when.

use std::str::FromStr;

use invitation::{Inviter, InviterName};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::Serialize;

use crate::error::AdminError;

/// What the record of an invitation is to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RecordRequest {
    /// Who invites, if anybody is named.
    pub inviter: Option<InviterRequest>,
    /// The inviter's name as the mail shows it; without one, it is what the pool says.
    pub inviter_name: Option<InviterName>,
    /// How it reaches the person.
    pub handover: Handover,
    /// When the invitation ends; without one, with its temporary password.
    pub end: Option<End>,
}

/// How an invitation reaches the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum Handover {
    /// Cognito mails it.
    #[default]
    ByMail,
    /// Nobody is mailed. Who invites gets the link, and hands it over.
    ByLink,
    /// Nobody is mailed yet: the invitation is sent later.
    Later,
}

/// Who invites.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub enum InviterRequest {
    /// A member whom somebody named: an address, a user name or a `sub`, which is looked up.
    Named(String),
    /// The caller, who is known, with the name that the pool has. A pool that cannot keep it goes
    /// without.
    Caller(Inviter, Option<InviterName>),
}

/// Shows nobody.
impl std::fmt::Debug for InviterRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviterRequest")
    }
}

impl RecordRequest {
    /// The caller invites.
    #[must_use]
    pub fn by_caller(mut self, inviter: Inviter, name: Option<InviterName>) -> Self {
        self.inviter = Some(InviterRequest::Caller(inviter, name));
        self
    }

    /// Whether somebody asked for what only a record can keep.
    pub(crate) fn is_asked_for(&self) -> bool {
        matches!(self.inviter, Some(InviterRequest::Named(_)))
            || self.inviter_name.is_some()
            || self.end.is_some()
            || self.handover == Handover::ByLink
    }
}

/// When an invitation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum End {
    /// So long after it is sent.
    After(SignedDuration),
    /// At this moment.
    At(Timestamp),
}

impl End {
    /// The moment, for an invitation that is sent `now` in a pool whose temporary passwords work for
    /// so many days: no invitation outlasts its password.
    pub fn until(self, now: Timestamp, validity_days: u16) -> Result<Timestamp, AdminError> {
        let not_possible = || AdminError::ExpiryNotPossible(validity_days);
        let until = match self {
            Self::After(length) => now.checked_add(length).map_err(|_| not_possible())?,
            Self::At(moment) => moment,
        };
        let is_possible = (SignedDuration::from_secs(1)..=validity(validity_days))
            .contains(&until.duration_since(now));
        is_possible
            .then(|| Timestamp::from_second(until.as_second()).unwrap_or(until))
            .ok_or_else(not_possible)
    }
}

/// `48h`, `7d`, a moment as RFC 3339 has it, or a day, whose end (UTC) is meant.
impl FromStr for End {
    type Err = InvalidEnd;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(day) = text.parse::<Date>()
            && !text.contains(['T', 't', ' '])
        {
            let next = day.tomorrow().map_err(|_| InvalidEnd)?;
            let next = next.to_zoned(TimeZone::UTC).map_err(|_| InvalidEnd)?;
            return Ok(Self::At(next.timestamp()));
        }
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Ok(Self::At(moment));
        }
        let span: Span = text.parse().map_err(|_| InvalidEnd)?;
        let days = SpanRelativeTo::days_are_24_hours();
        let length = span.to_duration(days).map_err(|_| InvalidEnd)?;
        Ok(Self::After(length))
    }
}

/// The text is no end of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no end of an invitation; write hours or days such as 48h or 7d, its last day such as 2026-12-24, or a moment such as 2026-12-24T18:00:00Z"
)]
pub struct InvalidEnd;

/// How long the temporary passwords of a pool work.
pub(crate) fn validity(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(moment: &str) -> Timestamp {
        moment.parse().unwrap()
    }

    #[track_caller]
    fn check_end(text: &str, expected: Result<&str, &str>) {
        let until = text
            .parse::<End>()
            .map_err(|_| "expiry-not-valid")
            .and_then(|end| {
                end.until(at("2026-11-20T09:00:00Z"), 7)
                    .map_err(|error| error.code())
            });
        assert_eq!(until, expected.map(at), "{text}");
    }

    #[test]
    fn an_end_is_a_length_a_day_or_a_moment_within_the_life_of_the_password() {
        check_end("48h", Ok("2026-11-22T09:00:00Z"));
        check_end("2d", Ok("2026-11-22T09:00:00Z"));
        check_end("7d", Ok("2026-11-27T09:00:00Z"));
        check_end("2026-11-22", Ok("2026-11-23T00:00:00Z"));
        check_end("2026-11-22T10:00:00+02:00", Ok("2026-11-22T08:00:00Z"));
        for text in [
            "0s",
            "-1h",
            "7d 1s",
            "8d",
            "99999999h",
            "2026-11-19",
            "2026-11-20T09:00:00Z",
            "2026-11-28",
        ] {
            check_end(text, Err("expiry-not-possible"));
        }
        for text in ["", "soon", "48", "2026-13-01", "next week"] {
            check_end(text, Err("expiry-not-valid"));
        }
    }
}
