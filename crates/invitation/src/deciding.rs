//! Which setting decides a rejection. It answers why somebody was turned away.

use crate::admission::{AdmissionPolicy, SignUp, SignUpKind};
use crate::policy::{DomainRules, FederatedMode};
use crate::{INVITATION_ATTRIBUTE, Rejection, TokenFault};

/// The key of `invitations.toml`, dotted, that decides `rejection` of this sign-up. `None` where
/// no setting does: the token, or the request itself, is at fault.
pub fn deciding_setting(
    rejection: &Rejection,
    sign_up: &SignUp<'_>,
    policy: &AdmissionPolicy<'_>,
) -> Option<String> {
    let (section, domains) = match sign_up.kind {
        SignUpKind::SelfSignUp => ("self_sign_up", &policy.self_sign_up.domains),
        SignUpKind::AdminCreateUser => ("admin_created", &policy.admin_created.domains),
        SignUpKind::ExternalProvider => ("federated", &policy.federated.domains),
    };
    let of_section = |key: &str| Some(format!("{section}.{key}"));
    match rejection {
        Rejection::InvitationRequired => of_section("policy"),
        Rejection::InvitationInvalid(fault) => token_setting(*fault, sign_up, policy),
        Rejection::EmailRequired | Rejection::DomainNotAllowed | Rejection::AddressAmbiguous => {
            of_section(domain_setting(domains, sign_up))
        }
        Rejection::AttributeRequired { .. } => of_section("require.attributes"),
        Rejection::ValidationDataRefused { key } => {
            of_section(&format!("require.validation_data.{key}"))
        }
        Rejection::ClientMetadataRefused { key } => {
            of_section(&format!("require.client_metadata.{key}"))
        }
        Rejection::ProviderNotAllowed => of_section(match policy.federated.policy {
            FederatedMode::Closed => "policy",
            FederatedMode::Domains | FederatedMode::Open => "trusted_providers",
        }),
        Rejection::InvitationExpired
        | Rejection::AttributeNotAllowed { .. }
        | Rejection::RequestNotUnderstood
        | Rejection::TemporarilyUnavailable => None,
    }
}

