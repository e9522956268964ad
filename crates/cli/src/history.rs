//! `history`: what happened to one user, and who did it.

use std::collections::BTreeSet;
use std::time::Duration;

use administration::history::{Subject, TOKEN_PATTERN, Writer, token_entry};
use administration::lookup::is_uuid;
use administration::{AdminError, CarriedToken, HistoryEntry, LogGroups, Shown, Unread};
use anyhow::{Context, Result};
use connection::{PoolArguments, deadline};
use invitation::{INVITED_ATTRIBUTE, InvitationRecord};
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::Serialize;
use serde_json::json;
use settings::Chains;
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print_result, printable, remark, table};
use tokio::time::Instant;
use trigger::Function;
use trigger::function::{CHAIN, bare_name};

use crate::pool::open;
use crate::view::found_or_refused;

/// How long logs are read.
const READING_TIMEOUT: Duration = Duration::from_mins(5);

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// The most that is shown of one log group.
const MAX_ENTRIES: usize = 10_000;

/// What no log of a pool can tell.
const NOT_SEEN: [&str; 2] = [
    "What somebody does with this command or in the console is in no log here; CloudTrail has the calls.",
    "Lines that have expired, and those of functions that log as text or from the level WARN on, are not found.",
];

/// Show what happened to one user: who invited, resent, gave and took back, and when.
///
/// Read from the user's record in the pool, and from what the hooks, the administrators' API and the
/// sweeper logged in CloudWatch Logs. Changes nothing. Says which logs it could not read, and what no log
/// has.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { user: { sub, user_name }, since, until, \"history\": [{ at, source, act, outcome, by, to,
code, cause, groups, policy_groups, attributes, jti, taken_from, request_id }],
\"logs\": [{ log_group, state, detail, kept_days, found }], \"not_seen\": [sentence] }; `source` is
pool, record or a function, `act` a verb of the API, a trigger source, a mark of the record or an
act of the sweeper, `state` is read, cut, missing, denied or failed.

Takes logs:FilterLogEvents on the log groups, and logs:DescribeLogGroups to say how long lines are
kept.

Exit codes: 0 it is shown, 1 there is no such user, or a log was not read to its end, 2 AWS or the
configuration cannot be reached.

Examples:
  invitations history --user-pool-id eu-central-1_AbCdEfGhI --user ada@client.example
  invitations history --user-pool-id eu-central-1_AbCdEfGhI --user ada@client.example \\
      --since 90d --json
  invitations history --user-pool-id local_Example --endpoint-url http://127.0.0.1:8787 \\
      --user ada@client.example"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// The user: address, user name or sub. Of a user who was deleted, logs know the sub alone
    #[arg(long, visible_alias = "email", value_name = "USER")]
    user: String,

    /// How far back logs are read: a duration, such as 12h or 90d, or a moment in UTC
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = since)]
    since: Since,

    /// The function of the administrators' API, by name or ARN [default: admin-api with the stack's
    /// name before it, as the hooks have it]
    #[arg(long, value_name = "FUNCTION", value_parser = function)]
    admin_api: Option<String>,

    /// Show also what changed nothing: an administrator's look, a hook that had nothing to do
    #[arg(long)]
    all: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// From when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Since {
    Ago(SignedDuration),
    At(Timestamp),
}

/// A log group, and what writes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Log {
    group: String,
    writer: Writer,
}

/// How a log group was read.
#[derive(Debug, Serialize)]
struct Report {
    log_group: String,
    state: &'static str,
    detail: Option<String>,
    kept_days: Option<u32>,
    found: usize,
}

/// What is printed.
#[derive(Debug, Default)]
struct History {
    entries: BTreeSet<HistoryEntry>,
    reports: Vec<Report>,
    not_seen: Vec<String>,
}

