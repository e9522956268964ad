//! `POST /invitations/{username}/resend`.

use administration::{validation, view};
use authorization::Verb;
use serde_json::json;

use crate::invitation_request::Person;
use crate::parameters::Input;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

/// Sends an open invitation again, after giving what the body says anew.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let user = input.user()?;
    let person: Person = input.read()?;

    let action = person.action(Verb::ResendInvitation);
    let subject = session.subject(&action, user).await;
    let subject = subject.map_err(Problem::of_an_invitation)?;

    let office = session.api.office(session.deadline).await?;
    let validation::Person {
        particulars,
        hook_data,
    } = person.read(office)?;
    let invited = office
        .administration
        .resend_to(&subject.account, &particulars, &hook_data, session.deadline)
        .await?;

    session.audit.invited(&invited, &particulars);
    Ok(json!(view::Invited::from(&invited)).into())
}
