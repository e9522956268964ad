//! Signing keys in AWS KMS, whose private halves never leave it.
//!
//! Reading and signing take the permissions `kms:GetPublicKey` and `kms:Sign`; making a key takes
//! `kms:CreateKey` and, for its alias, `kms:CreateAlias`.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use aws_config::Region;
use aws_sdk_kms::Client;
use aws_sdk_kms::config::http::HttpResponse;
use aws_sdk_kms::config::retry::RetryConfig;
use aws_sdk_kms::config::timeout::TimeoutConfig;
use aws_sdk_kms::config::{Builder, Config};
use aws_sdk_kms::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_kms::operation::get_public_key::GetPublicKeyOutput;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{KeySpec, KeyUsageType, MessageType, SigningAlgorithmSpec};
use invitation::Signature;
use invitation::key::PublicJwk;
use tokio::time::{Instant, sleep, timeout_at};

use crate::connection::{EndpointArguments, deadline};

/// What a key made here is called in the console.
const DESCRIPTION: &str = "Signs invitation tokens (invitations keygen)";

/// How long a single attempt may take. No call waits for anything but KMS.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How often a call is made before its failure is told.
const ATTEMPTS: u32 = 5;
/// The first pause after a failed attempt; the SDK adds jitter and doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// AWS KMS in one Region, until a deadline.
#[derive(Debug)]
pub(crate) struct Kms {
    client: Client,
    deadline: Instant,
}

/// A key pair that makes ES256 signatures.
#[derive(Debug)]
pub(crate) struct KmsKey {
    /// Its name everywhere. An alias can be pointed at another key, this cannot.
    pub(crate) arn: String,
    /// Its public half, named by its thumbprint.
    pub(crate) jwk: PublicJwk,
}

impl KmsKey {
    /// Its public half under another name.
    pub(crate) fn named(&self, kid: &str) -> PublicJwk {
        PublicJwk {
            kid: kid.to_owned(),
            ..self.jwk.clone()
        }
    }
}

impl Kms {
    /// Connects to the Region of the key's ARN, else the one of the configuration, else
    /// `fallback`.
    pub(crate) async fn connect(
        endpoint: &EndpointArguments,
        key: Option<&str>,
        fallback: Option<Region>,
    ) -> Result<Self> {
        let aws = endpoint.configuration_in(fallback).await?;
        let region = key.and_then(region_of).or_else(|| aws.region().cloned());
        let region = region.context("no AWS Region is set; set AWS_REGION, or name an ARN")?;
        let retries = RetryConfig::standard()
            .with_max_attempts(ATTEMPTS)
            .with_initial_backoff(FIRST_PAUSE);
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .build();
        let config = Builder::from(&aws)
            .region(region)
            .retry_config(retries)
            .timeout_config(timeouts);
        Ok(Self {
            client: Client::from_conf(config.build()),
            deadline: deadline(),
        })
    }

    /// The key of this ARN, id or alias.
    pub(crate) async fn key(&self, name: &str) -> Result<KmsKey> {
        let found = self.find(name).await?;
        found.with_context(|| {
            format!("there is no KMS key {name} in this account and Region; correct the name, the credentials or AWS_REGION")
        })
    }

    /// The key of this ARN, id or alias, if there is one.
    pub(crate) async fn find(&self, name: &str) -> Result<Option<KmsKey>> {
        let request = self.client.get_public_key().key_id(name);
        match self.until_deadline(request.send()).await? {
            Ok(answer) => fitting(name, answer).map(Some),
            Err(error) if error.code() == Some("NotFoundException") => Ok(None),
            Err(error) => Err(complaint("GetPublicKey", name, &error)),
        }
    }

    /// Makes a key, and gives it this alias.
    pub(crate) async fn create(&self, alias: Option<&str>) -> Result<KmsKey> {
        let request = self
            .client
            .create_key()
            .key_spec(KeySpec::EccNistP256)
            .key_usage(KeyUsageType::SignVerify)
            .description(DESCRIPTION)
            .customize()
            // Made once more after a lost answer, it would be a second key, and is charged for.
            .config_override(Config::builder().retry_config(RetryConfig::disabled()));
        let made = self
            .until_deadline(request.send())
            .await
            .with_context(maybe_made)?;
        let made = made.map_err(|error| {
            let complaint = complaint("CreateKey", "a new key", &error);
            if is_unanswered(&error) {
                complaint.context(maybe_made())
            } else {
                complaint
            }
        })?;
        let arn = made.key_metadata.and_then(|metadata| metadata.arn);
        let arn = arn.with_context(maybe_made)?;
        let name_it = async {
            if let Some(alias) = alias {
                let request = self.client.create_alias().alias_name(alias);
                let named = self
                    .until_deadline(request.target_key_id(&arn).send())
                    .await?;
                named.map_err(|error| complaint("CreateAlias", alias, &error))?;
            }
            self.new_key(&arn).await
        };
        name_it.await.with_context(|| {
            format!("the key {arn} was made; once this is mended, go on with --kms-key {arn}")
        })
    }

    /// A signature of this key over a SHA-256 digest.
    pub(crate) async fn sign(&self, key: &KmsKey, digest: [u8; 32]) -> Result<Signature> {
        let request = self
            .client
            .sign()
            .key_id(&key.arn)
            // KMS gets to see a digest, and nothing of the invitation.
            .message_type(MessageType::Digest)
            .message(Blob::new(digest))
            .signing_algorithm(SigningAlgorithmSpec::EcdsaSha256);
        let answer = self.until_deadline(request.send()).await?;
        let answer = answer.map_err(|error| complaint("Sign", &key.arn, &error))?;
        let der = answer.signature.unwrap_or_else(|| Blob::new([]));
        Signature::from_der(der.as_ref())
            .with_context(|| format!("AWS KMS's answer about {} cannot be read", key.arn))
    }

