//! The state that all routes of the page share.

use std::fmt;
use std::sync::Mutex;

use acceptance::Mailer;
use administration::{AdminError, Administration, Rules};
use anyhow::Result;
use aws_config::SdkConfig;
use aws_sdk_cognitoidentityprovider::Client;
use cognito::UserPool;
use connection::{LocalServer, mailer};
use invitation::key::SigningKey;
use local_user_pool::LocalUserPool;
use messages::Brands;
use settings::Settings;
use tokio::time::Instant;

use super::administrator::Administrator;
use super::brand_origins::Origins;
use super::decisions::Decisions;
use crate::hooks::Hooks;

/// One user pool, its hooks, and what its administrator needs.
pub(super) struct AppState {
    pub(super) local: LocalUserPool,
    pub(super) pool_id: String,
    pub(super) client_id: String,
    /// An administrator to sign in as, in a pool that was made from the settings.
    pub(super) administrator: Option<Administrator>,
    pub(super) hooks: Hooks,
    /// How the hooks are run, in a few words.
    pub(super) hooks_label: String,
    pub(super) decisions: Mutex<Decisions>,
    pub(super) settings: Settings,
    pub(super) brands: Brands,
    pub(super) origins: Origins,
    /// The key that tokens are signed with.
    pub(super) key: SigningKey,
    /// The AWS SDK's configuration for the pool.
    pub(super) aws: SdkConfig,
}

impl AppState {
    /// The administrator's tools. They are made for each request, as for a command, because a client
    /// may have changed the pool.
    pub(super) async fn administration(
        &self,
        deadline: Instant,
    ) -> Result<Administration, AdminError> {
        let cognito = Client::new(&self.aws);
        let settings = self.settings.clone();
        // The brands were read at the start and are read again here. If that fails, members get
        // no mail, and the outcome says so.
        let mailer = self.mailer().unwrap_or_default();
        let opened =
            Administration::open(&cognito, mailer, settings, &self.pool_id, deadline).await?;
        Ok(opened.telling_events(&self.aws))
    }

    /// The rules for invitations.
    pub(super) fn rules<'a>(&'a self, pool: &'a UserPool) -> Rules<'a> {
        Rules {
            grants: &self.settings.grants,
            pool: Some(pool),
            brands: &self.brands,
            admission: None,
        }
    }

    /// Sends mails of our own, if the settings have them.
    pub(super) fn mailer(&self) -> Result<Option<Mailer>> {
        mailer(&self.settings, &LocalServer::default(), &self.aws)
    }
}

impl fmt::Debug for AppState {
    /// Shows nothing of the pool, which is full of personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").finish_non_exhaustive()
    }
}
