//! What an import did, so that it can go on where it was stopped.
//!
//! A file of JSON lines that only grows. The first line says which import it is; every other that
//! a row was begun, or how it ended. It knows a row by two keyed digests: of whom it invites, and
//! of all that it says; there is no address in it and no name. So rows can be corrected, added and
//! moved. A row is noted as begun before AWS is asked, so that one that did not end is known for
//! it, also after it was corrected.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use administration::RecordRequest;
use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::import::outcome::{Past, RowOutcome};
use crate::import::people::Person;

/// How long what is written may be lost with the machine's power. A process that is killed loses
/// nothing. What is lost is found in the pool again, and nobody is invited twice for it.
const UNSAVED: Duration = Duration::from_secs(1);

/// Which import a journal is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Import {
    /// The version of this format.
    version: u32,
    /// The key of the digests, drawn for this journal: without it, nobody finds an address in a
    /// table of digests that was made before.
    key: String,
    /// The user pool.
    user_pool_id: String,
    /// Where it is, unless that is AWS: user pools on this machine often have the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    endpoint_url: Option<String>,
    /// The settings, as the SHA-256 of their bytes.
    settings: String,
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    /// Whom the row invites, as a keyed digest.
    person: String,
    /// All that the row says, as a keyed digest.
    row: String,
    /// When.
    at: Timestamp,
    /// How the row ended; none where it was begun.
    #[serde(flatten)]
    outcome: Option<RowOutcome>,
}

/// An open journal, which no other process writes to.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    saved: Instant,
    past: BTreeMap<String, Known>,
    key: String,
    case_sensitive: bool,
}

/// What is known of a person.
#[derive(Debug, Default)]
struct Known {
    past: Past,
    /// The row that it was done for last.
    row: String,
}

impl Import {
    /// An import under these settings, with a key of its own for a journal that is begun.
    pub(crate) fn new(
        user_pool_id: &str,
        endpoint_url: Option<&str>,
        settings: &[u8],
    ) -> Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).context("the operating system gives no random bytes")?;
        Ok(Self {
            version: 2,
            key: URL_SAFE_NO_PAD.encode(key),
            user_pool_id: user_pool_id.to_owned(),
            endpoint_url: endpoint_url.map(str::to_owned),
            settings: digest(settings),
        })
    }

    /// Refuses a journal that is not of this import, and says what differs.
    fn check(&self, journal: &Self) -> Result<()> {
        let differs = if (&journal.user_pool_id, &journal.endpoint_url)
            != (&self.user_pool_id, &self.endpoint_url)
        {
            "is of another user pool"
        } else if journal.settings != self.settings {
            "was begun under other settings"
        } else {
            return Ok(());
        };
        bail!(
            "the journal {differs}; name another with --journal to begin anew, which completes who is invited already and writes to nobody twice"
        )
    }
}

impl Journal {
    /// Opens the journal of an import, or begins it.
    pub(crate) fn open(path: &Path, import: Import, case_sensitive: bool) -> Result<Self> {
        Self::try_open(path, import, case_sensitive).with_context(|| path.display().to_string())
    }

