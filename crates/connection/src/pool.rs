//! Reaching a user pool through AWS, or a local one.

use std::env;
use std::net::TcpStream;
use std::time::Duration;

use acceptance::Mailer;
use anyhow::{Context, Result, bail};
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::config::ProvideCredentials;
use clap::Args;
use invitation::key::is_local_pool;
use jiff::Timestamp;
use settings::Settings;
use tokio::time::Instant;

use crate::LocalServer;
use crate::local_aws;

/// How long a command goes on asking AWS.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(1);

/// The user pool, where no option names one.
pub const USER_POOL_VARIABLE: &str = "INVITATIONS_USER_POOL";

/// The longest user pool id (API reference, `UserPoolIdType`; contract §2.1).
const MAX_POOL_ID: usize = 55;

/// Which user pool.
#[derive(Debug, Clone, Args)]
pub struct PoolArguments {
    /// The user pool
    #[arg(long, value_name = "ID", env = USER_POOL_VARIABLE, hide_env_values = true, value_parser = user_pool_id)]
    pub user_pool_id: String,

    /// Where AWS is
    #[command(flatten)]
    pub endpoint: EndpointArguments,
}

/// Where AWS is.
#[derive(Debug, Clone, Default, Args)]
pub struct EndpointArguments {
    /// Where calls to Cognito, Lambda, SES, KMS and CloudWatch Logs go instead of AWS, such as the
    /// endpoint of a local user pool
    // A URL can have a password in it.
    #[arg(long, value_name = "URL", env = "INVITATIONS_ENDPOINT_URL", hide_env_values = true, value_parser = endpoint_url)]
    pub endpoint_url: Option<String>,

    /// The profile in ~/.aws/config whose credentials and settings count, even before credentials
    /// of the environment. Without it, the SDK's default chain decides
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,

    /// The AWS Region, where it is not the one that the user pool's id begins with: that of a
    /// replica of the pool
    #[arg(long, value_name = "REGION", value_parser = region_name)]
    pub region: Option<String>,
}

impl PoolArguments {
    /// Where the pool is asked, for a person to read.
    pub fn place(&self) -> String {
        match &self.endpoint.endpoint_url {
            Some(url) => format!("at {url}"),
            None => format!("in {}", self.region()),
        }
    }

    /// Where the pool is asked: in the Region that is named, else in the one of its id.
    pub fn region(&self) -> Region {
        let named = self.endpoint.region.clone().map(Region::new);
        named.unwrap_or_else(|| region(&self.user_pool_id))
    }

    /// The present moment: that of the pool, where it is on this machine.
    pub async fn now(&self) -> Timestamp {
        self.endpoint.local_server().await.now()
    }
}

impl EndpointArguments {
    /// The local server's clock and link origins; the defaults where the endpoint is not on this
    /// machine.
    pub async fn local_server(&self) -> LocalServer {
        match self.endpoint_url.as_deref().filter(|url| is_loopback(url)) {
            Some(url) => LocalServer::at(url).await,
            None => LocalServer::default(),
        }
    }

    /// The SDK's configuration: credentials by the SDK's default chain, Region by `--region`, else
    /// by `AWS_REGION`, else that of the user pool.
    ///
    /// A pool on this machine gets made-up credentials unless the environment has some or a profile
    /// is named: it must not see credentials of a profile that nobody chose for it.
    ///
    /// Fails at once where no call can succeed: a local pool without its address, an address on
    /// this machine where no server listens, no credentials.
    pub async fn configuration(&self, user_pool_id: &str) -> Result<SdkConfig> {
        if self.endpoint_url.is_none() && is_local_pool(user_pool_id) {
            bail!(
                "{user_pool_id} is a user pool on this machine: tell where it is with --endpoint-url, such as http://127.0.0.1:8787 of `invitations dev`"
            );
        }
        self.configuration_in(Some(region(user_pool_id))).await
    }

    /// The same for what belongs to no user pool: Region by `--region`, else by `AWS_REGION`, else
    /// this one, else that of the profile.
    pub async fn configuration_in(&self, region: Option<Region>) -> Result<SdkConfig> {
        let own_credentials = variable("AWS_ACCESS_KEY_ID").is_some() || self.profile.is_some();
        let local = self.endpoint_url.as_deref().filter(|url| is_loopback(url));
        if let Some(url) = local.filter(|_| !own_credentials) {
            check_listening(url)?;
            tracing::debug!(endpoint = url, "a server on this machine is asked");
            return Ok(local_aws::configuration(url));
        }
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12());
        let named = self.region.clone().or_else(|| variable("AWS_REGION"));
        let region = named.map(Region::new).or(region);
        if let Some(name) = &self.profile {
            // The default chain would take credentials in the environment first, and so act in
            // another account than the one that is named.
            let provider = ProviderConfig::without_region().with_region(region.clone());
            let profile = ProfileFileCredentialsProvider::builder().configure(&provider);
            loader = loader
                .profile_name(name)
                .credentials_provider(profile.profile_name(name).build());
        }
        if let Some(region) = region {
            loader = loader.region(region);
        }
        if let Some(url) = &self.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let aws = loader.load().await;
        let region = aws.region().map(Region::as_ref);
        tracing::debug!(region, profile = self.profile, "AWS is asked");
        if let Some(credentials) = aws.credentials_provider() {
            let found = credentials.provide_credentials().await;
            found.with_context(|| match &self.profile {
                Some(name) => format!("the AWS profile \"{name}\" gives no credentials; `aws configure list --profile {name}` tells what it has"),
                None => "no AWS credentials were found; name a profile with --profile or AWS_PROFILE, or set what your organisation signs in with".to_owned(),
            })?;
        }
        Ok(aws)
    }
}

