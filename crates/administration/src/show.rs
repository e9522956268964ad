//! One user, with everything that an administrator may see.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cognito::User;
use invitation::INVITATION_ATTRIBUTE;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::entry::Entry;
use crate::error::AdminError;

/// A user with everything that an administrator may see.
// Its `Debug` shows no attribute's value.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Shown {
    /// What lists show as well.
    #[serde(flatten)]
    pub entry: Entry,
    /// The groups that the user is in.
    #[schemars(with = "Vec<String>")]
    pub groups: BTreeSet<String>,
    /// The attributes that have a value. `custom:invitation` is left out: it is a bearer secret.
    pub attributes: BTreeMap<String, String>,
}

impl Administration {
    /// Shows `user`, before `deadline`: a user name, `sub` or verified address.
    pub async fn show(
        &self,
        user: &str,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Shown, AdminError> {
        let user = self.look_up(user, deadline).await?;
        Ok(Shown {
            groups: self.groups_of(&user.user_name, deadline).await?,
            attributes: self.attributes(&user),
            entry: self.entry(&user, now),
        })
    }

    fn attributes(&self, user: &User) -> BTreeMap<String, String> {
        let names = self.pool.schema.keys();
        names
            .filter(|name| *name != INVITATION_ATTRIBUTE)
            .filter_map(|name| {
                let value = user.attributes.get(name)?;
                Some((name.clone(), value.to_owned()))
            })
            .collect()
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown")
            .field("entry", &self.entry)
            .field("groups", &self.groups)
            .field("attributes", &self.attributes.keys())
            .finish()
    }
}