/// The deny list where it names the domain, or where there is no other list to fail.
fn domain_setting(domains: &DomainRules, sign_up: &SignUp<'_>) -> &'static str {
    let email = sign_up.attributes.email();
    let is_denied = email.is_some_and(|email| domains.denies(&email));
    if is_denied || domains.allow.is_empty() {
        "domains.deny"
    } else {
        "domains.allow"
    }
}

fn token_setting(
    fault: TokenFault,
    sign_up: &SignUp<'_>,
    policy: &AdmissionPolicy<'_>,
) -> Option<String> {
    let key = match fault {
        TokenFault::UnknownKey | TokenFault::DevelopmentKey | TokenFault::Signature => {
            "tokens.keys"
        }
        TokenFault::Issuer => "tokens.issuer",
        TokenFault::Revoked => {
            let token = sign_up.attributes.get(INVITATION_ATTRIBUTE)?;
            let jti = policy.tokens.signed_jti(token, sign_up.user_pool_id)?;
            if policy.tokens.revoked.contains(&jti) {
                "tokens.revoked"
            } else {
                "tokens.issued_after"
            }
        }
        TokenFault::Malformed
        | TokenFault::WrongType
        | TokenFault::UserPool
        | TokenFault::Email
        | TokenFault::NotYetValid
        | TokenFault::Places
        | TokenFault::Expired => return None,
    };
    Some(key.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::samples::{EMAIL, ISSUED, POOL, at, attributes, settings, token, token_with};
    use crate::{TokenSettings, admit};

    /// A sign-up of this kind is rejected under `section`, and this setting has decided it.
    #[track_caller]
    fn check(
        kind: SignUpKind,
        section: &Value,
        given: &[(&str, &str)],
        tokens: &TokenSettings,
        expected: Option<&str>,
    ) {
        let of = |asked: SignUpKind| {
            if asked == kind {
                section.clone()
            } else {
                json!({})
            }
        };
        let none = BTreeMap::new();
        let sign_up = SignUp {
            kind,
            user_pool_id: POOL,
            user_name: "Google_1",
            attributes: &attributes(given),
            validation_data: &none,
            client_metadata: &none,
        };
        let policy = AdmissionPolicy {
            user_pool: serde_json::from_value(json!({})).unwrap(),
            tokens,
            self_sign_up: &serde_json::from_value(of(SignUpKind::SelfSignUp)).unwrap(),
            admin_created: &serde_json::from_value(of(SignUpKind::AdminCreateUser)).unwrap(),
            federated: &serde_json::from_value(of(SignUpKind::ExternalProvider)).unwrap(),
        };
        let rejection = admit(&sign_up, &policy, at(ISSUED + 60)).unwrap_err();
        let decided = deciding_setting(&rejection, &sign_up, &policy);
        assert_eq!(decided.as_deref(), expected, "{rejection:?} {section}");
    }

    #[test]
    fn policies_and_lists() {
        use SignUpKind::{AdminCreateUser, ExternalProvider, SelfSignUp};
        let jane = [("email", EMAIL)];
        let ambiguous = [("email", "m%evil.example@example.com")];
        let allow = json!({ "policy": "domains", "domains": { "allow": ["other.example"] } });
        let deny = json!({ "policy": "open", "domains": { "deny": ["example.com"] } });
        let both = json!({
            "policy": "domains",
            "domains": { "allow": ["example.com"], "deny": ["example.com"] },
        });
        let mut trusting = allow.clone();
        trusting["trusted_providers"] = json!(["Google"]);
        let data = json!({ "policy": "open", "require": { "validation_data": { "terms": [] } } });
        let metadata = json!({ "policy": "open", "require": { "client_metadata": { "a": [] } } });
        let named = json!({ "policy": "open", "require": { "attributes": ["name"] } });
        for (kind, section, given, expected) in [
            (SelfSignUp, &json!({}), &jane, "self_sign_up.policy"),
            (SelfSignUp, &allow, &jane, "self_sign_up.domains.allow"),
            (SelfSignUp, &allow, &ambiguous, "self_sign_up.domains.allow"),
            (SelfSignUp, &deny, &jane, "self_sign_up.domains.deny"),
            (SelfSignUp, &deny, &ambiguous, "self_sign_up.domains.deny"),
            (SelfSignUp, &both, &jane, "self_sign_up.domains.deny"),
            (AdminCreateUser, &deny, &jane, "admin_created.domains.deny"),
            (
                AdminCreateUser,
                &allow,
                &jane,
                "admin_created.domains.allow",
            ),
            (ExternalProvider, &json!({}), &jane, "federated.policy"),
            (
                ExternalProvider,
                &allow,
                &jane,
                "federated.trusted_providers",
            ),
            (
                ExternalProvider,
                &trusting,
                &jane,
                "federated.domains.allow",
            ),
            (SelfSignUp, &named, &jane, "self_sign_up.require.attributes"),
            (
                SelfSignUp,
                &data,
                &jane,
                "self_sign_up.require.validation_data.terms",
            ),
            (
                AdminCreateUser,
                &metadata,
                &jane,
                "admin_created.require.client_metadata.a",
            ),
        ] {
            check(kind, section, given, &settings(), Some(expected));
        }
        let no_address = [("email", "")];
        check(
            SelfSignUp,
            &allow,
            &no_address,
            &settings(),
            Some("self_sign_up.domains.allow"),
        );
    }

    #[test]
    fn tokens() {
        let open = json!({ "policy": "open" });
        let check = |token: &str, tokens: &TokenSettings, expected| {
            let given = [("email", EMAIL), (INVITATION_ATTRIBUTE, token)];
            check(SignUpKind::SelfSignUp, &open, &given, tokens, expected);
        };
        let mut revoking = settings();
        revoking
            .revoked
            .extend(settings().signed_jti(&token(), POOL));
        check(&token(), &revoking, Some("tokens.revoked"));
        let mut newer = settings();
        newer.issued_after = Some(at(ISSUED + 1));
        check(&token(), &newer, Some("tokens.issued_after"));
        let mut keyless = settings();
        keyless.keys.clear();
        check(&token(), &keyless, Some("tokens.keys"));
        let foreign = token_with(|claims| claims.iss = "https://other.example".to_owned());
        check(&foreign, &settings(), Some("tokens.issuer"));
        let expired = token_with(|claims| claims.exp = ISSUED + 1);
        check(&expired, &settings(), None);
        check("x", &settings(), None);
    }
}
