//! The administrators' API, a Lambda function behind API Gateway (REST with a Cognito authorizer,
//! HTTP with a JWT authorizer) or a function URL: Amplify's Admin Queries with the same names,
//! parameters and answers, a few more of their kind, and the invitations.
//!
//! 1. [`state`] is made once at the start. [`events`] takes what Lambda hands over.
//! 2. [`router`] follows a request from end to end: who calls (`gateway` by an authorizer's claims,
//!    else `bearer` with `pool_keys`), what was sent (`input`), and which route handles it. Then
//!    `audit` writes one line, and `cors` says which web pages may read the answer.
//! 3. `routes` has one file per route, by the trait in `route`: method, path, parameters, answer
//!    and handler. [`openapi`] makes the document of them.
//! 4. A handler asks its `session` whether [`authorization`] allows the action, acts through `pool`
//!    or [`administration`], and answers. `invite` and `issue` serve the two routes that invite.
//! 5. Every failure is a [`Problem`]; `exceptions` says what Cognito's exceptions become.

mod answers;
mod audit;
mod bearer;
mod cors;
pub mod events;
mod exceptions;
mod filter;
mod gateway;
mod input;
mod invitation_request;
mod invite;
mod issue;
pub mod openapi;
mod parameters;
mod pool;
mod pool_keys;
pub mod problem;
mod route;
pub mod router;
mod routes;
mod session;
pub mod state;

pub use problem::Problem;
pub use router::{At, service};
pub use state::AppState;
