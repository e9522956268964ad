//! Inviting somebody, and completing what is missing (story A).
//!
//! An invitation is created by one call and then given its groups; each of the two can fail by
//! itself. So creating again is no error: it reads what is there and does what is not. What is
//! there decides, in `next`.

use std::collections::BTreeSet;

use cognito::call::pause;
use cognito::user_pool::Naming;
use cognito::{User, UserStatus};
use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::administration::Administration;
use crate::checks;
use crate::creation::{Creation, is_new};
use crate::error::AdminError;
use crate::next::{Next, next};
use crate::outcome::{Delivery, Invited, Outcome, Warning};
use crate::profile::Invitation;
use crate::removal::Lock;

/// How often creation is begun: a sign-up may come in between, or an invitation by somebody else.
const ROUNDS: u32 = 4;

/// What to do with an open invitation that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfInvited {
    /// Complete it.
    Complete,
    /// Complete it and send it again, with a new temporary password: what to choose when the
    /// earlier mail did not arrive.
    Resend,
}

/// Whom of those who are there already an invitation may act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Whoever has the address.
    Anybody,
    /// Users with one of these `sub`s: those of whom somebody found out that they may be acted on.
    /// Whoever got the address since is not among them.
    Only(&'a BTreeSet<String>),
}

impl Scope<'_> {
    /// Refuses everybody else.
    fn check(self, account: &User) -> Result<(), AdminError> {
        match self {
            Self::Only(subs) if !subs.contains(&account.sub) => Err(AdminError::ChangedMeanwhile),
            Self::Only(_) | Self::Anybody => Ok(()),
        }
    }
}

/// What was asked for, and until when.
#[derive(Clone, Copy)]
struct Asked<'a> {
    invitation: &'a Invitation,
    scope: Scope<'a>,
    if_invited: IfInvited,
    now: Timestamp,
    deadline: Instant,
}

