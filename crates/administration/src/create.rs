//! Inviting somebody, and completing what is missing (story A).
//!
//! An invitation is created by one call and then given its groups; each of the two can fail by
//! itself. So creating again is no error: it reads what is there and does what is not. What is
//! there decides, in `next`.

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use crate::account::Account;
use crate::admin_create_user::{concerns_the_message, is_of_a_hook, said_by_pre_sign_up};
use crate::administration::{Administration, attribute};
use crate::calls::{Objection, patiently, pause};
use crate::next::{Next, next};
use crate::outcome::{Deed, Invited, Notice};
use crate::particulars::Invitation;
use crate::password::TemporaryPassword;
use crate::refusal::Refusal;
use crate::{checks, naming};

/// How often creation is begun: a sign-up may come in between, or an invitation by somebody else.
const ROUNDS: u32 = 4;

/// What to do with an open invitation that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Complete it.
    Complete,
    /// Complete it and send it again, with a new temporary password: what to choose when the
    /// earlier mail did not arrive.
    Resend,
}

/// What came of `AdminCreateUser`.
enum Creation {
    /// There is a new user, and the exception says why the message failed, if it did.
    Created(Account, Option<String>),
    /// There is a user of this name or address already.
    Taken(String),
}

impl Administration {
    /// Invites somebody, before `deadline`.
    ///
    /// A user who is invited already gets what is missing; a member is put into the groups at once
    /// and told by mail; a sign-up that nobody confirmed proves nothing, is deleted, and the
    /// invitation takes its place. Nothing is ever taken away from anybody else:
    /// `ForceAliasCreation` is never sent.
    pub async fn create(
        &self,
        invitation: &Invitation,
        again: Again,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, Refusal> {
        checks::particulars(&invitation.particulars, &self.settings.grants, &self.pool)?;
        checks::hook_data(&invitation.hook_data)?;
        let mut deleted = None;
        for round in 0..ROUNDS {
            let taken = match self.create_user(invitation, deadline).await? {
                Creation::Created(account, undelivered) => {
                    let created = self.created(&account, invitation, deadline).await;
                    return Ok(with_circumstances(created, deleted, undelivered));
                }
                Creation::Taken(taken) => taken,
            };
            let Some(account) = self.find(&taken, deadline).await? else {
                // Just deleted, or just created and not yet to be seen everywhere.
                sleep(pause(round)).await;
                continue;
            };
            match next(&account, invitation, &self.pool, &self.settings.federated)? {
                Next::Replace => deleted = Some(self.replace(account, deadline).await?),
                Next::Complete => {
                    return self
                        .complete_again(&account, invitation, again, deadline)
                        .await;
                }
                Next::GiveAccess => {
                    return self.give_access(&account, invitation, now, deadline).await;
                }
            }
        }
        Err(Refusal::AddressContested)
    }

    /// Deletes a sign-up that proved nothing, and says which it was. Whoever confirms it between
    /// its being read and this loses an account of seconds, and has the invitation instead.
    async fn replace(&self, account: Account, deadline: Instant) -> Result<String, Refusal> {
        self.delete(&account.user_name, deadline).await?;
        tracing::info!(
            user_pool_id = self.pool.id,
            sub = account.sub,
            "an unconfirmed sign-up was deleted for an invitation"
        );
        Ok(account.sub)
    }

    async fn complete_again(
        &self,
        account: &Account,
        invitation: &Invitation,
        again: Again,
        deadline: Instant,
    ) -> Result<Invited, Refusal> {
        let completed = self
            .complete(account, &invitation.particulars, deadline)
            .await?;
        match again {
            Again::Complete => Ok(completed),
            Again::Resend => {
                self.send_again(account, completed, &invitation.hook_data, deadline)
                    .await
            }
        }
    }

    async fn create_user(
        &self,
        invitation: &Invitation,
        deadline: Instant,
    ) -> Result<Creation, Refusal> {
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let user_name = naming::user_name(&self.pool, invitation, random)?;
        let password = TemporaryPassword::draw(self.pool.minimum_password_length)?;
        let email = invitation.email.as_str();
        let mut request =
            self.admin_create_user(&user_name, email, &invitation.hook_data, &password)?;
        for (name, value) in invitation.particulars.all_attributes() {
            request = request.user_attributes(attribute(name, value)?);
        }
        let objection = match patiently(|| request.clone().send(), deadline).await {
            Ok(answer) => {
                let user = answer.user().ok_or(Refusal::Unavailable("no-user"))?;
                return Ok(Creation::Created(Account::from(user), None));
            }
            Err(objection) => objection,
        };
        match objection.exception.as_str() {
            "UsernameExistsException" => Ok(Creation::Taken(user_name)),
            "AliasExistsException" => Ok(Creation::Taken(email.to_owned())),
            _ => {
                self.failed(objection, &user_name, invitation, deadline)
                    .await
            }
        }
    }

    /// Cognito stores the user before it asks for the message, so that a message that fails leaves
    /// a user behind (contract §6); a pre sign-up hook that fails leaves none.
    async fn failed(
        &self,
        objection: Objection,
        user_name: &str,
        invitation: &Invitation,
        deadline: Instant,
    ) -> Result<Creation, Refusal> {
        if let Some(said) = said_by_pre_sign_up(&objection) {
            return Err(Refusal::Rejected(said));
        }
        if !concerns_the_message(&objection) {
            return Err(objection.into());
        }
        // Which hook failed is not always told, and the name may have been somebody's before.
        let left = self.find(user_name, deadline).await?;
        let federated = &self.settings.federated;
        let is_open = |account: &Account| {
            next(account, invitation, &self.pool, federated) == Ok(Next::Complete)
        };
        match left.filter(is_open) {
            Some(account) => Ok(Creation::Created(account, Some(objection.exception))),
            None if is_of_a_hook(&objection) => Err(Refusal::HookFailed {
                exception: objection.exception,
            }),
            None => Err(objection.into()),
        }
    }

    /// A new user has no groups yet. It holds no token either, so that its first one is right.
    async fn created(
        &self,
        account: &Account,
        invitation: &Invitation,
        deadline: Instant,
    ) -> Invited {
        let mut created = Invited::new(Deed::Created, account);
        created.notice = Notice::Sent;
        created.expires = self.expires(account);
        let groups = &invitation.particulars.groups;
        created.assigned(self.assign(&account.user_name, groups, deadline).await);
        created
    }
}

/// Says what came before the creation, and what came of its message.
fn with_circumstances(
    mut created: Invited,
    deleted: Option<String>,
    undelivered: Option<String>,
) -> Invited {
    if let Some(deleted) = deleted {
        created.deed = Deed::CreatedAnew { deleted };
    }
    match undelivered {
        Some(exception) => created.undelivered(exception),
        None => created,
    }
}
