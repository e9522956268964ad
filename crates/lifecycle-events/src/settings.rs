//! `[events]`: where events go, and what they may say.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// The longest name or ARN of an event bus (API reference, `PutEventsRequestEntry`).
const LONGEST: usize = 1600;

/// The longest name (API reference, `EventBusName`).
const LONGEST_NAME: usize = 256;

/// `[events]`: no event is put without this section.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventsSettings {
    /// The event bus.
    pub bus: Bus,
    /// Whether events name addresses: that of the person, and that of an inviter who is known by
    /// one.
    #[serde(default)]
    pub include_email: bool,
}

/// The name of an event bus of Amazon EventBridge, or its ARN.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Bus(String);

/// A text that names no event bus.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no event bus; write its name, or its ARN like arn:aws:events:eu-west-1:111122223333:event-bus/invitations"
)]
pub struct NotABus(String);

impl Bus {
    /// The name or ARN as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Region of an ARN. A bus takes events in its own Region only.
    pub fn region(&self) -> Option<&str> {
        self.0.strip_prefix("arn:")?.split(':').nth(2)
    }

    /// The name, also of a bus that is given by its ARN.
    pub fn name(&self) -> &str {
        let name = self.0.split_once(":event-bus/").map(|(_, name)| name);
        name.unwrap_or(&self.0)
    }
}

impl fmt::Display for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Bus {
    type Err = NotABus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_bus = match text.strip_prefix("arn:") {
            Some(rest) => text.len() <= LONGEST && is_rest_of_arn(rest),
            None => is_name(text),
        };
        if is_bus {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotABus(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Bus {
    type Error = NotABus;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// `aws:events:REGION:ACCOUNT:event-bus/NAME`, in any partition.
fn is_rest_of_arn(rest: &str) -> bool {
    let mut parts = rest.splitn(5, ':');
    let mut next = || parts.next().unwrap_or_default();
    let (partition, service, region, account, bus) = (next(), next(), next(), next(), next());
    partition.starts_with("aws")
        && service == "events"
        && !region.is_empty()
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && bus.strip_prefix("event-bus/").is_some_and(is_name)
}

/// The API's pattern: `[/\.\-_A-Za-z0-9]+`.
fn is_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/.-_".contains(&byte);
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, Option<&str>)>) {
        let bus = text.parse::<Bus>().ok();
        let found = bus.as_ref().map(|bus| (bus.name(), bus.region()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_bus_has_a_name_or_an_arn() {
        check("default", Some(("default", None)));
        check("team/invitations.v1", Some(("team/invitations.v1", None)));
        check(
            "arn:aws:events:eu-west-1:111122223333:event-bus/invitations",
            Some(("invitations", Some("eu-west-1"))),
        );
        check(
            "arn:aws-cn:events:cn-north-1:111122223333:event-bus/a",
            Some(("a", Some("cn-north-1"))),
        );
        check("", None);
        check("our bus", None);
        check("https://events.example", None);
        check("arn:aws:events:eu-west-1:111122223333:rule/x", None);
        check("arn:aws:events:eu-west-1:1111:event-bus/x", None);
        check("arn:aws:events::111122223333:event-bus/x", None);
        check("arn:aws:sqs:eu-west-1:111122223333:event-bus/x", None);
        check("arn:aws:events:eu-west-1:111122223333:event-bus/", None);
        check(&"x".repeat(257), None);
    }

    #[test]
    fn addresses_stay_out_unless_they_are_asked_for() {
        let read = |text| toml::from_str::<EventsSettings>(text);
        assert!(!read("bus = \"b\"").unwrap().include_email);
        assert!(
            read("bus = \"b\"\ninclude_email = true")
                .unwrap()
                .include_email
        );
        read("bus = \"b\"\ninclude_mail = true").unwrap_err();
        read("include_email = true").unwrap_err();
    }
}
