//! `invitations preview`, as a person runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

const COGNITO: [&str; 8] = [
    "AdminCreateUser",
    "SignUp",
    "ResendCode",
    "ForgotPassword",
    "UpdateUserAttribute",
    "VerifyUserAttribute",
    "Authentication",
    "InvitationReminder",
];
const MAILS: [&str; 4] = ["TokenInvitation", "AccessGiven", "Welcome", "InviterNotice"];

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let config =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations/invitations.toml");
    let output = Command::new(env!("CARGO_BIN_EXE_invitations"))
        .args(["preview", "--config"])
        .arg(config)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// The preview of these arguments.
#[track_caller]
fn shown(arguments: &[&str]) -> String {
    let (code, stdout, stderr) = run(arguments);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{arguments:?}");
    stdout
}

/// These arguments are refused, in words that hold `expected`.
#[track_caller]
fn refused(arguments: &[&str], expected: &str) {
    let (code, stdout, stderr) = run(arguments);
    assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
    assert!(stderr.contains(expected), "{expected:?} is not in {stderr}");
}

#[test]
fn every_message_is_shown_filled() {
    for message in COGNITO.into_iter().chain(MAILS) {
        for locale in ["en", "ar"] {
            for format in [&[][..], &["--text"]] {
                let arguments = [&["--message", message, "--locale", locale], format].concat();
                let text = shown(&arguments);
                assert!(text.contains("Northwind"), "{message}");
                assert!(
                    !text.contains("{####}") && !text.contains("{username}"),
                    "{message}: {text}"
                );
                assert_eq!(text.contains("<html"), format.is_empty(), "{message}");
                assert_eq!(
                    text.starts_with("Subject: "),
                    !format.is_empty(),
                    "{message}"
                );
            }
        }
    }
}

#[test]
fn raw_keeps_what_cognito_fills() {
    for message in COGNITO {
        for format in [&[][..], &["--text"]] {
            let text = shown(&[&["--message", message, "--raw"], format].concat());
            assert!(text.contains("{####}"), "{message}: {text}");
            assert_eq!(
                text.contains("{username}"),
                ["AdminCreateUser", "InvitationReminder"].contains(&message),
                "{message}"
            );
        }
    }
}

#[test]
fn sample_values_stand_in_links_too() {
    let invitation = shown(&["--message", "AdminCreateUser"]);
    assert!(
        invitation.contains("/accept#username=26e2d294-"),
        "{invitation}"
    );
    assert!(
        invitation.contains("password=Harbour-Lantern-7-Maple\""),
        "{invitation}"
    );
    assert!(shown(&["--message", "SignUp"]).contains("code=482915\""));
}

#[test]
fn brand_language_and_name_are_chosen() {
    let subject = |arguments: &[&str]| {
        let text = shown(&[&["--message", "admincreateuser", "--text"], arguments].concat());
        text.lines().next().unwrap().to_owned()
    };
    assert_eq!(
        subject(&[]),
        "Subject: Your access to the Northwind Traders customer portal"
    );
    assert_eq!(
        subject(&["--brand", "fabrikam"]),
        "Subject: Your invitation to Fabrikam"
    );
    let german = "Subject: Ihr Zugang zum Kundenportal von Northwind Traders";
    for tag in ["de", "DE", "de-AT", "de_CH"] {
        assert_eq!(subject(&["--locale", tag]), german, "{tag}");
    }
    let greets = |name: &str| shown(&["--message", "AdminCreateUser", "--name", name]);
    assert!(greets("Katherine Johnson").contains("Katherine Johnson"));
    assert!(!greets("<script>alert(1)</script>").contains("<script>"));
    assert!(!greets("https://evil.example").contains("evil.example"));
    assert!(!greets("").contains("Ada"));
}

#[test]
fn invitations_name_who_invites_and_until_when() {
    for message in ["AdminCreateUser", "InvitationReminder", "TokenInvitation"] {
        let invitation = |arguments: &[&str]| {
            shown(&[&["--message", message, "--locale", "de"], arguments].concat())
        };
        let sample = invitation(&[]);
        assert!(sample.contains("Grace Hopper") && sample.contains("24. September 2026, 09:30"));
        let chosen = invitation(&["--inviter", "Mary <b>", "--until", "2027-01-31T18:00:00Z"]);
        assert!(chosen.contains("Mary b") && chosen.contains("31. Januar 2027, 18:00 Uhr"));
        assert!(!invitation(&["--inviter", ""]).contains("Grace"));
    }
    refused(
        &["--message", "AdminCreateUser", "--until", "tomorrow"],
        "--until",
    );
}

#[test]
fn a_file_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mail.html");
    let path = file.to_str().unwrap();
    assert_eq!(shown(&["--message", "Welcome", "--out", path]), "");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        shown(&["--message", "Welcome"])
    );
    // A second look replaces the first.
    assert_eq!(shown(&["--message", "SignUp", "--out", path]), "");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        shown(&["--message", "SignUp"])
    );
}

#[test]
fn what_does_not_exist_is_refused_with_what_does() {
    refused(&[], "--message");
    refused(&["--message", "Farewell"], "InviterNotice");
    refused(&["--message", ""], "AdminCreateUser");
    refused(
        &["--message", "SignUp", "--brand", "contoso"],
        "northwind, fabrikam",
    );
    refused(
        &["--message", "SignUp", "--brand", ""],
        "northwind, fabrikam",
    );
    refused(&["--message", "SignUp", "--locale", "it"], "add it.ftl");
    refused(&["--message", "SignUp", "--locale", "../de"], "--locale");
    refused(&["--message", "SignUp", "--locale", ""], "--locale");
    let folder = tempfile::tempdir().unwrap();
    refused(
        &[
            "--message",
            "SignUp",
            "--out",
            folder.path().to_str().unwrap(),
        ],
        "name a file",
    );
    let nowhere = folder.path().join("no/mail.html");
    refused(
        &["--message", "SignUp", "--out", nowhere.to_str().unwrap()],
        "a folder that exists",
    );
    refused(&["--message", "SignUp", "--out", ""], "--out");
}

#[test]
fn the_logo_of_the_folder_is_shown() {
    let arguments = ["--message", "SignUp", "--brand", "fabrikam"];
    let shown = shown(&arguments);
    assert!(shown.contains("<img src=\"data:image/svg+xml;base64,"));
    assert!(!shown.contains("/mail/logo.png"));
}
