//! What happened, apart from what the code made of it: who proved which address, and what each
//! group can have come from.

use std::collections::{BTreeMap, BTreeSet};

use invitation::{INVITED_ATTRIBUTE, InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use local_user_pool::User;

use crate::test_pool::{self, ADDRESSES, CAROL, GIVEN, Records};
use crate::{By, Step};

/// Who stands behind an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voucher {
    /// The owner of the mailbox typed a code, or followed a link, that went there.
    Mailbox,
    /// A provider whose `email_verified` the pool takes over.
    Provider,
    /// An administrator, for the account that the call made, or by naming `email_verified`.
    Administrator(By),
}

/// What is known of an account.
#[derive(Clone, Debug, Default)]
struct Account {
    /// The address that was proven, and has stood there since.
    proven: Option<(String, Voucher)>,
    /// Whether it came by a sign-up, by a provider.
    signed_up: bool,
    federated: bool,
    /// Who gave it a temporary password, at its creation or later.
    invited_by: BTreeSet<&'static str>,
    /// The tokens that it was ever given, by their address, and the one that it signed up with.
    tokens: BTreeSet<&'static str>,
    signed_up_with: Option<&'static str>,
    groups: BTreeSet<String>,
    /// When the person accepted, by the record, which nobody but the hooks and `reconcile` could
    /// write.
    accepted: Option<Timestamp>,
}

/// What a step came to, as far as the pool does not show it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Came {
    /// Whether the API or Cognito did what was asked.
    pub(crate) done: bool,
    /// Whether the step made a user who is the first of its name at a provider.
    pub(crate) first_federated: bool,
    /// Whether the pool keeps records of invitations.
    pub(crate) records: Records,
    /// The moment of the step.
    pub(crate) now: Timestamp,
}

/// The accounts by `sub`.
#[derive(Debug, Default)]
pub(crate) struct Truth(BTreeMap<String, Account>);

impl Truth {
    /// Takes in a step that concerned this user, if any, and says what is wrong afterwards.
    pub(crate) fn after(
        &mut self,
        step: &Step,
        concerned: Option<&str>,
        came: Came,
        users: &[User],
    ) -> Result<(), String> {
        self.0
            .retain(|sub, _| users.iter().any(|user| user.sub == *sub));
        for user in users {
            let is_new = !self.0.contains_key(&user.sub);
            let is_meant = is_new || concerned == Some(user.sub.as_str());
            let account = self.0.entry(user.sub.clone()).or_default();
            if is_meant && (came.done || is_new) {
                account.learn(step, is_new, user);
            }
            let email = user.attribute("email");
            if account.proven.as_ref().map(|(address, _)| address.as_str()) != email {
                account.proven = None;
            }
            let verified = user.attribute("email_verified");
            if verified.is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
                && account.proven.is_none()
            {
                return Err(format!(
                    "{email:?} counts as verified, and nobody proved it"
                ));
            }
            let before = std::mem::replace(&mut account.groups, user.groups.clone());
            for group in user.groups.difference(&before) {
                if !account.may_hold(group, step, came, email) {
                    return Err(format!("{email:?} got {group} by {step:?}: {account:?}"));
                }
                // A minute long, an event counts as one of the sign-in that made the mark.
                let earlier = account
                    .accepted
                    .is_some_and(|at| came.now.duration_since(at) >= SignedDuration::from_mins(1));
                if earlier && !(came.done && account.is_named(group, step)) {
                    return Err(format!(
                        "{email:?} accepted before, and got {group} by {step:?}: {account:?}"
                    ));
                }
            }
            let record = user.attribute(INVITED_ATTRIBUTE);
            let record = record.and_then(InvitationRecord::parse);
            account.accepted = record
                .filter(|_| came.records == Records::Kept)
                .and_then(|record| record.marked(Mark::Accepted));
        }
        Ok(())
    }
}

