//! The lifetimes of tokens.

use jiff::SignedDuration;

use crate::state::pool::{Client, TokenValidityUnits};

/// The lifetimes of a client's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lifetimes {
    pub(crate) access: SignedDuration,
    pub(crate) id: SignedDuration,
    pub(crate) refresh: SignedDuration,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

impl Lifetimes {
    /// The defaults are an hour, an hour and thirty days; zero means the default (API reference:
    /// `CreateUserPoolClient`).
    pub(crate) fn of(client: &Client) -> Self {
        let settings = &client.settings;
        let nothing = TokenValidityUnits::default();
        let units = settings.token_validity_units.as_ref().unwrap_or(&nothing);
        let lifetime = |validity: Option<i64>, unit: &Option<String>, default_unit, default| {
            let seconds = match validity {
                None | Some(0) => default,
                Some(count) => count.saturating_mul(seconds(unit.as_deref(), default_unit)),
            };
            SignedDuration::from_secs(seconds)
        };
        Self {
            access: lifetime(
                settings.access_token_validity,
                &units.access_token,
                HOUR,
                HOUR,
            ),
            id: lifetime(settings.id_token_validity, &units.id_token, HOUR, HOUR),
            refresh: lifetime(
                settings.refresh_token_validity,
                &units.refresh_token,
                DAY,
                30 * DAY,
            ),
        }
    }
}

/// The seconds in a unit of `TokenValidityUnitsType`.
fn seconds(unit: Option<&str>, default: i64) -> i64 {
    match unit {
        Some("seconds") => 1,
        Some("minutes") => 60,
        Some("hours") => HOUR,
        Some("days") => DAY,
        _ => default,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[track_caller]
    fn check(access: Option<i64>, unit: Option<&str>, refresh: Option<i64>, expected: (i64, i64)) {
        let mut client = Client::new("web", "Web", Timestamp::UNIX_EPOCH);
        client.settings.access_token_validity = access;
        client.settings.refresh_token_validity = refresh;
        client.settings.token_validity_units = Some(TokenValidityUnits {
            access_token: unit.map(str::to_owned),
            ..TokenValidityUnits::default()
        });
        let lifetimes = Lifetimes::of(&client);
        let found = (lifetimes.access.as_secs(), lifetimes.refresh.as_secs());
        assert_eq!(found, expected);
    }

    #[test]
    fn tokens_last_as_long_as_the_client_says() {
        check(None, None, None, (3600, 2_592_000));
        check(Some(0), Some("days"), Some(0), (3600, 2_592_000));
        check(Some(2), None, Some(1), (7200, 86_400));
        check(Some(5), Some("minutes"), None, (300, 2_592_000));
        check(Some(90), Some("seconds"), None, (90, 2_592_000));
        check(Some(1), Some("days"), None, (86_400, 2_592_000));
        check(Some(i64::MAX), Some("days"), None, (i64::MAX, 2_592_000));
    }
}
