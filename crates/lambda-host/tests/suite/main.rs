//! Functions run by the host, against `examples/function.rs`, which `cargo test` builds.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy knows test functions, but not what they call"
)]

mod fixture;
mod host;
mod invoke_api;
mod output;
mod runtime_api;
mod worker;
