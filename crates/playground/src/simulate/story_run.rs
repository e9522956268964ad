//! One run of a story: its steps so far, and the pool.

use std::collections::BTreeSet;
use std::time::Duration;

use administration::{Administration, Decision, Invited, Sweep};
use anyhow::{Context, Result};
use aws_sdk_cognitoidentityprovider::error::{DisplayErrorContext, SdkError};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connection::deadline;
use invitation::{
    GroupName, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE, InvitationRecord, InviterName,
};
use jiff::{SignedDuration, Timestamp};
use local_user_pool::{Behaviour, Fault, Pool, SentMessage, User};
use serde_json::Value;
use settings::Settings;

use super::link::Link;
use super::outcome::outcome;
use super::pool::{POOL_ID, SimulatedPool};
use super::their_function::TheirFunction;
use super::timeline::{Event, Step, Timeline};
use crate::hooks::Hooks;

/// The time between two steps, unless a story waits longer.
const BETWEEN_STEPS: SignedDuration = SignedDuration::from_mins(10);

/// One run of a story. What people and administrators do is in `user_actions` and
/// `administrator_actions`.
pub(crate) struct StoryRun<'a> {
    pub(crate) pool: &'a SimulatedPool,
    /// The functions, if the story deployed them again.
    deployed: Option<Hooks>,
    steps: Vec<Step>,
    timeline: Timeline,
    /// The first entry of the pool's activity that is in no step yet.
    next_entry: u64,
    /// How many of the hooks' records are in steps.
    recorded_hooks: usize,
    /// As in the pool's `Behaviour`.
    hook_copies: u32,
    users: Vec<String>,
}

impl<'a> StoryRun<'a> {
    /// A run without steps, in a pool that was reset.
    pub(crate) fn new(pool: &'a SimulatedPool) -> Self {
        pool.reset();
        Self {
            pool,
            deployed: None,
            steps: Vec::new(),
            timeline: Timeline::new(pool.brand_names.clone()),
            next_entry: pool.local.next_activity(),
            recorded_hooks: pool.hooks.records().len(),
            hook_copies: Behaviour::default().hook_copies,
            users: Vec::new(),
        }
    }

    /// Begins the next step, ten minutes later; `what` says in a sentence who does what.
    pub(crate) fn step(&mut self, what: &str) {
        self.record();
        if !self.steps.is_empty() {
            self.wait(BETWEEN_STEPS);
        }
        self.steps.push(Step {
            at: self.now(),
            what: what.to_owned(),
            events: Vec::new(),
            users: None,
        });
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, time: SignedDuration) {
        self.pool.local.advance(time);
    }

