//! What is known of an invitation beside the account itself: who invites, until when, and which
//! things have happened that may happen once (design §9.1).
//!
//! The record is the text of the attribute [`INVITED_ATTRIBUTE`].
//! Cognito has no conditional write, so two writers can overwrite each other: a writer reads the
//! record again after it has written, and puts back with [`InvitationRecord::merge`] what got lost.
//! What is in the record may therefore have happened, and what is not in it may have happened, too.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator};

use crate::{Attributes, EmailAddress, INVITED_ATTRIBUTE};

/// The longest record, in bytes, with every mark set: the length of the attribute in the pool.
pub const MAX_RECORD_BYTES: usize = 512;

/// The longest name of an inviter, in characters.
pub const MAX_NAME_CHARACTERS: usize = 64;

/// The longest name of an inviter, in bytes: 64 characters of Chinese or Japanese.
const MAX_NAME_BYTES: usize = 192;

/// The longest address of an inviter, in bytes.
const MAX_ADDRESS_BYTES: usize = 128;

/// How many mails the hooks and timers send to one person on one day (UTC).
const MAILS_A_DAY: u8 = 5;

/// The record of one invitation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationRecord {
    /// Who invites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Inviter>,
    /// The inviter's name, which the mail shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_name: Option<InviterName>,
    /// When the invitation ends, where it ends before its temporary password does.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "seconds::optional"
    )]
    pub until: Option<Timestamp>,
    /// How the person was invited.
    #[serde(default, skip_serializing_if = "InvitationMode::is_created")]
    pub mode: InvitationMode,
    /// When the invitation was created, or last sent anew by an administrator. Marks of an earlier
    /// end are older, and do not count.
    #[serde(with = "seconds")]
    pub at: Timestamp,
    /// The brand that the token named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The language that the token named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// What has happened, and when.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        with = "seconds::by_mark"
    )]
    marks: BTreeMap<Mark, Timestamp>,
    /// The mails of the last day that had any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent: Option<Sent>,
}

/// How somebody was invited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum InvitationMode {
    /// An administrator created the account, and Cognito mailed the invitation.
    #[default]
    Created,
    /// The person signed up with an invitation token.
    Token,
    /// An administrator created the account, and handed the link over.
    ByHand,
    /// An administrator created the account without a password.
    Passwordless,
    /// An administrator created the account for somebody who signs in through a provider.
    Provider,
    /// Nobody invited the person by this project: a sign-up under the policy.
    Joined,
}

impl InvitationMode {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    fn is_created(&self) -> bool {
        *self == Self::Created
    }
}

/// Something that happens once in the life of an invitation.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumIter,
)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The person accepted.
    Accepted,
    /// The member was welcomed by mail.
    Welcomed,
    /// The inviter was told of the acceptance.
    Noticed,
    /// The person was reminded of the invitation.
    Reminded,
    /// It was told that the invitation is about to end.
    Expiring,
    /// It was told that the invitation has ended.
    Expired,
    /// A mail to the person came back.
    Bounced,
}

impl Mark {
    /// Whether it belongs to one end of the invitation, and happens again for a new end.
    fn is_of_an_end(self) -> bool {
        match self {
            Self::Accepted | Self::Welcomed | Self::Noticed => false,
            Self::Reminded | Self::Expiring | Self::Expired | Self::Bounced => true,
        }
    }
}

/// A day, in days since the epoch (UTC), and its mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Sent(i64, u8);

impl InvitationRecord {
    /// The record of an invitation that is made `now`, by nobody who is known and without an end of
    /// its own.
    pub fn new(mode: InvitationMode, now: Timestamp) -> Self {
        Self {
            by: None,
            by_name: None,
            until: None,
            mode,
            at: whole_seconds(now),
            brand: None,
            locale: None,
            marks: BTreeMap::new(),
            sent: None,
        }
    }

