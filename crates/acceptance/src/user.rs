//! The user as the pool has it: the event is a hint, the pool is the truth.

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::types::UserStatusType;
use invitation::grant::Member;
use invitation::{Attributes, UserStatus};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;
use trigger::Event;

use crate::aws::{CallError, call};

/// A user of a pool.
#[derive(Debug, Clone)]
pub struct User {
    pool_id: String,
    name: String,
    status: UserStatus,
    attributes: Attributes,
    created: Timestamp,
    /// What the pool said, for a capture; redacted there.
    said: Value,
}

impl User {
    /// The user of this name as `AdminGetUser` answers it. Fails without a creation date: then no
    /// bound in time can be judged, and nothing may be granted.
    pub fn new(
        user_pool_id: &str,
        user_name: &str,
        answer: &AdminGetUserOutput,
    ) -> Result<Self, CallError> {
        let status = answer
            .user_status()
            .map(UserStatusType::as_str)
            .unwrap_or_default();
        let created = answer
            .user_create_date()
            .and_then(|date| {
                Timestamp::new(date.secs(), i32::try_from(date.subsec_nanos()).ok()?).ok()
            })
            .ok_or(CallError::Unavailable("no-creation-date"))?;
        let attributes: Vec<(String, String)> = answer
            .user_attributes()
            .iter()
            .map(|attribute| {
                (
                    attribute.name().to_owned(),
                    attribute.value().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let said = json!({
            "status": status,
            "created": created,
            "attributes": attributes.iter().cloned().map(|(name, value)| (name, value.into())).collect::<serde_json::Map<_, _>>(),
        });
        Ok(Self {
            pool_id: user_pool_id.to_owned(),
            name: user_name.to_owned(),
            status: status.into(),
            attributes: attributes.into_iter().collect(),
            created,
            said,
        })
    }

    /// The user as a grant is decided from it.
    pub fn member(&self) -> Member<'_> {
        Member {
            user_pool_id: &self.pool_id,
            user_name: &self.name,
            status: &self.status,
            attributes: &self.attributes,
            created: self.created,
        }
    }

    /// The user's attributes.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// The pool it is in.
    pub fn user_pool_id(&self) -> &str {
        &self.pool_id
    }

    /// The immutable user name.
    pub fn user_name(&self) -> &str {
        &self.name
    }

    /// What the pool said: status, creation and attributes, personal data included.
    pub fn said(&self) -> &Value {
        &self.said
    }
}

/// Reads the user of `event` with `AdminGetUser`, before `deadline`.
///
/// A user name can be used again after its user is deleted: a user whose `sub` is not the
/// event's is another person.
pub async fn read_user(
    cognito: &Client,
    event: &Event,
    deadline: Instant,
) -> Result<User, CallError> {
    let (user_pool_id, user_name) = (event.user_pool_id(), event.user_name());
    let request = cognito
        .admin_get_user()
        .user_pool_id(user_pool_id)
        .username(user_name)
        .send();
    let answer = call(request, deadline).await?;
    let user = User::new(user_pool_id, user_name, &answer)?;
    let sub_of_event = event.user_attributes().remove("sub");
    if let (Some(sub), Some(sub_of_event)) = (user.attributes.get("sub"), sub_of_event)
        && sub != sub_of_event
    {
        return Err(CallError::Unavailable("another-user"));
    }
    Ok(user)
}
