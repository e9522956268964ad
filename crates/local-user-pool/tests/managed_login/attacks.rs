//! Hostile pages, names and requests.

use crate::browser::{
    CLIENT, PASSWORD, POOL, TEMPORARY, TestLogin, encoded, hidden, request, request_with,
};

/// Texts that a browser could execute.
const MARKUP: [&str; 5] = [
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "\r\nSet-Cookie: cognito=evil",
];

#[test]
fn a_page_that_is_not_the_login_page_cannot_send_the_form() {
    let login = TestLogin::new();
    let path = format!("/{POOL}/login?{}", encoded(&request(CLIENT)));
    let fields = [("username", "ada"), ("password", PASSWORD)];
    let own = hidden(&login.get(&path).body, "_csrf");
    let other = login.other_browser();
    // Without the cookie, with that of another browser, and with a guess.
    for csrf in [&*own, "", "x"] {
        let answer = other.submit(&path, csrf, &fields);
        assert_eq!(answer.status, 403, "{answer:?}");
        assert!(other.cookie("cognito").is_none());
    }
    other.get(&path);
    assert_eq!(other.submit(&path, &own, &fields).status, 403);
    other.set_cookie("XSRF-TOKEN", "");
    assert_eq!(other.submit(&path, "", &fields).status, 403);
    // A cookie that some page below `localhost` set is none of ours.
    other.set_cookie("XSRF-TOKEN", "chosen");
    assert_eq!(other.submit(&path, "chosen", &fields).status, 403);
    assert_eq!(login.submit(&path, &own, &fields).status, 302);
}

#[test]
fn pages_execute_nothing_and_are_framed_by_nobody() {
    let login = TestLogin::new();
    for text in MARKUP {
        let parameters = request_with(&[
            ("state", text),
            ("login_hint", text),
            ("nonce", text),
            ("lang", text),
        ]);
        let query = encoded(&parameters);
        let first = login.get(&format!("/{POOL}/login?{query}"));
        let second = login.type_in(&parameters, &[("username", text), ("password", "x")]);
        let error = encoded(&[("error", text.to_owned())]);
        let third = login.get(&format!("/{POOL}/error?{error}"));
        let is_named = third.body.contains("alert(1)") || third.body.contains("cognito=evil");
        assert!(!is_named, "the address is anybody's: {third:?}");
        for page in [&first, &second, &third] {
            let policy = page.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; style-src 'sha256-"),
                "{policy}"
            );
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(
                !policy.contains("unsafe") && !policy.contains("script"),
                "{policy}"
            );
            assert_eq!(page.header("x-frame-options"), "DENY");
            assert_eq!(page.header("x-content-type-options"), "nosniff");
            assert!(page.header("cache-control").contains("no-store"));
            for markup in ["<script", "<img", "<svg", "cognito=evil"] {
                let is_text = !page.body.contains(markup) || markup == "cognito=evil";
                assert!(is_text, "{text} {page:?}");
            }
            assert!(
                page.headers
                    .get_all("set-cookie")
                    .iter()
                    .all(|cookie| { !cookie.to_str().expect("ASCII").contains("evil") })
            );
        }
        let policy = first.header("content-security-policy");
        assert!(
            policy.contains("form-action 'self' https://app.example;"),
            "{policy}"
        );
        // The state comes back as it was.
        let back = login.sign_in(&parameters);
        assert_eq!(back.sent("state").as_deref(), Some(text));
        login.forget_cookies();
    }
}

#[test]
fn names_and_callbacks_from_behind_the_wire_do_no_harm_either() {
    let login = TestLogin::new();
    let uri = "https://app.example;script-src *//\"><script>alert(1)</script>";
    login.pool(|pool| {
        let client = pool.clients.get_mut(CLIENT).expect("the client");
        client.settings.callback_urls = Some(vec![uri.to_owned(), "a\nb".to_owned()]);
    });
    let parameters = request_with(&[("redirect_uri", uri)]);
    let page = login.get(&format!("/{POOL}/login?{}", encoded(&parameters)));
    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self';")
    );
    assert!(!page.body.contains("<script"), "{page:?}");
    // An address that no header can hold leads nowhere.
    let parameters = request_with(&[("redirect_uri", "a\nb"), ("prompt", "none")]);
    let answer = login.authorize(&parameters);
    assert_eq!(answer.status, 400, "{answer:?}");
}

#[test]
fn passwords_are_tried_a_few_times() {
    let login = TestLogin::new();
    for _ in 0..5 {
        login.type_in(
            &request(CLIENT),
            &[("username", "ada"), ("password", "wrong")],
        );
    }
    let page = login.sign_in(&request(CLIENT));
    assert!(page.body.contains("Password attempts exceeded"), "{page:?}");
    assert!(login.cookie("cognito").is_none());
}

#[test]
fn a_form_is_a_form() {
    let login = TestLogin::new();
    let path = format!("/{POOL}/login?{}", encoded(&request(CLIENT)));
    let csrf = hidden(&login.get(&path).body, "_csrf");
    let good = format!("_csrf={csrf}&username=ada&password={PASSWORD}");
    let refused = |content_type: &str, body: &str| {
        let answer = login.send("POST", &path, &[("content-type", content_type)], Some(body));
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(login.cookie("cognito").is_none());
    };
    refused("text/plain", &good);
    refused("application/json", &good);
    refused("multipart/form-data", &good);
    let form = "application/x-www-form-urlencoded";
    refused(form, &format!("{good}&username=bob"));
    refused(form, &format!("{good}&x={}", "x".repeat(70_000)));
    // A password in the address would be in logs and histories.
    let query = format!("{path}&username=ada&password={PASSWORD}");
    let page = login.get(&query);
    assert_eq!(page.status, 200);
    assert!(
        !page
            .body
            .contains("name=\"password\" type=\"password\" value=\"Correct")
    );
    assert!(login.cookie("cognito").is_none());
    for method in ["PUT", "DELETE", "PATCH"] {
        assert_eq!(login.send(method, &path, &[], None).status, 405, "{method}");
    }
    for path in ["oauth2/authorize", "logout"] {
        let answer = login.post(&format!("/{POOL}/{path}"), "", &[]);
        assert_eq!(answer.status, 405, "{path}");
    }
    assert_eq!(login.post(&path, &good, &[]).status, 302);
}

#[test]
fn the_history_has_no_secret() {
    let login = TestLogin::new();
    let back = login.sign_in(&request(CLIENT));
    let code = back.sent("code").expect("a code");
    let tokens = login.exchange(&code, &[]).json();
    login.type_in(
        &request(CLIENT),
        &[("username", "bob"), ("password", TEMPORARY)],
    );
    let history = format!("{:?}", login.local.activity(0));
    for operation in ["Login", "Token"] {
        assert!(
            history.contains(&format!("operation: \"{operation}\"")),
            "{history}"
        );
    }
    let session = login.cookie("cognito").expect("a session");
    let token = tokens["refresh_token"].as_str().expect("a token");
    for secret in [&*code, PASSWORD, TEMPORARY, &session, token] {
        assert!(!history.contains(secret), "{history}");
    }
}
