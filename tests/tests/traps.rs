//! `TRAPS.md` names a test for every trap, and each of them exists; and the traps that no other
//! crate can hold.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use playground::hooks::handler::LAMBDA_TIMEOUT;
use playground::replay::{Arguments, replay};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The numbered list at the end of the contract.
fn traps_of_the_contract() -> BTreeSet<u32> {
    let contract = read("docs/explanation/cognito-contract.md");
    let (_, traps) = contract.split_once("## 13. Traps").unwrap();
    traps
        .lines()
        .filter_map(|line| line.split_once(". ")?.0.parse().ok())
        .collect()
}

#[test]
fn every_trap_has_tests_that_exist() {
    let mut held = BTreeSet::new();
    for line in read("tests/TRAPS.md").lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, _, tests] = cells.as_slice() else {
            continue;
        };
        let Ok(number) = number.parse::<u32>() else {
            continue;
        };
        let mut file = None;
        let mut named = 0;
        for name in tests.split('`').skip(1).step_by(2) {
            if Path::new(name).extension().is_some() {
                file = Some(read(name));
                continue;
            }
            let source = file
                .as_ref()
                .unwrap_or_else(|| panic!("trap {number}: {name} stands in no file"));
            let signature = format!("fn {name}(");
            let at = source
                .find(&signature)
                .unwrap_or_else(|| panic!("trap {number}: there is no test {name}"));
            // A property test has its attribute too, inside `proptest!`.
            let before = &source[at.saturating_sub(160)..at];
            assert!(before.contains("test]"), "trap {number}: {name} is no test");
            named += 1;
        }
        assert!(named > 0, "trap {number} names no test");
        held.insert(number);
    }
    assert_eq!(held, traps_of_the_contract());
}

/// Trap 4: what `SignUp` was given in client metadata and validation data is gone at confirmation,
/// and what `AdminCreateUser` was given is gone at the message. No event of ours has it there, and
/// they come out all the same.
#[tokio::test]
async fn acceptance_needs_nothing_that_only_sign_up_was_given() {
    let config = root().join("infra/invitations/invitations.toml");
    let event = root().join("events/post-confirmation/confirmed-after-the-invitation-expired.json");
    let replayed = replay(&Arguments::of(vec![event], config)).await.unwrap();
    let [one] = replayed.as_slice() else {
        panic!("one event")
    };
    assert!(
        one.case().event.client_metadata().is_empty()
            && one.case().event.validation_data().is_empty()
    );
    assert_eq!(one.observed().outcome, "granted");
}

/// A hook that creates, resends or searches would recurse into the hooks, or share a quota of
/// thirty calls a second with every sign-up.
#[test]
fn hooks_call_only_what_fires_no_hook() {
    let allowed = [
        "admin_get_user",
        "admin_add_user_to_group",
        "admin_update_user_attributes",
        "send_email",
    ];
    let mut called = BTreeSet::new();
    for name in [
        "cognito",
        "acceptance",
        "post-confirmation",
        "post-authentication",
    ] {
        for entry in fs::read_dir(root().join("crates").join(name).join("src")).unwrap() {
            let source = fs::read_to_string(entry.unwrap().path()).unwrap();
            let code: String = source.split_whitespace().collect();
            // An operation of the SDK begins with a call without arguments on a client.
            for client in ["cognito.", "ses."] {
                for (at, _) in code.match_indices(client) {
                    let rest = &code[at + client.len()..];
                    if let Some((operation, _)) = rest.split_once("()").filter(|(name, _)| {
                        name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                    }) {
                        called.insert(operation.to_owned());
                    }
                }
            }
        }
    }
    assert_eq!(called, allowed.map(str::to_owned).into());
}

/// The part of the template that defines `resource`.
fn resource<'a>(template: &'a str, name: &str) -> &'a str {
    let start = template
        .find(&format!("\n  {name}:\n"))
        .unwrap_or_else(|| panic!("no {name}"))
        + 1;
    let rest = &template[start..];
    let end = rest
        .match_indices("\n  ")
        .find(|(at, _)| *at > 0 && !rest[at + 3..].starts_with([' ', '#', '\n']))
        .map_or(rest.len(), |(at, _)| at);
    &rest[..end]
}

/// The pool that the template makes, or the one that it is given: nothing wider.
const SOURCE_ARN: &str = "\
      SourceArn: !If
        - NewUserPool
        - !GetAtt UserPool.Arn
        - !Sub arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${ExistingUserPoolId}
";
const RESOURCE: &str = "\
            Resource: !If
              - NewUserPool
              - !GetAtt UserPool.Arn
              - !Sub arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${ExistingUserPoolId}
";

#[test]
fn the_template_keeps_out_of_known_traps() {
    let template = read("infra/template.yaml");
    for function in [
        "PreSignUp",
        "CustomMessage",
        "PostConfirmation",
        "PostAuthentication",
        "PreTokenGeneration",
    ] {
        let permission = resource(&template, &format!("{function}Permission"));
        assert!(permission.contains(SOURCE_ARN), "{permission}");
        assert!(
            permission.contains(&format!("FunctionName: !Ref {function}.Alias")),
            "the pool calls the alias: {permission}"
        );
        assert!(
            permission.contains("SourceAccount: !Ref AWS::AccountId"),
            "{permission}"
        );
        assert!(
            !resource(&template, function).contains("Timeout:"),
            "{function} has a time-out of its own"
        );
    }
    let timeout: u32 = template
        .lines()
        .find_map(|line| line.trim().strip_prefix("Timeout: "))
        .and_then(|text| text.parse().ok())
        .unwrap();
    assert!(
        timeout < 5,
        "Cognito waits five seconds, and Lambda {timeout}"
    );
    assert_eq!(
        u64::from(timeout),
        LAMBDA_TIMEOUT.as_secs(),
        "the hooks of this machine have another time-out"
    );

    let pool = resource(&template, "UserPool");
    assert!(pool.contains("CaseSensitive: false"));
    let email = pool
        .split("- Name: ")
        .find(|part| part.starts_with("email\n"));
    assert!(
        email.is_some_and(|email| email.contains("Required: true")),
        "an invited person could choose another address with the password"
    );
    assert!(
        !pool.contains("EMAIL_OTP") && !pool.contains("SMS_OTP"),
        "invitations would carry no password"
    );
    assert!(
        pool.contains("CustomMessage: !If [SendsCustomMessages,")
            && template.contains(
                "SendsCustomMessages: !And [!Condition HasCustomMessage, !Condition HasSesIdentity]"
            ),
        "the default sender refuses custom bodies"
    );
    assert!(
        pool.contains("PreSignUp: !If [HasPreSignUp, !Ref PreSignUp.Alias,"),
        "an alias, not a version"
    );
    for policy in ["PostConfirmationPolicy", "PostAuthenticationPolicy"] {
        let policy = resource(&template, policy);
        assert!(
            policy.contains(RESOURCE) && !policy.contains('*'),
            "{policy}"
        );
    }
}
