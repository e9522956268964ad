//! What `attach` changed: the file that `detach` goes by.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use cognito::permission::statement_id;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tempfile::NamedTempFile;
use trigger::Function;

use crate::lambda_config::hook_of;
use crate::permission::Statement;

/// The version of the file's format.
const VERSION: u32 = 1;

/// Everything that `attach` was about to change, with the values before. It is written before the
/// first change, so some of it may not have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    version: u32,
    /// How often the record was changed. Of two copies, the one with the higher number counts.
    #[serde(default)]
    pub(crate) revision: u32,
    /// The pool that it is about.
    pub(crate) user_pool_id: String,
    /// Members of `LambdaConfig`; null if there was none.
    pub(crate) triggers: BTreeMap<String, Change<Value>>,
    /// The lists of app clients, by client id; null if there was none.
    pub(crate) write_attributes: BTreeMap<String, Change<Option<BTreeSet<String>>>>,
    /// Statements of functions' resource policies.
    pub(crate) permissions: BTreeSet<Statement>,
    /// Attributes that were added. They stay.
    pub(crate) attributes: BTreeSet<String>,
    /// The values that earlier runs gave the triggers. An interrupted run can leave them in place.
    #[serde(default)]
    pub(crate) earlier_triggers: BTreeMap<String, Vec<Value>>,
    /// The same of the lists of app clients.
    #[serde(default)]
    pub(crate) earlier_write_attributes: BTreeMap<String, Vec<Option<BTreeSet<String>>>>,
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

