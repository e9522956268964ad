//! Captured events: redacted so that a line can be committed as it is, and whole enough to be
//! replayed to the same decision.
//!
//! Each value that identifies a person becomes a stable pseudonym: the same text has the same
//! pseudonym in every event of a pool. Values that decisions depend on stay: domains, flags,
//! statuses, groups, and values that the configuration names.

use std::collections::BTreeSet;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{Event, Invoked};

/// The variable that asks for captures.
const CAPTURE_VARIABLE: &str = "INVITATIONS_CAPTURE";

/// The largest event that is captured, in bytes: redacting takes time that a person waits, and a
/// log event holds no more.
const MAX_EVENT_BYTES: usize = 256 * 1024;

/// How addresses begin that Exchange encapsulates.
const ENCAPSULATED: &str = "imcea";

/// First part of a redacted token.
const REDACTED: &str = "redacted.";

/// A captured event, as a log line has it under the key `capture`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Captured {
    /// The function that had the event.
    pub function: String,
    /// The moment of the event.
    pub at: Timestamp,
    /// The event, redacted.
    pub event: Value,
    /// What the user pool said beyond the event, redacted, where the function asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<Value>,
}

/// How a token is described in a capture: its claims, and `valid` or why not.
#[derive(Debug, Clone, PartialEq)]
pub struct RedactedToken {
    /// What it claims; `Null` where that cannot be read.
    pub claims: Value,
    /// `valid`, or the fault in one word.
    pub verdict: String,
}

impl RedactedToken {
    /// The verdict on a valid token.
    pub const VALID: &str = "valid";

    /// Reads the form that [`Redaction`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (claims, verdict) = text.strip_prefix(REDACTED)?.rsplit_once('.')?;
        Some(Self {
            claims: serde_json::from_str(claims).ok()?,
            verdict: verdict.to_owned(),
        })
    }
}

/// A token, and what it has to be bound to.
#[derive(Debug, Clone, Copy)]
pub struct PresentedToken<'a> {
    /// Its text.
    pub text: &'a str,
    /// The user pool it was presented to.
    pub user_pool_id: &'a str,
    /// The address it came with.
    pub email: Option<&'a str>,
}

/// Describes a token as of a moment.
pub type DescribeToken = dyn Fn(&PresentedToken<'_>, Timestamp) -> RedactedToken + Send + Sync;

/// Replaces the texts in the record of an invitation, by their name and value; `None` for a text
/// that is no record.
pub type RedactRecord = dyn Fn(&str, &dyn Fn(&str, &str) -> String) -> Option<String> + Send + Sync;

/// What a capture needs to know of the function's configuration.
pub struct Capture {
    /// Names the attribute, and the validation data and client metadata key, that hold a token.
    pub token_places: &'static [&'static str],
    /// Describes a token.
    pub describe_token: Box<DescribeToken>,
    /// The attribute that holds the record of an invitation.
    pub record_place: &'static str,
    /// Replaces the texts in it.
    pub redact_record: Box<RedactRecord>,
    /// Values, and names of client metadata and validation data, that stand in the configuration
    /// and so say nothing about a person.
    pub configured: BTreeSet<String>,
}

/// Whether the environment asks for captures: `INVITATIONS_CAPTURE` is set and not `0`.
pub fn is_asked_for() -> bool {
    std::env::var(CAPTURE_VARIABLE).is_ok_and(|value| !value.is_empty() && value != "0")
}

impl Capture {
    /// The log line for an invocation; none for an event that is too large for one.
    pub(crate) fn line(&self, function: &str, now: Timestamp, invoked: &Invoked) -> Option<Value> {
        if invoked.event.payload().len() > MAX_EVENT_BYTES {
            return None;
        }
        let secret = std::env::var(CAPTURE_VARIABLE).unwrap_or_default();
        let redaction = Redaction::new(self, &secret, &invoked.event, now);
        let captured = Captured {
            function: function.to_owned(),
            at: now,
            event: redaction.event(),
            pool: invoked
                .outcome
                .pool_said
                .as_ref()
                .map(|said| redaction.pool(said)),
        };
        Some(json!({ "capture": captured }))
    }
}

