//! `GET /_local/messages`: the inbox for programs.

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::http::{answer, refuse};
use crate::server::local_user_pool::LocalUserPool;
use crate::state::inbox::{Channel, SentMessage};

/// The messages, oldest first; with `?to=`, those to one address.
pub(super) async fn list(
    State(pool): State<LocalUserPool>,
    uri: Uri,
) -> Result<Response, Response> {
    let recipient = recipient(uri.query().unwrap_or_default())
        .map_err(|message| refuse(StatusCode::BAD_REQUEST, message))?;
    let messages = pool.inbox();
    let messages = messages.iter().filter(|message| {
        let mut recipients = message.recipients();
        recipient
            .as_deref()
            .is_none_or(|to| recipients.any(|recipient| recipient.eq_ignore_ascii_case(to)))
    });
    let messages: Vec<Value> = messages.map(describe).collect();
    let messages = json!({ "messages": messages });
    Ok(answer(StatusCode::OK, &messages))
}

/// One message.
pub(super) async fn show(State(pool): State<LocalUserPool>, Path(id): Path<String>) -> Response {
    match pool.message(&id) {
        Some(message) => answer(StatusCode::OK, &describe(&message)),
        None => refuse(StatusCode::NOT_FOUND, "There is no such message"),
    }
}

fn describe(message: &SentMessage) -> Value {
    json!({
        "id": message.id,
        "sent": message.sent.to_string(),
        "channel": match message.channel {
            Channel::Email => "email",
            Channel::Sms => "sms",
        },
        "service": message.service.name(),
        "trigger_source": message.trigger_source,
        "from": message.from,
        "to": message.to,
        "cc": message.cc,
        "bcc": message.bcc,
        "reply_to": message.reply_to,
        "subject": message.subject,
        "html": message.html,
        "text": message.text,
        "headers": object(&message.headers),
        "configuration_set": message.configuration_set,
        "tags": object(&message.tags),
    })
}

fn object(pairs: &[(String, String)]) -> Map<String, Value> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect()
}

/// The address after `to=`; none if the query is empty. Other parameters are refused: a list that
/// ignores them would mislead.
fn recipient(query: &str) -> Result<Option<String>, &'static str> {
    if query.is_empty() {
        return Ok(None);
    }
    let value = query
        .strip_prefix("to=")
        .filter(|value| !value.contains('&'));
    let value = value.ok_or("The only parameter is to")?;
    let address = decode(value).ok_or("The address is not percent-encoded UTF-8")?;
    Ok(Some(address))
}

/// Undoes percent-encoding. A plus stays a plus, because addresses and phone numbers have it.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?].map(char::from);
        let [high, low] = digits.map(|digit| digit.to_digit(16));
        bytes.push(u8::try_from(high? << 4 | low?).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: Result<Option<&str>, &str>) {
        let expected = expected.map(|to| to.map(str::to_owned));
        assert_eq!(recipient(query), expected, "{query}");
    }

    #[test]
    fn one_address_is_asked_for() {
        let encoding = Err("The address is not percent-encoded UTF-8");
        let parameter = Err("The only parameter is to");
        check("", Ok(None));
        check("to=ada@example.com", Ok(Some("ada@example.com")));
        check("to=ada%40example.com", Ok(Some("ada@example.com")));
        check("to=ada+test@example.com", Ok(Some("ada+test@example.com")));
        check("to=%2B441632960001", Ok(Some("+441632960001")));
        check("to=%4", encoding);
        check("to=%zz", encoding);
        check("to=%ff", encoding);
        check("from=ada", parameter);
        check("to=ada&limit=1", parameter);
    }
}
