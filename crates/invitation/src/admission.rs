//! The pre sign-up decision: may this account come into being?

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use unicode_general_category::{GeneralCategory, get_general_category};

use crate::policy::{AdminCreatedMode, DomainRules, FederatedMode, Requirements, SelfSignUpMode};
use crate::token::Binding;
use crate::{
    AdminCreatedPolicy, Attributes, BRAND_ATTRIBUTE, EmailAddress, FederatedPolicy,
    INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE, Rejection, SelfSignUpPolicy, TokenFault,
    TokenSettings, UserPoolSettings, VerifiedToken,
};

/// The key under which validation data and client metadata carry a token.
pub const INVITATION_KEY: &str = "invitation";

/// Who asks for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpKind {
    /// `SignUp`: anybody who knows an app client id.
    SelfSignUp,
    /// `AdminCreateUser`: an administrator.
    AdminCreateUser,
    /// The first sign-in through another identity provider.
    ExternalProvider,
}

/// A request for an account, as pre sign-up sees it. Every field of a self sign-up is chosen by
/// an anonymous client (contract §3, §11.2), so its `Debug` shows none of them.
#[derive(Clone, Copy)]
pub struct SignUp<'a> {
    /// Who asks.
    pub kind: SignUpKind,
    /// The user pool that asks.
    pub user_pool_id: &'a str,
    /// The requested user name; for a federated person it begins with the provider's name.
    pub user_name: &'a str,
    /// The requested attributes.
    pub attributes: &'a Attributes,
    /// `ValidationData`.
    pub validation_data: &'a BTreeMap<String, String>,
    /// `ClientMetadata`.
    pub client_metadata: &'a BTreeMap<String, String>,
}

impl fmt::Debug for SignUp<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignUp")
            .field("kind", &self.kind)
            .field("user_pool_id", &self.user_pool_id)
            .finish_non_exhaustive()
    }
}

/// The settings that admission asks.
#[derive(Debug, Clone, Copy)]
pub struct AdmissionPolicy<'a> {
    /// What the pool is like.
    pub user_pool: UserPoolSettings,
    /// Whose tokens are believed.
    pub tokens: &'a TokenSettings,
    /// Self sign-up.
    pub self_sign_up: &'a SelfSignUpPolicy,
    /// Users that an administrator creates.
    pub admin_created: &'a AdminCreatedPolicy,
    /// Federated people.
    pub federated: &'a FederatedPolicy,
}

/// The account may come into being.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Whether a verified token replaces the code: the account is confirmed and its address marked
    /// as verified. A phone number is never verified.
    pub confirmed_by_token: bool,
    /// The identifier of the token that was verified, for the log.
    pub jti: Option<String>,
}

/// Decides whether `sign_up` is admitted as of `now`.
pub fn admit(
    sign_up: &SignUp<'_>,
    policy: &AdmissionPolicy<'_>,
    now: Timestamp,
) -> Result<Admission, Rejection> {
    foreign_attribute(sign_up)?;
    let email = sign_up.attributes.email();
    // If there is a token, it must verify, under every policy and for every kind of sign-up.
    let token = match presented_token(sign_up)? {
        Some(token) => {
            let binding = Binding {
                user_pool_id: sign_up.user_pool_id,
                email: email.as_ref(),
            };
            Some(policy.tokens.verify(token, binding, now)?)
        }
        None => None,
    };
    let email = email.as_ref();
    match sign_up.kind {
        SignUpKind::SelfSignUp => self_sign_up(sign_up, policy, email, token.as_ref())?,
        SignUpKind::AdminCreateUser => admin_create(sign_up, policy.admin_created, email)?,
        SignUpKind::ExternalProvider => federated(sign_up, policy.federated, email)?,
    }
    // Cognito ignores the flags where an administrator creates the user, and a federated person
    // has no code to be spared (contract §2.3).
    let is_self_sign_up = sign_up.kind == SignUpKind::SelfSignUp;
    Ok(Admission {
        confirmed_by_token: is_self_sign_up
            && token.is_some()
            && policy.user_pool.token_may_confirm(),
        jti: token.map(|token| token.claims().jti.clone()),
    })
}

