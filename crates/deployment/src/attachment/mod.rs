//! `attach` and `detach`: the functions in a pool that is there, and out of it again.
//!
//! What has to change is decided by pure functions over what AWS described; the calls are in
//! `cognito` and `lambda`.
//!
//! | module | |
//! |---|---|
//! | [`attach`], [`detach`] | the commands |
//! | `plan`, `objection` | what has to change, and what stands against it |
//! | `record`, `undo` | what was changed, and what of it goes back |
//! | `stored_record` | where a record lies: a file, and a parameter in the pool's account |
//! | `hook`, `function_arn`, `permission` | the functions, and who may call them |
//! | `write_attributes` | what an app client may write |
//! | `settings`, `changes` | one setting changed, and every other one kept |
//! | `guarantee` | what holds with which hooks |
//! | `owner`, `snippet` | the tool that made a pool, and the change in its own words |
//! | `report` | a plan for people and for programs |
//! | `patience` | how long AWS is asked |

pub mod attach;
mod changes;
mod cognito;
pub mod detach;
mod function_arn;
mod guarantee;
mod hook;
mod lambda;
mod objection;
mod owner;
mod patience;
mod permission;
mod plan;
mod record;
mod report;
mod settings;
mod snippet;
mod stored_record;
mod undo;
mod write_attributes;

use std::path::{Path, PathBuf};

pub(crate) use permission::statement_id;

use connection::{self, PoolArguments};

/// Where the record of a pool is unless somebody says otherwise: beside the configuration. A replica
/// has triggers of its own, and so a record.
fn default_record(configuration: &Path, pool: &PoolArguments) -> PathBuf {
    let id = &pool.user_pool_id;
    let region = pool.region();
    let replica = (region != connection::region(id)).then(|| format!("-{region}"));
    configuration.with_file_name(format!("attached-{id}{}.json", replica.unwrap_or_default()))
}
