//! The verbs against a local user pool, through the real AWS SDK.

#![cfg(test)]

mod again;
mod create;
mod issue;
mod many;
mod resend;
mod revoke;
mod stage;
