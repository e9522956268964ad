//! Authorization codes, from the sign-in to the tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::authorization_request::AuthorizationRequest;
use super::oauth_error::{OAuthCode, OAuthError};
use super::query::Query;
use crate::authentication::tokens::{Overrides, Snapshot, TokenRequest, TokenSource};
use crate::state::client_access::is_readable;
use crate::state::clock::later;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::pool::Client;
use crate::state::random;
use crate::state::scope;
use crate::state::sessions::{AuthorizationCode, CODE_LIFETIME, Scopes};

/// Makes a code for a person who signed in at that moment, after pre token generation: if that hook
/// fails, its message is in the redirect, so that it runs before there is a code (contract §1.4).
pub(crate) async fn issue(
    context: &Context,
    person: TokenRequest,
    asked: &AuthorizationRequest,
    authenticated: Timestamp,
) -> Result<String, ApiError> {
    let overrides = context.overrides(&person).await?;
    let code = random::uuid();
    let granted = AuthorizationCode {
        pool_id: person.pool_id,
        client_id: person.client_id,
        redirect_uri: asked.callback.redirect_uri.clone(),
        username: person.username,
        sub: person.seen.sub,
        scopes: asked.scopes.clone(),
        nonce: asked.nonce.clone(),
        challenge: asked.challenge.clone(),
        overrides: serde_json::to_value(overrides).map_err(|_| ApiError::Internal)?,
        authenticated,
        expires: later(context.now, CODE_LIFETIME),
        used: false,
    };
    context.state().sessions.codes.insert(code.clone(), granted);
    Ok(code)
}

/// Exchanges the code of a form for tokens, which are `AuthenticationResult`.
pub(crate) fn exchange(
    context: &Context,
    client: &Client,
    form: &Query,
) -> Result<Value, OAuthError> {
    if !client.allows_flow("code") {
        return Err(OAuthCode::UnauthorizedClient.into());
    }
    let granted = redeem(context, client, form)?;
    let mut required = granted
        .scopes
        .iter()
        .flat_map(|scope| scope::requires(scope));
    if !required.all(|attribute| is_readable(client, attribute)) {
        return Err(OAuthCode::InvalidGrant.into());
    }
    let overrides: Overrides =
        serde_json::from_value(granted.overrides).map_err(|_| OAuthCode::ServerError)?;
    let request = TokenRequest {
        pool_id: granted.pool_id,
        username: granted.username,
        client_id: granted.client_id,
        source: TokenSource::HostedAuth,
        scopes: Scopes::Asked(granted.scopes),
        client_metadata: None,
        // The hooks have run: all that counts is that the user is the same.
        seen: Snapshot {
            sub: granted.sub,
            attributes: Map::new(),
            groups: [].into(),
        },
    };
    let nonce = granted.nonce.as_deref();
    context
        .issue_decided_tokens(&request, overrides, granted.authenticated, nonce)
        .map_err(|error| OAuthError::of_grant(&error))
}

/// Uses up a code that is this client's. A code that is refused to somebody else stays good.
fn redeem(
    context: &Context,
    client: &Client,
    form: &Query,
) -> Result<AuthorizationCode, OAuthError> {
    let (Some(code), Some(redirect_uri)) = (form.get("code"), form.get("redirect_uri")) else {
        return Err(OAuthCode::InvalidRequest.into());
    };
    let mut state = context.state();
    let granted = state.sessions.codes.get_mut(code);
    let granted = granted
        .filter(|granted| {
            granted.client_id == client.id && !granted.used && context.now < granted.expires
        })
        .ok_or(OAuthCode::InvalidGrant)?;
    if granted.redirect_uri != redirect_uri {
        // Not `invalid_grant`, as RFC 6749 has it (amplify-js#5284).
        return Err(OAuthCode::UnauthorizedClient.into());
    }
    // A verifier without a challenge is refused too: the challenge may have been taken out on the
    // way (RFC 9700, section 2.1.1).
    let shown = form.get("code_verifier").map(challenge_of);
    if shown != granted.challenge {
        return Err(OAuthCode::InvalidGrant.into());
    }
    granted.used = true;
    Ok(granted.clone())
}

/// The challenge of a verifier, by the method `S256` (RFC 7636, section 4.2).
fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// The tokens as an endpoint of OAuth 2.0 answers them.
pub(crate) fn token_answer(result: &Value) -> Value {
    let mut answer = Map::new();
    for (name, member) in [
        ("id_token", "IdToken"),
        ("access_token", "AccessToken"),
        ("refresh_token", "RefreshToken"),
        ("expires_in", "ExpiresIn"),
        ("token_type", "TokenType"),
    ] {
        if let Some(value) = result.get(member) {
            answer.insert(name.to_owned(), json!(value));
        }
    }
    answer.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
