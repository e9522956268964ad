//! The verbs against a local user pool, through the real AWS SDK.

#![cfg(test)]

mod again;
mod alias;
mod create;
mod issue;
mod lost;
mod many;
mod meanwhile;
mod resend;
mod revoke;
mod stage;
