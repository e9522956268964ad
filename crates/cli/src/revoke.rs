//! `revoke`: takes back an invitation, a member or a token.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use administration::revoke::read_token;
use administration::{Revocation, Revoked, TokenLeft};
use anyhow::{Context, Result, anyhow};
use clap::ArgGroup;
use connection::{
    EndpointArguments, PoolArguments, USER_POOL_VARIABLE, deadline, user_pool_id, variable,
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use settings::Settings;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{fields, print, print_json, remark};

use crate::pool::open;
use crate::view::{done_or_refused, found_or_refused};

/// Longer than any token; a longer file is not read to its end.
const MAX_TOKEN_FILE: u64 = 64 * 1024;

/// Take an invitation back.
///
/// An open invitation is taken back by deleting or disabling the user. A person who accepts it at the
/// same moment stays a member. A token is taken back in the settings: this command prints the line.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("what").required(true).args(["user", "token"]))]
#[command(
    after_help = "Exit codes: 0 it was taken back, 1 it was refused, 2 AWS or the configuration cannot
be reached.

Examples:
  invitations revoke --user-pool-id eu-central-1_AbCdEfGhI --user ada@client.example
  invitations revoke --user-pool-id eu-central-1_AbCdEfGhI --user ada@client.example \\
      --member --disable
  invitations revoke --token token.txt
  pbpaste | invitations revoke --token -"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    /// The user pool [default: `$INVITATIONS_USER_POOL`]
    // Clap would take the variable for an option beside --token.
    #[arg(long, value_name = "ID", value_parser = user_pool_id)]
    user_pool_id: Option<String>,

    #[command(flatten)]
    endpoint: EndpointArguments,

    /// The user: address, user name or sub
    #[arg(long, visible_alias = "email", value_name = "USER")]
    user: Option<String>,

    /// Disable the user instead of deleting it
    #[arg(long, conflicts_with = "token")]
    disable: bool,

    /// Take back a member, too, not only an open invitation
    #[arg(long, conflicts_with = "token")]
    member: bool,

    /// A file with an invitation token, or - for the standard input
    #[arg(long, value_name = "FILE", conflicts_with = "user_pool_id")]
    token: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Takes back what the arguments name.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let now = arguments.endpoint.local_server().await.now();
    if let Some(file) = &arguments.token {
        return revoke_token(&settings, file, now, arguments.json);
    }
    let user_pool_id = match &arguments.user_pool_id {
        Some(id) => Some(id.clone()),
        None => user_pool_of_environment()?,
    };
    let (Some(user), Some(user_pool_id)) = (&arguments.user, user_pool_id) else {
        return Err(anyhow!(
            "name a user with --user, and its pool with --user-pool-id or {USER_POOL_VARIABLE}"
        ));
    };
    let pool = PoolArguments {
        user_pool_id,
        endpoint: arguments.endpoint.clone(),
    };
    let file = settings.file.clone();
    let deadline = deadline();
    let revocation = Revocation {
        disable: arguments.disable,
        member: arguments.member,
    };
    let administration = open(&pool, settings, deadline).await?;
    let revoked = administration.revoke(user, revocation, now, deadline).await;
    match found_or_refused(user, revoked, arguments.json)? {
        Some(revoked) => print_revoked(&revoked, &file, arguments.json).map(|()| true),
        None => Ok(false),
    }
}

fn user_pool_of_environment() -> Result<Option<String>> {
    let named = variable(USER_POOL_VARIABLE).map(|id| user_pool_id(&id));
    named
        .transpose()
        .map_err(|error| anyhow!("{USER_POOL_VARIABLE}: {error}"))
}

fn print_revoked(revoked: &Revoked, file: &Path, as_json: bool) -> Result<()> {
    if as_json {
        print_json(revoked)?;
    } else {
        print(&fields(&[
            ("outcome", revoked.outcome.as_str().to_owned()),
            ("was", revoked.was()),
            ("user name", revoked.user_name.clone()),
            ("sub", revoked.sub.clone()),
        ]))?;
    }
    if let Some(hint) = way_back(&revoked.token, file) {
        remark(&hint);
    }
    Ok(())
}

/// How the person could join again, and how to prevent it.
fn way_back(token: &TokenLeft, file: &Path) -> Option<String> {
    let file = file.display();
    match token {
        TokenLeft::None | TokenLeft::Dead => None,
        TokenLeft::Alive { jti, expires } => Some(format!(
            "The invitation token of this person is valid until {expires} and could be used again. To take it back, add it below [tokens] in {file}:\n{}",
            line(jti)
        )),
        TokenLeft::Unknown => Some(format!(
            "If this person joined by an invitation token that has not expired, it could be used again. To take it back, add its jti to `revoked` below [tokens] in {file}; `invitations issue` printed it, and `invitations revoke --token FILE` prints the line."
        )),
    }
}

fn line(jti: &str) -> String {
    format!("revoked = [{}]", toml::Value::from(jti))
}

fn revoke_token(settings: &Settings, file: &Path, now: Timestamp, as_json: bool) -> Result<bool> {
    let token = read(file)?;
    let claims = match read_token(&settings.tokens, token.expose_secret().trim(), now) {
        Ok(claims) => claims,
        Err(refusal) => return done_or_refused::<()>(Err(refusal), as_json).map(|_| false),
    };
    let is_revoked = settings.tokens.revoked.contains(&claims.jti);
    if as_json {
        let document = json!({
            "jti": claims.jti,
            "expires": Timestamp::from_second(claims.exp).ok(),
            "revoked": is_revoked,
            "line": line(&claims.jti),
        });
        print_json(&document)?;
    } else {
        print(&format!("{}\n", line(&claims.jti)))?;
    }
    let settings_file = settings.file.display();
    if is_revoked {
        remark(&format!("{settings_file} has taken it back already."));
    } else if now.as_second() >= claims.exp {
        remark("The token has expired, so that there is no need to take it back.");
    } else {
        remark(&format!(
            "Add it below [tokens] in {settings_file}, beside what `revoked` lists already, and deploy the settings."
        ));
    }
    Ok(true)
}

fn read(file: &Path) -> Result<SecretString> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        io::stdin().take(MAX_TOKEN_FILE).read_to_string(&mut text)
    } else {
        File::open(file).and_then(|file| file.take(MAX_TOKEN_FILE).read_to_string(&mut text))
    };
    read.with_context(|| {
        format!(
            "cannot read the token from {}; name a file with the token alone, or - for the standard input",
            file.display()
        )
    })?;
    Ok(SecretString::from(text))
}
