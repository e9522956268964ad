//! What the page's server works with.

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

/// One user pool, what stands behind its hooks, and its administrator's tools.
pub(super) struct AppState {
    pub(super) local: LocalUserPool,
    pub(super) pool_id: String,
    pub(super) client_id: String,
    /// Somebody to sign in as, in a pool that was made from the settings.
    pub(super) administrator: Option<Administrator>,
    pub(super) hooks: Hooks,
    /// What stands behind the hooks, in a few words.
    pub(super) hooks_are: String,
    pub(super) decisions: Mutex<Decisions>,
    pub(super) settings: Settings,
    pub(super) brands: Brands,
    pub(super) origins: Origins,
    /// What tokens are signed with.
    pub(super) key: SigningKey,
    /// How AWS's SDK reaches the pool.
    pub(super) aws: SdkConfig,
}

impl AppState {
    /// The administrator's tools. They are made anew each time, as by a command: a client may have
    /// changed the pool since.
    pub(super) async fn administration(
        &self,
        deadline: Instant,
    ) -> Result<Administration, AdminError> {
        let cognito = Client::new(&self.aws);
        let settings = self.settings.clone();
        // Brands that were read at the start are read again; a failure leaves members untold,
        // which the outcome says.
        let mailer = self.mailer().unwrap_or_default();
        Administration::open(&cognito, mailer, settings, &self.pool_id, deadline).await
    }

    /// What invitations are held against.
    pub(super) fn rules<'a>(&'a self, pool: &'a UserPool) -> Rules<'a> {
        Rules {
            grants: &self.settings.grants,
            pool: Some(pool),
            brands: &self.brands,
            admission: None,
        }
    }

    /// What sends mails of our own, where the settings ask for any.
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
