//! How an application proves which client it is (developer guide, "The token issuer endpoint"):
//! `client_secret_basic` or `client_secret_post`, and nothing if the client has no secret.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::oauth_error::{OAuthCode, OAuthError};
use super::query::Query;
use crate::state::client_access::check_plain_secret;
use crate::state::pool::{Client, Pool};

/// The client that calls. `authorization` is the header, if the request has one.
pub(crate) fn authenticate<'p>(
    pool: &'p Pool,
    authorization: Option<&str>,
    form: &Query,
) -> Result<&'p Client, OAuthError> {
    let (id, secret) = if let Some(header) = authorization {
        of_header(header, form).ok_or(OAuthCode::InvalidClient)?
    } else {
        let id = form.get("client_id").ok_or(OAuthCode::InvalidRequest)?;
        (id.to_owned(), form.get("client_secret").map(str::to_owned))
    };
    let client = pool.clients.get(&id).ok_or(OAuthCode::InvalidClient)?;
    // The description is the real service's, as users report it.
    check_plain_secret(client, secret.as_deref()).map_err(|_| OAuthError {
        code: OAuthCode::InvalidClient,
        description: Some("invalid_client_secret".to_owned()),
    })?;
    Ok(client)
}

/// The identifier and the secret of the header. A form may repeat the identifier, and nothing else
/// (RFC 6749, section 2.3).
fn of_header(header: &str, form: &Query) -> Option<(String, Option<String>)> {
    let (scheme, credentials) = header.split_once(' ')?;
    let credentials = STANDARD.decode(credentials.trim()).ok()?;
    let credentials = String::from_utf8(credentials).ok()?;
    let (id, secret) = credentials.split_once(':')?;
    // Identifiers and secrets consist of characters that stay the same in an encoded form.
    let is_one = scheme.eq_ignore_ascii_case("basic")
        && form.get("client_secret").is_none()
        && form.get("client_id").is_none_or(|named| named == id);
    let secret = (!secret.is_empty()).then(|| secret.to_owned());
    is_one.then(|| (id.to_owned(), secret))
}
