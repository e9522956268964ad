//! Every remedy that is a command or a line of settings is carried out, and its finding is gone;
//! of every other it stands here why it cannot be.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Map, Value, json};
use toml::{Table, Value as Toml};

use crate::{DAMAGES, Deployment};

/// The checks whose remedies nothing carries out, and why.
const BY_HAND: &[(&str, &str)] = &[
    ("function-exists", "a function has to be deployed"),
    (
        "chain-functions",
        "which functions a chain calls, its owner knows",
    ),
    ("function-version", "which alias is meant, its owner knows"),
    ("trigger-function", "whose function it is, its owner knows"),
    ("token-event", "UpdateUserPool resets what it is not told"),
    (
        "function-timeout",
        "the template of the stack has the number",
    ),
    (
        "function-memory",
        "the template of the stack has the number",
    ),
    ("invitation-attribute", "an attribute can never be changed"),
    ("brand-attribute", "an attribute can never be changed"),
    ("invited-attribute", "an attribute can never be changed"),
    (
        "assignable-attributes",
        "the type of an attribute is its owner's choice",
    ),
    (
        "address-required",
        "a pool requires what it did when it was made",
    ),
    (
        "required-attributes",
        "UpdateUserPoolClient resets what it is not told",
    ),
    (
        "verified-before-update",
        "UpdateUserPool resets what it is not told",
    ),
    (
        "client-writes-protected",
        "UpdateUserPoolClient resets what it is not told",
    ),
    (
        "client-writes-invitation",
        "UpdateUserPoolClient resets what it is not told",
    ),
    (
        "client-reads-invitation",
        "UpdateUserPoolClient resets what it is not told",
    ),
    (
        "user-existence",
        "UpdateUserPoolClient resets what it is not told",
    ),
    (
        "pages-client",
        "which client is the pages', their owner knows",
    ),
    (
        "client-registration",
        "UpdateUserPool resets what it is not told",
    ),
    (
        "default-sender",
        "which identity of SES sends, its owner knows",
    ),
    (
        "custom-sender",
        "which of two functions writes the mails, their owner knows",
    ),
    (
        "ses-identity",
        "an identity is verified in the DNS or by its reader",
    ),
    ("ses-sandbox", "AWS decides about production access"),
    (
        "click-tracking",
        "which configuration set is meant, its owner knows",
    ),
    ("pool-templates", "the words are the owner's"),
    (
        "verification-by-code",
        "UpdateUserPool resets what it is not told",
    ),
    ("self-sign-up", "who may sign up, the owner decides"),
    ("token-issuer", "the authorizer is in the stack of the API"),
    (
        "one-time-codes",
        "whether people sign in by code, the owner decides",
    ),
    (
        "temporary-password-validity",
        "UpdateUserPool resets what it is not told",
    ),
    (
        "group-roles",
        "whether a group has a role, its owner decides",
    ),
    ("sweeper", "it is a stack that has to be deployed"),
    (
        "development-key",
        "a key of one's own is made in a place of one's own",
    ),
    ("links-reachable", "the pages have a host of their own"),
    ("link-headers", "the pages have a host of their own"),
    (
        "replicas",
        "the functions have to be deployed in that Region before",
    ),
];

/// What else is damaged than in the table of damages, because there the remedy is another.
const MORE: &[crate::Damage] = &[
    ("triggers-attached", crate::WRONG, |w| {
        w.pool.settings.lambda_config.post_confirmation = None;
    }),
    ("invoke-permission", crate::WRONG, |w| {
        let policy = json!({ "Statement": [{
            "Sid": "no", "Effect": "Deny", "Principal": "*", "Action": "*",
        }, {
            "Sid": "cognito", "Effect": "Allow", "Principal": "*", "Action": "*",
        }]});
        w.lambda(
            "pre-sign-up",
            "policy",
            &json!({ "Policy": policy.to_string() }),
        );
    }),
];

#[tokio::test]
async fn what_is_advised_helps_or_is_for_somebody_to_do() {
    let by_hand: BTreeSet<&str> = BY_HAND.iter().map(|(check, _)| *check).collect();
    let mut by_us = BTreeSet::new();
    for (check, _, damage) in DAMAGES.iter().chain(MORE) {
        let deployment = Deployment::serve(damage).await;
        let ran = deployment.doctor(&["--json"]).await;
        let found = findings(&ran.findings(), check);
        let mut is_carried_out = true;
        for finding in &found {
            let remedy = finding["remedy"].as_str().unwrap();
            is_carried_out &= carry_out(&deployment, remedy).await;
        }
        if !is_carried_out {
            assert!(by_hand.contains(check), "{check}: {found:?}");
            continue;
        }
        by_us.insert(*check);
        let again = deployment.doctor(&["--json"]).await;
        let left = findings(&again.findings(), check);
        assert!(left.is_empty(), "{check}: {found:?} left {left:?}");
    }
    let expected = [
        "assignable-groups",
        "case-sensitivity",
        "client-write-list",
        "event-addresses",
        "event-bus",
        "invoke-confinement",
        "invoke-permission",
        "password-policy",
        "sign-in-kind",
        "triggers-attached",
    ];
    assert_eq!(by_us, BTreeSet::from(expected));
}

