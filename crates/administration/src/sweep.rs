//! Reminders, ends, and deleting what has been over for long (design §9.1).
//!
//! [`decision`] says what is done about a user; here it is done. A user is read again before anything
//! is done, and decided about anew: between the list and the act the person may have accepted.
//!
//! Cognito has no conditional write, so that each act is cut where a kill does the least harm:
//!
//! - A reminder is marked, then sent: **at most once**. Killed in between, the person gets none.
//! - That an end is near is told to an event bus, then marked: **at least once**, and each time with
//!   the same id. Where the bus does not take it, the next run tells it.
//! - An end is marked, then the account is disabled: the disabling happens **at least once**, because
//!   an account that is marked and enabled is disabled by the next run. A mark on an account that an
//!   administrator disabled would let `resend` enable it, so that none is written there.
//! - An end is told to an event bus after the account was disabled: **at most once**.
//! - A deletion is repeated until the account is gone.

pub mod decision;

use std::time::Duration;

use cognito::User;
use cognito::call::with_retries;
use invitation::invitation_record::{InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use strum::IntoStaticStr;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::entry::Entry;
use crate::error::AdminError;
use crate::outcome::{Delivery, Invited, Outcome};
use crate::pace::Pace;
use crate::profile::HookData;
use crate::removal::Lock;

use decision::expiring_since;

pub use decision::{Decision, Means, Reason, decide};

/// How long one act may take. Sending a mail runs a hook, up to three times for five seconds
/// (contract §6).
const ACT_TIMEOUT: Duration = Duration::from_secs(40);

/// How long a deletion is repeated after the user was read: an invitation that is sent again meanwhile
/// is accepted by nobody so soon.
const DELETE_TIMEOUT: Duration = Duration::from_secs(5);

/// The message of the line of an act, which [`history`](crate::history) finds.
pub(crate) const SWEPT: &str = "an invitation was swept";

/// The message of the line of an act that failed.
pub(crate) const NOT_SWEPT: &str = "an invitation could not be swept";

/// What Cognito finds of open invitations.
const OPEN: &str = r#"cognito:user_status = "FORCE_CHANGE_PASSWORD""#;

/// A run over all open invitations of a pool, at a fifth of the account's quotas.
#[derive(Debug)]
pub struct Sweep {
    administration: Administration,
    lists: Pace,
}

/// What a run has seen of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swept {
    /// The user, as it was listed.
    pub entry: Entry,
    /// When the invitation ends, by its record.
    pub until: Option<Timestamp>,
    /// What was decided when it was listed.
    pub decision: Decision,
    /// What came of it; none where nothing was to be done, or nothing was to be changed.
    pub result: Option<Result<Act, AdminError>>,
}

/// What came of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Act {
    /// The person was reminded.
    Reminded,
    /// It is marked as reminded, and the mail did not go out. Nobody tries again.
    NotDelivered,
    /// Other systems were told that the invitation is about to end.
    ToldExpiring,
    /// The event bus took no event. The next run tells it.
    NotTold,
    /// The account was disabled.
    Expired,
    /// The account was deleted.
    Deleted,
    /// The user was read again, and nothing was to be done any more.
    ChangedMeanwhile,
}

impl Act {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What was seen of one page of users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweptPage {
    /// Everybody who was looked at.
    pub users: Vec<Swept>,
    /// Where the next page begins; none on the last. Cognito's own, opaque and not for long.
    pub next: Option<String>,
    /// Whether the time was up before the end of the page.
    pub stopped: bool,
}

impl Sweep {
    /// A run in the pool of `administration`, which has no other use.
    pub fn new(administration: Administration) -> Self {
        Self {
            administration: Administration {
                pace: Pace::a_fifth_of(25),
                read_pace: Some(Pace::a_fifth_of(120)),
                ..administration
            },
            lists: Pace::a_fifth_of(30),
        }
    }

    /// Looks at a page of users, the one that begins at `token` or the first, and does what is due; it is
    /// `now` at its beginning; with `dry_run` it only says so. It begins nothing after `stop`, and an act that has
    /// begun takes at most 40 seconds more.
    ///
    /// Fails where users cannot be listed. What fails with one user is said of that user.
    ///
    /// Needs `cognito-idp:ListUsers`, `AdminGetUser`, `AdminUpdateUserAttributes`, `AdminCreateUser`,
    /// `AdminDisableUser`, `AdminEnableUser` and `AdminDeleteUser`; for a dry run, the first alone.
    pub async fn page(
        &self,
        token: Option<&str>,
        dry_run: bool,
        now: Timestamp,
        stop: Option<Instant>,
    ) -> Result<SweptPage, AdminError> {
        let administration = &self.administration;
        let request = administration
            .cognito
            .list_users()
            .user_pool_id(&administration.pool.id)
            .filter(OPEN)
            .set_pagination_token(token.map(str::to_owned));
        let in_turn = || {
            let request = request.clone();
            async {
                self.lists.turn().await;
                request.send().await
            }
        };
        let page = with_retries(in_turn, Instant::now() + ACT_TIMEOUT).await?;
        let mut swept = SweptPage {
            users: Vec::new(),
            next: page.pagination_token().map(str::to_owned),
            stopped: false,
        };
        let begun = Instant::now();
        for user in page.users() {
            let now = later(now, begun.elapsed());
            if stop.is_some_and(|stop| Instant::now() >= stop) {
                swept.stopped = true;
                break;
            }
            let user = User::from(user);
            let decision = self.decide(&user, now);
            let result = match decision {
                Decision::Nothing(_) => None,
                _ if dry_run => None,
                _ => Some(self.act(&user, now).await),
            };
            if let Some(Err(error)) = &result {
                // The sentence can quote AWS, and AWS quotes values.
                let (user_pool_id, sub, code) = (&administration.pool.id, &user.sub, error.code());
                tracing::warn!(user_pool_id, sub, code, "{NOT_SWEPT}");
            }
            swept.users.push(Swept {
                entry: administration.entry(&user, now),
                until: InvitationRecord::of(&user.attributes).and_then(|record| record.until),
                decision,
                result,
            });
        }
        Ok(swept)
    }

