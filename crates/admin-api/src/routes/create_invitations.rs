//! `POST /invitations/bulk`.

use std::time::Duration;

use administration::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::invitation_request::InvitationRequest;
use crate::invite::{Answer, invite};
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// How many invitations one request takes: as many as the gateway waits for, where hooks and mails
/// take their usual time. `invitations import` takes a hundred thousand.
pub(super) const MAX_INVITATIONS: usize = 25;

/// How much time one invitation needs.
const TIME_FOR_ONE: Duration = Duration::from_secs(8);

#[derive(Default, Deserialize, JsonSchema)]
pub(super) struct Parameters {
    /// 1 to 25 invitations.
    #[serde(default)]
    #[schemars(required, length(min = 1, max = 25))]
    invitations: Vec<InvitationRequest>,
}

/// What became of each, in the order of the request.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Results {
    results: Vec<BulkResult>,
}

/// What became of one of them.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Result")]
enum BulkResult {
    /// It was carried out.
    Invited(Answer),
    /// Nothing was done.
    Refused(view::Rejection),
}

impl BulkResult {
    fn refused(code: &str, detail: impl Into<String>) -> Self {
        Self::Refused(view::Rejection {
            code: code.to_owned(),
            detail: detail.into(),
            errors: Vec::new(),
        })
    }
}

/// Invites several people, in the order of the request, if the caller may and every invitation can
/// be read. What the settings, the pool or its hooks refuse is answered for each by itself. Those
/// for which no time is left are not begun.
pub(super) struct CreateInvitations;

impl Route for CreateInvitations {
    const VERB: Verb = Verb::CreateInvitations;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/invitations/bulk";
    const SUMMARY: &str = "Invite several people, each answered by itself";
    const ANSWER: &str = "What became of each, in the order of the request";
    type Parameters = Parameters;
    type Answer = Results;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Results, Problem> {
        let Parameters { invitations } = input.parameters()?;
        if invitations.is_empty() || invitations.len() > MAX_INVITATIONS {
            let detail = format!("invitations is a list of 1 to {MAX_INVITATIONS} invitations");
            return Err(Problem::malformed(detail));
        }

        for request in &invitations {
            session.authorize(&request.action(Self::VERB)).await?;
        }
        validate_all(session, &invitations).await?;

        let mut results = Vec::new();
        for request in &invitations {
            if session
                .pool
                .deadline
                .saturating_duration_since(Instant::now())
                < TIME_FOR_ONE
            {
                let detail = "There was no time left for this one; send it again";
                results.push(BulkResult::refused("not-begun", detail));
                continue;
            }
            let result = invite(session, Self::VERB, request).await;
            // Each is a change, and gets a line of its own.
            session.audit.write(&result, &session.state.section);
            session.audit.clear();
            results.push(match result {
                Ok(answer) => BulkResult::Invited(answer),
                Err(problem) => BulkResult::refused(problem.code, problem.detail),
            });
        }

        Ok(Results { results })
    }
}

/// Refuses the whole request if an invitation cannot be read, or if its groups by the policy are
/// not the caller's to give.
async fn validate_all(
    session: &mut Session<'_>,
    invitations: &[InvitationRequest],
) -> Result<(), Problem> {
    let (state, rules) = (session.state, session.rules().await?);
    let policy = state.settings.acceptance_policy();
    let mut errors = Vec::new();
    for (index, request) in invitations.iter().enumerate() {
        match request.validate(&state.section, &rules) {
            Ok(invitation) => {
                let action = Action {
                    policy_groups: &invitation.policy_groups(&policy),
                    ..request.action(CreateInvitations::VERB)
                };
                session.authorize(&action).await?;
            }
            // What the settings or the pool refuse is answered for each by itself.
            Err(problem) if problem.is_refusal => {}
            Err(problem) => errors.extend(problem.parts(index)),
        }
    }
    if errors.is_empty() {
        return Ok(());
    }
    let detail = "Nobody was invited, because some of the invitations are not accepted";
    Err(Problem {
        errors,
        ..Problem::not_accepted("invitations-not-accepted", detail)
    })
}
