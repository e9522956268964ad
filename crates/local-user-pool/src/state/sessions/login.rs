//! Sessions of managed login: people who are signed in there, in one browser.

use jiff::{SignedDuration, Timestamp};

use crate::state::pool::Pool;
use crate::state::user::User;

/// How long a session lasts (developer guide, "Managed login"; captured cookies have the same
/// `Max-Age`).
pub(crate) const LOGIN_LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// A session, which the browser has a cookie for.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) pool_id: String,
    pub(crate) username: String,
    pub(crate) sub: String,
    /// When the person signed in.
    pub(crate) authenticated: Timestamp,
    pub(crate) expires: Timestamp,
}

impl Login {
    /// The user, if the session is of this pool and in force, and the user may still sign in.
    pub(crate) fn user<'p>(&self, pool: &'p Pool, now: Timestamp) -> Option<&'p User> {
        let user = pool.users.get(&self.username)?;
        let is_theirs = self.pool_id == pool.id && self.sub == user.sub && now < self.expires;
        (is_theirs && user.check_may_sign_in().is_ok()).then_some(user)
    }
}
