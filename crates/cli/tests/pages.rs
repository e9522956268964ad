//! `invitations pages`: what it writes, and what it refuses.

#![expect(clippy::unwrap_used, reason = "what is not as expected ends the test")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn pages(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_invitations"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .env_remove("INVITATIONS_CONFIG")
        .arg("pages")
        .args(arguments)
        .output()
        .unwrap()
}

fn written(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

#[track_caller]
fn refused(arguments: &[&str], says: &str) {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("site");
    let output = pages(&[arguments, &["--out", folder.to_str().unwrap()]].concat());
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains(says), "{says} is not in: {error}");
    assert!(!folder.exists(), "something was written");
}

#[test]
fn each_brand_has_a_site_of_its_own() {
    let out = tempfile::tempdir().unwrap();
    let output = pages(&["--out", out.path().to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("https://accounts.northwind.example"),
        "{said}"
    );

    for (brand, client, sign_in) in [
        (
            "northwind",
            "4northwindclient000000000",
            "https://app.northwind.example/sign-in",
        ),
        (
            "fabrikam",
            "4fabrikamclient0000000000",
            "https://app.fabrikam.example/",
        ),
    ] {
        let folder = out.path().join(brand);
        for page in ["accept/", "join/", "confirm/", "reset/", ""] {
            let html = written(&folder, &format!("{page}index.html"));
            assert!(html.contains(client), "{brand} {page}");
            assert!(html.contains(sign_in), "{brand} {page}");
            assert!(html.contains("https://cognito-idp.eu-west-1.amazonaws.com"));
        }
        for locale in ["ar", "de", "en", "es", "fr"] {
            let texts = written(&folder, &format!("assets/texts/accept.{locale}.json"));
            let texts: serde_json::Value = serde_json::from_str(&texts).unwrap();
            assert!(texts["accept.heading"].is_string(), "{brand} {locale}");
        }
        assert!(written(&folder, "_headers").contains("frame-ancestors 'none'"));
        assert!(written(&folder, "assets/invitations.d.ts").contains("export function accept"));
    }
    let logo = out.path().join("fabrikam/assets/logo.svg");
    assert!(logo.exists());
    let html = written(&out.path().join("fabrikam"), "accept/index.html");
    // As a browser reads an attribute's value.
    let html = html.replace("&#x2f;", "/");
    assert!(html.contains("src=\"/assets/logo.svg\""), "{html}");
    assert!(
        !html.contains("https://www.fabrikam.example/mail"),
        "{html}"
    );
}

#[test]
fn one_brand_alone() {
    let out = tempfile::tempdir().unwrap();
    let output = pages(&["--brand", "fabrikam", "--out", out.path().to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let written: Vec<_> = fs::read_dir(out.path()).unwrap().collect();
    assert_eq!(written.len(), 1, "{written:?}");
}

#[test]
fn what_is_missing_is_named() {
    refused(&["--brand", "contoso"], "contoso");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invitations.toml");
    fs::write(&file, "").unwrap();
    refused(&["--config", file.to_str().unwrap()], "[pages]");
    // A faulty brand spoils the sites of the others no less: nothing is written.
    let brand = folder.path().join("brands/a");
    fs::create_dir_all(&brand).unwrap();
    fs::write(
        &file,
        "[pages]\nregion='eu-west-1'\nclient='c'\nsign_in='https://a.example'\n",
    )
    .unwrap();
    fs::write(
        brand.join("brand.toml"),
        "name='A'\nlinks='https://a.example'\n",
    )
    .unwrap();
    fs::write(
        brand.join("en.ftl"),
        "page-accept =\n    .heading = { page-accept.heading }\n",
    )
    .unwrap();
    refused(&["--config", file.to_str().unwrap()], "page-accept");
}
