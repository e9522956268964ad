//! `invitations simulate`: the stories of the design from end to end, on this machine.
//!
//! Each story calls a local user pool through the AWS SDK and the crate `administration`. The
//! pool's hooks are the real handlers, and its clock is set by the story: a week passes at once.
//!
//! | module | concept |
//! |---|---|
//! | [`stories`] | all stories |
//! | [`story`] | one story: who does what, and what is expected |
//! | [`outcome`] | what came of a story, compared with what is expected |
//! | [`timeline`] | what happened, step by step |
//! | [`link`] | the link in a mail, as a browser reads it |
//! | `pool` | the simulated user pool, its hooks and its clients |
//! | `story_run` | one run of a story |
//! | `their_function` | a function that a team has had in a slot before |
//! | `user_actions`, `administrator_actions` | what people do in a story |
//! | `report` | timelines, the table at the end, and JSON |

mod administrator_actions;
pub mod link;
pub mod outcome;
mod pool;
mod report;
pub mod stories;
pub mod story;
mod story_run;
mod their_function;
pub mod timeline;
mod user_actions;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use pool::SimulatedPool;
use settings::Settings;
use stories::STORIES;
use story::{Story, StoryResult};
use terminal::output::{print, print_result};
use terminal::paint::Paint;

use crate::mail_files::{self, SentHtml};
use crate::sample_configuration::SampleConfiguration;

/// Play the stories of an invitation's life, with the real handlers and without AWS
///
/// Each story is printed as a timeline: who does what, the calls, the decision of each hook, the
/// mails, the users, and the groups in the tokens. The stories are played under the sample
/// configuration, because the expected results hold for it. `invitations check --stories` shows
/// what your own settings give to whom.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  invitations simulate
  invitations simulate --story admin-create --story invitation-token
  invitations simulate --mails /tmp/mails --json")]
pub struct Arguments {
    /// Play them under these settings. Differences from the expected results are listed, and the
    /// exit code is then 1 [default: the sample configuration]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Play this story; repeat it for more [default: all]
    #[arg(long = "story", value_name = "NAME", value_parser = story_named)]
    stories: Vec<Story>,
    /// Print JSON instead of timelines
    #[arg(long)]
    json: bool,
    /// Write each mail as an HTML file, and an index page
    #[arg(long, value_name = "DIR")]
    mails: Option<PathBuf>,
}

fn story_named(name: &str) -> Result<Story, String> {
    let story = STORIES.iter().find(|story| story.name == name);
    story.copied().ok_or_else(|| {
        let names: Vec<&str> = STORIES.iter().map(|story| story.name).collect();
        format!("name one of {}", names.join(", "))
    })
}

/// Plays and prints the stories; the answer is whether all ended as expected.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let chosen = if arguments.stories.is_empty() {
        STORIES
    } else {
        &arguments.stories
    };
    let paint = Paint::for_stdout();
    let sample = SampleConfiguration::new()?;
    let settings = match &arguments.config {
        Some(config) => Settings::load(config)?,
        None => sample.settings()?,
    };
    let pool = SimulatedPool::new(settings).await?;
    let mut played = Vec::new();
    for story in chosen {
        let one = story.play(&pool).await;
        if !arguments.json {
            print(&report::timeline(&one, paint))?;
        }
        played.push(one);
    }
    if let Some(folder) = &arguments.mails {
        write_mails(folder, &played)?;
    }
    let document = || report::document(&played);
    print_result(arguments.json, document, || report::table(&played, paint))?;
    Ok(played.iter().all(|one| one.differences.is_empty()))
}

fn write_mails(folder: &Path, played: &[StoryResult]) -> Result<()> {
    let mails: Vec<(&str, SentHtml)> = played
        .iter()
        .flat_map(|one| {
            let messages = one.messages.iter();
            messages.map(|sent| (one.story.name, SentHtml::from(sent)))
        })
        .collect();
    let mails = mails.iter().map(|(story, mail)| (*story, mail));
    mail_files::write(folder, "Mails of the stories", mails)
}

#[cfg(test)]
mod tests {
    use local_user_pool::{Behaviour, RefusedMessage, UnlistedWrite};

    use super::*;
    use crate::sample_configuration::sample_settings;

    /// Plays every story with this behaviour of the pool, and returns the differences. Hooks may
    /// then run or decide differently; the end result for people may not.
    async fn differences_with(pool: &mut SimulatedPool, behaviour: Behaviour) -> Vec<String> {
        pool.behaviour = behaviour;
        let mut found = Vec::new();
        for story in STORIES {
            let differences = story.play(pool).await.differences;
            let lines = differences
                .into_iter()
                .filter(|line| !line.contains(": hook "));
            found.extend(lines.map(|line| format!("{} {line}", story.name)));
        }
        found
    }

    /// Some behaviour of Cognito is not documented. The hooks have to be right for each reading of
    /// it, and not only for the local pool's defaults.
    #[tokio::test]
    async fn stories_end_as_expected_under_the_other_readings_too() {
        let mut pool = SimulatedPool::new(sample_settings()).await.unwrap();
        let usual = Behaviour::default();
        for other in [
            Behaviour {
                unlisted_write: UnlistedWrite::Standard,
                ..usual
            },
            Behaviour {
                refused_message: RefusedMessage::PoolTemplate,
                ..usual
            },
            Behaviour {
                pre_sign_up_on_resend: true,
                ..usual
            },
            Behaviour {
                sign_up_metadata_after_confirmation: true,
                ..usual
            },
            Behaviour {
                admin_metadata_in_messages: true,
                ..usual
            },
            Behaviour {
                admin_confirm_names_client: true,
                ..usual
            },
            Behaviour {
                reveals_expired_password: true,
                ..usual
            },
            Behaviour {
                temporary_password_once: false,
                ..usual
            },
            Behaviour {
                auto_verify_for_providers: false,
                ..usual
            },
            Behaviour {
                alias_before_first_sign_in: true,
                ..usual
            },
            Behaviour {
                stale_verified_flag: false,
                ..usual
            },
            Behaviour {
                confirmed_before_post_authentication: false,
                ..usual
            },
        ] {
            let lines = differences_with(&mut pool, other).await;
            assert!(lines.is_empty(), "{other:?} {lines:#?}");
        }
        // With this one, a grant that is finished at a sign-in is already in the tokens of that sign-in.
        let sooner = Behaviour {
            groups_after_post_authentication: true,
            ..usual
        };
        let expected = [
            "interrupted-grant expected: token",
            "interrupted-grant observed: token clients members",
        ];
        assert_eq!(differences_with(&mut pool, sooner).await, expected);
        // When hooks run several times at once, only mails of our own may come twice.
        let at_once = Behaviour {
            hook_copies: 3,
            ..usual
        };
        let mut lines = differences_with(&mut pool, at_once).await;
        lines.retain(|line| !line.contains(" observed: mail SES "));
        assert!(lines.is_empty(), "{lines:#?}");
    }
}
