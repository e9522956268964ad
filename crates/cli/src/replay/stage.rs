//! Running a case, in process or as a built binary.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use acceptance::{Mailer, aws};
use anyhow::{Context, Result, bail};
use aws_config::{Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::{Credentials, SharedCredentialsProvider};
use custom_message::CustomMessage;
use jiff::SignedDuration;
use lambda_host::{Host, Output};
use local_user_pool::{LocalUserPool, Outcome};
use messages::Brands;
use post_authentication::PostAuthentication;
use post_confirmation::PostConfirmation;
use pre_sign_up::PreSignUp;
use pre_token_generation::PreTokenGeneration;
use serde_json::Value;
use settings::Settings;
use trigger::{Event, Hook, Invocation, invoke};

use super::case::{Case, PoolState};
use super::function::Function;
use super::pool::local_pool;
use super::result::{Answered, CaseResult, Expected, MailSummary, SentHtml, html_in_reply};
use super::tokens::Resigner;
use crate::clock;

/// Where cases run.
#[derive(Debug)]
pub struct Stage {
    settings: Settings,
    resigner: Resigner,
    endpoint_url: Option<String>,
    binaries: Option<Binaries>,
}

/// Built binaries, and the configuration that is theirs for the replay.
#[derive(Debug)]
struct Binaries {
    folder: PathBuf,
    configuration: tempfile::TempDir,
}

/// What a function answered, the event or an error text, and its outcome and code.
struct Reply {
    answer: Result<String, String>,
    outcome: String,
    code: Option<String>,
    took: Duration,
}

impl Stage {
    /// A stage for cases under `settings`: with the built binaries of a folder where one is
    /// given, and with AWS calls to `endpoint_url` where that is given.
    pub fn new(
        mut settings: Settings,
        binaries: Option<PathBuf>,
        endpoint_url: Option<String>,
    ) -> Result<Self> {
        settings.load_brands()?;
        let resigner = Resigner::new(&settings.tokens)?;
        let binaries = match binaries {
            Some(folder) => Some(Binaries {
                folder,
                configuration: configuration_for_binaries(&settings, &resigner)?,
            }),
            None => None,
        };
        settings.tokens.keys.extend_from_slice(resigner.trusted());
        Ok(Self {
            settings,
            resigner,
            endpoint_url,
            binaries,
        })
    }

    /// Takes a case through its function.
    pub async fn run(&self, case: &Case) -> Result<CaseResult> {
        // A binary lives in the present: tokens and creation dates move there with it.
        let at = if self.binaries.is_some() {
            clock::now()
        } else {
            case.at
        };
        let shift = at.duration_since(case.at);
        let event = self.signed(&case.event, shift)?;
        let state = self.state(&case.pool, shift)?;
        let pool = local_pool(&self.settings, &event, &state, at);
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
        Ok(result(&event, reply, &pool))
    }

    fn signed(&self, event: &Event, shift: SignedDuration) -> Result<Event> {
        if !event.payload().contains("redacted.") {
            return Ok(event.clone());
        }
        let mut value = event.view().clone();
        self.resigner.resign(&mut value, shift)?;
        Ok(Event::new(value.to_string()))
    }

    fn state(&self, state: &PoolState, shift: SignedDuration) -> Result<PoolState> {
        let mut attributes = serde_json::to_value(&state.attributes)?;
        self.resigner.resign(&mut attributes, shift)?;
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
        at: jiff::Timestamp,
        endpoint_url: &str,
    ) -> Result<Reply> {
        let settings = self.settings.clone();
        let brands: Brands = settings.load_brands()?;
        Ok(match function {
            Function::PreSignUp => in_process(&PreSignUp::new(settings, brands), event, at).await,
            Function::CustomMessage => {
                in_process(&CustomMessage::new(settings, brands), event, at).await
            }
            Function::PreTokenGeneration => {
                in_process(&PreTokenGeneration::new(settings), event, at).await
            }
            Function::PostConfirmation => {
                let aws = aws_configuration(endpoint_url);
                let mailer = settings
                    .mail
                    .clone()
                    .map(|mail| Mailer::new(&aws, mail, brands));
                let hook = PostConfirmation {
                    settings,
                    cognito: Client::new(&aws),
                    mailer,
                };
                in_process(&hook, event, at).await
            }
            Function::PostAuthentication => {
                let aws = aws_configuration(endpoint_url);
                in_process(
                    &PostAuthentication {
                        settings,
                        cognito: Client::new(&aws),
                    },
                    event,
                    at,
                )
                .await
            }
        })
    }
}

async fn in_process<H: Hook>(hook: &H, event: &Event, at: jiff::Timestamp) -> Reply {
    let started = Instant::now();
    let invoked = invoke(
        hook,
        event.payload().to_owned(),
        &Invocation::beginning(at, H::BUDGET),
    )
    .await;
    Reply {
        answer: invoked.reply.map_err(|denial| denial.to_string()),
        outcome: invoked.outcome.name.to_owned(),
        code: invoked.outcome.code.map(str::to_owned),
        took: started.elapsed(),
    }
}

/// The functions' own SDK configuration, with another endpoint. The credentials are as made up
/// as the pool.
fn aws_configuration(endpoint_url: &str) -> SdkConfig {
    let credentials = Credentials::new("replay", "replay", None, None, "replay");
    aws::tuned(SdkConfig::builder())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint_url)
        .build()
}

