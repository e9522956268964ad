//! What proves who a user is: the password, and the codes that were sent.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::state::codes::{Codes, Purpose};
use crate::state::lockout::Lockout;
use crate::state::random;

/// The secrets of one user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credentials {
    /// None for users without one: federated ones, and those who never had any.
    pub(crate) password: Option<Password>,
    /// The passwords before that one, the latest first, as far as a pool may ask for them.
    previous: VecDeque<Password>,
    /// The passwords that were wrong.
    pub(crate) lockout: Lockout,
    /// The codes that were sent.
    codes: BTreeMap<Purpose, Codes>,
}

/// The most passwords that a pool can keep from being taken again (API reference:
/// `PasswordHistorySizeType`).
const MOST_REMEMBERED: usize = 24;

impl Credentials {
    /// Sets a password in place of the one before, which is remembered.
    pub(crate) fn set_password(&mut self, password: Password) {
        self.retire_password();
        self.password = Some(password);
    }

    /// Takes the password away; it is remembered.
    pub(crate) fn retire_password(&mut self) {
        if let Some(password) = self.password.take() {
            self.previous.push_front(password);
            self.previous.truncate(MOST_REMEMBERED);
        }
    }

    /// The passwords so far, the latest first.
    pub(crate) fn passwords(&self) -> impl Iterator<Item = &Password> {
        self.password.iter().chain(&self.previous)
    }

    /// The codes for one purpose.
    pub(crate) fn codes(&mut self, purpose: Purpose) -> &mut Codes {
        self.codes.entry(purpose).or_default()
    }
}

/// A password as it is kept: the digest that SRP begins with, which a plain comparison can use as
/// well, and the salt that SRP goes on with.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password {
    digest: [u8; 32],
    /// SRP's salt.
    pub(crate) salt: [u8; 16],
    /// When it was set, from which a temporary one expires.
    pub(crate) set: Timestamp,
}

impl Password {
    /// Keeps a password. `pool` is the part of the pool's identifier behind the Region.
    pub(crate) fn new(pool: &str, username: &str, password: &str, now: Timestamp) -> Self {
        Self {
            digest: digest(pool, username, password),
            salt: random::bytes(),
            set: now,
        }
    }

    /// Whether this is the password.
    pub(crate) fn is(&self, pool: &str, username: &str, password: &str) -> bool {
        self.digest == digest(pool, username, password)
    }

    /// SHA-256 of `<pool><username>:<password>`: what SRP's private key `x` is made of.
    pub(crate) fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Whether it is older than that many days.
    pub(crate) fn is_older_than(&self, days: i64, now: Timestamp) -> bool {
        now.duration_since(self.set) > SignedDuration::from_hours(days.saturating_mul(24))
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

fn digest(pool: &str, username: &str, password: &str) -> [u8; 32] {
    Sha256::digest(format!("{pool}{username}:{password}")).into()
}
