//! Managed login, with any text in every parameter.

use axum::body::Body;
use axum::http::{Request, header};
use proptest::prelude::*;
use serde_json::Value;

use crate::arbitrary::{cases, text};
use crate::populated_pools::{OTHER_POOL, PopulatedPools, body};

const CALLBACK: &str = "https://app.example/callback";

/// The parameters of a good request for authorization.
const GOOD: [(&str, &str); 10] = [
    ("response_type", "code"),
    ("client_id", "foreign"),
    ("redirect_uri", CALLBACK),
    ("scope", "openid"),
    ("state", "s"),
    ("nonce", "n"),
    (
        "code_challenge",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    ),
    ("code_challenge_method", "S256"),
    ("login_hint", "eve"),
    ("prompt", "consent"),
];

/// Pools of which the other one has a client for managed login.
fn pools() -> PopulatedPools {
    let pools = PopulatedPools::empty();
    let list = |name: &str| Some(vec![name.to_owned()]);
    let changed = pools.local.with_pool(OTHER_POOL, |pool| {
        let client = pool.clients.get_mut("foreign").expect("the client");
        let settings = &mut client.settings;
        settings.allowed_oauth_flows_user_pool_client = Some(true);
        settings.allowed_oauth_flows = list("code");
        settings.allowed_oauth_scopes = list("openid");
        settings.callback_urls = list(CALLBACK);
        settings.logout_urls = list(CALLBACK);
        settings.supported_identity_providers = list("COGNITO");
    });
    changed.expect("the pool");
    pools
}

/// Good parameters, of which some have any text.
fn parameters() -> impl Strategy<Value = Vec<(String, String)>> {
    let more = ["identity_provider", "idp_identifier", "lang", "logout_uri"];
    let names: Vec<&str> = GOOD.iter().map(|(name, _)| *name).chain(more).collect();
    let change = (prop::sample::select(names), text());
    prop::collection::vec(change, 0..3).prop_map(|changes| {
        let good = GOOD.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut parameters: Vec<(String, String)> = good.into();
        for (name, value) in changes {
            parameters.retain(|(given, _)| given != name);
            parameters.push((name.to_owned(), value.chars().take(1000).collect()));
        }
        parameters
    })
}

fn encoded(parameters: &[(String, String)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    query.finish()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn nobody_is_sent_anywhere_but_to_the_application(
        parameters in parameters(),
        endpoint in prop::sample::select(&["oauth2/authorize", "login", "logout"]),
    ) {
        let pools = pools();
        let path = format!("/{OTHER_POOL}/{endpoint}?{}", encoded(&parameters));
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let (status, location, policy) = pools.run(async {
            let response = pools.send(request).await;
            let text = |name| {
                let value = response.headers().get(name);
                value.map(|value| value.to_str().expect("ASCII").to_owned())
            };
            let found = (text(header::LOCATION), text(header::CONTENT_SECURITY_POLICY));
            (response.status().as_u16(), found.0, found.1)
        });
        if let Some(to) = location {
            prop_assert_eq!(status, 302);
            let own = format!("/{OTHER_POOL}/");
            let (target, _) = to.split_once('?').unwrap_or((&to, ""));
            prop_assert!(target == CALLBACK || target.starts_with(&own), "{}", to);
        } else {
            prop_assert_eq!((status, endpoint), (200, "login"));
            prop_assert!(policy.is_some_and(|policy| policy.starts_with("default-src 'none'")));
        }
    }

    #[test]
    fn no_text_is_worth_tokens(
        endpoint in prop::sample::select(&["token", "revoke"]),
        grant in prop::sample::select(&["authorization_code", "refresh_token", "client_credentials", ""]),
        secret in text(),
        token in text(),
        authorization in prop::option::of("[ -~]{0,60}"),
    ) {
        let pools = pools();
        let form = [
            ("client_id", "foreign"), ("grant_type", grant), ("redirect_uri", CALLBACK),
            ("code", &*token), ("refresh_token", &*token), ("token", &*token),
            ("code_verifier", &*secret), ("client_secret", &*secret),
        ];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut request = Request::post(format!("/{OTHER_POOL}/oauth2/{endpoint}"))
            .header("content-type", "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.body(Body::from(encoded(&form))).expect("a request");
        let (status, text) = pools.run(async {
            let response = pools.send(request).await;
            (response.status().as_u16(), body(response).await)
        });
        if (status, text.as_str()) == (200, "") {
            prop_assert_eq!(endpoint, "revoke");
        } else {
            prop_assert!([400, 401].contains(&status), "{} {}", status, text);
            let refusal: Value = serde_json::from_str(&text).expect("JSON");
            prop_assert!(refusal["error"].is_string() && refusal.get("access_token").is_none());
        }
    }
}
