//! What came of a case, and how it differs from what was expected.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use local_user_pool::SentMessage;
use serde::Serialize;
use serde_json::{Map, Value};
use trigger::Event;

use crate::mail_files::SentHtml;

/// What came of a case.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// What is compared with an expectation.
    pub observed: CaseOutcome,
    /// How long it took.
    pub took: Duration,
    /// The setting that decided a rejection, where one did.
    pub decided_by: Option<DecidedBy>,
    /// Mails in full: of Cognito's, the text that it was answered; of SES's, what was sent.
    pub mails: Vec<SentHtml>,
}

/// A setting that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecidedBy {
    /// Its dotted key.
    pub setting: String,
    /// The file of the settings.
    pub file: PathBuf,
    /// The line in which the file has it; `None` where it is not set and its default decided.
    pub line: Option<usize>,
}

impl fmt::Display for DecidedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match self.line {
            Some(line) => write!(f, "{} ({file}:{line})", self.setting),
            None => write!(f, "{}, which {file} does not set", self.setting),
        }
    }
}

/// What is expected of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseOutcome {
    /// The outcome in one word, as the log has it.
    pub outcome: String,
    /// The stable code of a rejection, a fallback or a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What went back to Cognito.
    pub answer: Answer,
    /// The AWS calls, with what came of those that failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<String>,
    /// The mails that went out through SES.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mails: Vec<MailSummary>,
}

/// What went back to Cognito.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The event as it came, byte for byte.
    Echo,
    /// The event with this `response`; an HTML body stands as its text and links.
    Response(Map<String, Value>),
    /// A "no": the error text.
    Error(String),
    /// Something that no function of ours may answer.
    Broken(String),
}

/// A mail that went out through SES.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MailSummary {
    /// Whom it goes to.
    pub to: Vec<String>,
    /// Whom it comes from.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// What it says, in plain text.
    pub text: Vec<String>,
    /// What it says in HTML: text, and where it leads.
    pub html: Vec<String>,
}

impl Answer {
    /// What `reply` says, compared with the event that it is the reply to.
    pub fn new(event: &Event, reply: &str) -> Self {
        if reply == event.payload() {
            return Self::Echo;
        }
        let (Ok(Value::Object(mut sent)), Ok(Value::Object(mut came))) = (
            serde_json::from_str(event.payload()),
            serde_json::from_str(reply),
        ) else {
            return Self::Broken("not a JSON object".to_owned());
        };
        sent.remove("response");
        let response = came.remove("response");
        if sent != came {
            return Self::Broken("something outside `response` was changed".to_owned());
        }
        match response {
            Some(Value::Object(response)) => Self::Response(readable(response)),
            _ => Self::Broken("`response` is no object".to_owned()),
        }
    }
}

/// A response whose HTML body stands as its lines of text, links included: what a reviewer
/// reads, and no markup.
fn readable(response: Map<String, Value>) -> Map<String, Value> {
    let readable = response.into_iter().map(|(name, value)| match value {
        Value::String(html) if name == "emailMessage" => (name, Value::from(text_of_html(&html))),
        value => (name, value),
    });
    readable.collect()
}

/// The HTML body in a custom message's reply.
pub fn html_in_reply(event: &Event, reply: &str) -> Option<SentHtml> {
    let reply: Value = serde_json::from_str(reply).ok()?;
    let response = reply.get("response")?;
    Some(SentHtml {
        to: event.user_attributes().remove("email").unwrap_or_default(),
        subject: response.get("emailSubject")?.as_str()?.to_owned(),
        html: response.get("emailMessage")?.as_str()?.to_owned(),
    })
}

impl From<&SentMessage> for MailSummary {
    fn from(mail: &SentMessage) -> Self {
        let text = mail.text.as_deref().unwrap_or_default();
        Self {
            to: mail.to.clone(),
            from: mail.from.clone(),
            subject: mail.subject.clone(),
            html: text_of_html(mail.html.as_deref().unwrap_or_default()),
            text: text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }
}

/// The lines of text in a mail of our own layout, with the address of each link behind it. Not
/// for HTML of unknown origin.
fn text_of_html(html: &str) -> Vec<String> {
    let body = html
        .find("<body")
        .and_then(|start| html.get(start..))
        .unwrap_or(html);
    let mut lines = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        lines.push(text.to_owned());
        if let Some(after) = tag.strip_prefix("<!--") {
            rest = after
                .split_once("-->")
                .map(|(_, after)| after)
                .unwrap_or_default();
            continue;
        }
        let Some((tag, after)) = tag.split_once('>') else {
            break;
        };
        lines.extend(addresses(tag));
        rest = after;
    }
    lines.push(rest.to_owned());
    lines
        .iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

/// Everything in a tag that leads somewhere or fetches something.
fn addresses(tag: &str) -> Vec<String> {
    let leads = |word: &&str| word.contains("://") || word.contains("mailto:");
    let words = tag.split(['"', '\'']).flat_map(str::split_whitespace);
    words
        .filter(leads)
        .map(|word| format!("→ {word}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn html_becomes_lines_and_links() {
        let html = "<html><head><style>a{}</style></head><body><!-- x > y --><p>Hello\n  you</p><a class=\"b\" href=\"https://a.example/x#y={####}\">Go</a></body></html>";
        assert_eq!(
            text_of_html(html),
            ["Hello you", "→ https://a.example/x#y={####}", "Go"]
        );
    }

    #[test]
    fn a_reply_that_changes_anything_else_is_broken() {
        let event = Event::new(r#"{"a":1,"response":{}}"#.to_owned());
        assert_eq!(Answer::new(&event, event.payload()), Answer::Echo);
        let expected = json!({"x": true}).as_object().cloned().unwrap_or_default();
        assert_eq!(
            Answer::new(&event, r#"{"a":1,"response":{"x":true}}"#),
            Answer::Response(expected)
        );
        for reply in [
            r#"{"a":2,"response":{}}"#,
            r#"{"a":1}"#,
            r#"{"a":1,"b":1,"response":{}}"#,
            "null",
            "x",
        ] {
            assert!(
                matches!(Answer::new(&event, reply), Answer::Broken(_)),
                "{reply}"
            );
        }
    }
}
