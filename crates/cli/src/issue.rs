//! `issue`: an invitation token, signed with a key file or by AWS KMS, printed or mailed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use administration::{
    Delivery, InvitationRequest, IssuedToken, KmsIssueError, LONGEST_LIFETIME, Rules, TokenRequest,
    issue, issue_by_kms, trusted_half, validation,
};
use anyhow::{Context, anyhow, bail};
use clap::ArgGroup;
use connection::{
    EndpointArguments, LocalServer, USER_POOL_VARIABLE, deadline, mailer, region, user_pool_id,
};
use invitation::key::{PublicJwk, SigningKey, is_local_pool};
use invitation::token::Binding;
use invitation::{TokenFault, TokenSettings, TrustedKey};
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use messages::{Brand, Brands};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use settings::Settings;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{fields, print, remark};

use crate::person::attribute;
use crate::pool::kms;
use crate::trust::settings_entry;
use crate::view::{as_error, describe};

/// Longer than any PEM file of a key; a longer file is not read to its end.
const MAX_KEY_FILE: u64 = 64 * 1024;

/// Issue an invitation token.
///
/// The token is printed alone, or mailed; its identifier and expiry go to the standard error. It is a
/// bearer secret: everybody who has it can become the invited member.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("signer").required(true).args(["key", "kms_key"]))]
#[command(after_help = "Examples:
  invitations issue --key infra/invitations/development-key.pem --user-pool-id local_Example \\
      --email ada@client.example --group clients --link
  invitations issue --key key.pem --user-pool-id eu-central-1_AbCdEfGhI \\
      --email ada@client.example --group clients --attribute custom:tenant=acme \\
      --inviter sales@northwind.example --expires 7d --mail
  invitations issue --kms-key alias/invitations --user-pool-id eu-central-1_AbCdEfGhI \\
      --email ada@client.example --group clients --link")]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    /// The private key, PKCS#8 PEM, as `invitations keygen` makes it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// A key in AWS KMS that the settings trust, in place of a file: its ARN, its id, or alias/NAME
    #[arg(long, value_name = "KEY")]
    kms_key: Option<String>,

    /// The name of the key [default: the one that the settings know its public half by, else the
    /// thumbprint of the file's]
    #[arg(long)]
    kid: Option<String>,

    /// The user pool that the token is for
    #[arg(long, value_name = "ID", env = USER_POOL_VARIABLE, hide_env_values = true, value_parser = user_pool_id)]
    user_pool_id: String,

    /// The address of the invited person; the token carries it in lower case
    #[arg(long, value_name = "ADDRESS")]
    email: String,

    /// A group to give; repeat it for more
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<String>,

    /// An attribute to set, as name=value; repeat it for more
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute)]
    attributes: Vec<(String, String)>,

    /// The brand of mails and pages
    #[arg(long)]
    brand: Option<String>,

    /// The language of mails and pages, such as de or pt-BR
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,

    /// The address that gets a mail when the invitation is accepted
    #[arg(long, value_name = "ADDRESS")]
    inviter: Option<String>,

    /// How long the token is valid, such as 72h or 7d; at most 365d
    #[arg(long, value_name = "DURATION", default_value = "72h", value_parser = lifetime)]
    expires: SignedDuration,

    /// The issuer [default: tokens.issuer of the settings]
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,

    /// Print the link to the brand's page instead of the token
    #[arg(long)]
    link: bool,

    /// Mail the token to the person through Amazon SES, with the sender of the settings, instead of
    /// printing it
    #[arg(long, conflicts_with = "link")]
    mail: bool,

    #[command(flatten)]
    endpoint: EndpointArguments,

    /// Print JSON: outcome, token, link, jti, kid, expires, groups; with --mail, instead of token and link, whether
    /// the mail was sent (`sent`) or may have been (`unknown`)
    #[arg(long, conflicts_with = "link")]
    json: bool,
}

/// Issues the token that the arguments describe.
pub async fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let settings = arguments.configuration.load()?;
    let server = arguments.endpoint.local_server().await;
    let mut brands = settings.load_brands()?;
    server.set_link_origins(&mut brands);
    let file = arguments.configuration.path();
    let now = server.now();
    let request = request(arguments, &settings, &brands)?;
    let brand = brands.named(arguments.brand.as_deref())?;
    let (issued, key) = match &arguments.kms_key {
        Some(name) => signed_by_kms(arguments, name, &request, &settings, now).await?,
        None => signed_here(arguments, &request, &settings, now)?,
    };
    let objection = objection(&request, &settings.tokens, &key, &issued.token, now, &file)?;
    let mailed = match (arguments.mail, &objection) {
        (false, _) => None,
        (true, Some(objection)) => bail!("nothing was mailed: {objection}"),
        (true, None) => Some(mail(arguments, &settings, &server, brand, &issued).await?),
    };
    remark(&format!(
        "jti {}, expires {}. To take the token back, revoke it with `revoked = [\"{}\"]` below [tokens] in {}.",
        issued.claims.jti,
        issued.expires,
        issued.claims.jti,
        file.display()
    ));
    if let Some(objection) = objection {
        remark(&format!("Note: {objection}"));
    }
    if request.email.as_str() != arguments.email {
        remark(&format!(
            "The token is for {}: the person has to sign up in this spelling.",
            request.email.as_str()
        ));
    }
    print(&result(arguments, brand, &key.kid, &issued, mailed))?;
    if let Some(Mailed::Unknown(why)) = mailed {
        bail!(
            "the mail may have been sent, and may not ({why}): ask the person, or take this token back as said above and issue another once Amazon SES takes mails from \"mail.from\" of the settings"
        );
    }
    Ok(true)
}

