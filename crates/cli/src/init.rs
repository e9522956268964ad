//! `init`: a small configuration that says what the chosen hooks need, and no more.
//!
//! `answers` are what it shall say, by options or by `questions` at a terminal; `folder` is
//! their text.

mod answers;
mod folder;
mod questions;

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use administration::AdminError;
use anyhow::{Context, Result, bail};
use aws_sdk_cognitoidentityprovider::Client;
use cognito::UserPool;
use cognito::call::with_retries;
use connection::{EndpointArguments, USER_POOL_VARIABLE, deadline, user_pool_id};
use deployment::hook::hook;
use invitation::policy::SignIn;
use invitation::{DomainPattern, GroupName, UserPoolSettings};
use messages::LinkOrigin;
use settings::{ConfigurationErrors, Settings};
use terminal::output::{fields, print, remark};
use trigger::Function;

use self::answers::{Answers, Missing, sign_in};
use self::folder::SETTINGS_FILE;

/// Write a small configuration for the hooks that you want, with comments.
///
/// At a terminal it asks for what the options leave open. With --user-pool-id it reads from the pool
/// how people sign in there. Nothing that exists is overwritten.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 written, 2 something is missing, not valid, or there already.

Examples:
  invitations init
  invitations init --hook pre-sign-up --allow-domain example.com
  invitations init --brand-name Northwind --links https://accounts.example.com --group members"
)]
pub struct Arguments {
    /// The folder to make
    #[arg(long, value_name = "DIR", default_value = "invitations")]
    out: PathBuf,

    /// The hooks that you will attach; all five unless named
    #[arg(long, value_name = "HOOK", value_delimiter = ',', value_parser = hook())]
    hook: Vec<Function>,

    /// Whose addresses may sign up without an invitation: example.com, or *.example.com for every
    /// domain below it; nobody unless named
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',')]
    allow_domain: Vec<DomainPattern>,

    /// The groups of every new member
    #[arg(long, value_name = "NAME")]
    group: Vec<GroupName>,

    /// The name in your mails
    #[arg(long, value_name = "NAME")]
    brand_name: Option<String>,

    /// Where the links in your mails lead: `https://accounts.example.com`
    #[arg(long, value_name = "ORIGIN")]
    links: Option<LinkOrigin>,

    /// The user pool that the configuration is for: it says how people sign in
    #[arg(long, value_name = "ID", env = USER_POOL_VARIABLE, hide_env_values = true, value_parser = user_pool_id)]
    user_pool_id: Option<String>,

    /// How people sign in to the pool, where --user-pool-id does not tell: email, alias or username
    #[arg(long, value_name = "WAY", value_parser = sign_in, conflicts_with = "user_pool_id")]
    sign_in: Option<SignIn>,

    /// Whether Ada@example.com and ada@example.com are two users of that pool
    #[arg(long, value_name = "BOOL", requires = "sign_in")]
    case_sensitive: Option<bool>,

    #[command(flatten)]
    endpoint: EndpointArguments,
}

/// Writes the folder, and says what comes next.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    check_free(&arguments.out)?;
    let mut answers = given(arguments);
    if let Some(pool) = &arguments.user_pool_id {
        answers.user_pool = Some(of_pool(pool, &arguments.endpoint).await?);
    }
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        answers = questions::ask(answers, &mut io::stdin().lock(), &mut io::stderr().lock())?;
    }
    let answers = answers.complete().map_err(explain)?;
    let files = folder::files(&answers);
    check(&files, &arguments.out)?;
    write(&files, &arguments.out)?;
    print(&report(&files, &answers, &arguments.out))?;
    if answers.user_pool.is_none() && answers.is_bound_to_pool() {
        remark(
            "The settings do not say how people sign in. --user-pool-id reads it from the pool, --sign-in says it.",
        );
    }
    Ok(true)
}

