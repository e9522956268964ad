//! What members of certain groups may do.

use std::collections::BTreeSet;

use invitation::{GroupName, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE};
use serde::{Deserialize, Deserializer};

use crate::verb::Verb;

/// Attributes that identify a person or prove something. The wildcard does not include them: a role
/// that may set one of them names it.
pub const PROTECTED_ATTRIBUTES: [&str; 5] = [
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "preferred_username",
];

/// Attributes that no role may set, named or not: what an invitation is, and what it promised.
pub const NEVER_SET_ATTRIBUTES: [&str; 2] = [INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE];

/// Every entry, in a list of verbs or attributes.
const WILDCARD: &str = "*";

/// `[[admin_api.roles]]`: what members of certain groups may do.
///
/// One role has to allow all of a request: the rights of two roles do not add up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Role {
    /// The groups whose members have the role.
    pub members: BTreeSet<GroupName>,
    /// The verbs that they may use; `"*"` is every one.
    pub verbs: Verbs,
    /// The groups that they may give, and on whose members they may act. There is no wildcard: `*`
    /// can be a group's name, and nobody has thought yet of groups that are created later.
    /// `grants.assignable_groups` restricts invitations further; leave groups of administrators out
    /// of it, and no token can carry them.
    pub groups: BTreeSet<GroupName>,
    /// The attributes that they may set; `"*"` is every one except [`PROTECTED_ATTRIBUTES`], which
    /// have to be named. [`NEVER_SET_ATTRIBUTES`] are nobody's.
    pub attributes: BTreeSet<String>,
    /// Whether they may take an address from a member who has it as a verified alias (API
    /// reference, `AdminCreateUser`: `ForceAliasCreation`).
    pub force_alias_creation: bool,
    /// Whether they may get the link of an invitation that they make, to hand it over. Whoever has
    /// the link can accept the invitation.
    pub link: bool,
    /// Whether `members` are groups of administrators. Such a group never loses its last member who
    /// can sign in.
    pub administrators: bool,
}

impl Role {
    /// Whether the role may set an attribute.
    pub fn may_set(&self, attribute: &str) -> bool {
        let is_meant = |name: &&str| name.eq_ignore_ascii_case(attribute);
        if NEVER_SET_ATTRIBUTES.iter().any(is_meant) {
            return false;
        }
        let by_wildcard = self.attributes.contains(WILDCARD)
            && attribute != WILDCARD
            && !PROTECTED_ATTRIBUTES.iter().any(is_meant);
        by_wildcard || self.attributes.contains(attribute)
    }

    /// Whether the role may give the group, and act on its members.
    pub fn has_group(&self, group: &str) -> bool {
        contains(&self.groups, group)
    }

    /// Whether a member of these groups has the role.
    pub fn is_of(&self, groups: &BTreeSet<String>) -> bool {
        groups.iter().any(|group| contains(&self.members, group))
    }
}

/// Compared exactly: in Cognito, group names differ by case.
fn contains(groups: &BTreeSet<GroupName>, name: &str) -> bool {
    groups.iter().any(|group| group.as_str() == name)
}

/// The verbs of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verbs {
    /// Every verb.
    All,
    /// These.
    These(BTreeSet<Verb>),
}

impl Verbs {
    /// Whether the verb is one of them. Who may invite may also check an invitation, which says less
    /// than inviting does.
    pub fn contains(&self, verb: Verb) -> bool {
        let invites = [Verb::CreateInvitation, Verb::CreateInvitations];
        match self {
            Self::All => true,
            Self::These(verbs) => {
                verbs.contains(&verb)
                    || verb == Verb::CheckInvitations
                        && invites.iter().any(|verb| verbs.contains(verb))
            }
        }
    }

    /// Whether the role has no verb.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Verbs {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl<'de> Deserialize<'de> for Verbs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        enum Wildcard {
            #[serde(rename = "*")]
            All,
        }
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "unknown verb; a role's verbs are the API's routes, or \"*\""
        )]
        enum Word {
            All(Wildcard),
            Verb(Verb),
        }
        let mut verbs = BTreeSet::new();
        let mut all = false;
        for word in Vec::<Word>::deserialize(deserializer)? {
            match word {
                Word::All(Wildcard::All) => all = true,
                Word::Verb(verb) => {
                    verbs.insert(verb);
                }
            }
        }
        Ok(if all { Self::All } else { Self::These(verbs) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(text: &str) -> Role {
        toml::from_str(text).unwrap()
    }

    #[track_caller]
    fn check_attribute(listed: &[&str], attribute: &str, expected: bool) {
        let role = Role {
            attributes: listed.iter().map(|&name| name.to_owned()).collect(),
            ..Role::default()
        };
        assert_eq!(role.may_set(attribute), expected, "{listed:?} {attribute}");
    }

    #[test]
    fn the_wildcard_does_not_mean_what_identifies_or_proves() {
        check_attribute(&[], "given_name", false);
        check_attribute(&["given_name"], "given_name", true);
        check_attribute(&["given_name"], "GIVEN_NAME", false);
        check_attribute(&["*"], "given_name", true);
        check_attribute(&["*"], "custom:tenant", true);
        check_attribute(&["*"], "*", true);
        for name in PROTECTED_ATTRIBUTES {
            check_attribute(&["*"], name, false);
            check_attribute(&["*"], &name.to_uppercase(), false);
            check_attribute(&["*", name], name, true);
            check_attribute(&[name], name, true);
        }
        for name in NEVER_SET_ATTRIBUTES {
            check_attribute(&["*", name], name, false);
            let upper = name.to_uppercase();
            check_attribute(&["*", &upper], &upper, false);
        }
    }

    #[test]
    fn a_role_that_says_nothing_may_nothing() {
        let role = role("");
        assert!(Verb::ALL.iter().all(|&verb| !role.verbs.contains(verb)));
        assert!(role.verbs.is_empty());
        assert!(!role.is_of(&[String::new(), "*".to_owned()].into()));
        assert!(!role.force_alias_creation && !role.link && !role.administrators);
    }

    #[test]
    fn verbs_are_routes_or_everything() {
        let some = role("verbs = ['getUser', 'listUsers']").verbs;
        assert!(some.contains(Verb::GetUser) && !some.contains(Verb::DeleteUser));
        let all = role("verbs = ['getUser', '*']").verbs;
        assert!(Verb::ALL.iter().all(|&verb| all.contains(verb)));
        let error = toml::from_str::<Role>("verbs = ['dropUser']").unwrap_err();
        assert!(error.to_string().contains("unknown verb"), "{error}");
    }

    #[test]
    fn who_may_invite_may_check() {
        for verbs in ["['createInvitation']", "['createInvitations']", "['*']"] {
            let verbs = role(&format!("verbs = {verbs}")).verbs;
            assert!(verbs.contains(Verb::CheckInvitations));
        }
        let verbs = role("verbs = ['resendInvitation', 'checkInvitations']").verbs;
        assert!(!verbs.contains(Verb::CreateInvitations));
        let verbs = role("verbs = ['resendInvitation']").verbs;
        assert!(!verbs.contains(Verb::CheckInvitations));
    }

    #[test]
    fn groups_that_gateways_could_split_cannot_be_named() {
        for text in ["members = ['x,Admins']", "groups = ['two words']"] {
            assert!(toml::from_str::<Role>(text).is_err(), "{text}");
        }
        assert!(!role("groups = ['*']").has_group("Admins"));
    }
}
