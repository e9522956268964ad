//! Structures of the API as answers show them.

pub(crate) mod client_type;
pub(crate) mod group_type;
pub(crate) mod pool_type;
pub(crate) mod user_type;
