//! An invitation's life on this machine, without AWS.
//!
//! | module | concept |
//! |---|---|
//! | [`simulate`] | `simulate`: the stories of an invitation's life, from end to end |
//! | [`replay`] | `replay`: captured events through the real handlers |
//! | [`dev`] | `dev`: a user pool on this machine, and a page to follow an invitation on |
//! | [`hooks`] | what stands behind a local user pool's hooks |
//! | [`local_pool`] | the user pool on this machine |
//! | [`sample`] | the sample configuration, as a part of the command |
//! | [`configuration_copy`] | changing a copy of the configuration |
//! | [`development_key`] | the key that counts for local user pools only |
//! | [`mail_files`], [`logo`] | mails as files, and the logos in them |
//! | [`site`] | the pages that the links lead to, as the settings say |

pub mod configuration_copy;
pub mod dev;
pub mod development_key;
pub mod hooks;
pub mod local_pool;
pub mod logo;
pub mod mail_files;
pub mod replay;
pub mod sample;
pub mod simulate;
pub mod site;
