//! `POST /disableUser`.

use administration::Revocation;
use authorization::{Action, Verb};

use crate::parameters::{Input, UserParameters};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::routes::removal::answer;
use crate::session::Session;

/// Keeps a user from signing in, and says what is left of an invitation token.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.read::<UserParameters>()?.username()?;

    let action = Action::only(Verb::DisableUser);
    let subject = session.subject(&action, &user).await?;

    let office = session.api.office(session.deadline).await?;
    let revocation = Revocation {
        disable: true,
        member: true,
    };
    let revoked = office
        .administration
        .revoke_account(subject.account, revocation, session.now, session.deadline)
        .await?;

    Ok(answer(&format!("Disabled {user}"), &revoked.token))
}
