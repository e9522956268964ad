//! Groups that the policy gives because of an action, though the request does not name them.
//!
//! The settings give groups for an address or a status, and a role may be able to set both. Suppose
//! a domain's people are `staff`: a caller who may invite an address of it and set that user's
//! password can become `staff`. So these groups count as given by the caller, too (contract
//! §13.36).
//!
//! The address counts as verified here: it may become so between this decision and the sign-in.

use std::collections::BTreeSet;

use invitation::grant::{AcceptancePolicy, Member, grant_on_confirmation, grant_on_sign_in};
use invitation::{Attributes, EmailAddress, GroupName, INVITATION_ATTRIBUTE, UserStatus};
use jiff::Timestamp;

use crate::decision::Action;
use crate::verb::Verb;

/// The attributes that the policy reads.
const READ: [&str; 3] = ["email", "email_verified", INVITATION_ATTRIBUTE];

/// A user whom a verb acts on, as far as the policy asks.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The pool that the user is in.
    pub user_pool_id: &'a str,
    /// The immutable user name.
    pub user_name: &'a str,
    /// The status.
    pub status: &'a UserStatus,
    /// The attributes.
    pub attributes: &'a Attributes,
    /// When the user was created.
    pub created: Timestamp,
}

/// The groups that an invited person with this address gets at the first sign-in.
pub fn of_invitation(email: &EmailAddress, policy: &AcceptancePolicy<'_>) -> BTreeSet<GroupName> {
    policy
        .admin_created
        .groups
        .given_to(Some(email), policy.assignable)
}

/// The groups that a person with this address gets at a sign-up with an invitation token, besides
/// those of the token.
pub fn of_token(email: &EmailAddress, policy: &AcceptancePolicy<'_>) -> BTreeSet<GroupName> {
    policy
        .self_sign_up
        .groups
        .given_to(Some(email), policy.assignable)
}

/// The groups that a user gets at the next confirmation or sign-in, once `action` is done.
pub fn of_user(
    action: &Action<'_>,
    account: &Account<'_>,
    policy: &AcceptancePolicy<'_>,
    now: Timestamp,
) -> BTreeSet<GroupName> {
    let attributes = proven_attributes(action, account);
    let member = |status| Member {
        user_pool_id: account.user_pool_id,
        user_name: account.user_name,
        status,
        attributes: &attributes,
        created: account.created,
    };
    let created = || grant_on_sign_in(&member(&UserStatus::ForceChangePassword), true, policy, now);
    let confirmed = || grant_on_confirmation(&member(&UserStatus::Confirmed), policy);
    let federated = || grant_on_confirmation(&member(&UserStatus::ExternalProvider), policy);
    // Groups of a token that the user still carries.
    let unfinished = || grant_on_sign_in(&member(&UserStatus::Confirmed), false, policy, now);

    let grants = match (action.verb, account.status) {
        (Verb::SetUserPassword, _) if !action.temporary_password => vec![unfinished()],
        (Verb::UpdateUserAttributes, _) if !changes_what_is_read(action) => vec![],
        (Verb::UpdateUserAttributes, UserStatus::ExternalProvider) => vec![federated()],
        // Another role may set a temporary password or confirm the user later, and would not know
        // that the address was changed.
        (Verb::UpdateUserAttributes, _) => vec![created(), confirmed(), unfinished()],
        (Verb::SetUserPassword | Verb::ResendInvitation, _)
        | (
            Verb::CreateInvitation | Verb::CreateInvitations | Verb::EnableUser,
            UserStatus::ForceChangePassword,
        ) => vec![created(), unfinished()],
        (Verb::ConfirmUserSignUp, _) | (Verb::EnableUser, UserStatus::Unconfirmed) => {
            vec![confirmed(), unfinished()]
        }
        (Verb::EnableUser, _) => vec![unfinished()],
        // An invitation gives a member only the groups it names, and replaces a sign-up.
        (
            Verb::CreateInvitation
            | Verb::CreateInvitations
            | Verb::AddUserToGroup
            | Verb::RemoveUserFromGroup
            | Verb::DisableUser
            | Verb::SignUserOut
            | Verb::GetUser
            | Verb::ListUsers
            | Verb::ListGroups
            | Verb::ListGroupsForUser
            | Verb::ListUsersInGroup
            | Verb::DeleteUser
            | Verb::ListInvitations
            | Verb::GetInvitation
            | Verb::RevokeInvitation
            | Verb::CheckInvitations
            | Verb::GetMe,
            _,
        ) => vec![],
    };
    grants.into_iter().flat_map(|grant| grant.groups).collect()
}

