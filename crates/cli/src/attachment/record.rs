//! What `attach` changed: the file that `detach` goes by.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tempfile::NamedTempFile;

use super::plan::Plan;

/// The version of the file's format.
const VERSION: u32 = 1;

/// Everything that was to be changed, with what was there before. It is written before the first
/// change, so that what is in it may not have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    version: u32,
    /// The pool that it is about.
    pub(crate) user_pool_id: String,
    /// Members of `LambdaConfig`; null is none.
    pub(crate) triggers: BTreeMap<String, Change<Value>>,
    /// The lists of app clients, by client id; null is no list.
    pub(crate) write_attributes: BTreeMap<String, Change<Option<BTreeSet<String>>>>,
    /// Statements of functions' resource policies.
    pub(crate) permissions: BTreeSet<Statement>,
    /// Attributes that were added, which nothing takes off again.
    pub(crate) attributes: BTreeSet<String>,
}

/// A setting before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change<T> {
    /// What was there.
    pub(crate) before: T,
    /// What is there instead.
    pub(crate) after: T,
}

/// A statement of a function's resource policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    /// The ARN of the function or alias.
    pub(crate) function: String,
    /// The statement's name.
    pub(crate) statement_id: String,
}

impl Record {
    /// A record of nothing.
    pub(crate) fn new(user_pool_id: &str) -> Self {
        Self {
            version: VERSION,
            user_pool_id: user_pool_id.to_owned(),
            triggers: BTreeMap::new(),
            write_attributes: BTreeMap::new(),
            permissions: BTreeSet::new(),
            attributes: BTreeSet::new(),
        }
    }

    /// Reads a file, if there is one. Fails for one that is about another pool, or no record.
    pub(crate) fn read(file: &Path, user_pool_id: &str) -> Result<Option<Self>> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be read", file.display()));
            }
        };
        let record: Self = serde_json::from_str(&text).with_context(|| {
            format!(
                "{} is not a record of `attach`; name the right file with --record",
                file.display()
            )
        })?;
        if record.version != VERSION {
            bail!(
                "{} has version {}, and this program reads version {VERSION}; use the `invitations` that wrote it",
                file.display(),
                record.version
            );
        }
        if record.user_pool_id != user_pool_id {
            bail!(
                "{} is about the user pool {}, not {user_pool_id}; name another file with --record",
                file.display(),
                record.user_pool_id
            );
        }
        Ok(Some(record))
    }

    /// Writes the file: wholly, or not at all.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let unwritable = || {
            format!(
                "{} cannot be written; name another file with --record",
                file.display()
            )
        };
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        let mut copy =
            NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).with_context(unwritable)?;
        copy.write_all(format!("{:#}\n", serde_json::to_value(self)?).as_bytes())
            .and_then(|()| copy.as_file().sync_all())
            .with_context(unwritable)?;
        copy.persist(file).with_context(unwritable)?;
        Ok(())
    }

    /// Takes up what is about to be changed.
    ///
    /// What an earlier run changed, and nobody since, goes back to what was there before that run.
    pub(crate) fn take_up(&mut self, plan: &Plan) {
        for (member, change) in &plan.triggers {
            take_up(&mut self.triggers, member, change);
        }
        for client in &plan.clients {
            take_up(&mut self.write_attributes, &client.id, &client.list);
        }
        let permissions = plan
            .permissions
            .iter()
            .map(|wanted| wanted.statement.clone());
        self.permissions.extend(permissions);
        let attributes = plan.attributes.iter().map(|name| (*name).to_owned());
        self.attributes.extend(attributes);
    }

    /// Forgets what was undone: nothing but the attributes is left of it.
    pub(crate) fn undone(&self) -> Self {
        Self {
            attributes: self.attributes.clone(),
            ..Self::new(&self.user_pool_id)
        }
    }
}

fn take_up<T: Clone + PartialEq>(
    changes: &mut BTreeMap<String, Change<T>>,
    name: &str,
    change: &Change<T>,
) {
    let earlier = changes.get(name);
    let before = match earlier {
        Some(earlier) if earlier.after == change.before => earlier.before.clone(),
        _ => change.before.clone(),
    };
    let after = change.after.clone();
    changes.insert(name.to_owned(), Change { before, after });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_there_first_is_kept() {
        let mut changes = BTreeMap::new();
        let change = |before: &str, after: &str| Change {
            before: json!(before),
            after: json!(after),
        };
        take_up(&mut changes, "PreSignUp", &change("theirs", "ours"));
        // Once more, to another alias.
        take_up(&mut changes, "PreSignUp", &change("ours", "ours:live"));
        assert_eq!(changes["PreSignUp"], change("theirs", "ours:live"));
        // A run that was interrupted before it came to this.
        take_up(&mut changes, "PreSignUp", &change("theirs", "ours:live"));
        assert_eq!(changes["PreSignUp"], change("theirs", "ours:live"));
        // Somebody changed it since.
        take_up(&mut changes, "PreSignUp", &change("another", "ours"));
        assert_eq!(changes["PreSignUp"], change("another", "ours"));
    }

    #[test]
    fn a_file_tells_whose_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        assert_eq!(Record::read(&file, "eu-central-1_A").unwrap(), None);
        let record = Record::new("eu-central-1_A");
        record.write(&file).unwrap();
        assert_eq!(Record::read(&file, "eu-central-1_A").unwrap(), Some(record));
        let refused = |text: &str| Record::read(&file, text).unwrap_err().to_string();
        assert!(refused("eu-central-1_B").contains("eu-central-1_A"));
        fs::write(&file, "{}").unwrap();
        assert!(refused("eu-central-1_A").contains("--record"));
    }
}
