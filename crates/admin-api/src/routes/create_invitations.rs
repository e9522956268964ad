//! `POST /invitations/bulk`.

use std::time::Duration;

use administration::{Fault, view};
use authorization::{Action, Verb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::Instant;

use crate::invitation_request::{Unread, Wanted};
use crate::parameters::Input;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::routes::create_invitation::{Answer, invite};
use crate::session::Session;

/// How many invitations one request takes: as many as fit into the gateway's patience where hooks
/// and mails take their usual time. `invitations import` takes a hundred thousand.
const MOST: usize = 25;

/// How much time there has to be for another one.
const FOR_ONE: Duration = Duration::from_secs(8);

#[derive(Default, Deserialize, JsonSchema)]
pub(crate) struct Parameters {
    /// 1 to 25 invitations.
    #[serde(default)]
    #[schemars(required, length(min = 1, max = 25))]
    invitations: Vec<Wanted>,
}

/// Invites several people, once the caller may and every invitation can be read. What only the
/// settings, the pool or its hooks refuse is told of each by itself, in the order in which they
/// came; those for which no time was left are not begun.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let Parameters { invitations } = input.read()?;
    if invitations.is_empty() || invitations.len() > MOST {
        let detail = format!("invitations is a list of 1 to {MOST} invitations");
        return Err(Problem::malformed(detail));
    }

    let verb = Verb::CreateInvitations;
    for wanted in &invitations {
        session.admit(&wanted.action(verb)).await?;
    }
    let office = session.api.office(session.deadline).await?;
    let mut errors = Vec::new();
    for (index, wanted) in invitations.iter().enumerate() {
        match wanted.read(office) {
            Ok(understood) => {
                let policy = session.api.settings.acceptance_policy();
                let action = Action {
                    policy_groups: &understood.policy_groups(&policy),
                    ..wanted.action(verb)
                };
                session.admit(&action).await?;
            }
            // What the settings or the pool refuse is told of each by itself.
            Err(Unread::Faults(faults)) if faults.iter().all(Fault::is_refusal) => {}
            Err(unread) => {
                let problem = Problem::from(unread);
                let mut of_fields = problem.errors;
                if of_fields.is_empty() {
                    of_fields.push(json!({ "code": problem.code, "detail": problem.detail }));
                }
                for mut error in of_fields {
                    if let Some(members) = error.as_object_mut() {
                        members.insert("index".to_owned(), json!(index));
                    }
                    errors.push(error);
                }
            }
        }
    }
    if !errors.is_empty() {
        let detail = "Nobody was invited, because some of the invitations are not accepted";
        return Err(Problem {
            errors,
            ..Problem::not_accepted("invitations-not-accepted", detail)
        });
    }

    let mut results = Vec::new();
    for wanted in &invitations {
        if session.deadline.saturating_duration_since(Instant::now()) < FOR_ONE {
            let detail = "There was no time left for this one; send it again";
            results.push(BulkResult::refused("not-begun", detail));
            continue;
        }
        let result = invite(session, office, verb, wanted).await;
        // Each is a change of its own, and gets a line of its own.
        session.audit.write(&result, &session.api.section);
        session.audit.forget();
        results.push(match result {
            Ok(made) => BulkResult::Invited(made.answer),
            Err(problem) => BulkResult::refused(problem.code, problem.detail),
        });
    }

    Ok(json!(Results { results }).into())
}

/// What became of each, in the order of the request.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Results {
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
