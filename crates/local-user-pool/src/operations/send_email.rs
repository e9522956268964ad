//! SES v2 `SendEmail`: a mail with a simple content lands in the inbox. Raw and template mails are
//! refused.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::state::calls::Service;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::inbox::{Channel, SentMessage};

/// The most recipients of one mail, copies included (SES developer guide, "Service quotas").
const MAX_RECIPIENTS: usize = 50;

/// The longest name or value of a message tag (API reference: `MessageTag`).
const MAX_TAG_LENGTH: usize = 256;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    reply_to_addresses: Option<Vec<String>>,
    #[serde(default)]
    content: EmailContent,
    email_tags: Option<Vec<NameValue>>,
    configuration_set_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Destination {
    #[serde(rename = "ToAddresses")]
    to: Option<Vec<String>>,
    #[serde(rename = "CcAddresses")]
    cc: Option<Vec<String>>,
    #[serde(rename = "BccAddresses")]
    bcc: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EmailContent {
    simple: Option<Message>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    subject: Text,
    body: Body,
    headers: Option<Vec<NameValue>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Option<Text>,
    html: Option<Text>,
}

/// A text. On the wire it is JSON and therefore Unicode, in any character set of the mail.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    data: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NameValue {
    name: String,
    value: String,
}

/// The texts of refusals are SES's if they are known ("Missing final '@domain'", "Recipient count
/// exceeds 50.").
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let request = members.read(|members| {
        let request: SendEmail = members.rest();
        let recipients: Vec<&str> = request.recipients().map(String::as_str).collect();
        context.about(recipients.join(" "));
        request
    })?;
    request.check_addresses()?;
    request.check_tags()?;
    let Some(from) = request.from_email_address else {
        return refuse("FromEmailAddress is missing");
    };
    let Some(message) = request.content.simple else {
        return refuse("Only Simple content can be sent here");
    };
    if message.body.text.is_none() && message.body.html.is_none() {
        return refuse("The body has neither text nor HTML");
    }

    let mut state = context.state();
    let id = message_id(context.now, context.number());
    state.history.send(SentMessage {
        id: id.clone(),
        sent: context.now,
        channel: Channel::Email,
        service: Service::Ses,
        trigger_source: None,
        from,
        to: request.destination.to.unwrap_or_default(),
        cc: request.destination.cc.unwrap_or_default(),
        bcc: request.destination.bcc.unwrap_or_default(),
        reply_to: request.reply_to_addresses.unwrap_or_default(),
        subject: message.subject.data,
        html: message.body.html.map(|html| html.data),
        text: message.body.text.map(|text| text.data),
        headers: pairs(message.headers),
        configuration_set: request.configuration_set_name,
        tags: pairs(request.email_tags),
    });
    Ok(json!({ "MessageId": id }))
}

impl SendEmail {
    fn recipients(&self) -> impl Iterator<Item = &String> {
        let Destination { to, cc, bcc } = &self.destination;
        [to, cc, bcc].into_iter().flatten().flatten()
    }

    fn check_addresses(&self) -> Result<(), ApiError> {
        let recipients = self.recipients().count();
        if recipients == 0 {
            return refuse("The mail has no recipient");
        }
        if recipients > MAX_RECIPIENTS {
            return refuse(&format!("Recipient count exceeds {MAX_RECIPIENTS}."));
        }
        let mut addresses = self
            .recipients()
            .chain(&self.from_email_address)
            .chain(self.reply_to_addresses.iter().flatten());
        if addresses.any(|address| !has_domain(address)) {
            return refuse("Missing final '@domain'");
        }
        Ok(())
    }

    fn check_tags(&self) -> Result<(), ApiError> {
        let mut parts = self
            .email_tags
            .iter()
            .flatten()
            .flat_map(|tag| [&tag.name, &tag.value]);
        if parts.any(|part| !is_tag_part(part)) {
            return refuse(
                "Message tags take 1 to 256 ASCII letters, digits, underscores and dashes",
            );
        }
        Ok(())
    }
}

fn refuse<T>(message: &str) -> Result<T, ApiError> {
    Err(ApiError::BadRequest(message.to_owned()))
}

/// Whether the address, bare or in angle brackets behind a display name, ends in a domain.
fn has_domain(address: &str) -> bool {
    let bare = match address.rsplit_once('<') {
        Some((_, bracketed)) => bracketed.strip_suffix('>').unwrap_or_default(),
        None => address,
    };
    bare.rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

fn is_tag_part(part: &str) -> bool {
    (1..=MAX_TAG_LENGTH).contains(&part.len())
        && part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn pairs(list: Option<Vec<NameValue>>) -> Vec<(String, String)> {
    let list = list.unwrap_or_default();
    list.into_iter()
        .map(|pair| (pair.name, pair.value))
        .collect()
}

/// An identifier in SES's format. It is the same in every run, so that outputs can be compared.
fn message_id(now: Timestamp, position: u64) -> String {
    let milliseconds = now.as_millisecond();
    format!("{milliseconds:016x}-{position:08x}-0000-4000-8000-000000000000-000000")
}
