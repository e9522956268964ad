//! The credentials of a user: the password, and the codes in messages.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::state::codes::{Codes, Purpose};
use crate::state::lockout::Lockout;
use crate::state::random;

/// The secrets of one user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credentials {
    /// None for users without a password, such as federated ones.
    pub(crate) password: Option<Password>,
    /// The previous passwords, the latest first, as many as a policy can ask for.
    previous: VecDeque<Password>,
    /// The wrong passwords of sign-ins.
    pub(crate) lockout: Lockout,
    /// The codes that were sent.
    codes: BTreeMap<Purpose, Codes>,
}

/// The most passwords that a policy can keep from being used again (API reference:
/// `PasswordHistorySizeType`).
const MOST_REMEMBERED: usize = 24;

impl Credentials {
    /// Sets a password, and remembers the one before.
    pub(crate) fn set_password(&mut self, password: Password) {
        self.retire_password();
        self.password = Some(password);
    }

    /// Removes the password, and remembers it.
    pub(crate) fn retire_password(&mut self) {
        if let Some(password) = self.password.take() {
            self.previous.push_front(password);
            self.previous.truncate(MOST_REMEMBERED);
        }
    }

    /// All passwords so far, the latest first.
    pub(crate) fn passwords(&self) -> impl Iterator<Item = &Password> {
        self.password.iter().chain(&self.previous)
    }

    /// The codes for one purpose.
    pub(crate) fn codes(&mut self, purpose: Purpose) -> &mut Codes {
        self.codes.entry(purpose).or_default()
    }
}

/// A stored password: the digest that SRP starts with, which also serves a plain comparison, and
/// SRP's salt.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password {
    digest: [u8; 32],
    /// SRP's salt.
    pub(crate) salt: [u8; 16],
    /// When it was set. A temporary password expires some days after it.
    pub(crate) set: Timestamp,
}

impl Password {
    /// Stores a password. `pool` is the part of the pool's identifier behind the Region.
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

    /// SHA-256 of `<pool><username>:<password>`, from which SRP's private key `x` is made.
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