/// What is known of a mail that was handed to Amazon SES.
#[derive(Debug, Clone, Copy)]
enum Mailed {
    /// SES took it.
    Sent,
    /// SES did not say so, for this reason. An answer that is lost, or a server's error, does not
    /// mean that no mail went out.
    Unknown(&'static str),
}

impl Mailed {
    fn delivery(self) -> Delivery {
        match self {
            Self::Sent => Delivery::Sent,
            Self::Unknown(_) => Delivery::Unknown,
        }
    }
}

/// What is printed: the token in the form that was asked for, or without it where it was mailed.
fn result(
    arguments: &Arguments,
    brand: &Brand,
    kid: &str,
    issued: &IssuedToken,
    mailed: Option<Mailed>,
) -> String {
    let token = issued.token.expose_secret();
    let link = || brand.config().links.join(token);
    let expires = issued.expires.to_string();
    let jti = &issued.claims.jti;
    match (mailed, arguments.json) {
        (Some(mailed), true) => {
            let shown = issued.shown(kid, Some(mailed.delivery()));
            format!("{:#}\n", json!(shown))
        }
        (Some(mailed), false) => fields(&[
            ("mail", mailed.delivery().as_str().to_owned()),
            ("jti", jti.clone()),
            ("expires", expires),
        ]),
        (None, true) => {
            let mut document = json!(issued.shown(kid, None));
            if let Some(members) = document.as_object_mut() {
                members.insert("token".to_owned(), json!(token));
                members.insert("link".to_owned(), json!(link()));
            }
            format!("{document:#}\n")
        }
        (None, false) if arguments.link => format!("{}\n", link()),
        (None, false) => format!("{token}\n"),
    }
}

/// The request for the token. The pool is not asked: a token can be signed without a connection.
fn request(
    arguments: &Arguments,
    settings: &Settings,
    brands: &Brands,
) -> anyhow::Result<TokenRequest> {
    let request = InvitationRequest {
        email: Some(arguments.email.clone()),
        groups: arguments.groups.clone(),
        attributes: arguments.attributes.clone(),
        brand: arguments.brand.clone(),
        locale: arguments.locale.clone(),
        ..InvitationRequest::default()
    };
    let rules = Rules {
        grants: &settings.grants,
        pool: None,
        brands,
        admission: None,
    };
    let inviter = arguments.inviter.as_deref().map(validation::address);
    let inviter = inviter.transpose();
    let inviter = inviter.map_err(|reason| anyhow!("{}: --inviter: {reason}", reason.code()))?;
    let token = validation::token(&request, &arguments.user_pool_id, &rules);
    let token = token.map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(describe).collect();
        anyhow!(lines.join("\n"))
    })?;
    Ok(TokenRequest {
        inviter,
        issuer: arguments.issuer.clone(),
        lifetime: arguments.expires,
        ..token
    })
}

/// Sends the mail. An error means that no mail was sent.
async fn mail(
    arguments: &Arguments,
    settings: &Settings,
    server: &LocalServer,
    brand: &Brand,
    issued: &IssuedToken,
) -> anyhow::Result<Mailed> {
    let aws = arguments
        .endpoint
        .configuration(&arguments.user_pool_id)
        .await?;
    let mailer = mailer(settings, server, &aws)?.with_context(|| {
        format!(
            "there is no [mail] in {}; add it with the sender's address as `from`, or leave --mail out",
            settings.file.display()
        )
    })?;
    let sent = issued.mail(&mailer, brand, deadline()).await;
    Ok(sent.map_or_else(Mailed::Unknown, |()| Mailed::Sent))
}

fn lifetime(text: &str) -> Result<SignedDuration, String> {
    let duration = text
        .parse::<Span>()
        .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
        .map_err(|_| "write hours or days, such as 72h or 7d")?;
    if (SignedDuration::from_secs(1)..=LONGEST_LIFETIME).contains(&duration) {
        Ok(duration)
    } else {
        Err("write a duration from 1s to 365d".to_owned())
    }
}

