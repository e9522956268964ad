//! The inbox shows any message as text, and executes nothing in it.

use axum::body::Body;
use axum::http::{Request, header};
use local_user_pool::Operation;
use proptest::prelude::*;
use serde_json::json;

use crate::arbitrary::cases;
use crate::populated_pools::{PopulatedPools, body};

/// Texts that a browser could execute.
const MARKUP: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "</title><svg onload=alert(1)>",
    "</pre></iframe><iframe srcdoc='<script>alert(1)</script>'>",
    "javascript:alert(1)",
    "https://example.com/\"onclick=\"alert(1)",
    "<base href=//evil.example/>",
    "&lt;script&gt;",
    "<!--",
];

fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(&MARKUP).prop_map(str::to_owned),
        1 => "[<>\"'&a-z/= ]{0,20}",
    ];
    prop::collection::vec(piece, 1..3).prop_map(|pieces| pieces.concat())
}

/// Fetches a page: its policy and its text.
fn fetch(pools: &PopulatedPools, path: &str) -> (String, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    pools.run(async {
        let response = pools.send(request).await;
        let policy = response.headers().get(header::CONTENT_SECURITY_POLICY);
        let policy = policy
            .expect("a policy")
            .to_str()
            .expect("ASCII")
            .to_owned();
        assert_eq!(
            response.headers()[header::X_CONTENT_TYPE_OPTIONS],
            "nosniff"
        );
        (policy, body(response).await)
    })
}

/// The names of the tags of a page, in their order, and of their attributes.
fn skeleton(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in page.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("every tag ends");
        // Every second part is a value in quotation marks.
        let names: String = tag.split('"').step_by(2).collect();
        found.push(names);
    }
    found
}

/// Sends a mail in which all texts are this one, and returns its identifier.
fn send(pools: &PopulatedPools, text: &str) -> String {
    let address = format!("{text} <ada@example.com>");
    let mail = json!({
        "FromEmailAddress": address,
        "Destination": { "ToAddresses": [address], "CcAddresses": [address], "BccAddresses": [address] },
        "ReplyToAddresses": [address],
        "Content": { "Simple": {
            "Subject": { "Data": text },
            "Body": { "Text": { "Data": text }, "Html": { "Data": text } },
        } },
    });
    let answer = pools.ok(Operation::SendEmail, &mail);
    answer["MessageId"]
        .as_str()
        .expect("an identifier")
        .to_owned()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn pages_hold_the_markup_that_they_always_hold(text in markup()) {
        // The pages of a mail without markup, with as many links.
        let plain = PopulatedPools::empty();
        let links = text.split(' ').filter(|word| word.contains("https://")).count();
        let harmless = format!("a{}", " https://example.com".repeat(links));
        let plain_id = send(&plain, &harmless);
        let pools = PopulatedPools::empty();
        let id = send(&pools, &text);

        for (path, plain_path) in [
            ("/_local/inbox".to_owned(), "/_local/inbox".to_owned()),
            (format!("/_local/inbox/{id}"), format!("/_local/inbox/{plain_id}")),
        ] {
            let (policy, page) = fetch(&pools, &path);
            prop_assert!(policy.contains("default-src 'none'") && !policy.contains("script"));
            let (_, plain_page) = fetch(&plain, &plain_path);
            prop_assert_eq!(skeleton(&page), skeleton(&plain_page), "{}", page);
        }
    }
}

#[test]
fn a_mail_is_shown_where_it_can_do_nothing() {
    let pools = PopulatedPools::empty();
    for text in MARKUP {
        let id = send(&pools, text);
        let (policy, page) = fetch(&pools, &format!("/_local/messages/{id}/body"));
        // The mail is shown unchanged; the policy protects the page.
        assert!(page.contains(text));
        let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
        assert!(directives.contains(&"default-src 'none'"), "{policy}");
        assert!(directives.contains(&"form-action 'none'"), "{policy}");
        assert!(
            !policy.contains("script") && !policy.contains("same-origin"),
            "{policy}"
        );
        assert!(
            directives
                .iter()
                .any(|directive| directive.starts_with("sandbox ")),
            "{policy}"
        );

        let (_, page) = fetch(&pools, &format!("/_local/inbox/{id}"));
        let (_, frame) = page.split_once("<iframe ").expect("a frame");
        let (frame, _) = frame.split_once('>').expect("the end of the tag");
        assert!(frame.contains(" sandbox=\""), "{frame}");
        assert!(
            !frame.contains("script") && !frame.contains("same-origin"),
            "{frame}"
        );
    }
}

#[test]
fn names_in_paths_are_not_repeated() {
    let pools = PopulatedPools::empty();
    let (_, page) = fetch(&pools, "/_local/inbox/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    assert!(!page.contains("alert"), "{page}");
}
