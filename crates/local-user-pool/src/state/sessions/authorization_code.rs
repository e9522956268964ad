//! Authorization codes: what an application exchanges for tokens (RFC 6749, section 4.1).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// How long a code lasts (developer guide, "The redirect and authorization endpoint").
pub(crate) const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// A code, and everything that its tokens will be made of.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationCode {
    pub(crate) pool_id: String,
    pub(crate) client_id: String,
    /// The address that the code was sent to.
    pub(crate) redirect_uri: String,
    pub(crate) username: String,
    pub(crate) sub: String,
    pub(crate) scopes: BTreeSet<String>,
    /// The claim `nonce` of the ID token.
    pub(crate) nonce: Option<String>,
    /// The challenge of PKCE with the method `S256`, if the application sent one.
    pub(crate) challenge: Option<String>,
    /// The changes of pre token generation, which has run already.
    pub(crate) overrides: Value,
    /// When the person signed in.
    pub(crate) authenticated: Timestamp,
    pub(crate) expires: Timestamp,
    /// Whether it was exchanged.
    pub(crate) used: bool,
}
