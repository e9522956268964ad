//! Request quotas: what one account may ask for in a second (contract §8).

use std::collections::BTreeMap;

use jiff::Timestamp;

/// The categories of request quotas. Each counts over all pools of an account and Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quota {
    /// Users are created and confirmed.
    UserCreation,
    /// Sign-ins and answers to their challenges.
    UserAuthentication,
    /// Forgotten and changed passwords.
    UserAccountRecovery,
    /// One user is read.
    UserRead,
    /// A user's attributes, groups and state are changed.
    UserUpdate,
    /// Tokens are refreshed and revoked.
    UserToken,
    /// A user's resources, such as groups, are read.
    UserResourceRead,
    /// A user's resources are changed.
    UserResourceUpdate,
    /// Users are listed.
    UserList,
    /// Pools, groups and clients are read.
    UserPoolRead,
    /// Pools, groups and clients are changed.
    UserPoolUpdate,
    /// SES sends a mail.
    SendEmail,
    /// Event buses are read.
    EventBusRead,
    /// Events are put on a bus.
    PutEvents,
}

impl Quota {
    /// The default quota, in requests per second.
    pub fn requests_per_second(self) -> u32 {
        match self {
            // Of EventBridge: every operation but PutEvents has 50 (EventBridge user guide, "Quotas").
            Self::UserCreation | Self::UserResourceRead | Self::EventBusRead => 50,
            Self::UserAuthentication | Self::UserRead | Self::UserToken => 120,
            Self::UserAccountRecovery | Self::UserList => 30,
            Self::UserUpdate | Self::UserResourceUpdate => 25,
            Self::UserPoolRead => 20,
            Self::UserPoolUpdate => 15,
            // Outside the sandbox every account has its own quota; this is a common one.
            Self::SendEmail => 14,
            // The smallest of all Regions (EventBridge user guide, "Quotas").
            Self::PutEvents => 400,
        }
    }
}

/// The rest of each quota. A quota refills evenly and holds the requests of one second. How AWS
/// counts is not documented.
#[derive(Debug, Default)]
pub(crate) struct Quotas {
    left: BTreeMap<Quota, (f64, Timestamp)>,
}

impl Quotas {
    /// Takes one request from its quota. False if the quota is used up.
    pub(crate) fn take(&mut self, quota: Quota, now: Timestamp) -> bool {
        let most = f64::from(quota.requests_per_second());
        let (left, since) = self.left.entry(quota).or_insert((most, now));
        let passed = now.duration_since(*since).as_secs_f64().max(0.0);
        *left = (*left + passed * most).min(most);
        *since = now;
        if *left < 1.0 {
            return false;
        }
        *left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_used_up_and_fills_again() {
        let mut quotas = Quotas::default();
        let at = |milliseconds| Timestamp::from_millisecond(milliseconds).unwrap();
        let taken = |quotas: &mut Quotas, now| {
            (0..100)
                .filter(|_| quotas.take(Quota::UserUpdate, now))
                .count()
        };
        assert_eq!(taken(&mut quotas, at(0)), 25);
        assert_eq!(taken(&mut quotas, at(400)), 10);
        assert_eq!(taken(&mut quotas, at(10_000)), 25);
        assert!(quotas.take(Quota::UserRead, at(10_000)));
    }
}
