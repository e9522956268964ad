//! One caller's request, and what it may do.

use std::collections::BTreeSet;

use administration::{Administration, RecordRequest, Revocation, Rules, TokenLeft, inviter_name};
use authorization::{Action, Caller, Forbidden, Permit, Target, Verb, decide, policy_groups};
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use axum::http::StatusCode;
use cognito::{User, UserStatus};
use invitation::{EmailAddress, GroupName, InvitationRecord, Inviter, InviterName};
use jiff::Timestamp;

use crate::audit::Audit;
use crate::pool::{Pool, PoolUser};
use crate::problem::Problem;
use crate::state::AppState;

/// One caller's request.
pub(crate) struct Session<'a> {
    pub(crate) state: &'a AppState,
    pub(crate) pool: Pool<'a>,
    pub(crate) now: Timestamp,
    pub(crate) audit: &'a mut Audit,
    caller: Caller,
    /// What the pool says of the caller, once it was asked.
    confirmed: Option<Confirmed>,
}

/// What the pool says of the caller at this moment.
#[derive(Clone, Default)]
struct Confirmed {
    /// The groups of the token that the caller is in.
    groups: BTreeSet<String>,
    /// The address, where it is verified.
    address: Option<EmailAddress>,
    /// The caller's aliases.
    aliases: Vec<String>,
    /// The name that mails show of the caller.
    name: Option<InviterName>,
    /// The caller's account.
    account: Option<User>,
}

impl<'a> Session<'a> {
    /// A request of `caller`.
    pub(crate) fn new(
        state: &'a AppState,
        pool: Pool<'a>,
        caller: Caller,
        audit: &'a mut Audit,
        now: Timestamp,
    ) -> Self {
        audit.caller = Some(caller.sub.clone());
        Self {
            state,
            pool,
            now,
            audit,
            caller,
            confirmed: None,
        }
    }