/// Whether it sets a new address, marks one as verified, or sets a token. Taking one away gives
/// nothing.
fn changes_what_is_read(action: &Action<'_>) -> bool {
    let is_given = |name: &str| match action.attributes.get(name) {
        Some(value) if name == "email_verified" => value.trim().eq_ignore_ascii_case("true"),
        value => value.is_some_and(|value| !value.is_empty()),
    };
    READ.into_iter().any(is_given)
}

/// What the policy reads of the user once `action` is done, with the address as verified.
fn proven_attributes(action: &Action<'_>, account: &Account<'_>) -> Attributes {
    let is_update = action.verb == Verb::UpdateUserAttributes;
    let after = |name: &str| {
        let changed = action.attributes.get(name).filter(|_| is_update);
        let value = changed.map(String::as_str).or(account.attributes.get(name));
        Some((name.to_owned(), value?.to_owned()))
    };
    let proven = ("email_verified".to_owned(), "true".to_owned());
    READ.into_iter().filter_map(after).chain([proven]).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use invitation::{
        AdminCreatedPolicy, FederatedPolicy, GrantPolicy, SelfSignUpPolicy, TokenSettings,
    };

    use super::*;

    const STAFF: &str = "ada@staff.example";
    const CLIENT: &str = "ada@client.example";

    /// Each way of becoming a member has a group of everybody and one of a domain.
    #[derive(serde::Deserialize)]
    struct Policies {
        grants: GrantPolicy,
        tokens: TokenSettings,
        self_sign_up: SelfSignUpPolicy,
        admin_created: AdminCreatedPolicy,
        federated: FederatedPolicy,
    }

    const POLICIES: &str = r#"
        [grants]
        assignable_groups = ["signed-up", "signed-up-staff", "created", "created-staff", "came", "came-staff"]

        [tokens]
        issuer = "https://accounts.northwind.example"

        [self_sign_up]
        policy = "open"
        groups.default = ["signed-up", "not-assignable"]
        groups.by_domain = { "staff.example" = ["signed-up-staff"] }

        [admin_created]
        groups.default = ["created", "not-assignable"]
        groups.by_domain = { "staff.example" = ["created-staff"] }

        [federated]
        policy = "open"
        trusted_providers = ["Google"]
        groups.default = ["came"]
        groups.by_domain = { "staff.example" = ["came-staff"] }
    "#;

    impl Policies {
        fn read() -> Self {
            toml::from_str(POLICIES).unwrap()
        }

        fn policy(&self) -> AcceptancePolicy<'_> {
            AcceptancePolicy {
                assignable: &self.grants,
                tokens: &self.tokens,
                self_sign_up: &self.self_sign_up,
                admin_created: &self.admin_created,
                federated: &self.federated,
            }
        }
    }

    fn names(groups: &BTreeSet<GroupName>) -> Vec<&str> {
        groups.iter().map(GroupName::as_str).collect()
    }

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let own = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        pairs.iter().map(own).collect()
    }

    /// Checks the groups of `action`, for a user with this status and this unverified address.
    #[track_caller]
    fn check(action: &Action<'_>, status: &str, email: &str, expected: &[&str]) {
        let policies = Policies::read();
        let attributes = map(&[("email", email)]).into_iter().collect();
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        let account = Account {
            user_pool_id: "eu-west-1_AbCdEfGhI",
            user_name: "Google_1035",
            status: &UserStatus::from(status),
            attributes: &attributes,
            created: now,
        };
        let groups = of_user(action, &account, &policies.policy(), now);
        assert_eq!(names(&groups), expected, "{:?} {status}", action.verb);
    }

    #[track_caller]
    fn check_update(changes: &[(&str, &str)], status: &str, expected: &[&str]) {
        let attributes = map(changes);
        let action = Action {
            attributes: &attributes,
            ..Action::only(Verb::UpdateUserAttributes)
        };
        check(&action, status, CLIENT, expected);
    }

    const CREATED: [&str; 2] = ["created", "created-staff"];
    const SIGNED_UP: [&str; 2] = ["signed-up", "signed-up-staff"];

    #[test]
    fn a_temporary_password_and_a_new_mail_lead_to_the_groups_of_the_invited() {
        let temporary = Action {
            temporary_password: true,
            ..Action::only(Verb::SetUserPassword)
        };
        for status in ["CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "NEW"] {
            check(&temporary, status, STAFF, &CREATED);
        }
        check(&temporary, "CONFIRMED", CLIENT, &["created"]);
        let resend = Action::only(Verb::ResendInvitation);
        check(&resend, "FORCE_CHANGE_PASSWORD", STAFF, &CREATED);
        let permanent = Action::only(Verb::SetUserPassword);
        check(&permanent, "FORCE_CHANGE_PASSWORD", STAFF, &[]);
    }

    #[test]
    fn confirming_and_enabling_lead_to_what_was_waiting() {
        let confirm = Action::only(Verb::ConfirmUserSignUp);
        check(&confirm, "UNCONFIRMED", STAFF, &SIGNED_UP);
        let enable = Action::only(Verb::EnableUser);
        check(&enable, "FORCE_CHANGE_PASSWORD", STAFF, &CREATED);
        check(&enable, "UNCONFIRMED", STAFF, &SIGNED_UP);
        check(&enable, "CONFIRMED", STAFF, &[]);
        check(&enable, "EXTERNAL_PROVIDER", STAFF, &[]);
    }

    #[test]
    fn an_address_leads_to_the_groups_that_the_policy_gives_for_it() {
        let all = ["created", "created-staff", "signed-up", "signed-up-staff"];
        for status in ["CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD"] {
            check_update(&[("email", STAFF)], status, &all);
        }
        check_update(
            &[("email_verified", "True")],
            "CONFIRMED",
            &["created", "signed-up"],
        );
        check_update(
            &[("email", STAFF)],
            "EXTERNAL_PROVIDER",
            &["came", "came-staff"],
        );
        for nothing in [
            &[("given_name", "Ada")][..],
            &[("email", "")],
            &[("email_verified", "false")],
            &[("preferred_username", STAFF)],
            &[("custom:brand", "northwind")],
        ] {
            check_update(nothing, "FORCE_CHANGE_PASSWORD", &[]);
        }
    }

    #[test]
    fn other_verbs_lead_to_no_group_that_they_do_not_name() {
        for &verb in Verb::ALL {
            let hands_out = [
                Verb::ConfirmUserSignUp,
                Verb::CreateInvitation,
                Verb::CreateInvitations,
                Verb::EnableUser,
                Verb::ResendInvitation,
            ];
            if !hands_out.contains(&verb) {
                for status in ["CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD"] {
                    check(&Action::only(verb), status, STAFF, &[]);
                }
            }
        }
    }

    #[test]
    fn invitations_lead_to_the_groups_of_their_kind() {
        let policies = Policies::read();
        let policy = policies.policy();
        let staff = STAFF.parse().unwrap();
        assert_eq!(names(&of_invitation(&staff, &policy)), CREATED);
        assert_eq!(names(&of_token(&staff, &policy)), SIGNED_UP);
        let client = CLIENT.parse().unwrap();
        assert_eq!(names(&of_invitation(&client, &policy)), ["created"]);
    }
}
