//! Stories as they are printed: a timeline each, and a table at the end.

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use terminal::paint::Paint;

use super::story::StoryResult;
use super::timeline::{Call, Event, HookCall, Message, Step};

/// The longest line, in characters.
const WIDTH: usize = 100;

/// Where a step's sentence begins, and its events below it.
const INDENT: usize = 11;

/// The timeline of one story.
pub(crate) fn timeline(played: &StoryResult, paint: Paint) -> String {
    let story = played.story;
    let mut lines = vec![format!("{}  {}", paint.bold(story.name), story.shows)];
    let beginning = played.steps.first().map(|step| step.at);
    for step in &played.steps {
        let time = clock(step.at, beginning.unwrap_or(step.at));
        lines.push(format!("{time:>9}  {}", paint.bold(&step.what)));
        let events = step_lines(step, paint).into_iter();
        lines.extend(events.map(|line| format!("{:INDENT$}{}", "", line.trim_end())));
    }
    let differences = played.differences.iter();
    lines.extend(differences.map(|difference| paint.bad(&format!("  DIFFERS  {difference}"))));
    lines.join("\n") + "\n\n"
}

/// The time of day; after the first day, with the number of days that passed.
fn clock(at: Timestamp, beginning: Timestamp) -> String {
    let time = at.to_zoned(TimeZone::UTC).strftime("%H:%M").to_string();
    let day = SignedDuration::from_hours(24).as_secs();
    match at.duration_since(beginning).as_secs() / day {
        0 => time,
        days => format!("+{days}d {time}"),
    }
}

/// What followed, and the users of the pool afterwards.
fn step_lines(step: &Step, paint: Paint) -> Vec<String> {
    let mut lines = Vec::new();
    for run in step.events.chunk_by(|a, b| a == b) {
        let times = run.len();
        lines.extend(run.first().map(|event| event_lines(event, times, paint)));
    }
    let mut lines = lines.concat();
    match step.users.as_deref() {
        None => {}
        Some([]) => lines.push(labelled("user", "nobody", paint)),
        Some(users) => lines.extend(users.iter().map(|user| labelled("user", user, paint))),
    }
    lines
}

fn labelled(label: &str, text: &str, paint: Paint) -> String {
    format!("{}{text}", paint.dim(&format!("{label:<7}")))
}

/// The lines of an event, which may have happened several times in a row.
fn event_lines(event: &Event, times: usize, paint: Paint) -> Vec<String> {
    match event {
        Event::Call(call) => with_label("call", call_lines(call, times, paint), paint),
        Event::Hook(hook) => hook_lines(hook, paint),
        Event::Message(message) => message_lines(message, paint),
        Event::Invited { outcome } => vec![labelled("result", outcome, paint)],
        Event::Swept { outcome } => vec![labelled("swept", outcome, paint)],
        Event::Token { groups } => {
            let claim = format!("cognito:groups {}", paint.good(groups));
            vec![labelled("token", &claim, paint)]
        }
    }
}

fn call_lines(call: &Call, times: usize, paint: Paint) -> Vec<String> {
    let indent = if call.by_hook { "    " } else { "" };
    let what = format!("{} {}", call.operation, call.detail);
    let mut lines = wrapped(&what);
    let trouble = call.trouble.as_ref();
    let trouble = trouble.map(|trouble| format!(": {}", paint.bad(trouble)));
    let times = (times > 1).then(|| format!(" ({times} times)"));
    if let Some(last) = lines.last_mut() {
        last.extend(trouble.into_iter().chain(times));
    }
    let indents = std::iter::once("").chain(std::iter::repeat("  "));
    let lines = indents.zip(lines);
    lines
        .map(|(more, line)| format!("{indent}{more}{line}"))
        .collect()
}

fn hook_lines(hook: &HookCall, paint: Paint) -> Vec<String> {
    let (_, source) = hook.trigger_source.split_once('_').unwrap_or_default();
    let source = paint.dim(&format!("{source:<21}"));
    let decision = decision_text(&hook.decisions, hook.said.is_some(), paint);
    let mut lines = vec![format!("  {:<21} {source} {decision}", hook.function)];
    let said = hook.said.iter().flat_map(|said| wrapped(said));
    lines.extend(said.map(|line| format!("    {line}")));
    with_label("hook", lines, paint)
}

fn message_lines(message: &Message, paint: Paint) -> Vec<String> {
    let mut lines = vec![format!("  {:<24} {}", message.to, message.subject)];
    lines.extend(message.link.iter().map(|link| format!("    {link}")));
    with_label("mail", lines, paint)
}

/// Lines with a label before the first one; the others are indented.
fn with_label(label: &str, lines: Vec<String>, paint: Paint) -> Vec<String> {
    let labels = [label].into_iter().chain(std::iter::repeat(""));
    let lines = labels.zip(lines);
    lines
        .map(|(label, line)| labelled(label, &line, paint))
        .collect()
}

/// The decisions of a hook's runs; equal ones are counted.
fn decision_text(decisions: &[String], is_no: bool, paint: Paint) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for decision in decisions {
        match counted.iter_mut().find(|(other, _)| other == decision) {
            Some((_, count)) => *count += 1,
            None => counted.push((decision, 1)),
        }
    }
    let texts: Vec<String> = counted
        .into_iter()
        .map(|(decision, count)| match count {
            1 => decision.to_owned(),
            count => format!("{count} × {decision}"),
        })
        .collect();
    let text = texts.join(", ");
    // A decision with a code is a refusal, or something is missing.
    if is_no || text.contains(':') {
        paint.bad(&text)
    } else {
        paint.good(&text)
    }
}

/// A text in lines that fit under a hook.
fn wrapped(text: &str) -> Vec<String> {
    let width = WIDTH - INDENT - 11;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A line for each story, and a summary.
pub(crate) fn table(played: &[StoryResult], paint: Paint) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["", "story", "shows"]);
    for one in played {
        let mark = if one.differences.is_empty() {
            "ok"
        } else {
            "DIFFERS"
        };
        table.add_row([mark, one.story.name, one.story.shows]);
    }
    let mut lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    let differ = played
        .iter()
        .filter(|one| !one.differences.is_empty())
        .count();
    let as_expected = played.len() - differ;
    let stories = if as_expected == 1 { "story" } else { "stories" };
    let sum = format!("{as_expected} {stories} as expected, {differ} different");
    lines.push(String::new());
    lines.push(if differ == 0 {
        paint.good(&sum)
    } else {
        paint.bad(&sum)
    });
    lines.join("\n") + "\n"
}

/// The stories for machines.
pub(crate) fn document(played: &[StoryResult]) -> Vec<Value> {
    played
        .iter()
        .map(|one| {
            json!({
                "story": one.story.name,
                "shows": one.story.shows,
                "as_expected": one.differences.is_empty(),
                "differences": one.differences,
                "outcome": one.outcome,
                "timeline": one.steps,
            })
        })
        .collect()
}
