//! Signing up over HTTP, with confirmation, forgotten passwords, verified addresses, and identity
//! providers.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

#[path = "../test_pool/hooks.rs"]
mod hooks;
#[path = "../test_pool/mod.rs"]
mod test_pool;

mod addresses;
mod by_link;
mod confirming;
mod federated;
mod passwords;
mod people;
mod signing_up;
