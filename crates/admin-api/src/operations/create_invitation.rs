//! `POST /invitations`.

use administration::{Deed, Invited};
use authorization::Verb;
use axum::http::StatusCode;

use crate::api::Office;
use crate::parameters::Input;
use crate::person::Wanted;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;
use crate::subject::Subject;
use crate::told;

/// Invites somebody; of somebody who is there already, completes what is missing.
pub(crate) async fn carry_out(session: &mut Session<'_>, input: &Input) -> Result<Reply, Problem> {
    let wanted: Wanted = input.read()?;

    let names = wanted.attribute_names();
    session
        .admit(&wanted.asked(Verb::CreateInvitation, &names))
        .await?;

    let office = session.api.office(session.deadline).await?;
    let invited = invite(session, office, Verb::CreateInvitation, &wanted).await?;

    let is_new = matches!(invited.deed, Deed::Created | Deed::CreatedAnew);
    Ok(Reply {
        status: if is_new {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        },
        document: told::invited(&invited),
    })
}

/// Invites one person, unless it is somebody already whom the caller may not act on.
pub(super) async fn invite(
    session: &mut Session<'_>,
    office: &Office,
    verb: Verb,
    wanted: &Wanted,
) -> Result<Invited, Problem> {
    let invitation = wanted.read(office)?;
    let names = wanted.attribute_names();
    let administration = &office.administration;
    let concerned = administration
        .concerned(&invitation, session.deadline)
        .await?;
    for account in concerned {
        let subject = Subject::of(session.api, account, session.deadline).await?;
        session
            .admit_to(&wanted.asked(verb, &names), &subject)
            .await?;
    }
    let invited = administration
        .create(&invitation, wanted.again(), session.now, session.deadline)
        .await?;
    session.audit.target = Some(invited.sub.clone());
    Ok(invited)
}