/// Refuses what only an administrator's call writes: somebody who could name an inviter, an end or a
/// brand would have us send mails with words of theirs. A provider may map a brand; nobody has a
/// reason to map the record of an invitation.
fn foreign_attribute(sign_up: &SignUp<'_>) -> Result<(), Rejection> {
    let refused: &[&str] = match sign_up.kind {
        SignUpKind::SelfSignUp => &[INVITED_ATTRIBUTE, BRAND_ATTRIBUTE],
        SignUpKind::ExternalProvider => &[INVITED_ATTRIBUTE],
        SignUpKind::AdminCreateUser => &[],
    };
    let mut carried = refused
        .iter()
        .filter(|name| sign_up.attributes.get(name).is_some());
    match carried.next() {
        Some(&name) => Err(Rejection::AttributeNotAllowed {
            name: name.to_owned(),
        }),
        None => Ok(()),
    }
}

fn self_sign_up(
    sign_up: &SignUp<'_>,
    policy: &AdmissionPolicy<'_>,
    email: Option<&EmailAddress>,
    token: Option<&VerifiedToken>,
) -> Result<(), Rejection> {
    let SelfSignUpPolicy {
        policy: mode,
        domains,
        require,
        ..
    } = policy.self_sign_up;
    if token.is_none() {
        match mode {
            SelfSignUpMode::Invited => return Err(Rejection::InvitationRequired),
            SelfSignUpMode::Domains => allowed(domains, email)?,
            SelfSignUpMode::Open => not_denied(domains, sign_up, email)?,
        }
    }
    require.check(sign_up)
}

fn admin_create(
    sign_up: &SignUp<'_>,
    policy: &AdminCreatedPolicy,
    email: Option<&EmailAddress>,
) -> Result<(), Rejection> {
    match policy.policy {
        AdminCreatedMode::Domains => allowed(&policy.domains, email)?,
        AdminCreatedMode::Open => not_denied(&policy.domains, sign_up, email)?,
    }
    policy.require.check(sign_up)
}

fn federated(
    sign_up: &SignUp<'_>,
    policy: &FederatedPolicy,
    email: Option<&EmailAddress>,
) -> Result<(), Rejection> {
    match policy.policy {
        FederatedMode::Closed => return Err(Rejection::ProviderNotAllowed),
        FederatedMode::Domains => {
            if policy.trusted_provider_of(sign_up.user_name).is_none() {
                return Err(Rejection::ProviderNotAllowed);
            }
            allowed(&policy.domains, email)?;
        }
        FederatedMode::Open => not_denied(&policy.domains, sign_up, email)?,
    }
    Ok(())
}

/// Under a policy of domains: the address is of a domain that is allowed and not denied.
fn allowed(domains: &DomainRules, email: Option<&EmailAddress>) -> Result<(), Rejection> {
    let email = email.ok_or(Rejection::EmailRequired)?;
    if domains.allows(email) {
        Ok(())
    } else {
        Err(refused(email))
    }
}

/// An address that a domain policy does not take.
fn refused(email: &EmailAddress) -> Rejection {
    match email.mailbox_domain() {
        Some(_) => Rejection::DomainNotAllowed,
        None => Rejection::AddressAmbiguous,
    }
}

/// Under an open policy: the domain is not on the deny list. If there is such a list, an address
/// that cannot be read is refused, too: it could hide a denied domain.
fn not_denied(
    domains: &DomainRules,
    sign_up: &SignUp<'_>,
    email: Option<&EmailAddress>,
) -> Result<(), Rejection> {
    if domains.deny.is_empty() {
        return Ok(());
    }
    match email {
        Some(email) if domains.denies(email) => Err(refused(email)),
        None if sign_up.attributes.get("email").is_some() => Err(Rejection::EmailRequired),
        _ => Ok(()),
    }
}

/// The token that a sign-up presents. The attribute, validation data and client metadata may carry
/// it. If validation data or client metadata does, the attribute must carry the same token:
/// acceptance can read nothing else later (contract §3).
fn presented_token<'a>(sign_up: &SignUp<'a>) -> Result<Option<&'a str>, Rejection> {
    let attribute = sign_up.attributes.get(INVITATION_ATTRIBUTE);
    let others = [sign_up.validation_data, sign_up.client_metadata]
        .into_iter()
        .filter_map(|data| data.get(INVITATION_KEY).map(String::as_str))
        .filter(|token| !token.is_empty());
    for token in others {
        if attribute != Some(token) {
            return Err(TokenFault::Places.into());
        }
    }
    Ok(attribute)
}

