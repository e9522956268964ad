//! What happened to whom.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use invitation::{GroupName, Inviter};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use strum::{IntoStaticStr, VariantArray};

use crate::settings::EventsSettings;

/// The version of the detail. It grows when a member is added, removed or changes its meaning.
pub const VERSION: u32 = 1;

/// An event as a rule sees it, without the members that EventBridge adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LifecycleEvent {
    /// Whose event it is.
    pub source: Source,
    /// What happened.
    pub detail_type: DetailType,
    /// To whom, when and by whom.
    pub detail: Detail,
}

/// The source of every event of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Source {
    /// This project.
    Invitations,
}

/// What happened.
// EventBridge knows it as `detail-type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "title_case")]
pub enum DetailType {
    /// An administrator invited somebody who had no account.
    #[serde(rename = "Invitation Created")]
    InvitationCreated,
    /// An administrator sent an open invitation again. The temporary password before is dead.
    #[serde(rename = "Invitation Resent")]
    InvitationResent,
    /// A person who was invited became a member.
    #[serde(rename = "Invitation Accepted")]
    InvitationAccepted,
    /// An open invitation ends soon.
    #[serde(rename = "Invitation Expiring")]
    InvitationExpiring,
    /// An open invitation ended.
    #[serde(rename = "Invitation Expired")]
    InvitationExpired,
    /// The mail of an open invitation came back.
    #[serde(rename = "Invitation Bounced")]
    InvitationBounced,
    /// An administrator took an invitation, or a member, back.
    #[serde(rename = "Invitation Revoked")]
    InvitationRevoked,
    /// An existing member was invited, and was put into further groups at once.
    #[serde(rename = "Access Given")]
    AccessGiven,
    /// A person signed up under a policy, without an invitation.
    #[serde(rename = "Member Joined")]
    MemberJoined,
    /// What a person was to get at the acceptance could not be given completely.
    #[serde(rename = "Grant Failed")]
    GrantFailed,
}

/// The longest brand that is told.
const MAX_BRAND_CHARACTERS: usize = 64;

impl DetailType {
    /// The name that rules match.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it happens at most once in the life of an account. Its id then does not depend on
    /// the moment: a hook that Cognito runs three times reads the clock three times.
    fn is_once_per_account(self) -> bool {
        matches!(
            self,
            Self::InvitationCreated
                | Self::InvitationAccepted
                | Self::MemberJoined
                | Self::GrantFailed
        )
    }
}

/// To whom it happened, when, and by whom.
// Its `Debug` shows no address.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Detail {
    /// The version of this schema.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// The same when the same thing is told again: 64 hexadecimal digits.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub id: String,
    /// The user pool.
    pub user_pool_id: String,
    /// The user's immutable identifier.
    pub sub: String,
    /// When it happened.
    pub moment: Timestamp,
    /// Who invited the person, where the account says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "EventInviter")]
    pub inviter: Option<EventInviter>,
    /// The groups that the person got by it; of a grant that failed, those that it was to give.
    pub groups: BTreeSet<String>,
    /// The brand, where the invitation, the account or the app client of the sign-in names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub brand: Option<String>,
    /// The person's address; only where the settings ask for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub email: Option<String>,
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Detail")
            .field("id", &self.id)
            .field("sub", &self.sub)
            .field("moment", &self.moment)
            .finish_non_exhaustive()
    }
}

/// Who invited the person.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub enum EventInviter {
    /// A user of the pool, by the immutable identifier.
    Sub(String),
    /// Somebody who is known by an address; only where the settings ask for addresses.
    Email(String),
}

impl fmt::Debug for EventInviter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sub(_) => "Sub",
            Self::Email(_) => "Email",
        })
    }
}

/// The person whom an event is about.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    /// The user pool.
    pub user_pool_id: &'a str,
    /// The user's immutable identifier.
    pub sub: &'a str,
    /// Who invited the person.
    pub inviter: Option<&'a Inviter>,
    /// The groups that the person gets by what happened.
    pub groups: &'a BTreeSet<GroupName>,
    /// The brand.
    pub brand: Option<&'a str>,
    /// The address. It is left out unless the settings ask for it.
    pub email: Option<&'a str>,
}

impl fmt::Debug for Person<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("sub", &self.sub)
            .finish_non_exhaustive()
    }
}

impl LifecycleEvent {
    /// What happened to `person` at `moment`, as far as `settings` let it be told.
    pub fn new(
        detail_type: DetailType,
        person: &Person<'_>,
        moment: Timestamp,
        settings: &EventsSettings,
    ) -> Self {
        let told = |address: &str| settings.include_email.then(|| address.to_owned());
        let inviter = person.inviter.and_then(|by| match by.email() {
            Some(_) => told(by.as_str()).map(EventInviter::Email),
            None => Some(EventInviter::Sub(by.as_str().to_owned())),
        });
        Self {
            source: Source::Invitations,
            detail_type,
            detail: Detail {
                version: VERSION,
                id: id(detail_type, person, moment),
                user_pool_id: person.user_pool_id.to_owned(),
                sub: person.sub.to_owned(),
                moment,
                inviter,
                groups: person.groups.iter().map(ToString::to_string).collect(),
                brand: person
                    .brand
                    .filter(|brand| is_told(brand))
                    .map(str::to_owned),
                email: person.email.and_then(told),
            },
        }
    }
}

