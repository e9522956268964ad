//! What differs between a user and what an administrator wants of it.

use std::collections::BTreeMap;

use cognito::UserPool;
use invitation::Attributes;

use crate::profile::Profile;

/// The attributes that differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes<'a> {
    /// Those that can be set, with their values.
    pub(crate) to_set: BTreeMap<&'a str, &'a str>,
    /// Those that cannot be changed any more.
    pub(crate) immutable: Vec<String>,
}

/// What has to be set of `wanted`. What the administrator says nothing of stays as it is.
pub(crate) fn changes<'a>(there: &Attributes, wanted: &'a Profile, pool: &UserPool) -> Changes<'a> {
    let mut changes = Changes::default();
    for (name, value) in wanted.all_attributes() {
        if there.get(name) == Some(value) {
            continue;
        }
        if pool
            .schema
            .get(name)
            .is_some_and(|attribute| !attribute.mutable)
        {
            changes.immutable.push(name.to_owned());
        } else {
            changes.to_set.insert(name, value);
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognito::user_pool::Attribute;

    #[track_caller]
    fn check(there: &[(&str, &str)], wanted: &[(&str, &str)], set: &[&str], immutable: &[&str]) {
        let pair = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let pool = UserPool {
            schema: [
                ("given_name", true),
                ("custom:tenant", true),
                ("custom:origin", false),
            ]
            .map(|(name, mutable)| {
                let attribute = Attribute {
                    mutable,
                    ..Attribute::default()
                };
                (name.to_owned(), attribute)
            })
            .into(),
            ..UserPool::default()
        };
        let wanted = Profile {
            attributes: wanted
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), (*value).to_owned()))
                .collect(),
            ..Profile::default()
        };
        let there = there.iter().map(pair).collect();
        let changes = changes(&there, &wanted, &pool);
        let to_set: Vec<&str> = changes.to_set.keys().copied().collect();
        assert_eq!(to_set, set);
        assert_eq!(changes.immutable, immutable);
    }

    #[test]
    fn only_what_differs_is_set() {
        check(&[], &[], &[], &[]);
        check(&[("given_name", "Ada")], &[], &[], &[]);
        check(&[], &[("given_name", "Ada")], &["given_name"], &[]);
        check(&[("given_name", "Ada")], &[("given_name", "Ada")], &[], &[]);
        check(
            &[("given_name", "Ada"), ("custom:tenant", "acme")],
            &[("given_name", "Ada"), ("custom:tenant", "globex")],
            &["custom:tenant"],
            &[],
        );
    }

    #[test]
    fn what_cannot_change_is_named() {
        check(
            &[("custom:origin", "fair")],
            &[("custom:origin", "fair")],
            &[],
            &[],
        );
        check(
            &[("custom:origin", "fair")],
            &[("custom:origin", "shop"), ("given_name", "Ada")],
            &["given_name"],
            &["custom:origin"],
        );
    }
}
