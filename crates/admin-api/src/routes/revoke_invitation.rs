//! `DELETE /invitations/{username}`.

use administration::Revocation;
use authorization::{Action, Verb};

use crate::parameters::Input;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::routes::removal::answer;
use crate::session::Session;

/// Takes an open invitation back: the user is deleted, unless it is a member by now.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.user()?;

    let action = Action::only(Verb::RevokeInvitation);
    let subject = session.subject(&action, user).await;
    let subject = subject.map_err(Problem::of_an_invitation)?;

    let office = session.api.office(session.deadline).await?;
    let revoked = office
        .administration
        .revoke_account(
            subject.account,
            Revocation::default(),
            session.now,
            session.deadline,
        )
        .await?;

    Ok(answer(
        &format!("Revoked the invitation of {user}"),
        &revoked.token,
    ))
}