/// Attributes that are missing, which a damaged pool of the table is not.
#[tokio::test]
async fn attributes_come_as_they_are_needed() {
    let damage = |world: &mut crate::World| {
        world.second_brand = Some("fabrikam");
        world.setting(
            "[pages]\n",
            "[brands]\ndefault = \"northwind\"\n\n[pages]\n",
        );
        world.pool.schema = local_user_pool::Pool::new("x").schema;
        let text = local_user_pool::AttributeDefinition::TEXT;
        world.pool.schema.define("custom:tenant", text);
        let client = &mut world.client().settings;
        let email = || Some(["email".to_owned()].into());
        (client.write_attributes, client.read_attributes) = (email(), email());
    };
    let deployment = Deployment::serve(damage).await;
    for check in [
        "invitation-attribute",
        "brand-attribute",
        "invited-attribute",
    ] {
        let ran = deployment.doctor(&["--json"]).await;
        let found = findings(&ran.findings(), check);
        assert!(carry_out(&deployment, found[0]["remedy"].as_str().unwrap()).await);
        let again = deployment.doctor(&["--json"]).await;
        assert!(findings(&again.findings(), check).is_empty());
    }
}

/// What is to fix of a check.
fn findings(all: &[Value], check: &str) -> Vec<Value> {
    let of = all.iter().filter(|finding| finding["check"] == check);
    of.filter(|finding| finding["verdict"] == "wrong" || finding["verdict"] == "warning")
        .cloned()
        .collect()
}

/// Does what a remedy says, as far as it is commands and settings. Whether it was.
pub(crate) async fn carry_out(deployment: &Deployment, remedy: &str) -> bool {
    if remedy.starts_with("aws ") {
        // Behind a comma stands when not to.
        let commands = remedy.split(", unless").next().unwrap();
        for command in commands.split(" && ") {
            aws(deployment, &words(command)).await;
        }
        return true;
    }
    if remedy.starts_with("invitations ") {
        let words = words(remedy);
        let arguments: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let ran = deployment.run(&[&arguments[..], &["--yes"]].concat()).await;
        assert_eq!(ran.code, Some(0), "{remedy}: {}{}", ran.stdout, ran.stderr);
        return true;
    }
    let Some((settings, _)) = remedy
        .strip_prefix("Set ")
        .and_then(|rest| rest.split_once(" in /"))
    else {
        return false;
    };
    for one in settings.split(" and ") {
        let (key, value) = one.split_once(" to ").unwrap();
        set(deployment, key, value);
    }
    true
}

/// The words of a command line, as a shell takes them apart; quotes are single ones.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in command.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Carries out `aws SERVICE OPERATION --option value …`.
async fn aws(deployment: &Deployment, words: &[String]) {
    let [_, service, operation, options @ ..] = words else {
        unreachable!("{words:?}")
    };
    let mut parameters = Map::new();
    for option in options.chunks(2) {
        let [name, value] = option else {
            unreachable!("{words:?}")
        };
        let value = serde_json::from_str::<Value>(value)
            .ok()
            .filter(|value| value.is_array() || value.is_object())
            .unwrap_or_else(|| json!(value));
        if name == "--endpoint-url" {
            assert_eq!(value, json!(deployment.origin));
            continue;
        }
        parameters.insert(camel(name.trim_start_matches("--")), value);
    }
    let request = match service.as_str() {
        "cognito-idp" => ureq::http::Request::post(&deployment.origin)
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                format!("AWSCognitoIdentityProviderService.{}", camel(operation)),
            ),
        "events" => ureq::http::Request::post(&deployment.origin)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("AWSEvents.{}", camel(operation))),
        "lambda" => lambda(deployment, operation, &parameters),
        other => unreachable!("{other}"),
    };
    let request = request.body(Value::Object(parameters).to_string()).unwrap();
    let command = words.join(" ");
    let answer = tokio::task::spawn_blocking(move || ureq::run(request));
    let answer = answer.await.unwrap();
    assert!(answer.is_ok(), "{command}: {answer:?}");
}

fn lambda(
    deployment: &Deployment,
    operation: &str,
    parameters: &Map<String, Value>,
) -> ureq::http::request::Builder {
    let text = |name: &str| parameters.get(name).and_then(Value::as_str);
    let (region, account) = if deployment.pool_id.starts_with("local_") {
        ("local", "123456789012")
    } else {
        ("eu-west-1", "111122223333")
    };
    let name = text("FunctionName").unwrap();
    let arn = format!("arn:aws:lambda:{region}:{account}:function:{name}");
    let alias = text("Qualifier").map(|alias| format!("?Qualifier={alias}"));
    let alias = alias.unwrap_or_default();
    let policy = format!("{}/2015-03-31/functions/{arn}/policy", deployment.origin);
    match operation {
        "add-permission" => ureq::http::Request::post(format!("{policy}{alias}")),
        "remove-permission" => {
            let sid = text("StatementId").unwrap();
            ureq::http::Request::delete(format!("{policy}/{sid}{alias}"))
        }
        other => unreachable!("{other}"),
    }
}

/// `add-permission` is `AddPermission`, and `--user-pool-id` `UserPoolId`.
fn camel(kebab: &str) -> String {
    let parts = kebab.split('-').map(|part| {
        let (first, rest) = part.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    parts.collect()
}

/// Sets `a.b.c` in the settings.
fn set(deployment: &Deployment, key: &str, value: &str) {
    let file = deployment.settings();
    let mut settings: Table = fs::read_to_string(&file).unwrap().parse().unwrap();
    let wanted: Table = format!("value = {value}").parse().unwrap();
    let mut names: Vec<&str> = key.split('.').collect();
    let last = names.pop().unwrap();
    let mut table = &mut settings;
    for name in names {
        let entry = table
            .entry(name)
            .or_insert_with(|| Toml::Table(Table::new()));
        table = entry.as_table_mut().unwrap();
    }
    table.insert(last.to_owned(), wanted["value"].clone());
    fs::write(file, toml::to_string(&settings).unwrap()).unwrap();
}
