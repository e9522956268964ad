//! `POST /invitations`.

use std::collections::BTreeSet;

use administration::{ActOn, Invitation, Outcome, Refusal, view};
use authorization::{Action, Verb};
use axum::http::StatusCode;
use cognito::User;
use invitation::EmailAddress;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::invitation_request::{Understood, Wanted};
use crate::issue::{self, issue};
use crate::parameters::Input;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;
use crate::state::Office;
use crate::subject::Subject;

/// How often it is looked up whom an invitation concerns: the address can change hands meanwhile.
const ROUNDS: u32 = 3;

/// Invites somebody; of somebody who is there already, completes what is missing.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let wanted: Wanted = input.read()?;

    session
        .admit(&wanted.action(Verb::CreateInvitation))
        .await?;

    let office = session.api.office(session.deadline).await?;
    let made = invite(session, office, Verb::CreateInvitation, &wanted).await?;

    Ok(Reply {
        status: if made.is_new {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        },
        document: json!(made.answer),
    })
}

/// An invitation that was carried out.
pub(crate) struct Made {
    /// Whether there is something that was not there before: a user, or a token.
    pub(crate) is_new: bool,
    /// What is told of it.
    pub(crate) answer: Answer,
}

/// What became of an invitation: of a user, or by token.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Made")]
pub(crate) enum Answer {
    /// Of a user.
    Invited(view::Invited),
    /// By token.
    Issued(issue::Answer),
}

/// Invites one person, unless it is somebody already whom the caller may not act on.
pub(super) async fn invite(
    session: &mut Session<'_>,
    office: &Office,
    verb: Verb,
    wanted: &Wanted,
) -> Result<Made, Problem> {
    let understood = wanted.read(office)?;
    let policy_groups = understood.policy_groups(&session.api.settings.acceptance_policy());
    let action = Action {
        policy_groups: &policy_groups,
        ..wanted.action(verb)
    };
    session.admit(&action).await?;
    let user_name = match &understood {
        Understood::User(invitation) => invitation.user_name.as_deref(),
        Understood::Token(_) => None,
    };
    let mut round = 1;
    loop {
        // What is written down is about whom this round concerns.
        session.audit.target = None;
        let concerned = office
            .administration
            .concerned(understood.email(), user_name, session.deadline)
            .await?;
        for account in &concerned {
            let subject = Subject::of(session.api, account.clone(), session.deadline).await?;
            session.admit_to(&action, &subject).await?;
        }
        let invitation = match understood {
            Understood::User(ref invitation) => invitation,
            Understood::Token(request) => {
                // Nobody whom it concerns is acted on.
                session.audit.target = None;
                check_free(office, &request.email, &concerned)?;
                return issue(session, office, request).await;
            }
        };
        let admitted = concerned.into_iter().map(|account| account.sub).collect();
        match create(session, office, wanted, invitation, &admitted).await {
            // Somebody has got the address since, of whom nobody asked yet whether the caller may.
            Err(Refusal::ChangedMeanwhile) if round < ROUNDS => round += 1,
            made => return Ok(made?),
        }
    }
}

async fn create(
    session: &mut Session<'_>,
    office: &Office,
    wanted: &Wanted,
    invitation: &Invitation,
    admitted: &BTreeSet<String>,
) -> Result<Made, Refusal> {
    let act_on = ActOn::Only(admitted);
    let (now, deadline) = (session.now, session.deadline);
    let invited = office
        .administration
        .create(invitation, wanted.again(), act_on, now, deadline)
        .await?;
    session.audit.invited(&invited, &invitation.particulars);
    Ok(Made {
        is_new: matches!(invited.outcome, Outcome::Created | Outcome::CreatedAnew),
        answer: Answer::Invited(view::Invited::from(&invited)),
    })
}

/// Refuses a token that its owner could not sign up with.
fn check_free(office: &Office, email: &EmailAddress, concerned: &[User]) -> Result<(), Problem> {
    let keeps = |account| office.administration.keeps_from_signing_up(account, email);
    if concerned.iter().any(keeps) {
        let detail = "There is a user with this address, so that nobody can sign up with it; leave the mode out, which completes an invitation, replaces an unconfirmed sign-up, and gives a member the groups";
        return Err(Problem::new(StatusCode::CONFLICT, "address-in-use", detail));
    }
    Ok(())
}
