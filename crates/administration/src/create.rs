//! Inviting somebody, and completing what is missing (story A).
//!
//! An invitation is created by one call and then given its groups; each of the two can fail by
//! itself. So creating again is no error: it reads what is there and does what is not. Where an
//! invitation stands is a `Step`, and each step leads to the next:
//!
//! ```text
//! Ask ──► Created ──────────────► Done
//!  ▲  ├─► Undelivered ► Created
//!  ▲  └─► Taken ──► Unanswered ──► Done
//!  │        ├─────► HandedOver ──► Done
//!  │        ├─────► Invited ─────► Done
//!  │        ├─────► Member ──────► Done
//!  │        ├─────► SignUp ──┐
//!  └────────┴────────────────┘
//! ```

use std::collections::BTreeSet;

use cognito::call::pause;
use cognito::user_pool::Naming;
use cognito::{CallError, User, UserStatus};
use invitation::InvitationRecord;
use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::admin_create_user::{Answer, Taken, failed, is_new};
use crate::administration::Administration;
use crate::checks;
use crate::error::AdminError;
use crate::existing::{Existing, existing};
use crate::outcome::{Delivery, Invited, Outcome, Warning};
use crate::password::TemporaryPassword;
use crate::profile::Invitation;
use crate::record_request::Handover;
use crate::removal::Lock;

/// How often Cognito is asked: a sign-up may come in between, or an invitation by somebody else.
const ROUNDS: u32 = 4;

/// What to do with an open invitation that exists already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfInvited {
    /// Complete it.
    Complete,
    /// Complete it and send it again, with a new temporary password: what to choose when the
    /// earlier mail did not arrive.
    Resend,
}

/// Which existing users an invitation may act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Anybody who has the address.
    Anybody,
    /// Users with one of these `sub`s: the caller has found out that they may be acted on. Somebody
    /// who got the address since is not among them.
    Only(&'a BTreeSet<String>),
}

impl Scope<'_> {
    /// Refuses everybody else.
    fn check(self, user: &User) -> Result<(), AdminError> {
        match self {
            Self::Only(subs) if !subs.contains(&user.sub) => Err(AdminError::ChangedMeanwhile),
            Self::Only(_) | Self::Anybody => Ok(()),
        }
    }
}

impl Administration {
    /// Invites somebody, before `deadline`.
    ///
    /// A user who is invited already gets what is missing; a member is put into the groups at once
    /// and gets a mail. Both only while their address is verified: somebody who has merely written
    /// it into the account is a stranger ([`AdminError::AddressNotProven`]).
    ///
    /// A sign-up that nobody confirmed proves nothing. Where it has the user name of the invitation,
    /// it is deleted, and the invitation takes its place; where addresses are aliases beside the
    /// name, it owns none and is left alone. Nothing is taken away from anybody else, unless the
    /// invitation says so ([`Invitation::force_alias_creation`]): then a member who has the address
    /// as an alias keeps the account and loses the address, and the outcome names that member.
    ///
    /// [`AdminError::ChangedMeanwhile`] says that the address has come to somebody whom `scope`
    /// leaves out, and that nothing was done to that user.
    ///
    /// An attempt whose answer is lost may have sent a mail. The next one finds its user and sends
    /// the invitation again: at worst there are two mails, of which the later one works.
    pub async fn create(
        &self,
        invitation: &Invitation,
        if_invited: IfInvited,
        scope: Scope<'_>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        checks::profile(&invitation.profile, &self.settings.grants, &self.pool)?;
        checks::hook_data(&invitation.hook_data)?;
        checks::force_alias_creation(invitation, &self.pool)?;
        let record = self.new_record(&invitation.record, now, deadline).await?;
        // The first attempt never forces: it shows who has the address, and an open invitation
        // keeps it.
        let mut step = Step::Ask { owner: None };
        if let Some(user) = self.unproven_owner(invitation, deadline).await?
            && existing(&user, invitation, &self.pool)? == Existing::HandedOver
        {
            scope.check(&user)?;
            step = Step::HandedOver(user);
        }
        let mut creation = Creation {
            administration: self,
            invitation,
            record,
            if_invited,
            scope,
            now,
            deadline,
            round: 0,
            is_lost: false,
            names: Vec::new(),
            deleted: Vec::new(),
        };
        loop {
            step = match step {
                Step::Ask { owner } => creation.ask(owner).await?,
                Step::Taken(taken, owner) => creation.look(taken, owner).await?,
                Step::SignUp(user) => creation.delete(user).await?,
                Step::Undelivered {
                    user_name,
                    error,
                    owner,
                } => creation.undelivered(&user_name, error, owner).await?,
                Step::Created {
                    user,
                    password,
                    undelivered,
                    owner,
                } => creation.created(user, password, undelivered, owner).await?,
                Step::Unanswered { user, owner } => creation.unanswered(user, owner).await?,
                Step::Invited(user) => creation.complete(user).await?,
                Step::HandedOver(user) => creation.give_link(user).await?,
                Step::Member(user) => creation.give_access(user).await?,
                Step::Done(user, invited) => {
                    let invited = creation.finish(invited);
                    self.tell_invited(&user, &invited, now, deadline).await;
                    return Ok(invited);
                }
            };
        }
    }
}