    /// The record of a user. `None` where there is none, or where the text is not ours.
    pub fn of(attributes: &Attributes) -> Option<Self> {
        Self::parse(attributes.get(INVITED_ATTRIBUTE)?)
    }

    /// The record that a text is. `None` for every text that [`Self::to_text`] does not write: with
    /// an unknown field, another order or spacing, or more than [`MAX_RECORD_BYTES`].
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_RECORD_BYTES {
            return None;
        }
        let record: Self = serde_json::from_str(text).ok()?;
        (record.fits() && record.to_text() == text).then_some(record)
    }

    /// The text of the record: compact JSON.
    pub fn to_text(&self) -> String {
        // Strings, numbers and maps with names as keys always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether the record stays within [`MAX_RECORD_BYTES`] whatever is marked and counted later. A
    /// record that does not is never written.
    pub fn fits(&self) -> bool {
        let mut full = self.clone();
        let latest = Timestamp::from_second(LATEST_SECOND).unwrap_or(Timestamp::MAX);
        full.marks = Mark::iter().map(|mark| (mark, latest)).collect();
        full.sent = Some(Sent(LATEST_SECOND / SECONDS_A_DAY, u8::MAX));
        full.to_text().len() <= MAX_RECORD_BYTES
    }

    /// When something happened that is marked. What belongs to one end of the invitation counts
    /// only for the end that is set now.
    pub fn marked(&self, mark: Mark) -> Option<Timestamp> {
        let moment = self.marks.get(&mark).copied()?;
        (!mark.is_of_an_end() || moment >= self.at).then_some(moment)
    }

    /// Marks something as having happened `now`. What is marked already keeps its moment.
    pub fn mark(&mut self, mark: Mark, now: Timestamp) {
        if self.marked(mark).is_none() {
            // Never before the end that it belongs to was set, whatever two clocks say.
            self.marks.insert(mark, whole_seconds(now).max(self.at));
        }
    }

    /// Puts back what another version of the same record has and this one lacks: marks, and the
    /// number of mails. Where both have a mark, the later moment counts; what administrators set
    /// is taken from the version that was made later.
    pub fn merge(&mut self, other: &Self) {
        let mut marks = self.marks.clone();
        for (mark, moment) in &other.marks {
            let known = marks.entry(*mark).or_insert(*moment);
            *known = if mark.is_of_an_end() {
                (*known).max(*moment)
            } else {
                (*known).min(*moment)
            };
        }
        let sent = self.sent.max(other.sent);
        if other.at > self.at {
            self.clone_from(other);
        }
        self.marks = marks;
        self.sent = sent;
    }

    /// Sent anew by an administrator, with a new end or none: what was marked for the old end counts
    /// no more.
    pub fn renew(&mut self, until: Option<Timestamp>, now: Timestamp) {
        let last = self.marks.iter().filter(|(mark, _)| mark.is_of_an_end());
        // A mark of the same second belongs to the old end.
        let after = last.map(|(_, moment)| moment.as_second() + 1).max();
        let at = whole_seconds(now)
            .as_second()
            .max(after.unwrap_or_default())
            .min(LATEST_SECOND);
        self.at = Timestamp::from_second(at).unwrap_or(now);
        self.until = until.map(whole_seconds);
    }

    /// A record that was [renewed](Self::renew), as it is written while its account is still disabled:
    /// with the new end, and still called over.
    #[must_use]
    pub fn still_over(&self) -> Self {
        let mut over = self.clone();
        let before = self.at.as_second().saturating_sub(1);
        over.at = Timestamp::from_second(before).unwrap_or(self.at);
        over.mark(Mark::Expired, over.at);
        over
    }

    /// The same record without its texts: `replace` is called with the name and the value of each,
    /// and what it answers takes the value's place where it is valid there. Moments, mode and marks
    /// stay, because decisions depend on them.
    #[must_use]
    pub fn redacted(&self, replace: impl Fn(&str, &str) -> String) -> Self {
        let text = |name, value: &Option<String>| Some(replace(name, value.as_deref()?));
        let by = |by: &Inviter| replace("by", by.as_str()).parse().ok();
        let by_name = |name: &InviterName| replace("by_name", name.as_str()).parse().ok();
        let redacted = Self {
            by: self.by.as_ref().and_then(by),
            by_name: self.by_name.as_ref().and_then(by_name),
            brand: text("brand", &self.brand),
            locale: text("locale", &self.locale),
            ..self.clone()
        };
        // Pseudonyms can be longer than what they stand for.
        if redacted.fits() {
            return redacted;
        }
        Self {
            by: None,
            by_name: None,
            brand: None,
            locale: None,
            ..redacted
        }
    }

    /// The same record as if everything in it had happened later by `shift`. The end stays: mails
    /// show it. A moment that would be out of range stays, too.
    #[must_use]
    pub fn moved(&self, shift: SignedDuration) -> Self {
        let later = |moment: Timestamp| moment.checked_add(shift).map_or(moment, whole_seconds);
        let marks = self.marks.iter();
        Self {
            at: later(self.at),
            marks: marks
                .map(|(mark, moment)| (*mark, later(*moment)))
                .collect(),
            ..self.clone()
        }
    }

    /// Whether one more mail may go to the person on this day (UTC): at most five do that nobody
    /// asked for at that moment.
    pub fn may_mail(&self, now: Timestamp) -> bool {
        self.sent
            .is_none_or(|Sent(day, mails)| day != day_of(now) || mails < MAILS_A_DAY)
    }

    /// Counts a mail to the person.
    pub fn count_mail(&mut self, now: Timestamp) {
        let today = day_of(now);
        self.sent = match self.sent {
            Some(Sent(day, mails)) if day == today => Some(Sent(day, mails.saturating_add(1))),
            _ => Some(Sent(today, 1)),
        };
    }
}

