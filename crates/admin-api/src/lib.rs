//! The administrators' API, a Lambda function behind API Gateway (REST with a Cognito authorizer,
//! HTTP with a JWT authorizer) or a function URL: Amplify's Admin Queries with the same names,
//! parameters and answers, what its users ask for besides, and the invitations.
//!
//! Who may do what is decided in [`authorization`]; inviting is done in [`administration`]. This
//! crate reads requests, asks the user pool, and answers.
//!
//! | module | concept |
//! |---|---|
//! | [`state`] | [`Api`]: what every request needs, made once at start |
//! | [`router`] | [`service`]: the routes, and each request from end to end |
//! | [`events`] | what Lambda hands over, whatever it is |
//! | [`problem`] | [`Problem`]: every answer that is no success |
//! | [`exceptions`] | what Cognito's exceptions become |
//! | [`openapi`] | what the API takes and answers, as an `OpenAPI` document |
//!
//! Inside: `gateway` reads who calls and which route from a gateway's event, `bearer` verifies the
//! caller's token where no gateway has, with the `pool_keys` that the pool publishes, `cors` says which web
//! pages may read the answer, `session` is one caller's request and what it may do, `subject` the
//! user that a verb acts on, `pool` asks Cognito, `parameters` reads what was sent, `filter` finds mistakes of a filter, `answers` writes
//! users and groups as the AWS SDK does, `invitation_request` read and write invitations, `audit` is
//! the line that remains, `paths` the method and path of every verb. `routes` has one
//! file per route, each in the same order: parameters, checks, effect, answer.

mod answers;
mod audit;
mod bearer;
mod cors;
pub mod events;
pub mod exceptions;
mod filter;
mod gateway;
mod invitation_request;
mod issue;
pub mod openapi;
mod parameters;
mod paths;
mod pool;
mod pool_keys;
pub mod problem;
mod reply;
pub mod router;
mod routes;
mod session;
pub mod state;
mod subject;

pub use problem::Problem;
pub use router::{At, service};
pub use state::Api;
