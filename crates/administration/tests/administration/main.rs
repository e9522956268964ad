//! The verbs against a local user pool, through the real AWS SDK.

#![cfg(test)]

mod again;
mod alias;
mod create;
mod events;
mod issue;
mod link;
mod list;
mod lookalikes;
mod lost;
mod many;
mod meanwhile;
mod pool_groups;
mod reconcile;
mod record;
mod resend;
mod revoke;
mod show;
mod sweep;
mod test_pool;
mod tokens;
