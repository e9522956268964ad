//! The state of the pools, and the rules that hold for it.

pub(crate) mod address_change;
pub(crate) mod attempts;
pub(crate) mod attributes;
pub(crate) mod behaviour;
pub(crate) mod calls;
pub(crate) mod client_access;
pub(crate) mod codes;
pub(crate) mod context;
pub(crate) mod credentials;
pub(crate) mod error;
pub(crate) mod history;
pub(crate) mod inbox;
pub(crate) mod invoke;
pub(crate) mod lockout;
pub(crate) mod new_user;
pub(crate) mod pool;
pub(crate) mod random;
pub(crate) mod schema;
pub(crate) mod sessions;
pub(crate) mod user;