impl Record {
    /// An empty record.
    pub(crate) fn new(user_pool_id: &str) -> Self {
        Self {
            version: VERSION,
            revision: 0,
            user_pool_id: user_pool_id.to_owned(),
            triggers: BTreeMap::new(),
            write_attributes: BTreeMap::new(),
            permissions: BTreeSet::new(),
            attributes: BTreeSet::new(),
            earlier_triggers: BTreeMap::new(),
            earlier_write_attributes: BTreeMap::new(),
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
        let record = Self::parse(&text, user_pool_id).with_context(|| {
            format!(
                "{} is not to be used; name another file with --record",
                file.display()
            )
        })?;
        Ok(Some(record))
    }

    /// Reads the text of a record. Fails for one that is about another pool, or no record.
    pub(crate) fn parse(text: &str, user_pool_id: &str) -> Result<Self> {
        let record: Self = serde_json::from_str(text).context("it is no record of `attach`")?;
        if record.version != VERSION {
            bail!(
                "it has version {}, and this program reads version {VERSION}; use the `invitations` that wrote it",
                record.version
            );
        }
        if record.user_pool_id != user_pool_id {
            bail!(
                "it is about the user pool {}, not {user_pool_id}",
                record.user_pool_id
            );
        }
        Ok(record)
    }

    /// Its text on one line.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether nothing is left to undo.
    pub(crate) fn is_spent(&self) -> bool {
        self.triggers.is_empty() && self.write_attributes.is_empty() && self.permissions.is_empty()
    }

    /// The part about these hooks; all of it if none is named.
    pub(crate) fn only(&self, hooks: &BTreeSet<Function>) -> Self {
        let mut part = self.clone();
        if hooks.is_empty() {
            return part;
        }
        part.triggers
            .retain(|name, _| hook_of(name).is_some_and(|hook| hooks.contains(&hook)));
        let is_of = |statement: &Statement| {
            let mut ids = hooks
                .iter()
                .map(|hook| statement_id(hook, &self.user_pool_id));
            ids.any(|id| id == statement.statement_id)
        };
        part.permissions.retain(is_of);
        part.write_attributes.clear();
        part.attributes.clear();
        part
    }

    /// Writes the file completely, or not at all.
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

    /// Adds a member of `LambdaConfig` that will be changed.
    ///
    /// If only an earlier run changed it, the value from before that run is kept.
    pub(crate) fn add_trigger(&mut self, member: &str, change: &Change<Value>) {
        let earlier = self.earlier_triggers.entry(member.to_owned()).or_default();
        add(&mut self.triggers, earlier, member, change);
    }

    /// The same of the list of an app client.
    pub(crate) fn add_list(&mut self, client: &str, change: &Change<Option<BTreeSet<String>>>) {
        let earlier = &mut self.earlier_write_attributes;
        let earlier = earlier.entry(client.to_owned()).or_default();
        add(&mut self.write_attributes, earlier, client, change);
    }

    /// Removes what has gone back. The rest stays for a later run.
    pub(crate) fn forget(
        &mut self,
        triggers: impl Fn(&str) -> bool,
        clients: impl Fn(&str) -> bool,
        permissions: impl Fn(&Statement) -> bool,
    ) {
        self.triggers.retain(|name, _| !triggers(name));
        self.earlier_triggers
            .retain(|name, _| self.triggers.contains_key(name));
        self.write_attributes.retain(|id, _| !clients(id));
        self.earlier_write_attributes
            .retain(|id, _| self.write_attributes.contains_key(id));
        self.permissions.retain(|statement| !permissions(statement));
    }

    /// Whether a trigger is as a run made it, the last one or one before.
    pub(crate) fn made_trigger(&self, name: &str, now: &Value) -> bool {
        let last = self.triggers.get(name);
        let earlier = self.earlier_triggers.get(name).into_iter().flatten();
        last.is_some_and(|change| change.after == *now)
            || earlier.into_iter().any(|made| made == now)
    }

    /// The same of the list of an app client.
    pub(crate) fn made_list(&self, client: &str, now: Option<&BTreeSet<String>>) -> bool {
        let last = self.write_attributes.get(client);
        let mut earlier = self
            .earlier_write_attributes
            .get(client)
            .into_iter()
            .flatten();
        last.is_some_and(|change| change.after.as_ref() == now)
            || earlier.any(|made| made.as_ref() == now)
    }
}

fn add<T: Clone + PartialEq>(
    changes: &mut BTreeMap<String, Change<T>>,
    earlier: &mut Vec<T>,
    name: &str,
    change: &Change<T>,
) {
    let last = changes.get(name);
    let before = match last {
        Some(last) if last.after == change.before || earlier.contains(&change.before) => {
            // It may still be there after this run, which may not come to it.
            if !earlier.contains(&change.before) {
                earlier.push(change.before.clone());
            }
            last.before.clone()
        }
        _ => {
            earlier.clear();
            change.before.clone()
        }
    };
    let after = change.after.clone();
    changes.insert(name.to_owned(), Change { before, after });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lambda_config::slot;

    #[test]
    fn what_was_there_first_is_kept() {
        let (mut changes, mut earlier) = (BTreeMap::new(), Vec::new());
        let change = |before: &str, after: &str| Change {
            before: json!(before),
            after: json!(after),
        };
        let mut check = |taken_up: Change<Value>, expected: Change<Value>, made: &[&str]| {
            add(&mut changes, &mut earlier, "PreSignUp", &taken_up);
            assert_eq!(changes["PreSignUp"], expected);
            assert_eq!(earlier, made);
        };
        check(change("theirs", "ours"), change("theirs", "ours"), &[]);
        // Once more, to another alias; and again, since that run was interrupted.
        let moved = change("theirs", "ours:live");
        check(change("ours", "ours:live"), moved.clone(), &["ours"]);
        check(change("ours", "ours:live"), moved.clone(), &["ours"]);
        // A run that was interrupted before it came to anything.
        check(change("theirs", "ours:live"), moved, &[]);
        // Somebody changed it since.
        check(change("another", "ours"), change("another", "ours"), &[]);
    }

    #[test]
    fn a_part_is_about_its_hooks() {
        let mut record = Record::new("eu-central-1_A");
        for hook in Function::ALL {
            let change = Change {
                before: Value::from("theirs"),
                after: Value::from("ours"),
            };
            record.triggers.insert(slot(hook).to_owned(), change);
            record.permissions.insert(Statement {
                function: format!("f-{hook}"),
                statement_id: statement_id(hook, "eu-central-1_A"),
            });
        }
        assert_eq!(record.only(&BTreeSet::new()), record);
        let part = record.only(&BTreeSet::from([Function::PreSignUp]));
        assert_eq!(part.triggers.len(), 1);
        assert_eq!(part.permissions.len(), 1);
    }

    #[test]
    fn a_file_tells_whose_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        assert_eq!(Record::read(&file, "eu-central-1_A").unwrap(), None);
        let record = Record::new("eu-central-1_A");
        record.write(&file).unwrap();
        assert_eq!(Record::read(&file, "eu-central-1_A").unwrap(), Some(record));
        let refused = |text: &str| format!("{:#}", Record::read(&file, text).unwrap_err());
        assert!(refused("eu-central-1_B").contains("eu-central-1_A"));
        fs::write(&file, "{}").unwrap();
        assert!(refused("eu-central-1_A").contains("--record"));
    }
}
