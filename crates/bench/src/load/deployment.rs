//! The user pool, the functions behind its hooks, and who reaches it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

use acceptance::Mailer;
use administration::Administration;
use anyhow::{Context, Result};
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::Client;
use connection::local_aws;
use invitation::INVITATION_ATTRIBUTE;
use invitation::key::SigningKey;
use jiff::Timestamp;
use lambda_host::{Host, Output};
use local_user_pool::{LocalUserPool, Server};
use playground::hooks::{HookRecord, Hooks, binaries};
use playground::local_pool;
use settings::Settings;
use tempfile::TempDir;
use tokio::time::Instant;
use trigger::Function;

use super::arguments::Arguments;
use super::calls::Calls;
use super::pace::Pace;
use super::person::Groups;
use crate::binaries::{Binaries, package_folder};
use crate::clock::now;

/// The pool; the development key counts for it.
pub(crate) const POOL_ID: &str = "local_Load";

/// The sample configuration, whose promises `person` knows, and the key that it trusts.
const CONFIGURATION: &str = "../../infra/invitations/invitations.toml";
const KEY: &str = include_str!("../../../../infra/invitations/development-key.pem");
const KEY_ID: &str = "development";

/// How long an administrator waits for AWS.
const CALL_TIMEOUT: Duration = Duration::from_mins(1);

/// A user as the pool has it in the end.
#[derive(Clone, Debug)]
pub(crate) struct PoolUser {
    pub(crate) email: String,
    pub(crate) groups: Groups,
    /// Whether there still is an invitation token: a grant was interrupted before the last of its
    /// calls, which spends it.
    pub(crate) has_token: bool,
}

/// Everything that people meet.
pub(crate) struct Deployment {
    pub(crate) local: LocalUserPool,
    pub(crate) cognito: Client,
    pub(crate) calls: Calls,
    pub(crate) pace: Pace,
    pub(crate) settings: Settings,
    pub(crate) key: SigningKey,
    pub(crate) administration: Administration,
    pub(crate) mailer: Mailer,
    hooks: Hooks,
    scratch: TempDir,
    /// Ends with this.
    _server: Server,
}

impl Deployment {
    /// A pool with quotas, whose hooks are the built functions.
    pub(crate) async fn new(arguments: &Arguments) -> Result<Self> {
        let configuration = package_folder().join(CONFIGURATION);
        let settings = Settings::load(&configuration)?;
        let local = LocalUserPool::new(vec![local_pool::local_pool(&settings, POOL_ID, now())]);
        let server = local.serve().await?;
        let endpoint = server.endpoint_url();

        let scratch = TempDir::new()?;
        let folder = match &arguments.binaries {
            Some(folder) => folder.clone(),
            None => Binaries::find(None)?.functions().to_owned(),
        };
        let output = Output::append_to(log(&scratch))?;
        let host = host(&folder, &configuration, &endpoint, output, arguments)?;
        let hooks = Hooks::binaries(host);
        local.set_invoke(hooks.invoke());
        local.set_quotas(true);

        let aws = local_aws::configuration(&endpoint);
        let cognito = clients_own(&aws);
        let mailer = || mailer(&settings, &aws);
        let administration = Administration::open(
            &cognito,
            Some(mailer()?),
            settings.clone(),
            POOL_ID,
            deadline(),
        );
        Ok(Self {
            administration: administration.await?,
            mailer: mailer()?,
            key: SigningKey::from_pem(KEY, Some(KEY_ID.to_owned()))?,
            pace: Pace::new(arguments.updates_per_second),
            calls: Calls::default(),
            cognito,
            local,
            settings,
            hooks,
            scratch,
            _server: server,
        })
    }

    /// The moment by the pool's clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.local.now()
    }

    /// The users as they are.
    pub(crate) fn users(&self) -> Result<Vec<PoolUser>> {
        let users = self.local.with_pool(POOL_ID, |pool| {
            let users = pool.users.iter().map(|user| PoolUser {
                email: user.attribute("email").unwrap_or_default().to_owned(),
                groups: user.groups.clone(),
                has_token: user.attribute(INVITATION_ATTRIBUTE).is_some(),
            });
            users.collect()
        });
        users.context("the pool is gone")
    }

    /// Ends the functions.
    pub(crate) async fn shut_down(&self) {
        self.hooks.shutdown().await;
    }

    /// How often each function came to what, in the functions' own words. Complete once they have
    /// ended.
    pub(crate) fn outcomes(&self) -> Result<BTreeMap<(Function, String), usize>> {
        let mut outcomes = BTreeMap::new();
        for line in BufReader::new(File::open(log(&self.scratch))?).lines() {
            if let Some(record) = HookRecord::from_log_line(&line?) {
                let outcome = (record.function, record.to_string());
                *outcomes.entry(outcome).or_default() += 1;
            }
        }
        Ok(outcomes)
    }
}

/// The functions, as many at once as there are clients, as Lambda would run them.
fn host(
    folder: &Path,
    configuration: &Path,
    endpoint: &str,
    output: Output,
    arguments: &Arguments,
) -> Result<Host> {
    let functions: Vec<_> = Function::ALL
        .into_iter()
        .map(|name| {
            let function = binaries::function(name, folder, configuration, Some(endpoint))?;
            Ok(lambda_host::HostedFunction {
                max_workers: arguments.clients.get(),
                ..function
            })
        })
        .collect::<Result<_>>()?;
    Ok(Host::new(functions, output)?)
}

/// A client as people have it: `calls` repeats what is throttled, and a call may take as long as
/// the hooks that it runs.
fn clients_own(aws: &SdkConfig) -> Client {
    let config = aws_sdk_cognitoidentityprovider::config::Builder::from(aws)
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled());
    Client::from_conf(config.build())
}

fn mailer(settings: &Settings, aws: &SdkConfig) -> Result<Mailer> {
    let mail = settings.mail.clone();
    let mail = mail.context("the sample configuration has no [mail]")?;
    Ok(Mailer::new(aws, mail, settings.load_brands()?))
}

fn log(scratch: &TempDir) -> PathBuf {
    scratch.path().join("functions.log")
}

/// When an administrator gives up.
pub(crate) fn deadline() -> Instant {
    Instant::now() + CALL_TIMEOUT
}
