//! `keygen`: a key pair for invitation tokens, in a file or in AWS KMS.

mod in_kms;

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, Write};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::ArgGroup;
use connection::EndpointArguments;
use invitation::key::{PublicJwk, SigningKey};
use invitation::{GroupName, TrustedKey};
use secrecy::ExposeSecret;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print, remark};

use crate::trust::settings_entry;

/// How often random bytes are drawn. One draw in 2³² is no scalar of the curve; several in a row
/// mean that the source of randomness is broken.
const DRAWS: usize = 4;

/// The longest alias without its prefix `alias/`.
const LONGEST_ALIAS: usize = 250;

/// Make an ES256 key pair that signs invitation tokens.
///
/// With --out the private key goes into a new file that only you may read, and the public key is
/// printed, as a JWK and as the entry for invitations.toml. With --kms the private key is made in
/// AWS KMS and never leaves it, and the public key is written into invitations.toml.
#[derive(Debug, clap::Args)]
#[command(
    group = ArgGroup::new("place").args(["out", "kms", "kms_key"]).required(true),
    after_help = "Examples:
  invitations keygen --out key.pem --kid 2026-11
  invitations keygen --kms --alias invitations --kid 2026-11 --group clients"
)]
pub struct Arguments {
    /// The file for the private key, PKCS#8 PEM; an existing file is never overwritten
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    out: Option<PathBuf>,

    /// Make the key in AWS KMS and trust it in invitations.toml; if a key already has the --alias,
    /// that key is used
    #[arg(long)]
    kms: bool,

    /// The alias of the key in AWS KMS
    #[arg(long, value_name = "NAME", conflicts_with_all = ["out", "kms_key"], value_parser = alias)]
    alias: Option<String>,

    /// Trust a key that is in AWS KMS already: its ARN, its id, or alias/NAME
    #[arg(long, value_name = "KEY")]
    kms_key: Option<String>,

    /// The name by which tokens refer to the key [default: its thumbprint, RFC 7638]
    #[arg(long)]
    kid: Option<String>,

    /// A group that tokens of the key may give; repeat it for more [default: every assignable one]
    #[arg(long = "group", value_name = "NAME", value_parser = group)]
    groups: Vec<GroupName>,

    /// Print the entry for invitations.toml, and write nothing into it
    #[arg(long, conflicts_with = "out")]
    print: bool,

    /// Print the public JWK alone; for a key in AWS KMS arn, jwk, and the file that it was written
    /// into, if it was
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    endpoint: EndpointArguments,
}

impl Arguments {
    fn groups(&self) -> BTreeSet<GroupName> {
        self.groups.iter().cloned().collect()
    }
}

/// Makes the key pair.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    match &arguments.out {
        Some(file) => in_file(arguments, file),
        None => in_kms::run(arguments).await,
    }
}

fn in_file(arguments: &Arguments, file: &Path) -> Result<bool> {
    let key = draw(arguments.kid.as_ref())?;
    let jwk = key.public_jwk();
    // Nothing is written for a key that the functions would refuse.
    TrustedKey::new(jwk.clone(), None)?;
    let public = public_half(&jwk, &arguments.groups(), arguments.json)?;
    write_private_half(file, key.to_pem()?.expose_secret())?;
    remark(&format!(
        "The private key is in {}. Everybody who has it can invite anybody: keep it out of the repository and of the Lambda layer.",
        file.display()
    ));
    print(&public)?;
    Ok(true)
}

fn draw(kid: Option<&String>) -> Result<SigningKey> {
    for _ in 0..DRAWS {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| anyhow!("the operating system gives no random bytes: {error}"))?;
        if let Ok(key) = SigningKey::from_random(&bytes, kid.cloned()) {
            return Ok(key);
        }
    }
    bail!("the operating system's random bytes make no key; its source of randomness is broken")
}

fn public_half(jwk: &PublicJwk, groups: &BTreeSet<GroupName>, json: bool) -> Result<String> {
    let document = serde_json::to_string_pretty(jwk)?;
    if json {
        return Ok(document + "\n");
    }
    Ok(format!(
        "{document}\n\n# For invitations.toml:\n{}",
        settings_entry(jwk, groups)?
    ))
}

fn write_private_half(path: &Path, pem: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    // `create_new` follows no symbolic link and never meets another program's file.
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            anyhow!(
                "{} exists already; name another file, or move that one away",
                path.display()
            )
        }
        _ => anyhow!(
            "cannot create {}: {error}; name a file in a folder that exists and may be written to",
            path.display()
        ),
    })?;
    file.write_all(pem.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("cannot write {}; remove it and try again", path.display()))
}

/// An alias as AWS KMS takes it (API reference, `CreateAlias`), with or without its prefix.
fn alias(text: &str) -> Result<String, String> {
    let name = text.strip_prefix("alias/").unwrap_or(text);
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-');
    let fits = (1..=LONGEST_ALIAS).contains(&name.len())
        && name.bytes().all(is_part)
        && !name.starts_with("aws/");
    if fits {
        Ok(format!("alias/{name}"))
    } else {
        Err("write letters, digits, /, _ and -, such as invitations".to_owned())
    }
}

fn group(text: &str) -> Result<GroupName, String> {
    let group = text.parse::<GroupName>();
    group.map_err(|error| format!("{error}; repeat --group for more"))
}