    /// The verbs of an administrator.
    pub(crate) async fn administration(&self) -> Result<&'a Administration, Problem> {
        self.state.administration(self.pool.deadline).await
    }

    /// What invitations are checked against.
    pub(crate) async fn rules(&self) -> Result<Rules<'a>, Problem> {
        self.state.rules(self.pool.deadline).await
    }

    /// Refuses an action that no role of the caller allows on anybody.
    pub(crate) async fn authorize(&mut self, action: &Action<'_>) -> Result<(), Problem> {
        self.audit.action(action);
        self.decide(action, None).await.map(|_| ())
    }

    /// Whether a role of the caller allows an action on somebody. The audit line is not about it:
    /// nobody asked for the action.
    pub(crate) async fn allows(&mut self, action: &Action<'_>) -> Result<bool, Problem> {
        Ok(self.refusal(action).await?.is_none())
    }

    /// Why no role of the caller allows an action on anybody, if none does.
    pub(crate) async fn refusal(
        &mut self,
        action: &Action<'_>,
    ) -> Result<Option<Problem>, Problem> {
        forbidden(self.decide(action, None).await)
    }

    /// Why the caller may not take an action on this user, if so.
    pub(crate) async fn refusal_on(
        &mut self,
        action: &Action<'_>,
        user: &PoolUser,
    ) -> Result<Option<Problem>, Problem> {
        let mut groups = action.policy_groups.clone();
        groups.extend(self.policy_groups_of(action, user));
        let action = &Action {
            policy_groups: &groups,
            ..*action
        };
        forbidden(self.decide(action, Some(self.as_target(user))).await)
    }

    /// Who calls, by the verified claims.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The caller's account, if it is enabled, and the groups of the token that the pool confirms.
    pub(crate) async fn me(&mut self) -> Result<(Option<User>, BTreeSet<String>), Problem> {
        let confirmed = self.confirmed().await?;
        Ok((confirmed.account, confirmed.groups))
    }

    /// The user whom a verb shows, once it is authorized.
    pub(crate) async fn look_up(&mut self, user: &str) -> Result<AdminGetUserOutput, Problem> {
        let user = self.pool.look_up(user).await?;
        let user = user.ok_or_else(Problem::user_not_found)?;
        self.audit.target = Some(User::from(&user).sub);
        Ok(user)
    }

    /// The user whom an action is on, if the caller may take it on that user.
    ///
    /// An action that the caller may take on nobody is refused before the user is looked for: only
    /// callers who could act learn who is in the pool.
    pub(crate) async fn target(
        &mut self,
        action: &Action<'_>,
        user: &str,
    ) -> Result<PoolUser, Problem> {
        // A caller's own name needs no search, which could show other users.
        if self.is_own_name(user)
            && let Some(own) = self.own().await?
        {
            self.authorize_on(action, &own).await?;
            return Ok(own);
        }
        match self.authorize(action).await {
            Err(refused) if action.verb == Verb::SignUserOut => {
                return self.oneself(user).await?.ok_or(refused);
            }
            authorized => authorized?,
        }
        let user = self.pool.find(user).await?;
        let user = user.ok_or_else(Problem::user_not_found)?;
        self.authorize_on(action, &user).await?;
        Ok(user)
    }

    /// Takes a user away as `revocation` says, and answers what is left of an invitation token.
    pub(crate) async fn revoke(
        &self,
        user: PoolUser,
        revocation: Revocation,
    ) -> Result<TokenLeft, Problem> {
        let administration = self.administration().await?;
        let revoked = administration
            .revoke_account(user.account, revocation, self.now, self.pool.deadline)
            .await?;
        Ok(revoked.token)
    }

    /// The caller, where the pool shows `user` as the caller's own address, number or preferred
    /// user name. Nobody else is looked for.
    async fn oneself(&mut self, user: &str) -> Result<Option<PoolUser>, Problem> {
        let own = self.confirmed().await?.aliases;
        if !own.iter().any(|alias| alias.eq_ignore_ascii_case(user)) {
            return Ok(None);
        }
        let user = self.own().await?;
        self.audit.target = user.as_ref().map(|user| user.account.sub.clone());
        Ok(user)
    }

    /// The caller as the pool has it; none where somebody else has the user name by now.
    async fn own(&self) -> Result<Option<PoolUser>, Problem> {
        let user = self.pool.named(&self.caller.user_name).await?;
        Ok(user.filter(|user| user.account.sub == self.caller.sub))
    }

    /// Refuses an action that the caller may not take on this user. Groups that the policy gives
    /// the user because of it count as given by the caller.
    pub(crate) async fn authorize_on(
        &mut self,
        action: &Action<'_>,
        user: &PoolUser,
    ) -> Result<(), Problem> {
        self.audit.target = Some(user.account.sub.clone());
        let mut groups = action.policy_groups.clone();
        groups.extend(self.policy_groups_of(action, user));
        let action = &Action {
            policy_groups: &groups,
            ..*action
        };
        self.audit.action(action);
        let permit = self.decide(action, Some(self.as_target(user))).await?;
        for group in &permit.need_another {
            if self.pool.is_last_of(group, user).await? {
                return Err(Forbidden::LastAdministrator.into());
            }
        }
        Ok(())
    }

    fn as_target<'u>(&self, user: &'u PoolUser) -> Target<'u> {
        Target {
            is_caller: user.account.sub == self.caller.sub,
            groups: &user.groups,
            is_guest_of_another: self.is_guest_of_another(&user.account),
        }
    }

    fn is_guest_of_another(&self, account: &User) -> bool {
        let is_own = |record: InvitationRecord| {
            let by = record.by.as_ref().map(Inviter::as_str);
            by == Some(self.caller.sub.as_str())
        };
        account.status == UserStatus::ForceChangePassword
            && !InvitationRecord::of(&account.attributes).is_some_and(is_own)
    }

    fn policy_groups_of(&self, action: &Action<'_>, user: &PoolUser) -> BTreeSet<GroupName> {
        let account = policy_groups::Account {
            user_pool_id: self.pool.id,
            user_name: &user.account.user_name,
            status: &user.account.status,
            attributes: &user.account.attributes,
            created: user.account.created.unwrap_or(self.now),
        };
        let policy = self.state.settings.acceptance_policy();
        policy_groups::of_user(action, &account, &policy, self.now)
    }

    async fn decide(
        &mut self,
        action: &Action<'_>,
        target: Option<Target<'_>>,
    ) -> Result<Permit, Problem> {
        let roles = &self.state.section.roles;
        let groups = &self.caller.groups;
        let claimed = decide(roles, groups.claimed(), action, target);
        // The pool can only take groups away. So most callers without a role are refused without
        // asking it.
        let is_certain = action.verb.only_reads() && groups.is_certain();
        if is_certain || action.needs_no_role(target) || claimed == Err(Forbidden::NotPermitted) {
            return Ok(claimed?);
        }
        let confirmed = self.confirmed().await?;
        Ok(decide(roles, &confirmed.groups, action, target)?)
    }

    /// What the pool says of the caller at this moment. Changes are decided by the groups that it
    /// confirms, and so is all else where the claims leave a doubt.
    ///
    /// A token stays valid for up to a day. Without this, a removed administrator could use the
    /// last token to become one again.
    async fn confirmed(&mut self) -> Result<Confirmed, Problem> {
        if let Some(confirmed) = &self.confirmed {
            return Ok(confirmed.clone());
        }
        // A name can become somebody else's; a `sub` cannot.
        let caller = self.own().await?.filter(|user| user.account.enabled);
        let confirmed = caller.map_or_else(Confirmed::default, |user| Confirmed {
            groups: self.caller.groups.confirmed_by(&user.groups),
            address: user.account.attributes.verified_email(),
            aliases: aliases(&user),
            name: inviter_name(&user.account.attributes),
            account: Some(user.account),
        });
        self.confirmed = Some(confirmed.clone());
        Ok(confirmed)
    }

    /// The caller's own address, if the pool shows it as verified at this moment. The address in a
    /// token may be old, and one in a request can be anybody's.
    pub(crate) async fn address(&mut self) -> Result<Option<EmailAddress>, Problem> {
        Ok(self.confirmed().await?.address)
    }

    /// The same record with the caller as the inviter, whatever a request says: the `sub` of the
    /// verified claims, and the name that the pool has of that user.
    pub(crate) async fn by_caller(
        &mut self,
        record: RecordRequest,
    ) -> Result<RecordRequest, Problem> {
        let Ok(inviter) = self.caller.sub.parse::<Inviter>() else {
            return Ok(record);
        };
        let name = self.confirmed().await?.name;
        Ok(record.by_caller(inviter, name))
    }

    /// Whether the caller's token has this name.
    fn is_own_name(&self, user: &str) -> bool {
        user == self.caller.user_name || user == self.caller.sub
    }
}

/// A refusal as a value, apart from what went wrong.
fn forbidden(decided: Result<Permit, Problem>) -> Result<Option<Problem>, Problem> {
    match decided {
        Ok(_) => Ok(None),
        Err(problem) if problem.status == StatusCode::FORBIDDEN => Ok(Some(problem)),
        Err(problem) => Err(problem),
    }
}

fn aliases(user: &PoolUser) -> Vec<String> {
    let names = ["email", "phone_number", "preferred_username"];
    let values = names.map(|name| user.account.attributes.get(name));
    values.into_iter().flatten().map(str::to_owned).collect()
}