    fn try_open(path: &Path, mut import: Import, case_sensitive: bool) -> Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(0o600)
            .open(path)
            .context("the journal cannot be opened")?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("another import writes this journal; wait for it")
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).context("the journal cannot be locked");
            }
        }
        let mut text = String::new();
        file.read_to_string(&mut text)
            .context("the journal cannot be read")?;
        // A line without an end was being written when the power went: it did not happen.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .context("the journal cannot be written")?;
        let past = read(text.get(..whole).unwrap_or_default(), &mut import)?;
        let mut journal = Self {
            path: path.to_owned(),
            file,
            saved: Instant::now(),
            past,
            key: import.key.clone(),
            case_sensitive,
        };
        if whole == 0 {
            journal.write(&import)?;
            journal.save()?;
        }
        Ok(journal)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What is known of whom a row invites.
    pub(crate) fn past(&self, person: &Person) -> Option<&Past> {
        let known = self.past.get(&self.person(person));
        known.map(|known| &known.past)
    }

    /// Whether there is nothing left to do about a row: it is done, and says what it said then.
    pub(crate) fn is_done(&self, person: &Person) -> bool {
        let known = self.past.get(&self.person(person));
        known.is_some_and(|known| known.past.is_done() && known.row == self.row(person))
    }

    /// Notes that a row is begun, and says what is known of whom it invites.
    pub(crate) fn begin(&mut self, person: &Person, at: Timestamp) -> Result<Past> {
        let entry = self.entry(person, at, None);
        self.write(&entry)?;
        let known = self.past.entry(entry.person).or_default();
        known.past.begin();
        known.row = entry.row;
        Ok(known.past.clone())
    }

    /// Notes how a row ended.
    pub(crate) fn end(
        &mut self,
        person: &Person,
        at: Timestamp,
        outcome: RowOutcome,
    ) -> Result<()> {
        let entry = self.entry(person, at, Some(outcome.for_journal()));
        self.write(&entry)?;
        self.past.entry(entry.person).or_default().past.end(outcome);
        if self.saved.elapsed() > UNSAVED {
            self.save()?;
        }
        Ok(())
    }

    fn entry(&self, person: &Person, at: Timestamp, outcome: Option<RowOutcome>) -> Entry {
        Entry {
            person: self.person(person),
            row: self.row(person),
            at,
            outcome,
        }
    }

    /// Whom a row invites: what the pool takes for one person.
    fn person(&self, person: &Person) -> String {
        let invitation = &person.invitation;
        let folded = |name: &str| {
            if self.case_sensitive {
                name.to_owned()
            } else {
                name.to_lowercase()
            }
        };
        let name = invitation.user_name.as_deref().map(folded);
        keyed(&self.key, &json!([folded(invitation.email.as_str()), name]))
    }

    /// All that a row says.
    fn row(&self, person: &Person) -> String {
        let invitation = &person.invitation;
        let profile = &invitation.profile;
        let hook_data = &invitation.hook_data;
        let mut all = json!([
            invitation.email.as_str(),
            invitation.user_name,
            profile.all_attributes(),
            profile.groups,
            hook_data.validation_data,
            hook_data.client_metadata,
        ]);
        // A journal of a list without these columns goes on as it is.
        if let Some(all) = all.as_array_mut()
            && invitation.record != RecordRequest::default()
        {
            all.push(json!(invitation.record));
        }
        keyed(&self.key, &all)
    }

    /// Makes sure that nothing is lost if the power fails.
    pub(crate) fn save(&mut self) -> Result<()> {
        self.file
            .sync_data()
            .with_context(|| format!("{} cannot be saved", self.path.display()))?;
        self.saved = Instant::now();
        Ok(())
    }

    fn write(&mut self, entry: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.file
            .write_all(&line)
            .with_context(|| format!("{} cannot be written", self.path.display()))
    }
}

/// What the lines of a journal say about each person. The import takes the key of an existing
/// journal.
fn read(text: &str, import: &mut Import) -> Result<BTreeMap<String, Known>> {
    let damaged = |number: usize| {
        format!("line {number} is no line of a journal; name another with --journal to begin anew")
    };
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    let mut lines = text.lines();
    let Some(first) = lines.next() else {
        return Ok(all);
    };
    let version: Version = serde_json::from_str(first).with_context(|| damaged(1))?;
    if version.version == import.version {
        let first: Import = serde_json::from_str(first).with_context(|| damaged(1))?;
        import.check(&first)?;
        import.key = first.key;
    } else {
        bail!(
            "the journal was written by another version of this command; name another with --journal to begin anew, which completes who is invited already and writes to nobody twice"
        );
    }
    for (number, line) in (2..).zip(lines) {
        let entry: Entry = serde_json::from_str(line).with_context(|| damaged(number))?;
        let known = all.entry(entry.person).or_default();
        known.row = entry.row;
        match entry.outcome {
            None => known.past.begin(),
            Some(outcome) => known.past.end(outcome),
        }
    }
    Ok(all)
}

/// The version alone, which every version of the format begins with.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// A digest that says nothing without the key.
fn keyed(key: &str, value: &Value) -> String {
    // HMAC takes keys of any length.
    let mut digest = match Hmac::<Sha256>::new_from_slice(key.as_bytes()) {
        Ok(digest) => digest,
        Err(_) => Hmac::new(&hmac::digest::Key::<Hmac<Sha256>>::default()),
    };
    digest.update(value.to_string().as_bytes());
    let digest = digest.finalize().into_bytes();
    // Half of it tells more people apart than there are.
    URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or_default())
}

