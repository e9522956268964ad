//! One caller's request, and what it may do.

use std::collections::BTreeSet;

use authorization::{Action, Caller, Forbidden, Permit, Target, Verb, decide, policy_groups};
use invitation::{EmailAddress, GroupName};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::audit::Audit;
use crate::problem::Problem;
use crate::state::Api;
use crate::subject::Subject;

/// One caller's request.
pub(crate) struct Session<'a> {
    pub(crate) api: &'a Api,
    pub(crate) now: Timestamp,
    pub(crate) deadline: Instant,
    pub(crate) audit: &'a mut Audit,
    caller: Caller,
    /// What the pool says of the caller, once it was asked.
    confirmed: Option<Confirmed>,
}

/// What the pool says of a caller at this moment.
#[derive(Clone, Default)]
struct Confirmed {
    /// The groups that count.
    groups: BTreeSet<String>,
    /// The address, where it is verified.
    address: Option<EmailAddress>,
    /// What the caller can be called besides.
    aliases: Vec<String>,
}

impl<'a> Session<'a> {
    /// A request of `caller`.
    pub(crate) fn new(
        api: &'a Api,
        caller: Caller,
        audit: &'a mut Audit,
        now: Timestamp,
        deadline: Instant,
    ) -> Self {
        audit.caller = Some(caller.sub.clone());
        Self {
            api,
            now,
            deadline,
            audit,
            caller,
            confirmed: None,
        }
    }

