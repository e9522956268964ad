//! `CreateUserPoolClient`: an app client.

use serde_json::{Value, json};

use crate::operations::answer::client_type::client_type;
use crate::operations::request::client_settings::{check, settings};
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::Client;
use crate::state::random;

/// The most app clients of one pool (quotas page of the developer guide).
const MAX_CLIENTS: usize = 1000;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (pool_id, name, has_secret, brought, settings) = members.read(|members| {
        let pool_id = members.required("UserPoolId", Shape::UserPoolId);
        let name = members.required("ClientName", Shape::ClientName);
        let has_secret = members.flag("GenerateSecret");
        let brought = members.optional("ClientSecret", Shape::NewClientSecret);
        let settings = settings(members);
        context.about(&name);
        (pool_id, name, has_secret, brought, settings)
    })?;
    if has_secret && brought.is_some() {
        // The reference says that they exclude each other. No source shows the text.
        return Err(ApiError::invalid(
            "GenerateSecret and ClientSecret cannot be used together.",
        ));
    }

    let mut client = Client::new(letters_and_digits(26), name, context.now);
    client.secret = brought.or_else(|| has_secret.then(|| letters_and_digits(51)));
    client.settings = settings;
    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    check(pool, &client, "creating")?;
    if pool.clients.len() >= MAX_CLIENTS {
        // The quota and the exception are documented, the text is not.
        return Err(ApiError::LimitExceeded(format!(
            "A user pool can have at most {MAX_CLIENTS} app clients"
        )));
    }
    let answer = json!({ "UserPoolClient": client_type(pool, &client) });
    pool.add_client(client);
    Ok(answer)
}

/// AWS's identifiers and secrets look like this.
fn letters_and_digits(length: usize) -> String {
    let alphabet: Vec<char> = ('a'..='z').chain('0'..='9').collect();
    random::text(&alphabet, length)
}
