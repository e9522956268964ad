//! An invitation token, and the mail that carries it (story B).

use std::collections::{BTreeMap, BTreeSet};

use acceptance::Mailer;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use invitation::issue::{UnsignedToken, sign};
use invitation::key::SigningKey;
use invitation::{AttributeName, EmailAddress, GroupName, Signature, TokenClaims, TrustedKey};
use jiff::{SignedDuration, Timestamp};
use messages::{Brand, Locale, PersonName, TokenInvitation};
use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use settings::Settings;
use tokio::time::Instant;

use crate::checks;
use crate::error::AdminError;
use crate::kms::{Kms, KmsError, KmsKey};
use crate::outcome::Delivery;

/// The longest lifetime of a token, as long as Cognito lets a temporary password work (API
/// reference, `PasswordPolicyType`): who has it can become a member all that time.
pub const LONGEST_LIFETIME: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The lifetime of a token where nobody says another (design §3.2).
pub const USUAL_LIFETIME: SignedDuration = SignedDuration::from_hours(72);

/// A token as an administrator asks for it.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// The user pool that it is for.
    pub user_pool_id: String,
    /// Whom it is for, in lower case.
    pub email: EmailAddress,
    /// The groups that acceptance gives.
    pub groups: BTreeSet<GroupName>,
    /// The attributes that acceptance sets.
    pub attributes: BTreeMap<AttributeName, String>,
    /// The brand of mails and pages, which has to exist.
    pub brand: Option<String>,
    /// The language of mails and pages.
    pub locale: Option<Locale>,
    /// Who gets a mail about the acceptance, and is named in the invitation.
    pub inviter: Option<EmailAddress>,
    /// The issuer, where it is not that of the settings.
    pub issuer: Option<String>,
    /// How long it says yes.
    pub lifetime: SignedDuration,
}

/// A token that was issued. Its `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    /// The token, a bearer secret: anybody who has it can become the invited member.
    pub token: SecretString,
    /// What it says.
    pub claims: TokenClaims,
    /// When it expires.
    pub expires: Timestamp,
}

/// What became of an invitation by token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Issued {
    /// What was done.
    pub outcome: IssuedOutcome,
    /// Whether the person was written to; left out where nobody asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Delivery")]
    pub mail: Option<Delivery>,
    /// The token's identifier, for `tokens.revoked` of the settings.
    pub jti: String,
    /// The key that signed it.
    pub kid: String,
    /// When it expires.
    pub expires: Timestamp,
    /// The groups that acceptance gives.
    #[schemars(with = "Vec<String>")]
    pub groups: Vec<GroupName>,
}

/// The one outcome of an invitation by token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IssuedOutcome {
    /// The token was issued.
    Issued,
}

/// A token that lacks its signature alone, for a key that is kept elsewhere, such as in AWS KMS.
#[derive(Debug, Clone)]
pub struct PreparedToken {
    unsigned: UnsignedToken,
    claims: TokenClaims,
    expires: Timestamp,
}

/// Issues a token, signed with `key`.
///
/// What acceptance would leave out is refused: the person would be a member without it.
pub fn issue(
    request: &TokenRequest,
    settings: &Settings,
    key: &SigningKey,
    now: Timestamp,
) -> Result<IssuedToken, AdminError> {
    let (claims, expires) = claims(request, settings, key.kid(), now)?;
    Ok(IssuedToken {
        token: sign(&claims, key)?,
        claims,
        expires,
    })
}

/// Prepares a token that the key whose name is `kid` is to sign. Everything that [`issue`]
/// refuses is refused here, before the key is asked.
pub fn prepare(
    request: &TokenRequest,
    settings: &Settings,
    kid: &str,
    now: Timestamp,
) -> Result<PreparedToken, AdminError> {
    let (claims, expires) = claims(request, settings, kid, now)?;
    Ok(PreparedToken {
        unsigned: UnsignedToken::new(&claims, kid)?,
        claims,
        expires,
    })
}

/// Issues a token, signed with a key in AWS KMS that the settings trust, before `deadline`.
/// Everything else that can be refused is refused before the key is asked.
pub async fn issue_by_kms(
    request: &TokenRequest,
    settings: &Settings,
    kms: &Kms,
    key: &KmsKey,
    trusted: &TrustedKey,
    now: Timestamp,
    deadline: Instant,
) -> Result<IssuedToken, KmsIssueError> {
    let prepared = prepare(request, settings, trusted.kid(), now)?;
    let signature = kms.sign(key, prepared.digest(), deadline).await?;
    Ok(prepared.signed(signature, trusted)?)
}

