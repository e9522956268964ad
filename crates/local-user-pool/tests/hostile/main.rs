//! No request makes the server panic, grow without bound, reveal a secret, or answer outside its
//! protocols.
//!
//! * `populated_pools`: pools with people in every state, and requests that would be accepted.
//! * `modelled`: the answers that are allowed.
//! * `arbitrary`: values that replace parts of a request.
//! * `requests`, `sequences`, `hooks`, `routes`, `managed_login`, `pages`, `sockets`, `bounds`: the tests.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod arbitrary;
mod bounds;
mod hooks;
mod managed_login;
mod modelled;
mod pages;
mod populated_pools;
mod requests;
mod routes;
mod sequences;
mod sockets;
