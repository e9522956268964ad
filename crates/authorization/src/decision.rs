//! Whether a caller may take an action, and why not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use invitation::GroupName;
use strum::IntoStaticStr;

use crate::role::Role;
use crate::verb::Verb;

static NO_ATTRIBUTES: BTreeMap<String, String> = BTreeMap::new();
static NO_GROUPS: BTreeSet<GroupName> = BTreeSet::new();

/// What a caller asks for, without the user whom it concerns. Its `Debug` shows no attribute's
/// value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Action<'a> {
    /// The verb.
    pub verb: Verb,
    /// The groups to give or to take away.
    pub groups: &'a [String],
    /// The groups that the policy gives because of it, see [`policy_groups`](crate::policy_groups).
    pub policy_groups: &'a BTreeSet<GroupName>,
    /// The attributes to set, with their values.
    pub attributes: &'a BTreeMap<String, String>,
    /// Whether to take the address from the member who has it.
    pub force_alias_creation: bool,
    /// Whether to get the link of the invitation.
    pub link: bool,
    /// Whether the password has to be changed at the next sign-in. Until then, the user is not
    /// confirmed.
    pub temporary_password: bool,
}

impl Action<'_> {
    /// A verb that gives nothing.
    pub fn only(verb: Verb) -> Self {
        Self {
            verb,
            groups: &[],
            policy_groups: &NO_GROUPS,
            attributes: &NO_ATTRIBUTES,
            force_alias_creation: false,
            link: false,
            temporary_password: false,
        }
    }

    /// Whether everybody may do it, or may do it to this user.
    pub fn needs_no_role(&self, target: Option<Target<'_>>) -> bool {
        match self.verb {
            Verb::GetMe => true,
            Verb::SignUserOut => target.is_some_and(|target| target.is_caller),
            _ => false,
        }
    }

    /// Whether the user cannot use the account as before afterwards.
    fn shuts_out(&self) -> bool {
        match self.verb {
            Verb::DisableUser | Verb::DeleteUser | Verb::RevokeInvitation => true,
            Verb::SetUserPassword => self.temporary_password,
            // A member who loses the address cannot sign in: the user name is often generated, and
            // nobody knows it.
            Verb::CreateInvitation | Verb::CreateInvitations => self.force_alias_creation,
            _ => false,
        }
    }

    /// Whether a caller in these groups would lose access to the API by doing it to their own
    /// account.
    fn ends_own_access(&self, roles: &[Role], groups: &BTreeSet<String>) -> bool {
        if self.shuts_out() {
            return true;
        }
        let left = self.leaves(groups).cloned().collect();
        roles.iter().any(|role| role.is_of(&left))
    }

    /// Which of these groups the user leaves by it. A user who cannot sign in leaves all of them.
    fn leaves<'a>(&'a self, groups: &'a BTreeSet<String>) -> impl Iterator<Item = &'a String> {
        let taken = self.verb == Verb::RemoveUserFromGroup;
        groups
            .iter()
            .filter(move |group| self.shuts_out() || taken && self.groups.contains(group))
    }
}

impl fmt::Debug for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action")
            .field("verb", &self.verb)
            .field("groups", &self.groups)
            .field("policy_groups", &self.policy_groups)
            .field("attributes", &self.attributes.keys())
            .field("force_alias_creation", &self.force_alias_creation)
            .field("link", &self.link)
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
    /// Whether the user has an open invitation that the caller did not make.
    pub is_guest_of_another: bool,
}

/// A yes, with what to check before anything is done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Permit {
    /// The groups of administrators that the user leaves by it. If the user can sign in, each of
    /// them needs another member who can; else it is [`Forbidden::LastAdministrator`].
    pub need_another: BTreeSet<String>,
}

/// Why a caller may not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Forbidden {
    /// No role of the caller has the verb.
    #[error("You do not have permission to do this")]
    NotPermitted,
    /// The caller would have no access afterwards.
    #[error("You cannot take away your own access; ask another administrator")]
    OwnAccess,
    /// The user is in a group that the caller's role does not have.
    #[error("This user is in a group that is not yours to administer")]
    TargetAbove,
    /// The caller's role cannot give or take away the group.
    #[error("The group \"{0}\" is not yours to administer")]
    GroupNotPermitted(String),
    /// The policy gives the user a group that the caller's role cannot give.
    #[error(
        "The settings give this user the group \"{0}\", which is not yours to administer; ask somebody whose role has it"
    )]
    PolicyGroupNotPermitted(GroupName),
    /// The caller's role cannot set the attribute.
    #[error("The attribute \"{0}\" is not yours to set")]
    AttributeNotPermitted(String),
    /// The caller's role cannot take addresses away.
    #[error("You do not have permission to take an address away from another user")]
    ForceAliasCreationNotPermitted,
    /// The caller's role gets no link.
    #[error("You do not have permission to get the link of an invitation; have it mailed")]
    LinkNotPermitted,
    /// Who has the link could accept the invitation, which somebody else promised the person.
    #[error(
        "Somebody else made this invitation; you get the links of your own, and can have it mailed"
    )]
    InvitationOfAnother,
    /// No administrator who can sign in would be left.
    #[error("This user is the last administrator who can sign in; appoint another one first")]
    LastAdministrator,
}

