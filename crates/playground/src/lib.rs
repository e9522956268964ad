//! An invitation's life on this machine, without AWS: the commands `simulate`, `dev` and `replay`.
//!
//! All three make a user pool from the settings ([`local_pool`]), serve it with the crate
//! `local-user-pool`, and run the real functions as its hooks ([`hooks`]): in this process, as
//! built binaries, or behind any Lambda Invoke endpoint.
//!
//! | module | concept |
//! |---|---|
//! | [`simulate`] | plays stories from end to end, and compares with what is expected |
//! | [`dev`] | serves the pool until Ctrl-C, with a page to follow an invitation on |
//! | [`replay`] | runs captured events through the functions |
//! | [`sample_configuration`], [`configuration_copy`] | the sample configuration, and a changed copy of one |
//! | [`development_key`] | the signing key that counts for local user pools only |
//! | [`mail_files`], [`logo`] | mails as files, and the logos in them |
//! | [`site`] | a brand's pages, as the settings describe them |

pub mod configuration_copy;
pub mod dev;
pub mod development_key;
pub mod hooks;
pub mod local_pool;
pub mod logo;
pub mod mail_files;
pub mod replay;
pub mod sample_configuration;
pub mod simulate;
pub mod site;