impl Requirements {
    fn check(&self, sign_up: &SignUp<'_>) -> Result<(), Rejection> {
        if let Some(name) = self
            .attributes
            .iter()
            .find(|name| sign_up.attributes.get(name).is_none_or(is_blank))
        {
            return Err(Rejection::AttributeRequired { name: name.clone() });
        }
        if let Some(key) = refused_key(&self.validation_data, sign_up.validation_data) {
            return Err(Rejection::ValidationDataRefused { key });
        }
        if let Some(key) = refused_key(&self.client_metadata, sign_up.client_metadata) {
            return Err(Rejection::ClientMetadataRefused { key });
        }
        Ok(())
    }
}

fn refused_key(
    required: &BTreeMap<String, Vec<String>>,
    given: &BTreeMap<String, String>,
) -> Option<String> {
    required
        .iter()
        .find(|(key, allowed)| match given.get(*key) {
            Some(value) if !is_blank(value) => !allowed.is_empty() && !allowed.contains(value),
            _ => true,
        })
        .map(|(key, _)| key.clone())
}

/// What a form sends for a field that was left empty, white space included.
fn is_blank(value: &str) -> bool {
    // Zero-width characters look as blank as spaces.
    value
        .chars()
        .all(|c| c.is_whitespace() || get_general_category(c) == GeneralCategory::Format)
}

impl FederatedPolicy {
    /// The trusted provider that a federated user name begins with (`Provider_externalId`).
    ///
    /// Compared without case: pools that ignore case store the user name in lower case.
    pub fn trusted_provider_of(&self, user_name: &str) -> Option<&str> {
        self.trusted_providers
            .iter()
            .map(String::as_str)
            .find(|provider| {
                user_name
                    .split_at_checked(provider.len())
                    .is_some_and(|(start, rest)| {
                        start.eq_ignore_ascii_case(provider) && rest.starts_with('_')
                    })
            })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::samples::{
        EMAIL, EXPIRY, ISSUED, POOL, at, attributes, settings, token, token_with,
    };

    const NOW: i64 = ISSUED + 60;

    /// A request for an account and the settings that meet it; every section is given as the
    /// settings file has it, and what is not given is as strict as the defaults.
    struct Case<'a> {
        kind: SignUpKind,
        user_name: &'a str,
        attributes: Vec<(&'a str, &'a str)>,
        validation_data: Vec<(&'a str, &'a str)>,
        client_metadata: Vec<(&'a str, &'a str)>,
        user_pool: Value,
        policy: Value,
        now: i64,
    }

