//! The command line of `keygen`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ArgGroup;
use connection::EndpointArguments;
use invitation::GroupName;
use terminal::configuration::ConfigurationArguments;

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
    pub(super) out: Option<PathBuf>,

    /// Make the key in AWS KMS and trust it in invitations.toml; if a key already has the --alias,
    /// that key is used
    #[arg(long)]
    pub(super) kms: bool,

    /// The alias of the key in AWS KMS
    #[arg(long, value_name = "NAME", conflicts_with_all = ["out", "kms_key"], value_parser = alias)]
    pub(super) alias: Option<String>,

    /// Trust a key that is in AWS KMS already: its ARN, its id, or alias/NAME
    #[arg(long, value_name = "KEY")]
    pub(super) kms_key: Option<String>,

    /// The name by which tokens refer to the key [default: its thumbprint, RFC 7638]
    #[arg(long)]
    pub(super) kid: Option<String>,

    /// A group that tokens of the key may give; repeat it for more [default: every assignable one]
    #[arg(long = "group", value_name = "NAME", value_parser = group)]
    pub(super) groups: Vec<GroupName>,

    /// Print the entry for invitations.toml, and write nothing into it
    #[arg(long, conflicts_with = "out")]
    pub(super) print: bool,

    /// Print the public JWK alone; for a key in AWS KMS arn, jwk, and the file that it was written
    /// into, if it was
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) configuration: ConfigurationArguments,

    #[command(flatten)]
    pub(super) endpoint: EndpointArguments,
}

impl Arguments {
    /// The groups, each once.
    pub(super) fn groups(&self) -> BTreeSet<GroupName> {
        self.groups.iter().cloned().collect()
    }
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
