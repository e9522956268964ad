//! Whether a caller may do what is asked, and why not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use invitation::GroupName;

use crate::role::Role;
use crate::verb::Verb;

static NO_ATTRIBUTES: BTreeMap<String, String> = BTreeMap::new();
static NO_GROUPS: BTreeSet<GroupName> = BTreeSet::new();

/// What is asked for, but for whom it concerns. Its `Debug` shows no attribute's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The verb.
    pub verb: Verb,
    /// The groups that are to be handed out or taken away.
    pub groups: &'a [String],
    /// The groups that the policy gives because of it, see [`policy_groups`](crate::policy_groups).
    pub policy_groups: &'a BTreeSet<GroupName>,
    /// The attributes that are to be set, with their values.
    pub attributes: &'a BTreeMap<String, String>,
    /// Whether an address is to be taken from whoever has it.
    pub force_alias_creation: bool,
    /// Whether the user is to get a password that has to be changed: until then, it is nobody who
    /// is confirmed.
    pub temporary_password: bool,
}

impl Asked<'_> {
    /// A verb that hands out nothing.
    pub fn only(verb: Verb) -> Self {
        Self {
            verb,
            groups: &[],
            policy_groups: &NO_GROUPS,
            attributes: &NO_ATTRIBUTES,
            force_alias_creation: false,
            temporary_password: false,
        }
    }

    /// Whether everybody may do it, to this user.
    pub fn needs_no_role(&self, target: Option<Target<'_>>) -> bool {
        self.verb == Verb::SignUserOut && target.is_some_and(|target| target.is_caller)
    }

    /// Whether the user cannot use the account as before afterwards.
    fn shuts_out(&self) -> bool {
        match self.verb {
            Verb::DisableUser | Verb::DeleteUser | Verb::RevokeInvitation => true,
            Verb::SetUserPassword => self.temporary_password,
            // Who loses the address loses what they sign in with: the user name is often one that
            // was made up, and that nobody knows.
            Verb::CreateInvitation | Verb::CreateInvitations => self.force_alias_creation,
            _ => false,
        }
    }

    /// Whether a caller in these groups would lose access to the API by doing it to the own account.
    fn ends_own_access(&self, roles: &[Role], groups: &BTreeSet<String>) -> bool {
        if self.shuts_out() {
            return true;
        }
        let left = self.leaves(groups).cloned().collect();
        roles.iter().any(|role| role.is_of(&left))
    }

    /// Of these groups of a user, those that the user leaves by it, in fact or in effect.
    fn leaves<'a>(&'a self, groups: &'a BTreeSet<String>) -> impl Iterator<Item = &'a String> {
        let taken = self.verb == Verb::RemoveUserFromGroup;
        groups
            .iter()
            .filter(move |group| self.shuts_out() || taken && self.groups.contains(group))
    }
}

impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked")
            .field("verb", &self.verb)
            .field("groups", &self.groups)
            .field("policy_groups", &self.policy_groups)
            .field("attributes", &self.attributes.keys())
            .field("force_alias_creation", &self.force_alias_creation)
            .field("temporary_password", &self.temporary_password)
            .finish()
    }
}

/// The user whom a verb acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// Whether it is the caller.
    pub is_caller: bool,
    /// The groups that the user is in, as the pool shows them.
    pub groups: &'a BTreeSet<String>,
}

/// A yes, with what has to be seen to before anything is done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Permit {
    /// The groups of administrators that the user leaves by it, if the user can sign in. Each
    /// needs another member who can, or it is [`Denial::LastAdministrator`].
    pub need_another: BTreeSet<String>,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// No role of the caller has the verb.
    #[error("You do not have permission to do this")]
    Verb,
    /// The caller would be without access afterwards.
    #[error("You cannot take away your own access; ask another administrator")]
    OwnAccess,
    /// The user is in a group that is not the caller's to act on.
    #[error("This user is in a group that is not yours to administer")]
    TargetAbove,
    /// The group is not the caller's to hand out or take away.
    #[error("The group \"{0}\" is not yours to administer")]
    Group(String),
    /// The policy gives the user a group that is not the caller's to hand out.
    #[error(
        "The settings give this user the group \"{0}\", which is not yours to administer; ask somebody whose role has it"
    )]
    PolicyGroup(GroupName),
    /// The attribute is not the caller's to set.
    #[error("The attribute \"{0}\" is not yours to set")]
    Attribute(String),
    /// Addresses are not the caller's to take away.
    #[error("You do not have permission to take an address away from another user")]
    ForceAliasCreation,
    /// Nobody would be left who can administer.
    #[error("This user is the last administrator who can sign in; appoint another one first")]
    LastAdministrator,
}