/// Shows the history.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let chains = settings.load_chains()?;
    let deadline = deadline();
    let now = arguments.pool.now().await;
    let administration = open(&arguments.pool, settings, deadline).await?;
    let shown = match administration.show(&arguments.user, now, deadline).await {
        // Who deleted a user is asked when the user is gone.
        Err(AdminError::UserNotFound) if is_uuid(&arguments.user) => None,
        shown => match found_or_refused(&arguments.user, shown, arguments.json)? {
            Some(shown) => Some(shown),
            None => return Ok(false),
        },
    };
    let user_name = shown.as_ref().map(|shown| shown.entry.user_name.as_str());
    let sub = match &shown {
        Some(shown) => shown.entry.sub.clone(),
        None => arguments.user.to_ascii_lowercase(),
    };
    let subject = Subject::new(&arguments.pool.user_pool_id, &sub, user_name)
        .context("the user's sub is no UUID, so that no log can be searched for it")?;
    let since = arguments.since.before(now);
    let mut history = History::default();
    history.not_seen.extend(NOT_SEEN.map(str::to_owned));
    if shown.is_none() {
        history.not_seen.push(
            "The pool has no such user, so that nothing is known from it, and the logs were searched for this sub.".to_owned(),
        );
    }
    history.entries.extend(shown.iter().flat_map(told_by_pool));
    let tokens = shown.as_ref().and_then(carried_jti);

    let triggers = administration.user_pool().triggers.iter();
    let triggers: Vec<_> = triggers.map(|(hook, arn)| (*hook, arn.as_str())).collect();
    let (logs, foreign) = logs(&triggers, &chains, arguments.admin_api.as_deref());
    history.not_seen.extend(foreign);
    let pool = &arguments.pool;
    let aws = pool.endpoint.configuration(&pool.user_pool_id).await?;
    let reader = Reader {
        groups: LogGroups::new(&aws, pool.region()),
        // The clock is read to the second, and lines have fractions of it.
        range: [since, now.checked_add(SECOND).unwrap_or(now)],
        deadline: Instant::now() + READING_TIMEOUT,
        all: arguments.all,
    };
    reader.read(&logs, &subject, tokens, &mut history).await;

    let is_whole = history.reports.iter().all(Report::is_whole);
    let document = || {
        json!({
            "user": { "sub": sub, "user_name": user_name },
            "since": since,
            "until": now,
            "history": history.entries,
            "logs": history.reports,
            "not_seen": history.not_seen,
        })
    };
    print_result(arguments.json, document, || rows(&history.entries))?;
    if !arguments.json {
        for text in history.remarks(now.duration_since(since)) {
            remark(&text);
        }
    }
    Ok(is_whole)
}

/// What the pool itself says.
fn told_by_pool(shown: &Shown) -> Vec<HistoryEntry> {
    let record = shown.attributes.get(INVITED_ATTRIBUTE);
    let record = record.and_then(|text| InvitationRecord::parse(text));
    let told = record.iter().flat_map(HistoryEntry::of_record);
    let created = shown.entry.created.map(HistoryEntry::created);
    created.into_iter().chain(told).collect()
}

/// The id of the token that the user still carries.
fn carried_jti(shown: &Shown) -> Option<String> {
    match &shown.entry.token {
        Some(CarriedToken::Verified { jti, .. }) => Some(jti.clone()),
        _ => None,
    }
}

/// The log groups of our functions in a pool's hooks, and of the administrators' API and the sweeper
/// beside them; and what is not looked at, because it is not ours.
fn logs(
    triggers: &[(Function, &str)],
    chains: &Chains,
    admin_api: Option<&str>,
) -> (Vec<Log>, Vec<String>) {
    let mut logs = Vec::new();
    let mut foreign = Vec::new();
    let mut stacks = BTreeSet::new();
    for &(hook, arn) in triggers {
        let mut own = |arn: &str| {
            let name = bare_name(arn);
            let stack = name.strip_suffix(hook.name()).unwrap_or_default();
            stacks.insert(stack.to_owned());
            logs.push(Log::new(name, Writer::Hook(hook.name().to_owned())));
        };
        if Function::from_chain(arn) == Some(hook) {
            if let Some(chain) = chains.of(hook) {
                own(&chain.ours.unqualified());
            }
            logs.push(Log::new(bare_name(arn), Writer::Hook(CHAIN.to_owned())));
        } else if Function::from_reference(arn) == Some(hook) {
            own(arn);
        } else {
            foreign.push(format!(
                "The hook {hook} calls {}, which is not named like ours; its log was not looked at.",
                printable(bare_name(arn))
            ));
        }
    }
    let beside = |name: &str| -> Vec<String> {
        let names = stacks.iter().map(|stack| format!("{stack}{name}"));
        names.collect()
    };
    if let Some(function) = admin_api {
        logs.push(Log::new(bare_name(function), Writer::AdminApi));
    } else if stacks.is_empty() {
        foreign.push(
            "No hook tells the stack's name, so that the log of the administrators' API was not looked at; name it with --admin-api.".to_owned(),
        );
    } else {
        let named = beside("admin-api").into_iter();
        logs.extend(named.map(|name| Log::new(&name, Writer::AdminApi)));
    }
    let named = beside("sweeper").into_iter();
    logs.extend(named.map(|name| Log::new(&name, Writer::Sweeper)));
    (logs, foreign)
}

impl Log {
    fn new(function: &str, writer: Writer) -> Self {
        Self {
            group: format!("/aws/lambda/{function}"),
            writer,
        }
    }
}

/// Where logs are, and what of them is wanted.
struct Reader {
    groups: LogGroups,
    range: [Timestamp; 2],
    deadline: Instant,
    all: bool,
}