/// Says so where nobody listens, instead of trying for a minute.
fn check_listening(url: &str) -> Result<()> {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let address = if authority.contains(':') && !authority.ends_with(']') {
        authority.to_owned()
    } else {
        format!("{authority}:80")
    };
    TcpStream::connect(address)
        .map(|_| ())
        .with_context(|| format!("nobody listens at {url}; is `invitations dev` running?"))
}

/// A user pool's id as the command line has it.
pub fn user_pool_id(text: &str) -> Result<String, String> {
    let fits = text.len() <= MAX_POOL_ID
        && text.rsplit_once('_').is_some_and(|(region, id)| {
            let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
            !region.is_empty()
                && region.bytes().all(is_word)
                && !id.is_empty()
                && id.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    if fits {
        Ok(text.to_owned())
    } else {
        Err("write the id of a user pool, such as eu-central-1_AbCdEfGhI".to_owned())
    }
}

/// Reads an endpoint: `http://127.0.0.1:8787`.
fn endpoint_url(text: &str) -> Result<String> {
    let rest = text
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
    if rest.is_none_or(|(_, rest)| rest.is_empty()) {
        bail!("write a URL, such as http://127.0.0.1:8787");
    }
    Ok(text.to_owned())
}

/// Reads the name of a Region: `eu-central-1`.
fn region_name(text: &str) -> Result<String> {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    if !text.contains('-') || !text.split('-').all(is_part) || text.contains(char::is_uppercase) {
        bail!("\"{text}\" is no AWS Region, such as eu-central-1");
    }
    Ok(text.to_owned())
}

/// A variable of the environment, unless it is empty.
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The mailer that the settings ask for, if they ask for one.
pub fn mailer(
    settings: &Settings,
    server: &LocalServer,
    aws: &SdkConfig,
) -> Result<Option<Mailer>> {
    let Some(mail) = settings.mail.clone() else {
        return Ok(None);
    };
    let mut brands = settings.load_brands()?;
    server.set_link_origins(&mut brands);
    Ok(Some(Mailer::new(aws, mail, brands)))
}

/// When to give up on AWS.
pub fn deadline() -> Instant {
    Instant::now() + COMMAND_TIMEOUT
}

/// The Region that a pool's id begins with.
pub fn region(user_pool_id: &str) -> Region {
    let name = user_pool_id
        .rsplit_once('_')
        .map_or(user_pool_id, |(region, _)| region);
    Region::new(name.to_owned())
}

/// Whether a URL leads to this machine and no other.
fn is_loopback(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // What stands before an `@` is no host, however much it looks like one.
    if authority.contains('@') {
        return false;
    }
    let host = authority
        .rsplit_once(':')
        .map_or(authority, |(host, _port)| host);
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pool_tells_its_region() {
        for (pool, expected) in [
            ("eu-central-1_AbCdEfGhI", "eu-central-1"),
            ("us-gov-west-1_AbCdEfGhI", "us-gov-west-1"),
            ("local_Example", "local"),
        ] {
            assert_eq!(region(pool).as_ref(), expected);
        }
    }

    #[tokio::test]
    async fn what_cannot_be_reached_is_told_at_once() {
        let refused = async |endpoint_url: Option<&str>| {
            let endpoint_url = endpoint_url.map(str::to_owned);
            let arguments = EndpointArguments {
                endpoint_url,
                ..EndpointArguments::default()
            };
            let error = arguments.configuration("local_Example").await.unwrap_err();
            error.to_string()
        };
        assert!(refused(None).await.contains("--endpoint-url"));
        // Nothing listens at the port that is reserved for multiplexing.
        let nobody = refused(Some("http://127.0.0.1:1")).await;
        assert!(
            nobody.contains("nobody listens at http://127.0.0.1:1"),
            "{nobody}"
        );
    }

    #[test]
    fn only_this_machine_gets_made_up_credentials() {
        for (url, expected) in [
            ("http://127.0.0.1:9229", true),
            ("http://localhost:9229/", true),
            ("http://[::1]:9229", true),
            ("https://localhost", true),
            ("http://127.0.0.1.evil.example:80", false),
            ("http://localhost@evil.example", false),
            ("http://localhost:80@evil.example", false),
            ("http://evil.example/127.0.0.1", false),
            ("127.0.0.1:9229", false),
        ] {
            assert_eq!(is_loopback(url), expected, "{url}");
        }
    }
}