/// The redaction of one event.
pub struct Redaction<'a> {
    capture: &'a Capture,
    event: &'a Event,
    now: Timestamp,
    key: Hmac<Sha256>,
}

impl<'a> Redaction<'a> {
    /// A redaction of `event` as of `now`.
    ///
    /// `secret` keys the pseudonyms. A secret value of `INVITATIONS_CAPTURE` makes them
    /// unguessable. With plain `1` only the pool's id keys them: everybody who knows the id can test
    /// a guessed address.
    pub fn new(capture: &'a Capture, secret: &str, event: &'a Event, now: Timestamp) -> Self {
        let mut key = match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
            Ok(key) => key,
            // HMAC takes keys of any length.
            Err(_) => Hmac::new(&hmac::digest::Key::<Hmac<Sha256>>::default()),
        };
        key.update(event.user_pool_id().as_bytes());
        Self {
            capture,
            event,
            now,
            key,
        }
    }

    /// The event, redacted.
    pub fn event(&self) -> Value {
        let event = self.event.view();
        if !event.is_object() {
            return Value::Null;
        }
        self.members(event, |name, value| match name {
            "version" | "region" | "userPoolId" | "triggerSource" => self.identifier(value),
            "callerContext" => self.caller_context(value),
            "userName" => self.user_name(value),
            "request" => self.request(value),
            _ => self.anything(value),
        })
    }

    /// An object with each member as `redact` has it. What is no object is redacted as a whole.
    fn members(&self, value: &Value, redact: impl Fn(&str, &Value) -> Value) -> Value {
        let Value::Object(members) = value else {
            return self.anything(value);
        };
        let redacted = members.iter();
        redacted
            .map(|(name, value)| (self.key_name(name), redact(name, value)))
            .collect()
    }

    /// What the pool said of the user (`status`, `created`, `attributes`), redacted.
    fn pool(&self, said: &Value) -> Value {
        self.members(said, |name, value| match name {
            "status" | "created" | "missing_groups" => value.clone(),
            "attributes" => self.attributes(value),
            _ => self.anything(value),
        })
    }

    fn caller_context(&self, value: &Value) -> Value {
        self.members(value, |name, value| match name {
            // An app client id is public, and brands are chosen by it.
            "awsSdkVersion" | "clientId" => self.identifier(value),
            _ => self.anything(value),
        })
    }

    fn request(&self, value: &Value) -> Value {
        self.members(value, |name, value| match name {
            "userAttributes" => self.attributes(value),
            "validationData" | "clientMetadata" => self.data(value),
            "codeParameter" | "usernameParameter" | "linkParameter" => self.placeholder(value),
            // Groups and roles are the team's own, and scopes are the standard's.
            "groupConfiguration" | "scopes" | "newDeviceUsed" | "userNotFound" => value.clone(),
            _ => self.anything(value),
        })
    }

    fn attributes(&self, attributes: &Value) -> Value {
        self.members(attributes, |name, value| {
            let Value::String(text) = value else {
                return self.anything(value);
            };
            let text = match name {
                _ if text.is_empty() => String::new(),
                "cognito:user_status"
                | "cognito:mfa_enabled"
                | "email_verified"
                | "phone_number_verified" => self.flag(text),
                "locale" => self.locale(text),
                "email" | "cognito:email_alias" => self.address(text),
                "identities" => self.identities(text),
                name if self.capture.token_places.contains(&name) => {
                    self.token(text, attributes.get("email"))
                }
                name if name == self.capture.record_place => self.record(text),
                _ => self.text(text),
            };
            Value::String(text)
        })
    }

    /// Validation data and client metadata: a client's own, so all but what is configured goes.
    fn data(&self, value: &Value) -> Value {
        let Value::Object(members) = value else {
            return self.anything(value);
        };
        let attributes = self.event.request("userAttributes");
        let email = attributes.and_then(|attributes| attributes.get("email"));
        let redacted = members.iter().map(|(name, value)| {
            let value = match value {
                Value::String(text) if text.is_empty() => value.clone(),
                Value::String(text) if self.capture.token_places.contains(&name.as_str()) => {
                    Value::String(self.token(text, email))
                }
                Value::String(text) if name == "locale" => Value::String(self.locale(text)),
                _ => self.anything(value),
            };
            // The client chooses the names, too, except those that the configuration has.
            let known = name == "locale"
                || self.capture.token_places.contains(&name.as_str())
                || self.capture.configured.contains(name);
            let name = if known { name.clone() } else { self.text(name) };
            (name, value)
        });
        Value::Object(redacted.collect())
    }

    fn token(&self, text: &str, email: Option<&Value>) -> String {
        let presented = PresentedToken {
            text,
            user_pool_id: self.event.user_pool_id(),
            email: email.and_then(Value::as_str),
        };
        let RedactedToken { claims, verdict } = (self.capture.describe_token)(&presented, self.now);
        let claims = match claims {
            Value::Object(_) => self.members(&claims, |name, value| match (name, value) {
                ("email" | "inviter", Value::String(text)) => self.address(text).into(),
                (
                    "iss" | "aud" | "kid" | "iat" | "exp" | "nbf" | "groups" | "brand" | "locale",
                    _,
                ) => value.clone(),
                _ => self.anything(value),
            }),
            _ => Value::Null,
        };
        format!("{REDACTED}{claims}.{verdict}")
    }

    /// The record of an invitation keeps its moments: groups depend on them.
    fn record(&self, text: &str) -> String {
        let replace = |name: &str, value: &str| match name {
            "by" if value.contains('@') => self.address(value),
            "locale" => self.locale(value),
            _ => self.text(value),
        };
        (self.capture.redact_record)(text, &replace).unwrap_or_else(|| self.text(text))
    }

    /// `identities` is JSON inside a string (contract §2.2).
    fn identities(&self, text: &str) -> String {
        let Ok(Value::Array(identities)) = serde_json::from_str(text) else {
            return self.text(text);
        };
        let redacted = identities.iter().map(|identity| {
            self.members(identity, |name, value| match name {
                "providerName" | "providerType" | "primary" | "dateCreated" => value.clone(),
                _ => self.anything(value),
            })
        });
        Value::Array(redacted.collect()).to_string()
    }

    /// A federated user name keeps its provider, which the policy asks for.
    fn user_name(&self, value: &Value) -> Value {
        let Value::String(text) = value else {
            return self.anything(value);
        };
        match text.split_once('_') {
            Some((provider, id)) if self.is_provider(provider) => {
                format!("{provider}_{}", self.text(id)).into()
            }
            _ => self.text(text).into(),
        }
    }

    /// Whether Cognito says that the person comes from this provider: a local user may have an
    /// underscore in the name, too.
    fn is_provider(&self, name: &str) -> bool {
        if self.event.trigger_source().ends_with("_ExternalProvider") {
            return true;
        }
        let identities = self
            .event
            .user_attributes()
            .remove("identities")
            .unwrap_or_default();
        let identities: Value = serde_json::from_str(&identities).unwrap_or_default();
        identities.as_array().into_iter().flatten().any(|identity| {
            let provider = identity.get("providerName").and_then(Value::as_str);
            provider.is_some_and(|provider| provider.eq_ignore_ascii_case(name))
        })
    }

    fn placeholder(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if is_placeholder(text) => value.clone(),
            _ => self.anything(value),
        }
    }

    /// A name that AWS gave: anything that does not look like one is not shown. The SDK's version,
    /// for one, is free text of the caller's (contract §2.1).
    fn identifier(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if is_identifier(text) => value.clone(),
            // Test events have a number for `version`.
            Value::Number(number) if number.as_u64().is_some_and(|number| number < 100) => {
                value.clone()
            }
            _ => self.anything(value),
        }
    }

    fn flag(&self, text: &str) -> String {
        let fits = text.len() <= 32 && text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
        if fits {
            text.to_owned()
        } else {
            self.text(text)
        }
    }

    /// A language, with or without a region: `de`, `pt-BR`. Anything longer could be a name.
    fn locale(&self, text: &str) -> String {
        let (language, region) = text.split_once(['-', '_']).unwrap_or((text, "XX"));
        let two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
        if two(language) && two(region) {
            text.to_owned()
        } else {
            self.text(text)
        }
    }

    /// A member's name: those of AWS and of the configuration stay, a client's own could say
    /// anything.
    fn key_name(&self, name: &str) -> String {
        let fits = name.len() <= 32
            && name
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b':' | b'-'));
        if fits {
            name.to_owned()
        } else {
            self.text(name)
        }
    }

    fn anything(&self, value: &Value) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            // A number can be a telephone number.
            Value::Number(_) => 0.into(),
            Value::String(text) => self.text(text).into(),
            Value::Array(items) => items.iter().map(|item| self.anything(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (self.key_name(name), self.anything(value)))
                .collect(),
        }
    }

    /// The pseudonym of a text, of the same kind: an address stays one and keeps its domain, an
    /// id stays a UUID, a telephone number a number.
    fn text(&self, text: &str) -> String {
        let is_flag = ["true", "false"]
            .iter()
            .any(|flag| text.eq_ignore_ascii_case(flag));
        let known = is_flag || self.capture.configured.contains(text);
        // A blank value has to stay blank: it decides whether a required value is there.
        if text.trim().is_empty() || known {
            return text.to_owned();
        }
        if self.is_the_address(text) {
            return self.address(text);
        }
        let digest = self.digest(text);
        let is_uuid = text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        if is_uuid {
            let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
            return format!(
                "{}-{}-{}-{}-{}",
                part(0, 8),
                part(8, 12),
                part(12, 16),
                part(16, 20),
                part(20, 32)
            );
        }
        let is_phone = text
            .strip_prefix('+')
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        if is_phone {
            let digits: String = digest
                .bytes()
                .map(|b| char::from(b'0' + b % 10))
                .take(7)
                .collect();
            return format!("+1555{digits}");
        }
        self.pseudonym(text)
    }

    /// Whether a text is the event's own e-mail address, wherever it stands.
    fn is_the_address(&self, text: &str) -> bool {
        let attributes = self.event.request("userAttributes");
        attributes
            .and_then(|attributes| attributes.get("email"))
            .and_then(Value::as_str)
            == Some(text)
    }

    /// The pseudonym of an e-mail address: the domain stays, and so does what of the local part
    /// decides whether it is an address at all.
    fn address(&self, text: &str) -> String {
        let Some((local, domain)) = text
            .rsplit_once('@')
            .filter(|(_, domain)| is_domain(domain))
        else {
            return self.pseudonym(text);
        };
        if local.trim().is_empty() {
            return text.to_owned();
        }
        let special = |c: &char| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '+');
        let specials: String = local.chars().filter(special).collect();
        // A policy of domains refuses letters beyond ASCII, and addresses that Exchange encapsulates.
        let mark = |is_there: bool, mark| if is_there { mark } else { "" };
        let letter = mark(local.chars().any(|c| !c.is_ascii() && !special(&c)), "é");
        let encapsulated = local
            .get(..ENCAPSULATED.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(ENCAPSULATED));
        let prefix = mark(encapsulated, ENCAPSULATED);
        let pseudonym = self.pseudonym(local);
        format!("{prefix}{pseudonym}{letter}{specials}@{domain}")
    }

    fn pseudonym(&self, text: &str) -> String {
        let digest = self.digest(text);
        format!("p{}", digest.get(..12).unwrap_or_default())
    }

    fn digest(&self, text: &str) -> String {
        use std::fmt::Write;
        let mut key = self.key.clone();
        key.update(b"\0");
        key.update(text.as_bytes());
        key.finalize()
            .into_bytes()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                // Writing to a String cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

fn is_identifier(text: &str) -> bool {
    text.len() <= 64
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'$'))
}

