//! Nothing that can be sent makes the server panic, grow without bound, tell a secret, or answer
//! outside its protocols.
//!
//! * `stage`: a pool in the middle of everything, and requests of which each would be accepted.
//! * `modelled`: what an answer may be.
//! * `arbitrary`: what takes the place of parts of a request.
//! * `requests`, `sequences`, `hooks`, `routes`, `pages`, `sockets`, `bounds`: the tests.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod arbitrary;
mod bounds;
mod hooks;
mod modelled;
mod pages;
mod requests;
mod routes;
mod sequences;
mod sockets;
mod stage;
