//! `GET /listUsers`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::answers::{User, Users};
use crate::filter;
use crate::parameters::{PageParameters, sent};
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// The answer to a filter that Cognito does not accept.
const NO_FILTER: &str = "filter is none that the user pool takes; write it as email = \"ada@client.example\" or email ^= \"ada\", with a backslash before a double quote inside";

#[derive(Deserialize, JsonSchema)]
pub(super) struct Parameters {
    #[serde(flatten)]
    page: PageParameters,
    /// A filter of Cognito's, such as `email ^= "ada@"`.
    #[schemars(length(max = 256))]
    filter: Option<String>,
}

/// Lists users: all of them, or those that a filter of Cognito's finds, such as `email ^= "ada@"`.
/// The filter may be the caller's own text: it reads only what the route shows anyway.
pub(super) struct ListUsers;

impl Route for ListUsers {
    const VERB: Verb = Verb::ListUsers;
    const METHOD: Method = Method::GET;
    const PATH: &str = "/listUsers";
    const SUMMARY: &str = "List users";
    const ANSWER: &str = "A page of users";
    const CAN_MISS: bool = false;
    type Parameters = Parameters;
    type Answer = Users;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Users, Problem> {
        let Parameters { page, filter } = input.parameters()?;
        let limit = page.limit()?;
        let filter = sent(filter);
        if let Some(filter) = &filter {
            filter::check(filter)?;
        }

        session.authorize(&Action::only(Self::VERB)).await?;

        let request = session
            .pool
            .client
            .list_users()
            .user_pool_id(session.pool.id)
            .set_limit(limit)
            .set_pagination_token(page.token())
            .set_filter(filter);
        let listed = session.pool.ask(request.send()).await;
        let listed = listed.map_err(|problem| page.not_accepted_or(problem, NO_FILTER))?;

        Ok(Users {
            users: listed.users().iter().map(User::from).collect(),
            // Admin Queries call it NextToken, as in every other list.
            next_token: listed.pagination_token,
        })
    }
}
