//! Everybody whom one person invited.

use cognito::UserPool;
use invitation::Inviter;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::entry::Entry;
use crate::error::AdminError;

/// One inviter, under each name that records can have: `sub` and address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitedBy {
    names: Vec<Inviter>,
}

impl InvitedBy {
    /// Whether the record behind an entry names this inviter. Addresses are compared as the pool
    /// does; names are not compared, because people can have the same.
    pub(crate) fn includes(&self, entry: &Entry, pool: &UserPool) -> bool {
        let Some(by) = &entry.inviter else {
            return false;
        };
        self.names.iter().any(|name| match name.email() {
            Some(address) => pool.is_same_address(&address, by),
            None => name.as_str() == by,
        })
    }
}

impl Administration {
    /// The inviter who goes by this `sub` or address, before `deadline`. A record names one of the
    /// two, so the pool is asked for the other. An inviter who is in no pool, or no longer, is known
    /// by the one name.
    ///
    /// Needs `cognito-idp:AdminGetUser`.
    pub async fn invited_by(
        &self,
        inviter: Inviter,
        deadline: Instant,
    ) -> Result<InvitedBy, AdminError> {
        let user = self.find(inviter.as_str(), deadline).await?;
        let mut names = vec![inviter];
        if let (Some(user), Some(inviter)) = (user, names.first()) {
            let email = user.attributes.get("email");
            let proven = email.filter(|_| user.has_verified_email());
            // Anybody can write an address, and can be called by one.
            let is_inviter = match inviter.email() {
                Some(address) => proven.is_some_and(|it| self.pool.is_same_address(&address, it)),
                None => user.sub == inviter.as_str(),
            };
            let known = [Some(user.sub.as_str()), proven].into_iter().flatten();
            names.extend(
                known
                    .filter(|_| is_inviter)
                    .filter_map(|it| it.parse().ok()),
            );
        }
        Ok(InvitedBy { names })
    }
}
