//! Finding events in files, folders, JSON lines and logs.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use trigger::capture::Captured;

use super::literals::{self, Unreadable};

/// The end of an expectation's file name.
const EXPECTATION: &str = ".expected.json";

/// An event that was found, and its place.
#[derive(Debug, Clone)]
pub struct FoundEvent {
    /// Its name in reports: the path, and the line if the file has several events.
    pub name: String,
    /// Its file, if it is alone there; the expectation is beside that file.
    pub file: Option<PathBuf>,
    /// The event's text if it is alone, or else its value as JSON.
    pub payload: String,
    /// The capture that it was in.
    pub captured: Option<Captured>,
}

/// All events that were found.
#[derive(Debug, Default)]
pub struct Findings {
    /// The events.
    pub events: Vec<FoundEvent>,
    /// The places of events that cannot be read, and why.
    pub unreadable: Vec<String>,
}

/// Every event in `paths`, in order of file names; `-` is standard input.
pub fn find(paths: &[PathBuf]) -> Result<Findings> {
    let mut found = Findings::default();
    for path in paths {
        if path.as_os_str() == "-" {
            let mut text = String::new();
            io::stdin()
                .read_to_string(&mut text)
                .context("standard input cannot be read as text")?;
            found.add(in_text("-", None, &text)?);
        } else if path.is_dir() {
            for file in files_below(path)? {
                found.add(in_file(&file)?);
            }
        } else {
            found.add(in_file(path)?);
        }
    }
    if found.events.is_empty() {
        bail!("no event found; name a file, a folder such as events, or - for standard input");
    }
    Ok(found)
}

impl Findings {
    fn add(&mut self, other: Self) {
        self.events.extend(other.events);
        self.unreadable.extend(other.unreadable);
    }
}

/// The files of a folder that may have events: no expectations, READMEs and the like.
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
        // A link could lead back to this folder.
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

/// The file of the expectation for the event in `file`.
pub fn expectation_file(file: &Path) -> PathBuf {
    let stem = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    file.with_file_name(stem.unwrap_or_default() + EXPECTATION)
}

fn in_file(file: &Path) -> Result<Findings> {
    let text = fs::read_to_string(file).with_context(|| {
        format!(
            "{} cannot be read as text; name a file or a folder of events, or - for standard input",
            file.display()
        )
    })?;
    in_text(&file.display().to_string(), Some(file), &text)
}

fn in_text(name: &str, file: Option<&Path>, text: &str) -> Result<Findings> {
    let text = text.trim_start_matches('\u{feff}');
    let mut scan = Scan::default();
    // An event alone keeps its bytes: the function's echo is compared with them.
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        if is_event(&value) {
            scan.events.push(FoundEvent {
                name: name.to_owned(),
                file: file.map(Path::to_owned),
                payload: text.trim().to_owned(),
                captured: None,
            });
            return scan.findings(name, text);
        }
        scan.value(name, &value)?;
        match scan.events.as_mut_slice() {
            [one] => one.file = file.map(Path::to_owned),
            _ => no_expectation(file)?,
        }
        return scan.findings(name, text);
    }
    no_expectation(file)?;
    match messages_of_table(text) {
        Some(messages) => {
            for (line, message) in messages {
                scan.text(&Place::Fixed(format!("{name}:{line}")), &message)?;
            }
        }
        None => scan.text(&Place::Lines(name), text)?,
    }
    // JSON that was copied from a quoted text, without the quotation marks.
    if scan.events.is_empty() && text.contains(r#"{\""#) {
        scan.text(&Place::Fixed(name.to_owned()), &unescaped(text))?;
    }
    scan.findings(name, text)
}

/// Fails if there is an expectation: beside a file with several events it would not be used.
fn no_expectation(file: Option<&Path>) -> Result<()> {
    match file.map(expectation_file).filter(|file| file.exists()) {
        Some(file) => bail!(
            "{} is beside a file that is not a single event; put each event into its own file",
            file.display()
        ),
        None => Ok(()),
    }
}

/// The messages in a CSV table, as `CloudWatch`'s console exports it, with their lines.
fn messages_of_table(text: &str) -> Option<Vec<(u64, String)>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().ok()?;
    let column = headers
        .iter()
        .position(|header| matches!(header.trim(), "message" | "@message"))?;
    let messages = reader.records().map_while(Result::ok).map(|record| {
        let line = record.position().map_or(0, csv::Position::line);
        (line, record.get(column).unwrap_or_default().to_owned())
    });
    Some(messages.collect())
}

