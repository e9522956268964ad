//! `POST /updateUserAttributes`.

use std::collections::BTreeMap;

use aws_sdk_cognitoidentityprovider::types::AttributeType;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::answers::Done;
use crate::parameters::given;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

#[derive(Deserialize, JsonSchema)]
pub(super) struct Parameters {
    /// The user name, the `sub`, or a verified alias.
    #[schemars(required, length(min = 1))]
    username: Option<String>,
    /// Name to value; a blank value deletes the attribute.
    #[schemars(required, extend("minProperties" = 1))]
    attributes: Option<BTreeMap<String, String>>,
}

/// Sets attributes of a user. A blank value deletes one, as in Cognito (contract §8).
pub(super) struct UpdateUserAttributes;

impl Route for UpdateUserAttributes {
    const VERB: Verb = Verb::UpdateUserAttributes;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/updateUserAttributes";
    const SUMMARY: &str = "Set attributes of a user";
    const ANSWER: &str = "It is done";
    type Parameters = Parameters;
    type Answer = Done;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Done, Problem> {
        let Parameters {
            username,
            attributes,
        } = input.parameters()?;
        let attributes = attributes.filter(|attributes| !attributes.is_empty());
        let (user, attributes) = given(username)
            .zip(attributes)
            .ok_or_else(|| Problem::malformed("username and attributes are required"))?;

        let action = Action {
            attributes: &attributes,
            ..Action::only(Self::VERB)
        };
        let target = session.target(&action, &user).await?;

        let mut request = session
            .pool
            .client
            .admin_update_user_attributes()
            .user_pool_id(session.pool.id)
            .username(&target.account.user_name);
        for (name, value) in &attributes {
            let attribute = AttributeType::builder().name(name).value(value).build();
            let attribute =
                attribute.map_err(|_| Problem::malformed("an attribute has no name"))?;
            request = request.user_attributes(attribute);
        }
        let done = session.pool.ask(request.send()).await;
        done.map_err(|problem| {
            let names: Vec<&str> = attributes.keys().map(String::as_str).collect();
            problem.with_detail_if_not_accepted(format!(
                "attributes has a name or a value that the user pool does not take, among {}; hold them against its schema: an attribute has to be there and mutable, and a value has a length or a form",
                names.join(", ")
            ))
        })?;

        Ok(Done::new(format!("Updated the attributes of {user}")))
    }
}
