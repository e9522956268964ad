//! Groups in requests and answers.

use serde_json::{Value, json};

use crate::operations::answer::epoch_seconds;
use crate::operations::request::members::Reader;
use crate::operations::request::validation::Shape;
use crate::state::json::set;
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
    let mut answer = json!({
        "GroupName": name,
        "UserPoolId": pool.id,
        "CreationDate": epoch_seconds(group.created),
        "LastModifiedDate": epoch_seconds(group.modified),
    });
    if let Some(description) = &group.description {
        set(&mut answer, "Description", json!(description));
    }
    if let Some(role_arn) = &group.role_arn {
        set(&mut answer, "RoleArn", json!(role_arn));
    }
    if let Some(precedence) = group.precedence {
        set(&mut answer, "Precedence", json!(precedence));
    }
    answer
}
