//! Sign-ins under way, and the sign-ins whose tokens are in use.

use jiff::{SignedDuration, Timestamp};

use crate::state::error::ApiError;

mod authorization_code;
mod challenges;
mod family;
mod login;
mod recent;
mod scopes;

pub(crate) use authorization_code::{AuthorizationCode, CODE_LIFETIME};
pub(crate) use challenges::{Challenge, Expected, SrpExchange};
pub(crate) use family::Family;
pub(crate) use login::{LOGIN_LIFETIME, Login};
use recent::Recent;
pub(crate) use scopes::Scopes;

/// The most of each that is remembered.
const MOST_CHALLENGES: usize = 20_000;
const MOST_CODES: usize = 20_000;
const MOST_LOGINS: usize = 20_000;
const MOST_FAMILIES: usize = 100_000;

/// The challenges and the sign-ins that are remembered.
#[derive(Debug)]
pub(crate) struct Sessions {
    /// By the session, or by the secret block in its place.
    pub(crate) challenges: Recent<Challenge>,
    /// By `origin_jti`.
    pub(crate) families: Recent<Family>,
    /// By the code.
    pub(crate) codes: Recent<AuthorizationCode>,
    /// By the value of the cookie.
    pub(crate) logins: Recent<Login>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            challenges: Recent::new(MOST_CHALLENGES),
            families: Recent::new(MOST_FAMILIES),
            codes: Recent::new(MOST_CODES),
            logins: Recent::new(MOST_LOGINS),
        }
    }
}

impl Sessions {
    /// The challenge of this session, if it can still be answered. The texts are the real service's
    /// (amplify-js#13802).
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

    /// The sign-in of a refresh token, with its identifier, even if it is revoked. None if the
    /// token is not a current refresh token of this server.
    pub(crate) fn family_of<'a>(
        &self,
        refresh_token: &'a str,
        now: Timestamp,
    ) -> Option<(&'a str, &Family)> {
        let (id, _) = refresh_token.split_once('.')?;
        let family = self.families.get(id)?;
        let is_good = family.is_refreshed_by(id, refresh_token, now);
        is_good.then_some((id, family))
    }

    /// Replaces a refresh token and returns the new one, which expires when the old one would have.
    /// The old one stays valid for the grace period. If it was replaced before, its successor is
    /// returned.
    pub(crate) fn rotate(
        &mut self,
        refresh_token: &str,
        now: Timestamp,
        grace: SignedDuration,
    ) -> Option<String> {
        let (id, _) = refresh_token.split_once('.')?;
        let family = self.families.get_mut(id)?;
        family.rotate(id, refresh_token, now, grace);
        Some(family.refresh_token(id))
    }

    /// The sign-in that this client may renew with the refresh token.
    pub(crate) fn renewable<'a>(
        &self,
        refresh_token: &'a str,
        client_id: &str,
        now: Timestamp,
    ) -> Result<(&'a str, &Family), ApiError> {
        let found = self.family_of(refresh_token, now);
        let (id, family) =
            found.ok_or_else(|| ApiError::not_authorized("Invalid Refresh Token"))?;
        if family.client_id != client_id {
            // The real service's words since 2022 (aws-sdk-js#4016).
            return Err(ApiError::not_authorized(
                "Refresh Token has different Client",
            ));
        }
        self.alive(id)?;
        if now >= family.expires {
            return Err(ApiError::not_authorized("Refresh Token has expired"));
        }
        Ok((id, family))
    }

    /// The sign-in, unless it is revoked or forgotten.
    pub(crate) fn alive(&self, id: &str) -> Result<&Family, ApiError> {
        let family = self.families.get(id).filter(|family| !family.revoked);
        family.ok_or_else(|| ApiError::not_authorized("Refresh Token has been revoked"))
    }

    /// Revokes every token of a user.
    pub(crate) fn revoke_user(&mut self, pool_id: &str, sub: &str) {
        for family in self.families.iter_mut() {
            family.revoked |= family.pool_id == pool_id && family.sub == sub;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::user::{User, UserStatus};

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
        let family = Family::new(&ada, "eu-west-1_Test", "web", NOW, SignedDuration::ZERO);
        check(&mut sessions.families, &family, MOST_FAMILIES);
    }
}
