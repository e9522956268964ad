//! The flows that start a sign-in, and the clients that may use them.

use std::collections::BTreeSet;

use crate::state::error::ApiError;
use crate::state::pool::Client;

/// `AuthFlowType` of the API model.
pub(super) const NAMES: [&str; 8] = [
    "USER_SRP_AUTH",
    "REFRESH_TOKEN_AUTH",
    "REFRESH_TOKEN",
    "CUSTOM_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "USER_AUTH",
];

/// A flow that this server supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// The password itself.
    Password,
    /// A proof of the password, by SRP.
    Proof,
    /// A refresh token.
    Refresh,
}

impl Flow {
    /// The flow with this name, if the operation and the client allow it.
    pub(super) fn choose(name: &str, is_admin: bool, client: &Client) -> Result<Self, ApiError> {
        let (flow, refusal) = match (name, is_admin) {
            ("USER_PASSWORD_AUTH", false) => (
                Self::Password,
                "USER_PASSWORD_AUTH flow not enabled for this client",
            ),
            ("ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH", true) => {
                (Self::Password, "Auth flow not enabled for this client")
            }
            ("USER_SRP_AUTH", _) => (Self::Proof, "USER_SRP_AUTH is not enabled for the client."),
            ("REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN", _) => {
                (Self::Refresh, "Auth flow not enabled for this client")
            }
            ("CUSTOM_AUTH", _) => {
                return Err(ApiError::invalid(
                    "Custom auth lambda trigger is not configured for the user pool.",
                ));
            }
            // The words for a client without the flow (contract §14). Here a client with it is
            // refused too, because this server signs in with passwords only.
            ("USER_AUTH", _) => {
                return Err(ApiError::invalid(
                    "USER_AUTH flow not enabled for this client",
                ));
            }
            _ => return Err(ApiError::invalid("Initiate Auth method not supported.")),
        };
        let rotates = flow == Self::Refresh && client.rotation_grace().is_some();
        if rotates || !allows(client.settings.explicit_auth_flows.as_ref(), name) {
            return Err(ApiError::invalid(refusal));
        }
        Ok(flow)
    }
}

/// Whether a client with these `ExplicitAuthFlows` allows a flow. A client without any allows SRP
/// and refresh tokens. So does a client with old names, without `ALLOW_` (API reference:
/// `CreateUserPoolClient`).
fn allows(explicit: Option<&BTreeSet<String>>, flow: &str) -> bool {
    let nothing = BTreeSet::new();
    let explicit = explicit.unwrap_or(&nothing);
    let is_listed = |names: &[&str]| names.iter().any(|name| explicit.contains(*name));
    let is_old = !explicit.iter().any(|name| name.starts_with("ALLOW_"));
    match flow {
        "USER_PASSWORD_AUTH" => is_listed(&["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"]),
        "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" => {
            is_listed(&["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])
        }
        "USER_SRP_AUTH" => is_old || is_listed(&["ALLOW_USER_SRP_AUTH"]),
        _ => is_old || is_listed(&["ALLOW_REFRESH_TOKEN_AUTH"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[track_caller]
    fn check(explicit: Option<&[&str]>, is_admin: bool, name: &str, expected: Result<Flow, &str>) {
        let mut client = Client::new("web", "Web", Timestamp::UNIX_EPOCH);
        client.settings.explicit_auth_flows =
            explicit.map(|flows| flows.iter().map(|flow| (*flow).to_owned()).collect());
        let chosen = Flow::choose(name, is_admin, &client).map_err(|error| error.to_string());
        assert_eq!(chosen, expected.map_err(str::to_owned), "{name}");
    }

    #[test]
    fn a_client_allows_what_it_lists() {
        use Flow::{Password, Proof, Refresh};
        let password = Some(&["ALLOW_USER_PASSWORD_AUTH"][..]);
        let old = Some(&["ADMIN_NO_SRP_AUTH"][..]);
        let no_password = Err("USER_PASSWORD_AUTH flow not enabled for this client");
        let not_enabled = Err("Auth flow not enabled for this client");
        let no_srp = Err("USER_SRP_AUTH is not enabled for the client.");
        let unsupported = Err("Initiate Auth method not supported.");

        check(None, false, "USER_SRP_AUTH", Ok(Proof));
        check(None, false, "REFRESH_TOKEN_AUTH", Ok(Refresh));
        check(None, false, "USER_PASSWORD_AUTH", no_password);
        check(None, true, "ADMIN_USER_PASSWORD_AUTH", not_enabled);
        check(password, false, "USER_PASSWORD_AUTH", Ok(Password));
        check(password, false, "USER_SRP_AUTH", no_srp);
        check(password, false, "REFRESH_TOKEN", not_enabled);
        check(old, true, "ADMIN_USER_PASSWORD_AUTH", Ok(Password));
        check(old, true, "ADMIN_NO_SRP_AUTH", Ok(Password));
        check(old, true, "USER_SRP_AUTH", Ok(Proof));
        check(old, false, "ADMIN_NO_SRP_AUTH", unsupported);
        check(password, true, "USER_PASSWORD_AUTH", unsupported);
        let no_choice = Err("USER_AUTH flow not enabled for this client");
        check(None, false, "USER_AUTH", no_choice);
        check(Some(&["ALLOW_USER_AUTH"]), true, "USER_AUTH", no_choice);
    }
}
