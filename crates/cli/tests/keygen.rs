//! `invitations keygen`, as a person runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

use invitation::TrustedKey;
use invitation::key::{PublicJwk, SigningKey};

fn run(out: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_invitations"))
        .args(["keygen", "--out"])
        .arg(out)
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

#[track_caller]
fn refused(out: &Path, arguments: &[&str], expected: &str) {
    let (code, stdout, stderr) = run(out, arguments);
    assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
    assert!(stderr.contains(expected), "{expected:?} is not in {stderr}");
}

#[test]
fn the_file_holds_the_private_half_of_what_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    for (number, kid) in [None, Some("2026-11"), Some("a \"quoted\" \\ name")]
        .into_iter()
        .enumerate()
    {
        let file = folder.path().join(format!("{number}.pem"));
        let arguments: Vec<&str> = kid.iter().flat_map(|kid| ["--kid", *kid]).collect();
        let (code, stdout, stderr) = run(&file, &arguments);
        assert_eq!(code, Some(0), "{stderr}");

        let pem = fs::read_to_string(&file).unwrap();
        let expected = SigningKey::from_pem(&pem, kid.map(str::to_owned))
            .unwrap()
            .public_jwk();
        let (document, entry) = stdout.split_once("# For invitations.toml:\n").unwrap();
        assert_eq!(
            serde_json::from_str::<PublicJwk>(document).unwrap(),
            expected
        );

        let pasted: toml::Table = entry.parse().unwrap();
        let [key] = pasted["tokens"]["keys"].as_array().unwrap().as_slice() else {
            panic!("one key: {entry}")
        };
        let key: TrustedKey = key.clone().try_into().unwrap();
        assert_eq!(key.kid(), expected.kid);
        assert!(
            !pem.lines()
                .any(|line| stdout.contains(line) || stderr.contains(line))
        );
    }
}

#[test]
fn json_is_the_public_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (code, stdout, _) = run(
        &folder.path().join("key.pem"),
        &["--json", "--kid", "2026-11"],
    );
    assert_eq!(code, Some(0));
    let jwk: PublicJwk = serde_json::from_str(&stdout).unwrap();
    assert_eq!(jwk.kid, "2026-11");
}

#[test]
fn every_key_is_another() {
    let folder = tempfile::tempdir().unwrap();
    let key = |name: &str| run(&folder.path().join(name), &["--json", "--kid", "same"]).1;
    assert_ne!(key("one.pem"), key("two.pem"));
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.pem");
    assert_eq!(run(&file, &[]).0, Some(0));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("key.pem");
    std::os::unix::fs::symlink(folder.path().join("elsewhere.pem"), &link).unwrap();
    refused(&link, &[], "exists already");
    assert!(!folder.path().join("elsewhere.pem").exists());
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.pem");
    fs::write(&file, "precious").unwrap();
    refused(&file, &[], "exists already");
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
    refused(folder.path(), &[], "exists already");
}

#[test]
fn nothing_is_left_behind_where_it_does_not_work() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.pem");
    refused(&file, &["--kid", ""], "no kid");
    refused(
        &folder.path().join("no/key.pem"),
        &[],
        "a folder that exists",
    );
    refused(Path::new(""), &[], "--out");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
