//! Attaching, checking and detaching, tried on this machine as docs/how-to/attach-and-detach.md says.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::{Dev, sample};

const HOOKS: &str =
    "pre-sign-up,custom-message,post-confirmation,post-authentication,pre-token-generation";

/// The command against `dev`, with the sample settings.
fn run(dev: &Dev, record: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    command
        .args(arguments)
        .args(["--user-pool-id", "local_Example"])
        .args(["--endpoint-url", dev.endpoint()])
        .arg("--config")
        .arg(sample())
        .env_remove("AWS_REGION")
        .env_remove("AWS_ACCESS_KEY_ID");
    if arguments.first() != Some(&"doctor") {
        command.arg("--record").arg(record);
    }
    command.output().unwrap()
}

#[track_caller]
fn check(dev: &Dev, record: &Path, arguments: &[&str]) -> String {
    let ran = run(dev, record, arguments);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let all = format!("{}{}", text(&ran.stdout), text(&ran.stderr));
    assert_eq!(ran.status.code(), Some(0), "{arguments:?}: {all}");
    all
}

fn triggers(dev: &Dev) -> Value {
    let named = json!({ "UserPoolId": "local_Example" });
    let described = dev.call_as_is("DescribeUserPool", &named);
    described["UserPool"]["LambdaConfig"].clone()
}

#[test]
fn a_pool_is_attached_checked_and_detached() {
    let dev = Dev::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.json");
    check(&dev, &record, &["doctor", "--strict"]);

    check(&dev, &record, &["detach", "--only", HOOKS, "--yes"]);
    assert_eq!(triggers(&dev), json!({}));
    let clients = "localclient,4northwindclient000000000,4fabrikamclient0000000000";
    let attach = [
        "attach",
        "--functions-prefix",
        "invitations",
        "--alias",
        "live",
        "--self-sign-up",
        clients,
        "--yes",
    ];
    let found = check(&dev, &record, &attach);
    assert!(!found.contains("alone"), "{found}");
    let function = "arn:aws:lambda:local:123456789012:function:invitations-pre-sign-up:live";
    assert_eq!(triggers(&dev)["PreSignUp"], function);
    check(&dev, &record, &["doctor", "--strict"]);

    // The functions of that stack are called.
    let form = json!({ "email": "ada@client.example", "person": { "groups": ["clients"] } });
    let (status, created) = dev.form("/_dev/invitations", &form);
    assert_eq!(status, 200, "{created}");
    let link = dev.mailed("ada@client.example", "/accept");
    let [_user_name, _address, _password] = &link[..] else {
        unreachable!("the link carries a user name, an address and a password");
    };

    // Whoever detaches has no file of whoever attached.
    fs::remove_file(&record).unwrap();
    check(&dev, &record, &["detach", "--yes"]);
    assert_eq!(triggers(&dev), json!({}));
}
