//! Managed login: the authorization code flow with PKCE (RFC 6749, RFC 7636), as far as it needs no
//! HTTP. `server::managed_login` has the endpoints.

pub(crate) mod authorization_code;
pub(crate) mod authorization_request;
pub(crate) mod client_authentication;
pub(crate) mod oauth_error;
pub(crate) mod query;
pub(crate) mod refresh_token;
pub(crate) mod sign_in;