impl Denial {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Verb => "not-permitted",
            Self::OwnAccess => "own-access",
            Self::TargetAbove => "target-above",
            Self::Group(_) => "group-not-permitted",
            Self::PolicyGroup(_) => "policy-group-not-permitted",
            Self::Attribute(_) => "attribute-not-permitted",
            Self::ForceAliasCreation => "force-alias-creation-not-permitted",
            Self::LastAdministrator => "last-administrator",
        }
    }
}

/// Decides whether somebody in the groups `caller` may do what is asked to `target`, if it acts on
/// a user.
///
/// One role has to allow all of it. Where several roles come close, the denial is that of the one
/// that comes closest.
pub fn decide(
    roles: &[Role],
    caller: &BTreeSet<String>,
    asked: &Asked<'_>,
    target: Option<Target<'_>>,
) -> Result<Permit, Denial> {
    if asked.needs_no_role(target) {
        return Ok(Permit {
            need_another: BTreeSet::new(),
        });
    }
    let mut closest = Denial::Verb;
    let mut is_allowed = false;
    for role in roles.iter().filter(|role| role.is_of(caller)) {
        match within(role, asked, target) {
            Ok(()) => is_allowed = true,
            Err(denial) if distance(&denial) < distance(&closest) => closest = denial,
            Err(_) => {}
        }
    }
    if !is_allowed {
        return Err(closest);
    }
    let own = target.filter(|target| target.is_caller);
    if own.is_some_and(|own| asked.ends_own_access(roles, own.groups)) {
        return Err(Denial::OwnAccess);
    }
    let administrators: Vec<&Role> = roles.iter().filter(|role| role.administrators).collect();
    let groups = target.map(|target| target.groups);
    let need_another = groups.into_iter().flat_map(|groups| asked.leaves(groups));
    Ok(Permit {
        need_another: need_another
            .filter(|group| {
                let group = BTreeSet::from([(*group).clone()]);
                administrators.iter().any(|role| role.is_of(&group))
            })
            .cloned()
            .collect(),
    })
}

/// Whether one role allows all of it.
fn within(role: &Role, asked: &Asked<'_>, target: Option<Target<'_>>) -> Result<(), Denial> {
    if !role.verbs.contains(asked.verb) {
        return Err(Denial::Verb);
    }
    let mut theirs = target.iter().flat_map(|target| target.groups);
    if !asked.verb.only_reads() && !theirs.all(|group| role.has_group(group)) {
        return Err(Denial::TargetAbove);
    }
    if let Some(group) = asked.groups.iter().find(|group| !role.has_group(group)) {
        return Err(Denial::Group(group.clone()));
    }
    let mut names = asked.attributes.keys();
    if let Some(name) = names.find(|name| !role.may_set(name)) {
        return Err(Denial::Attribute(name.clone()));
    }
    if asked.force_alias_creation && !role.force_alias_creation {
        return Err(Denial::ForceAliasCreation);
    }
    let mut policy = asked.policy_groups.iter();
    if let Some(group) = policy.find(|group| !role.has_group(group.as_str())) {
        return Err(Denial::PolicyGroup(group.clone()));
    }
    Ok(())
}

