//! Running a case, in process or as a built binary.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use invitation::INVITED_ATTRIBUTE;
use jiff::{SignedDuration, Timestamp};
use lambda_host::{Host, Output};
use local_user_pool::{CallOutcome, LocalUserPool, Operation};
use settings::Settings;
use terminal::clock;
use trigger::Event;
use trigger::Function;
use trigger::OutcomeName;

use super::case::{Case, PoolState};
use super::pool::pool_of;
use super::redacted_tokens::TokenSigner;
use super::result::{Answer, CaseOutcome, CaseResult, DecidedBy, MailSummary, html_in_reply};
use crate::configuration_copy::ConfigurationCopy;
use crate::hooks::handler::{Handler, LAMBDA_TIMEOUT};
use crate::hooks::{HookRecord, binaries};
use crate::mail_files::SentHtml;

/// Runs cases under one configuration.
#[derive(Debug)]
pub struct Runner {
    settings: Settings,
    /// The path of the settings that reports show.
    shown_file: PathBuf,
    signer: TokenSigner,
    endpoint_url: Option<String>,
    binaries: Option<Binaries>,
}

/// Built binaries, and their configuration for the replay.
#[derive(Debug)]
struct Binaries {
    folder: PathBuf,
    configuration: ConfigurationCopy,
}

/// A function's answer, the event or an error text, and its record.
struct Reply {
    answer: Result<String, String>,
    record: HookRecord,
}

impl Runner {
    /// A runner for cases under `settings`. `binaries` is a folder of built binaries to run, and
    /// `endpoint_url` takes the AWS calls; both are optional.
    pub fn new(
        mut settings: Settings,
        binaries: Option<PathBuf>,
        endpoint_url: Option<String>,
    ) -> Result<Self> {
        settings.load_brands()?;
        let signer = TokenSigner::new(&settings.tokens)?;
        let binaries = match binaries {
            Some(folder) => Some(Binaries {
                folder,
                configuration: trusting_copy(&settings, &signer)?,
            }),
            None => None,
        };
        settings.tokens.keys.extend_from_slice(signer.trusted());
        Ok(Self {
            shown_file: settings.file.clone(),
            settings,
            signer,
            endpoint_url,
            binaries,
        })
    }

    /// Shows this path in reports, because the settings are a copy of that file.
    #[must_use]
    pub fn shown_file(self, shown_file: PathBuf) -> Self {
        Self { shown_file, ..self }
    }

    /// Runs a case through its function.
    pub async fn run(&self, case: &Case) -> Result<CaseResult> {
        // A binary has the real time: tokens and creation dates are moved to it.
        let at = if self.binaries.is_some() {
            clock::now()
        } else {
            case.at
        };
        let shift = at.duration_since(case.at);
        let event = self.signed(&case.event, shift)?;
        let state = self.state(&case.pool, shift)?;
        let pool = pool_of(&self.settings, &event, &state, at);
        let server = pool
            .serve()
            .await
            .context("the local user pool cannot listen on 127.0.0.1")?;
        let endpoint_url = self
            .endpoint_url
            .clone()
            .unwrap_or_else(|| server.endpoint_url());

        let reply = match &self.binaries {
            Some(binaries) => run_binary(binaries, case.function, &event, &endpoint_url).await?,
            None => {
                self.run_in_process(case.function, &event, at, &endpoint_url)
                    .await?
            }
        };
        let mut result = result(&event, reply, &pool);
        result.decided_by = self.decided_by(&event, at, &result);
        Ok(result)
    }

    /// The setting that decided a rejection.
    fn decided_by(&self, event: &Event, at: Timestamp, result: &CaseResult) -> Option<DecidedBy> {
        if result.observed.outcome != OutcomeName::Rejected.as_str() {
            return None;
        }
        let setting = pre_sign_up::deciding_setting(&self.settings, event, at)?;
        let text = fs::read_to_string(&self.settings.file).unwrap_or_default();
        Some(DecidedBy {
            line: settings::place::line_of(&text, &setting),
            setting,
            file: self.shown_file.clone(),
        })
    }

    fn signed(&self, event: &Event, shift: SignedDuration) -> Result<Event> {
        let has_times = ["redacted.", INVITED_ATTRIBUTE];
        if !has_times.iter().any(|part| event.payload().contains(part)) {
            return Ok(event.clone());
        }
        let mut value = event.view().clone();
        self.signer.resign(&mut value, shift)?;
        Ok(Event::new(value.to_string()))
    }

