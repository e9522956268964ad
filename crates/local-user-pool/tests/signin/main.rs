//! Signing in, and the use of tokens, over HTTP.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

#[path = "../test_pool/hooks.rs"]
mod hooks;
#[path = "../test_pool/mod.rs"]
mod test_pool;

mod accounts;
mod claims;
mod first_sign_in;
mod hooked;
mod people;
mod refreshing;
mod signing_in;
