//! `GET /listUsers`.

use authorization::{Asked, Verb};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::parameters::{Input, PageParameters, given};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;
use crate::shapes;

/// The longest filter, in characters (API reference, `ListUsers`; contract §8).
const MAX_FILTER: usize = 256;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Parameters {
    #[serde(flatten)]
    page: PageParameters,
    /// A filter of Cognito's, such as `email ^= "ada@"`.
    #[schemars(length(max = 256))]
    filter: Option<String>,
}

/// Lists users, all of them or those that a filter of Cognito's finds, such as
/// `email ^= "ada@"`. A filter reads what the verb shows anyway, so that it may be the caller's
/// own text.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let Parameters { page, filter } = input.read()?;
    let limit = page.limit()?;
    let filter = given(filter);
    if filter
        .as_ref()
        .is_some_and(|filter| filter.chars().count() > MAX_FILTER)
    {
        return Err(Problem::malformed("filter has at most 256 characters"));
    }

    session.admit(&Asked::only(Verb::ListUsers)).await?;

    let request = session
        .api
        .cognito
        .list_users()
        .user_pool_id(session.pool_id())
        .set_limit(limit)
        .set_pagination_token(page.token())
        .set_filter(filter);
    let answer = ask(request.send(), session.deadline).await?;

    let users = answer.users().iter().map(shapes::user).collect();
    // Every other list calls it NextToken, and so do Admin Queries here.
    Ok(shapes::page("Users", users, answer.pagination_token()).into())
}
