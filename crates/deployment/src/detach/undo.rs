//! What goes back: what `attach` changed and nobody changed since. A pure function of the record and
//! the current pool.

use std::collections::{BTreeMap, BTreeSet};

use cognito::permission::{has_statement, statement_id};
use cognito::{FunctionArn, PoolArn};
use serde_json::Value;
use trigger::Function;

use crate::lambda_config::{arn_of, hook_of, member};
use crate::permission::Statement;
use crate::record::Record;
use crate::write_attributes::listed;

/// What AWS described.
#[derive(Debug)]
pub(crate) struct Current {
    /// `UserPoolType`
    pub(crate) pool: Value,
    /// `UserPoolClientType` of the clients that the record names; one that was deleted is missing.
    pub(crate) clients: BTreeMap<String, Value>,
    /// The resource policies of the functions that the record names.
    pub(crate) policies: BTreeMap<String, Option<Value>>,
}

/// What goes back, in this order, and what does not.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Undo {
    /// Members of `LambdaConfig`, as they were; null is none.
    pub(crate) triggers: BTreeMap<String, Value>,
    /// Lists of app clients, as they were.
    pub(crate) clients: BTreeMap<String, Option<BTreeSet<String>>>,
    /// Statements to be removed.
    pub(crate) permissions: Vec<Statement>,
    /// What stays, and why.
    pub(crate) stays: Vec<String>,
}

impl Undo {
    /// Whether nothing has to go back.
    pub(crate) fn is_empty(&self) -> bool {
        self.triggers.is_empty() && self.clients.is_empty() && self.permissions.is_empty()
    }

    /// Takes out of the record what goes back.
    pub(crate) fn remove_from(&self, record: &mut Record) {
        record.revision += 1;
        record.forget(
            |name| self.triggers.contains_key(name),
            |id| self.clients.contains_key(id),
            |statement| self.permissions.contains(statement),
        );
    }
}

/// Finds out what goes back.
pub(crate) fn undo(record: &Record, current: &Current) -> Undo {
    let mut undo = Undo::default();
    triggers(record, current, &mut undo);
    for (id, change) in &record.write_attributes {
        let Some(client) = current.clients.get(id) else {
            undo.stays
                .push(format!("The app client {id} is not there any more."));
            continue;
        };
        let now = listed(client);
        if now == change.before {
            continue;
        }
        if record.made_list(id, now.as_ref()) {
            undo.clients.insert(id.clone(), change.before.clone());
        } else {
            undo.stays.push(format!(
                "The write attributes of the app client {id} were changed since; they stay as they are."
            ));
        }
    }
    for statement in &record.permissions {
        let policy = current.policies.get(&statement.function);
        let policy = policy.and_then(Option::as_ref);
        if !has_statement(policy, &statement.statement_id) {
            continue;
        }
        // Anybody may have edited the file, and these functions have other callers.
        let is_own = |hook| statement.statement_id == statement_id(hook, &record.user_pool_id);
        if !Function::ALL.into_iter().any(is_own) {
            undo.stays.push(format!(
                "The statement {} of {} is none that `attach` writes; it stays.",
                statement.statement_id, statement.function
            ));
        } else if is_called(current, &undo, &statement.function) {
            undo.stays.push(format!(
                "The pool still calls {}; the permission to do so stays.",
                statement.function
            ));
        } else {
            undo.permissions.push(statement.clone());
        }
    }
    for name in &record.attributes {
        undo.stays.push(format!(
            "The attribute {name} stays: Cognito removes none. Its values stay with the users."
        ));
    }
    undo
}

/// The members of one slot go back together or not at all: AWS refuses two that name different
/// functions (API reference: `LambdaConfigType`, `PreTokenGeneration`).
fn triggers(record: &Record, current: &Current, undo: &mut Undo) {
    let now = |name: &str| member(&current.pool, name).cloned().unwrap_or_default();
    let pool = current.pool.get("Arn").and_then(Value::as_str);
    let pool = pool.and_then(|arn| arn.parse::<PoolArn>().ok());
    for hook in Function::ALL {
        let ours = || {
            let changes = record.triggers.iter();
            changes.filter(move |(name, _)| hook_of(name) == Some(hook))
        };
        let is_changed = ours().any(|(name, change)| {
            let now = now(name);
            now != change.before && !record.made_trigger(name, &now)
        });
        if is_changed {
            undo.stays.push(format!(
                "What the pool calls for {hook} was changed since; it stays as it is."
            ));
            continue;
        }
        // Anybody may have edited the file: it alone must not make a function of another account
        // decide about sign-ups.
        let goes_back = || ours().filter(|(name, change)| now(name) != change.before);
        let is_elsewhere = |arn: &&str| {
            let function = arn.parse::<FunctionArn>().ok();
            !function
                .zip(pool.as_ref())
                .is_some_and(|(function, pool)| function.is_beside(pool))
        };
        let elsewhere = goes_back()
            .filter_map(|(_, change)| arn_of(&change.before))
            .find(is_elsewhere);
        if let Some(arn) = elsewhere {
            undo.stays.push(format!(
                "The record says that the pool called {arn} for {hook}, which is not in the pool's account and Region; put it back yourself if that is right."
            ));
            continue;
        }
        for (name, change) in goes_back() {
            undo.triggers.insert(name.clone(), change.before.clone());
        }
    }
}

/// Whether the pool calls a function once this is undone.
fn is_called(current: &Current, undo: &Undo, function: &str) -> bool {
    let config = current.pool.get("LambdaConfig").and_then(Value::as_object);
    let stays = config
        .into_iter()
        .flatten()
        .filter(|(name, _)| !undo.triggers.contains_key(*name))
        .map(|(_, member)| member);
    let mut all = stays.chain(undo.triggers.values());
    all.any(|member| arn_of(member) == Some(function))
}

#[cfg(test)]
mod tests;
