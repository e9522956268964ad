//! Finding events in files, folders, JSON lines and log lines.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use trigger::capture::Captured;

/// How an expectation's file name ends.
const EXPECTATION: &str = ".expected.json";

/// An event that was found, and where.
#[derive(Debug, Clone)]
pub struct Found {
    /// How a report calls it: the path, and the line where a file holds several.
    pub name: String,
    /// The file it stands in alone; an expectation goes beside it.
    pub file: Option<PathBuf>,
    /// The event's text, where it stands alone, else its value written anew.
    pub payload: String,
    /// The capture it came in.
    pub captured: Option<Captured>,
}

/// Every event below `paths`, in order of their names; `-` is standard input.
pub fn find(paths: &[PathBuf]) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let mut text = String::new();
            io::stdin()
                .read_to_string(&mut text)
                .context("standard input cannot be read as text")?;
            found.extend(in_text("-", None, &text)?);
        } else if path.is_dir() {
            for file in files_below(path)? {
                found.extend(in_file(&file)?);
            }
        } else {
            found.extend(in_file(path)?);
        }
    }
    if found.is_empty() {
        bail!("no event found; name a file, a folder such as events, or - for standard input");
    }
    Ok(found)
}

/// Files of a folder that hold events: expectations, READMEs and the like do not.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect()
        })
        .with_context(|| format!("{} cannot be read", folder.display()))?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        // A link to a folder could lead back to this one.
        if entry.is_dir() && entry.is_symlink() {
            continue;
        }
        if entry.is_dir() {
            files.extend(files_below(&entry)?);
        } else if is_event_file(&entry) {
            files.push(entry);
        }
    }
    Ok(files)
}

fn is_event_file(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().into_owned())
        .unwrap_or_default();
    !name.ends_with(EXPECTATION) && ["json", "jsonl", "ndjson", "log"].contains(&ending.as_str())
}

/// The file that holds what is expected of the event in `file`.
pub fn expectation_file(file: &Path) -> PathBuf {
    let stem = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    file.with_file_name(stem.unwrap_or_default() + EXPECTATION)
}

fn in_file(file: &Path) -> Result<Vec<Found>> {
    let text = fs::read_to_string(file).with_context(|| {
        format!(
            "{} cannot be read as text; name a file or a folder of events, or - for standard input",
            file.display()
        )
    })?;
    in_text(&file.display().to_string(), Some(file), &text)
}

fn in_text(name: &str, file: Option<&Path>, text: &str) -> Result<Vec<Found>> {
    let text = text.trim_start_matches('\u{feff}');
    // One event for itself keeps its bytes, so that the echo can be compared with them.
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        if is_event(&value) {
            return Ok(vec![Found {
                name: name.to_owned(),
                file: file.map(Path::to_owned),
                payload: text.trim().to_owned(),
                captured: None,
            }]);
        }
        let mut found = some_of(name, in_value(name, &value))?;
        match found.as_mut_slice() {
            [one] => one.file = file.map(Path::to_owned),
            _ => no_expectation(file)?,
        }
        return Ok(found);
    }
    no_expectation(file)?;
    let found = text
        .lines()
        .enumerate()
        .flat_map(|(number, line)| in_line(&format!("{name}:{}", number + 1), line))
        .collect();
    some_of(name, found)
}

/// An expectation is for one event: beside a file of several it would not be asked.
fn no_expectation(file: Option<&Path>) -> Result<()> {
    match file.map(expectation_file).filter(|file| file.exists()) {
        Some(file) => bail!(
            "{} stands beside a file that is not one event alone; give each event a file of its own",
            file.display()
        ),
        None => Ok(()),
    }
}

fn some_of(name: &str, found: Vec<Result<Found>>) -> Result<Vec<Found>> {
    let found = found.into_iter().collect::<Result<Vec<_>>>()?;
    if found.is_empty() {
        bail!(
            "{name} holds no Cognito trigger event: none has a triggerSource, and no line has a capture"
        );
    }
    Ok(found)
}

