//! `keygen`: a key pair for invitation tokens.

use std::fs::OpenOptions;
use std::io::{self, Write};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use invitation::TrustedKey;
use invitation::key::{PublicJwk, SigningKey};
use secrecy::ExposeSecret;

use crate::output::{print, remark};

/// How often random bytes are drawn. One draw in 2³² is no scalar of the curve; several in a row
/// mean that the source of randomness is broken.
const DRAWS: usize = 4;

/// Make an ES256 key pair that signs invitation tokens.
///
/// The private key goes into a new file that only you may read. The public key is printed, as a
/// JWK and as the entry for invitations.toml.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  invitations keygen --out key.pem --kid 2026-11")]
pub struct Arguments {
    /// The file for the private key, PKCS#8 PEM; an existing file is never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// The name by which tokens refer to the key [default: its thumbprint, RFC 7638]
    #[arg(long)]
    kid: Option<String>,

    /// Print the public JWK alone
    #[arg(long)]
    json: bool,
}

/// Makes the key pair.
pub fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let key = draw(arguments.kid.as_ref())?;
    let jwk = key.public_jwk();
    // Nothing is written for a key that the functions would refuse.
    TrustedKey::new(jwk.clone(), None)?;
    let public = public_half(&jwk, arguments.json)?;
    write_private_half(&arguments.out, key.to_pem()?.expose_secret())?;
    remark(&format!(
        "The private key is in {}. Whoever has it can invite anybody: keep it out of the repository and of the Lambda layer.",
        arguments.out.display()
    ));
    print(&public)?;
    Ok(true)
}

fn draw(kid: Option<&String>) -> anyhow::Result<SigningKey> {
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

fn public_half(jwk: &PublicJwk, json: bool) -> anyhow::Result<String> {
    let document = serde_json::to_string_pretty(jwk)?;
    if json {
        return Ok(document + "\n");
    }
    Ok(format!(
        "{document}\n\n# For invitations.toml:\n{}",
        settings_entry(jwk)?
    ))
}

/// The entry by which the settings trust this key.
pub(crate) fn settings_entry(jwk: &PublicJwk) -> anyhow::Result<String> {
    let members = toml::to_string(jwk)?;
    Ok(format!(
        "[[tokens.keys]]\n{members}# groups = [\"clients\"]    # the only groups that its tokens may give; without it, every assignable one\n"
    ))
}

fn write_private_half(path: &Path, pem: &str) -> anyhow::Result<()> {
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
