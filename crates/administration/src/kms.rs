//! Signing keys in AWS KMS, whose private halves never leave it.
//!
//! Reading and signing take the permissions `kms:GetPublicKey` and `kms:Sign`; making a key takes
//! `kms:CreateKey` and, for its alias, `kms:CreateAlias`.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::{Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use aws_service::{CallError, Service};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cognito::Timing;
use cognito::call_error::is_unanswered;
use invitation::Signature;
use invitation::key::PublicJwk;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};

/// The kind of key that makes ES256 signatures, in AWS's words.
const SPEC: &str = "ECC_NIST_P256";
/// What such a key is for.
const USAGE: &str = "SIGN_VERIFY";

/// What a key made here is called in the console.
const DESCRIPTION: &str = "Signs invitation tokens (invitations keygen)";

/// How often a call is made before its failure is returned.
const ATTEMPTS: u32 = 5;
/// The first pause after a failed attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// No call waits for anything but KMS.
const TIMING: Timing = Timing {
    attempts: ATTEMPTS,
    first_pause: Some(FIRST_PAUSE),
    longest_pause: None,
    connect_timeout: Duration::from_secs(3),
    attempt_timeout: Duration::from_secs(5),
};

/// AWS KMS in one Region.
#[derive(Debug)]
pub struct Kms {
    service: Service,
    /// The same without repeats.
    once: Service,
}

/// A key pair that makes ES256 signatures.
#[derive(Debug, Clone)]
pub struct KmsKey {
    /// Its name everywhere. An alias can be pointed at another key, this cannot.
    pub arn: String,
    /// Its public half, named by its thumbprint.
    pub jwk: PublicJwk,
}

impl KmsKey {
    /// Its public half under another name.
    pub fn named(&self, kid: &str) -> PublicJwk {
        PublicJwk {
            kid: kid.to_owned(),
            ..self.jwk.clone()
        }
    }
}

impl Kms {
    /// A client for the Region of the key's ARN, else the one of the configuration. Its retries
    /// and time-outs are its own.
    pub fn new(aws: &SdkConfig, key: Option<&str>) -> Result<Self, KmsError> {
        let region = key.and_then(region_of).or_else(|| aws.region().cloned());
        let region = region.ok_or(KmsError::NoRegion)?;
        let aws = aws
            .to_builder()
            .region(region)
            .retry_config(TIMING.retries())
            .timeout_config(TIMING.timeouts())
            .build();
        let once = aws.to_builder().retry_config(RetryConfig::disabled());
        Ok(Self {
            service: Service::new(&aws, "kms", "KMS"),
            once: Service::new(&once.build(), "kms", "KMS"),
        })
    }

    /// The key of this ARN, id or alias, before `deadline`.
    pub async fn key(&self, name: &str, deadline: Instant) -> Result<KmsKey, KmsError> {
        let found = self.find(name, deadline).await?;
        found.ok_or_else(|| KmsError::NotFound(name.to_owned()))
    }

    /// The key of this ARN, id or alias, if there is one.
    pub async fn find(&self, name: &str, deadline: Instant) -> Result<Option<KmsKey>, KmsError> {
        let parameters = json!({ "KeyId": name });
        let request = self.service.call("TrentService.GetPublicKey", parameters);
        match within(deadline, request).await? {
            Ok(answer) => fitting(name, &answer).map(Some),
            Err(error) if error.code() == Some("NotFoundException") => Ok(None),
            Err(error) => Err(kms_error("GetPublicKey", name, &error)),
        }
    }

    /// Makes a key, and gives it this alias.
    pub async fn create(&self, alias: Option<&str>, deadline: Instant) -> Result<KmsKey, KmsError> {
        let parameters = json!({ "KeySpec": SPEC, "KeyUsage": USAGE, "Description": DESCRIPTION });
        // Made once more after a lost answer, it would be a second key, and is charged for.
        let request = self.once.call("TrentService.CreateKey", parameters);
        let made = within(deadline, request)
            .await
            .map_err(KmsError::maybe_made)?;
        let made = made.map_err(|error| {
            let failed = kms_error("CreateKey", "a new key", &error);
            if is_unanswered(&error) {
                KmsError::maybe_made(failed)
            } else {
                failed
            }
        })?;
        let arn = made.pointer("/KeyMetadata/Arn").and_then(Value::as_str);
        let arn = arn.map(str::to_owned).ok_or_else(|| {
            let unreadable = KmsError::NoKey("a new key".to_owned());
            KmsError::maybe_made(unreadable)
        })?;
        let name_it = async {
            if let Some(alias) = alias {
                let parameters = json!({ "AliasName": alias, "TargetKeyId": arn });
                let request = self.service.call("TrentService.CreateAlias", parameters);
                let named = within(deadline, request).await?;
                named.map_err(|error| kms_error("CreateAlias", alias, &error))?;
            }
            self.new_key(&arn, deadline).await
        };
        name_it.await.map_err(|error| KmsError::Unfinished {
            arn: arn.clone(),
            source: Box::new(error),
        })
    }

