//! What an import did, so that it can go on where it was stopped.
//!
//! A file of JSON lines that only grows. The first line says which import it is; every other that
//! a row was begun, or how it ended. It names people by the line of the list and the pool's `sub`:
//! no address, no name. A row is noted as begun before AWS is asked, so that one that did not end
//! is known for it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::import::outcome::{Past, RowOutcome};

/// How long what is written may be lost with the machine's power. A process that is killed loses
/// nothing. What is lost is found in the pool again, and nobody is invited twice for it.
const UNSAVED: Duration = Duration::from_secs(1);

/// Which import a journal is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Import {
    /// The version of this format.
    version: u32,
    /// The list, as the SHA-256 of its bytes.
    file: String,
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
    /// The line of the list.
    line: u64,
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
    past: BTreeMap<u64, Past>,
}

impl Import {
    /// The import of a list, under these settings.
    pub(crate) fn new(
        list: &[u8],
        user_pool_id: &str,
        endpoint_url: Option<&str>,
        settings: &[u8],
    ) -> Self {
        Self {
            version: 1,
            file: digest(list),
            user_pool_id: user_pool_id.to_owned(),
            endpoint_url: endpoint_url.map(str::to_owned),
            settings: digest(settings),
        }
    }

    /// Refuses a journal that is not of this import, and says what differs.
    fn check(&self, journal: &Self) -> Result<()> {
        let differs = if journal.version != self.version {
            "was written by another version of this command"
        } else if journal.file != self.file {
            "is of another list, or of an earlier state of this one"
        } else if (&journal.user_pool_id, &journal.endpoint_url)
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
    pub(crate) fn open(path: &Path, import: &Import) -> Result<Self> {
        Self::try_open(path, import).with_context(|| path.display().to_string())
    }

    fn try_open(path: &Path, import: &Import) -> Result<Self> {
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
        let past = read(text.get(..whole).unwrap_or_default(), import)?;
        let mut journal = Self {
            path: path.to_owned(),
            file,
            saved: Instant::now(),
            past,
        };
        if whole == 0 {
            journal.write(import)?;
            journal.save()?;
        }
        Ok(journal)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What is known of a row.
    pub(crate) fn past(&self, line: u64) -> Option<&Past> {
        self.past.get(&line)
    }

    /// Whether there is nothing left to do about a row.
    pub(crate) fn is_done(&self, line: u64) -> bool {
        self.past(line).is_some_and(Past::is_done)
    }

    /// Notes that a row is begun, and says what is known of it.
    pub(crate) fn begin(&mut self, line: u64, at: Timestamp) -> Result<Past> {
        self.write(&Entry {
            line,
            at,
            outcome: None,
        })?;
        let past = self.past.entry(line).or_default();
        past.begin();
        Ok(past.clone())
    }

    /// Notes how a row ended.
    pub(crate) fn end(&mut self, line: u64, at: Timestamp, outcome: RowOutcome) -> Result<()> {
        self.write(&Entry {
            line,
            at,
            outcome: Some(outcome.for_journal()),
        })?;
        self.past.entry(line).or_default().end(outcome);
        if self.saved.elapsed() > UNSAVED {
            self.save()?;
        }
        Ok(())
    }

    /// Sees to it that nothing is lost with the power.
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

/// What the lines of a journal say of each row.
fn read(text: &str, import: &Import) -> Result<BTreeMap<u64, Past>> {
    let damaged = |number: usize| {
        format!("line {number} is no line of a journal; name another with --journal to begin anew")
    };
    let mut past: BTreeMap<u64, Past> = BTreeMap::new();
    let mut lines = text.lines();
    let Some(first) = lines.next() else {
        return Ok(past);
    };
    let first: Import = serde_json::from_str(first).with_context(|| damaged(1))?;
    import.check(&first)?;
    for (number, line) in (2..).zip(lines) {
        let entry: Entry = serde_json::from_str(line).with_context(|| damaged(number))?;
        let row = past.entry(entry.line).or_default();
        match entry.outcome {
            None => row.begin(),
            Some(outcome) => row.end(outcome),
        }
    }
    Ok(past)
}

fn digest(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use administration::view::Rejection;
    use administration::{Delivery, Outcome};

    use crate::import::outcome::Done;

    fn import() -> Import {
        Import::new(b"email\n", "local_Example", None, b"")
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
        let mut journal = Journal::open(&path, &import()).unwrap();
        journal.begin(2, at()).unwrap();
        journal.end(2, at(), done()).unwrap();
        journal.begin(3, at()).unwrap();
        let refused = RowOutcome::Refused(Rejection {
            code: "rejected".to_owned(),
            detail: "ada@client.example is not invited".to_owned(),
        });
        journal.begin(4, at()).unwrap();
        journal.end(4, at(), refused).unwrap();
        let known: Vec<Option<Past>> = (2..6).map(|line| journal.past(line).cloned()).collect();
        // Only one process at a time.
        let locked = Journal::open(&path, &import()).unwrap_err();
        assert!(
            format!("{locked:#}").contains("another import"),
            "{locked:#}"
        );
        drop(journal);

        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains('@'), "{text}");
        // The power went while the next line was written.
        fs::write(&path, format!("{text}{{\"line\":5,\"at\":\"1970")).unwrap();
        let mut journal = Journal::open(&path, &import()).unwrap();
        for (line, known) in (2..6).zip(known) {
            assert_eq!(
                journal.is_done(line),
                known.is_some_and(|past| past.is_done())
            );
        }
        assert!(journal.is_done(2));
        assert_eq!(journal.past(5), None);
        journal.begin(5, at()).unwrap();
        drop(journal);
        assert!(Journal::open(&path, &import()).is_ok());
    }

    #[test]
    fn the_journal_of_another_import_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv.journal");
        Journal::open(&path, &import()).unwrap();
        let local = Some("http://127.0.0.1:8787");
        for (other, expected) in [
            (
                Import::new(b"e-mail\n", "local_Example", None, b""),
                "another list",
            ),
            (
                Import::new(b"email\n", "local_Other", None, b""),
                "another user pool",
            ),
            (
                Import::new(b"email\n", "local_Example", local, b""),
                "another user pool",
            ),
            (
                Import::new(b"email\n", "local_Example", None, b"#"),
                "other settings",
            ),
        ] {
            let error = format!("{:#}", Journal::open(&path, &other).unwrap_err());
            assert!(error.contains(expected), "{error}");
        }
        fs::write(&path, "email,groups\n").unwrap();
        let error = format!("{:#}", Journal::open(&path, &import()).unwrap_err());
        assert!(error.contains("line 1 is no line of a journal"), "{error}");
    }
}
