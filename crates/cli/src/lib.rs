//! The `invitations` command.
//!
//! | module | command |
//! |---|---|
//! | [`init`] | `init`: a small configuration to begin with |
//! | [`check`] | `check`: the configuration, and every message in every brand and language |
//! | [`preview`] | `preview`: one message to a file |
//! | [`pages`] | `pages`: the site that the links lead to |
//! | [`keygen`] | `keygen`: a key pair for invitation tokens, in a file or in AWS KMS |
//! | [`create`] | `create`: an administrator's invitation |
//! | [`resend`] | `resend`: an invitation once more |
//! | [`revoke`] | `revoke`: an invitation, a member or a token taken back |
//! | [`issue`] | `issue`: an invitation token, printed or mailed |
//! | [`import`] | `import`: a list of people, invited |
//! | [`list`] | `list`: who is invited, and what became of it |
//! | [`show`] | `show`: one user |
//! | [`history`] | `history`: what happened to one user, and who did it |
//! | [`groups`] | `groups`: the pool's groups, and which of them can be given |
//! | [`reconcile`] | `reconcile`: grants that were not finished |
//! | [`sweep`] | `sweep`: reminders and ends of open invitations |
//! | [`openapi`] | `openapi`: what the administrators' API takes and answers |
//! | [`host`] | `host`: built functions as a Lambda Invoke endpoint |
//! | [`completions`], [`man`] | `completions`, `man`: what a shell and a reader of manuals know of the command |
//! | `pool` | the user pool that a command is about |
//! | `trust` | one more key in `invitations.toml` |
//! | [`person`] | the person whom a command is about |
//! | `people` | users of the pool, in tables and JSON |
//! | [`view`] | results of an administrator's verbs |
//! | [`tip`] | tips for a command line that cannot be read |
//!
//! `simulate`, `dev` and `replay` are in `playground`; `attach`, `detach` and `doctor` in `deployment`.

pub mod check;
pub mod completions;
pub mod create;
pub mod groups;
pub mod history;
pub mod host;
pub mod import;
pub mod init;
pub mod issue;
pub mod keygen;
pub mod list;
pub mod man;
pub mod openapi;
pub mod pages;
mod people;
pub mod person;
mod pool;
pub mod preview;
pub mod reconcile;
pub mod resend;
pub mod revoke;
pub mod show;
pub mod sweep;
pub mod tip;
mod trust;
pub mod view;