/// Where an invitation stands, which says what is done next.
enum Step {
    /// Cognito is asked for a user. The owner of the address, if one is known, loses it.
    Ask { owner: Option<User> },
    /// Another user has the user name or the address, and is looked at. The owner was to lose it.
    Taken(Taken, Option<User>),
    /// A sign-up that proved nothing is in the way, and is deleted.
    SignUp(User),
    /// The message failed, and there may be a new user: it is looked for.
    Undelivered {
        user_name: String,
        error: CallError,
        owner: Option<User>,
    },
    /// Cognito created the user, who gets the groups.
    Created {
        user: User,
        /// Of a user whose creation was answered.
        password: Option<TemporaryPassword>,
        undelivered: Option<String>,
        owner: Option<User>,
    },
    /// An attempt without an answer created the user: it is completed, and sent again.
    Unanswered { user: User, owner: Option<User> },
    /// The invitation is open already: it is completed, and sent again on request.
    Invited(User),
    /// The link of the invitation was handed over: there is a new one on request.
    HandedOver(User),
    /// The person is a member, who gets the groups.
    Member(User),
    /// There is nothing left to do for this user.
    Done(User, Invited),
}

/// An invitation on its way through the steps.
struct Creation<'a> {
    administration: &'a Administration,
    invitation: &'a Invitation,
    /// What the record of the invitation says, in a pool that keeps one.
    record: Option<InvitationRecord>,
    if_invited: IfInvited,
    scope: Scope<'a>,
    now: Timestamp,
    deadline: Instant,
    /// How often Cognito was asked.
    round: u32,
    /// Whether any attempt got no answer.
    is_lost: bool,
    /// The user names that Cognito was asked for and that are taken.
    names: Vec<String>,
    /// The `sub` of the sign-up that was deleted, if one was.
    deleted: Vec<String>,
}

