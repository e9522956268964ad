//! `invitations replay` as a person runs it: what it finds, what it says, and how it ends.

#![expect(clippy::unwrap_used, reason = "what is not as expected ends the test")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn event(path: &str) -> String {
    fs::read_to_string(root().join("events").join(path)).unwrap()
}

/// Runs the command in `folder`, with the sample configuration.
fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_invitations"))
        .arg("replay")
        .args(arguments)
        .current_dir(folder)
        .env(
            "INVITATIONS_CONFIG",
            root().join("infra/invitations/invitations.toml"),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended by now.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// These files, these arguments: this exit code, and these words in what was printed.
#[track_caller]
fn check(
    files: &[(&str, &str)],
    arguments: &[&str],
    input: &str,
    code: i32,
    says: &[&str],
) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let output = run(folder.path(), arguments, input);
    let printed = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {printed}");
    for text in says {
        assert!(
            printed.contains(text),
            "{arguments:?}: {text} is not in: {printed}"
        );
    }
    assert!(!printed.contains("panicked"), "{printed}");
    folder
}

const SIGN_UP: &str = "pre-sign-up/self-sign-up-from-an-allowed-domain.json";

#[test]
fn events_from_files_lines_and_the_standard_input() {
    let sign_up = event(SIGN_UP);
    let line = serde_json::from_str::<serde_json::Value>(&sign_up)
        .unwrap()
        .to_string();
    let two = format!("START\n2026-11-20 {line}\n{line}\nEND\n");
    check(
        &[("a.json", &sign_up)],
        &["a.json"],
        "",
        0,
        &["admitted", "1 without an expectation"],
    );
    check(
        &[("events/x/a.json", &sign_up)],
        &[],
        "",
        0,
        &["1 event replayed"],
    );
    check(
        &[("log.txt", &two)],
        &["log.txt"],
        "",
        0,
        &["log.txt:2", "log.txt:3", "2 events replayed"],
    );
    check(&[], &["-"], &two, 0, &["2 events replayed"]);
    check(
        &[("a.json", &sign_up)],
        &["a.json", "--json"],
        "",
        0,
        &["\"outcome\": \"admitted\""],
    );
}

#[test]
fn what_differs_ends_with_one_and_is_shown() {
    let sign_up = event(SIGN_UP);
    let wrong = r#"{"expected": {"outcome": "rejected", "answer": "echo"}}"#;
    let files = [("a.json", sign_up.as_str()), ("a.expected.json", wrong)];
    check(
        &files,
        &["a.json"],
        "",
        1,
        &[
            "DIFFERS",
            "-  \"outcome\": \"rejected\"",
            "+  \"outcome\": \"admitted\"",
        ],
    );
    // The name of a file may have dots of its own.
    let files = [
        ("a.v1.json", sign_up.as_str()),
        ("a.v1.expected.json", wrong),
    ];
    check(&files, &["a.v1.json"], "", 1, &["DIFFERS"]);
}

#[test]
fn expectations_are_written() {
    let sign_up = event(SIGN_UP);
    let folder = check(
        &[("a.json", &sign_up)],
        &["a.json", "--update"],
        "",
        0,
        &["written: a.json"],
    );
    let output = run(folder.path(), &["a.json"], "");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 as expected"));
    let lines = format!("{0}\n{0}\n", sign_up.replace('\n', " "));
    check(
        &[("a.jsonl", &lines)],
        &["a.jsonl", "--update"],
        "",
        2,
        &["its own file"],
    );
}

/// The project's events hold whatever somebody's own settings are; what was captured is played
/// under these.
#[test]
fn what_is_expected_holds_for_the_sample_and_the_rest_for_ones_own_settings() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.toml");
    fs::write(&own, "[self_sign_up]\npolicy = 'invited'\n").unwrap();
    let own = own.to_str().unwrap();
    let captured = folder.path().join("captured.json");
    fs::write(&captured, event(SIGN_UP)).unwrap();
    let captured = captured.to_str().unwrap();
    let events = root().join("events");
    let events = events.to_str().unwrap();
    let replay = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_invitations"))
            .arg("replay")
            .args(arguments)
            .env("INVITATIONS_CONFIG", own)
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), printed)
    };
    let (code, printed) = replay(&[events]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        printed.contains("(infra/invitations/invitations.toml:"),
        "{printed}"
    );
    let (code, printed) = replay(&[captured]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("invitation-required"), "{printed}");
    // Named on the command line, they hold for all.
    assert_eq!(replay(&[events, "--config", own]).0, Some(1));
    // What is written is an expectation from then on, and holds at once.
    replay(&[captured, "--update"]);
    let (code, printed) = replay(&[captured]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("admitted"), "{printed}");
}

