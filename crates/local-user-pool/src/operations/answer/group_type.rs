//! Groups in requests and answers.

use serde_json::{Value, json};

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

/// A group (API reference: `GroupType`).
pub(crate) fn group_type(pool: &Pool, name: &str, group: &Group) -> Value {
    json!({
        "GroupName": name,
        "UserPoolId": pool.id,
        "Description": group.description,
        "RoleArn": group.role_arn,
        "Precedence": group.precedence,
        "CreationDate": epoch_seconds(group.created),
        "LastModifiedDate": epoch_seconds(group.modified),
    })
}
