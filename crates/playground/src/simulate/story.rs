//! A story: who does what, and what is expected.

use std::future::Future;
use std::pin::Pin;

use anyhow::{Context, Result};
use local_user_pool::SentMessage;

use super::outcome::{ExpectedOutcome, differences};
use super::pool::SimulatedPool;
use super::story_run::StoryRun;
use super::timeline::Step;

/// Plays a story. An error means that it could not go on.
pub(crate) type StoryFunction = for<'s> fn(&'s mut StoryRun<'_>) -> StoryFuture<'s>;

/// A story that is being played.
pub(crate) type StoryFuture<'s> = Pin<Box<dyn Future<Output = Result<()>> + 's>>;

/// One story.
#[derive(Debug, Clone, Copy)]
pub struct Story {
    /// Its name, for `--story`.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub shows: &'static str,
    /// What has to come of it under the sample configuration.
    pub expected: ExpectedOutcome,
    pub(crate) play: StoryFunction,
}

/// What came of a story.
#[derive(Debug)]
pub struct StoryResult {
    /// The story.
    pub story: Story,
    /// What happened.
    pub steps: Vec<Step>,
    /// What came of it, in the words of an expected outcome.
    pub outcome: Vec<String>,
    /// The messages that went out.
    pub messages: Vec<SentMessage>,
    /// How that differs from what is expected.
    pub differences: Vec<String>,
}

impl Story {
    /// Plays it in a pool without users.
    pub(crate) async fn play(self, pool: &SimulatedPool) -> StoryResult {
        let mut run = StoryRun::new(pool);
        let played = (self.play)(&mut run).await.context("the story broke off");
        let (steps, outcome, messages) = run.end();
        let mut differences = differences(self.expected, &outcome);
        if let Err(error) = played {
            differences.insert(0, format!("{error:#}"));
        }
        StoryResult {
            story: self,
            steps,
            outcome,
            messages,
            differences,
        }
    }
}
