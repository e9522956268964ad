//! The pools, the configuration and the hooks that the arguments ask for.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, anyhow};
use connection::local_aws;
use invitation::TrustedKey;
use invitation::key::SigningKey;
use jiff::{SignedDuration, Timestamp};
use lambda_host::Output;
use local_user_pool::{
    Behaviour, EmailSendingAccount, InvokeFunction, LambdaConfig, LocalUserPool, Pool, Reach,
    read_seed,
};
use messages::Brands;
use serde_json::Value;
use settings::Settings;
use terminal::clock;
use terminal::output::remark;
use tracing::dispatcher::with_default;
use trigger::function::bare_name;

use super::administrator;
use super::app_state::AppState;
use super::arguments::Arguments;
use super::aws::api_gateway::{AdminApi, Gateway};
use super::aws::lambda::Lambda;
use super::aws::log_groups::LogGroups;
use super::brand_origins::Origins;
use super::brand_pages::Sites;
use super::decisions::Decisions;
use crate::configuration_copy::ConfigurationCopy;
use crate::development_key::development_key;
use crate::hooks::event_target::event_target;
use crate::hooks::handler::LAMBDA_TIMEOUT;
use crate::hooks::{HandlerEnvironment, Hooks, binaries};
use crate::local_pool::{CLIENT_ID, five_hooks, local_pool};

/// The id of a pool that is made from the settings. The development key counts for it.
const POOL_ID: &str = "local_Example";

/// Everything that the server needs, and the configuration that it was made from.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) state: Arc<AppState>,
    pub(super) sites: Arc<Sites>,
    pub(super) gateway: Arc<Gateway>,
    pub(super) lambda: Arc<Lambda>,
    pub(super) logs: Arc<LogGroups>,
    /// Kept because built binaries read it at each start of a process.
    _configuration: ConfigurationCopy,
}

/// Sets up what the arguments ask for, to be served at this port of the loopback interface.
pub(super) fn set_up(arguments: &Arguments, port: u16) -> Result<Setup> {
    let original = arguments.configuration.load()?;
    let origins = Origins::new(port, original.brands.default.as_deref())?;
    let endpoint = &origins.here().to_string();
    let key = development_key()?;
    let configuration = configuration(&original, &key, &origins)?;
    let settings = Settings::load(&configuration.file())?;
    let brands = settings.load_brands()?;
    warn_of_brands_without_host(&brands, &origins);

    let mut pools = pools(arguments.seed.as_deref(), &settings, clock::now())?;
    let administrator = match (&arguments.seed, pools.first_mut()) {
        (None, Some(pool)) => administrator::add_administrator(pool, &settings, clock::now()),
        // The author of a seed decides which users it has.
        _ => None,
    };
    let (pool, client_id) = shown_pool(&pools)?;
    let pool_id = pool.id.clone();
    let issuer = format!("{endpoint}/{pool_id}");
    configuration.administer(&pool_id, &issuer)?;
    let settings = Settings::load(&configuration.file())?;
    let sites = Sites::new(&settings, &brands, pool, &client_id, &origins)?;
    let lambda = Lambda::of(&pools);
    let pool_ids: Vec<String> = pools.iter().map(|pool| pool.id.clone()).collect();
    let local = LocalUserPool::new(pools);
    local.set_issuer(endpoint);
    local.set_behaviour(behaviour());
    local.set_quotas(arguments.quotas);
    if arguments.listen_beyond_loopback_i_know_anyone_can_use_it {
        local.set_reach(Reach::Network);
    }
    local.advance(SignedDuration::from_hours(
        24 * i64::from(arguments.advance_days),
    ));

    let clock = local.clone();
    let logs = Arc::new(LogGroups::new(Arc::new(move || clock.now())));
    let (hooks, hooks_label) = hooks(arguments, &settings, &local, endpoint)?;
    let mut invoke = by_plain_name(hooks.invoke());
    if hooks.are_in_process() {
        for function in lambda.functions() {
            logs.of_function(function);
        }
        invoke = logged(invoke, Arc::clone(&logs));
        if settings.events.is_some() {
            let target = event_target(&settings, &pool_ids, environment(&local, endpoint))?;
            local.set_event_target(target);
        }
    }
    local.set_invoke(invoke);
    let gateway = Gateway {
        local: local.clone(),
        pool_id: pool_id.clone(),
        issuer,
        admin_api: admin_api(arguments, &settings, endpoint, &logs)?,
    };
    let state = AppState {
        local,
        pool_id,
        client_id,
        administrator,
        hooks,
        hooks_label,
        decisions: Mutex::new(Decisions::default()),
        settings,
        brands,
        key,
        aws: local_aws::configuration(endpoint),
        origins,
    };
    Ok(Setup {
        state: Arc::new(state),
        sites: Arc::new(sites),
        gateway: Arc::new(gateway),
        lambda: Arc::new(lambda),
        logs,
        _configuration: configuration,
    })
}

