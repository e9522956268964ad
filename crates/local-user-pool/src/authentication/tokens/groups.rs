//! The groups in tokens.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::jwt::Claims;
use crate::state::pool::{Group, Pool};

/// Groups and their IAM roles, in the format of pre token generation (`groupConfiguration`,
/// `groupOverrideDetails`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct GroupClaims {
    #[serde(deserialize_with = "null_is_empty")]
    groups_to_override: Vec<String>,
    #[serde(deserialize_with = "null_is_empty")]
    iam_roles_to_override: Vec<String>,
    preferred_role: Option<String>,
}

impl GroupClaims {
    /// The groups of the pool with these names, in order of precedence. The role of the first is
    /// preferred, unless another group has the same precedence and another role (API reference:
    /// `GroupType`, `Precedence`).
    pub(crate) fn of(pool: &Pool, names: &BTreeSet<String>) -> Self {
        let mut groups: Vec<(&String, &Group)> = names
            .iter()
            .filter_map(|name| Some((name, pool.groups.get(name)?)))
            .collect();
        groups.sort_by_key(|(_, group)| rank(group));
        let roles = |groups: &[(&String, &Group)]| {
            let roles = groups
                .iter()
                .filter_map(|(_, group)| group.role_arn.clone());
            roles.collect::<BTreeSet<String>>()
        };
        let first = groups.first().map(|(_, group)| rank(group));
        let foremost: Vec<_> = groups
            .iter()
            .copied()
            .filter(|(_, group)| Some(rank(group)) == first)
            .collect();
        let mut preferred = roles(&foremost).into_iter();
        Self {
            preferred_role: preferred.next().filter(|_| preferred.next().is_none()),
            groups_to_override: groups.iter().map(|(name, _)| (*name).clone()).collect(),
            iam_roles_to_override: roles(&groups).into_iter().collect(),
        }
    }

    /// Adds `cognito:groups`, to every token of a user with a group.
    pub(crate) fn write_groups(&self, claims: &mut Claims) {
        if !self.groups_to_override.is_empty() {
            claims.insert("cognito:groups".to_owned(), json!(self.groups_to_override));
        }
    }

    /// Adds the roles, to ID tokens only.
    pub(crate) fn write_roles(&self, claims: &mut Claims) {
        if !self.iam_roles_to_override.is_empty() {
            claims.insert(
                "cognito:roles".to_owned(),
                json!(self.iam_roles_to_override),
            );
        }
        if let Some(role) = &self.preferred_role {
            claims.insert("cognito:preferred_role".to_owned(), json!(role));
        }
    }
}

/// A lower number takes precedence; none comes last.
fn rank(group: &Group) -> i64 {
    group.precedence.unwrap_or(i64::MAX)
}

fn null_is_empty<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    /// Groups as name, precedence and role.
    #[track_caller]
    fn check(
        groups: &[(&str, Option<i64>, Option<&str>)],
        names: &[&str],
        preferred: Option<&str>,
    ) {
        let mut pool = Pool::new("eu-west-1_Test");
        for &(name, precedence, role) in groups {
            let group = Group {
                precedence,
                role_arn: role.map(str::to_owned),
                ..Group::new(Timestamp::UNIX_EPOCH)
            };
            pool.groups.insert(name.to_owned(), group);
        }
        let members = groups.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let claims = GroupClaims::of(&pool, &members);
        assert_eq!(claims.groups_to_override, names);
        assert_eq!(claims.preferred_role.as_deref(), preferred);
    }

    #[test]
    fn the_group_that_counts_most_comes_first() {
        check(&[], &[], None);
        check(
            &[("a", None, None), ("b", Some(1), None)],
            &["b", "a"],
            None,
        );
        check(
            &[("a", Some(2), Some("r1")), ("b", Some(0), Some("r2"))],
            &["b", "a"],
            Some("r2"),
        );
        // Two groups of the same precedence and different roles: no role is preferred.
        check(
            &[("a", Some(0), Some("r1")), ("b", Some(0), Some("r2"))],
            &["a", "b"],
            None,
        );
        check(
            &[("a", Some(0), Some("r1")), ("b", Some(0), Some("r1"))],
            &["a", "b"],
            Some("r1"),
        );
    }

    #[test]
    fn a_group_that_the_pool_lost_is_in_no_token() {
        let pool = Pool::new("eu-west-1_Test");
        let claims = GroupClaims::of(&pool, &["gone".to_owned()].into());
        assert_eq!(claims, GroupClaims::default());
    }
}
