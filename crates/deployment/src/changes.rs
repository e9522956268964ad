//! Changes one setting of a pool or an app client, and keeps every other one.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::aws::pool::Cognito;
use crate::pool_settings::{client_settings, differences, pool_settings};

/// Sets members of `LambdaConfig`; null removes one. `basis` is the pool that the plan was made from:
/// if somebody changed the pool since, nothing is written.
///
/// Returns the settings that are not as asked for afterwards.
pub(crate) async fn set_triggers(
    cognito: &Cognito,
    basis: &Value,
    members: &BTreeMap<String, Value>,
) -> Result<Vec<String>> {
    let before = pool_settings(&cognito.pool().await?);
    check_unchanged("the user pool", &pool_settings(basis), &before)?;
    let wanted = with_triggers(before, members);
    cognito.update_pool(wanted.clone()).await?;
    Ok(differences(&wanted, &pool_settings(&cognito.pool().await?)))
}

/// Sets the write attributes of an app client; `None` removes the list. Otherwise like
/// [`set_triggers`].
pub(crate) async fn set_write_attributes(
    cognito: &Cognito,
    id: &str,
    basis: &Value,
    list: Option<&BTreeSet<String>>,
) -> Result<Vec<String>> {
    let gone = || format!("the app client {id} was deleted meanwhile");
    let before = client_settings(&cognito.client(id).await?.with_context(gone)?);
    let name = format!("the app client {id}");
    check_unchanged(&name, &client_settings(basis), &before)?;
    let wanted = with_write_attributes(before, list);
    cognito.update_client(id, wanted.clone()).await?;
    let after = cognito.client(id).await?.with_context(gone)?;
    Ok(differences(&wanted, &client_settings(&after)))
}

fn check_unchanged(name: &str, basis: &Map<String, Value>, now: &Map<String, Value>) -> Result<()> {
    let changed = differences(basis, now);
    if !changed.is_empty() {
        bail!(
            "somebody else changed {name} meanwhile ({}); look at the plan once more",
            changed.join(", ")
        );
    }
    Ok(())
}

fn with_triggers(
    mut settings: Map<String, Value>,
    members: &BTreeMap<String, Value>,
) -> Map<String, Value> {
    let config = settings
        .entry("LambdaConfig")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(config) = config.as_object_mut() {
        for (name, member) in members {
            if member.is_null() {
                config.remove(name);
            } else {
                config.insert(name.clone(), member.clone());
            }
        }
    }
    settings
}

fn with_write_attributes(
    mut settings: Map<String, Value>,
    list: Option<&BTreeSet<String>>,
) -> Map<String, Value> {
    match list {
        Some(list) => settings.insert("WriteAttributes".to_owned(), json!(list)),
        None => settings.remove("WriteAttributes"),
    };
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_members_changes() {
        let settings = json!({
            "LambdaConfig": { "PreSignUp": "a", "UserMigration": "b", "SomethingNew": { "X": 1 } },
            "MfaConfiguration": "ON",
        });
        let members = BTreeMap::from([
            ("PreSignUp".to_owned(), Value::Null),
            ("CustomMessage".to_owned(), json!("c")),
        ]);
        let settings = settings.as_object().cloned().unwrap();
        let expected = json!({
            "LambdaConfig": { "CustomMessage": "c", "UserMigration": "b", "SomethingNew": { "X": 1 } },
            "MfaConfiguration": "ON",
        });
        assert_eq!(Value::Object(with_triggers(settings, &members)), expected);
        let none = with_triggers(Map::new(), &BTreeMap::new());
        assert_eq!(Value::Object(none), json!({ "LambdaConfig": {} }));
    }

    #[test]
    fn a_list_comes_and_goes() {
        let settings = json!({ "ClientName": "Web" }).as_object().cloned().unwrap();
        let list = BTreeSet::from(["email".to_owned()]);
        let with = with_write_attributes(settings.clone(), Some(&list));
        let expected = json!({ "ClientName": "Web", "WriteAttributes": ["email"] });
        assert_eq!(Value::Object(with.clone()), expected);
        assert_eq!(with_write_attributes(with, None), settings);
    }
}