    fn decide(&self, user: &User, now: Timestamp) -> Decision {
        decide(user, self.administration.settings.sweep, self.means(), now)
    }

    fn means(&self) -> Means {
        Means {
            mail: self.administration.pool.email.is_own,
            events: self.administration.event_bus.is_some(),
        }
    }

    /// Reads a listed user again, and does what is due.
    async fn act(&self, listed: &User, now: Timestamp) -> Result<Act, AdminError> {
        let deadline = Instant::now() + ACT_TIMEOUT;
        let administration = &self.administration;
        let Some(user) = administration.find(&listed.user_name, deadline).await? else {
            return Ok(Act::ChangedMeanwhile);
        };
        let act = match self.decide(&user, now) {
            // Somebody else has the user name by now.
            _ if user.sub != listed.sub => Act::ChangedMeanwhile,
            Decision::Nothing(_) => Act::ChangedMeanwhile,
            Decision::Remind => self.remind(&user, now, deadline).await?,
            Decision::TellExpiring => self.tell_expiring(&user, now, deadline).await?,
            Decision::Expire => self.expire(&user, now, deadline).await?,
            Decision::Delete => {
                let soon = deadline.min(Instant::now() + DELETE_TIMEOUT);
                administration.delete(&user, soon).await?;
                Act::Deleted
            }
        };
        tracing::info!(
            user_pool_id = administration.pool.id,
            sub = user.sub,
            act = act.as_str(),
            "{SWEPT}"
        );
        Ok(act)
    }

    async fn remind(
        &self,
        user: &User,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Act, AdminError> {
        let Some(user) = self.mark(user, Mark::Reminded, now, deadline).await? else {
            return Ok(Act::ChangedMeanwhile);
        };
        // Everything but the mark has to be as it was; what else is due by now is no matter here.
        let settings = self.administration.settings.sweep;
        let mail_only = Means {
            events: false,
            ..self.means()
        };
        let decision = decide(&user, settings, mail_only, now);
        if !user.enabled || decision != Decision::Nothing(Reason::Reminded) {
            return Ok(Act::ChangedMeanwhile);
        }
        // By the mark, the hook of the message knows that it is a reminder: no client metadata reaches
        // it (contract §3).
        let hook_data = HookData::default();
        let invited = Invited::new(Outcome::Unchanged, &user);
        let sent = self
            .administration
            .send_again(&user, invited, &hook_data, deadline)
            .await;
        match sent {
            Ok(sent) if sent.mail == Delivery::Sent => Ok(Act::Reminded),
            Ok(_) => Ok(Act::NotDelivered),
            Err(AdminError::AlreadyAccepted | AdminError::UserNotFound) => {
                Ok(Act::ChangedMeanwhile)
            }
            Err(error) => Err(error),
        }
    }

    async fn tell_expiring(
        &self,
        user: &User,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Act, AdminError> {
        let record = InvitationRecord::of(&user.attributes);
        let settings = self.administration.settings.sweep;
        let since = record.and_then(|record| expiring_since(&record, settings));
        let told = self
            .administration
            .tell_expiring(user, since.unwrap_or(now), deadline);
        if !told.await {
            return Ok(Act::NotTold);
        }
        self.mark(user, Mark::Expiring, now, deadline).await?;
        Ok(Act::ToldExpiring)
    }

    async fn expire(
        &self,
        user: &User,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Act, AdminError> {
        let Some(user) = self.mark(user, Mark::Expired, now, deadline).await? else {
            return Ok(Act::ChangedMeanwhile);
        };
        if self.decide(&user, now) != Decision::Expire {
            return Ok(Act::ChangedMeanwhile);
        }
        // Nobody signs in from here on; whoever accepted a moment before is let in again.
        let has_ended = |read: &User| {
            let enabled = User {
                enabled: true,
                ..read.clone()
            };
            self.decide(&enabled, now) == Decision::Expire
        };
        match self.administration.lock(user, has_ended, deadline).await? {
            Lock::Held(ended) => {
                // A mark from before the end is that of a resend that did not go to its end.
                let record = InvitationRecord::of(&ended.attributes);
                let moment =
                    record.and_then(|record| record.marked(Mark::Expired).max(record.until));
                self.administration
                    .tell_expired(&ended, moment.unwrap_or(now), deadline)
                    .await;
                Ok(Act::Expired)
            }
            Lock::Released | Lock::Gone => Ok(Act::ChangedMeanwhile),
        }
    }

    /// Writes a mark into a record, and returns the user as read afterwards; none where the record or
    /// the user is gone.
    async fn mark(
        &self,
        user: &User,
        mark: Mark,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Option<User>, AdminError> {
        let Some(read) = InvitationRecord::of(&user.attributes) else {
            return Ok(None);
        };
        let mut marked = read.clone();
        if mark == Mark::Reminded {
            marked.count_mail(now);
        }
        marked.mark(mark, now);
        if marked == read {
            return Ok(Some(user.clone()));
        }
        self.administration
            .write_record(user, marked, deadline)
            .await
    }
}

/// A moment of a clock that is read once.
fn later(moment: Timestamp, elapsed: Duration) -> Timestamp {
    let elapsed = SignedDuration::try_from(elapsed).unwrap_or_default();
    moment.saturating_add(elapsed).unwrap_or(moment)
}
