//! What a route of the API is.

use std::marker::PhantomData;
use std::pin::Pin;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::input::Received;
// What every route needs.
pub(crate) use crate::problem::Problem;
pub(crate) use crate::session::Session;
pub(crate) use authorization::{Action, Verb};
pub(crate) use axum::http::Method;

/// A route of the API. The router and the `OpenAPI` document are made of what stands here.
pub(crate) trait Route {
    /// What the caller needs the permission for.
    const VERB: Verb;
    /// The method: GET, POST or DELETE.
    const METHOD: Method;
    /// The path, with `{username}` where it names a user.
    const PATH: &'static str;
    /// What the route does, in one line.
    const SUMMARY: &'static str;
    /// What the answer means, in one line.
    const ANSWER: &'static str;
    /// Whether it can answer that there is no such user or group.
    const CAN_MISS: bool = true;
    /// The parameters: of the query for GET, else of the body; `()` for none.
    type Parameters: DeserializeOwned + JsonSchema;
    /// The answer.
    type Answer: Serialize + JsonSchema;

    /// Reads the parameters, checks whether the caller may do it, does it, and answers.
    fn handle(
        session: &mut Session<'_>,
        input: Input<Self>,
    ) -> impl Future<Output = Result<Self::Answer, Problem>> + Send;

    /// The status of an answer.
    fn status(_answer: &Self::Answer) -> StatusCode {
        StatusCode::OK
    }

    /// The answers by status: what each means, and its schema.
    fn answers(generator: &mut SchemaGenerator) -> Vec<(StatusCode, &'static str, Schema)> {
        let schema = generator.subschema_for::<Self::Answer>();
        vec![(StatusCode::OK, Self::ANSWER, schema)]
    }
}

/// What was sent to the route `R`.
pub(crate) struct Input<R: ?Sized>(Received, PhantomData<fn() -> R>);

impl<R: Route> Input<R> {
    /// The parameters.
    pub(crate) fn parameters(&self) -> Result<R::Parameters, Problem> {
        self.0.parameters()
    }

    /// The user that the path names.
    pub(crate) fn user(&self) -> Result<&str, Problem> {
        self.0.user()
    }
}

/// A [`Route`] as a value, so that there can be a list of them.
pub(crate) struct AnyRoute {
    pub(crate) verb: Verb,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) can_miss: bool,
    pub(crate) parameters: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) answers: fn(&mut SchemaGenerator) -> Vec<(StatusCode, &'static str, Schema)>,
    pub(crate) handle: for<'a> fn(&'a mut Session<'_>, Received) -> Answering<'a>,
}

/// The future of an answer.
type Answering<'a> = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send + 'a>>;

impl AnyRoute {
    pub(crate) const fn of<R: Route>() -> Self {
        Self {
            verb: R::VERB,
            method: R::METHOD,
            path: R::PATH,
            summary: R::SUMMARY,
            can_miss: R::CAN_MISS,
            parameters: SchemaGenerator::root_schema_for::<R::Parameters>,
            answers: R::answers,
            handle: |session, received| {
                Box::pin(async move {
                    let answer = R::handle(session, Input(received, PhantomData)).await?;
                    let headers = [(CONTENT_TYPE, "application/json")];
                    let body = json!(answer).to_string();
                    Ok((R::status(&answer), headers, body).into_response())
                })
            },
        }
    }
}
