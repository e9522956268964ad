//! `GET /listUsers`.

use authorization::{Action, Verb};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::parameters::{Input, PageParameters, sent};
use crate::pool::ask;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;
use crate::{answers, filter};

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
    let filter = sent(filter);
    if let Some(filter) = &filter {
        filter::check(filter)?;
    }

    session.admit(&Action::only(Verb::ListUsers)).await?;

    let request = session
        .api
        .cognito
        .list_users()
        .user_pool_id(session.pool_id())
        .set_limit(limit)
        .set_pagination_token(page.token())
        .set_filter(filter);
    let has_token = page.token().is_some();
    let answer = ask(request.send(), session.deadline)
        .await
        .map_err(|problem| {
            if has_token {
                return PageParameters::not_accepted(problem);
            }
            problem.if_not_accepted(
                "filter is none that the user pool takes; write it as email = \"ada@client.example\" or email ^= \"ada\", with a backslash before a double quote inside",
            )
        })?;

    let users = answer.users().iter().map(answers::user).collect();
    // Every other list calls it NextToken, and so do Admin Queries here.
    Ok(answers::page("Users", users, answer.pagination_token()).into())
}
