//! The functions in an existing user pool: putting them in, taking them out, and what is wrong.
//!
//! | module | |
//! |---|---|
//! | [`attach`] | `attach`: puts the functions into the hooks of a pool |
//! | [`detach`] | `detach`: takes them out again |
//! | [`doctor`] | `doctor`: says what is wrong with a pool, and how to mend it |
//! | `record`, `stored_record` | what `attach` changed, and where that is kept |
//! | `hook`, `function_arn`, `permission` | the functions, and who may call them |
//! | `changes`, `pool_settings`, `write_attributes` | one setting changed, and every other one kept |
//! | `aws` | the calls |

pub mod attach;
mod aws;
mod changes;
pub mod detach;
mod diff;
pub mod doctor;
mod hook;
mod lambda_config;
mod permission;
mod pool_settings;
mod record;
mod stored_record;
mod write_attributes;
