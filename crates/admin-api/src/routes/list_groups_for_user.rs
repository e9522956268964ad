//! `GET /listGroupsForUser`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::answers::{Group, Groups};
use crate::parameters::{PageParameters, UserParameters};
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

#[derive(Deserialize, JsonSchema)]
pub(super) struct Parameters {
    #[serde(flatten)]
    user: UserParameters,
    #[serde(flatten)]
    page: PageParameters,
}

/// Lists the groups of a user.
pub(super) struct ListGroupsForUser;

impl Route for ListGroupsForUser {
    const VERB: Verb = Verb::ListGroupsForUser;
    const METHOD: Method = Method::GET;
    const PATH: &str = "/listGroupsForUser";
    const SUMMARY: &str = "List the groups of a user";
    const ANSWER: &str = "A page of groups";
    type Parameters = Parameters;
    type Answer = Groups;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Groups, Problem> {
        let Parameters { user, page } = input.parameters()?;
        let user = user.username()?;
        let limit = page.limit()?;

        session.authorize(&Action::only(Self::VERB)).await?;
        let user = session.look_up(&user).await?;

        let request = session
            .pool
            .client
            .admin_list_groups_for_user()
            .user_pool_id(session.pool.id)
            .username(user.username)
            .set_limit(limit)
            .set_next_token(page.token());
        let listed = session.pool.ask(request.send()).await;
        let listed = listed.map_err(PageParameters::not_accepted)?;

        Ok(Groups {
            groups: listed.groups().iter().map(Group::from).collect(),
            next_token: listed.next_token,
        })
    }
}
