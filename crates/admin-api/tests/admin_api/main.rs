//! The API from a gateway's event to its answer, against a local user pool and through the real
//! AWS SDK.

#![cfg(test)]

mod admin_queries;
mod authorization_matrix;
mod binary;
mod check;
mod documented;
mod function_urls;
mod gateways;
mod invitations;
mod inviter;
/// The command's tests have the same need.
#[expect(dead_code, reason = "the command also makes keys")]
#[path = "../../../cli/tests/kms/stand_in.rs"]
mod kms;
mod link;
mod lookalikes;
mod me;
mod policy_groups;
mod removal;
mod self_sign_up;
mod test_api;
mod trouble;
mod ways_in;
