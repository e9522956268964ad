//! An embedded user pool that speaks the wire protocols of Amazon Cognito user pools
//! (AWS JSON 1.1) and of SES v2 `SendEmail` (REST JSON), for tests and for replay.
//!
//! Any AWS SDK reaches it through its endpoint URL. Signatures are not checked, state lives in
//! memory, and the server listens on the loopback interface only. What a request may do, and in
//! which words it is refused, follows AWS's documentation; where that is silent, the comment
//! beside the rule says where the rule comes from.
//!
//! # Layout
//!
//! * [`LocalUserPool`] is the handle to everything; [`Server`] is its listening socket.
//! * `pool`, `user`, `schema`: the state of one user pool, open to whoever seeds or inspects it.
//! * `operations`: one small file per operation of Cognito, each in the same order (request,
//!   checks, effect, answer); `ses` is the one operation of SES, written the same way.
//! * `validation` and `error`: what AWS says no to, and its words.
//! * `wire`: requests and answers as bytes; `connection`: a socket that can be cut.
//! * `inbox`, `calls`, `faults`: the mail that was sent, the calls that were made, the calls that
//!   are to go wrong.
//!
//! # Example
//!
//! ```
//! use jiff::Timestamp;
//! use local_user_pool::{LocalUserPool, Pool, User, UserStatus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), std::io::Error> {
//! let mut pool = Pool::new("eu-west-1_Example");
//! pool.groups.insert("clients".to_owned());
//! pool.insert(User::new("ada", "0d92b533", UserStatus::Confirmed, Timestamp::UNIX_EPOCH));
//!
//! let local = LocalUserPool::new(vec![pool]);
//! let server = local.serve().await?;
//! assert!(server.endpoint_url().starts_with("http://127.0.0.1:"));
//! # Ok(())
//! # }
//! ```

mod calls;
mod connection;
mod error;
mod faults;
mod inbox;
mod local_user_pool;
mod operations;
mod pool;
mod schema;
mod server;
mod ses;
mod user;
mod validation;
mod wire;

pub use calls::{Call, Outcome, Service};
pub use faults::{Fault, FaultKind};
pub use inbox::SentMail;
pub use local_user_pool::LocalUserPool;
pub use operations::Operation;
pub use pool::{Alias, Pool, SignIn};
pub use schema::{AttributeDataType, AttributeDefinition, MAX_ATTRIBUTE_BYTES, Schema};
pub use server::Server;
pub use user::{User, UserStatus};
