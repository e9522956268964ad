//! Messages to people: their texts, their recipients, their codes.

pub(crate) mod code_message;
pub(crate) mod code_request;
pub(crate) mod message;
pub(crate) mod recipients;
