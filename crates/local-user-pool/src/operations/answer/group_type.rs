//! Groups in requests and answers.

use serde_json::{Map, Value, json};

use crate::operations::answer::epoch_seconds;
use crate::operations::request::members::Reader;
use crate::operations::request::validation::Shape;
use crate::state::pool::{Group, Pool};

/// The settings of a group in a request.
pub(crate) struct Properties {
    description: Option<String>,
    precedence: Option<i64>,
    role_arn: Option<String>,
}

impl Properties {
    pub(crate) fn read(members: &mut Reader) -> Self {
        Self {
            description: members.optional("Description", Shape::Description),
            precedence: members.number("Precedence", 0, i64::from(i32::MAX)),
            role_arn: members.optional("RoleArn", Shape::Arn),
        }
    }

    /// Sets them in a group. Settings that the request leaves out stay.
    pub(crate) fn set(self, group: &mut Group) {
        group.description = self.description.or(group.description.take());
        group.precedence = self.precedence.or(group.precedence);
        group.role_arn = self.role_arn.or(group.role_arn.take());
    }
}

/// A group (API reference: `GroupType`), without members that have no value.
pub(crate) fn group_type(pool: &Pool, name: &str, group: &Group) -> Value {
    let optional = [
        ("Description", json!(group.description)),
        ("RoleArn", json!(group.role_arn)),
        ("Precedence", json!(group.precedence)),
    ];
    let members = [
        ("GroupName", json!(name)),
        ("UserPoolId", json!(pool.id)),
        ("CreationDate", epoch_seconds(group.created)),
        ("LastModifiedDate", epoch_seconds(group.modified)),
    ];
    let all = members.into_iter().chain(optional);
    let there = all.filter(|(_, value)| !value.is_null());
    let group: Map<String, Value> = there
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    group.into()
}