impl Creation<'_> {
    async fn ask(&mut self, owner: Option<User>) -> Result<Step, AdminError> {
        if self.round == ROUNDS {
            return Err(AdminError::AddressContested);
        }
        self.round += 1;
        let force = owner.is_some();
        let answer = self
            .administration
            .create_user(self.invitation, self.record.as_ref(), force, self.deadline)
            .await?;
        Ok(match answer {
            Answer::Created(user, password) => Step::Created {
                user,
                password: Some(password),
                undelivered: None,
                owner,
            },
            Answer::Undelivered { user_name, error } => Step::Undelivered {
                user_name,
                error,
                owner,
            },
            Answer::Taken(taken) => {
                self.is_lost |= taken.unanswered;
                self.names.push(taken.asked_for.clone());
                Step::Taken(taken, owner)
            }
        })
    }

    /// Looks who has the user name or the address.
    async fn look(&self, taken: Taken, owner: Option<User>) -> Result<Step, AdminError> {
        let found = self.administration.find(&taken.name, self.deadline).await?;
        let Some(user) = found else {
            // Just deleted, or just created and not yet to be seen everywhere.
            return Ok(self.ask_later().await);
        };
        let is_own = self.is_own(&user);
        if !is_own {
            self.scope.check(&user)?;
        }
        if taken.by_alias && self.invitation.force_alias_creation && user.status.is_member() {
            return Ok(Step::Ask { owner: Some(user) });
        }
        match existing(&user, self.invitation, &self.administration.pool) {
            // Somebody who signs up again at once would otherwise set the pace of deletions.
            Ok(Existing::SignUp) if !self.deleted.is_empty() => Err(AdminError::AddressContested),
            Ok(Existing::SignUp) => Ok(Step::SignUp(user)),
            Ok(Existing::Invited | Existing::HandedOver) if is_own => {
                Ok(Step::Unanswered { user, owner })
            }
            Ok(Existing::HandedOver) => Ok(Step::HandedOver(user)),
            Ok(Existing::Invited) => Ok(Step::Invited(user)),
            Ok(Existing::Member) => Ok(Step::Member(user)),
            // Perhaps another invitation is deleting the sign-up at this moment.
            Err(AdminError::UserDisabled)
                if user.status == UserStatus::Unconfirmed && self.round < ROUNDS =>
            {
                Ok(self.ask_later().await)
            }
            Err(error) => Err(error),
        }
    }

    async fn ask_later(&self) -> Step {
        sleep(pause(self.round - 1)).await;
        Step::Ask { owner: None }
    }

    /// Whether it may be the user of our own attempt that got no answer. Where Cognito keeps the
    /// user name, the names are compared. An address becomes a UUID, so there the time decides.
    fn is_own(&self, user: &User) -> bool {
        let is_named = self.administration.pool.naming == Naming::Address
            || self.names.contains(&user.user_name);
        self.is_lost && is_named && is_new(user, self.now)
    }

    /// Deletes a sign-up that proved nothing, unless somebody confirmed or deleted it meanwhile.
    async fn delete(&mut self, user: User) -> Result<Step, AdminError> {
        let sub = user.sub.clone();
        let may_go = |now: &User| now.status == UserStatus::Unconfirmed && now.sub == sub;
        let lock = self
            .administration
            .lock(user, may_go, self.deadline)
            .await?;
        if let Lock::Held(user) = lock {
            self.administration.delete(&user, self.deadline).await?;
            tracing::info!(
                user_pool_id = self.administration.pool.id,
                sub = user.sub,
                "an unconfirmed sign-up was deleted for an invitation"
            );
            self.deleted.push(user.sub);
        }
        Ok(Step::Ask { owner: None })
    }

    /// Cognito stores the user before it asks for the message: a message that fails leaves a user
    /// behind (contract §6). A pre sign-up hook that fails leaves none, and Cognito does not always
    /// say which hook failed. The name may have been somebody's before, who is not new.
    async fn undelivered(
        &self,
        user_name: &str,
        error: CallError,
        owner: Option<User>,
    ) -> Result<Step, AdminError> {
        let left = self.administration.find(user_name, self.deadline).await?;
        let pool = &self.administration.pool;
        let is_ours = |user: &User| {
            let existing = existing(user, self.invitation, pool);
            matches!(existing, Ok(Existing::Invited | Existing::HandedOver))
                && is_new(user, self.now)
        };
        match left.filter(is_ours) {
            Some(user) => Ok(Step::Created {
                user,
                password: None,
                undelivered: Some(error.exception),
                owner,
            }),
            None => Err(failed(error)),
        }
    }

    /// A new user has no groups yet, and no token of Cognito that lacks them.
    async fn created(
        &self,
        user: User,
        password: Option<TemporaryPassword>,
        undelivered: Option<String>,
        owner: Option<User>,
    ) -> Result<Step, AdminError> {
        let mut created = Invited::new(Outcome::Created, &user);
        match (self.invitation.record.handover, password) {
            (Handover::ByMail, _) => created.mail = Delivery::Sent,
            (Handover::ByLink, Some(password)) => {
                let name = &user.user_name;
                let link =
                    self.administration
                        .accept_link(name, &user.attributes, &password, self.now)?;
                created.link = Some(link);
            }
            (Handover::ByLink | Handover::Later, _) => {}
        }
        created.expires = self.administration.expires(&user);
        let groups = &self.invitation.profile.groups;
        self.administration
            .assign(&user.user_name, groups, self.deadline)
            .await
            .add_to(&mut created);
        self.note_owner(owner, &mut created).await;
        if let Some(exception) = undelivered {
            created = created.undelivered(exception);
        }
        Ok(Step::Done(user, created))
    }

    /// Nobody knows whether the mail of an attempt without an answer went out, and an invitation
    /// that never arrives is worse than one that arrives twice: it is sent again.
    async fn unanswered(&self, user: User, owner: Option<User>) -> Result<Step, AdminError> {
        let sent = async {
            let completed = self.completed(&user).await?;
            match self.invitation.record.handover {
                Handover::ByMail => self.send_again(&user, completed).await,
                Handover::ByLink => self.new_link(&user, completed).await,
                Handover::Later => Ok(completed),
            }
        };
        let mut created = match sent.await {
            Ok(sent) => Invited {
                outcome: Outcome::Created,
                ..sent
            },
            Err(AdminError::Unavailable(cause)) => return Err(AdminError::Unanswered(cause)),
            Err(error) => return Err(error),
        };
        self.note_owner(owner, &mut created).await;
        Ok(Step::Done(user, created))
    }

    async fn give_link(&self, user: User) -> Result<Step, AdminError> {
        if self.invitation.record.handover != Handover::ByLink {
            return Err(AdminError::HandedOver);
        }
        let nothing_yet = Invited::new(Outcome::Unchanged, &user);
        let given = self.new_link(&user, nothing_yet).await?;
        Ok(Step::Done(user, given))
    }

    async fn new_link(&self, user: &User, completed: Invited) -> Result<Invited, AdminError> {
        let record = self.record.as_ref();
        self.administration
            .give_link(user, completed, record, self.now, self.deadline)
            .await
    }

    async fn complete(&self, user: User) -> Result<Step, AdminError> {
        // It has a mail, or waits for one.
        if self.invitation.record.handover == Handover::ByLink {
            return Err(AdminError::AlreadyInvited);
        }
        let mut completed = self.completed(&user).await?;
        if self.if_invited == IfInvited::Resend {
            let hook_data = &self.invitation.hook_data;
            let record = self.record.as_ref();
            let sent = self.administration.send_anew(
                &user,
                completed,
                hook_data,
                record,
                self.now,
                self.deadline,
            );
            let resent = sent.await?;
            return Ok(Step::Done(user, resent));
        }
        if let Some(record) = &self.record {
            self.administration
                .complete_record(&user, record, &mut completed, self.deadline)
                .await;
        }
        if let Some(expired) = completed.expires.filter(|expires| *expires <= self.now) {
            let expired = Warning::InvitationExpired(expired);
            completed.warnings.push(expired);
        }
        Ok(Step::Done(user, completed))
    }

    async fn completed(&self, user: &User) -> Result<Invited, AdminError> {
        self.administration
            .complete(user, &self.invitation.profile, self.deadline)
            .await
    }

    async fn send_again(&self, user: &User, completed: Invited) -> Result<Invited, AdminError> {
        let hook_data = &self.invitation.hook_data;
        self.administration
            .send_again(user, completed, hook_data, self.deadline)
            .await
    }

    async fn give_access(&self, user: User) -> Result<Step, AdminError> {
        let record = self.record.as_ref();
        let inviter = record.and_then(|record| record.by_name.as_ref());
        let given = self
            .administration
            .give_access(&user, self.invitation, inviter, self.now, self.deadline)
            .await?;
        Ok(Step::Done(user, given))
    }

    /// Notes who lost the address to the created user. Cognito does not say whom it took the
    /// address from, so the owner is looked at once more.
    async fn note_owner(&self, owner: Option<User>, created: &mut Invited) {
        let Some(owner) = owner else {
            return;
        };
        let user_pool_id = &self.administration.pool.id;
        let now = self
            .administration
            .find(&owner.user_name, self.deadline)
            .await;
        let keeps = |now: &User| {
            now.sub == owner.sub
                && now.has_verified_email()
                && now.attributes.get("email") == owner.attributes.get("email")
        };
        if now.is_ok_and(|now| now.as_ref().is_some_and(keeps)) {
            tracing::error!(
                user_pool_id,
                sub = owner.sub,
                by = created.sub,
                "an address was forced for an invitation, and its owner still has it: it may have been taken from somebody else"
            );
            return;
        }
        tracing::warn!(
            user_pool_id,
            sub = owner.sub,
            by = created.sub,
            "an address was taken from its owner for an invitation"
        );
        created.taken_from = Some(owner.sub);
    }

    fn finish(self, mut invited: Invited) -> Invited {
        if !self.deleted.is_empty() && invited.outcome == Outcome::Created {
            invited.outcome = Outcome::CreatedAnew;
        }
        invited.deleted = self.deleted;
        invited
    }
}