#[test]
fn mails_are_written_with_an_index() {
    let message = event("custom-message/admin-create-user.json");
    let folder = check(
        &[("a.json", &message)],
        &["a.json", "--mails", "mails"],
        "",
        0,
        &["mail: "],
    );
    let index = fs::read_to_string(folder.path().join("mails/index.html")).unwrap();
    assert!(index.contains("001.html"), "{index}");
    assert!(
        fs::read_to_string(folder.path().join("mails/001.html"))
            .unwrap()
            .contains("{####}")
    );
}

#[test]
fn what_cannot_be_replayed_ends_with_two_and_says_why() {
    let sign_up = event(SIGN_UP);
    let lines = format!("{0}\n{0}\n", sign_up.replace('\n', " "));
    check(
        &[],
        &["nowhere.json"],
        "",
        2,
        &["nowhere.json", "name a file or a folder"],
    );
    check(
        &[("a.json", "{}")],
        &["a.json"],
        "",
        2,
        &["holds no Cognito trigger event"],
    );
    check(
        &[("a.json", "\u{0}\u{1}")],
        &["a.json"],
        "",
        2,
        &["holds no Cognito trigger event"],
    );
    check(
        &[],
        &["-"],
        "",
        2,
        &["standard input holds no Cognito trigger event"],
    );
    check(
        &[("a.json", &sign_up)],
        &["a.json", "--at", "noon"],
        "",
        2,
        &["2026-11-20T09:00:00Z"],
    );
    check(
        &[("a.json", &sign_up)],
        &["a.json", "--config", "none.toml"],
        "",
        2,
        &["none.toml", "no configuration at"],
    );
    check(
        &[("a.json", &sign_up)],
        &["a.json", "--binary", "."],
        "",
        2,
        &["cargo build --release -p pre-sign-up"],
    );
    check(
        &[("a.jsonl", &lines), ("a.expected.json", "{}")],
        &["a.jsonl"],
        "",
        2,
        &["a.expected.json is beside"],
    );
    let capture = format!(r#"{{"capture":{{"function":"pre-sign-up","event":{sign_up}}}}}"#);
    check(
        &[("a.json", &capture)],
        &["a.json"],
        "",
        2,
        &["a capture has `function`, `at` and `event`"],
    );
    check(
        &[("a.json", r#"{"triggerSource":"Unheard_Of"}"#)],
        &["a.json"],
        "",
        2,
        &["no function of ours", "events/<function>/"],
    );
}

fn of_trigger(source: &str) -> String {
    format!(r#"{{"triggerSource":"{source}","request":{{}},"response":{{}}}}"#)
}

/// A pool's log has the events of every trigger that somebody logs.
#[test]
fn events_of_other_triggers_are_skipped_counted_and_named() {
    let sources = [
        "PreAuthentication_Authentication",
        "DefineAuthChallenge_Authentication",
        "CreateAuthChallenge_Authentication",
        "VerifyAuthChallengeResponse_Authentication",
        "UserMigration_Authentication",
        "CustomEmailSender_AdminCreateUser",
        "CustomSMSSender_SignUp",
        "InboundFederation_ExternalProvider",
    ];
    let sign_up = event(SIGN_UP).replace('\n', " ");
    let others: Vec<String> = sources.iter().map(|source| of_trigger(source)).collect();
    let log = format!("{sign_up}\n{}\n", others.join("\n"));
    let mut says = vec!["1 event replayed", "8 skipped", "log.jsonl:2"];
    says.extend(sources);
    check(&[("log.jsonl", &log)], &["log.jsonl"], "", 0, &says);
    check(
        &[("log.jsonl", &log)],
        &["log.jsonl", "--json"],
        "",
        0,
        &["\"skipped\": ", "\"outcome\": \"admitted\""],
    );
    // Alone, too.
    check(
        &[("a.json", &others[5])],
        &["a.json"],
        "",
        0,
        &[
            "0 events replayed",
            "1 skipped",
            "CustomEmailSender_AdminCreateUser: a.json",
        ],
    );
    // A source that nobody knows stops nothing else.
    let log = format!("{sign_up}\n{}\n", of_trigger("Unheard_Of"));
    check(
        &[("log.jsonl", &log)],
        &["log.jsonl"],
        "",
        0,
        &["1 event replayed", "1 skipped", "Unheard_Of: log.jsonl:2"],
    );
}

/// What people paste decides as the JSON that it was made of.
#[test]
fn events_are_read_however_they_were_pasted() {
    let value: serde_json::Value = serde_json::from_str(&event(SIGN_UP)).unwrap();
    let json = value.to_string();
    let python = json
        .replace('"', "'")
        .replace("false", "False")
        .replace("null", "None");
    let quoted = serde_json::Value::from(json.as_str()).to_string();
    let in_csv = json.replace('"', "\"\"");
    let prefix = "2026-11-20T09:00:00.000Z\t0f1e\tINFO\t";
    for text in [
        python,
        format!("{prefix}{}\nEND\n", event(SIGN_UP)),
        quoted.clone(),
        format!("{prefix}{quoted}\n"),
        format!("@timestamp,@message\n2026-11-20,\"{in_csv}\"\n"),
        format!(r#"[{{"@timestamp":"2026-11-20","@message":{quoted}}}]"#),
    ] {
        check(&[], &["-"], &text, 0, &["1 event replayed", "admitted"]);
    }
    check(
        &[],
        &["-"],
        "{\n  triggerSource: 'PreSignUp_SignUp',\n  request: { userAttributes: [Object] }\n}\n",
        2,
        &["console.log(JSON.stringify(event))"],
    );
}

/// Why somebody was turned away, in the words that they read, and where to change it.
#[test]
fn a_rejection_shows_its_sentence_and_what_decided() {
    let sample = fs::read_to_string(root().join("infra/invitations/invitations.toml")).unwrap();
    for (case, setting, text) in [
        (
            "self-sign-up-from-a-denied-domain",
            "self_sign_up.domains.deny",
            "domains.deny = [\"contractors",
        ),
        (
            "self-sign-up-from-a-lookalike-domain",
            "self_sign_up.domains.allow",
            "domains.allow = [\"example.com\"",
        ),
    ] {
        let file = root().join(format!("events/pre-sign-up/{case}.json"));
        let expected = event(&format!("pre-sign-up/{case}.expected.json"));
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let sentence = expected["expected"]["answer"]["error"].as_str().unwrap();
        let line = sample
            .lines()
            .position(|line| line.starts_with(text))
            .unwrap();
        let decided = format!("decided by {setting} (");
        let place = format!("invitations.toml:{})", line + 1);
        let says = [sentence, decided.as_str(), place.as_str()];
        check(&[], &[file.to_str().unwrap()], "", 0, &says);
    }
}

#[test]
fn times_out_of_range_and_texts_that_look_redacted_are_no_trouble() {
    let token = |claims: &str| format!("redacted.{claims}.valid").replace('"', "\\\"");
    for claims in [
        "null",
        "[]",
        "{}",
        r#"{"iss":"i","aud":"a","jti":"j","iat":9223372036854775807,"exp":9223372036854775807,"email":"a@b.c","groups":[]}"#,
    ] {
        let event = format!(
            r#"{{"triggerSource":"PreSignUp_SignUp","userPoolId":"local_A","request":{{"userAttributes":{{"email":"a@b.c","custom:invitation":"{}"}}}},"response":{{}}}}"#,
            token(claims)
        );
        let output = run(
            Path::new("."),
            &["-", "--at", "2020-01-01T00:00:00Z"],
            &event,
        );
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            [Some(0), Some(2)].contains(&output.status.code()),
            "{claims}: {printed}"
        );
        assert!(!printed.contains("panicked"), "{claims}: {printed}");
    }
}
