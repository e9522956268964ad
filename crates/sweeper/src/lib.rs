//! Sweeper: people are reminded of open invitations, other systems are told that they end soon, and
//! invitations end, every hour.
//!
//! `AWS::Scheduler::Schedule` calls it, one at a time, with an event that says nothing. What is done is
//! `administration`'s `Sweep`, as in `invitations sweep`. It stops in time before Lambda ends it; the
//! next run goes on, because what is done is marked.

use std::time::Duration;

use administration::{Act, AdminError, Administration, Sweep};
use aws_sdk_cognitoidentityprovider::Client;
use aws_types::SdkConfig;
use jiff::Timestamp;
use settings::Settings;
use tokio::time::Instant;
use trigger::Metric;

/// The variable that names the user pool.
pub const USER_POOL_VARIABLE: &str = "USER_POOL_ID";

/// How long before Lambda's own deadline nothing is begun any more: an act takes at most 40 seconds.
pub const MARGIN: Duration = Duration::from_secs(50);

/// How long reading the pool may take.
const OPENING: Duration = Duration::from_secs(30);

/// The sweeper.
#[derive(Debug)]
pub struct Sweeper {
    /// The configuration.
    pub settings: Settings,
    /// The user pool.
    pub user_pool_id: String,
    /// Its API.
    pub cognito: Client,
    /// How AWS is reached, for the event bus of the settings.
    pub aws: SdkConfig,
}

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// How many users were looked at.
    pub looked_at: usize,
    /// How many people were reminded.
    pub reminded: usize,
    /// Of how many invitations it was told that they are about to end.
    pub told_expiring: usize,
    /// How many invitations ended.
    pub expired: usize,
    /// How many accounts were deleted.
    pub deleted: usize,
    /// How many users could not be acted on, and reminders and events that were not delivered.
    pub failures: usize,
    /// Whether the time was up before everybody was looked at.
    pub stopped: bool,
    /// Why users could not be listed, or the pool not be read, if so.
    pub interrupted: Option<&'static str>,
}

impl Report {
    /// What came of it, in a word.
    pub fn outcome(&self) -> &'static str {
        if self.interrupted.is_some() {
            "interrupted"
        } else if self.failures > 0 {
            "incomplete"
        } else if self.stopped {
            "stopped"
        } else {
            "swept"
        }
    }

    /// Whether somebody has to look.
    pub fn is_trouble(&self) -> bool {
        self.failures > 0 || self.interrupted.is_some()
    }

    /// What is counted, where it is not nothing.
    pub fn counts(&self) -> Vec<(Metric, usize)> {
        let failures = self.failures + usize::from(self.interrupted.is_some());
        let mut counts = vec![
            (Metric::InvitationsReminded, self.reminded),
            (Metric::InvitationsExpiring, self.told_expiring),
            (Metric::InvitationsExpired, self.expired),
            (Metric::InvitationsDeleted, self.deleted),
            (Metric::SweepFailures, failures),
        ];
        counts.retain(|(_, count)| *count > 0);
        counts
    }
}

impl Sweeper {
    /// Goes through all open invitations, by this clock, and begins nothing after `stop`.
    pub async fn run(&self, clock: impl Fn() -> Timestamp, stop: Instant) -> Report {
        let mut report = Report::default();
        let swept = self.sweep(clock, stop, &mut report).await;
        report.interrupted = swept.err().map(|error| error.code());
        report
    }

    async fn sweep(
        &self,
        clock: impl Fn() -> Timestamp,
        stop: Instant,
        report: &mut Report,
    ) -> Result<(), AdminError> {
        let deadline = Instant::now() + OPENING;
        let settings = self.settings.clone();
        let pool = &self.user_pool_id;
        let opened = Administration::open(&self.cognito, None, settings, pool, deadline);
        let sweep = Sweep::new(opened.await?.telling_events(&self.aws));
        let mut token = None;
        while Instant::now() < stop {
            let page = sweep.page(token.as_deref(), false, clock(), Some(stop));
            let page = page.await?;
            for swept in &page.users {
                report.looked_at += 1;
                match &swept.result {
                    None | Some(Ok(Act::ChangedMeanwhile)) => {}
                    Some(Ok(Act::Reminded)) => report.reminded += 1,
                    Some(Ok(Act::ToldExpiring)) => report.told_expiring += 1,
                    Some(Ok(Act::Expired)) => report.expired += 1,
                    Some(Ok(Act::Deleted)) => report.deleted += 1,
                    Some(Ok(Act::NotDelivered | Act::NotTold) | Err(_)) => report.failures += 1,
                }
            }
            if page.stopped {
                break;
            }
            token = page.next;
            if token.is_none() {
                return Ok(());
            }
        }
        report.stopped = true;
        Ok(())
    }
}