/// Whether a brand may be told. A provider may map the attribute, and what it maps can be an address.
fn is_told(brand: &str) -> bool {
    brand.chars().count() <= MAX_BRAND_CHARACTERS
        && !brand.chars().any(|c| c == '@' || c.is_control())
}

/// The same for the same thing: a hash of pool, `sub`, kind, and the second where it can happen
/// again. None of the parts has a line feed in it.
fn id(detail_type: DetailType, person: &Person<'_>, moment: Timestamp) -> String {
    let second = if detail_type.is_once_per_account() {
        String::new()
    } else {
        moment.as_second().to_string()
    };
    let parts = [
        person.user_pool_id,
        person.sub,
        detail_type.as_str(),
        &second,
    ];
    let digest = Sha256::digest(parts.join("\n"));
    digest.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a text does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use schemars::generate::SchemaSettings;
    use serde_json::{Value, json};

    use super::*;

    const SUB: &str = "6a2c1f0e-0000-4000-8000-000000000001";
    const ADDRESS: &str = "ada@client.example";
    const INVITER: &str = "0b7c6a3e-0000-4000-8000-000000000002";

    fn settings(include_email: bool) -> EventsSettings {
        EventsSettings {
            bus: "invitations".parse().unwrap(),
            include_email,
        }
    }

    fn moment(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn event(detail_type: DetailType, inviter: &str, second: i64, email: bool) -> LifecycleEvent {
        let person = Person {
            user_pool_id: "eu-west-1_Example",
            sub: SUB,
            inviter: Some(&inviter.parse().unwrap()),
            groups: &["clients".parse().unwrap()].into(),
            brand: Some("northwind"),
            email: Some(ADDRESS),
        };
        LifecycleEvent::new(detail_type, &person, moment(second), &settings(email))
    }

    /// The schema as it is published, made anew.
    fn schema() -> Value {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let schema = settings.into_generator();
        let mut schema = schema.into_root_schema_for::<LifecycleEvent>().to_value();
        schema["$id"] = json!("invitations.lifecycle-event");
        schema
    }

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../docs/events/lifecycle-event.schema.json");
        let made = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
        if std::env::var_os("UPDATE_PAGES").is_some() {
            fs::write(&file, &made).unwrap();
        }
        let published = fs::read_to_string(file).unwrap();
        assert_eq!(
            published, made,
            "run `UPDATE_PAGES=1 cargo test -p lifecycle-events`"
        );
    }

    #[test]
    fn every_event_is_one_of_the_schema() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for &detail_type in DetailType::VARIANTS {
            for (inviter, email) in [(INVITER, false), (ADDRESS, false), (ADDRESS, true)] {
                let event = event(detail_type, inviter, 0, email);
                let mut event = serde_json::to_value(event).unwrap();
                assert_eq!(event["detail-type"], detail_type.as_str());
                validator.validate(&event).unwrap();
                event["detail"]["password"] = json!("x");
                validator.validate(&event).unwrap_err();
            }
        }
    }

    #[test]
    fn an_address_is_told_only_on_request() {
        let text = |inviter, email| {
            let event = event(DetailType::InvitationCreated, inviter, 0, email);
            (serde_json::to_value(&event).unwrap(), format!("{event:?}"))
        };
        let (told, debug) = text("eve@northwind.example", true);
        assert_eq!(told["detail"]["email"], ADDRESS);
        assert_eq!(
            told["detail"]["inviter"],
            json!({ "email": "eve@northwind.example" })
        );
        assert!(!debug.contains('@'), "{debug}");
        let (told, _) = text("eve@northwind.example", false);
        assert!(!told.to_string().contains('@'), "{told}");
        let (told, _) = text(INVITER, false);
        assert_eq!(told["detail"]["inviter"], json!({ "sub": INVITER }));
    }

    #[test]
    fn a_brand_that_could_be_an_address_is_not_told() {
        for (brand, is_told) in [
            ("northwind", true),
            ("N\u{f8}rd & S\u{f8}n", true),
            (ADDRESS, false),
            ("two\nlines", false),
            (&"x".repeat(65), false),
        ] {
            let person = Person {
                user_pool_id: "local_Example",
                sub: INVITER,
                inviter: None,
                groups: &BTreeSet::new(),
                brand: Some(brand),
                email: None,
            };
            let joined = DetailType::MemberJoined;
            let event = LifecycleEvent::new(joined, &person, moment(0), &settings(false));
            assert_eq!(event.detail.brand.is_some(), is_told, "{brand}");
        }
    }

    #[test]
    fn the_same_thing_has_the_same_id() {
        let id = |detail_type, second| event(detail_type, INVITER, second, false).detail.id;
        let mut all = BTreeSet::new();
        for &detail_type in DetailType::VARIANTS {
            assert_eq!(id(detail_type, 7), id(detail_type, 7));
            let is_again = id(detail_type, 7) != id(detail_type, 8);
            assert_eq!(is_again, !detail_type.is_once_per_account());
            all.insert(id(detail_type, 7));
        }
        assert_eq!(all.len(), DetailType::VARIANTS.len());
        // A consumer may have stored it: it never changes.
        assert_eq!(
            id(DetailType::InvitationCreated, 7),
            "c7d4ba8f9c9a98f0e729d87f3dd98b29b0b07f9225414feb9a472e8051c8d92b"
        );
    }
}
