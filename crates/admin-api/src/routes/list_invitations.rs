//! `GET /invitations`.

use std::collections::BTreeSet;

use administration::{Query, State, view};
use authorization::{Action, Verb};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::answers;
use crate::parameters::{Input, PageParameters, sent};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Parameters {
    #[serde(flatten)]
    page: PageParameters,
    /// States, between commas: `pending`, `expired`, `accepted`, `unconfirmed`, `federated`,
    /// `disabled`, `other`; all of them where nothing is said.
    #[serde(default)]
    state: String,
}

/// Lists users by the state of their invitation. A page can be short or empty and yet have a next
/// one, because Cognito cannot search by it.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let Parameters { page, state } = input.read()?;
    let state = sent(Some(state)).unwrap_or_default();
    let states = state.split(',').filter(|state| !state.is_empty());
    let states = states
        .map(str::parse)
        .collect::<Result<BTreeSet<State>, _>>();
    let query = Query {
        states: states.map_err(|unknown| Problem::malformed(unknown.to_string()))?,
        limit: page.limit()?.and_then(|limit| limit.try_into().ok()),
        token: page.token(),
    };

    session.admit(&Action::only(Verb::ListInvitations)).await?;

    let office = session.api.office(session.deadline).await?;
    let listing = office
        .administration
        .list(&query, session.now, session.deadline)
        .await
        .map_err(|refusal| PageParameters::not_accepted(refusal.into()))?;

    let entries = listing.entries.iter().map(view::Entry::from);
    let entries = entries.map(|entry| json!(entry)).collect();
    Ok(answers::page("invitations", entries, listing.next.as_deref()).into())
}
