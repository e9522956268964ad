//! The operations: one file each, all in the same order of request, checks, effect and answer.

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::calls::Service;
use crate::error::ApiError;
use crate::inbox::SentMail;
use crate::pool::Pools;
use crate::ses::SendEmail;

mod admin_add_user_to_group;
mod admin_get_user;
mod admin_update_user_attributes;

use admin_add_user_to_group::AdminAddUserToGroup;
use admin_get_user::AdminGetUser;
use admin_update_user_attributes::AdminUpdateUserAttributes;

/// An operation that this server knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Cognito: puts a user into a group.
    AdminAddUserToGroup,
    /// Cognito: reads a user.
    AdminGetUser,
    /// Cognito: sets and deletes attributes of a user.
    AdminUpdateUserAttributes,
    /// SES: sends a mail.
    SendEmail,
}

impl Operation {
    const ALL: [Self; 4] = [
        Self::AdminAddUserToGroup,
        Self::AdminGetUser,
        Self::AdminUpdateUserAttributes,
        Self::SendEmail,
    ];

    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AdminAddUserToGroup => "AdminAddUserToGroup",
            Self::AdminGetUser => "AdminGetUser",
            Self::AdminUpdateUserAttributes => "AdminUpdateUserAttributes",
            Self::SendEmail => "SendEmail",
        }
    }

    /// The service that it belongs to.
    pub fn service(self) -> Service {
        match self {
            Self::AdminAddUserToGroup | Self::AdminGetUser | Self::AdminUpdateUserAttributes => {
                Service::CognitoIdp
            }
            Self::SendEmail => Service::Ses,
        }
    }

    /// The operation of that service with AWS's name.
    pub(crate) fn find(service: Service, name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|operation| operation.service() == service && operation.name() == name)
    }
}

/// What operations read and change.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) pools: Pools,
    pub(crate) inbox: Vec<SentMail>,
}

/// A request that has been read.
pub(crate) enum Request {
    AdminAddUserToGroup(AdminAddUserToGroup),
    AdminGetUser(AdminGetUser),
    AdminUpdateUserAttributes(AdminUpdateUserAttributes),
    SendEmail(Box<SendEmail>),
}

impl Request {
    /// Reads the body of a request. Members that the model does not know are ignored, as AWS
    /// ignores them.
    pub(crate) fn read(operation: Operation, body: &[u8]) -> Result<Self, ApiError> {
        Ok(match operation {
            Operation::AdminAddUserToGroup => Self::AdminAddUserToGroup(parse(body)?),
            Operation::AdminGetUser => Self::AdminGetUser(parse(body)?),
            Operation::AdminUpdateUserAttributes => Self::AdminUpdateUserAttributes(parse(body)?),
            Operation::SendEmail => Self::SendEmail(parse(body)?),
        })
    }

    /// What the request is about; see [`Call::detail`](crate::Call::detail).
    pub(crate) fn detail(&self) -> String {
        match self {
            Self::AdminAddUserToGroup(request) => request.detail(),
            // All there is to it is a person.
            Self::AdminGetUser(_) => String::new(),
            Self::AdminUpdateUserAttributes(request) => request.detail(),
            Self::SendEmail(request) => request.detail(),
        }
    }

    /// Carries the request out at the moment `now`: all of it, or nothing and a refusal.
    pub(crate) fn carry_out(self, world: &mut World, now: Timestamp) -> Result<Value, ApiError> {
        match self {
            Self::AdminAddUserToGroup(request) => request.carry_out(&mut world.pools),
            Self::AdminGetUser(request) => request.carry_out(&mut world.pools),
            Self::AdminUpdateUserAttributes(request) => request.carry_out(&mut world.pools, now),
            Self::SendEmail(request) => request.carry_out(&mut world.inbox, now),
        }
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|_| ApiError::Serialization)
}

/// An attribute on the wire (`AttributeType`).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    name: Option<String>,
    value: Option<String>,
}

/// An attribute in an answer.
fn attribute(name: &str, value: &str) -> Value {
    json!({ "Name": name, "Value": value })
}

/// A moment in an answer: seconds since 1970 as a number, with the milliseconds that AWS sends.
fn epoch_seconds(moment: Timestamp) -> Value {
    let milliseconds = jiff::SignedDuration::from_millis(moment.as_millisecond());
    json!(milliseconds.as_secs_f64())
}
