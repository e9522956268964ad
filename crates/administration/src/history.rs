//! The history of one user: who did what, and when, as far as the pool and the functions' logs tell.
//!
//! The pool has the creation and the [`InvitationRecord`]. The administrators' API logs a line for
//! each request (`admin-api/src/audit.rs`), each hook a line for each event
//! (`trigger/src/run.rs`), the sweeper one for each act (`sweep.rs`). A log line is data that others may have influenced: of the lines that
//! are known, [`Subject`] takes the fields that are known, and only in the form in which they are
//! written.

use invitation::{GroupName, InvitationRecord, Mark};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lookup::is_uuid;
use crate::sweep::{Act, NOT_SWEPT, SWEPT};

/// The longest line that is read, in bytes. Ours with the most groups are shorter.
const MAX_LINE: usize = 64 * 1024;

/// The most names that are read of a list.
const MAX_NAMES: usize = 100;

/// What stands in place of a text that is not of the form in which we write it.
const UNREADABLE: &str = "unreadable";

/// Finds the lines of invitations over HTTP. Those that issued a token name no user.
pub const TOKEN_PATTERN: &str =
    r#"{ ($.verb = "createInvitation") || ($.verb = "createInvitations") }"#;

/// One thing that happened. The order is that of time.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// Who tells it: `pool`, `record`, or the function whose log has it.
    pub source: String,
    /// What: a verb of the administrators' API, a hook's trigger source, a mark of the record, an act
    /// of the sweeper.
    pub act: String,
    /// What came of it, in the word of the log.
    pub outcome: Option<String>,
    /// Who did it: the `sub` of the caller, or the inviter of the record.
    pub by: Option<String>,
    /// The `sub` of the user who has the address now.
    pub to: Option<String>,
    /// The stable code of a refusal, a fallback or a failure.
    pub code: Option<String>,
    /// What the log says beyond the code.
    pub cause: Option<String>,
    /// The groups that were given, taken or asked for.
    pub groups: Vec<String>,
    /// The groups that the settings give because of it.
    pub policy_groups: Vec<String>,
    /// The names of the attributes that were set or asked for.
    pub attributes: Vec<String>,
    /// The id of the invitation token.
    pub jti: Option<String>,
    /// The `sub` of the member who lost the address.
    pub taken_from: Option<String>,
    /// The id of the hook's invocation.
    pub request_id: Option<String>,
}

/// What writes the lines of a log group. Lines of another kind do not count in it: whoever's
/// function it is that writes them may write what people sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writer {
    /// The function of a hook, or a chain, by the name that its lines have.
    Hook(String),
    /// The administrators' API.
    AdminApi,
    /// The function that reminds people and ends invitations.
    Sweeper,
}

/// The user whom a history is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    user_pool_id: String,
    sub: String,
    /// The user name where nobody chose it, or none where lines cannot have it.
    user_name: Option<String>,
}

/// What is read of a line.
#[derive(Deserialize)]
struct Line {
    message: String,
    function: Option<String>,
    trigger_source: Option<String>,
    user_pool: Option<String>,
    user_pool_id: Option<String>,
    sub: Option<String>,
    user_name: Option<String>,
    caller: Option<String>,
    by: Option<String>,
    verb: Option<String>,
    act: Option<String>,
    outcome: Option<String>,
    code: Option<String>,
    cause: Option<String>,
    groups: Option<String>,
    policy_groups: Option<String>,
    attributes: Option<String>,
    jti: Option<String>,
    taken_from: Option<String>,
    request_id: Option<String>,
}

impl HistoryEntry {
    /// Whether it changed nothing and refused nothing: an administrator looked at the user, or a
    /// hook had nothing to do.
    pub fn is_quiet(&self) -> bool {
        let looks = ["get", "list", "check"];
        let is_look = looks.iter().any(|look| self.act.starts_with(look));
        let outcome = self.outcome.as_deref();
        match outcome {
            Some("passed-through" | "nothing-to-grant") => true,
            Some("done") => is_look,
            None => self.act == Act::ChangedMeanwhile.as_str(),
            _ => false,
        }
    }

