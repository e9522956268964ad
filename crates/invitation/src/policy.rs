//! What the settings say about people without a token, and what may be given at all.
//!
//! Each type is one section of `invitations.toml`. If a key is absent, the stricter value applies,
//! except for users that an administrator creates: IAM has already allowed that call.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::attributes::AttributeName;
use crate::{DomainPattern, EmailAddress, GroupName};

/// `[user_pool]`: what the pool is like. Fixed at its creation, and in no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserPoolSettings {
    /// What people sign in with.
    pub sign_in: SignIn,
    /// Whether `Jane@…` and `jane@…` are two users. The API's own default is that they are
    /// (contract §8).
    pub case_sensitive: bool,
}

impl Default for UserPoolSettings {
    fn default() -> Self {
        Self {
            sign_in: SignIn::Username,
            case_sensitive: true,
        }
    }
}

impl UserPoolSettings {
    /// Whether a verified token may confirm an account and verify its address at once.
    ///
    /// In an alias pool, verifying an address takes the alias away from its present owner. In a
    /// case-sensitive pool, a second spelling of an address is a second user (contract §2.3, §8).
    /// There the code has to prove the mailbox.
    pub fn token_may_confirm(&self) -> bool {
        self.sign_in == SignIn::Email && !self.case_sensitive
    }
}

/// What people sign in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignIn {
    /// `UsernameAttributes` has `email`: the address is the user name people type.
    Email,
    /// `AliasAttributes` has `email`: a user name, and the verified address beside it.
    Alias,
    /// A user name alone.
    Username,
}

/// `[self_sign_up]`: people who sign up by themselves.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SelfSignUpPolicy {
    /// Who may, without an invitation.
    pub policy: SelfSignUpMode,
    /// Which mail domains. `deny` holds under `open` too.
    pub domains: DomainRules,
    /// What a sign-up must carry, with or without an invitation.
    pub require: Requirements,
    /// The groups of everybody who signs up.
    pub groups: PolicyGroups,
}

/// Who may sign up without an invitation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SelfSignUpMode {
    /// Nobody.
    #[default]
    Invited,
    /// Addresses of allowed domains.
    Domains,
    /// Everybody whose domain is not denied.
    Open,
}

/// `[admin_created]`: users that an administrator creates.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AdminCreatedPolicy {
    /// Whose addresses an administrator may use.
    pub policy: AdminCreatedMode,
    /// Which mail domains. `deny` holds under `open` too.
    pub domains: DomainRules,
    /// What a creation must carry.
    pub require: Requirements,
    /// The groups of everybody who was created, from their first sign-in on.
    pub groups: PolicyGroups,
}

/// Whose addresses an administrator may use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdminCreatedMode {
    /// All that are not denied.
    #[default]
    Open,
    /// Those of allowed domains.
    Domains,
}

/// `[federated]`: people who come from another identity provider.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FederatedPolicy {
    /// Who may come.
    pub policy: FederatedMode,
    /// Providers whose word about an address is believed, by their name in the user pool.
    pub trusted_providers: Vec<String>,
    /// Which mail domains. `deny` holds under `open` too.
    pub domains: DomainRules,
    /// The groups of everybody who comes this way.
    pub groups: PolicyGroups,
}

/// Which federated people may come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FederatedMode {
    /// Nobody.
    #[default]
    Closed,
    /// Addresses of allowed domains, vouched for by a trusted provider.
    Domains,
    /// Everybody whose domain is not denied.
    Open,
}

/// Mail domains that are allowed or denied; deny wins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DomainRules {
    /// Asked where a policy is `domains`.
    pub allow: Vec<DomainPattern>,
    /// Asked under every policy that admits without an invitation.
    pub deny: Vec<DomainPattern>,
}

impl DomainRules {
    /// Whether the domain of `email` is on the deny list. Where there is such a list, it also
    /// denies an address that another mail system could read as one elsewhere: a denied domain
    /// could hide in it.
    pub fn denies(&self, email: &EmailAddress) -> bool {
        match email.mailbox_domain() {
            Some(domain) => self.deny.iter().any(|pattern| pattern.matches(domain)),
            None => !self.deny.is_empty(),
        }
    }

    /// Whether the domain of `email` is on the allow list and not on the deny list. An address
    /// that another mail system could read as one elsewhere is of no domain.
    pub fn allows(&self, email: &EmailAddress) -> bool {
        let is_listed = email
            .mailbox_domain()
            .is_some_and(|domain| self.allow.iter().any(|pattern| pattern.matches(domain)));
        is_listed && !self.denies(email)
    }
}

