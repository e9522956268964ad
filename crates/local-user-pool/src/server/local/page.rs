//! `GET /_local/inbox`: the inbox for people, as a mail client shows it.
//!
//! The pages are plain documents without scripts. They show all content of messages as text; only
//! the HTML of a mail is in a frame, which can open links and nothing else.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::http::html;
use super::links::{escape, link};
use crate::server::local_user_pool::LocalUserPool;
use crate::state::inbox::{Channel, SentMessage};

/// The most messages in the list.
const MAX_LISTED: usize = 200;

const POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

/// The rights of a mail in its frame, the same as in its own policy.
const SANDBOX: &str =
    "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// The list reloads by itself as long as no message is open.
const REFRESH: &str = "<meta http-equiv=\"refresh\" content=\"3\">";

/// The list, newest first, and nothing opened.
pub(super) async fn list(State(pool): State<LocalUserPool>) -> Response {
    let messages = pool.inbox();
    let reading = if messages.is_empty() {
        "<p class=\"none\">No message was sent yet. This page looks for new ones by itself.</p>"
    } else {
        "<p class=\"none\">Choose a message.</p>"
    };
    let page = page(&messages, None, reading, REFRESH);
    html(StatusCode::OK, POLICY, page)
}

/// The list with one message opened.
pub(super) async fn show(State(pool): State<LocalUserPool>, Path(id): Path<String>) -> Response {
    let messages = pool.inbox();
    let Some(message) = messages.iter().find(|message| message.id == id) else {
        let reading = "<p class=\"none\">There is no such message.</p>";
        let page = page(&messages, None, reading, "");
        return html(StatusCode::NOT_FOUND, POLICY, page);
    };
    let page = page(&messages, Some(&id), &opened(message), "");
    html(StatusCode::OK, POLICY, page)
}

/// The style sheet of both pages.
pub(super) async fn style() -> Response {
    let css = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (css, include_str!("page.css")).into_response()
}

fn page(messages: &[SentMessage], open: Option<&str>, reading: &str, head: &str) -> String {
    let newest = messages.iter().rev().take(MAX_LISTED);
    let items: String = newest.map(|message| item(message, open)).collect();
    let count = messages.len();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">{head}\
         <title>Inbox ({count})</title><link rel=\"stylesheet\" href=\"/_local/inbox.css\"></head>\
         <body><nav><h1><a href=\"/_local/inbox\">Inbox</a> <small>{count}</small></h1>\
         <ol>{items}</ol></nav><main>{reading}</main></body></html>\n"
    )
}

fn item(message: &SentMessage, open: Option<&str>) -> String {
    let current = if open == Some(message.id.as_str()) {
        " aria-current=\"page\""
    } else {
        ""
    };
    format!(
        "<li><a href=\"/_local/inbox/{}\"{current}><span class=\"who\">{}</span>\
         <time>{}</time><span class=\"what\">{}</span></a></li>",
        escape(&message.id),
        escape(&message.to.join(", ")),
        time(message),
        escape(headline(message)),
    )
}

/// The line of a message in the list: the subject, or the text of an SMS.
fn headline(message: &SentMessage) -> &str {
    match message.channel {
        Channel::Email => &message.subject,
        Channel::Sms => message.text.as_deref().unwrap_or_default(),
    }
}

/// Hours, minutes and seconds. The opened message shows the day.
fn time(message: &SentMessage) -> String {
    message.sent.strftime("%H:%M:%S").to_string()
}

fn opened(message: &SentMessage) -> String {
    let rows = [
        ("From", message.from.clone()),
        ("To", message.to.join(", ")),
        ("Cc", message.cc.join(", ")),
        ("Bcc", message.bcc.join(", ")),
        ("Reply to", message.reply_to.join(", ")),
        ("Sent", message.sent.strftime("%F %T UTC").to_string()),
        ("Why", message.trigger_source.unwrap_or_default().to_owned()),
    ];
    let rows = rows.iter().filter(|(_, value)| !value.is_empty());
    let rows: String = rows.map(|(name, value)| row(name, value)).collect();
    let title = match message.channel {
        Channel::Email => escape(&message.subject),
        Channel::Sms => "SMS".to_owned(),
    };
    format!(
        "<header><h2>{title}</h2><dl>{rows}</dl></header>{}",
        content(message)
    )
}

fn row(name: &str, value: &str) -> String {
    format!("<dt>{name}</dt><dd>{}</dd>", escape(value))
}

fn content(message: &SentMessage) -> String {
    let text = message.text.as_deref().map(link);
    match (&message.html, text) {
        (Some(_), None) => frame(message),
        (Some(_), Some(text)) => format!(
            "{}<details><summary>Plain text</summary><pre>{text}</pre></details>",
            frame(message)
        ),
        (None, Some(text)) if message.channel == Channel::Sms => {
            format!("<p class=\"sms\">{text}</p>")
        }
        (None, text) => format!("<pre>{}</pre>", text.unwrap_or_default()),
    }
}

fn frame(message: &SentMessage) -> String {
    format!(
        "<iframe title=\"The mail\" sandbox=\"{SANDBOX}\" src=\"/_local/messages/{}/body\"></iframe>",
        escape(&message.id)
    )
}