/// How the pool behaves where sources disagree: as clients have seen it. `simulate` takes the
/// stricter reading.
fn behaviour() -> Behaviour {
    Behaviour {
        temporary_password_once: false,
        ..Behaviour::default()
    }
}

/// Calls a hook by its plain name, whatever the stack in the pool's configuration: there is only one
/// function of each name.
fn by_plain_name(invoke: InvokeFunction) -> InvokeFunction {
    Arc::new(move |mut invocation| {
        if let Some(hook) = trigger::Function::from_reference(&invocation.function) {
            hook.name().clone_into(&mut invocation.function);
        }
        invoke(invocation)
    })
}

/// Keeps what a handler logs in the log group of the function that the pool names.
fn logged(invoke: InvokeFunction, logs: Arc<LogGroups>) -> InvokeFunction {
    Arc::new(move |invocation| {
        let log = logs.of_function(bare_name(&invocation.function));
        with_default(&log, || invoke(invocation))
    })
}

/// A copy of the configuration whose links lead to this server, and which trusts the development
/// key: it counts for local pools only.
fn configuration(
    original: &Settings,
    key: &SigningKey,
    origins: &Origins,
) -> Result<ConfigurationCopy> {
    // Errors in the brands have to name the original files.
    original.load_brands()?;
    let copy = ConfigurationCopy::of(original)?;
    copy.set_link_origins(|brand| origins.links(brand))?;
    let jwk = key.public_jwk();
    let ours = TrustedKey::new(jwk.clone(), None)?;
    let mut trusted = original.tokens.keys.iter();
    if !trusted.any(|key| key.thumbprint() == ours.thumbprint()) {
        let issuer = origins.here().to_string();
        copy.trust([toml::Table::try_from(&jwk)?], &issuer)?;
    }
    Ok(copy)
}

/// Warns of brands whose pages have no host name here.
fn warn_of_brands_without_host(brands: &Brands, origins: &Origins) {
    // The default brand, which is the first one, has the server's own address.
    for brand in brands.iter().skip(1) {
        if origins.own(brand.name()).is_none() {
            remark(&format!(
                "The links of the brand {:?} lead to the default brand's pages: the name of its folder cannot be part of a host name.",
                brand.name()
            ));
        }
    }
}

fn pools(seed: Option<&Path>, settings: &Settings, now: Timestamp) -> Result<Vec<Pool>> {
    let Some(file) = seed else {
        return Ok(vec![local_pool(settings, POOL_ID, now)]);
    };
    let name = file.display();
    let text = fs::read_to_string(file)
        .with_context(|| format!("{name} cannot be read; name a file of pools with --seed"))?;
    let no_seed = || {
        format!(
            "{name} is no seed; write JSON such as {{ \"Pools\": [{{ \"Id\": \"local_Mine\", … }}] }}"
        )
    };
    let mut pools = read_seed(&text, now).with_context(no_seed)?;
    let names_sender = names_sender(&text).with_context(no_seed)?;
    for (pool, names_sender) in pools.iter_mut().zip(names_sender) {
        if pool.settings.lambda_config == LambdaConfig::default() {
            attach_hooks(pool, names_sender);
        }
    }
    Ok(pools)
}

