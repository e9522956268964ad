//! Where a role will be refused because the policy gives a group that the role does not have.
//! `invitations check` says so before anybody is refused.

use invitation::GroupName;
use invitation::grant::AcceptancePolicy;
use invitation::policy::PolicyGroups;

use crate::role::Role;
use crate::settings::AdminApiSettings;
use crate::verb::Verb;

/// A group of the policy that a role does not have, and what the role cannot do because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyGap<'a> {
    /// The index of the role.
    pub role: usize,
    /// The section of the settings that gives the group.
    pub section: &'static str,
    /// The group.
    pub group: &'a GroupName,
    /// The mail domain whose people get it; everybody where there is none.
    pub domain: Option<String>,
    /// The verbs of the role that are refused for these people.
    pub verbs: Vec<Verb>,
}

/// Every gap of the settings.
pub fn policy_gaps<'a>(
    section: &AdminApiSettings,
    policy: &AcceptancePolicy<'a>,
) -> Vec<PolicyGap<'a>> {
    let invites_to_sign_up = section.signing_key.is_some();
    let sections = [
        (
            "admin_created",
            &policy.admin_created.groups,
            &[
                Verb::CreateInvitation,
                Verb::CreateInvitations,
                Verb::ResendInvitation,
                Verb::SetUserPassword,
                Verb::EnableUser,
                Verb::UpdateUserAttributes,
            ][..],
        ),
        (
            "self_sign_up",
            &policy.self_sign_up.groups,
            if invites_to_sign_up {
                &[
                    Verb::CreateInvitation,
                    Verb::CreateInvitations,
                    Verb::ConfirmUserSignUp,
                    Verb::EnableUser,
                    Verb::UpdateUserAttributes,
                ]
            } else {
                &[
                    Verb::ConfirmUserSignUp,
                    Verb::EnableUser,
                    Verb::UpdateUserAttributes,
                ]
            },
        ),
        (
            "federated",
            &policy.federated.groups,
            &[Verb::UpdateUserAttributes],
        ),
    ];
    let mut gaps = Vec::new();
    for (index, role) in section.roles.iter().enumerate() {
        for (section, groups, verbs) in sections {
            let verbs: Vec<Verb> = verbs
                .iter()
                .copied()
                .filter(|&verb| uses(role, verb))
                .collect();
            if verbs.is_empty() {
                continue;
            }
            let lacking = given(groups).filter(|(group, _)| {
                policy.assignable.assignable_groups.contains(*group)
                    && !role.has_group(group.as_str())
            });
            gaps.extend(lacking.map(|(group, domain)| PolicyGap {
                role: index,
                section,
                group,
                domain,
                verbs: verbs.clone(),
            }));
        }
    }
    gaps
}

/// Whether the role has the verb and can get groups by it.
fn uses(role: &Role, verb: Verb) -> bool {
    let may_change_address = || {
        let names = ["email", "email_verified"];
        names.into_iter().any(|name| role.may_set(name))
    };
    role.verbs.contains(verb) && (verb != Verb::UpdateUserAttributes || may_change_address())
}

/// Every group of a section, with the domain whose people get it.
fn given(groups: &PolicyGroups) -> impl Iterator<Item = (&GroupName, Option<String>)> {
    let by_domain = groups.by_domain.iter().flat_map(|(domain, groups)| {
        let with_domain = move |group| (group, Some(domain.to_string()));
        groups.iter().map(with_domain)
    });
    let default = groups.default.iter().map(|group| (group, None));
    default.chain(by_domain)
}
