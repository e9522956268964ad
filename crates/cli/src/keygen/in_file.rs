//! A key pair in a file.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, Write};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use invitation::key::{PublicJwk, SigningKey};
use invitation::{GroupName, TrustedKey};
use secrecy::ExposeSecret;
use terminal::output::{print, remark};

use super::arguments::Arguments;
use crate::trust::settings_entry;

/// How often random bytes are drawn. One draw in 2³² is no scalar of the curve; several in a row
/// mean that the source of randomness is broken.
const DRAWS: usize = 4;

/// Makes the key, writes the private half into the file and prints the public half.
pub(super) fn run(arguments: &Arguments, file: &Path) -> Result<bool> {
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

/// A new key from random bytes.
pub(super) fn draw(kid: Option<&String>) -> Result<SigningKey> {
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
