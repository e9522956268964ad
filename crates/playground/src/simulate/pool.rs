//! The simulated user pool: it listens on a socket, and its hooks are the real handlers.

use std::sync::Arc;
use std::time::Duration;

use acceptance::Mailer;
use administration::Administration;
use anyhow::{Context, Result};
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::Client;
use connection::{LocalServer, deadline, local_aws, mailer};
use invitation::key::SigningKey;
use jiff::Timestamp;
use local_user_pool::{Behaviour, InvokeFunction, LocalUserPool, Server};
use settings::{Chain, Chains, Settings};
use trigger::Function;
use trigger::function::CHAIN;

use crate::development_key::development_key;
use crate::hooks::handler::LAMBDA_TIMEOUT;
use crate::hooks::{HandlerEnvironment, Hooks};
use crate::local_pool::{ACCOUNT, local_pool};

/// The pool of all stories; the development key counts for it.
pub(crate) const POOL_ID: &str = "local_Simulation";

/// The pool's clock at the start of every story. Only the story moves it, so each run is the
/// same.
const START_TIME: &str = "2026-11-02T09:00:00Z";

/// The pool, its hooks, and the clients of users and administrators.
pub(crate) struct SimulatedPool {
    pub(crate) local: LocalUserPool,
    pub(crate) cognito: Client,
    pub(crate) settings: Settings,
    pub(crate) hooks: Hooks,
    pub(crate) key: SigningKey,
    pub(crate) administration: Administration,
    /// The SDK's configuration for administrators.
    pub(crate) aws: SdkConfig,
    /// Sends invitation tokens, if the settings have mails of our own.
    pub(crate) mailer: Option<Mailer>,
    /// The names of the brands, as mails have them.
    pub(crate) brand_names: Vec<String>,
    /// How the pool behaves where it is not known what Cognito does.
    pub(crate) behaviour: Behaviour,
    beginning: Timestamp,
    server: Server,
}

impl SimulatedPool {
    /// A pool under these settings. It needs a port of 127.0.0.1.
    pub(crate) async fn new(settings: Settings) -> Result<Self> {
        let beginning: Timestamp = START_TIME.parse()?;
        let local = LocalUserPool::new(vec![local_pool(&settings, POOL_ID, beginning)]);
        let server = local
            .serve()
            .await
            .context("the local user pool cannot listen on 127.0.0.1")?;
        let aws = sdk_config(&server);
        let hooks = hooks(&settings, &local, &server, LAMBDA_TIMEOUT)?;
        let cognito = Client::new(&aws);
        let administration = Administration::open(
            &cognito,
            mailer(&settings, &LocalServer::default(), &aws)?,
            settings.clone(),
            POOL_ID,
            deadline(),
        );
        let brands = settings.load_brands()?;
        let brand_names = brands.iter().map(|brand| brand.config().name.clone());
        Ok(Self {
            brand_names: brand_names.collect(),
            key: development_key()?,
            administration: administration.await?.telling_events(&aws),
            mailer: mailer(&settings, &LocalServer::default(), &aws)?,
            aws,
            cognito,
            local,
            settings,
            hooks,
            behaviour: Behaviour::default(),
            beginning,
            server,
        })
    }

    /// Resets the pool to its first state: no users, all groups. The pool keeps the key that it
    /// signs tokens with: making one takes longer than a story.
    pub(crate) fn reset(&self) {
        let mut fresh = local_pool(&self.settings, POOL_ID, self.beginning);
        self.local.with_pool(POOL_ID, |pool| {
            pool.users.clear();
            pool.groups = std::mem::take(&mut fresh.groups);
            pool.settings.lambda_config = std::mem::take(&mut fresh.settings.lambda_config);
        });
        self.local.set_now(self.beginning);
        self.local.set_behaviour(self.behaviour);
        self.local.set_faults(Vec::new());
        self.local.set_invoke(self.hooks.invoke());
        self.local.clear_history();
    }

    /// Puts a chain into the slot of pre-sign-up, which calls `theirs` beside ours.
    pub(crate) fn share_pre_sign_up(
        &self,
        theirs: InvokeFunction,
        timeout: Duration,
    ) -> Result<Hooks> {
        let function = |name: &str| format!("arn:aws:lambda:local:{ACCOUNT}:function:{name}");
        let chains = Chains {
            pre_sign_up: Some(Chain {
                ours: function(Function::PreSignUp.name()).parse()?,
                theirs: function("check-list").parse()?,
                their_auto_confirm: false,
                their_auto_verify: false,
            }),
            ..Chains::default()
        };
        let chain = function(&format!("{CHAIN}-{}", Function::PreSignUp));
        self.local.with_pool(POOL_ID, |pool| {
            pool.settings.lambda_config.pre_sign_up = Some(chain);
        });
        let environment = environment(&self.local, &self.server, timeout);
        let hooks = Hooks::chained(&self.settings, chains, environment, theirs)?;
        self.local.set_invoke(hooks.invoke());
        Ok(hooks)
    }

    /// Deploys the functions again, with other settings or another time-out.
    pub(crate) fn deploy(&self, settings: &Settings, timeout: Duration) -> Result<Hooks> {
        let hooks = hooks(settings, &self.local, &self.server, timeout)?;
        self.local.set_invoke(hooks.invoke());
        Ok(hooks)
    }
}

/// The SDK's configuration for users and administrators. Each call is made once and has no
/// time-out, even on a busy machine, because the timeline lists every call.
fn sdk_config(server: &Server) -> SdkConfig {
    local_aws::configuration(&server.endpoint_url())
        .into_builder()
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .build()
}

fn hooks(
    settings: &Settings,
    local: &LocalUserPool,
    server: &Server,
    timeout: Duration,
) -> Result<Hooks> {
    Ok(Hooks::handlers(
        settings,
        environment(local, server, timeout),
    )?)
}

fn environment(local: &LocalUserPool, server: &Server, timeout: Duration) -> HandlerEnvironment {
    let clock = local.clone();
    HandlerEnvironment {
        endpoint_url: server.endpoint_url(),
        clock: Arc::new(move || clock.now()),
        timeout,
    }
}
