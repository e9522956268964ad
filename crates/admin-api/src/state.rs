//! What every request needs, made once at the start.

use std::sync::Arc;

use acceptance::Mailer;
use administration::{Administration, Kms, KmsKey, Rules};
use authorization::AdminApiSettings;
use aws_config::SdkConfig;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::Builder;
use cognito::Timing;
use messages::Brands;
use settings::Settings;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::pool_keys::PoolKeys;
use crate::problem::Problem;

/// What every request needs. Its clients keep their connections from one request to the next.
#[derive(Debug)]
pub struct AppState {
    /// The section `[admin_api]`.
    pub(crate) section: AdminApiSettings,
    /// The whole configuration, for invitations.
    pub(crate) settings: Settings,
    aws: SdkConfig,
    pub(crate) cognito: Client,
    /// The keys that verify tokens, by issuer; none where a gateway verifies them.
    pub(crate) pool_keys: Vec<PoolKeys>,
    invitations: OnceCell<(Administration, Arc<Brands>)>,
    signer: OnceCell<Signer>,
}

/// The key that signs invitation tokens.
#[derive(Debug)]
pub(crate) struct Signer {
    pub(crate) kms: Kms,
    pub(crate) key: KmsKey,
}

impl AppState {
    /// The state by the settings; none where they have no section `[admin_api]`.
    ///
    /// Region, credentials and endpoint are those of `aws`; retries and time-outs are replaced.
    pub fn new(aws: SdkConfig, settings: Settings) -> Option<Self> {
        let config = Builder::from(&aws)
            .retry_config(Timing::API.retries())
            .timeout_config(Timing::API.timeouts());
        let section = settings.admin_api.clone()?;
        let mut issuers = section.issuers();
        if section.app_clients.is_empty() {
            issuers.clear();
        }
        Some(Self {
            pool_keys: issuers.iter().map(|issuer| PoolKeys::new(issuer)).collect(),
            section,
            cognito: Client::from_conf(config.build()),
            settings,
            aws,
            invitations: OnceCell::new(),
            signer: OnceCell::new(),
        })
    }

    /// Opens the connection to Cognito that the first request needs.
    pub async fn open_connection(&self) {
        cognito::client::open_connection(&self.cognito).await;
    }

    /// The verbs of an administrator.
    pub(crate) async fn administration(
        &self,
        deadline: Instant,
    ) -> Result<&Administration, Problem> {
        let (administration, _) = self.invitations(deadline).await?;
        Ok(administration)
    }

    /// What invitations are checked against. The pool's hook checks the rest.
    pub(crate) async fn rules(&self, deadline: Instant) -> Result<Rules<'_>, Problem> {
        let (administration, brands) = self.invitations(deadline).await?;
        Ok(Rules {
            grants: &self.settings.grants,
            pool: Some(administration.user_pool()),
            brands,
            admission: None,
        })
    }

    /// Describes the pool and reads the brands when they are needed first. Most requests need
    /// neither, and would only wait for them.
    async fn invitations(
        &self,
        deadline: Instant,
    ) -> Result<&(Administration, Arc<Brands>), Problem> {
        let open = async || {
            let load = || {
                self.settings.load_brands().map_err(|errors| {
                    tracing::error!(error = %errors, "the brands cannot be used");
                    Problem::not_configured()
                })
            };
            let brands = Arc::new(load()?);
            // A mailer needs brands of its own.
            let mailer = match self.settings.mail.clone() {
                Some(mail) => Some(Mailer::new(&self.aws, mail, load()?)),
                None => None,
            };
            let pool = &self.section.user_pool_id;
            let settings = self.settings.clone();
            let administration =
                Administration::open(&self.cognito, mailer, settings, pool, deadline).await?;
            let administration = administration
                .telling_events(&self.aws)
                .giving_links(Arc::clone(&brands));
            Ok((administration, brands))
        };
        self.invitations.get_or_try_init(open).await
    }

    /// The key that signs invitation tokens, looked up when it is needed first. If the alias is
    /// moved, only functions that start later use the new key.
    pub(crate) async fn signer(&self, deadline: Instant) -> Result<&Signer, Problem> {
        let open = async || {
            let name = self.section.signing_key.as_deref();
            let name = name.ok_or_else(Problem::mode_not_available)?;
            let kms = Kms::new(&self.aws, Some(name))?;
            let key = kms.key(name, deadline).await?;
            Ok(Signer { kms, key })
        };
        self.signer.get_or_try_init(open).await
    }
}
