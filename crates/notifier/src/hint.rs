//! What an event hints at.
//!
//! Nothing of an event is believed: it names a user, or addresses, to look at in the pool, and one
//! of the configured brands.

use serde::Deserialize;
use serde_json::Value;
use strum::IntoStaticStr;

/// The source of our own events.
const OURS: &str = "invitations";

/// The source of Amazon SES's events (SES developer guide, "Monitoring using Amazon EventBridge").
/// EventBridge lets nobody else put events of a source that begins with `aws.` (API reference,
/// `PutEvents`).
const SES: &str = "aws.ses";

/// The most addresses of one event that are looked at: as many as one mail has recipients (SES
/// developer guide, "Service quotas").
const MOST_ADDRESSES: usize = 50;

/// What to look at.
#[derive(Clone, PartialEq, Eq)]
pub enum Hint {
    /// Somebody became a member.
    Member(About),
    /// Somebody did not get everything at the acceptance.
    GrantFailed(About),
    /// Mails to these addresses will never arrive, or are not wanted.
    NotDelivered(Vec<String>),
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The immutable identifier.
    pub sub: String,
    /// A brand, for whom the pool shows none. It is looked up among the configured ones.
    pub brand: Option<String>,
}

/// Why an event hints at nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum NoHint {
    /// It is no event of EventBridge, or lacks what it has to name.
    Unreadable,
    /// Somebody else's event, or one of ours that asks for nothing.
    NotForUs,
    /// It is about another user pool.
    AnotherPool,
    /// A mail that may still arrive, or that came back for a passing reason.
    NotPermanent,
}

/// What Lambda was invoked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// One event, from a rule.
    Event(Result<Hint, NoHint>),
    /// Messages of a queue, each with the identifier that a failure is told by.
    Messages(Vec<(String, Result<Hint, NoHint>)>),
}

/// EventBridge's envelope (EventBridge user guide, "AWS service event metadata").
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Envelope {
    source: String,
    detail_type: String,
    detail: Value,
}

/// What is read of our own details.
#[derive(Deserialize)]
struct Detail {
    user_pool_id: String,
    sub: String,
    brand: Option<String>,
}

/// Messages as Lambda reads them from a queue (Lambda developer guide, "Using Lambda with Amazon
/// SQS").
#[derive(Deserialize)]
struct Batch {
    #[serde(rename = "Records")]
    records: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message_id: String,
    #[serde(default)]
    body: String,
}

/// What SES tells of a mail (SES developer guide, "Contents of event data").
#[derive(Deserialize)]
struct SesDetail {
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    #[serde(default)]
    bounce_type: String,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    #[serde(default)]
    complained_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

impl Payload {
    /// Reads what Lambda was invoked with, for this user pool. It never fails: whatever cannot be
    /// read hints at nothing.
    pub fn read(payload: &Value, user_pool_id: &str) -> Self {
        let Ok(batch) = Batch::deserialize(payload) else {
            return Self::Event(Hint::of(payload, user_pool_id));
        };
        let read = |message: Message| {
            let event = serde_json::from_str(&message.body).unwrap_or_default();
            (message.message_id, Hint::of(&event, user_pool_id))
        };
        Self::Messages(batch.records.into_iter().map(read).collect())
    }
}

impl Hint {
    fn of(event: &Value, user_pool_id: &str) -> Result<Self, NoHint> {
        let envelope = Envelope::deserialize(event).map_err(|_| NoHint::Unreadable)?;
        let detail = &envelope.detail;
        match (envelope.source.as_str(), envelope.detail_type.as_str()) {
            (OURS, "Invitation Accepted" | "Member Joined") => {
                About::read(detail, user_pool_id).map(Self::Member)
            }
            (OURS, "Grant Failed") => About::read(detail, user_pool_id).map(Self::GrantFailed),
            (SES, "Email Bounced" | "Email Complaint Received") => not_delivered(detail),
            _ => Err(NoHint::NotForUs),
        }
    }

    /// The user that the event names, for the log; an address never gets there.
    pub fn sub(&self) -> Option<&str> {
        match self {
            Self::Member(about) | Self::GrantFailed(about) => Some(&about.sub),
            Self::NotDelivered(_) => None,
        }
    }

    /// What it is, in a word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::GrantFailed(_) => "grant-failed",
            Self::NotDelivered(_) => "not-delivered",
        }
    }
}

/// Shows no address.
impl std::fmt::Debug for Hint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl About {
    fn read(detail: &Value, user_pool_id: &str) -> Result<Self, NoHint> {
        let detail = Detail::deserialize(detail).map_err(|_| NoHint::Unreadable)?;
        if detail.user_pool_id != user_pool_id {
            return Err(NoHint::AnotherPool);
        }
        Ok(Self {
            sub: detail.sub,
            brand: detail.brand,
        })
    }
}

