//! Requests: their members, and what AWS checks before it looks at any state.

pub(crate) mod app_caller;
pub(crate) mod client_context;
pub(crate) mod client_settings;
pub(crate) mod filter;
pub(crate) mod members;
pub(crate) mod oauth_settings;
pub(crate) mod page;
pub(crate) mod pool_settings;
pub(crate) mod schema_attribute;
pub(crate) mod target;
pub(crate) mod validation;