impl Account {
    /// What a step that did what was asked says of the account that it concerned.
    fn learn(&mut self, step: &Step, is_new: bool, user: &User) {
        let prove = |voucher| {
            let email = user.attribute("email")?;
            Some((email.to_owned(), voucher))
        };
        match *step {
            Step::SignUp { token, .. } if is_new => {
                self.signed_up = true;
                self.signed_up_with = test_pool::token_address(token);
                self.tokens.extend(self.signed_up_with);
                // A token travelled by the mailbox that it names.
                if self.signed_up_with.is_some() && self.signed_up_with == user.attribute("email") {
                    self.proven = prove(Voucher::Mailbox);
                }
            }
            Step::Confirm { .. } | Step::VerifyAddress { .. } => {
                self.proven = prove(Voucher::Mailbox);
            }
            Step::FederatedSignIn { maps_verified, .. } => {
                self.federated = true;
                if maps_verified {
                    self.proven = prove(Voucher::Provider);
                }
            }
            Step::Invite { by, .. } if is_new => {
                self.invited_by.insert(role(by));
                self.proven = prove(Voucher::Administrator(by));
            }
            Step::MakeInConsole { ticked, .. } if is_new => {
                self.invited_by.insert("owner");
                if ticked {
                    self.proven = prove(Voucher::Administrator(By::Owner));
                }
            }
            Step::SetPassword {
                by,
                temporary: true,
                ..
            } => {
                self.invited_by.insert(role(by));
            }
            Step::Vouch { by, .. } => self.proven = prove(Voucher::Administrator(by)),
            Step::WriteToken { token, .. } => self.tokens.extend(test_pool::token_address(token)),
            _ => {}
        }
    }

    /// Whether the group can have come from this step.
    fn may_hold(&self, group: &str, step: &Step, came: Came, email: Option<&str>) -> bool {
        if came.done && self.is_named(group, step) {
            return true;
        }
        match group {
            // With a token come the groups of those who sign up.
            "members" => self.signed_up || self.brings_a_token(email),
            "guests" => self.federated,
            "invited" => !self.invited_by.is_empty(),
            "staff" => self.is_of_the_domain(step, came, email),
            "partners" => self.brings_a_token(email),
            _ => false,
        }
    }

    /// Whether a token of the address counts: of whoever proved the address, or brought the token to
    /// the sign-up, as whom it names.
    fn brings_a_token(&self, email: Option<&str>) -> bool {
        self.tokens.iter().any(|address| {
            Some(*address) == email
                && (self.signed_up_with == Some(address) || self.proven.is_some())
        })
    }

    /// Whether an administrator's call names the group, and a proven address or the user.
    fn is_named(&self, group: &str, step: &Step) -> bool {
        let named = |by: By, given: usize| GIVEN[given] == group && may_give(by, group);
        match *step {
            Step::Invite {
                by,
                address,
                group: given,
                ..
            } => named(by, given) && self.has_proven(ADDRESSES[address]),
            Step::Resend {
                by, group: given, ..
            } => named(by, given) && self.proven.is_some(),
            Step::AddToGroup {
                by, group: given, ..
            } => named(by, given),
            _ => false,
        }
    }

    fn has_proven(&self, wanted: &str) -> bool {
        self.proven
            .as_ref()
            .is_some_and(|(address, _)| address == wanted)
    }

    /// The policy gives it to the domain's people: to those whose address somebody proved who may
    /// give the group, and at the first sign-in on a trusted provider's word.
    fn is_of_the_domain(&self, step: &Step, came: Came, email: Option<&str>) -> bool {
        if email != Some(ADDRESSES[CAROL]) {
            return false;
        }
        let trusted = matches!(step, Step::FederatedSignIn { provider: 0, .. });
        let by_role = match self.proven {
            Some((_, Voucher::Administrator(By::Clerk))) | None => false,
            // Who verifies the address by hand hands out what follows from it, and may.
            Some((_, Voucher::Administrator(By::Owner))) => return true,
            Some(_) => true,
        };
        // A temporary password is the way to the groups of the invited: by a role that may give
        // them, or from the time of the sign-up.
        let by_clerk_alone = self.invited_by == BTreeSet::from(["clerk"]) && !self.signed_up;
        (trusted && came.first_federated) || (by_role && !by_clerk_alone)
    }
}

fn role(by: By) -> &'static str {
    match by {
        By::Owner => "owner",
        By::Clerk => "clerk",
    }
}

/// What the roles of the settings say.
fn may_give(by: By, group: &str) -> bool {
    by == By::Owner || group == "clients"
}