fn not_delivered(detail: &Value) -> Result<Hint, NoHint> {
    let detail = SesDetail::deserialize(detail).map_err(|_| NoHint::Unreadable)?;
    let bounce = detail.bounce;
    let came_back = bounce.filter(|bounce| bounce.bounce_type == "Permanent");
    let recipients = match (came_back, detail.complaint) {
        (Some(bounce), _) => bounce.bounced_recipients,
        (None, Some(complaint)) => complaint.complained_recipients,
        (None, None) => return Err(NoHint::NotPermanent),
    };
    let addresses = recipients
        .into_iter()
        .map(|recipient| recipient.email_address);
    Ok(Hint::NotDelivered(addresses.take(MOST_ADDRESSES).collect()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const POOL: &str = "eu-west-1_Example";

    fn event(source: &str, detail_type: &str, detail: &Value) -> Value {
        json!({
            "version": "0", "id": "17793124-05d4-b198-2fde-7ededc63b103",
            "detail-type": detail_type, "source": source, "account": "111122223333",
            "time": "2026-11-20T09:00:00Z", "region": "eu-west-1", "resources": [],
            "detail": detail,
        })
    }

    fn ours(detail_type: &str) -> Value {
        event(
            OURS,
            detail_type,
            &json!({ "user_pool_id": POOL, "sub": "6a2c" }),
        )
    }

    #[track_caller]
    fn check(event: &Value, expected: &Result<Hint, NoHint>) {
        let read = Payload::read(event, POOL);
        assert_eq!(read, Payload::Event(expected.clone()), "{event}");
    }

    fn ada() -> About {
        About {
            sub: "6a2c".to_owned(),
            brand: None,
        }
    }

    #[test]
    fn our_events_name_a_user_of_this_pool() {
        check(&ours("Invitation Accepted"), &Ok(Hint::Member(ada())));
        check(&ours("Member Joined"), &Ok(Hint::Member(ada())));
        check(&ours("Grant Failed"), &Ok(Hint::GrantFailed(ada())));
        check(&ours("Access Given"), &Err(NoHint::NotForUs));
        let detail = json!({ "user_pool_id": "eu-west-1_Another", "sub": "6a2c" });
        let another = event(OURS, "Member Joined", &detail);
        check(&another, &Err(NoHint::AnotherPool));
        let theirs = event("theirs", "Member Joined", &json!({}));
        check(&theirs, &Err(NoHint::NotForUs));
    }

    #[test]
    fn what_cannot_be_read_hints_at_nothing() {
        let nobody = event(OURS, "Member Joined", &json!({ "user_pool_id": POOL }));
        let number = event(
            OURS,
            "Member Joined",
            &json!({ "user_pool_id": POOL, "sub": 7 }),
        );
        for event in [
            json!(null),
            json!([]),
            json!("x"),
            json!({ "Records": 1 }),
            nobody,
            number,
        ] {
            check(&event, &Err(NoHint::Unreadable));
        }
    }

    #[test]
    fn mails_that_come_back_for_good_name_addresses() {
        let bounced = |kind| {
            let recipients = json!([{ "emailAddress": "ada@client.example", "action": "failed" }]);
            let bounce = json!({ "bounceType": kind, "bouncedRecipients": recipients });
            event(
                SES,
                "Email Bounced",
                &json!({ "eventType": "Bounce", "bounce": bounce }),
            )
        };
        let ada = Hint::NotDelivered(vec!["ada@client.example".to_owned()]);
        check(&bounced("Permanent"), &Ok(ada.clone()));
        for kind in ["Transient", "Undetermined", ""] {
            check(&bounced(kind), &Err(NoHint::NotPermanent));
        }
        let complaint =
            json!({ "complainedRecipients": [{ "emailAddress": "ada@client.example" }] });
        let complained = event(
            SES,
            "Email Complaint Received",
            &json!({ "complaint": complaint }),
        );
        check(&complained, &Ok(ada.clone()));
        assert!(!format!("{ada:?}").contains('@'));
        // Nobody but SES tells of mails.
        let forged = event(OURS, "Email Complaint Received", &complained["detail"]);
        check(&forged, &Err(NoHint::NotForUs));
    }

    #[test]
    fn messages_of_a_queue_are_events() {
        let good = json!({ "messageId": "a", "body": ours("Grant Failed").to_string() });
        let batch =
            json!({ "Records": [good, { "messageId": "b", "body": "{" }, { "messageId": "c" }] });
        let read = Payload::read(&batch, POOL);
        let expected = [
            ("a", Ok(Hint::GrantFailed(ada()))),
            ("b", Err(NoHint::Unreadable)),
            ("c", Err(NoHint::Unreadable)),
        ];
        let expected = expected.map(|(id, hint)| (id.to_owned(), hint));
        assert_eq!(read, Payload::Messages(expected.into()));
    }
}
