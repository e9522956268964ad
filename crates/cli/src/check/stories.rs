//! Whom the settings let in, and into which groups: the decisions of the hooks for an address of
//! every domain that the settings name, and for one of another domain.
//!
//! The stories of `simulate` promise what the sample settings give. This is the same question
//! asked of any settings.

use std::collections::{BTreeMap, BTreeSet};

use comfy_table::{Table, presets};
use invitation::admission::{SignUp, SignUpKind, admit};
use invitation::grant::{Member, grant_on_confirmation, grant_on_sign_in};
use invitation::policy::{DomainRules, PolicyGroups, Requirements};
use invitation::{Attributes, DomainPattern, UserStatus};
use jiff::Timestamp;
use serde::Serialize;
use settings::Settings;

/// A domain that no settings name: `.invalid` is reserved (RFC 2606).
const OTHER_DOMAIN: &str = "elsewhere.invalid";

/// A provider that no settings trust.
const OTHER_PROVIDER: &str = "AnotherProvider";

/// The pool makes no difference here: nobody brings a token.
const POOL: &str = "local_Stories";

/// One way to come, and what it leads to.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Story {
    /// Who comes, and how.
    way: String,
    /// The domain of the address.
    domain: String,
    /// The code of the refusal; none where the person is let in.
    refused: Option<&'static str>,
    /// What the request has to bring beside the address.
    required: Vec<String>,
    /// The groups that the person is in after the first sign-in, the address proven.
    groups: Vec<String>,
}

/// Every way to come under these settings, in the order of the settings' sections. Each brings
/// what the settings require. People with an invitation token are left out: they get what the
/// token says, as far as `[grants]` and its key allow.
pub(super) fn stories(settings: &Settings, now: Timestamp) -> Vec<Story> {
    let policy = settings.admission_policy();
    let own = policy.self_sign_up;
    let created = policy.admin_created;
    let federated = policy.federated;
    let nothing = Requirements::default();
    let mut ways = vec![
        Way {
            name: "signs up".to_owned(),
            kind: SignUpKind::SelfSignUp,
            user_name: "person".to_owned(),
            require: &own.require,
            domains: domains(&own.domains, &own.groups),
        },
        Way {
            name: "is created by an administrator".to_owned(),
            kind: SignUpKind::AdminCreateUser,
            user_name: "person".to_owned(),
            require: &created.require,
            domains: domains(&created.domains, &created.groups),
        },
    ];
    let providers = federated.trusted_providers.iter().map(String::as_str);
    for provider in providers.chain([OTHER_PROVIDER]) {
        let name = if provider == OTHER_PROVIDER {
            "comes from any other provider".to_owned()
        } else {
            format!("comes from {provider}")
        };
        ways.push(Way {
            name,
            kind: SignUpKind::ExternalProvider,
            user_name: format!("{provider}_1"),
            require: &nothing,
            domains: domains(&federated.domains, &federated.groups),
        });
    }
    ways.iter()
        .flat_map(|way| {
            let domains = way.domains.iter();
            domains.map(|domain| way.with(domain, settings, now))
        })
        .collect()
}

/// The table of `invitations check --stories`.
pub(super) fn text(stories: &[Story]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["who", "with an address of", "comes in", "groups"]);
    for story in stories {
        let domain = match story.domain.as_str() {
            OTHER_DOMAIN => "any other domain",
            domain => domain,
        };
        let admitted = match story.refused {
            Some(code) => format!("no: {code}"),
            None => "yes".to_owned(),
        };
        let groups = match (story.refused, story.groups.as_slice()) {
            (Some(_), _) => String::new(),
            (None, []) => "none".to_owned(),
            (None, groups) => groups.join(", "),
        };
        table.add_row([story.way.as_str(), domain, &admitted, &groups]);
    }
    let required = stories.iter().map(|story| (&story.way, &story.required));
    let required: BTreeSet<String> = required
        .filter(|(_, required)| !required.is_empty())
        .map(|(way, required)| format!("Who {way} has to bring: {}.\n", required.join(", ")))
        .collect();
    let required: String = required.into_iter().collect();
    format!("{}\n{required}", table.trim_fmt())
}

/// A way to come, with the domains that its section of the settings names.
struct Way<'a> {
    name: String,
    kind: SignUpKind,
    user_name: String,
    require: &'a Requirements,
    domains: Vec<String>,
}

impl Way<'_> {
    fn with(&self, domain: &str, settings: &Settings, now: Timestamp) -> Story {
        let names = self.require.attributes.iter();
        let mut attributes: BTreeMap<String, String> = names
            .map(|name| (name.clone(), "something".to_owned()))
            .collect();
        attributes.insert("email".to_owned(), format!("person@{domain}"));
        let before: Attributes = attributes.clone().into_iter().collect();
        let sign_up = SignUp {
            kind: self.kind,
            user_pool_id: POOL,
            user_name: &self.user_name,
            attributes: &before,
            validation_data: &carried(&self.require.validation_data),
            client_metadata: &carried(&self.require.client_metadata),
        };
        let mut story = Story {
            way: self.name.clone(),
            domain: domain.to_owned(),
            refused: None,
            required: required(self.require),
            groups: Vec::new(),
        };
        if let Err(rejection) = admit(&sign_up, &settings.admission_policy(), now) {
            story.refused = Some(rejection.code());
            return story;
        }
        // Of federated people nobody but the provider says that the address is theirs.
        if self.kind != SignUpKind::ExternalProvider {
            attributes.insert("email_verified".to_owned(), "true".to_owned());
        }
        let after: Attributes = attributes.into_iter().collect();
        let member = Member {
            user_pool_id: POOL,
            user_name: &self.user_name,
            status: match self.kind {
                SignUpKind::SelfSignUp => &UserStatus::Confirmed,
                SignUpKind::AdminCreateUser => &UserStatus::ForceChangePassword,
                SignUpKind::ExternalProvider => &UserStatus::ExternalProvider,
            },
            attributes: &after,
            created: now,
        };
        let acceptance = settings.acceptance_policy();
        let grant = match self.kind {
            SignUpKind::AdminCreateUser => grant_on_sign_in(&member, true, &acceptance, now),
            SignUpKind::SelfSignUp | SignUpKind::ExternalProvider => {
                grant_on_confirmation(&member, &acceptance)
            }
        };
        story.groups = grant.groups.iter().map(ToString::to_string).collect();
        story
    }
}