    /// A signature of this key over a SHA-256 digest, before `deadline`.
    pub async fn sign(
        &self,
        key: &KmsKey,
        digest: [u8; 32],
        deadline: Instant,
    ) -> Result<Signature, KmsError> {
        let parameters = json!({
            "KeyId": key.arn,
            // KMS gets to see a digest, and nothing of the invitation.
            "MessageType": "DIGEST",
            "Message": STANDARD.encode(digest),
            "SigningAlgorithm": "ECDSA_SHA_256",
        });
        let request = self.service.call("TrentService.Sign", parameters);
        let answer = within(deadline, request).await?;
        let answer = answer.map_err(|error| kms_error("Sign", &key.arn, &error))?;
        let der = bytes(&answer, "Signature").unwrap_or_default();
        Signature::from_der(&der).map_err(|_| KmsError::Unreadable(key.arn.clone()))
    }

    /// Reads a key that was made a moment ago. KMS is eventually consistent (Developer Guide, "AWS
    /// KMS eventual consistency"), and does not know it everywhere at once.
    async fn new_key(&self, arn: &str, deadline: Instant) -> Result<KmsKey, KmsError> {
        for attempt in 1..ATTEMPTS {
            if let Some(key) = self.find(arn, deadline).await? {
                return Ok(key);
            }
            sleep(FIRST_PAUSE * attempt).await;
        }
        self.key(arn, deadline).await
    }
}

async fn within<T>(deadline: Instant, call: impl Future<Output = T>) -> Result<T, KmsError> {
    timeout_at(deadline, call)
        .await
        .map_err(|_| KmsError::TooLate)
}

/// The key in an answer, if it makes ES256 signatures.
fn fitting(name: &str, answer: &Value) -> Result<KmsKey, KmsError> {
    let text = |member: &str| answer.get(member).and_then(Value::as_str);
    let (Some(arn), Some(public_half)) = (text("KeyId"), bytes(answer, "PublicKey")) else {
        return Err(KmsError::NoKey(name.to_owned()));
    };
    let arn = arn.to_owned();
    // An emulator may leave the kind out; the public half shows it, too.
    let spec = text("KeySpec").unwrap_or(SPEC);
    let usage = text("KeyUsage").unwrap_or_default();
    if [spec, usage] != [SPEC, USAGE] {
        return Err(KmsError::OtherKind {
            arn,
            spec: spec.to_owned(),
            usage: usage.to_owned(),
        });
    }
    match PublicJwk::from_der(&public_half, None) {
        Ok(jwk) => Ok(KmsKey { arn, jwk }),
        Err(_) => Err(KmsError::Unreadable(arn)),
    }
}

/// A member of an answer that is binary.
fn bytes(answer: &Value, member: &str) -> Option<Vec<u8>> {
    let text = answer.get(member).and_then(Value::as_str)?;
    STANDARD.decode(text).ok()
}

/// The Region in an ARN: `arn:<partition>:kms:<Region>:<account>:<resource>`.
fn region_of(name: &str) -> Option<Region> {
    let region = name.strip_prefix("arn:")?.split(':').nth(2)?;
    Some(Region::new(region.to_owned()))
}

