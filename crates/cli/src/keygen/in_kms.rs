//! A key pair in AWS KMS, and its public half among the trusted keys.

use std::path::Path;

use administration::{Kms, KmsKey};
use anyhow::{Context, Result, bail};
use connection::deadline;
use invitation::TrustedKey;
use invitation::key::PublicJwk;
use serde_json::json;
use settings::Settings;
use terminal::output::{fields, print, print_json, remark};

use super::arguments::Arguments;
use super::in_file::draw;
use crate::pool::kms;
use crate::trust::{self, settings_entry};

/// What became of the settings.
#[derive(Debug, Clone, Copy)]
enum Trust<'a> {
    /// They trust the key now.
    Written(&'a Path),
    /// They did before.
    Known(&'a Path),
    /// The entry is only printed.
    Printed,
}

/// Finds the key or makes it, and trusts it.
pub(super) async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = if arguments.print {
        None
    } else {
        Some(arguments.configuration.load()?)
    };
    let name = arguments.kms_key.as_deref();
    let kms = kms(&arguments.endpoint, name, None).await?;
    let found = match (name, &arguments.alias) {
        (Some(name), _) => Some(kms.key(name, deadline()).await?),
        (None, Some(alias)) => kms.find(alias, deadline()).await?,
        (None, None) => None,
    };
    let key = match found {
        Some(key) => key,
        None => make(arguments, &kms, settings.as_ref()).await?,
    };
    let jwk = match &arguments.kid {
        Some(kid) => key.named(kid),
        None => key.jwk.clone(),
    };
    let thumbprint = TrustedKey::new(jwk.clone(), None)?.thumbprint().to_owned();
    let Some(settings) = settings else {
        return print_key(arguments, &key, &jwk, Trust::Printed);
    };
    let mut keys = settings.tokens.keys.iter();
    if let Some(known) = keys.find(|key| key.thumbprint() == thumbprint) {
        check_as_wanted(arguments, known, &settings.file)?;
        let jwk = key.named(known.kid());
        return print_key(arguments, &key, &jwk, Trust::Known(&settings.file));
    }
    let written = check_unused(&settings, &jwk.kid)
        .and_then(|()| trust::write(&settings.file, &entry(arguments, &key, &jwk)?));
    written.with_context(|| {
        format!(
            "the key {} is in AWS KMS and not trusted yet; once this is fixed, go on with --kms-key and this ARN",
            key.arn
        )
    })?;
    print_key(arguments, &key, &jwk, Trust::Written(&settings.file))
}

/// Makes a key. It costs money, so first the settings must be able to trust it.
async fn make(arguments: &Arguments, kms: &Kms, settings: Option<&Settings>) -> Result<KmsKey> {
    let stand_in = draw(arguments.kid.as_ref())?.public_jwk();
    TrustedKey::new(stand_in.clone(), None)?;
    if let Some(settings) = settings {
        check_unused(settings, &stand_in.kid)?;
        let entry = settings_entry(&stand_in, &arguments.groups())?;
        trust::check(&settings.file, &entry)?;
    }
    let alias = arguments.alias.as_deref();
    Ok(kms.create(alias, deadline()).await?)
}

/// A kid tells keys apart.
fn check_unused(settings: &Settings, kid: &str) -> Result<()> {
    if settings.tokens.keys.iter().any(|key| key.kid() == kid) {
        bail!(
            "{} has another key under the kid \"{kid}\"; choose another --kid",
            settings.file.display()
        );
    }
    Ok(())
}

/// The arguments must not differ from the entry that exists.
fn check_as_wanted(arguments: &Arguments, known: &TrustedKey, file: &Path) -> Result<()> {
    let file = file.display();
    let kid = known.kid();
    if arguments.kid.as_deref().is_some_and(|wanted| wanted != kid) {
        bail!("{file} trusts this key already, as \"{kid}\"; leave --kid out, or change it there");
    }
    if !arguments.groups.is_empty() && known.groups() != Some(&arguments.groups()) {
        bail!("{file} trusts this key already, for other groups; change them there");
    }
    Ok(())
}

/// The entry for the settings, with the key's ARN.
fn entry(arguments: &Arguments, key: &KmsKey, jwk: &PublicJwk) -> Result<String> {
    let entry = settings_entry(jwk, &arguments.groups())?;
    Ok(format!("# In AWS KMS: {}\n{entry}", key.arn))
}

fn print_key(
    arguments: &Arguments,
    key: &KmsKey,
    jwk: &PublicJwk,
    trust: Trust<'_>,
) -> Result<bool> {
    if arguments.json {
        let written = match trust {
            Trust::Written(file) => Some(file),
            Trust::Known(_) | Trust::Printed => None,
        };
        print_json(&json!({ "arn": key.arn, "jwk": jwk, "written": written }))?;
        return Ok(true);
    }
    let heading = match trust {
        Trust::Written(file) => format!("Written into {}:", file.display()),
        Trust::Known(file) => format!("{} trusts it already; nothing was written.", file.display()),
        Trust::Printed => "For invitations.toml:".to_owned(),
    };
    let entry = match trust {
        Trust::Written(_) | Trust::Printed => entry(arguments, key, jwk)?,
        Trust::Known(_) => String::new(),
    };
    let key = fields(&[("key", key.arn.clone()), ("kid", jwk.kid.clone())]);
    print(&format!("{key}\n# {heading}\n{entry}"))?;
    remark(
        "Everybody who is allowed kms:Sign on this key can invite anybody. `invitations issue --kms-key` signs with it, and also needs kms:GetPublicKey.",
    );
    Ok(true)
}