    /// The creation of the user.
    pub fn created(at: Timestamp) -> Self {
        Self::told_by_the_pool("pool", at, "created")
    }

    /// What the record says: that the person was invited, or invited anew, and its marks.
    pub fn of_record(record: &InvitationRecord) -> Vec<Self> {
        let invited = Self {
            by: record.by.as_ref().map(|by| by.as_str().to_owned()),
            ..Self::told_by_the_pool("record", record.at, "invited")
        };
        let marks = [
            (Mark::Accepted, "accepted"),
            (Mark::Welcomed, "welcomed"),
            (Mark::Noticed, "noticed"),
            (Mark::Reminded, "reminded"),
            (Mark::Expiring, "expiring"),
            (Mark::Expired, "expired"),
            (Mark::Bounced, "bounced"),
        ];
        let marked = marks.into_iter().filter_map(|(mark, act)| {
            let at = record.marked(mark)?;
            Some(Self::told_by_the_pool("record", at, act))
        });
        [invited].into_iter().chain(marked).collect()
    }

    fn told_by_the_pool(source: &str, at: Timestamp, act: &str) -> Self {
        Self {
            at,
            source: source.to_owned(),
            act: act.to_owned(),
            ..Self::default()
        }
    }
}

impl Subject {
    /// A user of this pool by its `sub`; `None` where it is no UUID. Without a user name, the user
    /// is no longer there, and the `sub` may have been the user name.
    pub fn new(user_pool_id: &str, sub: &str, user_name: Option<&str>) -> Option<Self> {
        let user_name = user_name.unwrap_or(sub);
        is_uuid(sub).then(|| Self {
            user_pool_id: user_pool_id.to_owned(),
            sub: sub.to_owned(),
            user_name: is_uuid(user_name).then(|| user_name.to_owned()),
        })
    }

    /// The filter that finds the user's lines. Nothing in it was written by people: it has UUIDs
    /// alone.
    pub fn pattern(&self) -> String {
        let sub = format!(r#"($.sub = "{}")"#, self.sub);
        match &self.user_name {
            Some(user_name) => format!(r#"{{ {sub} || ($.user_name = "{user_name}") }}"#),
            None => format!("{{ {sub} }}"),
        }
    }

    /// What a line of `writer` says about the user; `None` for any other line.
    pub fn entry(&self, writer: &Writer, at: Timestamp, message: &str) -> Option<HistoryEntry> {
        let line = Line::read(message)?;
        match writer {
            Writer::Hook(name) => self.of_hook(name, at, &line),
            Writer::AdminApi => self.of_admin_api(at, &line),
            Writer::Sweeper => self.of_sweeper(at, &line),
        }
    }

    fn of_hook(&self, name: &str, at: Timestamp, line: &Line) -> Option<HistoryEntry> {
        // Before a user exists, there is no `sub`. Where there is one, it decides: people may choose
        // a user name that is another user's `sub`.
        let is_about = match &line.sub {
            Some(sub) => *sub == self.sub,
            None => line.user_name.is_some() && line.user_name == self.user_name,
        };
        let is_known = line.message == "invocation"
            && line.function.as_deref() == Some(name)
            && line.user_pool.as_deref() == Some(&self.user_pool_id);
        (is_about && is_known).then(|| HistoryEntry {
            act: identifier(line.trigger_source.as_deref()).unwrap_or_default(),
            ..line.entry(name, at)
        })
    }

    fn of_admin_api(&self, at: Timestamp, line: &Line) -> Option<HistoryEntry> {
        if line.sub.as_deref() != Some(&self.sub) {
            return None;
        }
        if line.message == "administration" {
            return Some(line.audited(at));
        }
        // The module `create` of this crate writes these, with the user who gets the address.
        let act = match line.message.as_str() {
            "an unconfirmed sign-up was deleted for an invitation" => "sign-up-deleted",
            "an address was taken from its owner for an invitation" => "address-taken",
            "an address was forced for an invitation, and its owner still has it: it may have been taken from somebody else" => {
                "address-forced"
            }
            _ => return None,
        };
        let is_here = line.user_pool_id.as_deref() == Some(&self.user_pool_id);
        is_here.then(|| HistoryEntry {
            to: identifier(line.by.as_deref()),
            ..HistoryEntry::told_by_the_pool(ADMIN_API, at, act)
        })
    }
}

impl Subject {
    fn of_sweeper(&self, at: Timestamp, line: &Line) -> Option<HistoryEntry> {
        let is_about = line.sub.as_deref() == Some(&self.sub)
            && line.user_pool_id.as_deref() == Some(&self.user_pool_id);
        let act = match line.message.as_str() {
            SWEPT => identifier(line.act.as_deref()).unwrap_or_default(),
            NOT_SWEPT => "not-swept".to_owned(),
            _ => return None,
        };
        is_about.then(|| HistoryEntry {
            act,
            ..line.entry("sweeper", at)
        })
    }
}

/// What a line of the administrators' API says about the issue of one of these tokens; `None` for
/// any other line.
pub fn token_entry<'a>(
    tokens: impl IntoIterator<Item = &'a str>,
    at: Timestamp,
    message: &str,
) -> Option<HistoryEntry> {
    let line = Line::read(message)?;
    let jti = line.jti.as_deref()?;
    let is_meant = line.message == "administration"
        && line.sub.is_none()
        && jti != UNREADABLE
        && tokens.into_iter().any(|token| token == jti);
    is_meant.then(|| line.audited(at))
}

/// The name of the function of the administrators' API.
const ADMIN_API: &str = "admin-api";

impl Line {
    fn read(message: &str) -> Option<Self> {
        if message.len() > MAX_LINE {
            return None;
        }
        serde_json::from_str(message).ok()
    }

