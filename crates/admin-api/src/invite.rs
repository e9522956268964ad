//! One person is invited: the user is created, or a token is issued.

use administration::{AdminError, Administration, Invited, Outcome, Scope};
use authorization::{Action, Verb};
use axum::http::StatusCode;
use cognito::User;
use invitation::EmailAddress;
use schemars::JsonSchema;
use serde::Serialize;

use crate::invitation_request::{InvitationRequest, ValidInvitation};
use crate::issue::{IssuedByMail, issue};
use crate::problem::Problem;
use crate::session::Session;

/// How often the users whom an invitation concerns are looked up: the address can change hands
/// meanwhile.
const ROUNDS: u32 = 3;

/// What became of an invitation: of a user, or by token.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Made")]
pub(crate) enum Answer {
    /// Of a user.
    Invited(Invited),
    /// By token.
    Issued(IssuedByMail),
}

impl Answer {
    /// Whether there is something new: a user, or a token.
    pub(crate) fn is_new(&self) -> bool {
        match self {
            Self::Invited(invited) => {
                matches!(invited.outcome, Outcome::Created | Outcome::CreatedAnew)
            }
            Self::Issued(_) => true,
        }
    }
}

/// Invites one person, unless it is a user on whom the caller may not act.
pub(crate) async fn invite(
    session: &mut Session<'_>,
    verb: Verb,
    request: &InvitationRequest,
) -> Result<Answer, Problem> {
    let mut invitation = request.validate(&session.state.section, &session.rules().await?)?;
    let policy_groups = invitation.policy_groups(&session.state.settings.acceptance_policy());
    let action = Action {
        policy_groups: &policy_groups,
        ..request.action(verb)
    };
    session.authorize(&action).await?;
    if let ValidInvitation::User(invitation) = &mut invitation {
        invitation.record = session.by_caller(invitation.record.clone()).await?;
    }
    let administration = session.administration().await?;
    let mut round = 1;
    loop {
        // The audit line names the users whom this round concerns.
        session.audit.target = None;
        let concerned = administration
            .concerned(
                invitation.email(),
                invitation.user_name(),
                session.pool.deadline,
            )
            .await?;
        for account in &concerned {
            let user = session.pool.with_groups(account.clone()).await?;
            session.authorize_on(&action, &user).await?;
        }
        let invitation = match invitation {
            ValidInvitation::User(ref invitation) => invitation,
            ValidInvitation::Token(token) => {
                // A token changes none of these users.
                session.audit.target = None;
                check_free(administration, &token.email, &concerned)?;
                return issue(session, token).await.map(Answer::Issued);
            }
        };
        let authorized = concerned.into_iter().map(|account| account.sub).collect();
        let again = request.again();
        let scope = Scope::Only(&authorized);
        let created = administration
            .create(invitation, again, scope, session.now, session.pool.deadline)
            .await;
        match created {
            // The address now belongs to another user, on whom the caller is not authorized yet.
            Err(AdminError::ChangedMeanwhile) if round < ROUNDS => round += 1,
            created => {
                let invited = created?;
                session.audit.invited(&invited, &invitation.profile);
                return Ok(Answer::Invited(invited));
            }
        }
    }
}

/// Refuses a token that its owner could not sign up with.
pub(crate) fn check_free(
    administration: &Administration,
    email: &EmailAddress,
    concerned: &[User],
) -> Result<(), Problem> {
    let keeps = |account| administration.keeps_from_signing_up(account, email);
    if concerned.iter().any(keeps) {
        let detail = "There is a user with this address, so that nobody can sign up with it; leave the mode out, which completes an invitation, replaces an unconfirmed sign-up, and gives a member the groups";
        return Err(Problem::new(StatusCode::CONFLICT, "address-in-use", detail));
    }
    Ok(())
}