fn given(arguments: &Arguments) -> Answers {
    Answers {
        hooks: (!arguments.hook.is_empty()).then(|| arguments.hook.iter().copied().collect()),
        user_pool: arguments.sign_in.map(|sign_in| UserPoolSettings {
            sign_in,
            case_sensitive: arguments
                .case_sensitive
                .unwrap_or(UserPoolSettings::default().case_sensitive),
        }),
        domains: (!arguments.allow_domain.is_empty()).then(|| arguments.allow_domain.clone()),
        groups: (!arguments.group.is_empty()).then(|| arguments.group.clone()),
        brand_name: arguments.brand_name.clone(),
        links: arguments.links.clone(),
    }
}

/// What the settings say of the pool, as the pool says it.
async fn of_pool(id: &str, endpoint: &EndpointArguments) -> Result<UserPoolSettings> {
    let client = Client::new(&endpoint.configuration(id).await?);
    let request = client.describe_user_pool().user_pool_id(id);
    let answer = with_retries(|| request.clone().send(), deadline())
        .await
        .map_err(AdminError::from)
        .with_context(|| format!("the user pool {id} could not be read"))?;
    let description = answer
        .user_pool()
        .with_context(|| format!("there is no user pool {id}"))?;
    let pool = UserPool::new(id, description);
    Ok(UserPoolSettings {
        sign_in: pool.sign_in(),
        case_sensitive: pool.case_sensitive,
    })
}

/// Refuses a folder with anything in it.
fn check_free(out: &Path) -> Result<()> {
    match fs::read_dir(out).map(Iterator::count) {
        Ok(0) => Ok(()),
        Ok(_) => bail!(
            "{} is not empty; name another folder with --out",
            out.display()
        ),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be used", out.display())),
    }
}

fn explain(missing: Missing) -> anyhow::Error {
    let option = match missing {
        Missing::BrandName => "--brand-name NAME",
        Missing::Links => "--links https://…",
    };
    anyhow::anyhow!(
        "the mails of custom-message need {option}; without mails of your own, name the other hooks with --hook"
    )
}

/// Reads the files as a function would, before they are written where they stay.
fn check(files: &[folder::File], out: &Path) -> Result<()> {
    let trial = tempfile::tempdir().context("a temporary folder cannot be made")?;
    write(files, trial.path())?;
    let loaded = Settings::load(&trial.path().join(SETTINGS_FILE))
        .and_then(|settings| settings.load_brands());
    loaded.map(drop).map_err(|ConfigurationErrors(mut errors)| {
        for error in &mut errors {
            if let Ok(path) = error.file.strip_prefix(trial.path()) {
                error.file = out.join(path);
            }
        }
        ConfigurationErrors(errors).into()
    })
}

/// Writes the files; none that exists is replaced.
fn write(files: &[folder::File], out: &Path) -> Result<()> {
    for file in files {
        let path = out.join(&file.path);
        let parent = path.parent().unwrap_or(out);
        fs::create_dir_all(parent)
            .and_then(|()| {
                let mut new = fs::File::create_new(&path)?;
                io::Write::write_all(&mut new, file.text.as_bytes())
            })
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

fn report(files: &[folder::File], answers: &answers::Complete, out: &Path) -> String {
    let settings = out.join(SETTINGS_FILE).display().to_string();
    let written = files.iter().map(|file| out.join(&file.path));
    let mut rows: Vec<_> = written
        .map(|path| ("written", path.display().to_string()))
        .collect();
    let hooks: Vec<&str> = answers.hooks.iter().map(|hook| hook.name()).collect();
    let only = if hooks.len() < Function::ALL.len() {
        format!(" --only {}", hooks.join(","))
    } else {
        String::new()
    };
    rows.push((
        "next",
        format!("invitations check --config {settings}{only}"),
    ));
    if answers.trusts_tokens() {
        rows.push((
            "then",
            format!("invitations keygen --kms --alias invitations --config {settings}"),
        ));
    }
    fields(&rows)
}
