//! An embedded user pool, for running an application on one machine, for tests, and for replays. It
//! speaks the wire protocols of Amazon Cognito user pools (AWS JSON 1.1) and of SES v2 `SendEmail`
//! (REST JSON) and EventBridge `PutEvents`, runs Lambda triggers, and keeps every message in an inbox.
//!
//! Every AWS SDK can use it through its endpoint URL. It does not check signatures, keeps its state
//! in memory, and listens on the loopback interface unless its owner decides otherwise. Rules and
//! texts of refusals follow AWS's documentation. Where that is silent, a comment names the source;
//! where sources disagree, [`Behaviour`] has the choice and the reason for its default.
//! `OPERATIONS.md` lists the operations.
//!
//! # Tour
//!
//! * `server`: [`LocalUserPool`], the handle to everything, and [`Server`]; the wire protocols, the
//!   pages and endpoints of managed login, the routes under `/_local`, scripted faults, pools from a
//!   file.
//! * `operations`: one small file per operation, each in the order request, checks, effect, answer.
//!   `request` has the reading and checking of members, `answer` the structures of answers.
//! * `authentication`: flows, challenges, SRP, tokens, sign-in through a provider, and managed login
//!   as far as it needs no HTTP.
//! * `delivery`: messages, their texts and recipients, and the codes in them.
//! * `hooks`: running triggers: the event, the wait, the answer.
//! * `state`: pools, users, sessions and the history, and the rules that need nothing else.
//!
//! `state` is below all others, `server` above. No file uses another in a circle.
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
pub use state::event::{EventTarget, PutEvent};
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
