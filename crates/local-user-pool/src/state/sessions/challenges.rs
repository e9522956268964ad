//! Challenges: what somebody who signs in has to answer next.

use jiff::Timestamp;

use crate::authentication::srp;
use crate::state::error::ApiError;
use crate::state::sessions::Sessions;

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
    Proof(Box<srp::Exchange>),
}

impl Sessions {
    /// The challenge of this session, if it can still be answered. The texts are the real
    /// service's (amplify-js#13802).
    pub(crate) fn challenge(
        &mut self,
        session: &str,
        now: Timestamp,
    ) -> Result<&mut Challenge, ApiError> {
        let refuse =
            |why: &str| ApiError::not_authorized(format!("Invalid session for the user{why}."));
        let challenge = self.challenges.get_mut(session).ok_or(refuse(""))?;
        if challenge.used {
            return Err(refuse(", session can only be used once"));
        }
        if now >= challenge.expires {
            return Err(refuse(", session is expired"));
        }
        Ok(challenge)
    }
}
