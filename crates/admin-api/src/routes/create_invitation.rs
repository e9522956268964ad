//! `POST /invitations`.

use administration::Invited;
use axum::http::StatusCode;
use schemars::{Schema, SchemaGenerator};

use crate::invitation_request::InvitationRequest;
use crate::invite::{Answer, invite};
use crate::route::{Input, Method, Problem, Route, Session, Verb};

/// Invites somebody. A user who is there already gets what is missing.
pub(super) struct CreateInvitation;

impl Route for CreateInvitation {
    const VERB: Verb = Verb::CreateInvitation;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/invitations";
    const SUMMARY: &str =
        "Invite somebody, or complete what is missing from an existing invitation";
    const ANSWER: &str = "The user was created, or the token issued";
    type Parameters = InvitationRequest;
    type Answer = Answer;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Answer, Problem> {
        let request = input.parameters()?;

        session.authorize(&request.action(Self::VERB)).await?;

        invite(session, Self::VERB, &request).await
    }

    fn status(answer: &Answer) -> StatusCode {
        if answer.is_new() {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        }
    }

    fn answers(generator: &mut SchemaGenerator) -> Vec<(StatusCode, &'static str, Schema)> {
        let old = generator.subschema_for::<Invited>();
        let new = generator.subschema_for::<Answer>();
        vec![
            (
                StatusCode::OK,
                "The user was there, and got what was missing",
                old,
            ),
            (StatusCode::CREATED, Self::ANSWER, new),
        ]
    }
}