fn digest(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use administration::view::Rejection;
    use administration::{Delivery, End, HookData, Invitation, Invited, Outcome, Profile};
    use jiff::SignedDuration;

    use crate::import::outcome::Done;

    fn import() -> Import {
        Import::new("local_Example", None, b"").unwrap()
    }

    fn open(path: &Path) -> Result<Journal> {
        Journal::open(path, import(), false)
    }

    fn person(line: u64, email: &str, given_name: &str) -> Person {
        Person {
            line,
            invitation: Invitation {
                email: email.parse().unwrap(),
                user_name: None,
                profile: Profile {
                    given_name: Some(given_name.to_owned()),
                    ..Profile::default()
                },
                hook_data: HookData::default(),
                force_alias_creation: false,
                record: RecordRequest::default(),
            },
        }
    }

    fn people() -> [Person; 4] {
        ["ada", "bob", "eve", "joe"].map(|name| person(2, &format!("{name}@client.example"), name))
    }

    fn done() -> RowOutcome {
        RowOutcome::Invited(Done {
            outcome: Outcome::Created,
            sub: "6a2c".to_owned(),
            user_name: None,
            mail: Delivery::Sent,
            warnings: Vec::new(),
        })
    }

    fn at() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    #[test]
    fn what_was_noted_is_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv.journal");
        let [ada, bob, eve, joe] = people();
        let mut journal = open(&path).unwrap();
        journal.begin(&ada, at()).unwrap();
        journal.end(&ada, at(), done()).unwrap();
        journal.begin(&bob, at()).unwrap();
        let refused = RowOutcome::Refused(Rejection {
            code: "rejected".to_owned(),
            detail: "ada@client.example is not invited".to_owned(),
            errors: Vec::new(),
        });
        journal.begin(&eve, at()).unwrap();
        journal.end(&eve, at(), refused).unwrap();
        // Only one process at a time.
        let locked = open(&path).unwrap_err();
        assert!(
            format!("{locked:#}").contains("another import"),
            "{locked:#}"
        );
        drop(journal);

        let text = fs::read_to_string(&path).unwrap();
        for name in ["@", "ada", "bob", "client"] {
            assert!(!text.contains(name), "{text}");
        }
        // The power went while the next line was written.
        fs::write(&path, format!("{text}{{\"person\":\"x\",\"at\":\"1970")).unwrap();
        let mut journal = open(&path).unwrap();
        assert!(journal.is_done(&ada));
        assert!(!journal.is_done(&bob) && journal.past(&bob).is_some());
        assert!(!journal.is_done(&eve));
        assert!(journal.past(&joe).is_none());
        journal.begin(&joe, at()).unwrap();
        drop(journal);
        assert!(open(&path).is_ok());
    }

    #[test]
    fn a_row_is_known_by_what_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv.journal");
        let [ada, bob, eve, _] = people();
        let mut journal = open(&path).unwrap();
        journal.begin(&ada, at()).unwrap();
        journal.end(&ada, at(), done()).unwrap();
        journal.begin(&bob, at()).unwrap();
        drop(journal);
        let mut journal = open(&path).unwrap();
        // The line makes no difference, nor the case of an address.
        assert!(journal.is_done(&person(99, "ada@client.example", "ada")));
        assert!(!journal.is_done(&person(2, "ada@client.example", "Ada Maria")));
        let mut ends = person(2, "ada@client.example", "ada");
        ends.invitation.record.end = Some(End::After(SignedDuration::from_hours(48)));
        assert!(!journal.is_done(&ends));
        let shouted = person(2, "BOB@client.example", "Bob");
        assert!(journal.past(&shouted).is_some());
        assert!(!journal.is_done(&eve));
        // Who was corrected after a run that was cut off is still in doubt.
        let past = journal.begin(&shouted, at()).unwrap();
        let unchanged = Invited {
            outcome: Outcome::Unchanged,
            sub: "6a2c".to_owned(),
            user_name: "bob".to_owned(),
            mail: Delivery::NotSent,
            groups_added: std::collections::BTreeSet::new(),
            link: None,
            expires: None,
            deleted: Vec::new(),
            taken_from: None,
            warnings: Vec::new(),
        };
        let RowOutcome::Invited(settled) = past.settle(Ok(unchanged), false) else {
            panic!("{past:?}");
        };
        assert_eq!(settled.mail, Delivery::Unknown);
        // Two journals share no digest.
        let other = open(&folder.path().join("other.journal")).unwrap();
        assert_ne!(other.person(&ada), journal.person(&ada));
    }

    #[test]
    fn the_journal_of_another_import_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv.journal");
        open(&path).unwrap();
        let local = Some("http://127.0.0.1:8787");
        for (other, expected) in [
            (Import::new("local_Other", None, b""), "another user pool"),
            (
                Import::new("local_Example", local, b""),
                "another user pool",
            ),
            (Import::new("local_Example", None, b"#"), "other settings"),
        ] {
            let opened = Journal::open(&path, other.unwrap(), false);
            let error = format!("{:#}", opened.unwrap_err());
            assert!(error.contains(expected), "{error}");
        }
        fs::write(&path, "{\"version\":1,\"file\":\"x\"}\n").unwrap();
        let error = format!("{:#}", open(&path).unwrap_err());
        assert!(error.contains("another version"), "{error}");
        fs::write(&path, "email,groups\n").unwrap();
        let error = format!("{:#}", open(&path).unwrap_err());
        assert!(error.contains("line 1 is no line of a journal"), "{error}");
    }
}
