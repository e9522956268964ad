//! Users in answers.

use serde_json::{Value, json};

use crate::operations::answer::{attribute, epoch_seconds};
use crate::state::user::User;

/// A user in a list or after creation (API reference: `UserType`), with these of its attributes.
pub(crate) fn user_type(user: &User, attributes: &[Value]) -> Value {
    json!({
        "Username": user.username,
        "Attributes": attributes,
        "UserCreateDate": epoch_seconds(user.created),
        "UserLastModifiedDate": epoch_seconds(user.modified),
        "Enabled": user.enabled,
        "UserStatus": user.status.as_str(),
    })
}

/// All attributes of a user, `sub` first. AWS answers it as an attribute too.
pub(crate) fn all_attributes(user: &User) -> Vec<Value> {
    let sub = attribute("sub", &user.sub);
    let others = user
        .attributes
        .iter()
        .map(|(name, value)| attribute(name, value));
    std::iter::once(sub).chain(others).collect()
}