    fn audited(&self, at: Timestamp) -> HistoryEntry {
        HistoryEntry {
            act: identifier(self.verb.as_deref()).unwrap_or_default(),
            by: identifier(self.caller.as_deref()),
            ..self.entry(ADMIN_API, at)
        }
    }

    /// What lines of both kinds have.
    fn entry(&self, source: &str, at: Timestamp) -> HistoryEntry {
        let groups = |list: &Option<String>| names(list.as_deref(), is_group_name);
        HistoryEntry {
            at,
            source: source.to_owned(),
            outcome: identifier(self.outcome.as_deref()),
            code: identifier(self.code.as_deref()),
            cause: identifier(self.cause.as_deref()),
            groups: groups(&self.groups),
            policy_groups: groups(&self.policy_groups),
            attributes: names(self.attributes.as_deref(), is_attribute_name),
            jti: identifier(self.jti.as_deref()),
            taken_from: identifier(self.taken_from.as_deref()),
            request_id: identifier(self.request_id.as_deref()),
            ..HistoryEntry::default()
        }
    }
}

/// A field that our lines have as an identifier.
fn identifier(text: Option<&str>) -> Option<String> {
    let in_identifier = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    text.map(|text| {
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(in_identifier);
        if fits { text } else { UNREADABLE }.to_owned()
    })
}

/// A field that our lines have as names between commas.
fn names(list: Option<&str>, is_name: impl Fn(&str) -> bool) -> Vec<String> {
    let shown = |name: &str| if is_name(name) { name } else { UNREADABLE }.to_owned();
    let names = list.into_iter().flat_map(|list| list.split(','));
    names.take(MAX_NAMES).map(shown).collect()
}

fn is_group_name(name: &str) -> bool {
    name.parse::<GroupName>().is_ok()
}

fn is_attribute_name(name: &str) -> bool {
    let in_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'-' | b'.');
    (1..=32).contains(&name.len()) && name.bytes().all(in_name)
}

#[cfg(test)]
mod tests {
    use invitation::InvitationMode;

    use super::*;

