//! `GET /listGroups`.

use crate::answers::{Group, Groups};
use crate::parameters::PageParameters;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Lists the groups of the pool by name and description.
pub(super) struct ListGroups;

impl Route for ListGroups {
    const VERB: Verb = Verb::ListGroups;
    const METHOD: Method = Method::GET;
    const PATH: &str = "/listGroups";
    const SUMMARY: &str = "List groups";
    const ANSWER: &str = "A page of groups";
    const CAN_MISS: bool = false;
    type Parameters = PageParameters;
    type Answer = Groups;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Groups, Problem> {
        let page = input.parameters()?;
        let limit = page.limit()?;

        session.authorize(&Action::only(Self::VERB)).await?;

        let request = session
            .pool
            .client
            .list_groups()
            .user_pool_id(session.pool.id)
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
