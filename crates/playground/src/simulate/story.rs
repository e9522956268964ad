//! A story: what is promised, and who does what.

use std::future::Future;
use std::pin::Pin;

use anyhow::{Context, Result};
use local_user_pool::SentMessage;

use super::outcome::{Promise, differences};
use super::pool::World;
use super::story_run::Scene;
use super::timeline::Step;

/// A story as it is played: an error means that it could not go on.
pub(crate) type Play = for<'s> fn(&'s mut Scene<'_>) -> Playing<'s>;

/// A story under way.
pub(crate) type Playing<'s> = Pin<Box<dyn Future<Output = Result<()>> + 's>>;

/// One story.
#[derive(Debug, Clone, Copy)]
pub struct Story {
    /// Its name, for `--story`.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub shows: &'static str,
    /// What has to come of it under the sample configuration.
    pub promise: Promise,
    pub(crate) play: Play,
}

/// A story that was played.
#[derive(Debug)]
pub struct Played {
    /// The story.
    pub story: Story,
    /// What happened.
    pub steps: Vec<Step>,
    /// What came of it, in the words of a promise.
    pub outcome: Vec<String>,
    /// The messages that went out.
    pub messages: Vec<SentMessage>,
    /// What is not as promised.
    pub differences: Vec<String>,
}

impl Story {
    /// Plays it in a world that is as at first.
    pub(crate) async fn play(self, world: &World) -> Played {
        let mut scene = Scene::new(world);
        let played = (self.play)(&mut scene).await.context("the story broke off");
        let (steps, outcome, messages) = scene.end();
        let mut differences = differences(self.promise, &outcome);
        if let Err(error) = played {
            differences.insert(0, format!("{error:#}"));
        }
        Played {
            story: self,
            steps,
            outcome,
            messages,
            differences,
        }
    }
}
