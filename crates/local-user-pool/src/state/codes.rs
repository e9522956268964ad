//! The codes that users get in messages and enter.

use jiff::{SignedDuration, Timestamp};

use crate::state::attempts::Attempts;
use crate::state::error::ApiError;
use crate::state::medium::Medium;
use crate::state::random;

/// How often within an hour a user may ask for a code, and how often enter a wrong one (quotas page
/// of the developer guide; contract §5). For a forgotten password the quota is documented as 5 to
/// 20, depending on the risk: this is the stricter end.
const MESSAGES_AN_HOUR: usize = 5;
const WRONG_CODES_AN_HOUR: usize = 15;

/// The purpose of a code. Its lifetime depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purpose {
    /// Confirming a sign-up.
    SignUp,
    /// Setting a new password after forgetting the old one.
    NewPassword,
    /// Verifying the address of a signed-in user for this medium.
    Address(Medium),
}

impl Purpose {
    /// How long a code lasts (contract §5).
    fn lifetime(self) -> SignedDuration {
        match self {
            Self::SignUp | Self::Address(_) => SignedDuration::from_hours(24),
            Self::NewPassword => SignedDuration::from_hours(1),
        }
    }
}

/// Where a code is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipient {
    pub(crate) medium: Medium,
    pub(crate) address: String,
}

/// A code of six digits, and its recipient.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) digits: String,
    pub(crate) recipient: Recipient,
}

/// The codes of one user for one purpose. Only the latest one counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Codes {
    /// The latest, and when it expires.
    sent: Option<(Code, Timestamp)>,
    requests: Attempts,
    wrong: Attempts,
}

impl Codes {
    /// Makes a code, which replaces the one before.
    pub(crate) fn issue(&mut self, purpose: Purpose, recipient: Recipient, now: Timestamp) -> Code {
        let code = Code {
            digits: random::code(),
            recipient,
        };
        let expires = now.saturating_add(purpose.lifetime());
        self.sent = Some((code.clone(), expires.unwrap_or(Timestamp::MAX)));
        code
    }

    /// [`Codes::issue`] at the user's request, which is limited.
    pub(crate) fn request(
        &mut self,
        purpose: Purpose,
        recipient: Recipient,
        now: Timestamp,
    ) -> Result<Code, ApiError> {
        self.requests.check(MESSAGES_AN_HOUR, now)?;
        self.requests.count(now);
        Ok(self.issue(purpose, recipient, now))
    }

    /// Forgets the code, because its address has changed.
    pub(crate) fn forget(&mut self) {
        self.sent = None;
    }

    /// Uses up the code, and returns its recipient, whose address is proven by it.
    ///
    /// A wrong code counts as an attempt. After too many, the right code is refused too.
    pub(crate) fn redeem(&mut self, typed: &str, now: Timestamp) -> Result<Recipient, ApiError> {
        self.wrong.check(WRONG_CODES_AN_HOUR, now)?;
        let Some((code, expires)) = self.sent.take() else {
            return Err(ApiError::ExpiredCode);
        };
        if code.digits != typed {
            self.wrong.count(now);
            self.sent = Some((code, expires));
            return Err(ApiError::CodeMismatch);
        }
        if now >= expires {
            return Err(ApiError::ExpiredCode);
        }
        Ok(code.recipient)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::UNIX_EPOCH;

    fn ada() -> Recipient {
        Recipient {
            medium: Medium::Email,
            address: "ada@example.com".to_owned(),
        }
    }

    fn after(minutes: i64) -> Timestamp {
        NOON + SignedDuration::from_mins(minutes)
    }

    #[track_caller]
    fn check(purpose: Purpose, minutes: i64, expected: &Result<Recipient, ApiError>) {
        let mut codes = Codes::default();
        let digits = codes.issue(purpose, ada(), NOON).digits;
        assert_eq!(
            &codes.redeem(&digits, after(minutes)),
            expected,
            "{minutes}"
        );
        assert_eq!(
            codes.redeem(&digits, after(minutes)),
            Err(ApiError::ExpiredCode),
            "used up"
        );
    }

    #[test]
    fn a_code_works_once_and_in_its_time() {
        check(Purpose::SignUp, 0, &Ok(ada()));
        check(Purpose::SignUp, 24 * 60 - 1, &Ok(ada()));
        check(Purpose::SignUp, 24 * 60, &Err(ApiError::ExpiredCode));
        check(Purpose::Address(Medium::Email), 24 * 60 - 1, &Ok(ada()));
        check(Purpose::NewPassword, 59, &Ok(ada()));
        check(Purpose::NewPassword, 60, &Err(ApiError::ExpiredCode));
    }

    #[test]
    fn a_new_code_kills_the_one_before() {
        let mut codes = Codes::default();
        let old = codes.issue(Purpose::SignUp, ada(), NOON).digits;
        let mut new = codes.issue(Purpose::SignUp, ada(), NOON).digits;
        while new == old {
            new = codes.issue(Purpose::SignUp, ada(), NOON).digits;
        }
        assert_eq!(codes.redeem(&old, NOON), Err(ApiError::CodeMismatch));
        assert_eq!(codes.redeem(&new, NOON), Ok(ada()));
    }

    #[test]
    fn guessing_and_asking_are_limited() {
        let limit = |result: Result<_, ApiError>| matches!(result, Err(ApiError::LimitExceeded(_)));

        let mut codes = Codes::default();
        let digits = codes.issue(Purpose::SignUp, ada(), NOON).digits;
        for _ in 0..WRONG_CODES_AN_HOUR {
            assert_eq!(codes.redeem("?", NOON), Err(ApiError::CodeMismatch));
        }
        assert!(limit(codes.redeem(&digits, after(59)).map(drop)));
        assert_eq!(codes.redeem(&digits, after(60)), Ok(ada()));

        let mut ask = |minutes| {
            let asked = codes.request(Purpose::SignUp, ada(), after(minutes));
            limit(asked.map(drop))
        };
        let refused: Vec<bool> = [0, 0, 0, 0, 0, 0, 59, 60].map(&mut ask).to_vec();
        let expected = [false, false, false, false, false, true, true, false];
        assert_eq!(refused, expected);
    }
}
