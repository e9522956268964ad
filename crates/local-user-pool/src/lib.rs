//! An embedded user pool that speaks the wire protocols of Amazon Cognito user pools
//! (AWS JSON 1.1) and of SES v2 `SendEmail` (REST JSON), fires Lambda triggers, and keeps every
//! message in an inbox: to run an application on one machine, to test against, to replay with.
//!
//! Any AWS SDK reaches it through its endpoint URL. Signatures are not checked, state lives in
//! memory, and the server listens on the loopback interface unless its owner says otherwise. What
//! a request may do, and in which words it is refused, follows AWS's documentation; where that is
//! silent, the comment beside the rule says where the rule comes from, and where sources disagree,
//! [`Behaviour`] has the choice, and says of each why its default is what it is. `OPERATIONS.md`
//! lists the operations.
//!
//! # Layout
//!
//! * [`LocalUserPool`] is the handle to everything; [`Server`] is its listening socket.
//! * `pool`, `user`, `schema`, `credentials`: the state of one user pool, open to whoever seeds or
//!   inspects it; `seed` reads it from a file.
//! * `operations`: one small file per operation, each in the same order: request, checks, effect,
//!   answer. `context` is what each is given, `members` reads its request, `validation` and
//!   `error` are what AWS says no to, and its words.
//! * What operations share, by concept: `target`, `new_user` and `attributes`; `client_context`,
//!   `app_caller` and `client_access`, which is the app client that calls and what it may do;
//!   `codes`, `recipients` and `address_change`, which is what is sent to be typed in;
//!   `authentication`, `tokens`, `sessions`, `srp`, `lockout`, which is signing in; `filter` and
//!   `page`, which is listing; the `…_type` and `…_request` modules, which are AWS's structures.
//! * `hook` and its folder: the events, the wait and the answers of triggers; `invoke`: the one
//!   function that they are run through. `message`: the texts of a pool, the hook's or its own.
//! * `federation`: a stand-in for people who come from another provider.
//! * `wire`: requests and answers as bytes; `well_known`: keys and `OpenID` configuration; `guard`
//!   and `cors`: whom the server answers; `confirmation_page`: where the link of a mail leads; `local`: the routes that AWS has not, the inbox among
//!   them; `connection`: a socket that can be cut.
//! * `inbox`, `calls`, `history`: what was sent and what happened; `faults` and `quotas`: the calls
//!   that go wrong.
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
//! pool.add_groups(["clients"]);
//! pool.insert(User::new("ada", "0d92b533", UserStatus::Confirmed, Timestamp::UNIX_EPOCH));
//!
//! let local = LocalUserPool::new(vec![pool]);
//! let server = local.serve().await?;
//! assert!(server.endpoint_url().starts_with("http://127.0.0.1:"));
//! # Ok(())
//! # }
//! ```

mod authentication;
mod delivery;
mod hooks;
mod operations;
mod server;
mod state;

pub use operations::Operation;
pub use operations::quotas::Quota;
pub use server::Server;
pub use server::faults::{Fault, FaultKind};
pub use server::guard::Reach;
pub use server::local_user_pool::{FederationError, LocalUserPool};
pub use server::seed::{SeedError, read_seed};
pub use state::behaviour::{Behaviour, RefusedMessage, UnlistedWrite};
pub use state::calls::{Call, CallOutcome, Service};
pub use state::exception::Exception;
pub use state::history::{ActivityEntry, ActivityKind, HookRun};
pub use state::inbox::{Channel, SentMessage};
pub use state::invoke::{Invocation, InvokeFunction, Invoked};
pub use state::pool::{
    AccountRecoverySetting, AdminCreateUserConfig, Alias, Client, ClientSettings,
    DefaultEmailOption, EmailConfiguration, EmailSendingAccount, Group, InviteMessageTemplate,
    LambdaConfig, PasswordPolicy, Policies, Pool, PoolSettings, RecoveryMechanism, RecoveryOption,
    RefreshTokenRotation, SignIn, SignInPolicy, TokenValidityUnits, UserAttributeUpdateSettings,
    Users, VerificationMessageTemplate, VersionedLambda,
};
pub use state::schema::{AttributeDataType, AttributeDefinition, MAX_ATTRIBUTE_BYTES, Schema};
pub use state::user::{User, UserStatus};
