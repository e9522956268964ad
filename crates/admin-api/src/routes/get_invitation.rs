//! `GET /invitations/{username}`.

use administration::Shown;

use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};

/// Shows a user with its groups and the state of its invitation.
pub(super) struct GetInvitation;

impl Route for GetInvitation {
    const VERB: Verb = Verb::GetInvitation;
    const METHOD: Method = Method::GET;
    const PATH: &str = "/invitations/{username}";
    const SUMMARY: &str = "Show a user with the state of its invitation";
    const ANSWER: &str = "The user";
    type Parameters = ();
    type Answer = Shown;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Shown, Problem> {
        let user = input.user()?;

        session.authorize(&Action::only(Self::VERB)).await?;

        let administration = session.administration().await?;
        let shown = administration
            .show(user, session.now, session.pool.deadline)
            .await
            .map_err(|refusal| Problem::from(refusal).with_token_hint())?;

        session.audit.target = Some(shown.entry.sub.clone());
        Ok(shown)
    }
}
