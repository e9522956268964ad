//! `POST /updateUserAttributes`.

use std::collections::BTreeMap;

use authorization::{Action, Verb};
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::parameters::{Input, given};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Parameters {
    /// The user name, the `sub`, or a verified alias.
    #[schemars(required, length(min = 1))]
    username: Option<String>,
    /// Name to value; a blank value deletes the attribute.
    #[schemars(required, extend("minProperties" = 1))]
    attributes: Option<BTreeMap<String, String>>,
}

/// Sets attributes of a user; a blank value deletes one, as Cognito has it (contract §8).
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let Parameters {
        username,
        attributes,
    } = input.read()?;
    let attributes = attributes.filter(|attributes| !attributes.is_empty());
    let (user, attributes) = given(username)
        .zip(attributes)
        .ok_or_else(|| Problem::malformed("username and attributes are required"))?;

    let action = Action {
        attributes: &attributes,
        ..Action::only(Verb::UpdateUserAttributes)
    };
    let subject = session.subject(&action, &user).await?;

    let mut request = session
        .api
        .cognito
        .admin_update_user_attributes()
        .user_pool_id(session.pool_id())
        .username(&subject.account.user_name);
    for (name, value) in &attributes {
        let attribute = AttributeType::builder().name(name).value(value).build();
        let attribute = attribute.map_err(|_| Problem::malformed("an attribute has no name"))?;
        request = request.user_attributes(attribute);
    }
    ask(request.send(), session.deadline)
        .await
        .map_err(|problem| {
            let names: Vec<&str> = attributes.keys().map(String::as_str).collect();
            problem.if_not_accepted(format!(
                "attributes has a name or a value that the user pool does not take, among {}; hold them against its schema: an attribute has to be there and mutable, and a value has a length or a form",
                names.join(", ")
            ))
        })?;

    Ok(json!({ "message": format!("Updated the attributes of {user}") }).into())
}
