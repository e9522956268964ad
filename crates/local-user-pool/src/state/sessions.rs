//! Sign-ins under way and tokens that are out.

use crate::authentication::tokens::Family;

mod challenges;
mod recent;

pub(crate) use challenges::{Challenge, Expected};
use recent::Recent;

/// How many challenges wait for an answer, and how many sign-ins are remembered.
const MOST_CHALLENGES: usize = 20_000;
const MOST_FAMILIES: usize = 100_000;

/// What the pool remembers of them.
#[derive(Debug)]
pub(crate) struct Sessions {
    /// By the session, or what stands for it.
    pub(crate) challenges: Recent<Challenge>,
    /// By `origin_jti`.
    pub(crate) families: Recent<Family>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            challenges: Recent::new(MOST_CHALLENGES),
            families: Recent::new(MOST_FAMILIES),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authentication::tokens::{Snapshot, TokenRequest, TokenSource};
    use crate::state::pool::Pool;
    use crate::state::user::{User, UserStatus};
    use jiff::{SignedDuration, Timestamp};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[track_caller]
    fn check<T: Clone>(memory: &mut Recent<T>, thing: &T, most: usize) {
        for key in 0..most + 2 {
            memory.insert(key.to_string(), thing.clone());
        }
        let is_there = |key: usize| memory.get(&key.to_string()).is_some();
        assert!(!is_there(0) && !is_there(1));
        assert!(is_there(2) && is_there(most + 1));
        assert_eq!(memory.iter_mut().count(), most);
    }

    #[test]
    fn neither_sign_ins_nor_challenges_fill_the_memory() {
        let mut sessions = Sessions::default();
        let challenge = Challenge {
            pool_id: "eu-west-1_Test".to_owned(),
            client_id: "web".to_owned(),
            username: "ada".to_owned(),
            expires: NOW,
            used: false,
            expected: Expected::NewPassword,
        };
        check(&mut sessions.challenges, &challenge, MOST_CHALLENGES);

        let ada = User::new("ada", "sub", UserStatus::Confirmed, NOW);
        let request = TokenRequest {
            pool_id: "eu-west-1_Test".to_owned(),
            username: "ada".to_owned(),
            client_id: "web".to_owned(),
            source: TokenSource::Authentication,
            client_metadata: None,
            seen: Snapshot::of(&Pool::new("eu-west-1_Test"), &ada),
        };
        let family = Family::new(&ada, &request, NOW, SignedDuration::ZERO);
        check(&mut sessions.families, &family, MOST_FAMILIES);
    }
}
