//! The settings of an app client for managed login and its endpoints, and their checks.

use crate::operations::request::members::Reader;
use crate::state::error::ApiError;
use crate::state::pool::{Client, ClientSettings};
use crate::state::scope;

/// API reference: `OAuthFlowType`.
const FLOWS: [&str; 3] = ["code", "implicit", "client_credentials"];

/// The most URLs, scopes and flows of a client, and the greatest length of one
/// (API reference: `CallbackURLsListType`, `ScopeListType`, `RedirectUrlType`).
const MOST_URLS: usize = 100;
const MOST_SCOPES: usize = 50;
const LONGEST_URL: usize = 1024;

/// Checks the members against the API model.
pub(crate) fn check_members(members: &mut Reader, settings: &ClientSettings) {
    let flows = settings.allowed_oauth_flows.iter().flatten();
    if flows
        .into_iter()
        .any(|flow| !FLOWS.contains(&flow.as_str()))
    {
        // The real service's words (awsdocs/aws-cloudformation-user-guide#563).
        let listed = settings.allowed_oauth_flows.iter().flatten();
        let listed: Vec<&str> = listed.map(String::as_str).collect();
        members.violate(
            "allowedOAuthFlows",
            &format!("[{}]", listed.join(", ")),
            "Member must satisfy constraint: [Member must satisfy enum value set: [implicit, \
             client_credentials, code]]",
        );
    }
    for (path, list, most) in [
        ("callbackURLs", &settings.callback_urls, MOST_URLS),
        ("logoutURLs", &settings.logout_urls, MOST_URLS),
        (
            "allowedOAuthScopes",
            &settings.allowed_oauth_scopes,
            MOST_SCOPES,
        ),
    ] {
        let list = list.as_deref().unwrap_or_default();
        if list.len() > most {
            let constraint = format!("Member must have length less than or equal to {most}");
            members.violate(path, "", &constraint);
        }
        let is_text = |text: &String| {
            (1..=LONGEST_URL).contains(&text.chars().count())
                && !text
                    .chars()
                    .any(|letter| letter.is_whitespace() || letter.is_control())
        };
        if !list.iter().all(is_text) {
            let constraint = "Member must satisfy regular expression pattern: \
                              [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
            members.violate(path, "", constraint);
        }
    }
}

/// Refuses settings that contradict each other. Without a source, the text is not the real
/// service's.
pub(crate) fn check(client: &Client) -> Result<(), ApiError> {
    let settings = &client.settings;
    let flows = settings.allowed_oauth_flows.as_deref().unwrap_or_default();
    let scopes = settings.allowed_oauth_scopes.as_deref().unwrap_or_default();
    let callbacks = settings.callback_urls.as_deref().unwrap_or_default();
    let logouts = settings.logout_urls.as_deref().unwrap_or_default();
    let has = |flow: &str| flows.iter().any(|listed| listed == flow);

    if client.uses_managed_login() && (flows.is_empty() || scopes.is_empty()) {
        // terraform-provider-aws's acceptance tests.
        return Err(ApiError::invalid(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed \
             to use OAuth flows.",
        ));
    }
    if has("client_credentials") && (has("code") || has("implicit")) {
        return Err(ApiError::InvalidOAuthFlow(
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ));
    }
    if has("client_credentials") && client.secret.is_none() {
        return Err(ApiError::InvalidOAuthFlow(
            "client_credentials flow can not be selected if client does not have a client secret.",
        ));
    }
    if (has("code") || has("implicit")) && callbacks.is_empty() {
        // The real service's words (cisagov/crossfeed#440).
        return Err(ApiError::InvalidOAuthFlow(
            "CallbackUrls can not be empty when code flow or implicit flow is selected",
        ));
    }
    for scope in scopes {
        // Resource servers are not here: a scope of one is taken as it is.
        if !scope::STANDARD.contains(&scope.as_str()) && !scope.contains('/') {
            // The real service's words (awsdocs/aws-cloudformation-user-guide#564).
            return Err(ApiError::ScopeDoesNotExist(scope.clone()));
        }
    }
    for url in callbacks.iter().chain(logouts) {
        check_url(url)?;
    }
    match &settings.default_redirect_uri {
        Some(default) if !callbacks.contains(default) => Err(ApiError::invalid(
            "DefaultRedirectURI must be in the list of CallbackURLs.",
        )),
        _ => Ok(()),
    }
}

/// A URL has to be absolute, without a fragment. HTTP is for this machine only (API reference:
/// `CreateUserPoolClient`, `CallbackURLs`).
fn check_url(url: &str) -> Result<(), ApiError> {
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err(ApiError::invalid(format!("{url} is not an absolute URI.")));
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "+.-".contains(letter));
    if !is_scheme || rest.is_empty() {
        return Err(ApiError::invalid(format!("{url} is not an absolute URI.")));
    }
    if url.contains('#') {
        return Err(ApiError::invalid(format!(
            "{url} must not have a fragment."
        )));
    }
    if scheme.eq_ignore_ascii_case("http") && !is_of_this_machine(rest) {
        // The real service's words, as several users report them.
        return Err(ApiError::invalid(format!(
            "{url} cannot use the HTTP protocol."
        )));
    }
    Ok(())
}

/// Whether the rest of an HTTP URL names this machine: `//localhost:3000/callback`.
fn is_of_this_machine(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: Result<(), &str>) {
        let result = check_url(url).map_err(|error| error.to_string());
        assert_eq!(result, expected.map_err(|end| format!("{url} {end}")));
    }

    #[test]
    fn urls_are_absolute_and_http_is_for_this_machine() {
        let http = Err("cannot use the HTTP protocol.");
        let relative = Err("is not an absolute URI.");
        check("https://app.example.com/callback?a=b", Ok(()));
        check("http://localhost", Ok(()));
        check("http://localhost:3000/callback", Ok(()));
        check("http://127.0.0.1:3000", Ok(()));
        check("http://[::1]:3000/", Ok(()));
        check("myapp://callback", Ok(()));
        check("com.example.app:/callback", Ok(()));
        check("http://app.example.com", http);
        check("HTTP://app.example.com", http);
        check("http://localhost.evil.example/", http);
        check("http://localhost@evil.example/", http);
        check("http://localhost:3000@evil.example/", http);
        check("http://evil.example/?localhost", http);
        check("http:localhost", http);
        check("/callback", relative);
        check("callback", relative);
        check("1https://app.example.com", relative);
        check(
            "https://app.example.com/#part",
            Err("must not have a fragment."),
        );
    }
}
