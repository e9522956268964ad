//! What acceptance gives, and to whom: decided from what the pool says of the user, never from
//! what a client says (design §3.3).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::accepted::{accepted_at, had_accepted_before};
use crate::attributes::AttributeName;
use crate::policy::SelfSignUpMode;
use crate::token::Binding;
use crate::{
    AdminCreatedPolicy, Attributes, FederatedPolicy, GrantPolicy, GroupName, INVITATION_ATTRIBUTE,
    InvitationRecord, Mark, SelfSignUpPolicy, TokenFault, TokenSettings, UserStatus, VerifiedToken,
};

/// How long after a user's creation a sign-in still finishes a grant that failed.
///
/// **Security invariant:** a client may be able to write `custom:invitation`. Without this bound
/// a member could put an old token back after an administrator took a group away.
pub const UNFINISHED_GRANT_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// How long after its admission a user may be created: pre-sign-up takes three runs of five seconds
/// at most (contract §6); the rest is for clocks that differ.
///
/// **Security invariant:** it holds at the confirmation only. There the token is still the one that
/// pre-sign-up admitted. After a sign-in the client may have replaced it.
pub const ADMISSION_GRACE: SignedDuration = SignedDuration::from_secs(60);

/// The settings that a grant asks.
#[derive(Debug, Clone, Copy)]
pub struct AcceptancePolicy<'a> {
    /// What may be given at all.
    pub assignable: &'a GrantPolicy,
    /// Whose tokens are believed.
    pub tokens: &'a TokenSettings,
    /// Groups of people who signed up by themselves.
    pub self_sign_up: &'a SelfSignUpPolicy,
    /// Groups of users that an administrator created.
    pub admin_created: &'a AdminCreatedPolicy,
    /// Groups of federated people.
    pub federated: &'a FederatedPolicy,
}

/// A user as the pool shows it. Its `Debug` shows neither name nor attributes.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    /// The pool it is in.
    pub user_pool_id: &'a str,
    /// The immutable user name.
    pub user_name: &'a str,
    /// Its status. `UNCONFIRMED` counts as confirmed: the pool may not have caught up with its own
    /// trigger.
    pub status: &'a UserStatus,
    /// Its attributes.
    pub attributes: &'a Attributes,
    /// When it was created; a token's time is judged as of this moment.
    pub created: Timestamp,
}

impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member")
            .field("user_pool_id", &self.user_pool_id)
            .field("status", &self.status)
            .field("created", &self.created)
            .finish_non_exhaustive()
    }
}

impl Member<'_> {
    /// The user's token, verified as of the moment that the user came into being, or up to `grace`
    /// before.
    fn token(
        &self,
        tokens: &TokenSettings,
        grace: SignedDuration,
    ) -> Option<Result<VerifiedToken, TokenFault>> {
        let token = self.attributes.get(INVITATION_ATTRIBUTE)?;
        let email = self.attributes.email();
        let binding = Binding {
            user_pool_id: self.user_pool_id,
            email: email.as_ref(),
        };
        let verified = tokens.verify_apart_from_expiry(token, binding, self.created);
        Some(verified.and_then(|(token, expiry)| {
            if self.created.duration_since(expiry) >= grace {
                return Err(TokenFault::Expired);
            }
            Ok(token)
        }))
    }
}

/// What acceptance gives. Its `Debug` shows no attribute value.
#[derive(Clone, Default)]
pub struct Grant {
    /// Groups to be in.
    pub groups: BTreeSet<GroupName>,
    /// Attributes to set.
    pub attributes: BTreeMap<AttributeName, String>,
    /// The token that part of it comes from; it is spent when the rest is done.
    pub token: Option<VerifiedToken>,
    /// Whether the person becomes a member by this grant, so that the invitation's record gets the
    /// mark, and after a confirmation a welcome mail is due. True also if the grant gives nothing.
    pub accepted: bool,
    /// How many groups and attributes the token names that may not be given.
    pub refused: usize,
    /// Why the user's token gives nothing.
    pub token_fault: Option<TokenFault>,
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("groups", &self.groups)
            .field("token", &self.token)
            .field("refused", &self.refused)
            .field("token_fault", &self.token_fault)
            .finish_non_exhaustive()
    }
}

impl Grant {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.attributes.is_empty() && self.token.is_none()
    }

    fn add_token(&mut self, token: VerifiedToken, assignable: &GrantPolicy) {
        for group in &token.claims().groups {
            if assignable.assignable_groups.contains(group) && token.key_gives(group) {
                self.groups.insert(group.clone());
            } else {
                self.refused += 1;
            }
        }
        for (name, value) in &token.claims().attributes {
            match name.parse::<AttributeName>() {
                // No value is too long for Cognito: the whole token has the same limit.
                Ok(name) if assignable.assignable_attributes.contains(&name) => {
                    self.attributes.insert(name, value.clone());
                }
                _ => self.refused += 1,
            }
        }
        self.token = Some(token);
    }
}