/// How far a role is from a yes: the checks that are left, the failed one among them.
fn distance(denial: &Denial) -> u8 {
    match denial {
        Denial::Verb => 6,
        Denial::TargetAbove => 5,
        Denial::Group(_) => 4,
        Denial::Attribute(_) => 3,
        Denial::ForceAliasCreation => 2,
        Denial::PolicyGroup(_) => 1,
        Denial::OwnAccess | Denial::LastAdministrator => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: &str = r#"
        [[roles]]
        members = ["Admins"]
        verbs = ["*"]
        groups = ["Admins", "Support", "clients"]
        attributes = ["*", "email"]
        administrators = true

        [[roles]]
        members = ["Support"]
        verbs = ["getUser", "addUserToGroup", "removeUserFromGroup", "disableUser", "updateUserAttributes", "setUserPassword"]
        groups = ["clients"]
        attributes = ["given_name"]

        [[roles]]
        members = ["Clerks"]
        verbs = ["deleteUser", "createInvitation"]
        groups = ["clients", "Support", "Admins"]
        force_alias_creation = true
    "#;

    #[derive(serde::Deserialize)]
    struct Document {
        roles: Vec<Role>,
    }

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn ask(
        caller: &[&str],
        asked: &Asked<'_>,
        target: Option<(bool, &[&str])>,
    ) -> Result<Vec<String>, &'static str> {
        let roles = toml::from_str::<Document>(ROLES).unwrap().roles;
        let groups = set(target.map_or(&[], |(_, groups)| groups));
        let target = target.map(|(is_caller, _)| Target {
            is_caller,
            groups: &groups,
        });
        decide(&roles, &set(caller), asked, target)
            .map(|permit| permit.need_another.into_iter().collect())
            .map_err(|denial| denial.code())
    }

    /// What comes of a verb on a group and somebody else in these groups.
    #[track_caller]
    fn check(
        caller: &[&str],
        verb: Verb,
        group: &[&str],
        target: &[&str],
        expected: Result<&[&str], &'static str>,
    ) {
        let groups = list(group);
        let asked = Asked {
            groups: &groups,
            ..Asked::only(verb)
        };
        let expected = expected.map(list);
        assert_eq!(ask(caller, &asked, Some((false, target))), expected);
    }

    /// What comes of setting attributes of somebody without groups.
    #[track_caller]
    fn attribute(caller: &str, names: &[&str], expected: Result<(), &'static str>) {
        let value = |&name: &&str| (name.to_owned(), "x".to_owned());
        let attributes = names.iter().map(value).collect();
        let asked = Asked {
            attributes: &attributes,
            ..Asked::only(Verb::UpdateUserAttributes)
        };
        let decided = ask(&[caller], &asked, Some((false, &[])));
        assert_eq!(decided.map(|_| ()), expected);
    }

    /// What comes of it when an administrator does it to the own account.
    #[track_caller]
    fn own(asked: &Asked<'_>, expected: Result<(), &'static str>) {
        let own = ["Admins", "clients"];
        let decided = ask(&own, asked, Some((true, &own)));
        assert_eq!(decided.map(|_| ()), expected, "{asked:?}");
    }

    #[test]
    fn nobody_is_admitted_without_a_role() {
        for verb in Verb::ALL {
            for caller in [&[][..], &["clients"], &["admins"], &["x,Admins"], &[""]] {
                check(caller, verb, &[], &[], Err("not-permitted"));
            }
            let asked = Asked::only(verb);
            let decided = decide(&[], &set(&["Admins"]), &asked, None);
            assert_eq!(decided, Err(Denial::Verb));
        }
    }

    #[test]
    fn only_signing_oneself_out_needs_no_role() {
        for verb in Verb::ALL {
            let expected = match verb {
                Verb::SignUserOut => Ok(vec![]),
                _ => Err("not-permitted"),
            };
            let asked = Asked::only(verb);
            assert_eq!(ask(&[], &asked, Some((true, &["Admins"]))), expected);
        }
        let asked = Asked::only(Verb::SignUserOut);
        assert_eq!(
            ask(&["Support"], &asked, Some((false, &[]))),
            Err("not-permitted")
        );
    }

    #[test]
    fn whoever_holds_a_group_beyond_the_role_is_left_alone() {
        use Verb::{DisableUser, GetUser};
        check(&["Support"], DisableUser, &[], &["clients"], Ok(&[]));
        check(&["Support"], DisableUser, &[], &[], Ok(&[]));
        check(
            &["Support"],
            DisableUser,
            &[],
            &["clients", "beta"],
            Err("target-above"),
        );
        check(
            &["Support"],
            DisableUser,
            &[],
            &["Support"],
            Err("target-above"),
        );
        check(
            &["Support"],
            DisableUser,
            &[],
            &["Admins"],
            Err("target-above"),
        );
        check(
            &["Admins"],
            DisableUser,
            &[],
            &["Owners"],
            Err("target-above"),
        );
        // Reading is no act upon a user.
        check(&["Support"], GetUser, &[], &["Admins"], Ok(&[]));
    }

    #[test]
    fn only_groups_and_attributes_of_the_role_are_given() {
        use Verb::{AddUserToGroup, RemoveUserFromGroup};
        check(&["Support"], AddUserToGroup, &["clients"], &[], Ok(&[]));
        check(
            &["Support"],
            AddUserToGroup,
            &["Support"],
            &[],
            Err("group-not-permitted"),
        );
        check(
            &["Support"],
            AddUserToGroup,
            &["Clients"],
            &[],
            Err("group-not-permitted"),
        );
        check(
            &["Support"],
            RemoveUserFromGroup,
            &["beta"],
            &[],
            Err("group-not-permitted"),
        );
        attribute("Support", &["given_name"], Ok(()));
        attribute(
            "Support",
            &["given_name", "email"],
            Err("attribute-not-permitted"),
        );
        attribute("Admins", &["custom:tenant", "email"], Ok(()));
        attribute(
            "Admins",
            &["email_verified"],
            Err("attribute-not-permitted"),
        );
        attribute(
            "Admins",
            &["custom:invitation"],
            Err("attribute-not-permitted"),
        );
    }

    #[test]
    fn groups_of_the_policy_count_as_handed_out() {
        let groups = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
        let decided = |policy_groups: &BTreeSet<GroupName>| {
            let asked = Asked {
                policy_groups,
                temporary_password: true,
                ..Asked::only(Verb::SetUserPassword)
            };
            ask(&["Support"], &asked, Some((false, &["clients"]))).map(|_| ())
        };
        assert_eq!(decided(&groups(&[])), Ok(()));
        assert_eq!(decided(&groups(&["clients"])), Ok(()));
        let refused = Err("policy-group-not-permitted");
        assert_eq!(decided(&groups(&["clients", "staff"])), refused);
    }

    #[test]
    fn roles_do_not_add_up() {
        // Support may disable, and Clerks have the administrators' group, but no role has both.
        let both = &["Support", "Clerks"];
        check(
            both,
            Verb::DisableUser,
            &[],
            &["Admins"],
            Err("target-above"),
        );
        check(
            both,
            Verb::AddUserToGroup,
            &["Admins"],
            &[],
            Err("group-not-permitted"),
        );
        check(both, Verb::DeleteUser, &[], &["Admins"], Ok(&["Admins"]));
        let asked = Asked {
            force_alias_creation: true,
            ..Asked::only(Verb::CreateInvitation)
        };
        assert_eq!(ask(both, &asked, None), Ok(vec![]));
        assert_eq!(
            ask(&["Admins"], &asked, None),
            Err("force-alias-creation-not-permitted")
        );
    }

    #[test]
    fn nobody_takes_away_the_own_access() {
        for verb in [Verb::DisableUser, Verb::DeleteUser, Verb::RevokeInvitation] {
            own(&Asked::only(verb), Err("own-access"));
        }
        let password = |temporary_password| Asked {
            temporary_password,
            ..Asked::only(Verb::SetUserPassword)
        };
        own(&password(true), Err("own-access"));
        own(&password(false), Ok(()));
        let (admins, clients) = (list(&["Admins"]), list(&["clients"]));
        let leave = |groups| Asked {
            groups,
            ..Asked::only(Verb::RemoveUserFromGroup)
        };
        own(&leave(&admins), Err("own-access"));
        // In which the caller is not.
        let support = list(&["Support"]);
        own(&leave(&support), Ok(()));
        own(&leave(&clients), Ok(()));
    }

    #[test]
    fn taking_an_address_takes_the_way_in() {
        let take = Asked {
            force_alias_creation: true,
            ..Asked::only(Verb::CreateInvitation)
        };
        let administrator = Some((false, &["Admins"][..]));
        assert_eq!(
            ask(&["Clerks"], &take, administrator),
            Ok(list(&["Admins"]))
        );
        let own = Some((true, &["clients"][..]));
        assert_eq!(ask(&["Clerks"], &take, own), Err("own-access"));
        // An invitation that takes nothing away.
        let give = Asked::only(Verb::CreateInvitation);
        assert_eq!(ask(&["Clerks"], &give, administrator), Ok(vec![]));
    }

    #[test]
    fn administrators_need_another_before_one_goes() {
        use Verb::{DeleteUser, DisableUser, EnableUser, RemoveUserFromGroup, SignUserOut};
        let admins: Result<&[&str], _> = Ok(&["Admins"]);
        check(
            &["Admins"],
            DisableUser,
            &[],
            &["Admins", "clients"],
            admins,
        );
        check(&["Admins"], DeleteUser, &[], &["Admins"], admins);
        check(
            &["Admins"],
            RemoveUserFromGroup,
            &["Admins"],
            &["Admins"],
            admins,
        );
        check(
            &["Admins"],
            RemoveUserFromGroup,
            &["clients"],
            &["Admins"],
            Ok(&[]),
        );
        // Who is not in the group leaves it to nobody.
        check(
            &["Admins"],
            RemoveUserFromGroup,
            &["Admins"],
            &["clients"],
            Ok(&[]),
        );
        check(&["Admins"], EnableUser, &[], &["Admins"], Ok(&[]));
        check(&["Admins"], SignUserOut, &[], &["Admins"], Ok(&[]));
        // No administrators.
        check(&["Admins"], DisableUser, &[], &["Support"], Ok(&[]));
    }
}
