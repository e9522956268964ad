//! `bench load`: many people at once through the stories of the design, with the functions as
//! built binaries and the quotas of an AWS account.
//!
//! A third each is created by an administrator (story A), signs up with an invitation token
//! (story B) and signs up without one (story C). At the end everybody has to be in the groups
//! that were promised, and in no other, and so has everybody's last token.
//!
//! * [`arguments`]: the command line.
//! * [`person`]: who the people are, what they are promised, and what some of them try.
//! * [`deployment`]: the user pool, the functions behind its hooks, and who reaches it.
//! * [`played`]: what came of one person.
//! * [`stories`]: what people do; [`sign_in`] is how they all end, [`claims`] reads their tokens.
//! * [`calls`]: calling as a client does that waits when it is throttled, with a stop-watch.
//! * [`pace`]: the arrival of people, below the quota that their grants use up.
//! * [`watch`]: what reached the pool, from clients and functions alike.
//! * [`verdict`]: what differs from what was promised.
//! * [`report`]: the figures in print.

pub(crate) mod arguments;
mod calls;
mod claims;
mod deployment;
mod pace;
mod person;
mod played;
mod report;
mod sign_in;
mod stories;
mod verdict;
mod watch;

use std::io::{Write, stdout};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use self::arguments::Arguments;
use self::deployment::Deployment;
use self::person::Person;
use self::played::Played;
use self::report::{Memory, Report};
use self::stories::play;
use self::watch::Watch;
use crate::process::{children, peak_memory};

/// How often the pool's history is read, which does not reach back for long.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Plays, prints, and answers whether everybody has what was promised, and nothing else.
pub(crate) async fn run(arguments: &Arguments) -> Result<bool> {
    let deployment = Arc::new(Deployment::new(arguments).await?);
    let mut watch = Watch::new(deployment.local.clone());
    let begin = Instant::now();
    let played = play_all(&deployment, arguments, &mut watch).await?;
    let took = begin.elapsed();
    // Read while the functions run: nothing can be read of a process that has ended.
    let memory = Memory {
        own: peak_memory(process::id())?,
        workers: children(process::id())?,
    };
    watch.look_for_the_last_time();
    let users = deployment.users()?;
    let differences = verdict::differences(&played, &users);
    deployment.shut_down().await;

    let report = Report {
        people: arguments.people,
        clients: arguments.clients,
        updates_per_second: arguments.updates_per_second,
        took,
        played: &played,
        measurements: deployment.calls.measurements(),
        seen: watch.seen(),
        outcomes: deployment.outcomes()?,
        memory,
        unspent: users.iter().filter(|user| user.has_token).count(),
        differences: &differences,
    };
    stdout().write_all(report.text().as_bytes())?;
    Ok(differences.is_empty())
}

/// Every client takes one person after the other.
async fn play_all(
    deployment: &Arc<Deployment>,
    arguments: &Arguments,
    watch: &mut Watch,
) -> Result<Vec<Played>> {
    let next = Arc::new(AtomicU32::new(0));
    let people = arguments.people.get();
    let mut clients = JoinSet::new();
    for _ in 0..arguments.clients.get() {
        let (deployment, next) = (Arc::clone(deployment), Arc::clone(&next));
        clients.spawn(async move {
            let mut played = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= people {
                    return played;
                }
                played.push(play(&deployment, Person::of(number)).await);
            }
        });
    }
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut all = Vec::new();
    loop {
        tokio::select! {
            played = clients.join_next() => match played {
                Some(played) => all.extend(played.context("a client panicked")?),
                None => return Ok(all),
            },
            _ = looks.tick() => watch.look(),
        }
    }
}