/// What a confirmed sign-up gives: `PostConfirmation_ConfirmSignUp`, which Cognito also fires
/// for a first federated sign-in (contract §1.5).
pub fn grant_on_confirmation(member: &Member<'_>, policy: &AcceptancePolicy<'_>) -> Grant {
    let mut grant = Grant::default();
    match member.status {
        UserStatus::Confirmed | UserStatus::Unconfirmed => {
            match member.token(policy.tokens, ADMISSION_GRACE) {
                Some(Ok(token)) => grant.add_token(token, policy.assignable),
                Some(Err(fault)) => grant.token_fault = Some(fault),
                None => {}
            }
            grant.accepted = is_still_admitted(member, &grant, policy.self_sign_up);
            if grant.accepted {
                let proven = member.attributes.verified_email();
                let groups = &policy.self_sign_up.groups;
                let groups = groups.given_to(proven.as_ref(), policy.assignable);
                grant.groups.extend(groups);
            }
        }
        UserStatus::ExternalProvider => {
            grant.accepted = true;
            grant.groups = federated_groups(member, policy);
        }
        UserStatus::ForceChangePassword | UserStatus::ResetRequired | UserStatus::Other(_) => {}
    }
    grant
}

/// What a sign-in gives: the policy's groups at the first one of an admin-created user
/// (`first_of_admin_created`: the event still says so), and otherwise a grant that failed at
/// confirmation, within [`UNFINISHED_GRANT_LIFETIME`] and for a verified address only.
///
/// Who accepted according to the record gets nothing: the member has put a spent token back, or has
/// been given a temporary password since. For the latter the mark has to be older than the sign-in,
/// because another run of the hook may have made it, or a timer that saw the new status first.
pub fn grant_on_sign_in(
    member: &Member<'_>,
    first_of_admin_created: bool,
    policy: &AcceptancePolicy<'_>,
    now: Timestamp,
) -> Grant {
    let mut grant = Grant::default();
    let proven = member.attributes.verified_email();
    if first_of_admin_created {
        if had_accepted_before(member.attributes, now) {
            return grant;
        }
        grant.accepted = true;
        let groups = &policy.admin_created.groups;
        grant.groups = groups.given_to(proven.as_ref(), policy.assignable);
        return grant;
    }
    if accepted_at(member.attributes).is_some() {
        return grant;
    }
    let in_time = now.duration_since(member.created) <= UNFINISHED_GRANT_LIFETIME;
    let signed_up = matches!(
        member.status,
        UserStatus::Confirmed | UserStatus::Unconfirmed
    );
    if !signed_up || !member.attributes.is_true("email_verified") || !in_time {
        return grant;
    }
    match member.token(policy.tokens, SignedDuration::ZERO) {
        Some(Ok(token)) => {
            grant.accepted = true;
            let groups = &policy.self_sign_up.groups;
            grant.groups = groups.given_to(proven.as_ref(), policy.assignable);
            grant.add_token(token, policy.assignable);
        }
        Some(Err(fault)) => grant.token_fault = Some(fault),
        None => {}
    }
    grant
}

/// The policy's groups of an admin-created user, for the token of the first sign-in: none for who
/// accepted in an earlier one.
pub fn first_token_groups(
    attributes: &Attributes,
    policy: &AdminCreatedPolicy,
    assignable: &GrantPolicy,
    now: Timestamp,
) -> BTreeSet<GroupName> {
    if had_accepted_before(attributes, now) {
        return BTreeSet::new();
    }
    let proven = attributes.verified_email();
    policy.groups.given_to(proven.as_ref(), assignable)
}

/// Whether a sign-in event of an admin-created user, who by its status has yet to set a password,
/// shows anything to give or to mark, so that it is worth asking the pool. It assumes a proven
/// address; only the pool knows whether it is.
pub fn may_be_accepted_by_sign_in(
    attributes: &Attributes,
    policy: &AcceptancePolicy<'_>,
    now: Timestamp,
) -> bool {
    if had_accepted_before(attributes, now) {
        return false;
    }
    let record = InvitationRecord::of(attributes);
    if record.is_some_and(|record| record.marked(Mark::Accepted).is_none()) {
        return true;
    }
    let groups = &policy.admin_created.groups;
    let given = groups.given_to(attributes.email().as_ref(), policy.assignable);
    !given.is_empty()
}

