//! Logs: JSON lines on standard output, and no personal data in them.

use std::sync::Arc;
use std::{io, panic};

use tracing::level_filters::LevelFilter;
use tracing::subscriber::NoSubscriber;
use tracing::{Dispatch, Level, Metadata, dispatcher};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

/// Crates of other people. Below the level of warnings, the runtime and the SDK log whole payloads
/// and request bodies (contract §11.11), and the runtime repeats every rejection as an error. So
/// their lower levels are never shown.
const FOREIGN: [&str; 6] = ["lambda_runtime", "aws_", "hyper", "h2", "rustls", "tower"];

/// Starts logging, as the environment says: `AWS_LAMBDA_LOG_LEVEL` (`TRACE` to `FATAL`, default
/// `INFO`) and `AWS_LAMBDA_LOG_FORMAT` (`JSON`, default, or `Text`).
///
/// Also replaces the panic hook: a panic's message can quote what was being handled, so only
/// its place is logged.
pub fn init() {
    let level = level(std::env::var("AWS_LAMBDA_LOG_LEVEL").ok().as_deref());
    let text = std::env::var("AWS_LAMBDA_LOG_FORMAT")
        .is_ok_and(|format| format.eq_ignore_ascii_case("text"));
    let format: Box<dyn Layer<_> + Send + Sync> = if text {
        fmt::layer().with_ansi(false).boxed()
    } else {
        json().boxed()
    };
    // A second call, in a process that logs already, changes nothing.
    if registry()
        .with(format.with_filter(filter_fn(is_ours)).with_filter(level))
        .try_init()
        .is_err()
    {
        return;
    }
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}

/// Crates of ours, whose lines have nothing personal in them.
const OURS: [&str; 29] = [
    "acceptance",
    "admin_api",
    "administration",
    "authorization",
    "aws_service",
    "bench",
    "cognito",
    "connection",
    "custom_message",
    "deployment",
    "event_bus",
    "invitation",
    "invitations",
    "lambda_host",
    "lifecycle_events",
    "local_user_pool",
    "messages",
    "notifier",
    "pages",
    "playground",
    "post_authentication",
    "post_confirmation",
    "pre_sign_up",
    "pre_token_generation",
    "settings",
    "sweeper",
    "terminal",
    "trigger",
    "trigger_chain",
];

/// Lines of JSON, as functions write them.
fn json<S>() -> fmt::Layer<S, JsonFields, fmt::format::Format<fmt::format::Json>>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
}

/// The log of one function that runs in this process beside others: `write` gets each line that the
/// function would write in Lambda, at the level `INFO`. A command that logs goes on doing so.
pub fn lines_to(write: impl Fn(&str) + Send + Sync + 'static) -> Dispatch {
    let write: Arc<dyn Fn(&str) + Send + Sync> = Arc::new(write);
    let lines = json()
        .with_writer(move || Line(Arc::clone(&write)))
        .with_filter(filter_fn(is_ours))
        .with_filter(LevelFilter::INFO);
    let is_logging = dispatcher::get_default(|current| !current.is::<NoSubscriber>());
    Dispatch::new(registry().with(lines).with(is_logging.then(of_command)))
}

/// Hands over a line: the layer writes each as a whole.
struct Line(Arc<dyn Fn(&str) + Send + Sync>);

impl io::Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0(String::from_utf8_lossy(line).trim_end());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts logging for a command: every line of our own crates, as text on standard error. Lines of
/// other crates are never shown: the SDK and the HTTP client log payloads.
pub fn init_command() {
    // A second call, in a process that logs already, changes nothing.
    let _ = registry().with(of_command()).try_init();
}

fn of_command<S>() -> impl Layer<S> + Send + Sync
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    fmt::layer()
        .with_ansi(false)
        .without_time()
        .with_writer(io::stderr)
        .with_filter(filter_fn(|metadata| is_of_ours(metadata.target())))
        .with_filter(LevelFilter::DEBUG)
}

/// An identifier, as it may be logged. Any other text is not shown.
pub fn identifier(text: &str) -> &str {
    let in_identifier = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let fits = text.len() <= 64 && text.bytes().all(in_identifier);
    if fits { text } else { "unreadable" }
}

fn is_of_ours(target: &str) -> bool {
    let root = target.split("::").next().unwrap_or_default();
    OURS.contains(&root)
}

fn level(text: Option<&str>) -> LevelFilter {
    match text.map(str::to_ascii_uppercase).as_deref() {
        Some("TRACE") => LevelFilter::TRACE,
        Some("DEBUG") => LevelFilter::DEBUG,
        Some("WARN") => LevelFilter::WARN,
        Some("ERROR" | "FATAL") => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    }
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    if target.starts_with("lambda_runtime::layers") {
        return false;
    }
    *metadata.level() <= Level::WARN || !FOREIGN.iter().any(|foreign| target.starts_with(foreign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_of_ours_is_known_and_no_other() {
        let crates = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap();
        let mut names: Vec<String> = crates
            .map(|folder| folder.unwrap().file_name().into_string().unwrap())
            // The folder of the command is called otherwise than its crate.
            .map(|name| {
                if name == "cli" {
                    "invitations".to_owned()
                } else {
                    name.replace('-', "_")
                }
            })
            .collect();
        names.sort();
        assert_eq!(names, OURS);
        assert!(is_of_ours("administration::create"));
        for foreign in [
            "aws_smithy_runtime",
            "hyper_util::client",
            "settings_of_others",
            "",
        ] {
            assert!(!is_of_ours(foreign), "{foreign}");
        }
    }

    #[test]
    fn only_identifiers_are_logged() {
        for text in [
            "6a2c1f0e-0000-4000-8000-000000000001",
            "EKj2q6cb-PqheTrj_jMAbw",
            "PreSignUp_SignUp",
            "UserNotFoundException",
            "eu-west-1_Ab3dEfGh1",
        ] {
            assert_eq!(identifier(text), text);
        }
        for text in ["ada@client.example", "a b", "a\nb", &"a".repeat(65)] {
            assert_eq!(identifier(text), "unreadable");
        }
    }

    #[test]
    fn levels() {
        for (text, expected) in [
            (None, LevelFilter::INFO),
            (Some("debug"), LevelFilter::DEBUG),
            (Some("FATAL"), LevelFilter::ERROR),
            (Some("loud"), LevelFilter::INFO),
        ] {
            assert_eq!(level(text), expected, "{text:?}");
        }
    }
}
