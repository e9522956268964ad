//! `GET /invitations`.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use administration::{Entry, InvitationState, Query};
use invitation::Inviter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parameters::{PageParameters, sent};
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

#[derive(Deserialize, JsonSchema)]
pub(super) struct Parameters {
    #[serde(flatten)]
    page: PageParameters,
    /// States, between commas: `pending`, `expiring`, `expired`, `bounced`, `accepted`,
    /// `unconfirmed`, `federated`, `disabled`, `other`; all of them where nothing is said.
    #[serde(default)]
    state: String,
    /// Who invited: a `sub` or an address. If the pool has the person, both count.
    #[schemars(length(max = 128))]
    inviter: Option<String>,
    /// How the address begins, letter by letter.
    #[schemars(length(max = 245))]
    email_prefix: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Invitations {
    invitations: Vec<Entry>,
    #[serde(rename = "NextToken", skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    next_token: Option<String>,
}

/// Lists users by the state of their invitation, by who invited them, and by the beginning of their
/// address. Cognito can search for the last alone, so a page can be short or empty and still have a
/// next one.
pub(super) struct ListInvitations;

impl Route for ListInvitations {
    const VERB: Verb = Verb::ListInvitations;
    const METHOD: Method = Method::GET;
    const PATH: &str = "/invitations";
    const SUMMARY: &str = "List users by the state of their invitation";
    const ANSWER: &str = "A page of users, which can be empty and yet have a next one";
    const CAN_MISS: bool = false;
    type Parameters = Parameters;
    type Answer = Invitations;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Invitations, Problem> {
        let Parameters {
            page,
            state,
            inviter,
            email_prefix,
        } = input.parameters()?;
        let state = sent(Some(state)).unwrap_or_default();
        let states = state.split(',').filter(|state| !state.is_empty());
        let states = states
            .map(str::parse)
            .collect::<Result<BTreeSet<InvitationState>, _>>();
        let email_prefix = parsed("email_prefix", email_prefix)?;
        let inviter = parsed::<Inviter>("inviter", inviter)?;
        let mut query = Query {
            states: states.map_err(|unknown| Problem::malformed(unknown.to_string()))?,
            email_prefix,
            invited_by: None,
            limit: page.limit()?.and_then(|limit| limit.try_into().ok()),
            token: page.token(),
        };

        session.authorize(&Action::only(Self::VERB)).await?;

        let administration = session.administration().await?;
        if let Some(inviter) = inviter {
            let deadline = session.pool.deadline;
            query.invited_by = Some(administration.invited_by(inviter, deadline).await?);
        }
        let listing = administration
            .list(&query, session.now, session.pool.deadline)
            .await
            .map_err(|refusal| PageParameters::not_accepted(refusal.into()))?;

        Ok(Invitations {
            invitations: listing.entries,
            next_token: listing.next,
        })
    }
}

/// A parameter that was sent, or what is wrong with it.
fn parsed<T>(name: &str, text: Option<String>) -> Result<Option<T>, Problem>
where
    T: FromStr<Err: Display>,
{
    let parsed = sent(text).map(|text| text.parse()).transpose();
    parsed.map_err(|error| Problem::malformed(format!("{name} is {error}")))
}
