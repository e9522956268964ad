//! `invitations issue`, as a person runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use invitation::token::Binding;
use invitation::{EmailAddress, GroupName, VerifiedToken};
use settings::Settings;
use tempfile::TempDir;

const EMAIL: &str = "ada@client.example";
const POOL: &str = "local_Example";

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations")
}

fn development_key() -> PathBuf {
    sample().join("development-key.pem")
}

fn invitations(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_invitations"))
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

/// Issues with `key` under the sample settings, for the pool and address above unless `arguments`
/// name others.
fn issue(key: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let config = sample().join("invitations.toml");
    let mut all = vec![
        "issue",
        "--config",
        config.to_str().unwrap(),
        "--key",
        key.to_str().unwrap(),
    ];
    for (name, value) in [("--user-pool-id", POOL), ("--email", EMAIL)] {
        if !arguments.contains(&name) {
            all.extend([name, value]);
        }
    }
    all.extend(arguments);
    invitations(&all)
}

/// The functions believe what the development key issues with these arguments.
#[track_caller]
fn issued(arguments: &[&str]) -> VerifiedToken {
    let (code, stdout, stderr) = issue(&development_key(), arguments);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(!stderr.contains("Note"), "{stderr}");
    let verified = verify(stdout.trim_end());
    assert!(
        stderr.contains(&format!("revoked = [\"{}\"]", verified.claims().jti)),
        "{stderr}"
    );
    verified
}

#[track_caller]
fn verify(token: &str) -> VerifiedToken {
    let settings = Settings::load(&sample().join("invitations.toml")).unwrap();
    let email: EmailAddress = EMAIL.parse().unwrap();
    let binding = Binding {
        user_pool_id: POOL,
        email: Some(&email),
    };
    settings
        .tokens
        .verify(token, binding, terminal::clock::now())
        .unwrap()
}

/// The development key issues nothing with these arguments, and every one of `expected` is said.
#[track_caller]
fn refused(arguments: &[&str], expected: &[&str]) {
    refused_with(&development_key(), arguments, expected);
}

#[track_caller]
fn refused_with(key: &Path, arguments: &[&str], expected: &[&str]) {
    let (code, stdout, stderr) = issue(key, arguments);
    assert_eq!(
        (code, stdout.as_str()),
        (Some(2), ""),
        "{arguments:?}: {stderr}"
    );
    for text in expected {
        assert!(stderr.contains(text), "{text:?} is not in {stderr}");
    }
}

/// A key that no settings know.
fn own_key() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.pem");
    let (code, _, stderr) =
        invitations(&["keygen", "--kid", "own", "--out", key.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{stderr}");
    (folder, key)
}

#[test]
fn a_bare_token() {
    let token = issued(&[]);
    let claims = token.claims();
    assert_eq!(claims.iss, "https://accounts.northwind.example");
    assert_eq!(claims.email, EMAIL);
    assert_eq!(claims.exp - claims.iat, 72 * 3600);
    assert_eq!(claims.jti.len(), 22);
    assert!(claims.groups.is_empty() && claims.attributes.is_empty());
    assert!(claims.brand.is_none() && claims.locale.is_none() && claims.inviter.is_none());
    assert_ne!(claims.jti, issued(&[]).claims().jti);
}

#[test]
fn a_token_with_everything() {
    let token = issued(&[
        "--group",
        "clients",
        "--group",
        "beta",
        "--group",
        "clients",
        "--attribute",
        "custom:tenant=a=b",
        "--attribute",
        "given_name=Ada",
        "--brand",
        "fabrikam",
        "--locale",
        "de_at",
        "--inviter",
        "Sales@northwind.example",
    ]);
    let claims = token.claims();
    let groups: Vec<&str> = claims.groups.iter().map(GroupName::as_str).collect();
    assert_eq!(groups, ["beta", "clients"]);
    assert_eq!(claims.attributes["custom:tenant"], "a=b");
    assert_eq!(claims.attributes["given_name"], "Ada");
    assert_eq!(claims.brand.as_deref(), Some("fabrikam"));
    assert_eq!(claims.locale.as_deref(), Some("de-AT"));
    assert_eq!(claims.inviter.as_deref(), Some("Sales@northwind.example"));
}

#[test]
fn lifetimes() {
    let seconds = |text: &str| {
        let token = issued(&["--expires", text]);
        token.claims().exp - token.claims().iat
    };
    for (text, expected) in [
        ("90m", 5_400),
        ("72h", 259_200),
        ("7d", 604_800),
        ("1w", 604_800),
        ("365d", 31_536_000),
    ] {
        assert_eq!(seconds(text), expected, "{text}");
    }
    for text in [
        "",
        "72",
        "h",
        "0s",
        "-1h",
        "500ms",
        "366d",
        "8761h",
        "1mo",
        "9999999999999999h",
        "99999999999999999999d",
        "soon",
    ] {
        refused(&[&format!("--expires={text}")], &["--expires"]);
    }
}

#[test]
fn a_link_leads_to_the_brand() {
    for (arguments, origin) in [
        (&[][..], "https://accounts.northwind.example"),
        (&["--brand", "fabrikam"], "https://members.fabrikam.example"),
    ] {
        let (code, stdout, stderr) = issue(&development_key(), &[arguments, &["--link"]].concat());
        assert_eq!(code, Some(0), "{stderr}");
        let token = stdout
            .trim_end()
            .strip_prefix(&format!("{origin}/join#invitation="))
            .unwrap();
        assert_eq!(verify(token).claims().email, EMAIL);
    }
}

#[test]
fn json_says_everything() {
    let (code, stdout, stderr) = issue(&development_key(), &["--json"]);
    assert_eq!(code, Some(0), "{stderr}");
    let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let token = document["token"].as_str().unwrap();
    assert_eq!(document["jti"], verify(token).claims().jti);
    assert_eq!(document["kid"], "development");
    assert!(document["link"].as_str().unwrap().ends_with(token));
    assert!(stderr.contains(document["expires"].as_str().unwrap()));
}

#[test]
fn what_acceptance_would_leave_out_is_refused() {
    refused(
        &["--group", "admins"],
        &["\"admins\"", "grants.assignable_groups", "clients"],
    );
    refused(
        &["--group", "staff"],
        &["the key \"development\"", "\"staff\"", "beta, clients"],
    );
    refused(&["--group", "two words"], &["--group"]);
    refused(&["--group", ""], &["--group"]);
    refused(
        &["--attribute", "custom:rank=1"],
        &["\"custom:rank\"", "grants.assignable_attributes"],
    );
    refused(&["--attribute", "email=eve@example.com"], &["never given"]);
    refused(&["--attribute", "custom:invitation=x"], &["never given"]);
    refused(&["--attribute", "custom:tenant"], &["name=value"]);
    refused(&["--attribute", "custom:tenant="], &["blank"]);
    refused(&["--attribute", "=x"], &["--attribute"]);
    refused(
        &[
            "--attribute",
            "custom:tenant=a",
            "--attribute",
            "custom:tenant=b",
        ],
        &["twice"],
    );
    refused(
        &[
            "--attribute",
            &format!("custom:tenant={}", "x".repeat(3000)),
        ],
        &["2048"],
    );
}

#[test]
fn names_and_addresses_are_checked() {
    refused(&["--email", "ada@kunde"], &["--email", "no dot"]);
    refused(
        &["--email", "ad\u{200b}a@x.example"],
        &["--email", "U+200B"],
    );
    refused(&["--locale", "german"], &["--locale"]);
    refused(&["--email", ""], &["--email"]);
    refused(&["--email", "ada"], &["--email"]);
    refused(&["--inviter", "sales"], &["--inviter"]);
    refused(&["--user-pool-id", "pool"], &["--user-pool-id"]);
    refused(&["--brand", "contoso"], &["northwind, fabrikam"]);
    refused(&["--locale", "d"], &["--locale"]);
    refused(&["--issuer", ""], &["--issuer"]);
    refused(&["--kid", ""], &["no kid"]);
}

#[test]
fn the_development_key_is_refused_for_a_real_pool() {
    let expected = ["development key", "invitations keygen"];
    refused(&["--user-pool-id", "eu-central-1_AbCdEfGhI"], &expected);
    refused(
        &["--user-pool-id", "eu-central-1_AbCdEfGhI", "--kid", "mine"],
        &expected,
    );
}

#[test]
fn what_is_no_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    refused_with(
        &folder.path().join("no.pem"),
        &[],
        &["cannot read the key file"],
    );
    refused_with(folder.path(), &[], &["cannot read the key file"]);
    let file = folder.path().join("key.pem");
    let cut: Vec<u8> = fs::read(development_key())
        .unwrap()
        .into_iter()
        .take(120)
        .collect();
    let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for content in [
        &b""[..],
        b"\0\xff\xfe",
        &cut,
        certificate.as_bytes(),
        &vec![b'-'; 200_000],
    ] {
        fs::write(&file, content).unwrap();
        refused_with(&file, &[], &["PKCS#8", "invitations keygen"]);
    }
}

/// The token may be meant for another deployment, so that it is issued all the same.
#[test]
fn what_the_settings_would_refuse_is_said() {
    #[track_caller]
    fn noted(key: &Path, arguments: &[&str], expected: &[&str]) {
        let (code, stdout, stderr) = issue(key, arguments);
        assert_eq!(code, Some(0), "{stderr}");
        assert_eq!(stdout.split('.').count(), 3);
        for text in expected {
            assert!(stderr.contains(text), "{text:?} is not in {stderr}");
        }
    }
    let (_folder, own) = own_key();
    noted(
        &own,
        &["--user-pool-id", "eu-central-1_AbCdEfGhI"],
        &["Note", "does not trust the key", "[[tokens.keys]]"],
    );
    noted(
        &own,
        &["--kid", "mine"],
        &["does not trust the key \"mine\"", "kid = \"mine\""],
    );
    noted(
        &own,
        &["--kid", "development"],
        &["another public key under the kid \"development\""],
    );
    noted(
        &development_key(),
        &["--kid", "mine"],
        &["does not trust the key \"mine\""],
    );
    noted(
        &development_key(),
        &["--issuer", "https://other.example"],
        &["the issuer \"https://accounts.northwind.example\" only"],
    );
}

#[test]
fn a_key_goes_by_the_name_that_the_settings_give_it() {
    let (folder, own) = own_key();
    let (_, jwk, _) = invitations(&[
        "keygen",
        "--json",
        "--kid",
        "other",
        "--out",
        folder.path().join("other.pem").to_str().unwrap(),
    ]);
    let other: invitation::key::PublicJwk = serde_json::from_str(&jwk).unwrap();
    let pem = fs::read_to_string(&own).unwrap();
    let named =
        invitation::key::SigningKey::from_pem(&pem, Some("from-the-settings".to_owned())).unwrap();
    let entries: Vec<String> = [other, named.public_jwk()]
        .iter()
        .map(|jwk| format!("[[tokens.keys]]\n{}", toml::to_string(jwk).unwrap()))
        .collect();
    let config = folder.path().join("invitations.toml");
    fs::write(
        &config,
        format!(
            "[tokens]\nissuer = \"https://issuer.example\"\n{}",
            entries.concat()
        ),
    )
    .unwrap();
    let (code, stdout, stderr) = invitations(&[
        "issue",
        "--json",
        "--config",
        config.to_str().unwrap(),
        "--key",
        own.to_str().unwrap(),
        "--user-pool-id",
        "eu-central-1_AbCdEfGhI",
        "--email",
        EMAIL,
    ]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(!stderr.contains("Note"), "{stderr}");
    let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(document["kid"], "from-the-settings");
}

#[test]
fn without_settings_nothing_is_issued() {
    let folder = tempfile::tempdir().unwrap();
    let key = development_key();
    for (text, expected) in [
        (None, "no configuration at"),
        (Some(""), "--issuer"),
        (Some("nonsense"), "invitations.toml:1"),
    ] {
        let config = folder.path().join("invitations.toml");
        if let Some(text) = text {
            fs::write(&config, text).unwrap();
        }
        let (code, stdout, stderr) = invitations(&[
            "issue",
            "--config",
            config.to_str().unwrap(),
            "--key",
            key.to_str().unwrap(),
            "--user-pool-id",
            POOL,
            "--email",
            EMAIL,
        ]);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
        assert!(stderr.contains(expected), "{expected:?} is not in {stderr}");
    }
}

#[test]
fn closed_pipes_are_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let config = sample().join("invitations.toml");
    let status = Command::new(env!("CARGO_BIN_EXE_invitations"))
        .args([
            "issue",
            "--user-pool-id",
            POOL,
            "--email",
            EMAIL,
            "--config",
        ])
        .arg(config)
        .arg("--key")
        .arg(development_key())
        .stdout(writer.try_clone().unwrap())
        .stderr(writer)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(0));
}
