//! The API from a gateway's event to its answer, against a local user pool and through the real
//! AWS SDK.

#![cfg(test)]

mod admin_queries;
mod authorization_matrix;
mod binary;
mod gateways;
mod invitations;
mod removal;
mod stage;
mod trouble;