fn is_event(value: &Value) -> bool {
    value.get("triggerSource").is_some_and(Value::is_string)
}

/// Events in a JSON value: itself, a capture, a log record with a `message`, or a list of those
/// (`aws logs filter-log-events` answers `{"events": [{"message": …}]}`).
fn in_value(name: &str, value: &Value) -> Vec<Result<Found>> {
    if is_event(value) {
        return vec![Ok(Found {
            name: name.to_owned(),
            file: None,
            payload: value.to_string(),
            captured: None,
        })];
    }
    if let Some(capture) = value.get("capture") {
        let captured = serde_json::from_value::<Captured>(capture.clone());
        let found = captured
            .map(|captured| Found {
                name: name.to_owned(),
                file: None,
                payload: captured.event.to_string(),
                captured: Some(captured),
            })
            .with_context(|| format!("{name}: a capture has `function`, `at` and `event`"));
        return vec![found];
    }
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(number, item)| in_value(&format!("{name}[{number}]"), item))
            .collect(),
        Value::Object(members) => {
            let records = ["events", "results"]
                .iter()
                .filter_map(|key| members.get(*key))
                .filter(|list| list.is_array());
            let messages = ["message", "@message", "record"]
                .iter()
                .filter_map(|key| members.get(*key));
            records
                .flat_map(|list| in_value(name, list))
                .chain(messages.flat_map(|message| match message {
                    Value::String(text) => in_line(name, text),
                    other => in_value(name, other),
                }))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Events in a log line, which may begin with a time and an id.
fn in_line(name: &str, line: &str) -> Vec<Result<Found>> {
    let Some(start) = line.find('{') else {
        return Vec::new();
    };
    let mut values = serde_json::Deserializer::from_str(line.get(start..).unwrap_or_default())
        .into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => in_value(name, &value),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"triggerSource":"PreSignUp_SignUp","n":1.0}"#;

    #[track_caller]
    fn check(text: &str, names: &[&str]) {
        let found = in_text("f", Some(Path::new("f")), text).unwrap_or_default();
        assert_eq!(
            found
                .iter()
                .map(|found| found.name.as_str())
                .collect::<Vec<_>>(),
            names,
            "{text}"
        );
    }

    #[test]
    fn events_are_found_in_every_wrapping() {
        let capture = format!(
            r#"{{"capture":{{"function":"pre-sign-up","at":"2026-11-20T09:00:00Z","event":{EVENT}}}}}"#
        );
        let quoted = Value::from(capture.as_str());
        check(EVENT, &["f"]);
        check(&capture, &["f"]);
        check(&format!("\u{feff}{EVENT}"), &["f"]);
        check(&format!("{EVENT}\n{EVENT}\n"), &["f:1", "f:2"]);
        check(
            &format!("START RequestId: 1\n2026-11-20T09:00:00.000Z\tid\tINFO\t{capture}\nEND\n"),
            &["f:2"],
        );
        check(
            &format!(r#"{{"events":[{{"message":{quoted}}},{{"message":"REPORT {{x"}}]}}"#),
            &["f[0]"],
        );
        check(&format!("[{EVENT},{EVENT}]"), &["f[0]", "f[1]"]);
    }

    #[test]
    fn what_holds_no_event_is_said() {
        for text in [
            "",
            "{}",
            "[]",
            "no event",
            r#"{"capture":{}}"#,
            "{\"message\": 5}",
            "{{{{",
        ] {
            assert!(in_text("f", None, text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_event_alone_keeps_its_bytes() {
        let text = "\n { \"triggerSource\" : \"X\", \"n\" : 1.00 }\n";
        assert_eq!(in_text("f", None, text).unwrap()[0].payload, text.trim());
    }

    #[test]
    fn expectations_stand_beside() {
        assert_eq!(
            expectation_file(Path::new("events/a/b.json")),
            Path::new("events/a/b.expected.json")
        );
        assert_eq!(
            expectation_file(Path::new("capture.2026-11-20.json")),
            Path::new("capture.2026-11-20.expected.json")
        );
    }
}
