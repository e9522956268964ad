//! Giving an invited user what is missing.

use std::collections::{BTreeMap, BTreeSet};

use cognito::User;
use invitation::GroupName;
use tokio::time::Instant;

use crate::administration::{Administration, attribute};
use crate::changes::changes;
use crate::error::AdminError;
use crate::outcome::{Invited, Outcome, Warning};
use crate::profile::Profile;

impl Administration {
    /// Gives an invited user what is missing: attributes, then groups.
    pub(crate) async fn complete(
        &self,
        user: &User,
        wanted: &Profile,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        let changes = changes(&user.attributes, wanted, &self.pool);
        let user_name = &user.user_name;
        let there = self.groups_of(user_name, deadline).await?;
        let mut completed = Invited::new(Outcome::Completed, user);
        completed.expires = self.expires(user);
        let not_set = self
            .set_attributes(user_name, &changes.to_set, deadline)
            .await?;
        completed.warnings.extend(not_set);
        if !changes.immutable.is_empty() {
            let immutable = Warning::AttributeImmutable(changes.immutable);
            completed.warnings.push(immutable);
        }
        let missing = missing(&wanted.groups, &there);
        self.assign(user_name, missing, deadline)
            .await
            .add_to(&mut completed);
        if changes.to_set.is_empty()
            && completed.groups_added.is_empty()
            && completed.warnings.is_empty()
        {
            completed.outcome = Outcome::Unchanged;
        }
        Ok(completed)
    }

    /// Sets attributes in one call.
    async fn set_attributes(
        &self,
        user_name: &str,
        attributes: &BTreeMap<&str, &str>,
        deadline: Instant,
    ) -> Result<Option<Warning>, AdminError> {
        if attributes.is_empty() {
            return Ok(None);
        }
        let mut request = self
            .cognito
            .admin_update_user_attributes()
            .user_pool_id(&self.pool.id)
            .username(user_name);
        for (name, value) in attributes {
            request = request.user_attributes(attribute(name, value)?);
        }
        let answer = self.update(|| request.clone().send(), deadline).await;
        Ok(answer.err().map(|error| Warning::AttributeNotSet {
            names: attributes.keys().map(|name| (*name).to_owned()).collect(),
            cause: error.cause,
        }))
    }
}

/// The groups that are wanted and not there.
pub(crate) fn missing<'a>(
    wanted: &'a BTreeSet<GroupName>,
    there: &BTreeSet<String>,
) -> impl Iterator<Item = &'a GroupName> {
    wanted
        .iter()
        .filter(|group| !there.contains(group.as_str()))
}
