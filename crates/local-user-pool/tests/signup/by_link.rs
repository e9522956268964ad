//! The texts of mails that verify an address, and the link that confirms instead of a code.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use local_user_pool::{Client, DefaultEmailOption, UserStatus};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::hooks;
use crate::people::{ADA, CLIENT, by, pool, sign_up, user};
use crate::test_pool::TestPool;

const HERE: &str = "http://pool.example";

/// Subject and body of the latest mail.
fn latest(test_pool: &TestPool) -> (String, String) {
    let inbox = test_pool.local.inbox();
    let mail = inbox.last().expect("a mail");
    (mail.subject.clone(), mail.html.clone().expect("a body"))
}

/// Updates the pool with this template.
fn update(test_pool: &TestPool, template: &Value) {
    test_pool.ok(
        "UpdateUserPool",
        json!({
            "AutoVerifiedAttributes": ["email"],
            "VerificationMessageTemplate": template,
        }),
    );
}

/// Opens a page of the server: the status and the text.
fn open(test_pool: &TestPool, path: &str) -> (u16, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = test_pool.local.router().oneshot(request).await;
        let response = response.expect("an answer");
        let status = response.status().as_u16();
        let text = to_bytes(response.into_body(), 10_000)
            .await
            .expect("a body");
        (status, String::from_utf8(text.into()).expect("a text"))
    })
}

fn by_link() -> TestPool {
    let test_pool = TestPool::new(pool);
    test_pool.local.set_issuer(HERE);
    update(
        &test_pool,
        &json!({
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailMessageByLink": "Welcome. {##Confirm##}",
            "EmailSubjectByLink": "One click",
            "EmailMessage": "Code {####}",
        }),
    );
    test_pool
}

/// The path and query of the link in the latest mail.
#[track_caller]
fn link(test_pool: &TestPool) -> String {
    let (_, body) = latest(test_pool);
    let (_, rest) = body
        .split_once("<a href=\"http://pool.example")
        .expect("a link");
    let (link, _) = rest.split_once('"').expect("the end of the link");
    link.replace("&amp;", "&")
}

#[test]
fn the_template_is_what_is_sent() {
    let test_pool = TestPool::new(pool);
    update(
        &test_pool,
        &json!({ "EmailMessage": "It is {####}!", "EmailSubject": "Code" }),
    );
    test_pool.ok("SignUp", sign_up("ada", ADA));
    let (subject, body) = latest(&test_pool);
    assert_eq!(subject, "Code");
    assert!(body.starts_with("It is ") && body.ends_with('!'), "{body}");
}

#[test]
fn a_link_confirms_when_it_is_opened() {
    let test_pool = by_link();
    test_pool.ok("SignUp", sign_up("ada", ADA));
    let (subject, body) = latest(&test_pool);
    assert_eq!(subject, "One click");
    assert!(body.starts_with("Welcome. <a href=\""), "{body}");
    assert!(body.ends_with("\">Confirm</a>"), "{body}");

    let first = link(&test_pool);
    let expected = format!("/confirmUser/?client_id={CLIENT}&user_name=ada&confirmation_code=");
    assert!(first.starts_with(&expected), "{first}");
    let wrong = format!("{expected}x");
    assert_eq!(
        open(&test_pool, &wrong),
        (
            400,
            "Invalid verification code provided, please try again.\n".to_owned()
        )
    );
    assert_eq!(user(&test_pool, "ada").status, UserStatus::Unconfirmed);
    assert_eq!(
        open(&test_pool, &first),
        (200, "Your registration has been confirmed!\n".to_owned())
    );
    let ada = user(&test_pool, "ada");
    assert_eq!(ada.status, UserStatus::Confirmed);
    assert_eq!(ada.attribute("email_verified"), Some("true"));
}

#[test]
fn the_link_of_a_client_with_a_secret_works_as_well() {
    let test_pool = by_link();
    test_pool.ok("SignUp", sign_up("ada", ADA));
    test_pool.pool(|pool| {
        let mut client = Client::new(CLIENT, "Web", pool.created);
        client.secret = Some("s3cret".to_owned());
        pool.add_client(client);
    });
    assert_eq!(open(&test_pool, &link(&test_pool)).0, 200);
}

#[test]
fn links_are_for_sign_ups_alone() {
    let test_pool = by_link();
    test_pool.ok("SignUp", sign_up("ada", ADA));
    test_pool.ok("ResendConfirmationCode", by("ada", json!({})));
    assert_eq!(open(&test_pool, &link(&test_pool)).0, 200);
    test_pool.ok("ForgotPassword", by("ada", json!({})));
    let (_, body) = latest(&test_pool);
    assert!(body.starts_with("Code "), "{body}");
}

#[test]
fn a_hooks_text_needs_the_link_where_the_pool_sends_one() {
    let test_pool = TestPool::new(|it| {
        pool(it);
        let template = &mut it.settings.verification_message_template;
        template.default_email_option = DefaultEmailOption::ConfirmWithLink;
        it.settings.email_configuration.email_sending_account =
            local_user_pool::EmailSendingAccount::Developer;
    });
    test_pool.local.set_issuer(HERE);
    let attach = |text: &'static str| {
        hooks::attach(&test_pool.local, move |event| {
            if event["triggerSource"] == "CustomMessage_SignUp" {
                event["response"]["emailMessage"] = json!(text);
            }
            Ok(())
        })
    };
    attach("Please {##Click Here##}.");
    test_pool.ok("SignUp", sign_up("ada", ADA));
    assert!(link(&test_pool).contains("user_name=ada"));
    attach("Please confirm.");
    let (status, code, _) = test_pool.cognito("SignUp", sign_up("bob", ADA));
    let code = code.as_deref();
    assert_eq!((status, code), (400, Some("InvalidParameterException")));
}
