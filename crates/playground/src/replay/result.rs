//! What came of a case.

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
    /// The outcome, which is compared with the expectation.
    pub observed: CaseOutcome,
    /// How long it took.
    pub took: Duration,
    /// The setting that decided a rejection, if there is one.
    pub decided_by: Option<DecidedBy>,
    /// Mails in full: the text in an answer to Cognito, and mails that were sent through SES.
    pub mails: Vec<SentHtml>,
}

/// The setting that decided a rejection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecidedBy {
    /// Its dotted key.
    pub setting: String,
    /// The file of the settings.
    pub file: PathBuf,
    /// The line of the setting; `None` if the file does not set it, and its default decided.
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

/// The outcome of a case, expected or observed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseOutcome {
    /// The outcome in one word, as in the log.
    pub outcome: String,
    /// The stable code of a rejection, a fallback or a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What went back to Cognito.
    pub answer: Answer,
    /// The AWS calls, with the error of those that failed.
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
    /// The unchanged event, byte for byte.
    Echo,
    /// The event with this `response`. An HTML body is replaced by its text and links.
    Response(Map<String, Value>),
    /// A rejection: the error text.
    Error(String),
    /// An answer that none of our functions may give.
    Broken(String),
}

/// A mail that went out through SES.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MailSummary {
    /// The recipients.
    pub to: Vec<String>,
    /// The sender.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub text: Vec<String>,
    /// Its HTML: text and links.
    pub html: Vec<String>,
}

impl Answer {
    /// The answer in `reply`, compared with its event.
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

/// A response with the text and links of the HTML body instead of its markup, for reviewers.
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

/// The lines of text in a mail with our own layout, and the address of each link. Not for HTML of
/// unknown origin.
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

/// The addresses in a tag.
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
