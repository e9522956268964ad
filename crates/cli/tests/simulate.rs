//! `invitations simulate` as a person runs it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test; indexing JSON answers null"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations")
}

fn run(config: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_invitations"))
        .arg("simulate")
        .args(arguments)
        .env("INVITATIONS_CONFIG", config)
        .output()
        .unwrap()
}

/// The sample configuration with `old` replaced.
fn changed(old: &str, new: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(sample().join("invitations.toml")).unwrap();
    assert!(text.contains(old), "{old}");
    let config = folder.path().join("invitations.toml");
    fs::write(&config, text.replace(old, new)).unwrap();
    let brands = sample().join("brands").canonicalize().unwrap();
    std::os::unix::fs::symlink(brands, folder.path().join("brands")).unwrap();
    (folder, config)
}

/// The exit code and what was printed for machines.
fn played(config: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = run(config, &[arguments, &["--json"]].concat());
    let printed = String::from_utf8_lossy(&output.stdout);
    let stories = serde_json::from_str(&printed);
    (
        output.status.code(),
        stories.unwrap_or_else(|error| panic!("{error}: {output:?}")),
    )
}

#[test]
fn every_story_ends_as_promised() {
    let (code, stories) = played(&sample().join("invitations.toml"), &[]);
    for story in stories.as_array().unwrap() {
        assert_eq!(story["differences"], Value::Array(Vec::new()), "{story:#}");
    }
    assert_eq!(stories.as_array().unwrap().len(), 20);
    assert_eq!(code, Some(0));
}

/// One thing wrong in the settings: these stories differ, with this among their differences.
#[track_caller]
fn check_broken(old: &str, new: &str, story: &str, difference: &str) {
    let (_folder, config) = changed(old, new);
    let (code, stories) = played(&config, &["--story", story]);
    assert_eq!(stories[0]["as_promised"], false, "{stories:#}");
    let differences = stories[0]["differences"].to_string();
    assert!(differences.contains(difference), "{differences}");
    assert_eq!(code, Some(1));
}

#[test]
fn what_is_not_as_promised_is_told() {
    check_broken(
        "kid = \"development\"",
        "kid = \"another\"",
        "invitation-token",
        "came: hook pre-sign-up rejected: invitation-invalid",
    );
    check_broken(
        "domains.allow = [\"example.com\", \"*.example.com\"]\ndomains.deny",
        "domains.allow = [\"example.net\"]\ndomains.deny",
        "self-sign-up",
        "promised: user carol@example.com CONFIRMED members staff",
    );
    check_broken(
        "domains.deny = [\"mailinator.example\"]",
        "domains.deny = [\"client.example\"]",
        "admin-create",
        "the story broke off: domain-not-allowed: ",
    );
    check_broken(
        "groups.default = [\"members\"]",
        "groups.default = []",
        "console-created",
        "came: token staff",
    );
}

#[test]
fn timelines_show_all_but_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let mails = folder.path().join("mails");
    let arguments = [
        "--story",
        "admin-create",
        "--story",
        "invitation-token",
        "--mails",
    ];
    let arguments = [&arguments[..], &[mails.to_str().unwrap()]].concat();
    let output = run(&sample().join("invitations.toml"), &arguments);
    let printed = String::from_utf8(output.stdout).unwrap();
    for shown in [
        "    09:00  An administrator invites Ada to the clients\n",
        "call   AdminCreateUser",
        "hook     custom-message        AdminCreateUser       message\n",
        "mail     ada@client.example ",
        "https://accounts.northwind.example/accept#username=…&password=…\n",
        "user   ada@client.example FORCE_CHANGE_PASSWORD clients\n",
        "token  cognito:groups clients members\n",
        "2 stories as promised, 0 not\n",
    ] {
        assert!(printed.contains(shown), "{shown}: {printed}");
    }
    assert!(
        !printed.contains('\u{1b}') && !printed.contains("eyJ"),
        "{printed}"
    );
    for line in printed.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    let index = fs::read_to_string(mails.join("index.html")).unwrap();
    assert_eq!(index.matches("<tr><td>").count(), 4, "{index}");
    assert!(mails.join("004.html").is_file());
}

#[test]
fn unknown_stories_are_refused_with_those_there_are() {
    let output = run(
        &sample().join("invitations.toml"),
        &["--story", "happy-end"],
    );
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("admin-create, console-created"), "{said}");
}