/// Why a key elsewhere issued no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KmsIssueError {
    /// The token is refused.
    #[error(transparent)]
    Refused(#[from] AdminError),
    /// The key did not sign.
    #[error(transparent)]
    Kms(#[from] KmsError),
}

/// The trusted key that is the public half of the one in AWS KMS, under the name `kid` if there is
/// to be a certain one. Any other is refused: a token that nobody believes is a call wasted, and
/// most likely the wrong key.
pub fn trusted_half<'a>(
    key: &KmsKey,
    settings: &'a Settings,
    kid: Option<&str>,
) -> Result<&'a TrustedKey, KmsError> {
    let public_half = TrustedKey::new(key.jwk.clone(), None)
        .map_err(|_| KmsError::Unreadable(key.arn.clone()))?;
    let is_wanted = |trusted: &&TrustedKey| {
        trusted.thumbprint() == public_half.thumbprint()
            && kid.is_none_or(|kid| kid == trusted.kid())
    };
    let trusted = settings.tokens.keys.iter().find(is_wanted);
    trusted.ok_or_else(|| {
        let arn = key.arn.clone();
        let file = settings.file.display().to_string();
        match kid {
            Some(kid) => KmsError::NotTrustedAs {
                arn,
                kid: kid.to_owned(),
                file,
            },
            None => KmsError::NotTrusted { arn, file },
        }
    })
}

/// What the token says, and when it expires.
fn claims(
    request: &TokenRequest,
    settings: &Settings,
    kid: &str,
    now: Timestamp,
) -> Result<(TokenClaims, Timestamp), AdminError> {
    checks::assignable(&request.groups, request.attributes.keys(), &settings.grants)?;
    // At the acceptance, a blank value would delete the attribute (contract §8).
    let blank = request
        .attributes
        .iter()
        .find(|(_, value)| value.is_empty());
    if let Some((name, _)) = blank {
        return Err(AdminError::AttributeBlank(name.as_str().to_owned()));
    }
    check_key(&request.groups, settings, kid)?;
    let issuer = request.issuer.as_ref().unwrap_or(&settings.tokens.issuer);
    if issuer.is_empty() {
        return Err(AdminError::IssuerRequired);
    }
    let expires = now
        .checked_add(request.lifetime)
        .map_err(|_| AdminError::LifetimeTooLong)?;
    let claims = TokenClaims {
        iss: issuer.clone(),
        aud: request.user_pool_id.clone().into(),
        jti: identifier()?,
        iat: now.as_second(),
        exp: expires.as_second(),
        nbf: None,
        email: request.email.as_str().to_owned(),
        groups: request.groups.iter().cloned().collect(),
        attributes: request
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.clone()))
            .collect(),
        brand: request.brand.clone(),
        locale: request.locale.as_ref().map(ToString::to_string),
        inviter: request
            .inviter
            .as_ref()
            .map(|inviter| inviter.as_str().to_owned()),
    };
    Ok((claims, expires))
}

impl PreparedToken {
    /// The SHA-256 digest that the key has to sign with ECDSA.
    pub fn digest(&self) -> [u8; 32] {
        self.unsigned.digest()
    }

    /// The token with its signature, unless this is not one of `key`.
    pub fn signed(self, signature: Signature, key: &TrustedKey) -> Result<IssuedToken, AdminError> {
        Ok(IssuedToken {
            token: self.unsigned.signed(signature, key)?,
            claims: self.claims,
            expires: self.expires,
        })
    }
}

impl IssuedToken {
    /// What is shown of it: that the key `kid` signed it, and what is known of its mail, if there
    /// is one.
    pub fn shown(&self, kid: &str, mail: Option<Delivery>) -> Issued {
        Issued {
            outcome: IssuedOutcome::Issued,
            mail,
            jti: self.claims.jti.clone(),
            kid: kid.to_owned(),
            expires: self.expires,
            groups: self.claims.groups.clone(),
        }
    }

    /// Mails the token to the person it is for, in this brand and the token's language, before
    /// `deadline`. The stable word says why a mail did not go out.
    pub async fn mail(
        &self,
        mailer: &Mailer,
        brand: &Brand,
        deadline: Instant,
    ) -> Result<(), &'static str> {
        let claims = &self.claims;
        let to: EmailAddress = claims.email.parse().map_err(|_| "no-address")?;
        let locale = brand.locale(claims.locale.as_deref());
        let invitation = TokenInvitation {
            token: self.token.expose_secret(),
            expires: self.expires,
            recipient: PersonName::of(|name| claims.attributes.get(name).map(String::as_str)),
            inviter_name: None,
            inviter_address: claims.inviter.as_deref(),
        };
        let mail = brand.token_invitation(&locale, &invitation);
        mailer
            .send(&to, mail, deadline)
            .await
            .map_err(|_| "mail-failed")
    }
}

/// Refuses groups that the key may not give.
fn check_key(
    groups: &BTreeSet<GroupName>,
    settings: &Settings,
    kid: &str,
) -> Result<(), AdminError> {
    let trusted = settings.tokens.keys.iter().find(|key| key.kid() == kid);
    let Some(assignable) = trusted.and_then(TrustedKey::groups) else {
        return Ok(());
    };
    match groups.iter().find(|group| !assignable.contains(*group)) {
        Some(group) => Err(AdminError::GroupNotOfKey {
            group: group.clone(),
            kid: kid.to_owned(),
            assignable: checks::names(assignable, GroupName::as_str),
        }),
        None => Ok(()),
    }
}

/// 128 random bits: nobody guesses it, and no two tokens share it.
fn identifier() -> Result<String, AdminError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