async fn run_binary(
    binaries: &Binaries,
    function: Function,
    event: &Event,
    endpoint_url: &str,
) -> Result<Reply> {
    let program = binaries.folder.join(function.name());
    if !program.is_file() {
        bail!(
            "{} is not there; build it with `cargo build --release -p {function}`",
            program.display()
        );
    }
    let configuration = binaries.configuration.path().join("invitations.toml");
    let output = Output::memory();
    let function = lambda_host::Function {
        environment: vec![
            (
                "INVITATIONS_CONFIG".to_owned(),
                configuration.display().to_string(),
            ),
            ("AWS_ENDPOINT_URL".to_owned(), endpoint_url.to_owned()),
        ],
        ..lambda_host::Function::new(function.name(), program)
    };
    let name = function.name.clone();
    let host = Host::new([function], output)?;
    let started = Instant::now();
    let outcome = host.invoke(&name, event.payload().to_owned()).await?;
    let took = started.elapsed();
    host.shutdown().await;
    let answer = match outcome {
        lambda_host::Outcome::Answer(bytes) => {
            Ok(String::from_utf8(bytes.to_vec()).context("the answer is not text")?)
        }
        lambda_host::Outcome::Error { error_message, .. } => Err(error_message),
        other => bail!(
            "the binary did not answer: {}\n{}",
            String::from_utf8_lossy(other.payload()),
            host.output().lines().join("\n")
        ),
    };
    let line = host.output().lines().into_iter().find_map(|line| {
        let line: Value = serde_json::from_str(&line).ok()?;
        (line.get("message")? == "invocation").then_some(line)
    });
    let line = line.context("the binary logged no invocation")?;
    let text = |name: &str| line.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Reply {
        answer,
        outcome: text("outcome").unwrap_or_default(),
        code: text("code"),
        took,
    })
}

fn result(event: &Event, reply: Reply, pool: &LocalUserPool) -> CaseResult {
    let sent = pool.inbox();
    let from_ses = sent.iter().map(|mail| SentHtml {
        to: mail.to.join(", "),
        subject: mail.subject.clone(),
        html: mail.html.clone().unwrap_or_default(),
    });
    let from_cognito = reply
        .answer
        .as_ref()
        .ok()
        .and_then(|reply| html_in_reply(event, reply));
    let mails = from_cognito.into_iter().chain(from_ses).collect();
    // Groups are assigned at once, so their order is chance; the rest is in order.
    let mut calls: Vec<String> = pool
        .calls()
        .iter()
        .map(|call| match call.outcome {
            Outcome::Answered => call.to_string(),
            _ => format!("{call}: {}", call.outcome),
        })
        .collect();
    sort_assignments(&mut calls);
    let answer = match &reply.answer {
        Ok(text) => Answered::new(event, text),
        Err(text) => Answered::Error(text.clone()),
    };
    let observed = Expected {
        outcome: reply.outcome,
        code: reply.code,
        answer,
        calls,
        mails: sent.iter().map(MailSummary::from).collect(),
    };
    CaseResult {
        observed,
        took: reply.took,
        mails,
    }
}

/// Puts runs of `AdminAddUserToGroup` into the order of the groups' names.
fn sort_assignments(calls: &mut [String]) {
    for run in calls.chunk_by_mut(|a, b| is_assignment(a) && is_assignment(b)) {
        run.sort();
    }
}

fn is_assignment(call: &str) -> bool {
    call.starts_with("AdminAddUserToGroup")
}

/// A copy of the configuration that trusts the throw-away keys as well.
fn configuration_for_binaries(
    settings: &Settings,
    resigner: &Resigner,
) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let file = &settings.file;
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let mut document: toml::Table = text.parse()?;
    let tokens = document
        .entry("tokens")
        .or_insert_with(|| toml::Table::new().into());
    let tokens = tokens.as_table_mut().context("[tokens] is no table")?;
    tokens.entry("issuer").or_insert_with(|| "".into());
    let keys = tokens
        .entry("keys")
        .or_insert_with(|| toml::Value::Array(Vec::new()));
    let keys = keys.as_array_mut().context("tokens.keys is no list")?;
    keys.extend(
        resigner
            .trusted_tables()
            .into_iter()
            .map(toml::Value::Table),
    );
    std::fs::write(
        folder.path().join("invitations.toml"),
        toml::to_string(&document)?,
    )?;
    let brands = settings.folder().join("brands");
    if brands.is_dir() {
        std::os::unix::fs::symlink(std::path::absolute(brands)?, folder.path().join("brands"))?;
    }
    Ok(folder)
}