/// Whether each pool of the seed has an `EmailConfiguration`. The pool that was read does not show
/// it: Cognito's own sender is also the default.
fn names_sender(seed: &str) -> Result<Vec<bool>> {
    let document: Value = serde_json::from_str(seed)?;
    let pools = document.get("Pools").and_then(Value::as_array);
    let named = pools.into_iter().flatten().map(|pool| {
        let configuration = pool.get("EmailConfiguration");
        configuration.is_some_and(|configuration| !configuration.is_null())
    });
    Ok(named.collect())
}

/// Attaches all five hooks. With Cognito's own sender their mails are not sent (contract §4.2), so a
/// pool that names no sender gets a `DEVELOPER` one. A pool that names one keeps it.
fn attach_hooks(pool: &mut Pool, names_sender: bool) {
    pool.settings.lambda_config = five_hooks(pool.region());
    if !names_sender {
        let email = &mut pool.settings.email_configuration;
        email.email_sending_account = EmailSendingAccount::Developer;
    }
}

/// The pool and the app client that the pages use.
fn shown_pool(pools: &[Pool]) -> Result<(&Pool, String)> {
    let pool = pools.first().context("the seed has no pool")?;
    // The others are those of brands' pages.
    let own = pool.clients.get_key_value(CLIENT_ID);
    let (client, _) = own
        .or_else(|| pool.clients.first_key_value())
        .ok_or_else(|| anyhow!("{} has no app client; add one to its Clients", pool.id))?;
    Ok((pool, client.clone()))
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
        let label = format!("binaries in {}", folder.display());
        return Ok((Hooks::binaries(host), label));
    }
    let hooks = Hooks::handlers(settings, environment(local, endpoint))?;
    Ok((hooks, "handlers in this process".to_owned()))
}

/// What the handlers in this process need around them.
fn environment(local: &LocalUserPool, endpoint: &str) -> HandlerEnvironment {
    let clock = local.clone();
    HandlerEnvironment {
        endpoint_url: endpoint.to_owned(),
        clock: Arc::new(move || clock.now()),
        timeout: LAMBDA_TIMEOUT,
    }
}

/// The function of the administrators' API.
fn admin_api(
    arguments: &Arguments,
    settings: &Settings,
    endpoint: &str,
    logs: &LogGroups,
) -> Result<AdminApi> {
    if let Some(folder) = &arguments.binaries {
        if let Some(built) = AdminApi::built(folder, &settings.file, endpoint)? {
            return Ok(built);
        }
        remark(&format!(
            "There is no admin-api in {}; the administrators' API runs in this process. `cargo build --release -p admin-api` builds it.",
            folder.display()
        ));
    }
    Ok(AdminApi::here(settings, endpoint, logs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_configuration::sample_settings;

    #[track_caller]
    fn check(email: &str, expected: EmailSendingAccount) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pools.json");
        let seed = format!(r#"{{ "Pools": [{{ "Id": "local_Seeded"{email} }}] }}"#);
        fs::write(&file, seed).unwrap();
        let pools = pools(Some(&file), &sample_settings(), Timestamp::UNIX_EPOCH).unwrap();
        let [pool] = &pools[..] else {
            unreachable!("the seed has one pool");
        };
        assert_eq!(pool.settings.lambda_config, five_hooks("local"));
        let account = pool.settings.email_configuration.email_sending_account;
        assert_eq!(account, expected, "{email}");
    }

    #[test]
    fn a_pool_gets_a_sender_only_if_the_seed_names_none() {
        use EmailSendingAccount::{CognitoDefault, Developer};

        check("", Developer);
        check(r#", "EmailConfiguration": null"#, Developer);
        check(r#", "EmailConfiguration": {}"#, CognitoDefault);
        check(
            r#", "EmailConfiguration": { "EmailSendingAccount": "COGNITO_DEFAULT" }"#,
            CognitoDefault,
        );
        check(
            r#", "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER",
                 "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/northwind.example" }"#,
            Developer,
        );
    }
}