impl Administration {
    /// Invites somebody, before `deadline`.
    ///
    /// A user who is invited already gets what is missing; a member is put into the groups at once
    /// and told by mail. Both only while their address is verified: whoever merely has it written
    /// in the account is a stranger ([`AdminError::AddressNotProven`]).
    ///
    /// A sign-up that nobody confirmed proves nothing. Where it has the user name of the invitation,
    /// it is deleted, and the invitation takes its place; where addresses are aliases beside the
    /// name, it owns none and is left alone. Nothing is taken away from anybody else, unless the invitation
    /// says so ([`Invitation::force_alias_creation`]): then a member who has the address as an
    /// alias keeps the account and loses the address, and the outcome names that member.
    ///
    /// [`AdminError::ChangedMeanwhile`] says that the address has come to somebody whom `scope` leaves
    /// out, and that nothing was done to that user.
    ///
    /// An attempt whose answer is lost may have sent a mail. The next one finds its user and sends
    /// the invitation again, so that at worst there are two mails, of which the later one works.
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
        let asked = Asked {
            invitation,
            scope,
            if_invited,
            now,
            deadline,
        };
        let mut deleted = Vec::new();
        self.check_nobody_has_it_unproven(invitation, deadline)
            .await?;
        let mut invited = self.begin(asked, &mut deleted).await?;
        if !deleted.is_empty() && invited.outcome == Outcome::Created {
            invited.outcome = Outcome::CreatedAnew;
        }
        invited.deleted = deleted;
        Ok(invited)
    }

    /// Creates the user, or finds out who is there already.
    async fn begin(
        &self,
        asked: Asked<'_>,
        deleted: &mut Vec<String>,
    ) -> Result<Invited, AdminError> {
        let Asked {
            invitation,
            now,
            deadline,
            ..
        } = asked;
        // The member who is to lose the address. The first attempt never forces: it is the one
        // that tells who has it, and an open invitation keeps it.
        let mut owner: Option<User> = None;
        // Whether any attempt got no answer, and the user names that were asked for.
        let mut is_lost = false;
        let mut names = Vec::new();
        for round in 0..ROUNDS {
            // Each force follows a look at the owner.
            let loser = owner.take();
            let force = loser.is_some();
            let creation = self.create_user(invitation, force, now, deadline).await?;
            let (name, by_alias) = match creation {
                Creation::Created(account, undelivered) => {
                    let created = self.created(&account, invitation, deadline).await;
                    let created = self.taken_from(loser, created, deadline).await;
                    return Ok(match undelivered {
                        Some(exception) => created.undelivered(exception),
                        None => created,
                    });
                }
                Creation::Taken {
                    name,
                    by_alias,
                    unanswered,
                    asked_for,
                } => {
                    is_lost |= unanswered;
                    names.push(asked_for);
                    (name, by_alias)
                }
            };
            let Some(account) = self.find(&name, deadline).await? else {
                // Just deleted, or just created and not yet to be seen everywhere.
                sleep(pause(round)).await;
                continue;
            };
            // Where Cognito keeps the name, it tells whose user it is; an address becomes a UUID.
            let is_named =
                self.pool.naming == Naming::Address || names.contains(&account.user_name);
            let is_own = is_lost && is_named && is_new(&account, now);
            if !is_own {
                asked.scope.check(&account)?;
            }
            let is_member = account.status.is_member();
            if by_alias && invitation.force_alias_creation && is_member {
                owner = Some(account);
                continue;
            }
            match next(&account, invitation, &self.pool) {
                // Whoever signs up again at once would otherwise set the pace of deletions.
                Ok(Next::Replace) if !deleted.is_empty() => {
                    return Err(AdminError::AddressContested);
                }
                Ok(Next::Replace) => deleted.extend(self.replace(account, deadline).await?),
                Ok(Next::Complete) if is_own => {
                    let created = self.created_unanswered(&account, invitation, deadline);
                    return Ok(self.taken_from(loser, created.await?, deadline).await);
                }
                Ok(Next::Complete) => return self.complete_again(&account, asked).await,
                Ok(Next::GiveAccess) => return self.access(&account, asked).await,
                // Perhaps another invitation is deleting the sign-up at this moment.
                Err(AdminError::UserDisabled)
                    if account.status == UserStatus::Unconfirmed && round + 1 < ROUNDS =>
                {
                    sleep(pause(round)).await;
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Err(AdminError::AddressContested)
    }

    /// The outcome for a user who was created at the cost of this member's address. Cognito does not
    /// say whom it took the address from, so that the member is looked at once more.
    async fn taken_from(
        &self,
        owner: Option<User>,
        mut created: Invited,
        deadline: Instant,
    ) -> Invited {
        if let Some(owner) = owner {
            let now = self.find(&owner.user_name, deadline).await;
            let keeps = |now: &User| {
                let address = |account: &User| account.attributes.get("email").map(str::to_owned);
                now.sub == owner.sub
                    && now.attributes.is_true("email_verified")
                    && address(now) == address(&owner)
            };
            if now.is_ok_and(|now| now.as_ref().is_some_and(keeps)) {
                tracing::error!(
                    user_pool_id = self.pool.id,
                    sub = owner.sub,
                    by = created.sub,
                    "an address was forced for an invitation, and its owner still has it: it may have been taken from somebody else"
                );
                return created;
            }
            tracing::warn!(
                user_pool_id = self.pool.id,
                sub = owner.sub,
                by = created.sub,
                "an address was taken from its owner for an invitation"
            );
            created.taken_from = Some(owner.sub.clone());
        }
        created
    }

    /// Deletes a sign-up that proved nothing, and says which it was; none where somebody confirmed
    /// or deleted it meanwhile.
    async fn replace(
        &self,
        account: User,
        deadline: Instant,
    ) -> Result<Option<String>, AdminError> {
        let sub = account.sub.clone();
        let may_go = |now: &User| now.status == UserStatus::Unconfirmed && now.sub == sub;
        let Lock::Held(account) = self.lock(account, may_go, deadline).await? else {
            return Ok(None);
        };
        self.delete(&account, deadline).await?;
        tracing::info!(
            user_pool_id = self.pool.id,
            sub = account.sub,
            "an unconfirmed sign-up was deleted for an invitation"
        );
        Ok(Some(account.sub))
    }

    async fn access(&self, account: &User, asked: Asked<'_>) -> Result<Invited, AdminError> {
        self.give_access(account, asked.invitation, asked.now, asked.deadline)
            .await
    }

    async fn complete_again(
        &self,
        account: &User,
        asked: Asked<'_>,
    ) -> Result<Invited, AdminError> {
        let invitation = asked.invitation;
        let mut completed = self
            .complete(account, &invitation.profile, asked.deadline)
            .await?;
        if asked.if_invited == IfInvited::Resend {
            return self
                .send_again(account, completed, &invitation.hook_data, asked.deadline)
                .await;
        }
        if let Some(expired) = completed.expires.filter(|expires| *expires <= asked.now) {
            let expired = Warning::InvitationExpired(expired);
            completed.warnings.push(expired);
        }
        Ok(completed)
    }

    /// The user of an attempt that got no answer. Nobody knows whether its mail went out, and an
    /// invitation that never arrives is worse than one that arrives twice: it is sent again.
    async fn created_unanswered(
        &self,
        account: &User,
        invitation: &Invitation,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        let sent = async {
            let completed = self
                .complete(account, &invitation.profile, deadline)
                .await?;
            self.send_again(account, completed, &invitation.hook_data, deadline)
                .await
        };
        match sent.await {
            Ok(sent) => Ok(Invited {
                outcome: Outcome::Created,
                ..sent
            }),
            Err(AdminError::Unavailable(why)) => Err(AdminError::Unanswered(why)),
            Err(refusal) => Err(refusal),
        }
    }

    /// A new user has no groups yet. It holds no token either, so that its first one is right.
    async fn created(&self, account: &User, invitation: &Invitation, deadline: Instant) -> Invited {
        let mut created = Invited::new(Outcome::Created, account);
        created.delivery = Delivery::Sent;
        created.expires = self.expires(account);
        let groups = &invitation.profile.groups;
        created.assigned(self.assign(&account.user_name, groups, deadline).await);
        created
    }
}
