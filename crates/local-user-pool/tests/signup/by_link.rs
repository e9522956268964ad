//! The texts of the mails that verify an address, and the link that confirms in place of a code.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use local_user_pool::{Client, DefaultEmailOption, UserStatus};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::hooks;
use crate::people::{ADA, CLIENT, by, pool, sign_up, user};
use crate::scene::Scene;

const HERE: &str = "http://pool.example";

/// Subject and body of the latest mail.
fn latest(scene: &Scene) -> (String, String) {
    let inbox = scene.local.inbox();
    let mail = inbox.last().expect("a mail");
    (mail.subject.clone(), mail.html.clone().expect("a body"))
}

/// Updates the pool with this template.
fn update(scene: &Scene, template: &Value) {
    scene.ok(
        "UpdateUserPool",
        json!({
            "AutoVerifiedAttributes": ["email"],
            "VerificationMessageTemplate": template,
        }),
    );
}

/// Opens a page of the server: the status and the text.
fn open(scene: &Scene, path: &str) -> (u16, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = scene.local.router().oneshot(request).await;
        let response = response.expect("an answer");
        let status = response.status().as_u16();
        let text = to_bytes(response.into_body(), 10_000)
            .await
            .expect("a body");
        (status, String::from_utf8(text.into()).expect("a text"))
    })
}

fn by_link() -> Scene {
    let scene = Scene::new(pool);
    scene.local.set_issuer(HERE);
    update(
        &scene,
        &json!({
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailMessageByLink": "Welcome. {##Confirm##}",
            "EmailSubjectByLink": "One click",
            "EmailMessage": "Code {####}",
        }),
    );
    scene
}

/// The path and query of the link in the latest mail.
#[track_caller]
fn link(scene: &Scene) -> String {
    let (_, body) = latest(scene);
    let (_, rest) = body
        .split_once("<a href=\"http://pool.example")
        .expect("a link");
    let (link, _) = rest.split_once('"').expect("the end of the link");
    link.replace("&amp;", "&")
}

#[test]
fn the_template_is_what_is_sent() {
    let scene = Scene::new(pool);
    update(
        &scene,
        &json!({ "EmailMessage": "It is {####}!", "EmailSubject": "Code" }),
    );
    scene.ok("SignUp", sign_up("ada", ADA));
    let (subject, body) = latest(&scene);
    assert_eq!(subject, "Code");
    assert!(body.starts_with("It is ") && body.ends_with('!'), "{body}");
}

#[test]
fn a_link_confirms_when_it_is_opened() {
    let scene = by_link();
    scene.ok("SignUp", sign_up("ada", ADA));
    let (subject, body) = latest(&scene);
    assert_eq!(subject, "One click");
    assert!(body.starts_with("Welcome. <a href=\""), "{body}");
    assert!(body.ends_with("\">Confirm</a>"), "{body}");

    let first = link(&scene);
    let expected = format!("/confirmUser/?client_id={CLIENT}&user_name=ada&confirmation_code=");
    assert!(first.starts_with(&expected), "{first}");
    let wrong = format!("{expected}x");
    assert_eq!(
        open(&scene, &wrong),
        (
            400,
            "Invalid verification code provided, please try again.\n".to_owned()
        )
    );
    assert_eq!(user(&scene, "ada").status, UserStatus::Unconfirmed);
    assert_eq!(
        open(&scene, &first),
        (200, "Your registration has been confirmed!\n".to_owned())
    );
    let ada = user(&scene, "ada");
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(ada.attribute("email_verified"), Some("true"));
}

#[test]
fn the_link_of_a_client_with_a_secret_works_as_well() {
    let scene = by_link();
    scene.ok("SignUp", sign_up("ada", ADA));
    scene.pool(|pool| {
        let mut client = Client::new(CLIENT, "Web", pool.created);
        client.secret = Some("s3cret".to_owned());
        pool.add_client(client);
    });
    assert_eq!(open(&scene, &link(&scene)).0, 200);
}

#[test]
fn links_are_for_sign_ups_alone() {
    let scene = by_link();
    scene.ok("SignUp", sign_up("ada", ADA));
    scene.ok("ResendConfirmationCode", by("ada", json!({})));
    assert_eq!(open(&scene, &link(&scene)).0, 200);
    scene.ok("ForgotPassword", by("ada", json!({})));
    let (_, body) = latest(&scene);
    assert!(body.starts_with("Code "), "{body}");
}

#[test]
fn a_hooks_text_needs_the_link_where_the_pool_sends_one() {
    let scene = Scene::new(|it| {
        pool(it);
        let template = &mut it.settings.verification_message_template;
        template.default_email_option = DefaultEmailOption::ConfirmWithLink;
        it.settings.email_configuration.email_sending_account =
            local_user_pool::EmailSendingAccount::Developer;
    });
    scene.local.set_issuer(HERE);
    let attach = |text: &'static str| {
        hooks::attach(&scene.local, move |event| {
            if event["triggerSource"] == "CustomMessage_SignUp" {
                event["response"]["emailMessage"] = json!(text);
            }
            Ok(())
        })
    };
    attach("Please {##Click Here##}.");
    scene.ok("SignUp", sign_up("ada", ADA));
    assert!(link(&scene).contains("user_name=ada"));
    attach("Please confirm.");
    let (status, code, _) = scene.cognito("SignUp", sign_up("bob", ADA));
    let code = code.as_deref();
    assert_eq!((status, code), (400, Some("InvalidParameterException")));
}
