//! `invitations replay`: captured events through the real handlers.
//!
//! | module | concept |
//! |---|---|
//! | [`find_events`] | finding events in files, folders, JSON lines and logs |
//! | [`literals`] | literals of Python, Node and Ruby |
//! | [`case`] | one event, with its time and the state of the pool |
//! | [`redacted_tokens`] | redacted tokens, signed again with keys of this run |
//! | [`pool`] | the local user pool that a case runs against |
//! | [`runner`] | running a case, in process or as a built binary |
//! | [`result`] | what came of a case |
//! | [`replayed`] | all cases and their results, compared with what is expected |
//! | [`report`] | the table, the differences, and the mails as files |

pub mod case;
pub mod find_events;
pub mod literals;
pub mod pool;
pub mod redacted_tokens;
pub mod replayed;
pub mod report;
pub mod result;
pub mod runner;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use case::{Case, Skipped};
use clap::Args;
use jiff::Timestamp;
use replayed::{ReplayResult, ReplayedCase};
use runner::Runner;
use terminal::clock;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print, print_result};

use crate::sample_configuration::SampleConfiguration;

/// Run captured events through the real handlers, and compare with what is expected
///
/// Events are found in JSON files, in JSON lines, and in logs, as CloudWatch, the AWS CLI or a
/// terminal show them: with a time in front, over several lines, inside a quoted text, in an
/// exported CSV, or as Python and Node print them.
/// If `<case>.expected.json` is beside `<case>.json`, differences are shown, and the exit code is
/// then 1. Expected results hold for the sample configuration: events that have one, and all
/// events with --update, are replayed under it, and the others under your own settings. With
/// --config, all are replayed under that file. AWS calls go to a local user pool that has the
/// user of the event.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  invitations replay
  invitations replay events/pre-sign-up --mails /tmp/mails
  aws logs filter-log-events --log-group-name … | invitations replay -
  invitations replay --binary target/release events/post-confirmation")]
pub struct Arguments {
    /// Files and folders; `-` is standard input [default: events]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    configuration: ConfigurationArguments,
    /// Run the built binaries of this folder instead of the handlers in this process
    #[arg(long, value_name = "DIR")]
    binary: Option<PathBuf>,
    /// Send AWS calls to this URL, with made-up credentials, instead of to a local user pool. The
    /// table then has no calls
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    /// The time of events that have none, such as 2026-11-20T09:00:00Z [default: now]
    #[arg(long, value_name = "TIMESTAMP", value_parser = timestamp)]
    at: Option<Timestamp>,
    /// Write the results of this run as the expected ones
    #[arg(long)]
    update: bool,
    /// Print every result as JSON
    #[arg(long)]
    json: bool,
    /// Write each mail as an HTML file, and an index page
    #[arg(long, value_name = "DIR")]
    mails: Option<PathBuf>,
}

fn timestamp(text: &str) -> Result<Timestamp, String> {
    text.parse()
        .map_err(|_| "write a time in UTC, such as 2026-11-20T09:00:00Z".to_owned())
}

impl Arguments {
    /// A replay of `paths` in this process with the configuration at `config`.
    pub fn of(paths: Vec<PathBuf>, config: PathBuf) -> Self {
        Self {
            paths,
            configuration: ConfigurationArguments {
                config: Some(config),
            },
            binary: None,
            endpoint_url: None,
            at: None,
            update: false,
            json: false,
            mails: None,
        }
    }
}

/// Replays, prints, and returns whether all results are as expected.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let result = run_cases(arguments).await?;
    let replayed = &result.replayed;
    if let Some(folder) = &arguments.mails {
        report::write_mails(folder, replayed)?;
    }
    if arguments.update {
        for one in replayed
            .iter()
            .filter(|one| !one.is_as_expected() || !one.has_expectation())
        {
            one.update()?;
            print(&format!("written: {}\n", one.case().name))?;
        }
        return Ok(true);
    }
    let document = || report::document(&result);
    print_result(arguments.json, document, || report::table(&result))?;
    Ok(replayed.iter().all(ReplayedCase::is_as_expected))
}

/// Replays, and returns the result of each event.
pub async fn replay(arguments: &Arguments) -> Result<Vec<ReplayedCase>> {
    Ok(run_cases(arguments).await?.replayed)
}

/// The runners of a replay. Each is made for the first case that needs it.
struct Runners<'a> {
    arguments: &'a Arguments,
    sample: &'a SampleConfiguration,
    of_sample: Option<Runner>,
    own: Option<Runner>,
}

impl Runners<'_> {
    /// The runner of a case. Expected results hold for the sample configuration.
    fn for_case(&mut self, case: &Case) -> Result<&Runner> {
        let arguments = self.arguments;
        let has_expectation = arguments.update || case.expectation.expected.is_some();
        let by_sample = has_expectation && arguments.configuration.config.is_none();
        let place = if by_sample {
            &mut self.of_sample
        } else {
            &mut self.own
        };
        if let Some(runner) = place {
            return Ok(runner);
        }
        let runner = |settings| {
            let binaries = arguments.binary.clone();
            Runner::new(settings, binaries, arguments.endpoint_url.clone())
        };
        let runner = if by_sample {
            runner(self.sample.settings()?)?.shown_file(SampleConfiguration::PLACE.into())
        } else {
            runner(arguments.configuration.load()?)?
        };
        Ok(place.insert(runner))
    }
}

async fn run_cases(arguments: &Arguments) -> Result<ReplayResult> {
    let default = [PathBuf::from("events")];
    let paths = if arguments.paths.is_empty() {
        default.as_slice()
    } else {
        &arguments.paths
    };
    let found = find_events::find(paths)?;
    let sample = SampleConfiguration::new()?;
    let mut runners = Runners {
        arguments,
        sample: &sample,
        of_sample: None,
        own: None,
    };
    let now = arguments.at.unwrap_or_else(clock::now);
    let mut result = ReplayResult {
        unreadable: found.unreadable,
        ..ReplayResult::default()
    };
    for event in found.events {
        let case = match Case::new(event, now)? {
            Ok(case) => case,
            Err(skipped) => {
                result.skipped.push(skipped);
                continue;
            }
        };
        let runner = runners.for_case(&case)?;
        let case_result = runner.run(&case).await.with_context(|| case.name.clone())?;
        result.replayed.push(ReplayedCase::new(case, case_result));
    }
    let unknown = result.skipped.iter().find(|skipped| !skipped.is_known());
    if let Some(Skipped {
        name,
        trigger_source,
    }) = unknown.filter(|_| result.replayed.is_empty())
    {
        bail!(
            "{name}: no function of ours has the trigger source {trigger_source}; put the event into events/<function>/ to say which one is meant"
        );
    }
    Ok(result)
}