/// Shows nothing personal.
impl fmt::Debug for InvitationRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitationRecord")
            .field("mode", &self.mode)
            .field("until", &self.until)
            .field("at", &self.at)
            .field("marks", &self.marks)
            .finish_non_exhaustive()
    }
}

/// Who invites: the `sub` of a user of the pool, or an address of at most 128 bytes that the pool
/// shows as verified.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Inviter(String);

impl Inviter {
    /// The `sub` or the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address, where it is one.
    pub fn email(&self) -> Option<EmailAddress> {
        self.0.parse().ok()
    }
}

impl FromStr for Inviter {
    type Err = InvalidInviter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_address = text.len() <= MAX_ADDRESS_BYTES && text.parse::<EmailAddress>().is_ok();
        if is_address || is_uuid(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidInviter)
        }
    }
}

impl TryFrom<String> for Inviter {
    type Error = InvalidInviter;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Inviter> for String {
    fn from(inviter: Inviter) -> Self {
        inviter.0
    }
}

/// Shows nobody.
impl fmt::Debug for Inviter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inviter")
    }
}

/// The text names no inviter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the sub of a user and not an address of at most 128 bytes")]
pub struct InvalidInviter;

/// The name of an inviter as a mail shows it: 1 to 64 characters, and at most 192 bytes, in one
/// line. It is text, and is escaped where it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InviterName(String);

impl InviterName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InviterName {
    type Err = InvalidInviterName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let characters = text.chars().count();
        let is_one_line = !text
            .chars()
            .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
        let has_length =
            (1..=MAX_NAME_CHARACTERS).contains(&characters) && text.len() <= MAX_NAME_BYTES;
        if has_length && is_one_line && text.trim() == text {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidInviterName)
        }
    }
}

impl TryFrom<String> for InviterName {
    type Error = InvalidInviterName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<InviterName> for String {
    fn from(name: InviterName) -> Self {
        name.0
    }
}

/// Shows nobody.
impl fmt::Debug for InviterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviterName")
    }
}

