//! The section `[admin_api]` of the settings.

use serde::Deserialize;

use crate::role::Role;

/// `[admin_api]`: the administrators' API. Without roles, nobody may use it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminApiSettings {
    /// The user pool that is administered, and where the callers sign in.
    pub user_pool_id: String,
    /// The claim `iss` of the callers' tokens, where it is not one of AWS's two URLs of the user
    /// pool: for a local user pool, or to accept only one of the two.
    #[serde(default)]
    pub issuer: Option<String>,
    /// The app clients whose tokens the function verifies itself where no gateway does it: behind a
    /// Lambda function URL. If none is listed, the function reads no token.
    #[serde(default)]
    pub app_clients: Vec<String>,
    /// The origins of the web pages that may call, as a browser sends them:
    /// `https://admin.northwind.example`.
    #[serde(default)]
    pub origins: Vec<String>,
    /// The key in AWS KMS that signs the tokens of invitations to sign up: its ARN, its id, or
    /// `alias/NAME`. The settings have to trust its public half. Without it, the API makes no such
    /// invitations.
    #[serde(default)]
    pub signing_key: Option<String>,
    /// Who may do what.
    #[serde(default)]
    pub roles: Vec<Role>,
}

impl AdminApiSettings {
    /// The accepted values of the claim `iss` (developer guide, "Verifying JSON web tokens"). A
    /// pool of AWS's has one of two issuers, by its `IssuerConfiguration`; during a change, tokens
    /// of both are in use.
    pub fn issuers(&self) -> Vec<String> {
        if let Some(issuer) = &self.issuer {
            return vec![issuer.clone()];
        }
        let pool = &self.user_pool_id;
        let region = pool.split('_').next().unwrap_or_default();
        let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
        ["cognito-idp", "issuer-cognito-idp"]
            .map(|service| format!("https://{service}.{region}.amazonaws.com{suffix}/{pool}"))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let settings: AdminApiSettings = toml::from_str(text).unwrap();
        assert_eq!(settings.issuers(), expected);
    }

    #[test]
    fn the_issuers_are_the_pool_s_own() {
        check(
            "user_pool_id = 'eu-west-1_AbCdEfGhI'",
            &[
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
                "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
            ],
        );
        check(
            "user_pool_id = 'cn-north-1_AbCdEfGhI'",
            &[
                "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEfGhI",
                "https://issuer-cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEfGhI",
            ],
        );
        check(
            "user_pool_id = 'local_A'\nissuer = 'http://127.0.0.1:8787/local_A'",
            &["http://127.0.0.1:8787/local_A"],
        );
    }
}
