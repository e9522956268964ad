//! Finds, reads and reports the configuration: one folder, read once at start (design §5).
//!
//! This crate owns no domain type: each section's type lives where it is used.
//!
//! | module | concept |
//! |---|---|
//! | [`document`] | [`Settings`]: the sections of `invitations.toml` |
//! | [`load`] | finding and reading the folder, brands included |
//! | [`chain`] | `[chain.<hook>]`: the two functions of a slot that is shared |
//! | [`consistency`] | checks of sections against each other |
//! | [`error`] | [`ConfigurationErrors`]: file, key and remedy of each |
//! | [`appearance`] | which brand and language a person reads |
//! | [`capture`] | what a captured event may show of the configuration |
//! | [`place`] | where a key stands in `invitations.toml` |

pub mod appearance;
pub mod capture;
pub mod chain;
pub mod consistency;
pub mod document;
pub mod error;
pub mod load;
pub mod place;

pub use appearance::Reader;
pub use chain::{Chain, Chains};
pub use document::{BrandSelection, Settings};
pub use error::{ConfigurationError, ConfigurationErrors};
pub use load::{CONFIG_VARIABLE, DEFAULT_CONFIG, LOGOS};
