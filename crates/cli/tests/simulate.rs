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
        .arg("--config")
        .arg(config)
        .output()
        .unwrap()
}

/// The sample configuration with `old` replaced in one of its files.
fn changed(file: &str, old: &str, new: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    copy(&sample(), folder.path());
    let file = folder.path().join(file);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(old), "{old}");
    fs::write(&file, text.replace(old, new)).unwrap();
    let config = folder.path().join("invitations.toml");
    (folder, config)
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let copy = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&copy).unwrap();
            self::copy(&entry.path(), &copy);
        } else {
            // What it says, and not its mode, which may forbid the change.
            fs::write(copy, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
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
fn every_story_ends_as_expected() {
    let (code, stories) = played(&sample().join("invitations.toml"), &[]);
    for story in stories.as_array().unwrap() {
        assert_eq!(story["differences"], Value::Array(Vec::new()), "{story:#}");
    }
    assert_eq!(stories.as_array().unwrap().len(), 27);
    assert_eq!(code, Some(0));
}

/// A story that ends as expected has these lines: a change of one of them is noticed.
#[track_caller]
fn check_outcome(story: &str, lines: &[&str]) {
    let (code, stories) = played(&sample().join("invitations.toml"), &["--story", story]);
    assert_eq!(code, Some(0), "{stories:#}");
    let outcome = stories[0]["outcome"].as_array().unwrap();
    for line in lines {
        assert!(
            outcome.contains(&Value::from(*line)),
            "{line}: {outcome:#?}"
        );
    }
}

#[test]
fn outcomes_have_links_languages_attributes_and_results() {
    let accept = "mail AdminCreateUser ada@client.example: de, Northwind Traders, \
                  https://accounts.northwind.example/accept";
    let attributes = "attributes ada@client.example custom:tenant=acme given_name=Ada";
    check_outcome(
        "admin-create",
        &[
            accept,
            "invited created, mail sent, groups: clients",
            &format!("{attributes} locale=de"),
        ],
    );
    check_outcome(
        "invitation-token",
        &[
            "mail SES ada@client.example: en, Northwind Traders, \
             https://accounts.northwind.example/join",
            attributes,
        ],
    );
    check_outcome(
        "created-again",
        &[
            "invited created, mail sent, groups: none, group-missing",
            "invited completed, mail not-sent, groups: clients",
        ],
    );
}

/// One thing wrong in the settings: these stories differ, with this among their differences.
#[track_caller]
fn check_broken(old: &str, new: &str, story: &str, difference: &str) {
    check_broken_in("invitations.toml", old, new, story, difference);
}

#[track_caller]
fn check_broken_in(file: &str, old: &str, new: &str, story: &str, difference: &str) {
    let (_folder, config) = changed(file, old, new);
    let (code, stories) = played(&config, &["--story", story]);
    assert_eq!(stories[0]["as_expected"], false, "{stories:#}");
    let differences = stories[0]["differences"].to_string();
    assert!(differences.contains(difference), "{differences}");
    assert_eq!(code, Some(1));
}

#[test]
fn mails_that_differ_are_noticed() {
    let brand = "brands/northwind/brand.toml";
    check_broken_in(
        brand,
        "https://accounts.northwind.example",
        "https://accounts.evil.example",
        "admin-create",
        "observed: mail AdminCreateUser ada@client.example: de, Northwind Traders, \
         https://accounts.evil.example/accept",
    );
    check_broken_in(
        brand,
        "Northwind Traders",
        "Southwind Traders",
        "invitation-token",
        "observed: mail SES ada@client.example: en, Southwind Traders, \
         https://accounts.northwind.example/join",
    );
    check_broken(
        "default_locale = \"en\"",
        "default_locale = \"fr\"",
        "self-sign-up",
        "observed: mail SignUp carol@example.com: fr, Northwind Traders, \
         https://accounts.northwind.example/confirm",
    );
    check_broken(
        "default = \"northwind\"",
        "default = \"fabrikam\"",
        "self-sign-up",
        "observed: mail SES carol@example.com: en, Fabrikam, no link",
    );
}

#[test]
fn differences_are_noticed() {
    check_broken(
        "kid = \"development\"",
        "kid = \"another\"",
        "invitation-token",
        "observed: hook pre-sign-up rejected: invitation-invalid",
    );
    check_broken(
        "domains.allow = [\"example.com\", \"*.example.com\"]\ndomains.deny",
        "domains.allow = [\"example.net\"]\ndomains.deny",
        "self-sign-up",
        "expected: user carol@example.com CONFIRMED members staff",
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
        "observed: token staff",
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
        "https://accounts.northwind.example/accept#username=…&email=…&password=…\n",
        "user   ada@client.example FORCE_CHANGE_PASSWORD clients\n",
        "token  cognito:groups clients members\n",
        "2 stories as expected, 0 different\n",
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

/// What the stories expect holds for the sample settings, so they are played under those.
#[test]
fn settings_of_one_s_own_change_no_story() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("invitations.toml");
    fs::write(&config, "[admin_created]\npolicy = 'domains'\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_invitations"))
        .args(["simulate", "--story", "admin-create", "--json"])
        .env("INVITATIONS_CONFIG", config)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn one_story_is_counted_as_one() {
    let output = run(
        &sample().join("invitations.toml"),
        &["--story", "admin-create"],
    );
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.ends_with("\n1 story as expected, 0 different\n"),
        "{printed}"
    );
}
