//! `invitations check`, as a person runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const REAL_POOL: &str = "eu-central-1_AbCdEfGhI";

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn check_command(config: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    command
        .args(["check", "--config"])
        .arg(config)
        .args(arguments);
    command
}

fn run(config: &Path, arguments: &[&str]) -> Ran {
    let output = check_command(config, arguments).output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn sample_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations")
}

fn sample() -> PathBuf {
    sample_folder().join("invitations.toml")
}

/// A copy of the sample configuration.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_into(&sample_folder(), folder.path());
    folder
}

fn copy_into(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            fs::create_dir(&to).unwrap();
            copy_into(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

/// With `content` in `file` of the sample, every one of `expected` is said, and the exit code is 1.
#[track_caller]
fn faulty(file: &str, content: impl AsRef<[u8]>, expected: &[&str]) {
    let folder = copy();
    let path = folder.path().join(file);
    fs::write(&path, content).unwrap();
    let ran = run(&folder.path().join("invitations.toml"), &[]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stderr, "");
    let fault = format!("Fault: {}", path.display());
    for text in expected.iter().copied().chain([fault.as_str()]) {
        assert!(
            ran.stdout.contains(text),
            "{text:?} is not in {}",
            ran.stdout
        );
    }
}

#[test]
fn the_sample_is_well() {
    let ran = run(&sample(), &[]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    for text in [
        "northwind",
        "fabrikam",
        "body (of 20000)",
        "SMS (of 140)",
        "Note: tokens.keys (kid \"development\")",
        "No faults.",
    ] {
        assert!(
            ran.stdout.contains(text),
            "{text:?} is not in {}",
            ran.stdout
        );
    }
}

/// In place of the check, the settings' own stories: whom they let in, and into which groups.
#[test]
fn stories_tell_whom_the_settings_let_in() {
    let folder = copy();
    let file = folder.path().join("invitations.toml");
    let settings = "[self_sign_up]\npolicy = 'domains'\ndomains.allow = ['partner.example']\n\
                    groups.by_domain = { 'partner.example' = ['partners'] }\n\
                    [grants]\nassignable_groups = ['partners']\n";
    fs::write(&file, settings).unwrap();
    let printed = run(&file, &["--stories"]);
    assert_eq!((printed.code, printed.stderr.as_str()), (Some(0), ""));
    let rows: Vec<Vec<&str>> = printed
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let row = ["signs", "up", "partner.example", "yes", "partners"];
    assert!(rows.contains(&row.to_vec()), "{}", printed.stdout);
    assert!(!printed.stdout.contains("No faults."), "{}", printed.stdout);

    let printed = run(&file, &["--stories", "--json"]);
    let printed: serde_json::Value = serde_json::from_str(&printed.stdout).unwrap();
    let story = serde_json::json!({
        "way": "signs up",
        "domain": "partner.example",
        "refused": null,
        "required": [],
        "groups": ["partners"],
    });
    assert!(
        printed["stories"].as_array().unwrap().contains(&story),
        "{printed}"
    );
}

/// Whoever deploys finds out before Support is refused.
#[test]
fn roles_that_lack_a_group_of_the_policy_are_named() {
    let ran = run(&sample(), &[]);
    for text in [
        "admin_api.roles, members Support: [admin_created] gives addresses of example.com the group staff",
        "createInvitation, resendInvitation",
    ] {
        assert!(ran.stdout.contains(text), "{}", ran.stdout);
    }
    // What the role has, or lacks the verb for, is not named.
    for text in ["the group members", "members Admins", "[self_sign_up]"] {
        assert!(!ran.stdout.contains(text), "{}", ran.stdout);
    }
}

#[test]
fn json_has_every_brand_and_language() {
    let ran = run(&sample(), &["--json"]);
    assert_eq!(ran.code, Some(0));
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["faults"], serde_json::json!([]));
    let languages = report["languages"].as_array().unwrap();
    let names: Vec<String> = languages
        .iter()
        .map(|language| format!("{} {}", language["brand"], language["locale"]).replace('"', ""))
        .collect();
    for brand in ["northwind", "fabrikam"] {
        for locale in ["en", "de", "fr", "es", "ar"] {
            assert!(names.contains(&format!("{brand} {locale}")), "{names:?}");
        }
    }
    for language in languages {
        assert_eq!(language["messages"], 12);
        assert_eq!(language["rejections"], 12);
        let translated = &language["translated"];
        for (some, all) in [("messages", "all_messages"), ("pages", "all_pages")] {
            assert!(translated[all].as_u64().unwrap() > 100, "{translated}");
            assert_eq!(translated[some], translated[all], "{translated}");
        }
        let senders = &report["senders"];
        assert_eq!(
            senders["northwind"],
            "Northwind <welcome@northwind.example>"
        );
        assert_eq!(senders["fabrikam"], "Fabrikam <welcome@fabrikam.example>");
        for part in ["body", "subject", "sms"] {
            let longest = language["longest"][part].as_u64().unwrap();
            assert!(
                (20..=report["limits"][part].as_u64().unwrap()).contains(&longest),
                "{part}: {longest}"
            );
        }
    }
}

#[test]
fn the_development_key_is_a_fault_of_a_real_pool() {
    let real = run(&sample(), &["--user-pool-id", REAL_POOL]);
    assert_eq!(real.code, Some(1));
    for text in [
        "tokens.keys (kid \"development\")",
        REAL_POOL,
        "invitations keygen",
        "1 fault.",
    ] {
        assert!(
            real.stdout.contains(text),
            "{text:?} is not in {}",
            real.stdout
        );
    }
    let local = run(&sample(), &["--user-pool-id", "local_Example"]);
    assert_eq!(local.code, Some(0));
    assert!(
        !local.stdout.contains("development key"),
        "{}",
        local.stdout
    );
}

#[test]
fn settings_that_cannot_be_used() {
    let file = "invitations.toml";
    faulty(
        file,
        "[self_sign_up]\npolcy = \"open\"",
        &["self_sign_up.polcy", "unknown field", "spelling"],
    );
    faulty(
        file,
        "[self_sign_up]\npolicy = \"opened\"",
        &["self_sign_up.policy"],
    );
    faulty(
        file,
        "[admin_created]\ngroups.default = [\"staff\"]",
        &["admin_created.groups", "grants.assignable_groups"],
    );
    faulty(
        file,
        "[brands]\ndefault = \"nobody\"",
        &[
            "brands.default",
            "no brand \"nobody\"",
            "fabrikam, northwind",
        ],
    );
    faulty(file, "[[tokens.keys]]\nkid = \"a\"", &["tokens"]);
    faulty(file, "= broken", &["invitations.toml:1"]);
    faulty(file, b"\xff\xfe\0", &["cannot be read"]);
}

#[test]
fn brands_that_cannot_be_used() {
    let toml = "brands/northwind/brand.toml";
    let head = "name = 'N'\nlinks = 'https://accounts.northwind.example'\n";
    faulty(
        toml,
        format!("{head}[colors]\naccent = 'red'"),
        &["colors.accent", "#1f4fbf"],
    );
    faulty(toml, format!("{head}support = 'help'"), &["support"]);
    faulty(
        toml,
        "name = 'N'\nlinks = 'http://accounts.northwind.example'",
        &["links", "https://"],
    );
    faulty(
        "brands/northwind/layout.html",
        "{{ nothing }}",
        &["`nothing`"],
    );
    faulty("brands/northwind/layout.html", "{% if %}", &["line 1"]);
    faulty("brands/northwind/notes.txt", "", &["belongs to no brand"]);
}

#[test]
fn messages_that_cognito_would_refuse() {
    let file = "brands/northwind/en.ftl";
    let long = "x".repeat(141);
    faulty(
        file,
        format!("sign-up =\n    .subject = {long}"),
        &[
            "en, CustomMessage_SignUp",
            "141",
            "takes 1 to 140",
            "Shorten",
        ],
    );
    faulty(
        file,
        format!("sign-up =\n    .sms = {long} {{ $code }}"),
        &["en, CustomMessage_SignUp", "sms_name"],
    );
    faulty(
        file,
        "sign-up =\n    .sms = No code",
        &["the text message lacks a placeholder", "{ $code }"],
    );
    faulty(
        file,
        "sign-up =\n    .sms = \u{1f389} { $code }",
        &["U+1F389", "no emoji"],
    );
    faulty(
        file,
        format!("sign-up =\n    .body = {}", "x".repeat(20_001)),
        &["CustomMessage_SignUp", "6 to 20,000"],
    );
    faulty(file, "sign-up =\n    .body = { $nobody }", &["`$nobody`"]);
    faulty(file, "nonsense", &["line 1"]);
    faulty(
        "brands/northwind/layout.html",
        "<html><body>{{ heading }}</body></html>",
        &["the e-mail body lacks a placeholder", "Show `secret`"],
    );
}

/// What `check` prints where this file of the sample has this content, without faults.
#[track_caller]
fn noted(file: &str, content: &str) -> String {
    let folder = copy();
    fs::write(folder.path().join(file), content).unwrap();
    let ran = run(&folder.path().join("invitations.toml"), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    ran.stdout
}

#[test]
fn a_language_that_is_not_all_written_is_noted() {
    let italian = "sign-up =\n .subject = Confermi\n .body = Confermi\npage =\n .sign-in = Accedi";
    let said = noted("brands/northwind/it.ftl", italian);
    let note = said.lines().find(|line| line.contains("it.ftl")).unwrap();
    for part in [
        "Note: brand northwind",
        "has 2 of ",
        "and 1 of ",
        "are said in en",
    ] {
        assert!(note.contains(part), "{note}");
    }
    let variety = noted(
        "brands/northwind/de-AT.ftl",
        "sign-up =\n .subject = Servus",
    );
    assert!(!variety.contains("de-AT.ftl"), "{variety}");
}

#[test]
fn a_file_of_no_language_and_a_lost_dot_are_faults() {
    faulty(
        "brands/northwind/dutch.ftl",
        "sign-up =\n .subject = x",
        &["not a language tag", "nl.ftl"],
    );
    faulty(
        "brands/northwind/en.ftl",
        "sign-up =\n .subject = x\n action = Go",
        &["`action =`", "write `.action =`"],
    );
}

#[test]
fn a_layout_of_cognito_s_is_told_where_a_placeholder_stands_bare() {
    let layout = include_str!("../../messages/tests/messages/layouts/literal-code-in-link.html");
    let file = "brands/northwind/layout.html";
    let names = [
        "en, token-invitation",
        "en, access-given",
        "en, welcome",
        "en, inviter-notice",
        "{% if secret %}",
        "its path or query",
    ];
    faulty(file, layout, &names);
    let fixed = layout
        .replace("<p>Or open", "{% if secret %}<p>Or open")
        .replace("{####}.</p>", "{####}.</p>{% endif %}")
        .replace("confirm?code=", "confirm#code=");
    let said = noted(file, &fixed);
    assert!(!said.contains("path or query"), "{said}");
    let css = include_str!("../../messages/tests/messages/layouts/minified-css.html");
    noted(file, css);
}

#[test]
fn a_sender_of_a_brand_has_an_address() {
    faulty(
        "brands/fabrikam/brand.toml",
        "name = 'N'\nlinks = 'https://accounts.northwind.example'\nfrom = 'Fabrikam'",
        &["from", "no e-mail address"],
    );
}

#[test]
fn all_faults_are_told_at_once() {
    let folder = copy();
    for brand in ["northwind", "fabrikam"] {
        fs::write(
            folder.path().join(format!("brands/{brand}/brand.toml")),
            "name = 1",
        )
        .unwrap();
    }
    let ran = run(
        &folder.path().join("invitations.toml"),
        &["--user-pool-id", REAL_POOL, "--json"],
    );
    assert_eq!(ran.code, Some(1));
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let faults = report["faults"].as_array().unwrap();
    let keys: Vec<&str> = faults
        .iter()
        .map(|fault| fault["key"].as_str().unwrap())
        .collect();
    assert_eq!(
        keys.iter().filter(|key| **key == "name").count(),
        2,
        "{keys:?}"
    );
    assert!(
        keys.contains(&"tokens.keys (kid \"development\")"),
        "{keys:?}"
    );
    for fault in faults {
        for member in ["file", "problem", "remedy"] {
            assert!(
                !fault[member].as_str().unwrap().is_empty(),
                "{member} of {fault}"
            );
        }
    }
}

#[test]
fn without_brands_there_is_the_built_in_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invitations.toml");
    fs::write(&file, "").unwrap();
    let ran = run(&file, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    for text in ["built-in", "no key is trusted", "Note: brands: "] {
        assert!(
            ran.stdout.contains(text),
            "{text:?} is not in {}",
            ran.stdout
        );
    }
    let real = run(&file, &["--user-pool-id", REAL_POOL]);
    assert_eq!(real.code, Some(1), "{}", real.stdout);
    assert!(real.stdout.contains("brands/<name>"), "{}", real.stdout);
}

#[test]
fn what_is_not_there_cannot_be_checked() {
    for path in ["nowhere/invitations.toml", ""] {
        let ran = run(Path::new(path), &[]);
        assert_eq!(ran.code, Some(2), "{path:?}: {}", ran.stdout);
        assert!(ran.stderr.contains("--config"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("os error"), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let folder = run(&sample_folder(), &[]);
    assert_eq!(folder.code, Some(1), "{}", folder.stdout);
    assert!(
        folder.stdout.contains("cannot be read"),
        "{}",
        folder.stdout
    );
}

#[test]
fn a_user_pool_id_has_a_shape() {
    let long = format!("eu-central-1_{}", "A".repeat(55));
    for id in [
        "",
        "_",
        "pool",
        "eu-central-1_",
        "_AbC",
        "eu central_A",
        "eu_\u{e4}",
        long.as_str(),
    ] {
        let ran = run(&sample(), &["--user-pool-id", id]);
        assert_eq!(ran.code, Some(2), "{id:?}");
        assert!(ran.stderr.contains("user-pool-id"), "{}", ran.stderr);
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = check_command(&sample(), &[])
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
