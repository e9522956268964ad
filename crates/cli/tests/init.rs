//! `invitations init`, as a person runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use invitation::policy::{SelfSignUpMode, SignIn};
use local_user_pool::{Alias, LocalUserPool, Pool, SignIn as PoolSignIn};
use settings::Settings;
use trigger::Function;

/// Runs `invitations` in `folder`, without a terminal.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_invitations"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("INVITATIONS_CONFIG")
        .env_remove("INVITATIONS_USER_POOL")
        .env_remove("INVITATIONS_ENDPOINT_URL")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn settings(folder: &Path) -> Settings {
    Settings::load(&folder.join("invitations/invitations.toml")).unwrap()
}

#[test]
fn an_allow_list_is_a_few_lines() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--hook", "pre-sign-up", "--allow-domain", "example.com"];
    let (code, stdout, stderr) = run(folder.path(), &[&["init"], &options[..]].concat());
    assert_eq!(code, Some(0), "{stderr}");
    let text = fs::read_to_string(folder.path().join("invitations/invitations.toml")).unwrap();
    let said: Vec<&str> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split("  ").next().unwrap())
        .collect();
    let expected = [
        "[self_sign_up]",
        "policy = \"domains\"",
        "domains.allow = [\"example.com\"]",
    ];
    assert_eq!(said, expected, "{text}");
    assert_eq!(
        settings(folder.path()).self_sign_up.policy,
        SelfSignUpMode::Domains
    );

    // What comes next works as it is printed, and finds the folder by itself, too. A real pool
    // needs no brand for this hook.
    let (_, next) = stdout.split_once("next     invitations ").unwrap();
    let printed: Vec<&str> = next.split_whitespace().collect();
    assert!(printed.contains(&"--only"), "{stdout}");
    let real_pool = [&printed[..], &["--user-pool-id", "eu-west-1_AbCdEfGhI"]].concat();
    for arguments in [&printed[..], &["check"], &real_pool] {
        let (code, stdout, stderr) = run(folder.path(), arguments);
        assert_eq!(code, Some(0), "{stdout}{stderr}");
    }
}

/// What is in comments is an offer, so it has to be one that can be taken.
#[test]
fn what_is_commented_out_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let options = [
        "init",
        "--brand-name",
        "Northwind & \"Co\"",
        "--links",
        "https://accounts.example.com",
        "--group",
        "members",
        "--allow-domain",
        "example.com,*.example.org",
    ];
    let (code, _, stderr) = run(folder.path(), &options);
    assert_eq!(code, Some(0), "{stderr}");
    let mut uncommented = 0;
    for file in ["invitations.toml", "brands/northwind-co/brand.toml"] {
        let path = folder.path().join("invitations").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let text: Vec<&str> = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(offer) if offer.contains(" = ") || offer.starts_with('[') => {
                    uncommented += 1;
                    offer
                }
                _ => line,
            })
            .collect();
        fs::write(&path, text.join("\n")).unwrap();
    }
    assert!(uncommented >= 10, "{uncommented} lines");
    let settings = settings(folder.path());
    assert!(settings.mail.is_some());
    let brands = settings.load_brands().unwrap();
    assert_eq!(brands.named(None).unwrap().name(), "northwind-co");
}

#[test]
fn each_hook_alone_and_all_together_are_valid() {
    let all = Function::ALL.map(Function::name).join(",");
    for hooks in Function::ALL
        .map(Function::name)
        .into_iter()
        .chain([all.as_str()])
    {
        for group in [&[][..], &["--group", "members"]] {
            for brand in [
                &[][..],
                &["--brand-name", "N", "--links", "https://a.example"],
            ] {
                let folder = tempfile::tempdir().unwrap();
                let options = [&["init", "--hook", hooks], group, brand].concat();
                let (code, stdout, stderr) = run(folder.path(), &options);
                if brand.is_empty() && hooks.contains("custom-message") {
                    assert_eq!((code, stdout.as_str()), (Some(2), ""), "{options:?}");
                    assert!(stderr.contains("--brand-name"), "{stderr}");
                    assert!(!folder.path().join("invitations").exists());
                    continue;
                }
                assert_eq!(code, Some(0), "{options:?}: {stderr}");
                let (code, stdout, _) = run(folder.path(), &["check"]);
                assert_eq!(code, Some(0), "{options:?}: {stdout}");
            }
        }
    }
}

#[test]
fn nothing_that_exists_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("invitations")).unwrap();
    fs::write(folder.path().join("invitations/notes.txt"), "mine").unwrap();
    let (code, stdout, stderr) = run(folder.path(), &["init", "--hook", "pre-sign-up"]);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("not empty"), "{stderr}");
    let left = fs::read_dir(folder.path().join("invitations"))
        .unwrap()
        .count();
    assert_eq!(left, 1);
}

#[test]
fn a_name_that_no_mail_can_show_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let name = "N".repeat(61);
    let options = [
        "init",
        "--brand-name",
        &name,
        "--links",
        "https://a.example",
    ];
    let (code, _, stderr) = run(folder.path(), &options);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("brand.toml"), "{stderr}");
    assert!(!folder.path().join("invitations").exists());
}

#[test]
fn with_both_hooks_that_read_tokens_an_issuer_waits_for_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let options = [
        "init",
        "--brand-name",
        "N",
        "--links",
        "https://a.example",
        "--group",
        "members",
    ];
    let (code, stdout, stderr) = run(folder.path(), &options);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stdout.contains("invitations keygen --kms"), "{stdout}");
    assert_eq!(settings(folder.path()).tokens.issuer, "https://a.example");
}

#[test]
fn an_option_says_how_people_sign_in() {
    for (options, expected) in [
        (&["--sign-in", "alias"][..], Some((SignIn::Alias, true))),
        (
            &["--sign-in", "email", "--case-sensitive", "false"],
            Some((SignIn::Email, false)),
        ),
        (&["--sign-in", "phone"], None),
        (&["--case-sensitive", "false"], None),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let hook = ["init", "--hook", "pre-sign-up"];
        let (code, _, stderr) = run(folder.path(), &[&hook, options].concat());
        let Some((sign_in, case_sensitive)) = expected else {
            assert_eq!(code, Some(2), "{options:?}");
            assert!(!folder.path().join("invitations").exists());
            continue;
        };
        assert_eq!(code, Some(0), "{stderr}");
        let written = settings(folder.path()).user_pool;
        assert_eq!(written.sign_in, sign_in);
        assert_eq!(written.case_sensitive, case_sensitive);
    }
}

#[tokio::test]
async fn the_pool_says_how_people_sign_in() {
    for (pool_sign_in, case_sensitive, expected) in [
        (
            PoolSignIn::Attribute([Alias::Email].into()),
            false,
            SignIn::Email,
        ),
        (PoolSignIn::Username([].into()), true, SignIn::Username),
    ] {
        let mut pool = Pool::new("local_Example");
        pool.sign_in = pool_sign_in;
        pool.case_sensitive = case_sensitive;
        let server = LocalUserPool::new(vec![pool]).serve().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let endpoint = server.endpoint_url();
        let (code, _, stderr) = tokio::task::spawn_blocking(move || {
            run(
                &path,
                &[
                    "init",
                    "--hook",
                    "pre-sign-up",
                    "--user-pool-id",
                    "local_Example",
                    "--endpoint-url",
                    &endpoint,
                ],
            )
        })
        .await
        .unwrap();
        assert_eq!(code, Some(0), "{stderr}");
        let settings = settings(folder.path());
        assert_eq!(settings.user_pool.sign_in, expected);
        assert_eq!(settings.user_pool.case_sensitive, case_sensitive);
    }
}
