//! `DescribeUserPoolDomain`: the pool that has a domain.

use serde_json::{Value, json};

use crate::operations::answer::pool_type::ACCOUNT;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

/// A domain that no pool has is described by nothing.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let domain = members.read(|members| members.required("Domain", Shape::Domain))?;

    let state = context.state();
    let pool = state.pools.pool_of_domain(&domain);
    let description = pool.map_or(json!({}), |pool| {
        json!({
            "UserPoolId": pool.id,
            "AWSAccountId": ACCOUNT,
            "Domain": domain,
            "Status": "ACTIVE",
        })
    });
    Ok(json!({ "DomainDescription": description }))
}