/// `text` with one level of escapes removed.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (c, characters.clone().next()) {
            ('\\', Some(escaped @ ('"' | '\\' | '/'))) => {
                plain.push(escaped);
                characters.next();
            }
            ('\\', Some('n' | 'r' | 't')) => {
                plain.push(' ');
                characters.next();
            }
            _ => plain.push(c),
        }
    }
    plain
}

/// Why a text has no readable event, and how to log one.
fn explanation(text: &str) -> &'static str {
    if text.contains("triggerSource=") {
        "this is how Java prints a map; log the event as JSON, with new ObjectMapper().writeValueAsString(event)"
    } else if text.contains("TriggerSource:")
        || text.contains("triggerSource:") && text.contains("map[")
    {
        "this is how Go prints a value; log the event as JSON, with json.Marshal(event)"
    } else if text.contains("triggerSource") {
        "there is a triggerSource, but the event around it cannot be read: it breaks off, or a character was lost; log the event as JSON in one line, and copy the whole line"
    } else {
        "none has a triggerSource, and no line has a capture"
    }
}

/// The place of an event.
enum Place<'a> {
    /// A line of this text, counted from 1.
    Lines(&'a str),
    /// This place, for any line.
    Fixed(String),
}

/// A search through texts and values.
#[derive(Default)]
struct Scan {
    events: Vec<FoundEvent>,
    unreadable: Vec<String>,
}

fn is_event(value: &Value) -> bool {
    value.get("triggerSource").is_some_and(Value::is_string)
}

impl Scan {
    fn findings(self, name: &str, text: &str) -> Result<Findings> {
        if !self.events.is_empty() {
            return Ok(Findings {
                events: self.events,
                unreadable: self.unreadable,
            });
        }
        let place = if name == "-" { "standard input" } else { name };
        match self.unreadable.first() {
            Some(unreadable) => bail!("{unreadable}"),
            None => bail!(
                "{place} holds no Cognito trigger event: {}",
                explanation(text)
            ),
        }
    }

    /// Finds events in a JSON value: the value itself, a capture, or anywhere in it, as in log
    /// records (`aws logs filter-log-events` prints `{"events": [{"message": …}]}`).
    fn value(&mut self, name: &str, value: &Value) -> Result<()> {
        if is_event(value) {
            self.events.push(FoundEvent {
                name: name.to_owned(),
                file: None,
                payload: value.to_string(),
                captured: None,
            });
            return Ok(());
        }
        match value {
            Value::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    self.value(&format!("{name}[{number}]"), item)?;
                }
            }
            Value::Object(members) => {
                if let Some(capture) = members.get("capture") {
                    let captured = serde_json::from_value::<Captured>(capture.clone())
                        .with_context(|| {
                            format!("{name}: a capture has `function`, `at` and `event`")
                        })?;
                    self.events.push(FoundEvent {
                        name: name.to_owned(),
                        file: None,
                        payload: captured.event.to_string(),
                        captured: Some(captured),
                    });
                    return Ok(());
                }
                for member in members.values() {
                    self.value(name, member)?;
                }
            }
            Value::String(text) => self.text(&Place::Fixed(name.to_owned()), text)?,
            _ => {}
        }
        Ok(())
    }

    /// Finds events in a text, with any text before and between them: lines of a log, JSON over
    /// several lines, JSON inside a quoted text, and literals of other languages.
    fn text(&mut self, place: &Place<'_>, text: &str) -> Result<()> {
        if !["triggerSource", "capture"]
            .iter()
            .any(|word| text.contains(word))
        {
            return Ok(());
        }
        let (mut at, mut line) = (0, 1);
        while let Some(rest) = text.get(at..) {
            let Some(offset) = rest.find(['{', '"']) else {
                break;
            };
            line += rest.get(..offset).unwrap_or_default().matches('\n').count();
            let rest = rest.get(offset..).unwrap_or_default();
            let here = match place {
                Place::Lines(name) => format!("{name}:{line}"),
                Place::Fixed(name) => name.clone(),
            };
            let length = match value_at(rest) {
                Ok((value, length)) => {
                    self.value(&here, &value)?;
                    length
                }
                Err(unreadable) => {
                    self.note(&here, rest, unreadable);
                    1
                }
            };
            let read = rest.get(..length).unwrap_or_default();
            line += read.matches('\n').count();
            at += offset + length;
        }
        Ok(())
    }

    fn note(&mut self, here: &str, text: &str, unreadable: Unreadable) {
        let Unreadable::LeftOut(at) = unreadable else {
            return;
        };
        // Only for the event itself, and not for objects inside it.
        let before = text.get(..at).unwrap_or_default();
        if before.contains("triggerSource") {
            self.unreadable.push(format!("{here}: Node's console.log leaves out the deeper parts of an event ([Object]); log it with console.log(JSON.stringify(event))"));
        }
    }
}

