//! Challenges: what somebody who signs in has to answer next.

use std::fmt;

use jiff::Timestamp;
use num_bigint::BigUint;

/// A challenge that waits for its answer.
#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    pub(crate) pool_id: String,
    pub(crate) client_id: String,
    /// The username, or the name that nobody has while the client hides that.
    pub(crate) username: String,
    /// The moment at which an answer comes too late.
    pub(crate) expires: Timestamp,
    /// An answer was accepted, or was the only one that there could be.
    pub(crate) used: bool,
    pub(crate) expected: Expected,
}

/// What the answer has to be.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword,
    /// `PASSWORD_VERIFIER`: a proof of the password.
    Proof(Box<SrpExchange>),
}

/// One exchange: both public values, and the key that both sides end up with if the client knows
/// the password.
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
