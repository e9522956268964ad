//! What every request needs, made once at start.

use std::time::Duration;

use acceptance::Mailer;
use administration::{Administration, Kms, KmsKey, Rules};
use authorization::AdminApiSettings;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::Builder;
use invitation::GrantPolicy;
use messages::Brands;
use settings::Settings;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::pool_keys::PoolKeys;
use crate::problem::Problem;

/// How often a call is made that AWS throttles or does not answer. More would only keep the
/// person waiting, who can try again.
const ATTEMPTS: u32 = 3;
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a call may take: confirming a sign-up runs a hook, up to three times for five seconds
/// (contract §6).
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(17);

/// What every request needs. Its clients keep their connections from one request to the next.
#[derive(Debug)]
pub struct Api {
    /// The section `[admin_api]`.
    pub(crate) section: AdminApiSettings,
    /// The whole configuration, for invitations.
    pub(crate) settings: Settings,
    aws: SdkConfig,
    pub(crate) cognito: Client,
    /// With what tokens are verified here, by issuer; none where that is left to a gateway.
    pub(crate) pool_keys: Vec<PoolKeys>,
    office: OnceCell<Office>,
    signer: OnceCell<Signer>,
}

/// The key that signs invitation tokens.
#[derive(Debug)]
pub(crate) struct Signer {
    pub(crate) kms: Kms,
    pub(crate) key: KmsKey,
}

/// What invitations need besides.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) administration: Administration,
    grants: GrantPolicy,
    brands: Brands,
    /// Whether there is a key that signs invitation tokens.
    pub(crate) signs: bool,
}

impl Office {
    /// What invitations are held against. What the hook decides by is left to the hook itself.
    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            grants: &self.grants,
            pool: Some(self.administration.user_pool()),
            brands: &self.brands,
            admission: None,
        }
    }
}

impl Api {
    /// An API as the settings say; none where they have no section `[admin_api]`.
    ///
    /// Region, credentials and endpoint are `aws`'s; retries and time-outs are replaced.
    pub fn new(aws: SdkConfig, settings: Settings) -> Option<Self> {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .build();
        let config = Builder::from(&aws)
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .timeout_config(timeouts);
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
            office: OnceCell::new(),
            signer: OnceCell::new(),
        })
    }

    /// The administrator's verbs. What the user pool is like, and how mails look, is read when they
    /// are needed first: most requests never ask, and an environment that only lists people should
    /// not pay for it at its start.
    pub(crate) async fn office(&self, deadline: Instant) -> Result<&Office, Problem> {
        let open = async || {
            let load = || {
                self.settings.load_brands().map_err(|errors| {
                    tracing::error!(error = %errors, "the brands cannot be used");
                    Problem::not_configured()
                })
            };
            let brands = load()?;
            let mail = self.settings.mail.clone();
            // A mailer keeps its brands to itself.
            let mailer = match mail {
                Some(mail) => Some(Mailer::new(&self.aws, mail, load()?)),
                None => None,
            };
            let pool = &self.section.user_pool_id;
            let settings = self.settings.clone();
            let administration =
                Administration::open(&self.cognito, mailer, settings, pool, deadline).await?;
            Ok(Office {
                administration,
                grants: self.settings.grants.clone(),
                brands,
                signs: self.section.signing_key.is_some(),
            })
        };
        self.office.get_or_try_init(open).await
    }

    /// The key that signs invitation tokens, which is looked up when it is needed first: what an
    /// alias stands for then, as long as this environment lives.
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
