//! The user to whom a grant is given: the event is a hint, the pool is the truth.

use aws_sdk_cognitoidentityprovider::Client;
use cognito::call::call;
use cognito::{CallError, Cause, User};
use invitation::grant::Member;
use invitation::{Attributes, InvitationRecord, Mark};
use jiff::Timestamp;
use tokio::time::Instant;
use trigger::Event;

/// A user of whom everything is known that a grant depends on.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub(crate) user_pool_id: String,
    pub(crate) user: User,
    pub(crate) created: Timestamp,
}

impl Recipient {
    /// The user of a pool. Fails without a creation date: then no bound in time can be judged, and
    /// nothing may be granted.
    pub fn new(user_pool_id: &str, user: User) -> Result<Self, CallError> {
        Ok(Self {
            user_pool_id: user_pool_id.to_owned(),
            created: user.created.ok_or(Cause::NoCreationDate)?,
            user,
        })
    }

    /// The user as a grant is decided from it.
    pub fn member(&self) -> Member<'_> {
        Member {
            user_pool_id: &self.user_pool_id,
            user_name: &self.user.user_name,
            status: &self.user.status,
            attributes: &self.user.attributes,
            created: self.created,
        }
    }

    /// Whether the record of the invitation says that it was accepted before.
    pub fn has_accepted(&self) -> bool {
        let record = InvitationRecord::of(self.attributes());
        record.is_some_and(|record| record.marked(Mark::Accepted).is_some())
    }

    /// The user's attributes.
    pub fn attributes(&self) -> &Attributes {
        &self.user.attributes
    }
}

/// Reads the user of `event` with `AdminGetUser`, before `deadline`.
///
/// A user name can be used again after its user is deleted: a user whose `sub` is not the
/// event's is another person.
pub async fn read_recipient(
    cognito: &Client,
    event: &Event,
    deadline: Instant,
) -> Result<Recipient, CallError> {
    let user_pool_id = event.user_pool_id();
    let request = cognito
        .admin_get_user()
        .user_pool_id(user_pool_id)
        .username(event.user_name())
        .send();
    let answer = call(request, deadline).await?;
    let user = User {
        user_name: event.user_name().to_owned(),
        ..User::from(&answer)
    };
    let recipient = Recipient::new(user_pool_id, user)?;
    let sub_of_event = event.user_attributes().remove("sub");
    if let (Some(sub), Some(sub_of_event)) = (recipient.attributes().get("sub"), sub_of_event)
        && sub != sub_of_event
    {
        return Err(Cause::AnotherUser.into());
    }
    Ok(recipient)
}