impl Forbidden {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// Decides whether a member of the groups `caller` may take the action, on `target` if it acts on a
/// user.
///
/// One role has to allow all of it. Where several roles come close, the reason is that of the
/// closest one.
pub fn decide(
    roles: &[Role],
    caller: &BTreeSet<String>,
    action: &Action<'_>,
    target: Option<Target<'_>>,
) -> Result<Permit, Forbidden> {
    if action.needs_no_role(target) {
        return Ok(Permit {
            need_another: BTreeSet::new(),
        });
    }
    let mut closest = Forbidden::NotPermitted;
    let mut is_allowed = false;
    for role in roles.iter().filter(|role| role.is_of(caller)) {
        match within(role, action, target) {
            Ok(()) => is_allowed = true,
            Err(forbidden) if distance(&forbidden) < distance(&closest) => closest = forbidden,
            Err(_) => {}
        }
    }
    if !is_allowed {
        return Err(closest);
    }
    let own = target.filter(|target| target.is_caller);
    if own.is_some_and(|own| action.ends_own_access(roles, own.groups)) {
        return Err(Forbidden::OwnAccess);
    }
    let administrators: Vec<&Role> = roles.iter().filter(|role| role.administrators).collect();
    let groups = target.map(|target| target.groups);
    let need_another = groups.into_iter().flat_map(|groups| action.leaves(groups));
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
fn within(role: &Role, action: &Action<'_>, target: Option<Target<'_>>) -> Result<(), Forbidden> {
    if !role.verbs.contains(action.verb) {
        return Err(Forbidden::NotPermitted);
    }
    let mut theirs = target.iter().flat_map(|target| target.groups);
    if !action.verb.only_reads() && !theirs.all(|group| role.has_group(group)) {
        return Err(Forbidden::TargetAbove);
    }
    if let Some(group) = action.groups.iter().find(|group| !role.has_group(group)) {
        return Err(Forbidden::GroupNotPermitted(group.clone()));
    }
    let mut names = action.attributes.keys();
    if let Some(name) = names.find(|name| !role.may_set(name)) {
        return Err(Forbidden::AttributeNotPermitted(name.clone()));
    }
    if action.force_alias_creation && !role.force_alias_creation {
        return Err(Forbidden::ForceAliasCreationNotPermitted);
    }
    if action.link && !role.link {
        return Err(Forbidden::LinkNotPermitted);
    }
    if action.link && target.is_some_and(|target| target.is_guest_of_another) {
        return Err(Forbidden::InvitationOfAnother);
    }
    let mut policy = action.policy_groups.iter();
    if let Some(group) = policy.find(|group| !role.has_group(group.as_str())) {
        return Err(Forbidden::PolicyGroupNotPermitted(group.clone()));
    }
    Ok(())
}

/// How far a role is from a yes: the number of checks from the failed one on.
fn distance(forbidden: &Forbidden) -> u8 {
    match forbidden {
        Forbidden::NotPermitted => 8,
        Forbidden::TargetAbove => 7,
        Forbidden::GroupNotPermitted(_) => 6,
        Forbidden::AttributeNotPermitted(_) => 5,
        Forbidden::ForceAliasCreationNotPermitted => 4,
        Forbidden::LinkNotPermitted => 3,
        Forbidden::InvitationOfAnother => 2,
        Forbidden::PolicyGroupNotPermitted(_) => 1,
        Forbidden::OwnAccess | Forbidden::LastAdministrator => 0,
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
        link = true
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
        action: &Action<'_>,
        target: Option<(bool, &[&str])>,
    ) -> Result<Vec<String>, &'static str> {
        let roles = toml::from_str::<Document>(ROLES).unwrap().roles;
        let groups = set(target.map_or(&[], |(_, groups)| groups));
        let target = target.map(|(is_caller, _)| Target {
            is_caller,
            groups: &groups,
            is_guest_of_another: !is_caller && caller == ["Clerks"],
        });
        decide(&roles, &set(caller), action, target)
            .map(|permit| permit.need_another.into_iter().collect())
            .map_err(|forbidden| forbidden.code())
    }

    /// The decision on a verb with this group, for another user in the groups `target`.
    #[track_caller]
    fn check(
        caller: &[&str],
        verb: Verb,
        group: &[&str],
        target: &[&str],
        expected: Result<&[&str], &'static str>,
    ) {
        let groups = list(group);
        let action = Action {
            groups: &groups,
            ..Action::only(verb)
        };
        let expected = expected.map(list);
        assert_eq!(ask(caller, &action, Some((false, target))), expected);
    }

    /// The decision on setting attributes of a user without groups.
    #[track_caller]
    fn attribute(caller: &str, names: &[&str], expected: Result<(), &'static str>) {
        let value = |&name: &&str| (name.to_owned(), "x".to_owned());
        let attributes = names.iter().map(value).collect();
        let action = Action {
            attributes: &attributes,
            ..Action::only(Verb::UpdateUserAttributes)
        };
        let decided = ask(&[caller], &action, Some((false, &[])));
        assert_eq!(decided.map(|_| ()), expected);
    }

    /// The decision when an administrator does it to their own account.
    #[track_caller]
    fn own(action: &Action<'_>, expected: Result<(), &'static str>) {
        let own = ["Admins", "clients"];
        let decided = ask(&own, action, Some((true, &own)));
        assert_eq!(decided.map(|_| ()), expected, "{action:?}");
    }

    #[test]
    fn nobody_is_admitted_without_a_role() {
        for &verb in Verb::ALL.iter().filter(|&&verb| verb != Verb::GetMe) {
            for caller in [&[][..], &["clients"], &["admins"], &["x,Admins"], &[""]] {
                check(caller, verb, &[], &[], Err("not-permitted"));
            }
            let action = Action::only(verb);
            let decided = decide(&[], &set(&["Admins"]), &action, None);
            assert_eq!(decided, Err(Forbidden::NotPermitted));
        }
    }

    #[test]
    fn only_what_concerns_oneself_needs_no_role() {
        for &verb in Verb::ALL {
            let expected = match verb {
                Verb::SignUserOut | Verb::GetMe => Ok(vec![]),
                _ => Err("not-permitted"),
            };
            let action = Action::only(verb);
            assert_eq!(ask(&[], &action, Some((true, &["Admins"]))), expected);
        }
        let action = Action::only(Verb::SignUserOut);
        assert_eq!(
            ask(&["Support"], &action, Some((false, &[]))),
            Err("not-permitted")
        );
    }

    #[test]
    fn a_user_in_a_group_beyond_the_role_is_left_alone() {
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
        // Reading does not act on a user.
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
            let action = Action {
                policy_groups,
                temporary_password: true,
                ..Action::only(Verb::SetUserPassword)
            };
            ask(&["Support"], &action, Some((false, &["clients"]))).map(|_| ())
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
        let action = Action {
            force_alias_creation: true,
            ..Action::only(Verb::CreateInvitation)
        };
        assert_eq!(ask(both, &action, None), Ok(vec![]));
        assert_eq!(
            ask(&["Admins"], &action, None),
            Err("force-alias-creation-not-permitted")
        );
    }

    #[test]
    fn links_take_a_role_and_an_invitation_of_ones_own() {
        let link = Action {
            link: true,
            ..Action::only(Verb::CreateInvitation)
        };
        assert_eq!(ask(&["Admins"], &link, None), Err("link-not-permitted"));
        assert_eq!(ask(&["Clerks"], &link, None), Ok(vec![]));
        let guest = Some((false, &["clients"][..]));
        assert_eq!(ask(&["Clerks"], &link, guest), Err("invitation-of-another"));
        // Whoever gets no link may send it again.
        let mail = Action::only(Verb::CreateInvitation);
        assert_eq!(ask(&["Clerks"], &mail, guest), Ok(vec![]));
    }

    #[test]
    fn nobody_takes_away_the_own_access() {
        for verb in [Verb::DisableUser, Verb::DeleteUser, Verb::RevokeInvitation] {
            own(&Action::only(verb), Err("own-access"));
        }
        let password = |temporary_password| Action {
            temporary_password,
            ..Action::only(Verb::SetUserPassword)
        };
        own(&password(true), Err("own-access"));
        own(&password(false), Ok(()));
        let (admins, clients) = (list(&["Admins"]), list(&["clients"]));
        let leave = |groups| Action {
            groups,
            ..Action::only(Verb::RemoveUserFromGroup)
        };
        own(&leave(&admins), Err("own-access"));
        // The caller is not in this one.
        let support = list(&["Support"]);
        own(&leave(&support), Ok(()));
        own(&leave(&clients), Ok(()));
    }

    #[test]
    fn taking_an_address_takes_the_way_in() {
        let take = Action {
            force_alias_creation: true,
            ..Action::only(Verb::CreateInvitation)
        };
        let administrator = Some((false, &["Admins"][..]));
        assert_eq!(
            ask(&["Clerks"], &take, administrator),
            Ok(list(&["Admins"]))
        );
        let own = Some((true, &["clients"][..]));
        assert_eq!(ask(&["Clerks"], &take, own), Err("own-access"));
        // An invitation that takes nothing away.
        let give = Action::only(Verb::CreateInvitation);
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
        // A user who is not in the group does not leave it.
        check(
            &["Admins"],
            RemoveUserFromGroup,
            &["Admins"],
            &["clients"],
            Ok(&[]),
        );
        check(&["Admins"], EnableUser, &[], &["Admins"], Ok(&[]));
        check(&["Admins"], SignUserOut, &[], &["Admins"], Ok(&[]));
        // Support is not a group of administrators.
        check(&["Admins"], DisableUser, &[], &["Support"], Ok(&[]));
    }
}