    /// The time by the pool's clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.pool.local.now()
    }

    /// Deploys the functions again, with other settings or another time-out.
    pub(crate) fn deploy(&mut self, settings: &Settings, timeout: Duration) -> Result<()> {
        self.record();
        self.deployed = Some(self.pool.deploy(settings, timeout)?);
        self.recorded_hooks = 0;
        Ok(())
    }

    /// Puts a chain into the slot of pre-sign-up, which calls a function of the team's beside ours.
    pub(crate) fn share_pre_sign_up(
        &mut self,
        theirs: TheirFunction,
        timeout: Duration,
    ) -> Result<()> {
        self.record();
        self.deployed = Some(self.pool.share_pre_sign_up(theirs.invoke(), timeout)?);
        self.recorded_hooks = 0;
        Ok(())
    }

    /// Changes the behaviour of the pool.
    pub(crate) fn set_behaviour(&mut self, behaviour: Behaviour) {
        self.record();
        self.hook_copies = behaviour.hook_copies;
        self.pool.local.set_behaviour(behaviour);
    }

    /// Makes calls fail.
    pub(crate) fn set_faults(&self, faults: Vec<Fault>) {
        self.pool.local.set_faults(faults);
    }

    /// Reads or changes the pool without a call.
    pub(crate) fn with_pool<T>(&self, act: impl FnOnce(&mut Pool) -> T) -> Result<T> {
        let pool = self.pool.local.with_pool(POOL_ID, act);
        pool.context("the pool is gone")
    }

    /// The link in the newest message to this address.
    pub(crate) fn mailed_link(&self, email: &str) -> Result<Link> {
        let inbox = self.pool.local.inbox();
        let newest = inbox
            .iter()
            .rev()
            .find(|sent| sent.to.iter().any(|to| to == email));
        let link = newest.and_then(Link::in_message);
        link.with_context(|| format!("no link was mailed to {email}"))
    }

    /// Adds the groups in a pair of tokens to the timeline.
    pub(crate) fn signed_in(&mut self, id_token: &str, access_token: &str) -> Result<()> {
        self.record();
        let (id, access) = (groups_in(id_token)?, groups_in(access_token)?);
        let groups = if id == access {
            id
        } else {
            format!("ID token: {id}, access token: {access}")
        };
        self.add([Event::Token { groups }]);
        Ok(())
    }

    /// Adds the result of an invitation to the timeline, as an administrator sees it.
    pub(crate) fn invited(&mut self, invited: &Invited) {
        self.record();
        let groups: Vec<&str> = invited.groups_added.iter().map(GroupName::as_str).collect();
        let groups = if groups.is_empty() {
            "none".to_owned()
        } else {
            groups.join(" ")
        };
        let done = invited.outcome.as_str();
        let mail = invited.mail.as_str();
        let mut outcome = format!("{done}, mail {mail}, groups: {groups}");
        for warning in &invited.warnings {
            outcome.push_str(", ");
            outcome.push_str(warning.code());
        }
        self.add([Event::Invited { outcome }]);
    }

    /// Runs the sweeper, and adds what came of each open invitation to the timeline.
    pub(crate) async fn sweep(&mut self) -> Result<()> {
        let pool = self.pool;
        let opened = Administration::open(
            &pool.cognito,
            None,
            pool.settings.clone(),
            POOL_ID,
            deadline(),
        );
        let sweep = Sweep::new(opened.await?.telling_events(&pool.aws));
        let page = sweep.page(None, false, self.now(), None).await?;
        self.record();
        let outcomes = page.users.into_iter().map(|swept| {
            let what = match (&swept.result, swept.decision) {
                (Some(Ok(act)), _) => act.as_str().to_owned(),
                (Some(Err(error)), _) => error.code().to_owned(),
                (None, Decision::Nothing(reason)) => format!("left alone: {}", reason.as_str()),
                (None, _) => "left alone".to_owned(),
            };
            let email = swept.entry.email.unwrap_or(swept.entry.sub);
            format!("{email} {what}")
        });
        // A pool lists its users in no order.
        let outcomes: BTreeSet<String> = outcomes.collect();
        self.add(outcomes.into_iter().map(|outcome| Event::Swept { outcome }));
        Ok(())
    }

    /// Ends the run: all steps, their outcome, and the messages.
    pub(crate) fn end(mut self) -> (Vec<Step>, Vec<String>, Vec<SentMessage>) {
        self.record();
        let local = &self.pool.local;
        let attributes = local.with_pool(POOL_ID, |pool| {
            let given = pool.users.iter().filter_map(given_attributes);
            given.collect::<Vec<_>>()
        });
        let mut attributes = attributes.unwrap_or_default();
        attributes.sort();
        let outcome = outcome(&self.steps, &self.users, &attributes);
        (self.steps, outcome, self.pool.local.inbox())
    }

    /// Adds everything that has happened to the current step.
    fn record(&mut self) {
        let local = &self.pool.local;
        let entries = local.activity(self.next_entry);
        self.next_entry = local.next_activity();
        let records = self.deployed.as_ref().unwrap_or(&self.pool.hooks).records();
        let fresh = records.get(self.recorded_hooks..).unwrap_or_default();
        let events = self
            .timeline
            .events(entries, fresh, self.hook_copies, &local.inbox());
        self.recorded_hooks = records.len();
        self.add(events);
        let users = self.pool.local.with_pool(POOL_ID, |pool| {
            let users = pool.users.iter().map(user_line);
            users.collect::<Vec<_>>()
        });
        let mut users = users.unwrap_or_default();
        users.sort();
        if users != self.users
            && let Some(step) = self.steps.last_mut()
        {
            step.users = Some(users.clone());
            self.users = users;
        }
    }

    fn add(&mut self, events: impl IntoIterator<Item = Event>) {
        // Before the first step everything is preparation.
        if let Some(step) = self.steps.last_mut() {
            step.events.extend(events);
        }
    }
}

/// The answer of a call, or nothing if it was refused: the timeline has the exception.
pub(crate) fn answered<T, E>(result: Result<T, SdkError<E>>) -> Result<Option<T>>
where
    E: std::error::Error + Send + Sync + 'static,
{
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(SdkError::ServiceError(_)) => Ok(None),
        Err(error) => Err(anyhow::anyhow!("{}", DisplayErrorContext(error))),
    }
}

/// A user in one line: address, status, groups.
fn user_line(user: &User) -> String {
    let name = user.attribute("email").unwrap_or(&user.username);
    let mut words = vec![name, user.status.as_str()];
    if !user.enabled {
        words.push("disabled");
    }
    words.extend(user.groups.iter().map(String::as_str));
    words.join(" ")
}

/// The attributes that a user was given, in one line, if there are any. Attributes that every
/// user has are left out, and so are the moments in the record of an invitation.
fn given_attributes(user: &User) -> Option<String> {
    let own = ["sub", "email", "email_verified", "identities"];
    let given = user
        .attributes
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .filter_map(|(name, value)| match name.as_str() {
            // The token is different in each run.
            INVITATION_ATTRIBUTE => Some(format!("{name}=…")),
            INVITED_ATTRIBUTE => inviter_and_end(value),
            _ => Some(format!("{name}={value}")),
        });
    let given: Vec<String> = given.collect();
    let name = user.attribute("email").unwrap_or(&user.username);
    (!given.is_empty()).then(|| format!("{name} {}", given.join(" ")))
}

/// Who invites and for how long, where the record of an invitation says either. Its moments are
/// different in each run.
fn inviter_and_end(record: &str) -> Option<String> {
    let record = InvitationRecord::parse(record)?;
    let name = record.by_name.as_ref().map(InviterName::as_str);
    let end = record.until.map(|until| until.duration_since(record.at));
    let end = end.map(|length| format!("for {}h", length.as_hours()));
    let said: Vec<&str> = name.into_iter().chain(end.as_deref()).collect();
    (!said.is_empty()).then(|| format!("{INVITED_ATTRIBUTE}={}", said.join(" ")))
}

/// `cognito:groups` of a token, in order.
fn groups_in(token: &str) -> Result<String> {
    let payload = token.split('.').nth(1).context("a token has no payload")?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload)?)?;
    let groups = claims.get("cognito:groups").and_then(Value::as_array);
    let mut groups: Vec<&str> = groups
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    groups.sort_unstable();
    Ok(groups.join(" "))
}
