//! The functions in an existing user pool: `attach`, `detach` and `doctor`.
//!
//! [`attach`] reads the pool (`Current`), makes a plan from it and from what is asked for
//! (`Desired`), writes a `record`, and applies the plan. [`detach`] reads the record and puts back
//! what nobody changed since. [`doctor`] reads `facts` and lets each check in `doctor/checks` judge
//! them. Plans and checks are pure functions; `aws` has the calls.
//!
//! AWS resets every setting that an update leaves out. So a pool and its app clients stay JSON:
//! `pool_settings` says which members are settings, `changes` changes one and keeps all others.
//! `lambda_config` and `write_attributes` know those that change, `permission` who may call a
//! function, and `stored_record` where a record is kept.

pub mod attach;
mod aws;
mod changes;
pub mod detach;
mod diff;
pub mod doctor;
pub mod hook;
mod lambda_config;
mod permission;
mod pool_settings;
mod record;
mod stored_record;
mod write_attributes;
