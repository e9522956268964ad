//! App clients.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An app client (API reference: `UserPoolClientType`).
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// The identifier, which is not secret.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The secret, for clients that have one.
    pub secret: Option<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// What can be changed.
    pub settings: ClientSettings,
}

/// The settings, which `UpdateUserPoolClient` replaces. A setting that it leaves out goes back to
/// its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ClientSettings {
    /// The flows of this client; none means the default flows.
    pub explicit_auth_flows: Option<BTreeSet<String>>,
    /// The attributes that the client reads.
    pub read_attributes: Option<BTreeSet<String>>,
    /// The attributes that the client writes.
    pub write_attributes: Option<BTreeSet<String>>,
    /// `ENABLED` hides whether a user exists; `LEGACY`, the API's default, does not.
    pub prevent_user_existence_errors: Option<String>,
    /// How long access tokens last, in the unit of `token_validity_units`.
    pub access_token_validity: Option<i64>,
    /// How long ID tokens last.
    pub id_token_validity: Option<i64>,
    /// How long refresh tokens last.
    pub refresh_token_validity: Option<i64>,
    /// The units of the three above.
    pub token_validity_units: Option<TokenValidityUnits>,
    /// How many minutes a challenge waits for its answer, 3 to 15.
    pub auth_session_validity: Option<i64>,
    /// Whether refresh tokens can be revoked.
    pub enable_token_revocation: Option<bool>,
    /// Whether each renewal replaces the refresh token.
    pub refresh_token_rotation: Option<RefreshTokenRotation>,
    /// Whether the client may use managed login and its endpoints at all.
    #[serde(rename = "AllowedOAuthFlowsUserPoolClient")]
    pub allowed_oauth_flows_user_pool_client: Option<bool>,
    /// The flows at these endpoints: `code`, `implicit`, `client_credentials`.
    #[serde(rename = "AllowedOAuthFlows")]
    pub allowed_oauth_flows: Option<Vec<String>>,
    /// The scopes that the client may ask for.
    #[serde(rename = "AllowedOAuthScopes")]
    pub allowed_oauth_scopes: Option<Vec<String>>,
    /// The addresses to which managed login sends people back after a sign-in.
    #[serde(rename = "CallbackURLs")]
    pub callback_urls: Option<Vec<String>>,
    /// The same after a sign-out.
    #[serde(rename = "LogoutURLs")]
    pub logout_urls: Option<Vec<String>>,
    /// The callback URL of a request that names none.
    #[serde(rename = "DefaultRedirectURI")]
    pub default_redirect_uri: Option<String>,
    /// The providers that people sign in with at managed login. `COGNITO` is the pool itself.
    pub supported_identity_providers: Option<Vec<String>>,
    /// All other members, unchanged.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// API reference: `RefreshTokenRotationType`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RefreshTokenRotation {
    /// `ENABLED` or `DISABLED`.
    pub feature: String,
    /// For how many seconds the old token stays valid after a renewal, 0 to 60.
    pub retry_grace_period_seconds: Option<i64>,
}

/// API reference: `TokenValidityUnitsType`: `seconds`, `minutes`, `hours` or `days`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TokenValidityUnits {
    /// Of access tokens; hours by default.
    pub access_token: Option<String>,
    /// Of ID tokens; hours by default.
    pub id_token: Option<String>,
    /// Of refresh tokens; days by default.
    pub refresh_token: Option<String>,
}

impl Client {
    /// A client without a secret and with every setting at its default.
    pub fn new(id: impl Into<String>, name: impl Into<String>, created: Timestamp) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            secret: None,
            created,
            modified: created,
            settings: ClientSettings::default(),
        }
    }

    /// For how long an old refresh token stays valid beside the new one. None if renewals do not
    /// replace refresh tokens.
    pub(crate) fn rotation_grace(&self) -> Option<SignedDuration> {
        let rotation = self.settings.refresh_token_rotation.as_ref()?;
        let seconds = rotation.retry_grace_period_seconds.unwrap_or_default();
        (rotation.feature == "ENABLED").then(|| SignedDuration::from_secs(seconds))
    }

    /// Whether the client may use this flow at the endpoints of managed login.
    pub(crate) fn allows_flow(&self, flow: &str) -> bool {
        let flows = self.settings.allowed_oauth_flows.iter().flatten();
        self.uses_managed_login() && flows.into_iter().any(|allowed| allowed == flow)
    }

    /// Whether the client may use the endpoints of managed login.
    pub(crate) fn uses_managed_login(&self) -> bool {
        self.settings.allowed_oauth_flows_user_pool_client == Some(true)
    }

    /// Whether the client hides that a user does not exist.
    pub(crate) fn hides_missing_users(&self) -> bool {
        self.settings.prevent_user_existence_errors.as_deref() == Some("ENABLED")
    }
}
