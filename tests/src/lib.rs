//! What the tests of the function binaries share. The tests that span crates stand in the folder
//! beside this one.
//!
//! A function is driven as AWS would drive it: its built binary, the Lambda Runtime API, one
//! event after another, and a user pool that may be slow, throttled or gone. Every run ends with
//! a look at all that the function wrote: it is well formed, and nothing in it is personal.
//!
//! | module | concept |
//! |---|---|
//! | [`canary`] | the person whom no log may show, and her invitation |
//! | [`events`] | what Cognito sends about her |
//! | [`configuration`] | a folder of its own for each run, and the ways to break it |
//! | [`subject`] | a function binary, and what all five have to stand |
//! | [`garbage`] | payloads that no trigger ever sends |
//! | [`aws_fault`] | AWS at its worst, and what a grant has to come to all the same |
//! | [`lifecycle_events`] | events on a bus, held against their schema |
//! | [`run`](mod@run) | one run of a function, from its first event to the end of its output |
//! | [`log`] | what a function wrote, checked line by line |
//!
//! No function's crate is known here: they depend on this one for their tests.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test that asked; indexing JSON answers null"
)]

pub mod aws_fault;
pub mod canary;
pub mod configuration;
pub mod events;
pub mod garbage;
pub mod lifecycle_events;
pub mod log;
pub mod run;
pub mod subject;

pub use aws_fault::AwsFault;
pub use configuration::Configuration;
pub use log::Log;
pub use run::{Run, at_once, drive, each, in_turn};
pub use subject::Subject;
