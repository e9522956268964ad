//! The `invitations` command.
//!
//! | module | command |
//! |---|---|
//! | [`simulate`] | `simulate`: the stories of an invitation's life, from end to end |
//! | [`replay`] | `replay`: captured events through the real handlers |
//! | [`dev`] | `dev`: a user pool on this machine, and a page to follow an invitation on |
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
//! | [`groups`] | `groups`: the pool's groups, and which of them can be given |
//! | [`reconcile`] | `reconcile`: grants that were not finished |
//! | [`attachment`] | `attach`, `detach`: the functions in a pool that is there, and out of it |
//! | [`doctor`] | `doctor`: what is wrong with a live pool, and how to mend it |
//! | [`openapi`] | `openapi`: what the administrators' API takes and answers |
//! | [`host`] | `host`: built functions as a Lambda Invoke endpoint |
//! | [`completions`], [`man`] | `completions`, `man`: what a shell and a reader of manuals know of the command |
//! | [`hooks`] | what stands behind a local user pool's hooks |
//! | [`local_pool`], [`local_aws`] | the user pool on this machine, and how the SDK reaches it |
//! | `local_server` | the clock and the links of a server of ours on this machine |
//! | [`mail_files`] | mails as files |
//! | [`configuration`], [`configuration_copy`] | finding the configuration; changing a copy of it |
//! | [`sample`] | the sample configuration, as a part of the command |
//! | [`development_key`] | the key that counts for local user pools only |
//! | `trust` | one more key in `invitations.toml` |
//! | [`connection`] | reaching a user pool |
//! | `raw_answer` | an answer of AWS as it was sent |
//! | [`person`] | the person whom a command is about |
//! | `people` | users of the pool, in tables |
//! | [`output`] | results and remarks; `view`: those of an administrator's verbs |
//! | [`paint`] | colours |
//! | [`stop`] | waiting to be stopped |
//! | [`clock`] | the one place where the command reads the time |

pub mod attachment;
pub mod check;
pub mod clock;
pub mod completions;
pub mod configuration;
pub mod configuration_copy;
pub mod connection;
pub mod create;
pub mod dev;
pub mod development_key;
pub mod doctor;
pub mod groups;
pub mod hooks;
pub mod host;
pub mod import;
pub mod issue;
pub mod keygen;
pub mod list;
pub mod local_aws;
pub mod local_pool;
mod local_server;
mod logo;
pub mod mail_files;
pub mod man;
pub mod openapi;
pub mod output;
pub mod pages;
pub mod paint;
mod people;
pub mod person;
pub mod preview;
mod raw_answer;
pub mod reconcile;
pub mod replay;
pub mod resend;
pub mod revoke;
pub mod sample;
pub mod show;
pub mod simulate;
pub mod stop;
pub mod tip;
mod trust;
mod view;
