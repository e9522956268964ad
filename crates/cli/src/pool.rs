//! The user pool that an administrator's verb is about, and the keys that sign for it.

use administration::{Administration, Kms};
use anyhow::{Context, Result};
use aws_config::Region;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::Builder;
use connection::{EndpointArguments, PoolArguments, mailer};
use settings::Settings;
use tokio::time::Instant;

/// Reads what the user pool is like. Mails look as the settings say, and are sent where these
/// have a section `[mail]`.
pub(crate) async fn open(
    pool: &PoolArguments,
    settings: Settings,
    deadline: Instant,
) -> Result<Administration> {
    let aws = pool.endpoint.configuration(&pool.user_pool_id).await?;
    let server = pool.endpoint.local_server().await;
    let mailer = mailer(&settings, &server, &aws)?;
    // A pool is where its id says, whatever Region mails are sent from.
    let cognito = Builder::from(&aws).region(pool.region());
    let cognito = Client::from_conf(cognito.build());
    let opened =
        Administration::open(&cognito, mailer, settings, &pool.user_pool_id, deadline).await;
    let opened = opened.with_context(|| format!("{} {}", pool.user_pool_id, pool.place()))?;
    Ok(opened.telling_events(&aws))
}

/// AWS KMS in the Region of the key's ARN, else by `AWS_REGION`, else in `fallback`.
pub(crate) async fn kms(
    endpoint: &EndpointArguments,
    key: Option<&str>,
    fallback: Option<Region>,
) -> Result<Kms> {
    Ok(Kms::new(&endpoint.configuration_in(fallback).await?, key)?)
}