/// Whether a sign-in event shows a token that [`grant_on_sign_in`] could accept, so that it is worth
/// asking the pool. It grants nothing itself.
pub fn may_have_unfinished_grant(
    user_pool_id: &str,
    attributes: &Attributes,
    tokens: &TokenSettings,
    now: Timestamp,
) -> bool {
    let Some(token) = attributes.get(INVITATION_ATTRIBUTE) else {
        return false;
    };
    if accepted_at(attributes).is_some() {
        return false;
    }
    let email = attributes.email();
    let binding = Binding {
        user_pool_id,
        email: email.as_ref(),
    };
    // The user was created before the token expired, so 24 h after the expiry it is too late.
    tokens
        .verify_apart_from_expiry(token, binding, now)
        .is_ok_and(|(_, expiry)| now.duration_since(expiry) <= UNFINISHED_GRANT_LIFETIME)
}

/// Whether the policy would admit this member now; only then it gives its groups. The token may have
/// been revoked since the sign-up. If the domain of the address admits the member, the address must
/// be proven.
fn is_still_admitted(member: &Member<'_>, grant: &Grant, policy: &SelfSignUpPolicy) -> bool {
    if grant.token.is_some() {
        return true;
    }
    let attributes = member.attributes;
    match policy.policy {
        SelfSignUpMode::Invited => false,
        SelfSignUpMode::Domains => {
            let proven = attributes.verified_email();
            proven.is_some_and(|email| policy.domains.allows(&email))
        }
        SelfSignUpMode::Open => {
            let email = attributes.email();
            email.is_none_or(|email| !policy.domains.denies(&email))
        }
    }
}