/// The token with the signature of a key file, and the key's public half.
fn signed_here(
    arguments: &Arguments,
    request: &TokenRequest,
    settings: &Settings,
    now: Timestamp,
) -> anyhow::Result<(IssuedToken, PublicJwk)> {
    let path = arguments
        .key
        .as_deref()
        .context("no key is named; name one with --key or --kms-key")?;
    let key = signing_key(path, arguments, &settings.tokens)?;
    let issued = issue(request, settings, &key, now);
    let issued = issued.map_err(|refusal| as_error(&refusal))?;
    Ok((issued, key.public_jwk()))
}

/// The token with a signature of AWS KMS, and the key's public half.
async fn signed_by_kms(
    arguments: &Arguments,
    name: &str,
    request: &TokenRequest,
    settings: &Settings,
    now: Timestamp,
) -> anyhow::Result<(IssuedToken, PublicJwk)> {
    let pool = &arguments.user_pool_id;
    let region = (!is_local_pool(pool)).then(|| region(pool));
    let kms = kms(&arguments.endpoint, Some(name), region).await?;
    let key = kms.key(name, deadline()).await?;
    let trusted = trusted_half(&key, settings, arguments.kid.as_deref())?;
    let issued = issue_by_kms(request, settings, &kms, &key, trusted, now, deadline()).await;
    let issued = issued.map_err(|error| match error {
        KmsIssueError::Refused(refusal) => as_error(&refusal),
        KmsIssueError::Kms(error) => error.into(),
    })?;
    Ok((issued, key.named(trusted.kid())))
}

/// The key in the file, with its name. Fails if the user pool will not trust it.
fn signing_key(
    path: &Path,
    arguments: &Arguments,
    tokens: &TokenSettings,
) -> anyhow::Result<SigningKey> {
    let pem = read_key(path)?;
    let no_key = |error| {
        anyhow!(
            "{}: {error}; `invitations keygen` makes one, and `openssl pkcs8 -topk8 -nocrypt` converts another PEM file",
            path.display()
        )
    };
    let nameless = SigningKey::from_pem(pem.expose_secret(), None).map_err(no_key)?;
    let public_half = TrustedKey::new(nameless.public_jwk(), None)?;
    let kid = arguments.kid.clone().or_else(|| {
        let known = tokens
            .keys
            .iter()
            .find(|key| key.thumbprint() == public_half.thumbprint());
        known.map(|key| key.kid().to_owned())
    });
    let key = SigningKey::from_pem(pem.expose_secret(), kid).map_err(no_key)?;
    // A name that no settings could trust is refused here.
    TrustedKey::new(key.public_jwk(), None)?;
    if !public_half.serves(&arguments.user_pool_id) {
        bail!(
            "{} is the published development key, which counts for local user pools (`local_…`) only; make a key of your own with `invitations keygen`",
            path.display()
        );
    }
    Ok(key)
}

fn read_key(path: &Path) -> anyhow::Result<SecretString> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_KEY_FILE).read_to_end(&mut bytes))
        .with_context(|| {
            format!(
                "cannot read the key file {}; name one that `invitations keygen` made",
                path.display()
            )
        })?;
    // Bytes that are no text are no PEM file either, and are refused as that.
    Ok(SecretString::from(
        String::from_utf8(bytes).unwrap_or_default(),
    ))
}

/// Why functions with these settings would reject the token. That is no error: the token may be for
/// functions with other settings.
fn objection(
    request: &TokenRequest,
    tokens: &TokenSettings,
    key: &PublicJwk,
    token: &SecretString,
    now: Timestamp,
    file: &Path,
) -> anyhow::Result<Option<String>> {
    let binding = Binding {
        user_pool_id: &request.user_pool_id,
        email: Some(&request.email),
    };
    let Err(fault) = tokens.verify(token.expose_secret(), binding, now) else {
        return Ok(None);
    };
    let file = file.display();
    let kid = &key.kid;
    Ok(Some(match fault {
        TokenFault::UnknownKey => format!(
            "{file} does not trust the key \"{kid}\", so that the token will be refused. Add there:\n{}",
            settings_entry(key, &BTreeSet::new())?
        ),
        TokenFault::Signature => format!(
            "{file} has another public key under the kid \"{kid}\", so that the token will be refused. Leave --kid out, or correct the key there."
        ),
        TokenFault::Issuer => format!(
            "{file} trusts the issuer \"{}\" only, so that the token will be refused. Leave --issuer out, or change tokens.issuer there.",
            tokens.issuer
        ),
        TokenFault::Revoked => {
            format!("{file} takes back every token that is issued now, by tokens.issued_after.")
        }
        fault => format!("{file} refuses the token: {}.", fault.as_str()),
    }))
}
