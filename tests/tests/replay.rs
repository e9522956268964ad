//! Every event of `events/` comes out as its expectation says.

use std::path::{Path, PathBuf};

use playground::replay::{Arguments, replay};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[tokio::test]
async fn every_event_comes_out_as_expected() {
    let config = root().join("infra/invitations/invitations.toml");
    let replayed = replay(&Arguments::of(vec![root().join("events")], config))
        .await
        .unwrap();
    assert!(
        replayed.len() >= 100,
        "only {} events were found",
        replayed.len()
    );
    for one in &replayed {
        let name = &one.case().name;
        assert!(
            one.case().expectation.expected.is_some(),
            "{name} has no expectation; `invitations replay --update` writes it"
        );
        assert!(one.is_as_expected(), "{name}\n{}", one.difference());
    }
}

/// Each kind of event goes to its function, and each function has events.
#[tokio::test]
async fn every_trigger_source_has_an_event() {
    let config = root().join("infra/invitations/invitations.toml");
    let replayed = replay(&Arguments::of(vec![root().join("events")], config))
        .await
        .unwrap();
    let sources: std::collections::BTreeSet<&str> = replayed
        .iter()
        .map(|one| one.case().event.trigger_source())
        .collect();
    for source in [
        "PreSignUp_SignUp",
        "PreSignUp_AdminCreateUser",
        "PreSignUp_ExternalProvider",
        "CustomMessage_SignUp",
        "CustomMessage_AdminCreateUser",
        "CustomMessage_ResendCode",
        "CustomMessage_ForgotPassword",
        "CustomMessage_UpdateUserAttribute",
        "CustomMessage_VerifyUserAttribute",
        "CustomMessage_Authentication",
        "PostConfirmation_ConfirmSignUp",
        "PostConfirmation_ConfirmForgotPassword",
        "PostAuthentication_Authentication",
        "TokenGeneration_HostedAuth",
        "TokenGeneration_Authentication",
        "TokenGeneration_NewPasswordChallenge",
        "TokenGeneration_RefreshTokens",
        "TokenGeneration_ClientCredentials",
    ] {
        assert!(sources.contains(source), "no event for {source}");
    }
}