    /// Reads a key that was made a moment ago. KMS is eventually consistent (Developer Guide, "AWS
    /// KMS eventual consistency"), and does not know it everywhere at once.
    async fn new_key(&self, arn: &str) -> Result<KmsKey> {
        for attempt in 1..ATTEMPTS {
            if let Some(key) = self.find(arn).await? {
                return Ok(key);
            }
            sleep(FIRST_PAUSE * attempt).await;
        }
        self.key(arn).await
    }

    async fn until_deadline<T>(&self, call: impl Future<Output = T>) -> Result<T> {
        timeout_at(self.deadline, call)
            .await
            .context("AWS KMS gave no answer in time; try again")
    }
}

/// The key in an answer, if it makes ES256 signatures.
fn fitting(name: &str, answer: GetPublicKeyOutput) -> Result<KmsKey> {
    let (Some(arn), Some(public_half)) = (answer.key_id, answer.public_key) else {
        bail!("AWS KMS's answer about {name} has no key");
    };
    let fits = [
        KeySpec::EccNistP256.as_str(),
        KeyUsageType::SignVerify.as_str(),
    ];
    // An emulator may leave the kind out; the public half tells it too.
    let spec = answer.key_spec.as_ref().map_or(fits[0], KeySpec::as_str);
    let usage = answer.key_usage.as_ref().map_or("", KeyUsageType::as_str);
    if [spec, usage] != fits {
        bail!(
            "{arn} is a key {spec} for {usage}, and tokens take one {} for {}; `invitations keygen --kms` makes it",
            fits[0],
            fits[1]
        );
    }
    let jwk = PublicJwk::from_der(public_half.as_ref(), None)
        .with_context(|| format!("AWS KMS's answer about {arn} cannot be read"))?;
    Ok(KmsKey { arn, jwk })
}

/// The Region in an ARN: `arn:<partition>:kms:<Region>:<account>:<resource>`.
fn region_of(name: &str) -> Option<Region> {
    let region = name.strip_prefix("arn:")?.split(':').nth(2)?;
    Some(Region::new(region.to_owned()))
}

/// What the person reads who asked for `action` on `key`.
fn complaint<E: ProvideErrorMetadata>(
    action: &str,
    key: &str,
    error: &SdkError<E, HttpResponse>,
) -> anyhow::Error {
    let Some(code) = error
        .as_service_error()
        .map(|said| said.code().unwrap_or("no name"))
    else {
        return anyhow!("AWS KMS gave no answer to {action}; see to the network, and try again");
    };
    match code {
        "AccessDeniedException" => anyhow!(
            "kms:{action} on {key} is not permitted; the policies of the key and of whoever asks have to allow it"
        ),
        "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "IncompleteSignature"
        | "MissingAuthenticationToken" => {
            anyhow!("AWS does not accept the credentials ({code}); sign in once more")
        }
        "ThrottlingException" | "Throttling" => {
            anyhow!("AWS KMS has too many requests for {action} at the moment; try again")
        }
        "DisabledException" => anyhow!("{key} is disabled; enable it, or name another key"),
        "KMSInvalidStateException" => anyhow!(
            "{key} cannot be used in its state, such as waiting to be deleted; name another key"
        ),
        "InvalidKeyUsageException" | "UnsupportedOperationException" => anyhow!(
            "{key} is no key that makes ES256 signatures; `invitations keygen --kms` makes one"
        ),
        "InvalidArnException" | "ValidationException" | "InvalidAliasNameException" => anyhow!(
            "{key} is no name that AWS KMS takes; write an ARN, the id of a key, or alias/NAME"
        ),
        "AlreadyExistsException" => anyhow!("{key} was given to another key meanwhile"),
        "LimitExceededException" => {
            anyhow!("the account's quota in AWS KMS leaves no room for {key}; have it raised")
        }
        _ if is_unanswered(error) => anyhow!("AWS KMS failed at {action} ({code}); try again"),
        code => anyhow!("AWS KMS refused {action} for {key} ({code})"),
    }
}

/// Whether nobody said what the attempt did. A service that fails may fail after the deed.
fn is_unanswered<E>(error: &SdkError<E, HttpResponse>) -> bool {
    match error {
        SdkError::ServiceError(answer) => answer.raw().status().is_server_error(),
        error => !matches!(error, SdkError::ConstructionFailure(_)),
    }
}

fn maybe_made() -> String {
    format!(
        "whether the key was made is not known: look for \"{DESCRIPTION}\" among the keys in the console before you try again, and go on with --kms-key and its ARN if it is there"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_where_its_arn_says() {
        for (name, expected) in [
            (
                "arn:aws:kms:eu-central-1:111122223333:key/mrk-1234",
                Some("eu-central-1"),
            ),
            (
                "arn:aws-cn:kms:cn-north-1:111122223333:alias/invitations",
                Some("cn-north-1"),
            ),
            ("alias/invitations", None),
            ("1234abcd-12ab-34cd-56ef-1234567890ab", None),
        ] {
            let region = region_of(name);
            assert_eq!(region.as_ref().map(AsRef::as_ref), expected, "{name}");
        }
    }
}