fn federated_groups(member: &Member<'_>, policy: &AcceptancePolicy<'_>) -> BTreeSet<GroupName> {
    // Only a trusted provider proves a federated address. `email_verified` proves nothing: any
    // provider can set it, and Cognito resets it at every sign-in (contract §11.16).
    let federated = policy.federated;
    let vouching = federated.trusted_provider_of(member.user_name);
    let proven = vouching.and_then(|_| member.attributes.email());
    federated
        .groups
        .given_to(proven.as_ref(), policy.assignable)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{
        EMAIL, EXPIRY, ISSUED, POOL, at, attributes, settings, signing_key, token, token_with,
    };
    use crate::{INVITED_ATTRIBUTE, InvitationMode, TokenClaims, TrustedKey};

    /// When the sample user was created.
    const CREATED: i64 = ISSUED + 3600;
    const DAY: i64 = 24 * 3600;

    struct Settings {
        assignable: GrantPolicy,
        tokens: TokenSettings,
        self_sign_up: SelfSignUpPolicy,
        admin_created: AdminCreatedPolicy,
        federated: FederatedPolicy,
    }

    /// Every kind of user has a default group, and one that comes with the domain.
    fn sample_settings() -> Settings {
        let groups = |kind: &str| {
            json!({
                "default": [kind, "not-assignable"],
                "by_domain": {
                    "example.com": [format!("{kind}-staff"), "not-assignable"],
                    "*.example.com": ["unreached"],
                },
            })
        };
        let assignable = json!({
            "assignable_groups": [
                "clients", "readers", "self", "self-staff", "created", "created-staff",
                "federated", "federated-staff", "unreached",
            ],
            "assignable_attributes": ["custom:tenant", "locale"],
        });
        Settings {
            assignable: serde_json::from_value(assignable).unwrap(),
            tokens: settings(),
            self_sign_up: serde_json::from_value(
                json!({ "policy": "open", "groups": groups("self") }),
            )
            .unwrap(),
            admin_created: serde_json::from_value(json!({ "groups": groups("created") })).unwrap(),
            federated: serde_json::from_value(
                json!({ "trusted_providers": ["Google"], "groups": groups("federated") }),
            )
            .unwrap(),
        }
    }

    impl Settings {
        fn policy(&self) -> AcceptancePolicy<'_> {
            AcceptancePolicy {
                assignable: &self.assignable,
                tokens: &self.tokens,
                self_sign_up: &self.self_sign_up,
                admin_created: &self.admin_created,
                federated: &self.federated,
            }
        }
    }

    /// A user: status, user name, address, `email_verified`, `custom:invitation`, `custom:invited`,
    /// creation.
    #[derive(Clone, Copy)]
    struct User<'a> {
        status: &'a str,
        name: &'a str,
        email: &'a str,
        verified: &'a str,
        token: &'a str,
        record: &'a str,
        created: i64,
    }

    const JANE: User<'_> = User {
        status: "CONFIRMED",
        name: "0b7c6a3e",
        email: EMAIL,
        verified: "true",
        token: "",
        record: "",
        created: CREATED,
    };

    impl User<'_> {
        fn attributes(&self) -> Attributes {
            attributes(&[
                ("email", self.email),
                ("email_verified", self.verified),
                (INVITATION_ATTRIBUTE, self.token),
                (INVITED_ATTRIBUTE, self.record),
            ])
        }

        fn with_member<T>(&self, decide: impl FnOnce(&Member<'_>) -> T) -> T {
            decide(&Member {
                user_pool_id: POOL,
                user_name: self.name,
                status: &self.status.into(),
                attributes: &self.attributes(),
                created: at(self.created),
            })
        }

        fn confirm(&self, settings: &Settings) -> Grant {
            self.with_member(|member| grant_on_confirmation(member, &settings.policy()))
        }

        fn sign_in(&self, settings: &Settings, now: i64) -> Grant {
            self.with_member(|member| grant_on_sign_in(member, false, &settings.policy(), at(now)))
        }

        fn first_sign_in(&self, settings: &Settings) -> Grant {
            self.with_member(|member| {
                grant_on_sign_in(member, true, &settings.policy(), at(CREATED + 30 * DAY))
            })
        }
    }

    fn names(grant: &Grant) -> Vec<&str> {
        grant.groups.iter().map(GroupName::as_str).collect()
    }

    #[track_caller]
    fn check_confirmation(user: User<'_>, groups: &[&str]) {
        assert_eq!(names(&user.confirm(&sample_settings())), groups);
    }

    #[track_caller]
    fn check_sign_in(user: User<'_>, now: i64, groups: &[&str]) {
        let grant = user.sign_in(&sample_settings(), now);
        assert_eq!(names(&grant), groups);
        assert_eq!(grant.is_empty(), groups.is_empty());
    }

    const ALL_GROUPS: [&str; 4] = ["clients", "readers", "self", "self-staff"];

    #[test]
    fn confirmation_of_a_sign_up_without_token() {
        check_confirmation(JANE, &["self", "self-staff"]);
        check_confirmation(
            User {
                status: "UNCONFIRMED",
                ..JANE
            },
            &["self", "self-staff"],
        );
        // AdminConfirmSignUp proves no mailbox.
        for verified in ["false", "", "1", "yes", "Tru"] {
            check_confirmation(User { verified, ..JANE }, &["self"]);
        }
        check_confirmation(
            User {
                email: "jane@notexample.com",
                ..JANE
            },
            &["self"],
        );
        check_confirmation(
            User {
                email: "jane@mail.example.com",
                ..JANE
            },
            &["self", "unreached"],
        );
        check_confirmation(
            User {
                email: "jane@EXAMPLE.com.",
                ..JANE
            },
            &["self", "self-staff"],
        );
        check_confirmation(
            User {
                email: "\"x@example.com\"@evil.example",
                ..JANE
            },
            &["self"],
        );
        check_confirmation(
            User {
                email: "x@evil.example@example.com",
                ..JANE
            },
            &["self"],
        );
        check_confirmation(User { email: "", ..JANE }, &["self"]);
    }

    #[test]
    fn confirmation_of_a_sign_up_with_token() {
        let token = &token();
        check_confirmation(User { token, ..JANE }, &ALL_GROUPS);
        // The token travelled by the mailbox: it counts where a phone number was confirmed.
        check_confirmation(
            User {
                token,
                verified: "false",
                ..JANE
            },
            &["clients", "readers", "self"],
        );
        // What does not verify takes nothing from what the policy gives everybody.
        check_confirmation(User { token: "x", ..JANE }, &["self", "self-staff"]);
        check_confirmation(
            User {
                token,
                email: "Jane@example.com",
                ..JANE
            },
            &["self", "self-staff"],
        );
        check_confirmation(
            User {
                token,
                email: "mallory@evil.example",
                ..JANE
            },
            &["self"],
        );
        check_confirmation(
            User {
                token,
                email: "",
                ..JANE
            },
            &["self"],
        );
    }

    #[test]
    fn confirmation_of_any_other_user_gives_no_self_sign_up_groups() {
        let token = &token();
        for status in [
            "FORCE_CHANGE_PASSWORD",
            "RESET_REQUIRED",
            "ARCHIVED",
            "COMPROMISED",
            "UNKNOWN",
            "confirmed",
            "",
            "A_FUTURE_STATUS",
        ] {
            let user = User {
                status,
                token,
                ..JANE
            };
            let grant = user.confirm(&sample_settings());
            assert!(grant.is_empty() && grant.token_fault.is_none(), "{status}");
            let grant = user.sign_in(&sample_settings(), CREATED);
            assert!(grant.is_empty() && grant.token_fault.is_none(), "{status}");
        }
    }

    #[test]
    fn federated_people() {
        let token = &token();
        let federated = User {
            status: "EXTERNAL_PROVIDER",
            verified: "false",
            ..JANE
        };
        check_confirmation(
            User {
                name: "Facebook_1",
                ..federated
            },
            &["federated"],
        );
        check_confirmation(
            User {
                name: "Google_1",
                ..federated
            },
            &["federated", "federated-staff"],
        );
        check_confirmation(
            User {
                name: "google_1",
                ..federated
            },
            &["federated", "federated-staff"],
        );
        check_confirmation(
            User {
                name: "Goog_1",
                ..federated
            },
            &["federated"],
        );
        check_confirmation(
            User {
                name: "Google_1",
                email: "jane@evil.example",
                ..federated
            },
            &["federated"],
        );
        // A token is for people who sign up by themselves.
        check_confirmation(
            User {
                name: "Facebook_1",
                token,
                ..federated
            },
            &["federated"],
        );
        check_sign_in(
            User {
                name: "Google_1",
                token,
                verified: "true",
                ..federated
            },
            CREATED,
            &[],
        );
        // A user name that looks like a provider's makes nobody federated.
        check_confirmation(
            User {
                name: "Google_1",
                verified: "false",
                ..JANE
            },
            &["self"],
        );
    }

    #[test]
    fn first_sign_in_of_an_admin_created_user() {
        let settings = sample_settings();
        let token = &token();
        for (user, expected) in [
            (JANE, &["created", "created-staff"][..]),
            (
                User {
                    status: "FORCE_CHANGE_PASSWORD",
                    ..JANE
                },
                &["created", "created-staff"],
            ),
            (
                User {
                    verified: "false",
                    ..JANE
                },
                &["created"],
            ),
            (
                User {
                    email: "jane@evil.example",
                    ..JANE
                },
                &["created"],
            ),
            // The challenge's answer may carry attributes; a token among them gives nothing.
            (User { token, ..JANE }, &["created", "created-staff"]),
        ] {
            let grant = user.first_sign_in(&settings);
            assert_eq!(names(&grant), expected);
            assert!(grant.token.is_none() && grant.attributes.is_empty());
            // The token of this very sign-in shows the same groups.
            let in_token = first_token_groups(
                &user.attributes(),
                &settings.admin_created,
                &settings.assignable,
                at(CREATED),
            );
            assert_eq!(in_token, grant.groups);
        }
    }

    #[test]
    fn a_sign_in_finishes_a_grant() {
        let token = &token();
        check_sign_in(User { token, ..JANE }, CREATED + 60, &ALL_GROUPS);
        check_sign_in(JANE, CREATED + 60, &[]);
        check_sign_in(
            User {
                token,
                verified: "false",
                ..JANE
            },
            CREATED + 60,
            &[],
        );
        check_sign_in(
            User {
                token,
                verified: "",
                ..JANE
            },
            CREATED + 60,
            &[],
        );
        check_sign_in(
            User {
                token,
                email: "mallory@example.com",
                ..JANE
            },
            CREATED + 60,
            &[],
        );
        check_sign_in(
            User {
                token,
                email: "Jane@example.com",
                ..JANE
            },
            CREATED + 60,
            &[],
        );
        check_sign_in(User { token: "x", ..JANE }, CREATED + 60, &[]);
    }

    #[test]
    fn a_flag_in_another_case_gives_the_same() {
        let settings = sample_settings();
        for verified in ["True", "TRUE"] {
            let user = User { verified, ..JANE };
            assert_eq!(names(&user.confirm(&settings)), ["self", "self-staff"]);
            let created = ["created", "created-staff"];
            assert_eq!(names(&user.first_sign_in(&settings)), created);
            let token = &token();
            check_sign_in(User { token, ..user }, CREATED + 60, &ALL_GROUPS);
        }
    }

    #[test]
    fn a_sign_in_finishes_a_grant_for_24_hours() {
        let token = &token();
        let user = User { token, ..JANE };
        check_sign_in(user, CREATED + DAY, &ALL_GROUPS);
        check_sign_in(user, CREATED + DAY + 1, &[]);
        check_sign_in(user, CREATED + 365 * DAY, &[]);
        let just_after = at(CREATED + DAY)
            .checked_add(SignedDuration::from_nanos(1))
            .unwrap();
        let settings = sample_settings();
        let grant = user
            .with_member(|member| grant_on_sign_in(member, false, &settings.policy(), just_after));
        assert!(grant.is_empty());
        // Clocks differ: a sign-in that seems to precede the creation is in time.
        check_sign_in(user, CREATED - 5, &ALL_GROUPS);
    }

    #[test]
    fn policy_groups_are_for_whom_the_policy_would_let_in() {
        let token = &token();
        let stranger = User {
            email: "jane@elsewhere.example",
            ..JANE
        };
        let unproven = User {
            verified: "false",
            ..JANE
        };
        let invited = User { token, ..JANE };
        for (section, user, groups) in [
            (json!({ "policy": "invited" }), JANE, &[][..]),
            (json!({ "policy": "invited" }), invited, &ALL_GROUPS[..]),
            (
                json!({ "policy": "domains", "domains": { "allow": ["example.com"] } }),
                JANE,
                &["self", "self-staff"],
            ),
            (
                json!({ "policy": "domains", "domains": { "allow": ["example.com"] } }),
                unproven,
                &[],
            ),
            (
                json!({ "policy": "domains", "domains": { "allow": ["example.com"] } }),
                stranger,
                &[],
            ),
            (
                json!({ "policy": "domains", "domains": { "allow": ["a.example"] } }),
                invited,
                &ALL_GROUPS,
            ),
            (
                json!({ "policy": "open", "domains": { "deny": ["example.com"] } }),
                JANE,
                &[],
            ),
            (json!({ "policy": "open" }), stranger, &["self"]),
        ] {
            let mut settings = sample_settings();
            let groups_of_sample = settings.self_sign_up.groups.clone();
            settings.self_sign_up = serde_json::from_value(section.clone()).unwrap();
            settings.self_sign_up.groups = groups_of_sample;
            let grant = user.confirm(&settings);
            let given: Vec<_> = grant.groups.iter().map(GroupName::as_str).collect();
            assert_eq!(given, groups, "{section}");
            assert_eq!(grant.accepted, !groups.is_empty(), "{section}");
        }
    }

    #[test]
    fn no_group_follows_from_the_domain_of_an_address_that_may_lead_elsewhere() {
        let email = "jane%evil.example@example.com";
        let token = &token_with(|claims| claims.email = email.to_owned());
        let mut settings = sample_settings();
        let jane = User { email, ..JANE };
        assert_eq!(names(&jane.confirm(&settings)), ["self"]);
        // The token names its groups itself.
        let invited = User { token, ..jane };
        assert_eq!(
            names(&invited.confirm(&settings)),
            ["clients", "readers", "self"]
        );
        assert_eq!(names(&jane.first_sign_in(&settings)), ["created"]);
        let federated = User {
            name: "Google_1",
            status: "EXTERNAL_PROVIDER",
            ..jane
        };
        assert_eq!(names(&federated.confirm(&settings)), ["federated"]);

        // Nor is anybody still admitted by such a domain.
        settings.self_sign_up = serde_json::from_value(json!({
            "policy": "domains",
            "domains": { "allow": ["example.com"] },
            "groups": { "default": ["self"] },
        }))
        .unwrap();
        assert!(!jane.confirm(&settings).accepted);
    }

    #[test]
    fn a_token_is_judged_as_of_the_users_creation() {
        let settings = sample_settings();
        let token = &token();
        let (early, late) = (Some(TokenFault::NotYetValid), Some(TokenFault::Expired));
        for (created, fault, fault_at_sign_in) in [
            (ISSUED - 61, early, early),
            (ISSUED - 60, None, None),
            (EXPIRY - 1, None, None),
            (EXPIRY, None, late),
            (EXPIRY + 59, None, late),
            (EXPIRY + 60, late, late),
        ] {
            let user = User {
                token,
                created,
                ..JANE
            };
            let on_confirmation = user.confirm(&settings);
            assert_eq!(on_confirmation.token_fault, fault, "created {created}");
            assert_eq!(
                on_confirmation.token.is_some(),
                fault.is_none(),
                "created {created}"
            );
            // The sign-in comes when the token has expired, whenever the user was created.
            let on_sign_in = user.sign_in(&settings, created + DAY);
            assert_eq!(
                on_sign_in.token_fault, fault_at_sign_in,
                "created {created}"
            );
            assert_eq!(
                on_sign_in.token.is_some(),
                fault_at_sign_in.is_none(),
                "created {created}"
            );
        }
    }

    #[test]
    fn a_token_taken_back_after_the_sign_up_gives_nothing() {
        let token = &token();
        let user = User { token, ..JANE };
        let revoked = |tokens| Settings {
            tokens,
            ..sample_settings()
        };
        for (tokens, fault) in [
            (
                TokenSettings {
                    revoked: ["01JABCDEF".to_owned()].into(),
                    ..settings()
                },
                TokenFault::Revoked,
            ),
            (
                TokenSettings {
                    issued_after: Some(at(ISSUED + 1)),
                    ..settings()
                },
                TokenFault::Revoked,
            ),
            (
                TokenSettings {
                    keys: vec![],
                    ..settings()
                },
                TokenFault::UnknownKey,
            ),
        ] {
            let settings = revoked(tokens);
            let grant = user.confirm(&settings);
            assert_eq!(names(&grant), ["self", "self-staff"]);
            assert_eq!(grant.token_fault, Some(fault));
            assert!(user.sign_in(&settings, CREATED).is_empty());
        }
    }

    /// The sample invitation, changed, as confirmation grants it.
    fn granted(edit: impl FnOnce(&mut TokenClaims), settings: &Settings) -> Grant {
        User {
            token: &token_with(edit),
            ..JANE
        }
        .confirm(settings)
    }

    #[test]
    fn only_what_is_assignable_is_given() {
        let settings = sample_settings();
        let grant = granted(
            |claims| {
                claims.groups.extend(
                    ["admins", "Clients", "not-assignable"].map(|name| name.parse().unwrap()),
                );
            },
            &settings,
        );
        assert_eq!(names(&grant), ALL_GROUPS);
        assert_eq!(grant.refused, 3);
        assert!(grant.token.is_some());

        let nothing = Settings {
            assignable: GrantPolicy::default(),
            ..sample_settings()
        };
        let grant = granted(|_| {}, &nothing);
        assert!(grant.groups.is_empty() && grant.attributes.is_empty());
        assert_eq!(grant.refused, 3);
        // The token is spent all the same.
        assert!(!grant.is_empty());
    }

    #[test]
    fn a_limited_key_gives_its_groups_only() {
        let limited = |groups: &[&str]| {
            let groups = groups.iter().map(|name| name.parse().unwrap()).collect();
            let key = TrustedKey::new(signing_key().public_jwk(), Some(groups)).unwrap();
            Settings {
                tokens: TokenSettings {
                    keys: vec![key],
                    ..settings()
                },
                ..sample_settings()
            }
        };
        for (groups, expected, refused) in [
            (
                &["clients", "admins"][..],
                &["clients", "self", "self-staff"][..],
                1,
            ),
            (&[], &["self", "self-staff"], 2),
            // The policy's groups are nobody's to sign.
            (&["clients", "readers"], &ALL_GROUPS, 0),
        ] {
            let grant = granted(|_| {}, &limited(groups));
            assert_eq!((names(&grant), grant.refused), (expected.to_vec(), refused));
        }
    }

    #[test]
    fn attributes_of_a_token() {
        let settings = sample_settings();
        for (name, given) in [
            ("custom:tenant", true),
            ("locale", true),
            ("custom:Tenant", false),
            ("Locale", false),
            ("custom:role", false),
            ("email", false),
            ("email_verified", false),
            ("phone_number", false),
            ("phone_number_verified", false),
            ("preferred_username", false),
            ("custom:invitation", false),
            ("sub", false),
            ("", false),
            ("two words", false),
        ] {
            let grant = granted(
                |claims| claims.attributes = [(name.to_owned(), "value".to_owned())].into(),
                &settings,
            );
            let expected: Vec<_> = given.then_some((name, "value")).into_iter().collect();
            let attributes: Vec<_> = grant
                .attributes
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            assert_eq!(attributes, expected);
            assert_eq!(grant.refused, usize::from(!given), "{name}");
        }
    }

    #[test]
    fn only_a_token_gives_attributes() {
        let settings = sample_settings();
        for grant in [
            JANE.confirm(&settings),
            JANE.first_sign_in(&settings),
            JANE.sign_in(&settings, CREATED),
        ] {
            assert!(grant.attributes.is_empty() && grant.token.is_none());
        }
    }

    /// A record of an administrator's invitation, accepted at this second or not yet.
    fn record(accepted: Option<i64>) -> String {
        let mut record = InvitationRecord::new(InvitationMode::Created, at(CREATED));
        if let Some(accepted) = accepted {
            record.mark(Mark::Accepted, at(accepted));
        }
        record.to_text()
    }

    #[test]
    fn what_acceptance_gives_it_gives_once() {
        let settings = sample_settings();
        let (token, open, accepted) = (&token(), &record(None), &record(Some(CREATED + DAY)));
        let user = User {
            record: open,
            ..JANE
        };
        let grant = user.first_sign_in(&settings);
        assert_eq!(names(&grant), ["created", "created-staff"]);
        assert!(grant.accepted);
        check_sign_in(User { token, ..user }, CREATED + 60, &ALL_GROUPS);

        // An administrator set a temporary password since, or the member put the token back.
        let user = User {
            record: accepted,
            ..JANE
        };
        let grant = user.first_sign_in(&settings);
        assert!(grant.is_empty() && !grant.accepted);
        check_sign_in(User { token, ..user }, CREATED + 60, &[]);

        // The mark may be of this very sign-in.
        let record = &record(Some(CREATED + 30 * DAY - 59));
        let grant = User { record, ..JANE }.first_sign_in(&settings);
        assert_eq!(names(&grant), ["created", "created-staff"]);

        // What is not a text of ours is no record.
        let record = &accepted.replace(':', ": ");
        let grant = User { record, ..JANE }.first_sign_in(&settings);
        assert_eq!(names(&grant), ["created", "created-staff"]);
        // At the confirmation, it is one that the client wrote.
        let user = User {
            record: accepted,
            token,
            ..JANE
        };
        assert_eq!(names(&user.confirm(&settings)), ALL_GROUPS);
    }

    #[test]
    fn the_first_token_has_groups_until_a_minute_after_the_acceptance() {
        let settings = sample_settings();
        for (record, now, has_groups) in [
            ("", CREATED, true),
            (&record(None), CREATED + 30 * DAY, true),
            (&record(Some(CREATED + DAY)), CREATED + DAY, true),
            (&record(Some(CREATED + DAY)), CREATED + DAY + 59, true),
            (&record(Some(CREATED + DAY)), CREATED + DAY + 60, false),
            (&record(Some(CREATED + DAY)), CREATED + 30 * DAY, false),
            // Clocks differ.
            (&record(Some(CREATED + DAY)), CREATED + DAY - 5, true),
        ] {
            let user = User { record, ..JANE };
            let groups = first_token_groups(
                &user.attributes(),
                &settings.admin_created,
                &settings.assignable,
                at(now),
            );
            assert_eq!(!groups.is_empty(), has_groups, "{record} at {now}");
        }
    }

    #[test]
    fn a_first_sign_in_is_worth_asking_where_something_is_to_give_or_to_mark() {
        let nothing = Settings {
            assignable: GrantPolicy::default(),
            ..sample_settings()
        };
        for (record, settings, expected) in [
            ("", &sample_settings(), true),
            ("", &nothing, false),
            (&record(None), &sample_settings(), true),
            (&record(None), &nothing, true),
            (&record(Some(CREATED)), &sample_settings(), false),
            (&record(Some(CREATED)), &nothing, false),
            // Marked a moment ago: another run of the hook may not be through with the groups.
            (&record(Some(CREATED + DAY)), &sample_settings(), true),
            (&record(Some(CREATED + DAY)), &nothing, false),
        ] {
            let shown = User { record, ..JANE }.attributes();
            let asked = may_be_accepted_by_sign_in(&shown, &settings.policy(), at(CREATED + DAY));
            assert_eq!(asked, expected, "{record}");
        }
    }

    #[track_caller]
    fn check_worth_asking(user: User<'_>, now: i64, expected: bool) {
        let shown = user.attributes();
        assert_eq!(
            may_have_unfinished_grant(POOL, &shown, &settings(), at(now)),
            expected
        );
    }

    #[test]
    fn the_pool_is_asked_only_where_a_sign_in_could_grant() {
        let token = &token();
        let user = User { token, ..JANE };
        check_worth_asking(JANE, CREATED, false);
        check_worth_asking(user, CREATED, true);
        check_worth_asking(user, EXPIRY, true);
        check_worth_asking(user, EXPIRY + DAY, true);
        check_worth_asking(user, EXPIRY + DAY + 1, false);
        check_worth_asking(User { token: "x", ..JANE }, CREATED, false);
        let (open, accepted) = (&record(None), &record(Some(CREATED)));
        check_worth_asking(
            User {
                record: open,
                ..user
            },
            CREATED,
            true,
        );
        check_worth_asking(
            User {
                record: accepted,
                ..user
            },
            CREATED,
            false,
        );
        check_worth_asking(
            User {
                email: "mallory@example.com",
                ..user
            },
            CREATED,
            false,
        );
        check_worth_asking(User { email: "", ..user }, CREATED, false);
        let shown = user.attributes();
        assert!(!may_have_unfinished_grant(
            "eu-central-1_Example02",
            &shown,
            &settings(),
            at(CREATED)
        ));
        assert!(!may_have_unfinished_grant(
            POOL,
            &shown,
            &TokenSettings::default(),
            at(CREATED)
        ));
    }

    #[test]
    fn debug_shows_nothing_personal() {
        let token = token_with(|claims| {
            claims.attributes = [("custom:tenant".to_owned(), "canary-tenant".to_owned())].into();
        });
        let user = User {
            token: &token,
            name: "canary-name",
            ..JANE
        };
        let grant = user.confirm(&sample_settings());
        assert_eq!(grant.attributes.len(), 1);
        let shown = user.with_member(|member| format!("{member:?} {grant:?}"));
        assert!(
            !shown.contains("canary") && !shown.contains("jane") && !shown.contains(&token),
            "{shown}"
        );
    }
}