/// What the settings require, each with the values that count.
fn required(require: &Requirements) -> Vec<String> {
    let attributes = require.attributes.iter();
    let attributes = attributes
        .filter(|name| *name != "email")
        .map(|name| format!("the attribute {name}"));
    let of = |kind: &'static str, values: &BTreeMap<String, Vec<String>>| -> Vec<String> {
        let one = |(key, allowed): (&String, &Vec<String>)| match allowed.as_slice() {
            [] => format!("{kind} {key}"),
            allowed => format!("{kind} {key} = {}", allowed.join(" or ")),
        };
        values.iter().map(one).collect()
    };
    attributes
        .chain(of("validation data", &require.validation_data))
        .chain(of("client metadata", &require.client_metadata))
        .collect()
}

/// What a request carries so that the settings are content: the first value that is allowed.
fn carried(required: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, String> {
    let value = |allowed: &[String]| {
        let first = allowed.first().map(String::as_str);
        first.unwrap_or("something").to_owned()
    };
    required
        .iter()
        .map(|(key, allowed)| (key.clone(), value(allowed)))
        .collect()
}

/// A domain for every pattern of a section, and one that no pattern means.
fn domains(rules: &DomainRules, groups: &PolicyGroups) -> Vec<String> {
    let patterns = rules.allow.iter().chain(&rules.deny);
    let named: BTreeSet<String> = patterns
        .chain(groups.by_domain.keys())
        .map(|pattern: &DomainPattern| {
            let pattern = pattern.to_string();
            match pattern.strip_prefix("*.") {
                Some(domain) => format!("below.{domain}"),
                None => pattern,
            }
        })
        .collect();
    let other = [OTHER_DOMAIN.to_owned()];
    named.into_iter().chain(other).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check(settings: &str, expected: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("invitations.toml");
        std::fs::write(&file, settings).unwrap();
        let settings = Settings::load(&file).unwrap();
        let found = text(&stories(&settings, Timestamp::UNIX_EPOCH));
        let squeeze = |text: &str| -> Vec<String> {
            text.lines()
                .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|line| !line.is_empty())
                .collect()
        };
        assert_eq!(squeeze(&found)[1..], squeeze(expected), "{found}");
    }

    #[test]
    fn settings_that_say_nothing_admit_whom_an_administrator_creates() {
        check(
            "",
            "signs up any other domain no: invitation-required
             is created by an administrator any other domain yes none
             comes from any other provider any other domain no: provider-not-allowed",
        );
    }

    #[test]
    fn requirements_are_met_and_domains_decide() {
        check(
            r#"
            [self_sign_up]
            policy = "domains"
            domains.allow = ["example.com", "*.example.com"]
            domains.deny = ["below.example.com"]
            require.attributes = ["custom:tenant"]
            require.validation_data = { terms = ["accepted"] }
            groups.default = ["members"]
            groups.by_domain = { "example.com" = ["staff"] }
            [admin_created]
            policy = "domains"
            domains.allow = ["client.example"]
            [federated]
            policy = "domains"
            trusted_providers = ["Google"]
            domains.allow = ["example.com"]
            groups.by_domain = { "example.com" = ["staff"] }
            [grants]
            assignable_groups = ["members", "staff"]
            "#,
            "signs up below.example.com no: domain-not-allowed
             signs up example.com yes members, staff
             signs up any other domain no: domain-not-allowed
             is created by an administrator client.example yes none
             is created by an administrator any other domain no: domain-not-allowed
             comes from Google example.com yes staff
             comes from Google any other domain no: domain-not-allowed
             comes from any other provider example.com no: provider-not-allowed
             comes from any other provider any other domain no: provider-not-allowed
             Who signs up has to bring: the attribute custom:tenant, validation data terms = accepted.",
        );
    }

    /// The stories of `simulate`, which the real hooks play under the sample settings, end so.
    #[test]
    fn the_sample_settings_give_what_its_stories_promise() {
        let sample =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations/invitations.toml");
        let settings = Settings::load(&sample).unwrap();
        let played = stories(&settings, Timestamp::UNIX_EPOCH);
        let of = |way: &str, domain: &str| {
            let story = played
                .iter()
                .find(|story| story.way == way && story.domain == domain)
                .unwrap();
            (story.refused, story.groups.join(" "))
        };
        let staff = (None, "members staff".to_owned());
        assert_eq!(of("signs up", "example.com"), staff);
        assert_eq!(of("is created by an administrator", "example.com"), staff);
        assert_eq!(of("comes from Google", "example.com"), staff);
        let members = (None, "members".to_owned());
        assert_eq!(of("is created by an administrator", OTHER_DOMAIN), members);
        let refused = (Some("domain-not-allowed"), String::new());
        assert_eq!(of("signs up", OTHER_DOMAIN), refused);
    }
}
