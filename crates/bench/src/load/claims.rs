//! What tokens say of groups.

use std::fmt;

use anyhow::{Context, Result};
use aws_sdk_cognitoidentityprovider::types::AuthenticationResultType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::person::{Groups, listed};

/// The groups in the tokens of one sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tokens {
    /// Those in the ID token.
    pub(crate) id: Groups,
    /// Those in the access token.
    pub(crate) access: Groups,
}

/// The one claim that matters here; without groups it is absent.
#[derive(Deserialize)]
struct Claims {
    #[serde(rename = "cognito:groups", default)]
    groups: Groups,
}

impl Tokens {
    /// Reads them, without a look at their signatures.
    pub(crate) fn read(tokens: &AuthenticationResultType) -> Result<Self> {
        Ok(Self {
            id: groups(tokens.id_token())?,
            access: groups(tokens.access_token())?,
        })
    }

    /// Whether both say exactly this.
    pub(crate) fn are(&self, groups: &Groups) -> bool {
        self.id == *groups && self.access == *groups
    }

    /// Whether one of them says something else besides.
    pub(crate) fn exceed(&self, groups: &Groups) -> bool {
        !self.id.is_subset(groups) || !self.access.is_subset(groups)
    }
}

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&listed(&self.id))?;
        if self.access == self.id {
            return Ok(());
        }
        write!(f, " and, for access, {}", listed(&self.access))
    }
}

fn groups(token: Option<&str>) -> Result<Groups> {
    let token = token.context("a token is missing")?;
    let claims = token.split('.').nth(1).context("a token has no claims")?;
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims)?)?;
    Ok(claims.groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(claims: &str, expected: &[&str]) {
        let token = format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims));
        let expected = expected.iter().map(|&group| group.to_owned()).collect();
        assert_eq!(groups(Some(&token)).unwrap(), expected, "{claims}");
    }

    #[test]
    fn groups_of_a_token() {
        check(r#"{"sub":"1","cognito:groups":["b","a"]}"#, &["a", "b"]);
        check(r#"{"sub":"1"}"#, &[]);
        assert!(groups(None).is_err());
        assert!(groups(Some("no-token")).is_err());
    }
}
