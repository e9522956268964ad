//! App clients and domains over the API: what they may be set to.

use serde_json::{Value, json};

use crate::browser::{Answer, POOL, TestLogin, client, example};

#[track_caller]
fn check(answer: &Answer, exception: &str, message: &str) {
    let body = answer.json();
    let found = (body["__type"].as_str(), body["message"].as_str());
    assert_eq!(found, (Some(exception), Some(message)), "{answer:?}");
}

fn good() -> Value {
    json!({
        "ClientName": "web",
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "files/read"],
        "CallbackURLs": ["https://app.example/in", "http://localhost:3000", "myapp://in"],
        "LogoutURLs": ["https://app.example/out"],
        "DefaultRedirectURI": "https://app.example/in",
        "SupportedIdentityProviders": ["COGNITO"],
    })
}

#[test]
fn the_settings_come_back_as_they_were_given() {
    let login = TestLogin::new();
    let created = login.cognito("CreateUserPoolClient", good());
    assert_eq!(created.status, 200, "{created:?}");
    let id = created.json()["UserPoolClient"]["ClientId"].clone();
    let described = login.cognito("DescribeUserPoolClient", json!({ "ClientId": id }));
    for (name, value) in good().as_object().expect("members") {
        assert_eq!(&described.json()["UserPoolClient"][name], value, "{name}");
    }
    // An update without them takes them away.
    let updated = login.cognito("UpdateUserPoolClient", json!({ "ClientId": id }));
    let updated = updated.json();
    let updated = &updated["UserPoolClient"];
    assert_eq!(updated["AllowedOAuthFlowsUserPoolClient"], false);
    assert!(updated.get("CallbackURLs").is_none(), "{updated}");
}

#[test]
fn settings_that_lead_nowhere_are_refused() {
    let login = TestLogin::new();
    let refused = |changes: Value, exception: &str, message: &str| {
        let mut request = good();
        for (name, value) in changes.as_object().expect("members") {
            request[name] = value.clone();
        }
        check(
            &login.cognito("CreateUserPoolClient", request.clone()),
            exception,
            message,
        );
        request["ClientId"] = json!("web");
        check(
            &login.cognito("UpdateUserPoolClient", request),
            exception,
            message,
        );
    };
    let invalid = "InvalidParameterException";
    let flow = "InvalidOAuthFlowException";
    let required = "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is \
                    allowed to use OAuth flows.";
    refused(json!({ "AllowedOAuthFlows": [] }), invalid, required);
    refused(json!({ "AllowedOAuthScopes": null }), invalid, required);
    refused(
        json!({ "AllowedOAuthFlows": ["code", "token"] }),
        invalid,
        "1 validation error detected: Value '[code, token]' at 'allowedOAuthFlows' failed to \
         satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: \
         [implicit, client_credentials, code]]",
    );
    refused(
        json!({ "CallbackURLs": [], "DefaultRedirectURI": null }),
        flow,
        "CallbackUrls can not be empty when code flow or implicit flow is selected",
    );
    refused(
        json!({ "AllowedOAuthFlows": ["code", "client_credentials"] }),
        flow,
        "client_credentials flow can not be selected along with code flow or implicit flow.",
    );
    refused(
        json!({ "AllowedOAuthFlows": ["client_credentials"] }),
        flow,
        "client_credentials flow can not be selected if client does not have a client secret.",
    );
    refused(
        json!({ "AllowedOAuthScopes": ["openid", "Cognito"] }),
        "ScopeDoesNotExistException",
        "Invalid scope requested: Cognito",
    );
    for name in ["CallbackURLs", "LogoutURLs"] {
        let urls = ["https://app.example/in", "http://app.example"];
        let message = "http://app.example cannot use the HTTP protocol.";
        refused(json!({ name: urls }), invalid, message);
    }
    refused(
        json!({ "DefaultRedirectURI": "https://app.example/elsewhere" }),
        invalid,
        "DefaultRedirectURI must be in the list of CallbackURLs.",
    );
    for url in ["https://app.example/a b", "https://app.example/\n", ""] {
        let mut request = good();
        request["CallbackURLs"] = json!([url, "https://app.example/in"]);
        assert_eq!(
            login.cognito("CreateUserPoolClient", request).status,
            400,
            "{url:?}"
        );
    }
    let mut request = good();
    request["LogoutURLs"] = json!(vec!["https://app.example"; 101]);
    assert_eq!(login.cognito("CreateUserPoolClient", request).status, 400);
}

#[test]
fn a_domain_switches_managed_login_on() {
    let mut pool = example();
    pool.domain = None;
    let mut other = local_user_pool::Pool::new("eu-west-1_Other");
    other.domain = Some("taken".to_owned());
    other.add_client(client("foreign"));
    let pools = local_user_pool::LocalUserPool::new(vec![pool, other]);
    let login = TestLogin::with(pools);
    let invalid = "InvalidParameterException";
    let create = |domain: &str| login.cognito("CreateUserPoolDomain", json!({ "Domain": domain }));
    let describe = |domain: &str| {
        let answer = login.cognito("DescribeUserPoolDomain", json!({ "Domain": domain }));
        answer.json()["DomainDescription"].clone()
    };
    for domain in ["my-aws", "amazonite", "precognito"] {
        let word = ["aws", "amazon", "cognito"];
        let word = word.into_iter().find(|word| domain.contains(word));
        let word = word.expect("one of them");
        let message = format!("Domain cannot contain reserved word: {word}");
        check(&create(domain), invalid, &message);
    }
    let taken = "Domain already associated with another user pool.";
    check(&create("taken"), invalid, taken);
    for domain in ["Clients", "-clients", "a.b", "a_b", &"a".repeat(64)] {
        assert_eq!(create(domain).status, 400, "{domain}");
    }
    let custom = json!({
        "Domain": "clients", "CustomDomainConfig": { "CertificateArn": "arn:aws:acm:x" },
    });
    assert_eq!(login.cognito("CreateUserPoolDomain", custom).status, 400);
    assert_eq!(describe("clients"), json!({}));
    assert_eq!(login.get(&format!("/{POOL}/oauth2/authorize")).status, 404);

    assert_eq!(create("clients").status, 200);
    assert_eq!(login.get(&format!("/{POOL}/oauth2/authorize")).status, 302);
    let described = describe("clients");
    assert_eq!(
        (&described["UserPoolId"], &described["Status"]),
        (&json!(POOL), &json!("ACTIVE"))
    );
    let pool = login.cognito("DescribeUserPool", json!({}));
    assert_eq!(pool.json()["UserPool"]["Domain"], "clients");
    check(
        &create("another"),
        invalid,
        "The user pool has a domain already.",
    );

    let message = "User pool cannot be deleted. It has a domain configured that should be deleted \
                   first.";
    check(
        &login.cognito("DeleteUserPool", json!({})),
        invalid,
        message,
    );
    let nobody = json!({ "Domain": "taken" });
    let message = "No such domain or user pool exists.";
    check(
        &login.cognito("DeleteUserPoolDomain", nobody),
        invalid,
        message,
    );
    let delete = json!({ "Domain": "clients" });
    assert_eq!(login.cognito("DeleteUserPoolDomain", delete).status, 200);
    assert_eq!(login.get(&format!("/{POOL}/oauth2/authorize")).status, 404);
    assert_eq!(login.cognito("DeleteUserPool", json!({})).status, 200);
}