/// The text is no name of an inviter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a name of 1 to 64 characters and at most 192 bytes in one line, without spaces around it"
)]
pub struct InvalidInviterName;

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// The end of the year 2286: from then on, a moment takes one digit more.
const LATEST_SECOND: i64 = 9_999_999_999;

fn day_of(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(SECONDS_A_DAY)
}

/// The moment without its fraction of a second.
fn whole_seconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second()).unwrap_or(moment)
}

/// Whether a text is a UUID in the form of a `sub`.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, c)| match index {
            8 | 13 | 18 | 23 => c == '-',
            _ => matches!(c, '0'..='9' | 'a'..='f'),
        })
}

/// Moments as whole seconds since the epoch.
mod seconds {
    use jiff::Timestamp;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::LATEST_SECOND;

    pub(super) fn serialize<S: Serializer>(
        moment: &Timestamp,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        moment.as_second().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Timestamp, D::Error> {
        moment(i64::deserialize(deserializer)?)
    }

    /// A moment that somebody can have written: with any other, marks would not fit in later.
    fn moment<E: Error>(second: i64) -> Result<Timestamp, E> {
        if !(0..=LATEST_SECOND).contains(&second) {
            return Err(E::custom("no moment of a record"));
        }
        Timestamp::from_second(second).map_err(E::custom)
    }

    pub(super) mod optional {
        use jiff::Timestamp;
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        #[expect(clippy::ref_option, reason = "serde passes a reference")]
        pub(in super::super) fn serialize<S: Serializer>(
            moment: &Option<Timestamp>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            moment.map(Timestamp::as_second).serialize(serializer)
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            let second = Option::<i64>::deserialize(deserializer)?;
            second.map(super::moment).transpose()
        }
    }

    pub(super) mod by_mark {
        use std::collections::BTreeMap;

        use jiff::Timestamp;
        use serde::{Deserialize, Deserializer, Serializer};

        use crate::invitation_record::Mark;

        pub(in super::super) fn serialize<S: Serializer>(
            marks: &BTreeMap<Mark, Timestamp>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            serializer.collect_map(
                marks
                    .iter()
                    .map(|(mark, moment)| (mark, moment.as_second())),
            )
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<BTreeMap<Mark, Timestamp>, D::Error> {
            let seconds = BTreeMap::<Mark, i64>::deserialize(deserializer)?;
            let moment = |(mark, second)| Ok((mark, super::moment(second)?));
            seconds.into_iter().map(moment).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;
    use crate::samples::{at, attributes};

    const SUB: &str = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
    const NOW: i64 = 1_800_000_000;

    fn named() -> InvitationRecord {
        InvitationRecord {
            by: Some(SUB.parse().unwrap()),
            by_name: Some("Grace Hopper".parse().unwrap()),
            until: Some(at(NOW + 3600)),
            ..InvitationRecord::new(InvitationMode::Created, at(NOW))
        }
    }

    #[test]
    fn a_record_reads_as_it_is_written() {
        let mut record = named();
        record.mark(Mark::Reminded, at(NOW + 5));
        record.count_mail(at(NOW + 5));
        let text = format!(
            r#"{{"by":"{SUB}","by_name":"Grace Hopper","until":1800003600,"at":1800000000,"marks":{{"reminded":1800000005}},"sent":[20833,1]}}"#
        );
        assert_eq!(record.to_text(), text);
        let user = attributes(&[(INVITED_ATTRIBUTE, &text)]);
        assert_eq!(InvitationRecord::of(&user), Some(record));
        assert_eq!(InvitationRecord::of(&attributes(&[])), None);
    }

    #[test]
    fn a_text_that_is_not_ours_is_no_record() {
        let long = format!(r#"{{"by_name":"{}","at":1}}"#, "x".repeat(65));
        let full = format!(r#"{{"at":1,"brand":"{}"}}"#, "x".repeat(500));
        for text in [
            "",
            "{}",
            "null",
            "[]",
            "yes",
            r#"{"at":"1800000000"}"#,
            r#"{"at":1800000000.5}"#,
            r#"{"at":99999999999999999}"#,
            r#"{"at":10000000000}"#,
            r#"{"at":-1}"#,
            r#"{"until":10000000000,"at":1800000000}"#,
            r#"{"at":1800000000,"marks":{"expired":10000000000}}"#,
            r#"{"at":1800000000,"role":"admin"}"#,
            r#"{"at":1800000000,"at":1800000001}"#,
            r#"{"at":1800000000,"by":"anybody"}"#,
            r#"{"at":1800000000,"by_name":" "}"#,
            r#"{"at":1800000000,"by_name":"two\nlines"}"#,
            r#"{"at":1800000000,"mode":"owner"}"#,
            r#"{"at":1800000000,"marks":{"admin":1}}"#,
            r#"{"at":1800000000,"sent":[1,-1]}"#,
            r#"{"at":1800000000} "#,
            r#"{ "at":1800000000}"#,
            &long,
            &full,
        ] {
            assert_eq!(InvitationRecord::parse(text), None, "{text}");
        }
        assert!(InvitationRecord::parse(r#"{"at":1800000000}"#).is_some());
    }

    /// Whatever moments somebody writes, what is made of the record is one.
    #[test]
    fn a_forged_record_stays_a_record() {
        let name = "x".repeat(64);
        for text in [
            format!(r#"{{"by":"{SUB}","by_name":"{name}","until":0,"at":9999999999}}"#),
            r#"{"at":0,"marks":{"accepted":0,"expired":9999999999}}"#.to_owned(),
            format!(r#"{{"at":0,"sent":[{},255]}}"#, i64::MAX),
            format!(r#"{{"at":0,"sent":[{},255]}}"#, i64::MIN),
        ] {
            let mut record = InvitationRecord::parse(&text).unwrap();
            for mark in Mark::iter() {
                record.mark(mark, at(NOW));
            }
            record.count_mail(at(NOW));
            assert!(record.may_mail(at(NOW)));
            record.renew(Some(at(NOW + 3600)), at(NOW));
            for made in [record.clone(), record.still_over()] {
                assert_eq!(InvitationRecord::parse(&made.to_text()), Some(made));
            }
        }
    }

    #[test]
    fn inviters() {
        for (text, valid) in [
            (SUB, true),
            (&SUB.to_uppercase(), false),
            ("grace@example.com", true),
            (&format!("{}@example.com", "g".repeat(116)), true),
            (&format!("{}@example.com", "g".repeat(117)), false),
            ("grace", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<Inviter>().is_ok(), valid, "{text}");
        }
    }

    #[test]
    fn names_of_inviters() {
        for (text, valid) in [
            ("Grace", true),
            (&"名".repeat(64), true),
            (&"🦀".repeat(48), true),
            (&"🦀".repeat(49), false),
            (&"x".repeat(64), true),
            (&"x".repeat(65), false),
            ("", false),
            (" Grace", false),
            ("Grace\tHopper", false),
            ("Grace\u{2028}Hopper", false),
            ("<b>Grace</b>", true),
        ] {
            assert_eq!(text.parse::<InviterName>().is_ok(), valid, "{text:?}");
        }
    }

    #[test]
    fn a_new_end_has_marks_of_its_own() {
        let mut record = named();
        for mark in Mark::iter() {
            record.mark(mark, at(NOW + 10));
        }
        record.renew(Some(at(NOW + 7200)), at(NOW + 10));
        assert_eq!(record.until, Some(at(NOW + 7200)));
        for mark in Mark::iter() {
            let expected = (!mark.is_of_an_end()).then_some(at(NOW + 10));
            assert_eq!(record.marked(mark), expected, "{mark:?}");
        }
        record.mark(Mark::Expired, at(NOW + 10));
        assert!(record.marked(Mark::Expired).is_some());
    }

    #[test]
    fn a_renewed_record_is_over_until_it_is_opened() {
        let mut ended = named();
        ended.mark(Mark::Expired, at(NOW + 3600));
        for again in [NOW + 3600, NOW + 7200] {
            let mut open = ended.clone();
            open.renew(Some(at(NOW + 9000)), at(again));
            let over = open.still_over();
            assert_eq!((over.until, open.until), (Some(at(NOW + 9000)), over.until));
            assert!(over.marked(Mark::Expired).is_some() && open.marked(Mark::Expired).is_none());
            // Whatever order they are merged in, what was opened last counts.
            for (mut one, other) in [(over.clone(), &open), (open.clone(), &over)] {
                one.merge(other);
                assert_eq!((one.at, one.marked(Mark::Expired)), (open.at, None));
            }
            // A run that ends between the two goes on from there.
            let mut next = over.clone();
            next.renew(over.until, at(again));
            assert_eq!((next.at, next.marked(Mark::Expired)), (open.at, None));
        }
    }

    #[test]
    fn a_mark_keeps_its_first_moment() {
        let mut record = named();
        record.mark(Mark::Accepted, at(NOW + 10));
        record.mark(Mark::Accepted, at(NOW + 20));
        assert_eq!(record.marked(Mark::Accepted), Some(at(NOW + 10)));
    }

    #[test]
    fn a_redacted_record_is_a_record_with_its_marks() {
        let mut record = named();
        record.brand = Some("x".repeat(60));
        record.mark(Mark::Accepted, at(NOW + 10));
        let shown = record.redacted(|name, value| match name {
            "by" => SUB.replace('0', "1"),
            "by_name" => "p1".to_owned(),
            _ => value.to_owned(),
        });
        let text = shown.to_text();
        assert!(!text.contains("Grace") && !text.contains(SUB), "{text}");
        assert_eq!(InvitationRecord::parse(&text), Some(shown.clone()));
        assert_eq!(shown.marked(Mark::Accepted), record.marked(Mark::Accepted));
        assert_eq!(
            (shown.until, shown.at, shown.brand),
            (record.until, record.at, record.brand)
        );

        let longer = named().redacted(|_, _| "x@".to_owned() + &"y".repeat(120));
        assert_eq!(
            (&longer.by, &longer.by_name),
            (&None, &None),
            "none is valid or fits"
        );
        assert!(InvitationRecord::parse(&longer.to_text()).is_some());
    }

    #[test]
    fn a_record_moves_as_a_whole_but_for_its_end() {
        let mut record = named();
        record.mark(Mark::Reminded, at(NOW + 10));
        let moved = record.moved(SignedDuration::from_secs(90));
        assert_eq!(moved.at, at(NOW + 90));
        assert_eq!(moved.marked(Mark::Reminded), Some(at(NOW + 100)));
        assert_eq!(moved.until, record.until);
        assert_eq!(moved.moved(SignedDuration::from_secs(-90)), record);
    }

    #[test]
    fn five_mails_a_day() {
        let mut record = named();
        for _ in 0..5 {
            assert!(record.may_mail(at(NOW)));
            record.count_mail(at(NOW));
        }
        assert!(!record.may_mail(at(NOW)));
        assert!(record.may_mail(at(NOW + SECONDS_A_DAY)));
        record.count_mail(at(NOW + SECONDS_A_DAY));
        assert!(record.may_mail(at(NOW + SECONDS_A_DAY)));
    }

    #[test]
    fn nothing_personal_is_in_debug() {
        let shown = format!("{:?} {:?} {:?}", named(), named().by, named().by_name);
        assert!(!shown.contains("Grace") && !shown.contains(SUB), "{shown}");
    }

    /// What somebody does to a record.
    #[derive(Debug, Clone)]
    enum Act {
        Mark(Mark, i64),
        Renew(Option<i64>, i64),
        CountMail(i64),
    }

    fn second() -> impl Strategy<Value = i64> {
        NOW..NOW + 10 * SECONDS_A_DAY
    }

    fn act() -> impl Strategy<Value = Act> {
        let marks: Vec<Mark> = Mark::iter().collect();
        prop_oneof![
            (proptest::sample::select(marks), second()).prop_map(|(mark, s)| Act::Mark(mark, s)),
            (option::of(second()), second()).prop_map(|(until, s)| Act::Renew(until, s)),
            second().prop_map(Act::CountMail),
        ]
    }

    fn apply(record: &mut InvitationRecord, act: &Act) {
        match *act {
            Act::Mark(mark, second) => record.mark(mark, at(second)),
            Act::Renew(until, second) => record.renew(until.map(at), at(second)),
            Act::CountMail(second) => record.count_mail(at(second)),
        }
    }

    fn record() -> impl Strategy<Value = InvitationRecord> {
        let modes: Vec<InvitationMode> = InvitationMode::iter().collect();
        let parts = (
            option::of(prop_oneof![
                Just(SUB.to_owned()),
                "[a-z]{1,40}@example\\.com"
            ]),
            option::of("\\PC{1,64}"),
            option::of(second()),
            proptest::sample::select(modes),
            option::of("[a-z]{1,20}"),
            vec(act(), 0..8),
        );
        parts.prop_filter_map(
            "longer than a record",
            |(by, name, until, mode, brand, acts)| {
                let mut record = InvitationRecord {
                    by: by.map(|by| by.parse().unwrap()),
                    by_name: name.and_then(|name| name.parse().ok()),
                    until: until.map(at),
                    brand,
                    ..InvitationRecord::new(mode, at(NOW))
                };
                record.fits().then(|| {
                    for act in &acts {
                        apply(&mut record, act);
                    }
                    record
                })
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

        #[test]
        fn any_record_fits_and_reads_as_it_is_written(record in record()) {
            let text = record.to_text();
            prop_assert!(text.len() <= MAX_RECORD_BYTES);
            prop_assert_eq!(InvitationRecord::parse(&text), Some(record));
        }

        #[test]
        fn any_text_that_is_a_record_is_written_by_us(text in "\\PC*") {
            if let Some(record) = InvitationRecord::parse(&text) {
                prop_assert_eq!(record.to_text(), text);
            }
        }

        #[test]
        fn a_record_with_one_byte_changed_is_ours_or_none(
            record in record(), place in any::<prop::sample::Index>(), byte in 32_u8..127
        ) {
            let mut bytes = record.to_text().into_bytes();
            *place.get_mut(&mut bytes) = byte;
            if let Ok(text) = String::from_utf8(bytes)
                && let Some(read) = InvitationRecord::parse(&text)
            {
                prop_assert_eq!(read.to_text(), text);
            }
        }

        /// Marks are only ever added, whoever else writes in between.
        #[test]
        fn marks_are_never_taken_away(
            record in record(), mine in vec(act(), 0..6), theirs in vec(act(), 0..6)
        ) {
            let (mut one, mut other) = (record.clone(), record.clone());
            for act in &mine {
                apply(&mut one, act);
            }
            for act in &theirs {
                apply(&mut other, act);
            }
            let mut merged = one.clone();
            merged.merge(&other);
            for mark in Mark::iter() {
                let has = |record: &InvitationRecord| record.marks.contains_key(&mark);
                prop_assert_eq!(has(&merged), has(&one) || has(&other));
            }
            prop_assert_eq!(merged.at, one.at.max(other.at));
            prop_assert!(merged.to_text().len() <= MAX_RECORD_BYTES);
            let mut again = merged.clone();
            again.merge(&other);
            again.merge(&one);
            prop_assert_eq!(again, merged, "merging once more changes nothing");
        }
    }
}
