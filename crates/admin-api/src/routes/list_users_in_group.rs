//! `GET /listUsersInGroup`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::answers::{User, Users};
use crate::parameters::{NO_GROUP, PageParameters, given};
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

#[derive(Deserialize, JsonSchema)]
pub(super) struct Parameters {
    /// The name of the group.
    #[schemars(required, length(min = 1))]
    groupname: Option<String>,
    #[serde(flatten)]
    page: PageParameters,
}

/// Lists the members of a group.
pub(super) struct ListUsersInGroup;

impl Route for ListUsersInGroup {
    const VERB: Verb = Verb::ListUsersInGroup;
    const METHOD: Method = Method::GET;
    const PATH: &str = "/listUsersInGroup";
    const SUMMARY: &str = "List the members of a group";
    const ANSWER: &str = "A page of users";
    type Parameters = Parameters;
    type Answer = Users;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Users, Problem> {
        let Parameters { groupname, page } = input.parameters()?;
        let group = given(groupname).ok_or_else(|| Problem::malformed("groupname is required"))?;
        let limit = page.limit()?;

        session.authorize(&Action::only(Self::VERB)).await?;
        session.audit.groups = vec![group.clone()];

        let request = session
            .pool
            .client
            .list_users_in_group()
            .user_pool_id(session.pool.id)
            .group_name(group)
            .set_limit(limit)
            .set_next_token(page.token());
        let listed = session.pool.ask(request.send()).await;
        let listed = listed.map_err(|problem| page.not_accepted_or(problem, NO_GROUP))?;

        Ok(Users {
            users: listed.users().iter().map(User::from).collect(),
            next_token: listed.next_token,
        })
    }
}