/// Whether a text is one of Cognito's placeholders: `{####}`, `{username}`, `{##Click Here##}`.
fn is_placeholder(text: &str) -> bool {
    let in_marks = text.starts_with("{##") && text.ends_with("##}");
    text == "{username}" || (in_marks && text.len() <= 64)
}

/// Whether what follows an `@` can be a domain and not some sentence.
fn is_domain(text: &str) -> bool {
    let is_part = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && (!c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
    };
    text.len() <= 253 && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn capture() -> Capture {
        Capture {
            token_places: &["custom:invitation", "invitation"],
            describe_token: Box::new(|token, _| RedactedToken {
                claims: json!({
                    "email": token.email, "exp": 5, "groups": ["clients"],
                    "attributes": {"custom:tenant": "Canary Ltd"}, "jti": token.text,
                }),
                verdict: RedactedToken::VALID.to_owned(),
            }),
            record_place: "custom:invited",
            redact_record: Box::new(|text, replace| {
                Some(format!(
                    "record {}",
                    replace("by_name", text.strip_prefix("record ")?)
                ))
            }),
            configured: ["plan", "team", "northwind"].map(str::to_owned).into(),
        }
    }

    fn redacted(event: &Value) -> Value {
        let event = Event::new(event.to_string());
        Redaction::new(&capture(), "secret", &event, NOW).event()
    }

    fn canary_event() -> Value {
        json!({
            "version": "1", "triggerSource": "PreSignUp_SignUp", "userPoolId": "eu-west-1_Ab3dEfGh1",
            "userName": "7f0c2b7e-51a4-4c1e-9c0e-0d2f0b1a9e77",
            "callerContext": {"clientId": "4k2j", "awsSdkVersion": "aws-sdk-js", "new": "canary"},
            "request": {
                "userAttributes": {
                    "sub": "7f0c2b7e-51a4-4c1e-9c0e-0d2f0b1a9e77", "email": "Canary@Example.com", "email_verified": "true",
                    "given_name": "Canary", "phone_number": "+4915112345678", "locale": "de-AT",
                    "nickname": "@canary.jane", "profile": "https://medium.example/@canary.jane",
                    "custom:brand": "northwind", "custom:invitation": "canary.to.ken", "birthdate": "",
                    "custom:invited": "record canary",
                    "identities": "[{\"userId\":\"canary-1\",\"providerName\":\"Google\"}]",
                },
                "validationData": {"plan": "team", "note": "canary", "CanaryJane": "x", "invitation": "canary.to.ken"},
                "clientMetadata": {"locale": "my canary", "nested": {"canary 1": ["canary"]}, "phone": 491_511_234},
                "codeParameter": "{####}", "canaryField": "canary",
            },
            "response": {"autoConfirmUser": false, "emailMessage": "canary"}, "canary1": "canary",
        })
    }

    #[test]
    fn nothing_personal_is_left() {
        let text = redacted(&canary_event()).to_string();
        // Field names of letters stay: they are AWS's, or a configuration's.
        let text = text.replace("canaryField", "");
        assert!(!text.to_lowercase().contains("canary"), "{text}");
        assert!(
            !text.contains("7f0c2b7e") && !text.contains("15112345") && !text.contains("491511234"),
            "{text}"
        );
    }

    #[test]
    fn what_decisions_hang_on_stays() {
        let event = redacted(&canary_event());
        let request = &event["request"];
        let attributes = &request["userAttributes"];
        assert_eq!(event["callerContext"]["clientId"], "4k2j");
        assert_eq!(attributes["email_verified"], "true");
        assert_eq!(attributes["locale"], "de-AT");
        assert_eq!(attributes["custom:brand"], "northwind");
        assert_eq!(attributes["birthdate"], "");
        let record = attributes["custom:invited"].as_str().unwrap();
        assert!(record.starts_with("record p"), "{record}");
        assert_eq!(request["validationData"]["plan"], "team");
        assert_eq!(request["codeParameter"], "{####}");
        assert_eq!(event["response"]["autoConfirmUser"], false);
        assert!(
            attributes["email"]
                .as_str()
                .unwrap()
                .ends_with("@Example.com")
        );
        assert!(
            attributes["identities"]
                .as_str()
                .unwrap()
                .contains("Google")
        );
        // Equal texts stay equal in every member.
        assert_eq!(event["userName"], attributes["sub"]);
        let token =
            RedactedToken::parse(attributes["custom:invitation"].as_str().unwrap()).unwrap();
        assert_eq!(token.verdict, "valid");
        assert_eq!(token.claims["email"], attributes["email"]);
        assert_eq!(token.claims["groups"], json!(["clients"]));
        assert_eq!(
            request["validationData"]["invitation"],
            attributes["custom:invitation"]
        );
    }

    #[test]
    fn a_federated_name_keeps_its_provider() {
        let event = redacted(
            &json!({"triggerSource": "PreSignUp_ExternalProvider", "userName": "Google_canary_1"}),
        );
        assert!(
            event["userName"].as_str().unwrap().starts_with("Google_p"),
            "{event}"
        );
    }

    #[test]
    fn what_aws_names_looks_like_a_name() {
        for (version, source, stays) in [
            (json!("$LATEST"), json!("PreSignUp_SignUp"), true),
            (json!(2), json!("Unheard_1"), true),
            (json!("1.0 canary"), json!("canary@example.com"), false),
            (json!(491_511_234), json!(["Canary"]), false),
        ] {
            let event = json!({"version": version, "triggerSource": source});
            let redacted = redacted(&event);
            let same = ["version", "triggerSource"].map(|member| redacted[member] == event[member]);
            assert_eq!(same, [stays; 2], "{redacted}");
        }
    }

    #[test]
    fn an_underscore_makes_nobody_federated() {
        let identities = r#"[{"providerName":"Google","userId":"1"}]"#;
        for (user_name, start) in [("canary_1970", "p"), ("google_1970", "google_p")] {
            let event = redacted(&json!({
                "triggerSource": "PostAuthentication_Authentication", "userName": user_name,
                "request": {"userAttributes": {"identities": identities}},
            }));
            let name = event["userName"].as_str().unwrap();
            assert!(name.starts_with(start) && !name.contains("1970"), "{name}");
        }
    }

    #[test]
    fn what_is_refused_stays_refused() {
        for (name, value, stays) in [
            ("email", "@example.com", "@example.com"),
            ("given_name", "  ", "  "),
            ("locale", "pt-BR", "pt-BR"),
            ("email_verified", "True", "True"),
            ("phone_number_verified", "TRUE", "TRUE"),
            ("custom:newsletter", "False", "False"),
        ] {
            let event = redacted(&json!({"request": {"userAttributes": {name: value}}}));
            assert_eq!(event["request"]["userAttributes"][name], stays, "{name}");
        }
        for (value, end) in [
            ("a b@example.com", " @example.com"),
            ("a@b@my_host.example", "@@my_host.example"),
            ("canary%evil@example.com", "%@example.com"),
            ("=?q?canary=40evil?=@example.com", "=??=?=@example.com"),
            ("canärÿ@example.com", "é@example.com"),
        ] {
            let event = redacted(&json!({"request": {"userAttributes": {"email": value}}}));
            let email = event["request"]["userAttributes"]["email"]
                .as_str()
                .unwrap();
            assert!(email.ends_with(end) && email.starts_with('p'), "{email}");
        }
        let event = redacted(
            &json!({"request": {"userAttributes": {"email": "IMCEASMTP-canary@example.com"}}}),
        );
        let email = event["request"]["userAttributes"]["email"].to_string();
        assert!(email.starts_with("\"imceap"), "{email}");
    }

    #[test]
    fn a_language_is_short() {
        for value in ["Canary-Jane", "0151-234-567", "canary"] {
            let event = redacted(&json!({"request": {"userAttributes": {"locale": value}}}));
            assert_ne!(event["request"]["userAttributes"]["locale"], value);
        }
    }

    #[test]
    fn pseudonyms_are_keyed() {
        let event = Event::new(canary_event().to_string());
        let one = Redaction::new(&capture(), "one", &event, NOW).event();
        let two = Redaction::new(&capture(), "two", &event, NOW).event();
        assert_ne!(
            one["request"]["userAttributes"]["email"],
            two["request"]["userAttributes"]["email"]
        );
    }

    #[test]
    fn only_a_domain_survives_an_at_sign() {
        let event = redacted(
            &json!({"x": "write to me @ Canary street. Yours", "y": "canary@mail.example"}),
        );
        assert!(
            !event.to_string().to_lowercase().contains("canary"),
            "{event}"
        );
        assert!(
            !event["y"].as_str().unwrap().contains("mail.example"),
            "it is not the address"
        );
    }
}