/// What a request must carry to be admitted. For validation data and client metadata, each key
/// has the values that are allowed; an empty list allows any value that is not blank.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requirements {
    /// Attributes that must not be blank.
    pub attributes: Vec<String>,
    /// `ValidationData` keys.
    pub validation_data: BTreeMap<String, Vec<String>>,
    /// `ClientMetadata` keys.
    pub client_metadata: BTreeMap<String, Vec<String>>,
}

/// Groups that follow from the policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyGroups {
    /// Groups of everybody.
    pub default: BTreeSet<GroupName>,
    /// Groups by mail domain, for addresses that are proven.
    pub by_domain: BTreeMap<DomainPattern, BTreeSet<GroupName>>,
}

impl PolicyGroups {
    /// The groups of a person whose proven address this is, as far as they may be given. Somebody
    /// who has proven none gets those of everybody.
    pub fn given_to(
        &self,
        proven: Option<&EmailAddress>,
        grants: &GrantPolicy,
    ) -> BTreeSet<GroupName> {
        let by_domain = proven.into_iter().flat_map(|email| self.of_domain(email));
        let groups = self.default.iter().chain(by_domain);
        groups
            .filter(|group| grants.assignable_groups.contains(*group))
            .cloned()
            .collect()
    }

    /// The groups that follow from the domain of `email`, an address that is proven. None follow
    /// from one that another mail system could read as an address elsewhere.
    fn of_domain(&self, email: &EmailAddress) -> impl Iterator<Item = &GroupName> {
        let domain = email.mailbox_domain().cloned();
        self.by_domain
            .iter()
            .filter(move |(pattern, _)| {
                domain
                    .as_ref()
                    .is_some_and(|domain| pattern.matches(domain))
            })
            .flat_map(|(_, groups)| groups)
    }

    /// Every group that is named.
    pub fn named(&self) -> impl Iterator<Item = &GroupName> {
        self.default.iter().chain(self.by_domain.values().flatten())
    }
}

