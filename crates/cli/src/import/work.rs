//! Inviting everybody, a few at a time.

use std::pin::pin;
use std::time::Duration;

use administration::{AdminError, Administration, Invited, Scope};
use anyhow::Result;
use connection::{LocalServer, deadline};
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{MissedTickBehavior, interval};

use crate::import::journal::Journal;
use crate::import::outcome::{InDoubt, Past, RowOutcome};
use crate::import::people::Person;
use crate::import::progress::Progress;

/// How many people are invited at once. More would only wait in front of the quotas.
const AT_ONCE: usize = 8;

/// The time between two people: 20 a second, of the 50 users that may be created in one and the 30
/// listings that look for an address where it is an alias (contract §8). The rest is for those who
/// sign up meanwhile. Groups have a quota of their own, which crate `administration` keeps below.
const BETWEEN_PEOPLE: Duration = Duration::from_millis(50);

/// After so many failures in a row, no other row is begun. Each was tried for a minute; the next
/// rows would fail, too.
const FAILURES: usize = AT_ONCE;

/// Why the import stopped early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// Somebody asked for it.
    Asked,
    /// Too many failed in a row.
    Failing,
}

/// Invites everybody who is not done according to the journal, until `stop`. Rows that have begun
/// are finished, so that their outcome is known.
pub(crate) async fn invite(
    people: &[Person],
    administration: &Administration,
    server: &LocalServer,
    in_doubt: InDoubt,
    journal: &mut Journal,
    progress: &mut Progress,
    stop: impl Future<Output = ()>,
) -> Result<Option<Stopped>> {
    let left: Vec<&Person> = people
        .iter()
        .filter(|person| !journal.is_done(person))
        .collect();
    let mut left = left.into_iter();
    let mut running = FuturesUnordered::new();
    let mut turns = interval(BETWEEN_PEOPLE);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stop = pin!(stop);
    let mut stopped = None;
    let mut failures = 0;
    loop {
        let may_begin = stopped.is_none() && left.len() > 0;
        if !may_begin && running.is_empty() {
            return Ok(stopped);
        }
        tokio::select! {
            () = &mut stop, if stopped.is_none() => {
                progress.print("Stopping; invitations that have begun are finished.");
                stopped = Some(Stopped::Asked);
            }
            Some((person, past, result)) = running.next() => {
                let outcome = settle(person, &past, result);
                let failed = matches!(outcome, RowOutcome::Failed(_));
                failures = if failed { failures + 1 } else { 0 };
                if failures >= FAILURES && left.len() > 0 {
                    stopped = Some(Stopped::Failing);
                }
                journal.end(person, server.now(), outcome)?;
                progress.advance();
            }
            _ = turns.tick(), if may_begin && running.len() < AT_ONCE => {
                let Some(person) = left.next() else { continue };
                let now = server.now();
                let past = journal.begin(person, now)?;
                running.push(Box::pin(async move {
                    let again = past.again(in_doubt);
                    let invitation = &person.invitation;
                    let result = administration.create(invitation, again, Scope::Anybody, now, deadline()).await;
                    (person, past, result)
                }));
            }
        }
    }
}

fn settle(person: &Person, past: &Past, result: Result<Invited, AdminError>) -> RowOutcome {
    past.settle(result, person.invitation.user_name.is_some())
}
