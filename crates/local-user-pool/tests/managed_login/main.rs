//! Managed login and the endpoints of OAuth 2.0, over HTTP as a browser and an application use them.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

#[path = "../test_pool/hooks.rs"]
mod hooks;

mod attacks;
mod authorizing;
mod browser;
mod clients;
mod first_sign_in;
mod hooked;
mod sessions;
mod tokens;

use browser as test_pool;
