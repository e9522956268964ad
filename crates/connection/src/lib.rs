//! Reaching a user pool, at AWS or on this machine.
//!
//! | module | concept |
//! |---|---|
//! | `pool` | which user pool, and where AWS is: options of a command, and the SDK's configuration |
//! | `local_server` | the clock and the links of a server of ours on this machine |
//! | [`local_aws`] | the SDK's configuration for a user pool on this machine |

pub mod local_aws;
mod local_server;
mod pool;

pub use local_server::LocalServer;
pub use pool::{
    EndpointArguments, PoolArguments, USER_POOL_VARIABLE, deadline, mailer, region, user_pool_id,
    variable,
};
