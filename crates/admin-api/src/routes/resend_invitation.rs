//! `POST /invitations/{username}/resend`.

use administration::Invited;

use crate::invitation_request::ResendRequest;
use crate::route::{Input, Method, Problem, Route, Session, Verb};

/// Sends an open invitation again, with the changes of the body.
pub(super) struct ResendInvitation;

impl Route for ResendInvitation {
    const VERB: Verb = Verb::ResendInvitation;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/invitations/{username}/resend";
    const SUMMARY: &str =
        "Send an open invitation again, with a new temporary password, or get a new link";
    const ANSWER: &str = "What became of it";
    type Parameters = ResendRequest;
    type Answer = Invited;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Invited, Problem> {
        let user = input.user()?;
        let request = input.parameters()?;

        let action = request.action(Self::VERB);
        let target = session.target(&action, user).await;
        let target = target.map_err(Problem::with_token_hint)?;

        let administration = session.administration().await?;
        let mut person = request.validate(&session.rules().await?)?;
        person.record = session.by_caller(person.record).await?;
        let invited = administration
            .resend_to(&target.account, &person, session.now, session.pool.deadline)
            .await?;

        session.audit.invited(&invited, &person.profile);
        Ok(invited)
    }
}
