//! What the commands share at a terminal.
//!
//! | module | concept |
//! |---|---|
//! | [`configuration`] | `--config`: where the configuration is |
//! | [`output`] | results and remarks |
//! | [`paint`] | colours |
//! | [`stop`] | waiting to be stopped |
//! | [`clock`] | the one place where the commands read the time |

pub mod clock;
pub mod configuration;
pub mod output;
pub mod paint;
pub mod stop;
