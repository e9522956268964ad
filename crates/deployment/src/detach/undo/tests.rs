use serde_json::json;

use super::*;
use crate::record::Change;

const OURS: &str = "arn:aws:lambda:eu-central-1:111122223333:function:team-pre-sign-up";
const OUR_STATEMENT: &str = "invitations-pre-sign-up-eu-central-1_A";
const THEIRS: &str = "arn:aws:lambda:eu-central-1:111122223333:function:theirs";

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

fn statement() -> Statement {
    Statement {
        function: OURS.to_owned(),
        statement_id: OUR_STATEMENT.to_owned(),
    }
}

fn record() -> Record {
    let mut record = Record::new("eu-central-1_A");
    record.triggers.insert(
        "PreSignUp".to_owned(),
        Change {
            before: json!(THEIRS),
            after: json!(OURS),
        },
    );
    record.write_attributes.insert(
        "web".to_owned(),
        Change {
            before: None,
            after: Some(set(["email"])),
        },
    );
    record.permissions.insert(statement());
    record
}

fn current(pre_sign_up: &Value, list: Option<&[&str]>, has_statement: bool) -> Current {
    let statements = if has_statement {
        json!([{ "Sid": OUR_STATEMENT }])
    } else {
        json!([])
    };
    let policy = json!({ "Statement": statements });
    Current {
        pool: json!({
            "Arn": "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_A",
            "LambdaConfig": { "PreSignUp": pre_sign_up },
        }),
        clients: BTreeMap::from([("web".to_owned(), json!({ "WriteAttributes": list }))]),
        policies: BTreeMap::from([(OURS.to_owned(), Some(policy))]),
    }
}

#[test]
fn everything_goes_back_once() {
    let done = current(&json!(OURS), Some(&["email"]), true);
    let expected = Undo {
        triggers: BTreeMap::from([("PreSignUp".to_owned(), json!(THEIRS))]),
        clients: BTreeMap::from([("web".to_owned(), None)]),
        permissions: vec![statement()],
        stays: Vec::new(),
    };
    assert_eq!(undo(&record(), &done), expected);
    let undone = current(&json!(THEIRS), None, false);
    assert_eq!(undo(&record(), &undone), Undo::default());
}

#[test]
fn no_function_elsewhere_gets_the_pool_on_a_record_s_word() {
    for elsewhere in [
        "arn:aws:lambda:eu-central-1:999999999999:function:theirs",
        "arn:aws:lambda:us-east-1:111122223333:function:theirs",
    ] {
        let mut record = record();
        record.triggers.get_mut("PreSignUp").unwrap().before = json!(elsewhere);
        let undo = undo(&record, &current(&json!(OURS), Some(&["email"]), true));
        assert!(undo.triggers.is_empty());
        // Our function goes on being called, and goes on to be allowed.
        assert!(undo.permissions.is_empty());
        assert!(undo.stays[0].contains(elsewhere), "{:?}", undo.stays);
        // Where the pool is as it was already, there is nothing to be put back.
        let done = super::undo(&record, &current(&json!(elsewhere), None, false));
        assert!(done.is_empty() && done.stays.is_empty(), "{:?}", done.stays);
    }
}

#[test]
fn a_run_that_was_interrupted_is_undone_as_far_as_it_came() {
    let permitted = current(&json!(THEIRS), None, true);
    let expected = Undo {
        permissions: vec![statement()],
        ..Undo::default()
    };
    assert_eq!(undo(&record(), &permitted), expected);
    let listed = current(&json!(THEIRS), Some(&["email"]), true);
    let undo = undo(&record(), &listed);
    assert!(undo.triggers.is_empty());
    assert_eq!(undo.clients.len(), 1);
}

#[test]
fn what_somebody_else_changed_stays_and_is_named() {
    let changed = current(&json!("arn:third"), Some(&["email", "name"]), true);
    let undo = undo(&record(), &changed);
    assert!(undo.triggers.is_empty() && undo.clients.is_empty());
    assert_eq!(undo.permissions, [statement()]);
    let [trigger, client] = undo.stays.as_slice() else {
        panic!("{:?}", undo.stays)
    };
    assert!(trigger.contains("pre-sign-up") && client.contains("web"));
}

