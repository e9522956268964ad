//! Taking an invitation, or a member, back (design §3.4).
//!
//! Who joined by a token can join again by it as long as it says yes, because it is a bearer
//! secret and nothing marks it as spent but the user. So an administrator who takes a member away learns
//! which token to take back with it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognito::{User, UserStatus};
use invitation::token::Binding;
use invitation::{EmailAddress, TokenClaims, TokenFault, TokenSettings};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use strum::IntoStaticStr;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::carried_token;
use crate::error::AdminError;
use crate::removal::Lock;

/// How far to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Revocation {
    /// Disable the user instead of deleting it: it can be enabled again, and keeps its groups.
    pub disable: bool,
    /// A member is meant, too, and not an open invitation alone.
    pub member: bool,
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Revoked {
    /// What was done.
    pub outcome: Removal,
    /// The user's immutable identifier.
    pub sub: String,
    /// The immutable user name.
    pub user_name: String,
    /// Where the user was in its life, in words.
    #[serde(serialize_with = "in_words")]
    #[schemars(with = "String")]
    pub was: UserStatus,
    /// What is left to take back.
    pub token: TokenLeft,
}

/// How a user was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Removal {
    /// The user is gone.
    Deleted,
    /// The user is there and cannot sign in.
    Disabled,
}

/// A token by which the person could come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "left", rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub enum TokenLeft {
    /// None: an administrator created the user.
    None,
    /// The user still carried one that says yes until it expires.
    Alive {
        /// Its identifier, for `tokens.revoked`.
        jti: String,
        /// When it expires.
        expires: Timestamp,
    },
    /// The user still carried one that is not valid: expired, or taken back already.
    Dead,
    /// The user is a member and carried none that verifies: one may have been spent, and its issuer
    /// has its identifier.
    Unknown,
}

impl Revoked {
    /// Where the user was in its life, in words.
    pub fn was(&self) -> String {
        words(&self.was)
    }
}

impl Removal {
    /// The same in one stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

fn words(status: &UserStatus) -> String {
    match status {
        UserStatus::ForceChangePassword => "an open invitation".to_owned(),
        UserStatus::Unconfirmed => "an unconfirmed sign-up".to_owned(),
        UserStatus::Confirmed | UserStatus::ResetRequired => "a member".to_owned(),
        UserStatus::ExternalProvider => "a federated member".to_owned(),
        UserStatus::Other(_) => status.to_string(),
    }
}

fn in_words<S: Serializer>(status: &UserStatus, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&words(status))
}

impl Administration {
    /// Takes back the invitation of `user`, before `deadline`: a user name, `sub` or verified
    /// address. A user who becomes a member meanwhile is left alone, unless a member is meant.
    pub async fn revoke(
        &self,
        user: &str,
        revocation: Revocation,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Revoked, AdminError> {
        let user = self.look_up(user, deadline).await?;
        self.revoke_account(user, revocation, now, deadline).await
    }

    /// The same of a user who was looked up already.
    pub async fn revoke_account(
        &self,
        user: User,
        revocation: Revocation,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Revoked, AdminError> {
        let may_go = |user: &User| {
            let invited = matches!(
                user.status,
                UserStatus::ForceChangePassword | UserStatus::Unconfirmed
            );
            invited || revocation.member
        };
        if !may_go(&user) {
            return Err(AdminError::IsMember);
        }
        let user = match self.lock(user, may_go, deadline).await? {
            Lock::Held(user) => user,
            Lock::Released => return Err(AdminError::IsMember),
            Lock::Gone => return Err(AdminError::UserNotFound),
        };
        if !revocation.disable {
            self.delete(&user, deadline).await?;
        }
        tracing::info!(
            user_pool_id = self.pool.id,
            sub = user.sub,
            disabled = revocation.disable,
            "an administrator took a user back"
        );
        self.tell_revoked(&user, now, deadline).await;
        Ok(Revoked {
            token: token_left(&self.settings.tokens, &self.pool.id, &user, now),
            outcome: if revocation.disable {
                Removal::Disabled
            } else {
                Removal::Deleted
            },
            sub: user.sub,
            user_name: user.user_name,
            was: user.status,
        })
    }
}

/// What a user's attribute still says of a token. Nothing is believed that does not verify: a
/// client may be able to write the attribute.
fn token_left(
    tokens: &TokenSettings,
    user_pool_id: &str,
    user: &User,
    now: Timestamp,
) -> TokenLeft {
    match carried_token::verify(user, tokens, user_pool_id, now) {
        None if user.status == UserStatus::ForceChangePassword => TokenLeft::None,
        Some(Ok((token, expires))) if now < expires => TokenLeft::Alive {
            jti: token.claims().jti.clone(),
            expires,
        },
        Some(Ok(_) | Err(TokenFault::Revoked)) => TokenLeft::Dead,
        None | Some(Err(_)) => TokenLeft::Unknown,
    }
}

/// The claims of a token that is to be taken back, once its signature is verified, in any other
/// state: expired, not yet valid and revoked ones differ in their claims.
pub fn read_token(
    tokens: &TokenSettings,
    token: &str,
    now: Timestamp,
) -> Result<TokenClaims, AdminError> {
    let claims = unverified(token).ok_or(AdminError::TokenNotVerified(TokenFault::Malformed))?;
    let email = claims.email.parse::<EmailAddress>().ok();
    let user_pool_id = String::from(claims.aud.clone());
    let binding = Binding {
        user_pool_id: &user_pool_id,
        email: email.as_ref(),
    };
    // These three are said only after the signature, the issuer and the pool were found to fit.
    match tokens.verify(token, binding, now) {
        Ok(_) | Err(TokenFault::Revoked | TokenFault::NotYetValid | TokenFault::Expired) => {
            Ok(claims)
        }
        Err(fault) => Err(AdminError::TokenNotVerified(fault)),
    }
}

/// What a token claims, to find out whom it would have to be verified for.
fn unverified(token: &str) -> Option<TokenClaims> {
    let payload = token.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&bytes).ok()
}
