//! The `invitations` command.
//!
//! | module | command |
//! |---|---|
//! | [`replay`] | `replay`: captured events through the real handlers |
//! | [`check`] | `check`: the configuration, and every message in every brand and language |
//! | [`preview`] | `preview`: one message to a file |
//! | [`keygen`] | `keygen`: a key pair for invitation tokens |
//! | [`issue`] | `issue`: an invitation token |
//! | [`configuration`] | finding the configuration |
//! | [`output`] | results and remarks |
//! | [`clock`] | the one place where the command reads the time |

pub mod check;
pub mod clock;
pub mod configuration;
pub mod issue;
pub mod keygen;
pub mod output;
pub mod preview;
pub mod replay;