/// Why AWS KMS did not do what was asked, for the person who runs the command or the function. Nothing
/// that AWS wrote is in the sentences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KmsError {
    /// Nobody says where KMS is.
    #[error("no AWS Region is set; set AWS_REGION, or name an ARN")]
    NoRegion,
    /// There is no such key.
    #[error(
        "there is no KMS key {0} in this account and Region; correct the name, the credentials or AWS_REGION"
    )]
    NotFound(String),
    /// No answer before the deadline.
    #[error("AWS KMS gave no answer in time; try again")]
    TooLate,
    /// No answer at all.
    #[error("AWS KMS gave no answer to {0}; see to the network, and try again")]
    NoAnswer(&'static str),
    /// A server's error.
    #[error("AWS KMS failed at {action} ({exception}); try again")]
    Failed {
        /// What was asked.
        action: &'static str,
        /// AWS's word for it.
        exception: String,
    },
    /// Too many requests.
    #[error("AWS KMS has too many requests for {0} at the moment; try again")]
    Throttled(&'static str),
    /// The caller may not.
    #[error(
        "kms:{action} on {key} is not permitted; the policies of the key and of the caller have to allow it"
    )]
    NotPermitted {
        /// What was asked.
        action: &'static str,
        /// Of which key.
        key: String,
    },
    /// The caller is nobody whom AWS knows.
    #[error("AWS does not accept the credentials ({0}); sign in once more")]
    Credentials(String),
    /// The key is switched off.
    #[error("{0} is disabled; enable it, or name another key")]
    Disabled(String),
    /// The key is on its way out, or not there yet.
    #[error("{0} cannot be used in its state, such as waiting to be deleted; name another key")]
    State(String),
    /// A key for something else.
    #[error("{0} is no key that makes ES256 signatures; name one of the kind {SPEC} for {USAGE}")]
    Unsuitable(String),
    /// The same, as KMS describes the key.
    #[error(
        "{arn} is a key {spec} for {usage}, and tokens take one {SPEC} for {USAGE}; name such a key"
    )]
    OtherKind {
        /// The key.
        arn: String,
        /// Of which kind it is.
        spec: String,
        /// What for.
        usage: String,
    },
    /// No name of a key.
    #[error("{0} is no name that AWS KMS takes; write an ARN, the id of a key, or alias/NAME")]
    Name(String),
    /// An alias that somebody gave away meanwhile.
    #[error("{0} was given to another key meanwhile")]
    AliasTaken(String),
    /// A quota of the account.
    #[error("the account's quota in AWS KMS leaves no room for {0}; have it raised")]
    Quota(String),
    /// An answer without a key.
    #[error("AWS KMS's answer about {0} has no key")]
    NoKey(String),
    /// An answer with something else than was asked for.
    #[error("AWS KMS's answer about {0} cannot be read")]
    Unreadable(String),
    /// Any other refusal.
    #[error(
        "AWS KMS refused {action} for {key} ({exception}); see to the key's name and Region, to the caller's permissions, and whether AWS KMS is what the endpoint leads to"
    )]
    Refused {
        /// What was asked.
        action: &'static str,
        /// Of which key.
        key: String,
        /// AWS's word for it.
        exception: String,
    },
    /// A key may have been made, and nobody knows.
    #[error(
        "whether the key was made is not known: look for \"{DESCRIPTION}\" among the keys in the console before you try again, and go on with its ARN if it is there"
    )]
    MaybeMade(#[source] Box<Self>),
    /// A key was made, and what follows failed.
    #[error("the key {arn} was made; once this is fixed, go on with this key")]
    Unfinished {
        /// The key.
        arn: String,
        /// What failed.
        source: Box<Self>,
    },
    /// The key that is to sign is not among the trusted ones.
    #[error("{file} does not trust {arn}; add its public half to tokens.keys there")]
    NotTrusted {
        /// The key.
        arn: String,
        /// The settings.
        file: String,
    },
    /// It is, under another name.
    #[error(
        "{file} does not trust {arn} under the kid \"{kid}\"; ask for no kid, or correct the key there"
    )]
    NotTrustedAs {
        /// The key.
        arn: String,
        /// The name that was asked for.
        kid: String,
        /// The settings.
        file: String,
    },
}

impl KmsError {
    fn maybe_made(self) -> Self {
        Self::MaybeMade(Box::new(self))
    }

    /// The stable word for a log.
    pub fn cause(&self) -> &'static str {
        match self {
            Self::TooLate | Self::NoAnswer(_) => "kms-no-answer",
            Self::Failed { .. } => "kms-failed",
            Self::Throttled(_) => "kms-throttled",
            Self::NotPermitted { .. } | Self::Credentials(_) => "kms-not-permitted",
            Self::NotTrusted { .. } | Self::NotTrustedAs { .. } => "kms-key-not-trusted",
            Self::Unreadable(_) | Self::NoKey(_) => "kms-unreadable",
            _ => "kms-key-not-usable",
        }
    }

    /// Whether another attempt can meet a yes, with nobody changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::TooLate | Self::NoAnswer(_) | Self::Failed { .. } | Self::Throttled(_)
        )
    }
}

/// Why `action` on `key` came to nothing.
fn kms_error(action: &'static str, key: &str, error: &CallError) -> KmsError {
    let Some(said) = error.as_service_error() else {
        return KmsError::NoAnswer(action);
    };
    let exception = said.code().unwrap_or("no name").to_owned();
    let key = key.to_owned();
    match exception.as_str() {
        "AccessDeniedException" => KmsError::NotPermitted { action, key },
        "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "IncompleteSignature"
        | "MissingAuthenticationToken" => KmsError::Credentials(exception),
        "ThrottlingException" | "Throttling" => KmsError::Throttled(action),
        "DisabledException" => KmsError::Disabled(key),
        "KMSInvalidStateException" => KmsError::State(key),
        "InvalidKeyUsageException" | "UnsupportedOperationException" => KmsError::Unsuitable(key),
        "InvalidArnException" | "ValidationException" | "InvalidAliasNameException" => {
            KmsError::Name(key)
        }
        "AlreadyExistsException" => KmsError::AliasTaken(key),
        "LimitExceededException" => KmsError::Quota(key),
        _ if is_unanswered(error) => KmsError::Failed { action, exception },
        _ => KmsError::Refused {
            action,
            key,
            exception,
        },
    }
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