    impl Default for Case<'_> {
        fn default() -> Self {
            Self {
                kind: SignUpKind::SelfSignUp,
                user_name: "0b7c6a3e-51a4-4c1e-9c0e-0d2f0b1a9e77",
                attributes: vec![("email", EMAIL)],
                validation_data: vec![],
                client_metadata: vec![],
                user_pool: json!({}),
                policy: json!({}),
                now: NOW,
            }
        }
    }

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    /// `policy` is the section of the settings that is about this kind of sign-up.
    fn decide(case: Case<'_>) -> Result<Admission, Rejection> {
        let section = |kind| {
            if case.kind == kind {
                case.policy.clone()
            } else {
                json!({})
            }
        };
        let self_sign_up = serde_json::from_value(section(SignUpKind::SelfSignUp)).unwrap();
        let admin_created = serde_json::from_value(section(SignUpKind::AdminCreateUser)).unwrap();
        let federated = serde_json::from_value(section(SignUpKind::ExternalProvider)).unwrap();
        let sign_up = SignUp {
            kind: case.kind,
            user_pool_id: POOL,
            user_name: case.user_name,
            attributes: &attributes(&case.attributes),
            validation_data: &map(&case.validation_data),
            client_metadata: &map(&case.client_metadata),
        };
        let policy = AdmissionPolicy {
            user_pool: serde_json::from_value(case.user_pool).unwrap(),
            tokens: &settings(),
            self_sign_up: &self_sign_up,
            admin_created: &admin_created,
            federated: &federated,
        };
        admit(&sign_up, &policy, at(case.now))
    }

    const ADMITTED: Result<(), Rejection> = Ok(());

    #[expect(
        clippy::needless_pass_by_value,
        reason = "cases read better without a borrow"
    )]
    #[track_caller]
    fn check(case: Case<'_>, expected: Result<(), Rejection>) {
        assert_eq!(decide(case).map(drop), expected);
    }

    /// A self sign-up without a token.
    #[track_caller]
    fn check_email(policy: &Value, email: &str, expected: Result<(), Rejection>) {
        let case = Case {
            attributes: vec![("email", email)],
            policy: policy.clone(),
            ..Case::default()
        };
        check(case, expected);
    }

    #[test]
    fn invited_refuses_everybody_without_a_token() {
        for policy in [
            json!({}),
            json!({ "policy": "invited" }),
            json!({ "domains": { "allow": ["example.com"] } }),
        ] {
            check_email(&policy, EMAIL, Err(Rejection::InvitationRequired));
            check_email(&policy, "", Err(Rejection::InvitationRequired));
        }
    }

    #[test]
    fn nobody_brings_the_record_of_an_invitation_or_a_brand() {
        use SignUpKind::{AdminCreateUser, ExternalProvider, SelfSignUp};
        let valid = token();
        for (kind, name, is_refused) in [
            (SelfSignUp, INVITED_ATTRIBUTE, true),
            (SelfSignUp, BRAND_ATTRIBUTE, true),
            (ExternalProvider, INVITED_ATTRIBUTE, true),
            (ExternalProvider, BRAND_ATTRIBUTE, false),
            (AdminCreateUser, INVITED_ATTRIBUTE, false),
            (AdminCreateUser, BRAND_ATTRIBUTE, false),
        ] {
            for (value, token) in [("x", None), ("{}", Some(valid.as_str())), ("", None)] {
                let token = token.map(|token| (INVITATION_ATTRIBUTE, token));
                let case = Case {
                    kind,
                    attributes: [("email", EMAIL), (name, value)]
                        .into_iter()
                        .chain(token)
                        .collect(),
                    policy: json!({ "policy": "open" }),
                    ..Case::default()
                };
                // A blank value stores nothing.
                let expected = if is_refused && !value.is_empty() {
                    let name = name.to_owned();
                    Err(Rejection::AttributeNotAllowed { name })
                } else {
                    ADMITTED
                };
                check(case, expected);
            }
        }
    }

    #[test]
    fn domains_of_self_sign_up() {
        let policy = json!({
            "policy": "domains",
            "domains": { "allow": ["amazon.com", "*.corp.example", "bücher.example"], "deny": ["bad.corp.example"] },
        });
        for email in [
            "jane@amazon.com",
            "jane@AMAZON.com",
            "jane@amazon.com.",
            "jane+tag@amazon.com",
            "jane@mail.corp.example",
            "jane@a.b.corp.example",
            "jane@xn--bcher-kva.example",
            "jane@BÜCHER.example",
            "jane@bücher。example",
        ] {
            check_email(&policy, email, ADMITTED);
        }
        for email in [
            "jane@notamazon.com",
            "jane@amazon.com.evil.example",
            "jane@amazon.co",
            "jane@xamazon.com",
            "jane@mail.amazon.com",
            "jane@corp.example",
            "jane@notcorp.example",
            "jane@bad.corp.example",
            "jane@BAD.corp.example.",
            "amazon.com@evil.example",
            "jane@bucher.example",
            "jane@аmazon.com",
        ] {
            check_email(&policy, email, Err(Rejection::DomainNotAllowed));
        }
        for email in [
            "\"a@amazon.com\"@evil.example",
            "\"a@evil.example\"@amazon.com",
        ] {
            check_email(&policy, email, Err(Rejection::AddressAmbiguous));
        }
        for email in [
            "",
            "jane",
            "jane@",
            "@amazon.com",
            "jane@amazon.com..",
            "jane@amazon..com",
            "jane@.amazon.com",
            "jane@amazon.com ",
            "jane@evil.example@amazon.com",
            "jane@evil.example,x@amazon.com",
            "jane@evil.example\n@amazon.com",
            "jane@[127.0.0.1]",
        ] {
            check_email(&policy, email, Err(Rejection::EmailRequired));
        }
        check(
            Case {
                attributes: vec![],
                policy: policy.clone(),
                ..Case::default()
            },
            Err(Rejection::EmailRequired),
        );
        // Neither the alias of contract §2.2 nor the user name stands in for the address.
        let alias = vec![
            ("cognito:email_alias", "jane@amazon.com"),
            ("Email", "jane@amazon.com"),
        ];
        let case = Case {
            attributes: alias,
            user_name: "jane@amazon.com",
            policy,
            ..Case::default()
        };
        check(case, Err(Rejection::EmailRequired));
    }

    #[test]
    fn open_lets_in_whom_no_deny_list_names() {
        let open = json!({ "policy": "open" });
        for email in [EMAIL, "", "jane", "jane@[127.0.0.1]"] {
            check_email(&open, email, ADMITTED);
        }
        let denying =
            json!({ "policy": "open", "domains": { "deny": ["evil.example", "*.evil.example"] } });
        check_email(&denying, EMAIL, ADMITTED);
        check_email(&denying, "x@notevil.example", ADMITTED);
        check_email(
            &denying,
            "x@EVIL.example.",
            Err(Rejection::DomainNotAllowed),
        );
        check_email(
            &denying,
            "x@mail.evil.example",
            Err(Rejection::DomainNotAllowed),
        );
        check_email(
            &denying,
            "x@ｅvil.example",
            Err(Rejection::DomainNotAllowed),
        );
        // Somebody with a phone number alone has no domain; garbage could hide one.
        check_email(&denying, "", ADMITTED);
        check_email(&denying, "x@evil..example", Err(Rejection::EmailRequired));
        // An allow list means nothing here, and takes nothing from the deny list.
        let both = json!({ "policy": "open", "domains": { "allow": ["evil.example"], "deny": ["evil.example"] } });
        check_email(&both, EMAIL, ADMITTED);
        check_email(&both, "x@evil.example", Err(Rejection::DomainNotAllowed));
    }

    #[test]
    fn administrators_are_held_to_their_policy() {
        let case = |policy: Value, email| Case {
            kind: SignUpKind::AdminCreateUser,
            attributes: vec![("email", email)],
            policy,
            ..Case::default()
        };
        check(case(json!({}), EMAIL), ADMITTED);
        check(case(json!({}), ""), ADMITTED);
        let domains = || json!({ "policy": "domains", "domains": { "allow": ["example.com"] } });
        check(case(domains(), EMAIL), ADMITTED);
        check(
            case(domains(), "jane@notexample.com"),
            Err(Rejection::DomainNotAllowed),
        );
        check(case(domains(), ""), Err(Rejection::EmailRequired));
        let denying = || json!({ "domains": { "deny": ["example.com"] } });
        check(case(denying(), EMAIL), Err(Rejection::DomainNotAllowed));
        check(case(denying(), "jane@other.example"), ADMITTED);
        check(case(denying(), "garbage"), Err(Rejection::EmailRequired));
    }

    #[test]
    fn federated_people() {
        let case = |policy: Value, user_name, email| Case {
            kind: SignUpKind::ExternalProvider,
            user_name,
            attributes: vec![("email", email)],
            policy,
            ..Case::default()
        };
        check(
            case(json!({}), "Google_1", EMAIL),
            Err(Rejection::ProviderNotAllowed),
        );
        let closed = json!({ "policy": "closed", "trusted_providers": ["Google"] });
        check(
            case(closed, "Google_1", EMAIL),
            Err(Rejection::ProviderNotAllowed),
        );

        let domains = || {
            json!({
                "policy": "domains",
                "trusted_providers": ["Google"],
                "domains": { "allow": ["example.com", "bad.example"], "deny": ["bad.example"] },
            })
        };
        check(case(domains(), "Google_1", EMAIL), ADMITTED);
        check(case(domains(), "google_1", EMAIL), ADMITTED);
        check(
            case(domains(), "Google_1", "jane@other.example"),
            Err(Rejection::DomainNotAllowed),
        );
        check(
            case(domains(), "Google_1", "jane@bad.example"),
            Err(Rejection::DomainNotAllowed),
        );
        check(
            case(domains(), "Google_1", ""),
            Err(Rejection::EmailRequired),
        );
        check(
            case(domains(), "Facebook_1", EMAIL),
            Err(Rejection::ProviderNotAllowed),
        );

        let open = || json!({ "policy": "open", "domains": { "deny": ["bad.example"] } });
        check(case(open(), "Facebook_1", EMAIL), ADMITTED);
        check(case(open(), "Facebook_1", ""), ADMITTED);
        check(
            case(open(), "Facebook_1", "jane@bad.example"),
            Err(Rejection::DomainNotAllowed),
        );
        check(
            case(open(), "Facebook_1", "garbage"),
            Err(Rejection::EmailRequired),
        );
    }

    #[test]
    fn a_trusted_provider_is_known_by_its_whole_name() {
        let policy: FederatedPolicy =
            serde_json::from_value(json!({ "trusted_providers": ["Google", "C_orp", "Größe"] }))
                .unwrap();
        for (user_name, expected) in [
            ("Google_1", Some("Google")),
            ("google_1", Some("Google")),
            ("Google_", Some("Google")),
            ("Google_Facebook_1", Some("Google")),
            ("C_orp_jane", Some("C_orp")),
            ("Größe_1", Some("Größe")),
            ("Google", None),
            ("Google1", None),
            ("Goog_1", None),
            ("GoogleX_1", None),
            ("xGoogle_1", None),
            (" Google_1", None),
            ("Facebook_Google_1", None),
            ("C_1", None),
            ("orp_1", None),
            ("Googlé_1", None),
            ("Grö", None),
            ("_1", None),
            ("", None),
        ] {
            assert_eq!(
                policy.trusted_provider_of(user_name),
                expected,
                "{user_name}"
            );
        }
    }

    const KINDS: [SignUpKind; 3] = [
        SignUpKind::SelfSignUp,
        SignUpKind::AdminCreateUser,
        SignUpKind::ExternalProvider,
    ];

    /// Where a token stands: the attribute, the validation data, the client metadata.
    #[track_caller]
    fn check_places(places: [&str; 3], expected: &Result<(), Rejection>) {
        let [attribute, validation_data, client_metadata] = places;
        for kind in KINDS {
            for now in [NOW, EXPIRY + 60] {
                let case = Case {
                    kind,
                    attributes: vec![("email", EMAIL), (INVITATION_ATTRIBUTE, attribute)],
                    validation_data: vec![(INVITATION_KEY, validation_data)],
                    client_metadata: vec![(INVITATION_KEY, client_metadata)],
                    policy: json!({ "policy": "open" }),
                    now,
                    ..Case::default()
                };
                let late = now >= EXPIRY && *expected == ADMITTED && !attribute.is_empty();
                let expected = if late {
                    Err(Rejection::InvitationExpired)
                } else {
                    expected.clone()
                };
                assert_eq!(decide(case).map(drop), expected, "{kind:?} at {now}");
            }
        }
    }

    #[test]
    fn places_of_a_token() {
        let one = &token();
        let other = &token_with(|claims| claims.jti.push('2'));
        let apart = Err(Rejection::InvitationInvalid(TokenFault::Places));
        check_places(["", "", ""], &ADMITTED);
        check_places([one, "", ""], &ADMITTED);
        check_places([one, one, ""], &ADMITTED);
        check_places([one, "", one], &ADMITTED);
        check_places([one, one, one], &ADMITTED);
        check_places(["", one, ""], &apart);
        check_places(["", "", one], &apart);
        check_places(["", one, one], &apart);
        check_places([one, other, ""], &apart);
        check_places([one, "", other], &apart);
        check_places([one, one, other], &apart);
        check_places([one, other, other], &apart);
        check_places([one, " ", ""], &apart);
        check_places(["", "x", ""], &apart);
    }

    #[test]
    fn other_keys_are_no_place_of_a_token() {
        let token = token();
        for key in ["Invitation", "invitation ", INVITATION_ATTRIBUTE, "token"] {
            let case = Case {
                validation_data: vec![(key, &token)],
                client_metadata: vec![(key, &token)],
                ..Case::default()
            };
            check(case, Err(Rejection::InvitationRequired));
        }
    }

    #[test]
    fn a_bad_token_is_refused_for_every_kind_of_sign_up() {
        let malformed = Rejection::InvitationInvalid(TokenFault::Malformed);
        let for_another = token_with(|claims| claims.email = "mallory@example.com".to_owned());
        let for_another_pool =
            token_with(|claims| claims.aud = "eu-central-1_Example02".to_owned().into());
        for kind in KINDS {
            for (token, expected) in [
                ("x", malformed.clone()),
                (" ", malformed.clone()),
                (
                    &for_another,
                    Rejection::InvitationInvalid(TokenFault::Email),
                ),
                (
                    &for_another_pool,
                    Rejection::InvitationInvalid(TokenFault::UserPool),
                ),
            ] {
                let attributes = vec![("email", EMAIL), (INVITATION_ATTRIBUTE, token)];
                check(
                    Case {
                        kind,
                        attributes,
                        policy: json!({ "policy": "open" }),
                        ..Case::default()
                    },
                    Err(expected),
                );
            }
        }
    }

    #[test]
    fn a_token_admits_one_address() {
        let token = token();
        let of = Rejection::InvitationInvalid(TokenFault::Email);
        for (email, expected) in [
            (EMAIL, ADMITTED),
            ("Jane@example.com", Err(of.clone())),
            ("jane@EXAMPLE.com", Err(of.clone())),
            ("jane@example.com.", Err(of.clone())),
            ("jane+x@example.com", Err(of.clone())),
            ("garbage", Err(of.clone())),
            ("", Err(of)),
        ] {
            let attributes = vec![("email", email), (INVITATION_ATTRIBUTE, token.as_str())];
            check(
                Case {
                    attributes,
                    ..Case::default()
                },
                expected,
            );
        }
    }

    /// Local parts that gateways, decoders and sloppy software read as an address elsewhere.
    const LEADING_ELSEWHERE: [&str; 9] = [
        "=?utf-8?q?m=40evil.example?=",
        "m%evil.example",
        "evil.example!m",
        "\"m@evil.example\"",
        "\"@evil.example:m\"",
        "SRS0=HHH=TT=evil.example=m",
        "m_evil.example#EXT#",
        "IMCEASMTP-m+40evil+2Eexample",
        "m\u{ff20}evil.example",
    ];

    #[test]
    fn no_list_of_domains_takes_an_address_that_may_lead_elsewhere() {
        let allowing = json!({
            "policy": "domains", "trusted_providers": ["Google"],
            "domains": { "allow": ["example.com"] },
        });
        let denying = json!({ "policy": "open", "domains": { "deny": ["evil.example"] } });
        let open = json!({ "policy": "open" });
        for kind in KINDS {
            let policies = [
                (&allowing, Err(Rejection::AddressAmbiguous)),
                (&denying, Err(Rejection::AddressAmbiguous)),
                // Nothing hangs on the domain here.
                (&open, ADMITTED),
            ];
            for (policy, expected) in policies {
                let mut policy = policy.clone();
                if kind != SignUpKind::ExternalProvider
                    && let Some(section) = policy.as_object_mut()
                {
                    section.remove("trusted_providers");
                }
                for local in LEADING_ELSEWHERE {
                    let email = format!("{local}@example.com");
                    let case = Case {
                        kind,
                        user_name: "Google_1",
                        attributes: vec![("email", &email)],
                        policy: policy.clone(),
                        ..Case::default()
                    };
                    assert_eq!(
                        decide(case).map(drop),
                        expected,
                        "{kind:?} {policy} {local}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_invitation_needs_no_allowed_domain() {
        let token = token();
        let attributes = || vec![("email", EMAIL), (INVITATION_ATTRIBUTE, token.as_str())];
        for policy in [
            json!({ "policy": "invited" }),
            json!({ "policy": "domains", "domains": { "allow": ["other.example"] } }),
            json!({ "policy": "open", "domains": { "deny": ["example.com"] } }),
        ] {
            check(
                Case {
                    attributes: attributes(),
                    policy,
                    ..Case::default()
                },
                ADMITTED,
            );
        }
    }

    #[test]
    fn an_invitation_does_not_lift_the_policy_of_another_kind_of_sign_up() {
        let token = token();
        let attributes = || vec![("email", EMAIL), (INVITATION_ATTRIBUTE, token.as_str())];
        let denying = || json!({ "policy": "open", "domains": { "deny": ["example.com"] } });
        for kind in [SignUpKind::AdminCreateUser, SignUpKind::ExternalProvider] {
            let case = Case {
                kind,
                attributes: attributes(),
                policy: denying(),
                ..Case::default()
            };
            check(case, Err(Rejection::DomainNotAllowed));
        }
        let federated = Case {
            kind: SignUpKind::ExternalProvider,
            attributes: attributes(),
            ..Case::default()
        };
        check(federated, Err(Rejection::ProviderNotAllowed));
    }

    #[test]
    fn required_attributes() {
        for kind in [SignUpKind::SelfSignUp, SignUpKind::AdminCreateUser] {
            for (value, accepted) in [
                ("Jane", true),
                ("", false),
                ("  ", false),
                ("\u{a0}", false),
            ] {
                let policy =
                    json!({ "policy": "open", "require": { "attributes": ["given_name"] } });
                let case = Case {
                    kind,
                    attributes: vec![("given_name", value)],
                    policy,
                    ..Case::default()
                };
                let refused = Rejection::AttributeRequired {
                    name: "given_name".to_owned(),
                };
                check(case, if accepted { ADMITTED } else { Err(refused) });
            }
        }
    }

    #[test]
    fn required_data() {
        let any: &[&str] = &[];
        for kind in [SignUpKind::SelfSignUp, SignUpKind::AdminCreateUser] {
            for (allowed, given, accepted) in [
                (any, vec![("terms", "anything")], true),
                (any, vec![("terms", "")], false),
                (any, vec![("terms", " ")], false),
                (any, vec![], false),
                (any, vec![("Terms", "v2")], false),
                (&["v2", "v3"], vec![("terms", "v2")], true),
                (&["v2", "v3"], vec![("terms", "v3"), ("more", "x")], true),
                (&["v2", "v3"], vec![("terms", "v1")], false),
                (&["v2", "v3"], vec![("terms", "V2")], false),
                (&["v2", "v3"], vec![("terms", "v2 ")], false),
                (&["", "v2"], vec![("terms", "")], false),
            ] {
                let required = |place: &str| json!({ "policy": "open", "require": { place: { "terms": allowed } } });
                let key = || "terms".to_owned();

                let policy = required("validation_data");
                let case = Case {
                    kind,
                    validation_data: given.clone(),
                    policy,
                    ..Case::default()
                };
                let refused = Rejection::ValidationDataRefused { key: key() };
                check(case, if accepted { ADMITTED } else { Err(refused) });

                let policy = required("client_metadata");
                let case = Case {
                    kind,
                    client_metadata: given.clone(),
                    policy,
                    ..Case::default()
                };
                let refused = Rejection::ClientMetadataRefused { key: key() };
                check(case, if accepted { ADMITTED } else { Err(refused) });
            }
        }
        // One place does not stand in for the other.
        let policy = json!({ "policy": "open", "require": { "validation_data": { "terms": [] } } });
        let case = Case {
            client_metadata: vec![("terms", "v2")],
            policy,
            ..Case::default()
        };
        check(
            case,
            Err(Rejection::ValidationDataRefused {
                key: "terms".to_owned(),
            }),
        );
    }

    #[test]
    fn an_invitation_lifts_no_requirement() {
        let token = token();
        let attributes = vec![("email", EMAIL), (INVITATION_ATTRIBUTE, token.as_str())];
        let policy = json!({ "require": { "attributes": ["given_name"] } });
        let refused = Rejection::AttributeRequired {
            name: "given_name".to_owned(),
        };
        check(
            Case {
                attributes,
                policy,
                ..Case::default()
            },
            Err(refused),
        );
    }

    #[track_caller]
    fn check_confirmed(kind: SignUpKind, token: &str, user_pool: Value, expected: bool) {
        let case = Case {
            kind,
            attributes: vec![("email", EMAIL), (INVITATION_ATTRIBUTE, token)],
            policy: json!({ "policy": "open" }),
            user_pool,
            ..Case::default()
        };
        let admission = decide(case).unwrap();
        assert_eq!(admission.confirmed_by_token, expected);
        assert_eq!(admission.jti.is_some(), !token.is_empty());
    }

    #[test]
    fn a_token_confirms_a_self_sign_up_where_addresses_sign_in_without_case() {
        let token = &token();
        let by_email = || json!({ "sign_in": "email", "case_sensitive": false });
        check_confirmed(SignUpKind::SelfSignUp, token, by_email(), true);
        check_confirmed(SignUpKind::SelfSignUp, "", by_email(), false);
        check_confirmed(SignUpKind::AdminCreateUser, token, by_email(), false);
        check_confirmed(SignUpKind::ExternalProvider, token, by_email(), false);
        for user_pool in [
            json!({}),
            json!({ "sign_in": "email" }),
            json!({ "sign_in": "email", "case_sensitive": true }),
            json!({ "sign_in": "alias", "case_sensitive": false }),
            json!({ "sign_in": "username", "case_sensitive": false }),
        ] {
            check_confirmed(SignUpKind::SelfSignUp, token, user_pool, false);
        }
    }

    #[test]
    fn debug_shows_nothing_personal() {
        let data = map(&[(INVITATION_KEY, "canary-token")]);
        let sign_up = SignUp {
            kind: SignUpKind::SelfSignUp,
            user_pool_id: POOL,
            user_name: "canary-name",
            attributes: &attributes(&[("email", "canary@example.com")]),
            validation_data: &data,
            client_metadata: &data,
        };
        assert!(!format!("{sign_up:?}").contains("canary"));
    }
}