/// `[grants]`: what may be given at all.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GrantPolicy {
    /// Groups that an invitation or the policy may give.
    pub assignable_groups: BTreeSet<GroupName>,
    /// Attributes that an invitation may set.
    pub assignable_attributes: BTreeSet<AttributeName>,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;
    use crate::TokenSettings;

    /// An error's text is what the operator reads.
    #[track_caller]
    fn check_refused<T: DeserializeOwned>(section: Value, expected: &str) {
        let error = serde_json::from_value::<T>(section)
            .map(drop)
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }

    fn read<T: DeserializeOwned>(section: Value) -> T {
        serde_json::from_value(section).unwrap()
    }

    #[test]
    fn unknown_keys_are_refused() {
        let unknown = || json!({ "polcy": "open" });
        check_refused::<UserPoolSettings>(unknown(), "unknown field `polcy`");
        check_refused::<SelfSignUpPolicy>(unknown(), "unknown field `polcy`");
        check_refused::<AdminCreatedPolicy>(unknown(), "unknown field `polcy`");
        check_refused::<FederatedPolicy>(unknown(), "unknown field `polcy`");
        check_refused::<DomainRules>(unknown(), "unknown field `polcy`");
        check_refused::<Requirements>(unknown(), "unknown field `polcy`");
        check_refused::<PolicyGroups>(unknown(), "unknown field `polcy`");
        check_refused::<GrantPolicy>(unknown(), "unknown field `polcy`");
        check_refused::<TokenSettings>(
            json!({ "issuer": "x", "polcy": 1 }),
            "unknown field `polcy`",
        );
        // A federated person brings no validation data and no client metadata (contract §3).
        check_refused::<FederatedPolicy>(json!({ "require": {} }), "unknown field `require`");
    }

    #[test]
    fn unknown_values_are_refused() {
        check_refused::<SelfSignUpPolicy>(json!({ "policy": "Open" }), "unknown variant `Open`");
        check_refused::<SelfSignUpPolicy>(
            json!({ "policy": "closed" }),
            "unknown variant `closed`",
        );
        check_refused::<AdminCreatedPolicy>(json!({ "policy": "invited" }), "unknown variant");
        check_refused::<FederatedPolicy>(json!({ "policy": "invited" }), "unknown variant");
        check_refused::<UserPoolSettings>(json!({ "sign_in": "phone" }), "unknown variant");
        check_refused::<DomainRules>(json!({ "deny": ["a@example.com"] }), "not a domain name");
        check_refused::<DomainRules>(json!({ "allow": ["*"] }), "not a domain name");
        check_refused::<PolicyGroups>(json!({ "default": ["two words"] }), "not a group name");
        check_refused::<PolicyGroups>(
            json!({ "by_domain": { "*": ["clients"] } }),
            "not a domain name",
        );
        check_refused::<GrantPolicy>(json!({ "assignable_attributes": ["email"] }), "never given");
        check_refused::<GrantPolicy>(
            json!({ "assignable_attributes": ["custom:invitation"] }),
            "never given",
        );
        check_refused::<TokenSettings>(json!({}), "missing field `issuer`");
        check_refused::<TokenSettings>(
            json!({ "issuer": "x", "issued_after": "yesterday" }),
            "year",
        );
    }

    #[test]
    fn absent_keys_have_the_stricter_value() {
        let pool: UserPoolSettings = read(json!({}));
        assert!(pool.case_sensitive && !pool.token_may_confirm());

        let self_sign_up: SelfSignUpPolicy = read(json!({}));
        assert_eq!(self_sign_up.policy, SelfSignUpMode::Invited);
        assert_eq!(self_sign_up.groups.named().count(), 0);

        // An administrator is no stranger: only a deny list or `domains` restrains one.
        let admin_created: AdminCreatedPolicy = read(json!({}));
        assert_eq!(admin_created.policy, AdminCreatedMode::Open);

        let federated: FederatedPolicy = read(json!({}));
        assert_eq!(federated.policy, FederatedMode::Closed);
        assert_eq!(federated.trusted_provider_of("Google_1"), None);

        let grants: GrantPolicy = read(json!({}));
        assert!(grants.assignable_groups.is_empty() && grants.assignable_attributes.is_empty());

        let example: EmailAddress = "jane@example.com".parse().unwrap();
        let domains: DomainRules = read(json!({}));
        assert!(!domains.allows(&example));
    }

    #[test]
    fn a_token_confirms_only_where_people_sign_in_by_address_in_any_case() {
        for (sign_in, case_sensitive, expected) in [
            ("email", false, true),
            ("email", true, false),
            ("alias", false, false),
            ("alias", true, false),
            ("username", false, false),
            ("username", true, false),
        ] {
            let pool: UserPoolSettings =
                read(json!({ "sign_in": sign_in, "case_sensitive": case_sensitive }));
            assert_eq!(
                pool.token_may_confirm(),
                expected,
                "{sign_in}, {case_sensitive}"
            );
        }
        let silent_about_case: UserPoolSettings = read(json!({ "sign_in": "email" }));
        assert!(!silent_about_case.token_may_confirm());
    }

    #[test]
    fn deny_wins() {
        let rules: DomainRules = read(
            json!({ "allow": ["example.com", "*.example.com"], "deny": ["*.bad.example.com", "BAD.example.com."] }),
        );
        for (domain, allowed, denied) in [
            ("example.com", true, false),
            ("good.example.com", true, false),
            ("bad.example.com", false, true),
            ("x.bad.example.com", false, true),
            ("notexample.com", false, false),
        ] {
            let email: EmailAddress = format!("jane@{domain}").parse().unwrap();
            assert_eq!(
                (rules.allows(&email), rules.denies(&email)),
                (allowed, denied),
                "{domain}"
            );
        }
    }

    #[test]
    fn an_address_that_may_lead_elsewhere_is_of_no_domain() {
        let email: EmailAddress = "jane%evil.example@example.com".parse().unwrap();
        let rules: DomainRules = read(json!({ "allow": ["example.com"] }));
        assert!(!rules.allows(&email) && !rules.denies(&email));
        let rules: DomainRules =
            read(json!({ "allow": ["example.com"], "deny": ["other.example"] }));
        assert!(!rules.allows(&email) && rules.denies(&email));
        let groups: PolicyGroups = read(json!({ "by_domain": { "example.com": ["staff"] } }));
        assert_eq!(groups.of_domain(&email).count(), 0);
    }

    #[test]
    fn every_named_group() {
        let groups: PolicyGroups = read(
            json!({ "default": ["members"], "by_domain": { "example.com": ["staff", "members"] } }),
        );
        let named: BTreeSet<_> = groups.named().map(GroupName::as_str).collect();
        assert_eq!(named, BTreeSet::from(["members", "staff"]));
    }
}
