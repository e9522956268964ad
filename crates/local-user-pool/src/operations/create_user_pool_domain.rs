//! `CreateUserPoolDomain`: gives a pool its domain, and with it managed login.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// The words that no prefix has in it (developer guide, "Using the Amazon Cognito prefix domain").
const RESERVED: [&str; 3] = ["aws", "amazon", "cognito"];

/// A prefix domain. Custom domains, which have a certificate, are not here.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (domain, pool_id, custom) = members.read(|members| {
        (
            members.required("Domain", Shape::Domain),
            members.required("UserPoolId", Shape::UserPoolId),
            members.structure::<Value>("CustomDomainConfig"),
        )
    })?;
    context.about(&domain);
    if custom.is_some() {
        return Err(ApiError::invalid(
            "This local user pool has no custom domains.",
        ));
    }

    let mut state = context.state();
    state.pools.pool(&pool_id)?;
    // The words of the next two are the real service's, as users report them.
    if let Some(word) = RESERVED.iter().find(|&&word| domain.contains(word)) {
        return Err(ApiError::invalid(format!(
            "Domain cannot contain reserved word: {word}"
        )));
    }
    if state.pools.pool_of_domain(&domain).is_some() {
        return Err(ApiError::invalid(
            "Domain already associated with another user pool.",
        ));
    }
    let pool = state.pools.pool_mut(&pool_id)?;
    if pool.domain.is_some() {
        // A pool has one prefix domain. No source shows the text.
        return Err(ApiError::invalid("The user pool has a domain already."));
    }
    pool.domain = Some(domain);
    Ok(json!({}))
}
