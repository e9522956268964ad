//! The hooks of a sign-in at managed login.

use serde_json::json;

use crate::browser::{CALLBACK, CLIENT, TestLogin, claims, request, request_with};
use crate::hooks::attach;

#[test]
fn the_hooks_run_before_the_code_and_not_at_the_exchange() {
    let login = TestLogin::new();
    let events = attach(&login.local, |_| Ok(()));
    let code = login.code(&request(CLIENT));
    let expected = [
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
        "TokenGeneration_HostedAuth",
    ];
    assert_eq!(events.sources(), expected);
    assert_eq!(events.last()["callerContext"]["clientId"], CLIENT);
    let tokens = login.exchange(&code, &[]).json();
    assert_eq!(events.sources(), expected);
    // The session asks for tokens alone.
    login
        .authorize(&request(CLIENT))
        .sent("code")
        .expect("a code");
    assert_eq!(events.sources().len(), 4);
    assert_eq!(events.sources()[3], "TokenGeneration_HostedAuth");
    login.refresh(tokens["refresh_token"].as_str().expect("a token"));
    assert_eq!(events.sources()[4], "TokenGeneration_RefreshTokens");
}

#[test]
fn the_hook_changes_the_tokens_of_the_code() {
    let login = TestLogin::new();
    attach(&login.local, |event| {
        if event["triggerSource"] == "TokenGeneration_HostedAuth" {
            event["response"]["claimsOverrideDetails"] = json!({
                "claimsToAddOrOverride": { "tenant": "acme", "nonce": "forged" },
                "groupOverrideDetails": { "groupsToOverride": ["given"] },
            });
        }
        Ok(())
    });
    let tokens = login.tokens(&request(CLIENT));
    let id = claims(&tokens["id_token"]);
    assert_eq!(
        (&id["tenant"], &id["nonce"]),
        (&json!("acme"), &json!("n-1"))
    );
    assert_eq!(id["cognito:groups"], json!(["given"]));
    assert_eq!(
        claims(&tokens["access_token"])["cognito:groups"],
        json!(["given"])
    );
}

#[test]
fn the_second_version_sees_and_changes_the_scopes() {
    let login = TestLogin::new();
    let events = attach(&login.local, |event| {
        if event["triggerSource"] == "TokenGeneration_HostedAuth" {
            event["response"]["claimsAndScopeOverrideDetails"] = json!({
                "accessTokenGeneration": {
                    "scopesToAdd": ["files/read"], "scopesToSuppress": ["email"],
                },
            });
        }
        Ok(())
    });
    login.pool(|pool| {
        let config = &mut pool.settings.lambda_config;
        let arn = config.pre_token_generation.take().expect("the hook");
        config.pre_token_generation_config = Some(local_user_pool::VersionedLambda {
            lambda_version: "V2_0".to_owned(),
            lambda_arn: arn,
        });
    });
    let tokens = login.tokens(&request(CLIENT));
    assert_eq!(
        events.last()["request"]["scopes"],
        json!(["email", "openid"])
    );
    assert_eq!(
        claims(&tokens["access_token"])["scope"],
        "files/read openid"
    );
}

#[test]
fn what_a_hook_says_is_shown_above_the_form() {
    for (source, trigger) in [
        ("PreAuthentication_Authentication", "PreAuthentication"),
        ("PostAuthentication_Authentication", "PostAuthentication"),
        ("TokenGeneration_HostedAuth", "PreTokenGeneration"),
    ] {
        let login = TestLogin::new();
        attach(&login.local, move |event| {
            if event["triggerSource"] == source {
                return Err("not <b>today</b>".to_owned());
            }
            Ok(())
        });
        let page = login.sign_in(&request(CLIENT));
        assert_eq!(page.status, 200, "{page:?}");
        let sentence = format!("{trigger} failed with error not &lt;b&gt;today&lt;/b&gt;.");
        assert!(page.body.contains(&sentence), "{page:?}");
        assert!(login.cookie("cognito").is_none());
    }
}

#[test]
fn without_a_form_the_application_is_told() {
    let login = TestLogin::new();
    login.code(&request(CLIENT));
    attach(&login.local, |_| Err("not today".to_owned()));
    let back = login.authorize(&request_with(&[("prompt", "none")]));
    assert!(back.location().starts_with(CALLBACK));
    assert_eq!(back.sent("error").as_deref(), Some("invalid_request"));
    let description = "PreTokenGeneration failed with error not today.";
    assert_eq!(back.sent("error_description").as_deref(), Some(description));
    assert_eq!(back.sent("state").as_deref(), Some("a&b=<c>"));

    let login = TestLogin::new();
    let tokens = login.tokens(&request(CLIENT));
    attach(&login.local, |_| Err("not today".to_owned()));
    let answer = login.refresh(tokens["refresh_token"].as_str().expect("a token"));
    crate::browser::check_refused(&answer, 400, "invalid_request");
    assert_eq!(answer.json()["error_description"], description);
}