impl Reader {
    /// Reads all logs, one after another: an account has few requests a second.
    async fn read(
        &self,
        logs: &[Log],
        subject: &Subject,
        token: Option<String>,
        history: &mut History,
    ) {
        let pattern = subject.pattern();
        for log in logs {
            let entry = |at, line: &str| subject.entry(&log.writer, at, line);
            self.read_one(log, &pattern, entry, history).await;
        }
        let told = history.entries.iter().filter_map(|entry| entry.jti.clone());
        let tokens: BTreeSet<String> = told.chain(token).collect();
        if tokens.is_empty() {
            return;
        }
        // Who issued a token stands in a line that names no user.
        let has_group = |log: &Log, report: &Report| {
            report.log_group == log.group && report.state != Unread::Missing.state()
        };
        let of_api = logs.iter().filter(|log| log.writer == Writer::AdminApi);
        let of_api: Vec<&Log> = of_api
            .filter(|log| history.reports.iter().any(|report| has_group(log, report)))
            .collect();
        for log in of_api {
            let entry = |at, line: &str| token_entry(tokens.iter().map(String::as_str), at, line);
            self.read_one(log, TOKEN_PATTERN, entry, history).await;
        }
    }

    async fn read_one(
        &self,
        log: &Log,
        pattern: &str,
        entry: impl Fn(Timestamp, &str) -> Option<HistoryEntry>,
        history: &mut History,
    ) {
        let mut found = 0;
        let take = |at, line: &str| {
            let entry = entry(at, line).filter(|entry| self.all || !entry.is_quiet());
            if let Some(entry) = entry {
                found += usize::from(history.entries.insert(entry));
            }
            found < MAX_ENTRIES
        };
        let group = &log.group;
        let read = self
            .groups
            .read(group, pattern, self.range, self.deadline, take)
            .await;
        let kept_days = match read {
            Err(Unread::Missing) => None,
            _ => self.groups.kept_days(group, self.deadline).await,
        };
        let unread = read.err();
        history.reports.push(Report {
            log_group: group.clone(),
            state: unread.as_ref().map_or("read", |unread| unread.state()),
            detail: unread.as_ref().map(ToString::to_string),
            kept_days,
            found,
        });
    }
}

impl Report {
    /// Whether everything was read that is there.
    fn is_whole(&self) -> bool {
        matches!(self.state, "read" | "missing")
    }
}

impl History {
    /// What was looked at, and what was not seen.
    fn remarks(&self, range: SignedDuration) -> Vec<String> {
        let mut remarks = Vec::new();
        for report in &self.reports {
            let group = printable(&report.log_group);
            if let Some(detail) = &report.detail {
                remarks.push(format!("{group}: {detail}"));
            }
            let kept = report.kept_days.map(i64::from);
            let days = kept.filter(|days| SignedDuration::from_hours(24 * days) < range);
            if let Some(days) = days {
                remarks.push(format!("{group}: lines are kept for {days} days"));
            }
        }
        remarks.extend(self.not_seen.iter().cloned());
        remarks
    }
}

fn rows(entries: &BTreeSet<HistoryEntry>) -> String {
    if entries.is_empty() {
        return "Nothing.\n".to_owned();
    }
    let header = ["when", "told by", "what", "outcome", "by", "more"];
    let or_none = |text: &Option<String>| text.as_deref().map_or("-".to_owned(), printable);
    let rows = entries.iter().map(|entry| {
        vec![
            entry.at.to_string(),
            printable(&entry.source),
            printable(&entry.act),
            or_none(&entry.outcome),
            or_none(&entry.by),
            printable(&more(entry)),
        ]
    });
    table(&header, rows)
}

/// What a row has beside the usual.
fn more(entry: &HistoryEntry) -> String {
    let one = |name: &str, value: &Option<String>| {
        let value = value.as_ref();
        value.map(|value| format!("{name} {value}"))
    };
    let list = |name: &str, values: &[String]| {
        (!values.is_empty()).then(|| format!("{name} {}", values.join(",")))
    };
    let parts = [
        one("code", &entry.code),
        one("cause", &entry.cause),
        list("groups", &entry.groups),
        list("by policy", &entry.policy_groups),
        list("attributes", &entry.attributes),
        one("token", &entry.jti),
        one("address taken from", &entry.taken_from),
        one("address given to", &entry.to),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        "-".to_owned()
    } else {
        parts.join("; ")
    }
}

impl Since {
    /// The moment that is meant at `now`.
    fn before(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Ago(duration) => now.checked_sub(duration).unwrap_or(Timestamp::UNIX_EPOCH),
            Self::At(moment) => moment,
        }
        .clamp(Timestamp::UNIX_EPOCH, now)
    }
}

fn since(text: &str) -> Result<Since, String> {
    if let Ok(moment) = text.parse() {
        return Ok(Since::At(moment));
    }
    let span = text.parse::<Span>();
    let duration = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    duration
        .ok()
        .filter(SignedDuration::is_positive)
        .map(Since::Ago)
        .ok_or_else(|| {
            "write hours or days, such as 12h or 90d, or a moment, such as 2026-11-30T00:00:00Z"
                .to_owned()
        })
}

