//! Challenges: the steps that a user has to answer to sign in.

use std::fmt;

use jiff::Timestamp;
use num_bigint::BigUint;

/// A challenge that waits for its answer.
#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    pub(crate) pool_id: String,
    pub(crate) client_id: String,
    /// The username, or an unknown name if the client hides which users exist.
    pub(crate) username: String,
    /// When it expires.
    pub(crate) expires: Timestamp,
    /// Whether it was answered, with success or in its only attempt.
    pub(crate) used: bool,
    pub(crate) expected: Expected,
}

/// The answer that it expects.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword,
    /// `PASSWORD_VERIFIER`: a proof of the password.
    Proof(Box<SrpExchange>),
}

/// One exchange of SRP: the salt, the server's public value, and the key that the client also has
/// if it knows the password.
#[derive(Clone)]
pub(crate) struct SrpExchange {
    pub(crate) salt: BigUint,
    pub(crate) public: BigUint,
    pub(crate) key: Vec<u8>,
}

impl fmt::Debug for SrpExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SrpExchange")
    }
}
