//! `GET /invitations/{username}`.

use administration::view;
use authorization::{Action, Verb};
use serde_json::json;

use crate::parameters::Input;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

/// Shows a user with its groups and the state of its invitation.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.user()?;

    session.admit(&Action::only(Verb::GetInvitation)).await?;

    let office = session.api.office(session.deadline).await?;
    let shown = office
        .administration
        .show(user, session.now, session.deadline)
        .await
        .map_err(|refusal| Problem::from(refusal).of_an_invitation())?;

    session.audit.target = Some(shown.entry.sub.clone());
    Ok(json!(view::Shown::from(&shown)).into())
}