    const POOL: &str = "local_Example";
    const SUB: &str = "6a2c1f0e-0000-4000-8000-000000000001";
    const OTHER: &str = "6a2c1f0e-0000-4000-8000-000000000002";
    const CALLER: &str = "6a2c1f0e-0000-4000-8000-00000000000c";

    fn subject() -> Subject {
        Subject::new(POOL, SUB, Some("ada")).unwrap()
    }

    fn hook(name: &str) -> Writer {
        Writer::Hook(name.to_owned())
    }

    /// A line of `post-confirmation` about the user, with this changed.
    fn hook_line(from: &str, to: &str) -> String {
        let line = format!(
            r#"{{"timestamp":"2026-12-01T00:00:00.000000Z","level":"INFO","message":"invocation","function":"post-confirmation","request_id":"r-1","cold_start":false,"trigger_source":"PostConfirmation_ConfirmSignUp","user_pool":"{POOL}","sub":"{SUB}","outcome":"granted","duration_ms":9,"target":"trigger::run"}}"#
        );
        assert!(line.contains(from), "{from}");
        line.replacen(from, to, 1)
    }

    /// A line of the administrators' API about the user, with this changed.
    fn audit_line(from: &str, to: &str) -> String {
        let line = format!(
            r#"{{"timestamp":"2026-12-01T00:00:00.000000Z","level":"INFO","message":"administration","caller":"{CALLER}","verb":"createInvitation","sub":"{SUB}","groups":"beta,clients","policy_groups":"members","attributes":"custom:tenant,email","outcome":"done","target":"admin_api::audit"}}"#
        );
        assert!(line.contains(from), "{from}");
        line.replacen(from, to, 1)
    }

    #[track_caller]
    fn check(writer: &Writer, line: &str, expected: Option<&str>) {
        let entry = subject().entry(writer, Timestamp::UNIX_EPOCH, line);
        let entry = entry.map(|entry| {
            let by = entry.by.unwrap_or_default();
            let outcome = entry.outcome.unwrap_or_default();
            let groups = entry.groups.join("+");
            format!("{} {} {outcome} {by} {groups}", entry.source, entry.act)
        });
        assert_eq!(entry.as_deref().map(str::trim_end), expected, "{line:.300}");
    }

    #[test]
    fn a_line_about_the_user_is_taken_from_its_own_function() {
        let granted = "post-confirmation PostConfirmation_ConfirmSignUp granted";
        let own = hook("post-confirmation");
        let line = hook_line("", "");
        check(&own, &line, Some(granted));
        // A line that another function quotes is none of ours.
        check(&hook("pre-sign-up"), &line, None);
        check(&Writer::AdminApi, &line, None);
        let invited = format!("admin-api createInvitation done {CALLER} beta+clients");
        check(&Writer::AdminApi, &audit_line("", ""), Some(&invited));
        check(&own, &audit_line("", ""), None);
    }

