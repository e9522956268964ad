//! The pools, the configuration and the hooks that the arguments ask for.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, anyhow};
use invitation::TrustedKey;
use invitation::key::SigningKey;
use jiff::{SignedDuration, Timestamp};
use lambda_host::Output;
use local_user_pool::{
    EmailConfiguration, EmailSendingAccount, LambdaConfig, LocalUserPool, Pool, Reach, read_seed,
};
use messages::LinkOrigin;
use settings::Settings;

use super::Arguments;
use super::decisions::Decisions;
use super::desk::Desk;
use crate::clock;
use crate::configuration_copy::ConfigurationCopy;
use crate::development_key::development_key;
use crate::hooks::handler::LAMBDA_TIMEOUT;
use crate::hooks::{Hooks, Surroundings, binaries};
use crate::local_aws;
use crate::local_pool::{five_hooks, local_pool};

/// The pool that is made from the settings; the development key counts for it.
const POOL_ID: &str = "local_Example";

/// A configuration of its own, which lasts as long as this, and a desk that works with it.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) desk: Arc<Desk>,
    /// Built binaries read it whenever a process of theirs starts.
    _configuration: ConfigurationCopy,
}

/// Sets up what the arguments ask for, to be served at `endpoint`.
pub(super) fn set_up(arguments: &Arguments, endpoint: &str) -> Result<Setup> {
    let original = arguments.configuration.load()?;
    let key = development_key()?;
    let configuration = configuration(&original, &key, endpoint)?;
    let settings = Settings::load(&configuration.file())?;
    let brands = settings.load_brands()?;

    let pools = pools(arguments.seed.as_deref(), &settings, clock::now())?;
    let (pool_id, client_id) = shown(&pools)?;
    let local = LocalUserPool::new(pools);
    local.set_issuer(endpoint);
    local.set_quotas(arguments.quotas);
    if arguments.listen_beyond_loopback_i_know_anyone_can_use_it {
        local.set_reach(Reach::Network);
    }
    local.advance(SignedDuration::from_hours(
        24 * i64::from(arguments.advance_days),
    ));

    let (hooks, hooks_are) = hooks(arguments, &settings, &local, endpoint)?;
    local.set_invoke(hooks.invoke());
    let desk = Desk {
        local,
        pool_id,
        client_id,
        hooks,
        hooks_are,
        decisions: Mutex::new(Decisions::default()),
        settings,
        brands,
        key,
        aws: local_aws::configuration(endpoint),
    };
    Ok(Setup {
        desk: Arc::new(desk),
        _configuration: configuration,
    })
}

/// A copy of the configuration whose links lead to this server, and which trusts the development
/// key: it counts for local pools only.
fn configuration(
    original: &Settings,
    key: &SigningKey,
    endpoint: &str,
) -> Result<ConfigurationCopy> {
    // Whatever is wrong with the brands is told about the files that somebody wrote.
    original.load_brands()?;
    let copy = ConfigurationCopy::of(original)?;
    let here: LinkOrigin = endpoint.parse()?;
    copy.lead_links_to(&here)?;
    let jwk = key.public_jwk();
    let ours = TrustedKey::new(jwk.clone(), None)?;
    let mut trusted = original.tokens.keys.iter();
    if !trusted.any(|key| key.thumbprint() == ours.thumbprint()) {
        copy.trust([toml::Table::try_from(&jwk)?], endpoint)?;
    }
    Ok(copy)
}

fn pools(seed: Option<&Path>, settings: &Settings, now: Timestamp) -> Result<Vec<Pool>> {
    let Some(file) = seed else {
        return Ok(vec![local_pool(settings, POOL_ID, now)]);
    };
    let name = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
    let mut pools = read_seed(&text, now).with_context(|| format!("{name} is no seed"))?;
    for pool in &mut pools {
        if pool.settings.lambda_config == LambdaConfig::default() {
            attach_hooks(pool);
        }
    }
    Ok(pools)
}

/// Attaches all five hooks. Cognito's own sender takes no mail of theirs, so that a pool without
/// a sender gets one of the team's.
fn attach_hooks(pool: &mut Pool) {
    pool.settings.lambda_config = five_hooks();
    let email = &mut pool.settings.email_configuration;
    if *email == EmailConfiguration::default() {
        email.email_sending_account = EmailSendingAccount::Developer;
    }
}

/// The pool and the app client that the page is about.
fn shown(pools: &[Pool]) -> Result<(String, String)> {
    let pool = pools.first().context("the seed has no pool")?;
    let client = pool.clients.keys().next();
    let client =
        client.ok_or_else(|| anyhow!("{} has no app client; add one to its Clients", pool.id))?;
    Ok((pool.id.clone(), client.clone()))
}

fn hooks(
    arguments: &Arguments,
    settings: &Settings,
    local: &LocalUserPool,
    endpoint: &str,
) -> Result<(Hooks, String)> {
    if let Some(url) = &arguments.hooks_endpoint {
        return Ok((Hooks::endpoint(url)?, format!("Invoke at {url}")));
    }
    if let Some(folder) = &arguments.binaries {
        let host = binaries::host(folder, &settings.file, Some(endpoint), Output::memory())?;
        let are = format!("binaries in {}", folder.display());
        return Ok((Hooks::binaries(host), are));
    }
    let clock = local.clone();
    let surroundings = Surroundings {
        endpoint_url: endpoint.to_owned(),
        clock: Arc::new(move || clock.now()),
        timeout: LAMBDA_TIMEOUT,
    };
    let hooks = Hooks::handlers(settings, surroundings)?;
    Ok((hooks, "handlers in this process".to_owned()))
}