/// The value at the start of a text, and its length: JSON, a quoted text with JSON in it, or a
/// literal of another language.
fn value_at(text: &str) -> Result<(Value, usize), Unreadable> {
    if text.starts_with('"') && !text.starts_with(r#""{"#) {
        return Err(Unreadable::Other);
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    if let Some(Ok(value)) = values.next() {
        return Ok((value, values.byte_offset()));
    }
    if text.starts_with('"') {
        return Err(Unreadable::Other);
    }
    literals::read(text)
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
                .events
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
    fn events_are_found_however_they_were_pasted() {
        let pretty = "{\n  \"triggerSource\": \"PreSignUp_SignUp\",\n  \"n\": {\"x\": [1]}\n}";
        let prefix = "2026-11-20T09:00:00.000Z\tid\tINFO\t";
        let quoted = Value::from(EVENT).to_string();
        let twice = Value::from(quoted.as_str()).to_string();
        let in_csv = EVENT.replace('"', "\"\"");
        // A log's prefix before JSON over several lines, twice.
        check(
            &format!("START\n{prefix}{pretty}\n{prefix}{pretty}\nEND"),
            &["f:2", "f:6"],
        );
        check(&format!("{EVENT}{EVENT}"), &["f:1", "f:1"]);
        // JSON in a text, once and twice, alone and in a line.
        check(&quoted, &["f"]);
        check(&twice, &["f"]);
        check(&format!("got {quoted}\n"), &["f:1"]);
        check(quoted.trim_matches('"'), &["f"]);
        check(&format!(r#"{{"level":"INFO","event":{EVENT}}}"#), &["f"]);
        check(&format!(r#"[{{"@message":{quoted}}}]"#), &["f[0]"]);
        check(&format!(r#"[{{"@message":{EVENT}}}]"#), &["f[0]"]);
        // What the console exports.
        check(
            &format!("@timestamp,@message\n2026-11-20,START\n2026-11-20,\"{in_csv}\"\n"),
            &["f:3"],
        );
        check(&format!("timestamp,message\n1,\"id {in_csv}\"\n"), &["f:2"]);
        // Other languages.
        check(
            "{'triggerSource': 'PreSignUp_SignUp', 'n': None, 'o': True}",
            &["f:1"],
        );
        check(
            &format!(
                "{prefix}{{\n  triggerSource: 'PreSignUp_SignUp',\n  n: {{ x: undefined }}\n}}\n"
            ),
            &["f:1"],
        );
    }

    #[track_caller]
    fn check_said(text: &str, expected: &str) {
        let error = in_text("f", None, text).map(drop).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn an_unreadable_event_is_explained() {
        let cut =
            "{\n  triggerSource: 'PreSignUp_SignUp',\n  request: { userAttributes: [Object] }\n}";
        check_said(&format!("INFO\n{cut}"), "f:2: Node's console.log");
        check_said("{version=1, triggerSource=PreSignUp_SignUp}", "Java");
        check_said("map[triggerSource:PreSignUp_SignUp version:1]", "Go");
        check_said("{Version:1 TriggerSource:PreSignUp_SignUp}", "Go");
        check_said(r#"{"triggerSource": "PreSignUp_SignUp", "#, "breaks off");
        let found = in_text("f", None, &format!("{cut}\n{EVENT}\n")).unwrap();
        assert_eq!((found.events.len(), found.unreadable.len()), (1, 1));
    }

    #[test]
    fn a_text_without_events_is_an_error() {
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
        assert_eq!(
            in_text("f", None, text).unwrap().events[0].payload,
            text.trim()
        );
    }

    #[test]
    fn expectations_are_beside_events() {
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