/// The name or the ARN of a function.
fn function(text: &str) -> Result<String, String> {
    let in_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let name = bare_name(text);
    if !name.is_empty() && name.len() <= 140 && name.bytes().all(in_name) {
        Ok(name.to_owned())
    } else {
        Err("write the name or the ARN of a function".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use authorization::Verb;

    use super::*;

    fn arn(name: &str) -> String {
        format!("arn:aws:lambda:eu-central-1:123456789012:function:{name}:live")
    }

    #[track_caller]
    fn check(triggers: &[(Function, &str)], admin_api: Option<&str>, expected: &[&str]) {
        let arns: Vec<_> = triggers
            .iter()
            .map(|(hook, name)| (*hook, arn(name)))
            .collect();
        let triggers: Vec<_> = arns
            .iter()
            .map(|(hook, arn)| (*hook, arn.as_str()))
            .collect();
        let (logs, foreign) = logs(&triggers, &Chains::default(), admin_api);
        let logs = logs.iter().map(|log| log.group.as_str());
        let logs = logs.map(|group| group.strip_prefix("/aws/lambda/").unwrap());
        let all: Vec<_> = logs.chain(foreign.iter().map(String::as_str)).collect();
        assert_eq!(all.len(), expected.len(), "{all:?}");
        for (found, expected) in all.iter().zip(expected) {
            assert!(found.contains(expected), "{all:?}");
        }
    }

    #[test]
    fn functions_are_found_by_the_hooks_and_the_stack() {
        use Function::{PostConfirmation, PreSignUp};

        check(
            &[
                (PreSignUp, "team-pre-sign-up"),
                (PostConfirmation, "team-post-confirmation"),
            ],
            None,
            &[
                "team-pre-sign-up",
                "team-post-confirmation",
                "team-admin-api",
                "team-sweeper",
            ],
        );
        check(
            &[(PreSignUp, "pre-sign-up")],
            None,
            &["pre-sign-up", "admin-api", "sweeper"],
        );
        check(
            &[(PreSignUp, "team-pre-sign-up")],
            Some("another"),
            &["team-pre-sign-up", "another", "team-sweeper"],
        );
        // Its lines could be what people sent.
        check(
            &[(PreSignUp, "checkAddress")],
            None,
            &["calls checkAddress", "--admin-api"],
        );
        check(
            &[(PreSignUp, "team-trigger-chain-pre-sign-up")],
            Some("x"),
            &["team-trigger-chain-pre-sign-up", "x"],
        );
    }

    #[test]
    fn a_verb_that_reads_is_quiet() {
        for verb in Verb::ALL {
            let entry = HistoryEntry {
                act: verb.to_string(),
                outcome: Some("done".to_owned()),
                ..HistoryEntry::default()
            };
            assert_eq!(entry.is_quiet(), verb.only_reads(), "{verb}");
        }
    }

    #[test]
    fn a_beginning_is_a_duration_or_a_moment() {
        let now: Timestamp = "2026-12-01T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("30d", Some("2026-11-01T12:00:00Z")),
            ("12h", Some("2026-12-01T00:00:00Z")),
            ("2026-11-30T00:00:00Z", Some("2026-11-30T00:00:00Z")),
            ("2027-01-01T00:00:00Z", Some("2026-12-01T12:00:00Z")),
            ("99999d", Some("1970-01-01T00:00:00Z")),
            ("-1d", None),
            ("0s", None),
            ("yesterday", None),
        ] {
            let moment = since(text).ok().map(|since| since.before(now).to_string());
            assert_eq!(moment.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_was_not_seen_is_said() {
        let report = |state, detail: Option<&str>, kept_days| Report {
            log_group: "/aws/lambda/a\u{1b}[2J".to_owned(),
            state,
            detail: detail.map(str::to_owned),
            kept_days,
            found: 0,
        };
        let history = History {
            reports: vec![
                report("read", None, Some(90)),
                report("read", None, Some(7)),
                report(
                    "denied",
                    Some("logs:FilterLogEvents is not permitted"),
                    None,
                ),
            ],
            ..History::default()
        };
        let remarks = history.remarks(SignedDuration::from_hours(24 * 30));
        let [kept, denied] = &remarks[..] else {
            unreachable!("{remarks:?}");
        };
        assert!(kept.ends_with("kept for 7 days"), "{kept}");
        assert!(denied.ends_with("is not permitted"), "{denied}");
        assert!(!denied.contains('\u{1b}'));
        let whole = history.reports.iter().map(Report::is_whole);
        assert_eq!(whole.collect::<Vec<_>>(), [true, true, false]);
    }
}