#[test]
fn a_function_that_is_called_may_be_called() {
    let mut current = current(&json!("arn:third"), None, true);
    current.pool["LambdaConfig"]["PostConfirmation"] = json!(OURS);
    let undo = undo(&record(), &current);
    assert!(undo.is_empty());
    assert!(undo.stays.iter().any(|line| line.contains("still calls")));
}

#[test]
fn a_client_that_is_gone_is_named() {
    let mut current = current(&json!(THEIRS), None, false);
    current.clients.clear();
    current.policies.clear();
    let undo = undo(&record(), &current);
    assert!(undo.is_empty());
    assert_eq!(undo.stays, ["The app client web is not there any more."]);
}

#[test]
fn the_two_members_of_one_slot_go_together() {
    let versioned = |arn: &str| json!({ "LambdaArn": arn, "LambdaVersion": "V2_0" });
    let mut record = Record::new("eu-central-1_A");
    for (name, before, after) in [
        ("PreTokenGeneration", Value::Null, json!(OURS)),
        (
            "PreTokenGenerationConfig",
            versioned(THEIRS),
            versioned(OURS),
        ),
    ] {
        let change = Change { before, after };
        record.triggers.insert(name.to_owned(), change);
    }
    let mut current = current(&Value::Null, None, false);
    current.pool["LambdaConfig"] =
        json!({ "PreTokenGeneration": OURS, "PreTokenGenerationConfig": versioned(OURS) });
    assert_eq!(undo(&record, &current).triggers.len(), 2);
    current.pool["LambdaConfig"]["PreTokenGenerationConfig"] = versioned("arn:third");
    let undo = undo(&record, &current);
    assert!(undo.triggers.is_empty());
    assert_eq!(undo.stays.len(), 1);
}

#[test]
fn attributes_stay() {
    let mut record = Record::new("eu-central-1_A");
    record.attributes.insert("custom:brand".to_owned());
    let undo = undo(&record, &current(&Value::Null, None, false));
    assert!(undo.is_empty());
    assert!(undo.stays[0].contains("custom:brand"));
}

/// A second run, to another alias, wrote the record and came to nothing else.
#[test]
fn what_an_earlier_run_made_goes_back_too() {
    let mut record = record();
    record.triggers.get_mut("PreSignUp").unwrap().after = json!(format!("{OURS}:live"));
    record
        .earlier_triggers
        .insert("PreSignUp".to_owned(), vec![json!(OURS)]);
    let done = current(&json!(OURS), Some(&["email"]), true);
    let undo = undo(&record, &done);
    assert_eq!(undo.triggers["PreSignUp"], json!(THEIRS));
    assert!(undo.stays.is_empty());
    undo.remove_from(&mut record);
    let left = record;
    let mut spent = Record::new("eu-central-1_A");
    spent.revision = 1;
    assert_eq!(left, spent);
    assert!(left.is_spent());
}

/// A later run finds what stayed.
#[test]
fn what_stays_stays_in_the_record() {
    let changed = current(&json!("another"), Some(&["email"]), true);
    let undo = undo(&record(), &changed);
    assert!(undo.triggers.is_empty());
    let mut left = record();
    undo.remove_from(&mut left);
    assert_eq!(left.triggers, record().triggers);
    assert!(left.write_attributes.is_empty());
}

#[test]
fn a_statement_that_attach_did_not_write_is_left_alone() {
    let mut record = Record::new("eu-central-1_A");
    record.permissions.insert(Statement {
        function: OURS.to_owned(),
        statement_id: "apigw".to_owned(),
    });
    let mut current = current(&json!(THEIRS), None, false);
    let policy = json!({ "Statement": [{ "Sid": "apigw" }] });
    current.policies.insert(OURS.to_owned(), Some(policy));
    let undo = undo(&record, &current);
    assert!(undo.permissions.is_empty());
    assert_eq!(undo.stays.len(), 1);
}
