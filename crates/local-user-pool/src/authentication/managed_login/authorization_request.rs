//! What an application asks the authorization endpoint for (developer guide, "The redirect and
//! authorization endpoint").

use std::collections::BTreeSet;

use super::query::{Query, with_parameters};
use crate::state::pool::{Client, Pool};
use crate::state::scope;

/// The provider that is the pool itself.
const LOCAL_PROVIDER: &str = "COGNITO";

/// The length of a challenge: 32 bytes in Base64 without padding.
const CHALLENGE_LENGTH: usize = 43;

/// A request that may be granted to the person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) nonce: Option<String>,
    /// The challenge of PKCE. Cognito requires none, of public clients neither.
    pub(crate) challenge: Option<String>,
    pub(crate) prompt: Prompt,
    pub(crate) login_hint: Option<String>,
    pub(crate) callback: Callback,
}

/// Where the answer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Callback {
    /// One of the client's callback URLs.
    pub(crate) redirect_uri: String,
    state: Option<String>,
}

/// Whether a person who is signed in already has to sign in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// No.
    IfNeeded,
    /// No, and nobody may be asked: without a session the answer is an error.
    Never,
    /// Yes.
    Always,
}

/// A request that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RefusedRequest {
    /// Shown on a page of the pool: the request names no address that could be trusted with it.
    Shown(&'static str),
    /// Sent to this URL, which is the application's.
    Sent(String),
}

impl AuthorizationRequest {
    /// Reads a request to this pool.
    pub(crate) fn read(query: &Query, pool: &Pool) -> Result<Self, RefusedRequest> {
        let (client, callback) = read_callback(query, pool)?;
        let refuse = |error: &str, description: Option<&str>| {
            Err(RefusedRequest::Sent(callback.error(error, description)))
        };
        match query.get("response_type") {
            Some("code") if client.allows_flow("code") => (),
            // The implicit flow is not here.
            Some("code" | "token") => return refuse("unauthorized_client", None),
            _ => return refuse("invalid_request", None),
        }
        let Ok(challenge) = read_challenge(query) else {
            return refuse("invalid_request", None);
        };
        let Some(scopes) = read_scopes(query, client) else {
            // The real service's answer, as several users report it.
            return refuse("invalid_request", Some("invalid_scope"));
        };
        let Some(prompt) = read_prompt(query) else {
            return refuse("invalid_request", None);
        };
        let providers = client.settings.supported_identity_providers.as_deref();
        let is_supported = providers
            .unwrap_or_default()
            .iter()
            .any(|provider| provider == LOCAL_PROVIDER);
        let provider = query.get("identity_provider").unwrap_or(LOCAL_PROVIDER);
        if !is_supported || provider != LOCAL_PROVIDER || query.get("idp_identifier").is_some() {
            return Err(RefusedRequest::Shown(
                "Login option is not available. Please try another one",
            ));
        }
        Ok(Self {
            client_id: client.id.clone(),
            scopes,
            nonce: query.get("nonce").map(str::to_owned),
            challenge,
            prompt,
            login_hint: query.get("login_hint").map(str::to_owned),
            callback,
        })
    }
}

impl Callback {
    /// The URL that gives the application its code.
    pub(crate) fn code(&self, code: &str) -> String {
        let mut parameters = vec![("code", code)];
        parameters.extend(self.state());
        with_parameters(&self.redirect_uri, &parameters)
    }

    /// The URL that tells the application why it gets none, in the order of the real service.
    pub(crate) fn error(&self, error: &str, description: Option<&str>) -> String {
        let description = description.map(|description| ("error_description", description));
        let mut parameters: Vec<(&str, &str)> = description.into_iter().collect();
        parameters.extend(self.state());
        parameters.push(("error", error));
        with_parameters(&self.redirect_uri, &parameters)
    }

    fn state(&self) -> Option<(&str, &str)> {
        self.state.as_deref().map(|state| ("state", state))
    }
}

/// The client, and its callback URL: exactly the one that the request names, or the default of a
/// request that names none.
fn read_callback<'p>(
    query: &Query,
    pool: &'p Pool,
) -> Result<(&'p Client, Callback), RefusedRequest> {
    let missing = RefusedRequest::Shown("Required parameters missing");
    let client_id = query.get("client_id").ok_or(missing.clone())?;
    let client = pool.clients.get(client_id);
    let client = client.ok_or(RefusedRequest::Shown("invalid_request"))?;
    let settings = &client.settings;
    let redirect_uri = match query.get("redirect_uri") {
        Some(uri) => uri,
        None => settings.default_redirect_uri.as_deref().ok_or(missing)?,
    };
    let mut registered = settings.callback_urls.iter().flatten();
    if !registered.any(|url| url == redirect_uri) {
        return Err(RefusedRequest::Shown("redirect_mismatch"));
    }
    let callback = Callback {
        redirect_uri: redirect_uri.to_owned(),
        state: query.get("state").map(str::to_owned),
    };
    Ok((client, callback))
}

/// The challenge. Its method has to be `S256`, and neither is there without the other.
fn read_challenge(query: &Query) -> Result<Option<String>, ()> {
    let is_base64 = |letter: u8| letter.is_ascii_alphanumeric() || b"-_".contains(&letter);
    match (
        query.get("code_challenge"),
        query.get("code_challenge_method"),
    ) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256"))
            if challenge.len() == CHALLENGE_LENGTH && challenge.bytes().all(is_base64) =>
        {
            Ok(Some(challenge.to_owned()))
        }
        _ => Err(()),
    }
}

/// The scopes; those of the client if the request has none. None if the client may not ask for one
/// of them. The guide also says that such scopes are ignored, but users see them refused.
fn read_scopes(query: &Query, client: &Client) -> Option<BTreeSet<String>> {
    let allowed = client.settings.allowed_oauth_scopes.as_deref();
    let allowed = allowed.unwrap_or_default();
    let asked: BTreeSet<String> = query
        .get("scope")
        .map(|scopes| scopes.split_ascii_whitespace().map(str::to_owned).collect())
        .filter(|scopes: &BTreeSet<String>| !scopes.is_empty())
        .unwrap_or_else(|| allowed.iter().cloned().collect());
    let is_allowed = asked.iter().all(|scope| allowed.contains(scope));
    (is_allowed && scope::fit_together(&asked)).then_some(asked)
}

/// `prompt` (`OpenID` Connect Core, section 3.1.2.1). `none` stands alone.
fn read_prompt(query: &Query) -> Option<Prompt> {
    let prompt = query.get("prompt").unwrap_or_default();
    let asked: Vec<&str> = prompt.split_ascii_whitespace().collect();
    match asked.as_slice() {
        ["none"] => Some(Prompt::Never),
        several if several.contains(&"none") => None,
        several
            if several
                .iter()
                .any(|one| ["login", "select_account"].contains(one)) =>
        {
            Some(Prompt::Always)
        }
        _ => Some(Prompt::IfNeeded),
    }
}