    fn state(&self, state: &PoolState, shift: SignedDuration) -> Result<PoolState> {
        let mut attributes = serde_json::to_value(&state.attributes)?;
        self.signer.resign(&mut attributes, shift)?;
        let created = state
            .created
            .map(|created| created.checked_add(shift))
            .transpose()?;
        Ok(PoolState {
            attributes: serde_json::from_value(attributes)?,
            created,
            ..state.clone()
        })
    }

    async fn run_in_process(
        &self,
        function: Function,
        event: &Event,
        at: Timestamp,
        endpoint_url: &str,
    ) -> Result<Reply> {
        let handler = Handler::new(function, self.settings.clone(), endpoint_url)?;
        let started = Instant::now();
        let invoked = handler
            .invoke(event.payload().to_owned(), at, LAMBDA_TIMEOUT)
            .await;
        let record = HookRecord::new(function, &invoked, started.elapsed());
        Ok(Reply {
            answer: invoked.reply.map_err(|error| error.error_message),
            record,
        })
    }
}

async fn run_binary(
    binaries: &Binaries,
    function: Function,
    event: &Event,
    endpoint_url: &str,
) -> Result<Reply> {
    let configuration = binaries.configuration.file();
    let binary = binaries::function(
        function,
        &binaries.folder,
        &configuration,
        Some(endpoint_url),
    )?;
    let host = Host::new([binary], Output::memory())?;
    let started = Instant::now();
    let outcome = host
        .invoke(function.name(), event.payload().to_owned())
        .await?;
    let took = started.elapsed();
    host.shutdown().await;
    let lines = host.output().lines();
    let answer = match outcome {
        lambda_host::InvocationResult::Answer(bytes) => {
            Ok(String::from_utf8(bytes.to_vec()).context("the answer is not text")?)
        }
        lambda_host::InvocationResult::Error { error_message, .. } => Err(error_message),
        other => bail!(
            "the binary did not answer: {}\n{}",
            String::from_utf8_lossy(other.payload()),
            lines.join("\n")
        ),
    };
    let record = lines
        .iter()
        .find_map(|line| HookRecord::from_log_line(line))
        .context("the binary logged no invocation")?;
    // The function's own time does not include its start.
    let record = HookRecord { took, ..record };
    Ok(Reply { answer, record })
}

fn result(event: &Event, reply: Reply, pool: &LocalUserPool) -> CaseResult {
    let sent = pool.inbox();
    let from_ses = sent.iter().map(SentHtml::from);
    let from_cognito = reply
        .answer
        .as_ref()
        .ok()
        .and_then(|reply| html_in_reply(event, reply));
    let mails = from_cognito.into_iter().chain(from_ses).collect();
    // Groups are assigned at the same time, so their order is random; the other calls are in order.
    let mut calls: Vec<String> = pool
        .calls()
        .iter()
        .map(|call| match call.outcome {
            CallOutcome::Answered => call.to_string(),
            _ => format!("{call}: {}", call.outcome),
        })
        .collect();
    sort_assignments(&mut calls);
    let answer = match &reply.answer {
        Ok(text) => Answer::new(event, text),
        Err(text) => Answer::Error(text.clone()),
    };
    let observed = CaseOutcome {
        outcome: reply.record.outcome,
        code: reply.record.code,
        answer,
        calls,
        mails: sent.iter().map(MailSummary::from).collect(),
    };
    CaseResult {
        observed,
        took: reply.record.took,
        decided_by: None,
        mails,
    }
}

/// Sorts consecutive `AdminAddUserToGroup` calls by group.
fn sort_assignments(calls: &mut [String]) {
    for run in calls.chunk_by_mut(|a, b| is_assignment(a) && is_assignment(b)) {
        run.sort();
    }
}

fn is_assignment(call: &str) -> bool {
    call.starts_with(Operation::AdminAddUserToGroup.name())
}

/// A copy of the configuration that also trusts the signer's keys.
fn trusting_copy(settings: &Settings, signer: &TokenSigner) -> Result<ConfigurationCopy> {
    let copy = ConfigurationCopy::of(settings)?;
    copy.trust(signer.trusted_tables(), "")?;
    Ok(copy)
}