    /// The identifier of the user pool.
    pub(crate) fn pool_id(&self) -> &'a str {
        &self.api.section.user_pool_id
    }

    /// Refuses what no role of the caller allows to be done to anybody.
    pub(crate) async fn admit(&mut self, action: &Action<'_>) -> Result<(), Problem> {
        self.audit.action(action);
        self.decide(action, None).await.map(|_| ())
    }

    /// The user whom a verb is to act on, if the caller may do it to that user.
    ///
    /// What is not allowed to be done to anybody is refused before anybody is looked for: who is in
    /// the pool is told to those alone who could act.
    pub(crate) async fn subject(
        &mut self,
        action: &Action<'_>,
        user: &str,
    ) -> Result<Subject, Problem> {
        // Of one's own name nothing is looked up that could tell of somebody else.
        if self.is_own_name(user)
            && let Some(own) = self.own().await?
        {
            self.admit_to(action, &own).await?;
            return Ok(own);
        }
        match self.admit(action).await {
            Err(refused) if action.verb == Verb::SignUserOut => {
                return self.oneself(user).await?.ok_or(refused);
            }
            admitted => admitted?,
        }
        let subject = Subject::find(self.api, user, self.deadline).await?;
        let subject = subject.ok_or_else(Problem::user_not_found)?;
        self.admit_to(action, &subject).await?;
        Ok(subject)
    }

    /// The caller, where `user` is an alias that the pool shows as the caller's own: an address, a
    /// number or a preferred user name. Nobody else is looked for.
    async fn oneself(&mut self, user: &str) -> Result<Option<Subject>, Problem> {
        let own = self.confirmed().await?.aliases;
        if !own.iter().any(|alias| alias.eq_ignore_ascii_case(user)) {
            return Ok(None);
        }
        let subject = self.own().await?;
        self.audit.target = subject.as_ref().map(|subject| subject.account.sub.clone());
        Ok(subject)
    }

    /// The caller as the pool has it; none where somebody else has the user name by now.
    async fn own(&self) -> Result<Option<Subject>, Problem> {
        let subject = Subject::named(self.api, &self.caller.user_name, self.deadline).await?;
        Ok(subject.filter(|subject| subject.account.sub == self.caller.sub))
    }

    /// Refuses what the caller may not do to this user. Groups that the policy gives the user
    /// because of it count as handed out.
    pub(crate) async fn admit_to(
        &mut self,
        action: &Action<'_>,
        subject: &Subject,
    ) -> Result<(), Problem> {
        self.audit.target = Some(subject.account.sub.clone());
        let mut groups = action.policy_groups.clone();
        groups.extend(self.policy_groups_of(action, subject));
        let action = &Action {
            policy_groups: &groups,
            ..*action
        };
        self.audit.action(action);
        let target = Target {
            is_caller: subject.account.sub == self.caller.sub,
            groups: &subject.groups,
        };
        let permit = self.decide(action, Some(target)).await?;
        for group in &permit.need_another {
            if subject.is_last_of(self.api, group, self.deadline).await? {
                return Err(Forbidden::LastAdministrator.into());
            }
        }
        Ok(())
    }

    fn policy_groups_of(&self, action: &Action<'_>, subject: &Subject) -> BTreeSet<GroupName> {
        let account = policy_groups::Account {
            user_pool_id: self.pool_id(),
            user_name: &subject.account.user_name,
            status: subject.account.status.as_str(),
            attributes: &subject.account.attributes,
            created: subject.account.created.unwrap_or(self.now),
        };
        let policy = self.api.settings.acceptance_policy();
        policy_groups::of_user(action, &account, &policy, self.now)
    }

    async fn decide(
        &mut self,
        action: &Action<'_>,
        target: Option<Target<'_>>,
    ) -> Result<Permit, Problem> {
        let roles = &self.api.section.roles;
        let groups = &self.caller.groups;
        let claimed = decide(roles, groups.claimed(), action, target);
        // Who has no role by all that the claims could mean has none by what the pool leaves of
        // it: most of those who may not are refused without asking.
        let is_certain = action.verb.only_reads() && groups.certain().is_some();
        if is_certain || action.needs_no_role(target) || claimed == Err(Forbidden::Verb) {
            return Ok(claimed?);
        }
        let confirmed = self.confirmed().await?;
        Ok(decide(roles, &confirmed.groups, action, target)?)
    }

    /// The caller's groups that count for changes, and wherever the claims leave a doubt: those
    /// that the pool confirms at this moment.
    ///
    /// A token outlives what it says, by up to a day. Without this, whoever was removed from the
    /// administrators could use the last token to be one again.
    async fn confirmed(&mut self) -> Result<Confirmed, Problem> {
        if let Some(confirmed) = &self.confirmed {
            return Ok(confirmed.clone());
        }
        let caller = Subject::named(self.api, &self.caller.user_name, self.deadline).await?;
        // A name can become somebody else's; a `sub` cannot.
        let caller = caller
            .filter(|subject| subject.account.sub == self.caller.sub && subject.account.enabled);
        let confirmed = caller.map_or_else(Confirmed::default, |subject| Confirmed {
            groups: self.caller.groups.confirmed_by(&subject.groups),
            address: proven_address(&subject),
            aliases: aliases(&subject),
        });
        self.confirmed = Some(confirmed.clone());
        Ok(confirmed)
    }

    /// The caller's own address, which the pool shows as verified at this moment. What a token
    /// says of it may be of yesterday, and what a request says of it is anybody's.
    pub(crate) async fn address(&mut self) -> Result<Option<EmailAddress>, Problem> {
        Ok(self.confirmed().await?.address)
    }

    /// Whether a name is one that the caller's own token says.
    fn is_own_name(&self, user: &str) -> bool {
        user == self.caller.user_name || user == self.caller.sub
    }
}

fn aliases(subject: &Subject) -> Vec<String> {
    let names = ["email", "phone_number", "preferred_username"];
    let values = names
        .into_iter()
        .filter_map(|name| subject.account.attributes.get(name));
    values.map(str::to_owned).collect()
}

fn proven_address(subject: &Subject) -> Option<EmailAddress> {
    let attributes = &subject.account.attributes;
    let address = attributes.get("email")?.parse().ok()?;
    attributes.is_true("email_verified").then_some(address)
}