    #[test]
    fn lines_about_others_are_left_out() {
        let own = hook("post-confirmation");
        for (from, to) in [
            (SUB, OTHER),
            (POOL, "local_Other"),
            (r#""message":"invocation""#, r#""message":"captured""#),
            (r#""outcome":"granted""#, r#""outcome":7"#),
            // Two members of one name.
            (r#""outcome""#, r#""sub":"x","outcome""#),
        ] {
            check(&own, &hook_line(from, to), None);
        }
        check(&Writer::AdminApi, &audit_line(SUB, OTHER), None);
        // An administrator's own deeds are the history of others.
        let own_deed = audit_line(SUB, OTHER).replace(CALLER, SUB);
        check(&Writer::AdminApi, &own_deed, None);
    }

    #[test]
    fn a_user_name_counts_where_nobody_chose_it() {
        let line = hook_line(
            &format!(r#""sub":"{SUB}""#),
            &format!(r#""user_name":"{SUB}""#),
        );
        let entry = |subject: Option<Subject>, line: &str| {
            let writer = hook("post-confirmation");
            subject
                .unwrap()
                .entry(&writer, Timestamp::UNIX_EPOCH, line)
                .is_some()
        };
        // Anybody could sign up under a name that reads like her `sub`.
        assert!(!entry(Subject::new(POOL, SUB, Some("ada")), &line));
        assert!(entry(Subject::new(POOL, SUB, Some(SUB)), &line));
        assert!(entry(Subject::new(POOL, SUB, None), &line));
        let of_other = hook_line(
            &format!(r#""sub":"{SUB}""#),
            &format!(r#""sub":"{OTHER}","user_name":"{SUB}""#),
        );
        assert!(!entry(Subject::new(POOL, SUB, Some(SUB)), &of_other));
    }

    #[test]
    fn half_lines_and_huge_ones_are_left_out() {
        let own = hook("post-confirmation");
        let line = hook_line("", "");
        for end in 0..line.len() {
            check(&own, &line[..end], None);
        }
        for text in [
            "null",
            "[]",
            "\"invocation\"",
            "START RequestId: r",
            "\u{0}",
        ] {
            check(&own, text, None);
        }
        let huge = "x".repeat(MAX_LINE);
        check(
            &own,
            &hook_line("\"level\":\"INFO\"", &format!("\"level\":\"{huge}\"")),
            None,
        );
    }

    #[test]
    fn no_field_shows_what_we_do_not_write() {
        for hostile in [
            r"\u001b[2J",
            r"a\nb",
            r"\u202eabc",
            r"\u009b2J",
            "ada@client.example",
            "a b",
            "",
        ] {
            for (field, is_list) in [
                ("caller", false),
                ("verb", false),
                ("groups", true),
                ("policy_groups", true),
                ("attributes", true),
                ("outcome", false),
                ("code", false),
                ("cause", false),
                ("jti", false),
                ("taken_from", false),
                ("request_id", false),
            ] {
                // A group can have every sign that is printed, and so an address' too.
                if is_list && field != "attributes" && hostile.contains('@') {
                    continue;
                }
                let member = format!(r#""{field}":"{hostile}","#);
                let line = format!(r#"{{"message":"administration",{member}"sub":"{SUB}"}}"#);
                let entry = subject().entry(&Writer::AdminApi, Timestamp::UNIX_EPOCH, &line);
                let text = format!("{:?}", entry.unwrap());
                assert!(text.contains(UNREADABLE), "{field} {hostile}: {text}");
                assert!(!text.contains(r"\u"), "{text}");
            }
        }
    }

    #[test]
    fn lines_beside_the_audit_line_are_known() {
        let line = |message: &str, pool: &str| {
            format!(
                r#"{{"level":"WARN","message":"{message}","user_pool_id":"{pool}","sub":"{SUB}","by":"{OTHER}"}}"#
            )
        };
        let taken = "an address was taken from its owner for an invitation";
        let deleted = "an unconfirmed sign-up was deleted for an invitation";
        check(
            &Writer::AdminApi,
            &line(taken, POOL),
            Some("admin-api address-taken"),
        );
        check(
            &Writer::AdminApi,
            &line(deleted, POOL),
            Some("admin-api sign-up-deleted"),
        );
        check(&Writer::AdminApi, &line(taken, "local_Other"), None);
        check(&Writer::AdminApi, &line("another", POOL), None);
        let entry = subject().entry(&Writer::AdminApi, Timestamp::UNIX_EPOCH, &line(taken, POOL));
        assert_eq!(entry.unwrap().to.as_deref(), Some(OTHER));
    }

    #[test]
    fn what_the_sweeper_did_is_known() {
        let line = |message: &str, pool: &str, sub: &str, field: &str| {
            format!(
                r#"{{"level":"INFO","message":"{message}","user_pool_id":"{pool}","sub":"{sub}",{field}}}"#
            )
        };
        let expired = |pool, sub| line(SWEPT, pool, sub, r#""act":"expired""#);
        let own = Writer::Sweeper;
        check(&own, &expired(POOL, SUB), Some("sweeper expired"));
        check(&own, &expired(POOL, OTHER), None);
        check(&own, &expired("local_Other", SUB), None);
        check(&hook("sweeper"), &expired(POOL, SUB), None);
        check(&Writer::AdminApi, &expired(POOL, SUB), None);
        check(&own, &line("invocation", POOL, SUB, r#""act":"x""#), None);
        let hostile = line(SWEPT, POOL, SUB, r#""act":"a@b.example""#);
        check(&own, &hostile, Some("sweeper unreadable"));
        let failed = line(NOT_SWEPT, POOL, SUB, r#""code":"left-disabled""#);
        check(&own, &failed, Some("sweeper not-swept"));
        let entry = subject().entry(&own, Timestamp::UNIX_EPOCH, &failed);
        assert_eq!(entry.unwrap().code.as_deref(), Some("left-disabled"));
    }

    #[test]
    fn who_issued_a_token_is_found_by_its_id() {
        let issued = audit_line(&format!(r#""sub":"{SUB}""#), r#""jti":"t-1""#);
        let entry = |tokens: &[&str], line: &str| {
            token_entry(tokens.iter().copied(), Timestamp::UNIX_EPOCH, line)
        };
        let found = entry(&["t-0", "t-1"], &issued).unwrap();
        assert_eq!(found.by.as_deref(), Some(CALLER));
        assert_eq!(found.jti.as_deref(), Some("t-1"));
        assert_eq!(entry(&["t-2"], &issued), None);
        let nameless = issued.replace("t-1", UNREADABLE);
        assert_eq!(entry(&[UNREADABLE], &nameless), None);
        let of_hook = issued.replace("administration", "invocation");
        assert_eq!(entry(&["t-1"], &of_hook), None);
    }

    #[test]
    fn a_filter_has_uuids_and_nothing_else() {
        let by_sub = format!(r#"{{ ($.sub = "{SUB}") }}"#);
        assert_eq!(subject().pattern(), by_sub);
        let by_both = format!(r#"{{ ($.sub = "{SUB}") || ($.user_name = "{OTHER}") }}"#);
        let both = Subject::new(POOL, SUB, Some(OTHER)).unwrap();
        assert_eq!(both.pattern(), by_both);
        for hostile in [r#"x") || ($.level = "INFO"#, "ada@client.example", ""] {
            assert_eq!(Subject::new(POOL, hostile, None), None, "{hostile}");
            let named = Subject::new(POOL, SUB, Some(hostile)).unwrap();
            assert_eq!(named.pattern(), by_sub);
        }
    }

    #[test]
    fn what_changed_nothing_is_quiet() {
        for (act, outcome, is_quiet) in [
            ("TokenGeneration_Authentication", "passed-through", true),
            (
                "PostAuthentication_Authentication",
                "nothing-to-grant",
                true,
            ),
            ("PostAuthentication_Authentication", "granted", false),
            ("getInvitation", "done", true),
            ("getInvitation", "refused", false),
            ("revokeInvitation", "done", false),
            ("changed-meanwhile", "", true),
            ("expired", "", false),
        ] {
            let entry = HistoryEntry {
                act: act.to_owned(),
                outcome: (!outcome.is_empty()).then(|| outcome.to_owned()),
                ..HistoryEntry::default()
            };
            assert_eq!(entry.is_quiet(), is_quiet, "{act} {outcome}");
        }
    }

    #[test]
    fn the_record_tells_inviter_and_marks() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut record = InvitationRecord::new(InvitationMode::Created, at(10));
        record.by = Some(CALLER.parse().unwrap());
        record.mark(Mark::Reminded, at(20));
        record.mark(Mark::Accepted, at(30));
        let mut told = HistoryEntry::of_record(&record);
        told.sort();
        let acts: Vec<_> = told
            .iter()
            .map(|e| (e.at.as_second(), e.act.as_str()))
            .collect();
        assert_eq!(acts, [(10, "invited"), (20, "reminded"), (30, "accepted")]);
        assert_eq!(told[0].by.as_deref(), Some(CALLER));
    }
}
