//! The routes of Amplify's Admin Queries: names, parameters, answers and messages as a front end
//! for them expects.

use local_user_pool::UserStatus;
use serde_json::{Value, json};

use crate::test_api::{Ask, TestApi, claims, get, post, rest, sub};

/// A pool with Ada, who is a client.
async fn api() -> TestApi {
    let api = TestApi::new().await;
    api.insert("ada", &["clients"], |_| {});
    api
}

/// What comes of a change by an administrator.
#[track_caller]
fn message(text: &str) -> Value {
    json!({ "message": text })
}

#[tokio::test]
async fn changes_answer_in_amplify_s_words() {
    let api = api().await;
    let both = json!({ "username": "ada", "groupname": "beta" });
    let ada = json!({ "username": "ada" });
    let answer = api.ask_as_admin(&post("/addUserToGroup", &both)).await;
    answer.says(&message("Success adding ada to beta"));
    assert!(api.groups("ada").contains("beta"));
    let answer = api.ask_as_admin(&post("/removeUserFromGroup", &both)).await;
    answer.says(&message("Removed ada from beta"));
    assert!(!api.groups("ada").contains("beta"));
    let answer = api.ask_as_admin(&post("/disableUser", &ada)).await;
    assert_eq!(answer.body["message"], "Disabled ada");
    assert!(!api.user("ada").unwrap().enabled);
    let answer = api.ask_as_admin(&post("/enableUser", &ada)).await;
    answer.says(&message("Enabled ada"));
    assert!(api.user("ada").unwrap().enabled);
    let answer = api.ask_as_admin(&post("/signUserOut", &ada)).await;
    answer.says(&message("Signed out ada from all devices"));
    api.insert("eve", &[], |user| user.status = UserStatus::Unconfirmed);
    let eve = json!({ "username": "eve" });
    let answer = api.ask_as_admin(&post("/confirmUserSignUp", &eve)).await;
    answer.says(&message("Confirmed eve registration"));
    assert_eq!(api.user("eve").unwrap().status, UserStatus::Confirmed);
    api.ask_as_admin(&post("/confirmUserSignUp", &eve))
        .await
        .is(409, "user-state");
}

#[tokio::test]
async fn what_admin_queries_users_ask_for_besides() {
    let api = api().await;
    let update = json!({ "username": "ada", "attributes": { "given_name": "Ada", "custom:tenant": "acme" } });
    let answer = api
        .ask_as_admin(&post("/updateUserAttributes", &update))
        .await;
    answer.says(&message("Updated the attributes of ada"));
    let ada = api.user("ada").unwrap();
    assert_eq!(ada.attribute("custom:tenant"), Some("acme"));
    let password = json!({ "username": "ada", "password": "Correct-Horse-1", "permanent": true });
    let answer = api.ask_as_admin(&post("/setUserPassword", &password)).await;
    answer.says(&message("Set the password of ada"));
    let weak = json!({ "username": "ada", "password": "short", "permanent": true });
    api.ask_as_admin(&post("/setUserPassword", &weak))
        .await
        .is(422, "password-not-accepted");
    let temporary = json!({ "username": "ada", "password": "Correct-Horse-2" });
    api.ask_as_admin(&post("/setUserPassword", &temporary))
        .await
        .is(200, "ok");
    assert_eq!(
        api.user("ada").unwrap().status,
        UserStatus::ForceChangePassword
    );
    let answer = api
        .ask_as_admin(&post("/deleteUser", &json!({ "username": "ada" })))
        .await;
    assert_eq!(answer.body["message"], "Deleted ada");
    assert!(api.user("ada").is_none());
}

#[tokio::test]
async fn a_user_is_shown_as_the_sdk_writes_it() {
    let api = api().await;
    api.insert("ada", &["clients"], |user| {
        let token = ("custom:invitation".to_owned(), "eyJ.a.bearer".to_owned());
        user.attributes.extend([token]);
    });
    let answer = api
        .ask_as_admin(&get("/getUser", &[("username", "ada")]))
        .await;
    // No invitation token: everybody who reads it could become Ada.
    answer.says(&json!({
        "Username": "ada",
        "UserAttributes": [
            { "Name": "sub", "Value": sub("ada") },
            { "Name": "email", "Value": "ada@client.example" },
        ],
        "UserCreateDate": "2026-11-01T08:30:00.250Z",
        "UserLastModifiedDate": "2026-11-01T08:30:00.250Z",
        "Enabled": true,
        "UserStatus": "CONFIRMED",
    }));
    api.ask_as_admin(&get("/getUser", &[("username", "eve")]))
        .await
        .is(404, "user-not-found");
}

#[tokio::test]
async fn lists_have_a_next_token_and_show_no_roles() {
    let api = api().await;
    api.insert("bob", &["clients"], |user| {
        let token = ("custom:invitation".to_owned(), "eyJ.a.bearer".to_owned());
        user.attributes.extend([token]);
    });
    api.pool.with_pool(crate::test_api::POOL, |pool| {
        let group = pool.groups.get_mut("clients").unwrap();
        group.description = Some("Our clients".to_owned());
        group.precedence = Some(3);
        group.role_arn = Some("arn:aws:iam::123456789012:role/clients".to_owned());
    });
    let clients = json!({ "GroupName": "clients", "Description": "Our clients" });
    let answer = api
        .ask_as_admin(&get("/listGroupsForUser", &[("username", "ada")]))
        .await;
    answer.says(&json!({ "Groups": [clients] }));
    let answer = api.ask_as_admin(&get("/listGroups", &[])).await;
    assert!(answer.body["Groups"].as_array().unwrap().contains(&clients));

    for (path, query) in [
        ("/listUsers", &[][..]),
        ("/listUsersInGroup", &[("groupname", "clients")]),
    ] {
        let mut names = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..4 {
            let mut query = [query, &[("limit", "1")]].concat();
            query.extend(token.iter().map(|token| ("token", token.as_str())));
            let answer = api.ask_as_admin(&get(path, &query)).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(!answer.body.to_string().contains("bearer"));
            assert!(answer.body.get("PaginationToken").is_none());
            for user in answer.body["Users"].as_array().unwrap() {
                assert_eq!(user["UserCreateDate"], "2026-11-01T08:30:00.250Z");
                assert!(user["Attributes"].is_array() && user["Enabled"] == true);
                names.push(user["Username"].as_str().unwrap().to_owned());
            }
            let next = &answer.body["NextToken"];
            token = next.as_str().map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        names.retain(|name| name != "caller");
        names.sort();
        assert_eq!(names, ["ada", "bob"], "{path}");
    }
}

#[tokio::test]
async fn users_are_filtered_and_limits_clamped() {
    let api = api().await;
    for number in 0..70 {
        api.insert(&format!("user{number}"), &["beta"], |_| {});
    }
    let list = async |query: &[(&str, &str)]| {
        let answer = api.ask_as_admin(&get("/listUsers", query)).await;
        answer.body["Users"].as_array().map(Vec::len)
    };
    assert_eq!(list(&[("limit", "1000")]).await, Some(60));
    assert_eq!(list(&[("limit", "7")]).await, Some(7));
    assert_eq!(list(&[("filter", r#"email ^= "user1""#)]).await, Some(11));
    assert_eq!(list(&[("filter", r#"username = "ada""#)]).await, Some(1));
    let long = "x".repeat(257);
    for (query, status, code) in [
        (("filter", "custom:tenant = \"a\""), 422, "not-accepted"),
        (("filter", "nonsense"), 422, "not-accepted"),
        (("filter", long.as_str()), 400, "malformed-request"),
        (("limit", "many"), 400, "malformed-request"),
        (("token", "made up"), 422, "not-accepted"),
    ] {
        api.ask_as_admin(&get("/listUsers", &[query]))
            .await
            .is(status, code);
    }
    let query = [("groupname", "beta"), ("limit", "-3")];
    let answer = api.ask_as_admin(&get("/listUsersInGroup", &query)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn what_is_missing_is_said_in_amplify_s_words() {
    #[track_caller]
    fn check(answer: &crate::test_api::Answer, message: &str) {
        answer.is(400, "malformed-request");
        assert_eq!(answer.body["message"], message);
        assert_eq!(answer.body["detail"], message);
        assert_eq!(answer.body["status"], 400);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    let api = api().await;
    let both = "username and groupname are required";
    for (path, body, message) in [
        ("/addUserToGroup", json!({ "username": "ada" }), both),
        ("/removeUserFromGroup", json!({ "groupname": "beta" }), both),
        (
            "/addUserToGroup",
            json!({ "username": "", "groupname": "beta" }),
            both,
        ),
        ("/confirmUserSignUp", json!({}), "username is required"),
        (
            "/disableUser",
            json!({ "username": null }),
            "username is required",
        ),
        ("/enableUser", json!({}), "username is required"),
        ("/signUserOut", json!({}), "username is required"),
        ("/deleteUser", json!({}), "username is required"),
        (
            "/updateUserAttributes",
            json!({ "username": "ada", "attributes": {} }),
            "username and attributes are required",
        ),
        (
            "/setUserPassword",
            json!({ "username": "ada" }),
            "username and password are required",
        ),
    ] {
        check(&api.ask_as_admin(&post(path, &body)).await, message);
    }
    check(
        &api.ask_as_admin(&get("/getUser", &[])).await,
        "username is required",
    );
    check(
        &api.ask_as_admin(&get("/listGroupsForUser", &[])).await,
        "username is required",
    );
    check(
        &api.ask_as_admin(&get("/listUsersInGroup", &[])).await,
        "groupname is required",
    );
    let no_body = Ask {
        body: None,
        ..post("/enableUser", &Value::Null)
    };
    check(&api.ask_as_admin(&no_body).await, "username is required");
}

#[tokio::test]
async fn everything_that_is_sent_is_answered() {
    let api = api().await;
    for body in [
        json!([]),
        json!("ada"),
        json!(7),
        json!({ "username": 7 }),
        json!({ "username": ["ada"] }),
    ] {
        api.ask_as_admin(&post("/enableUser", &body))
            .await
            .is(400, "malformed-request");
    }
    api.ask_as_admin(&get("/nowhere", &[]))
        .await
        .is(404, "no-such-route");
    api.ask_as_admin(&get("/", &[]))
        .await
        .is(404, "no-such-route");
    api.ask_as_admin(&get("/addUserToGroup", &[]))
        .await
        .is(405, "method-not-allowed");
    api.ask_as_admin(&post("/getUser", &json!({})))
        .await
        .is(405, "method-not-allowed");
    let long = "x".repeat(10_000);
    let hostile = [
        "a b",
        "../../etc",
        "\u{0}",
        "\u{202e}",
        "' OR 1=1",
        long.as_str(),
    ];
    for name in hostile {
        let body = json!({ "username": name, "groupname": name });
        let answer = api.ask_as_admin(&post("/enableUser", &body)).await;
        assert!(matches!(answer.status, 404 | 422), "{answer:?}");
        let answer = api
            .ask_as_admin(&get("/listUsersInGroup", &[("groupname", name)]))
            .await;
        assert!(matches!(answer.status, 404 | 422), "{answer:?}");
    }
}

/// A person who signs in by address knows no other name of the own account.
#[tokio::test]
async fn everybody_can_sign_out_by_every_own_name_and_nobody_else() {
    let api = api().await;
    let by_address = |pool: &mut local_user_pool::Pool| {
        let aliases = [local_user_pool::Alias::Email].into();
        pool.sign_in = local_user_pool::SignIn::Username(aliases);
    };
    api.pool
        .with_pool(crate::test_api::POOL, by_address)
        .unwrap();
    for name in ["ada", "caller"] {
        api.insert(name, &[], |user| {
            let verified = ("email_verified".to_owned(), "true".to_owned());
            user.attributes.extend([verified]);
        });
    }
    let sign_out = async |name: &str| {
        let body = json!({ "username": name });
        let event = rest(&post("/signUserOut", &body), Some(&claims("caller", "")));
        api.answer(&event).await
    };
    for own in ["caller", "sub-caller", "caller@client.example"] {
        sign_out(own).await.is(200, "ok");
    }
    // Nobody learns who is there.
    for other in [
        "ada",
        "sub-ada",
        "ada@client.example",
        "nobody@client.example",
    ] {
        sign_out(other).await.is(403, "not-permitted");
    }
}

/// Amplify's pagers send what they do not have as a word.
#[tokio::test]
async fn parameters_that_say_undefined_are_absent() {
    let api = api().await;
    for word in ["undefined", "null", ""] {
        for (path, query) in [
            (
                "/listUsers",
                vec![("token", word), ("limit", word), ("filter", word)],
            ),
            ("/listGroups", vec![("token", word), ("limit", word)]),
            (
                "/listGroupsForUser",
                vec![("username", "ada"), ("token", word)],
            ),
            (
                "/listUsersInGroup",
                vec![("groupname", "clients"), ("token", word)],
            ),
            (
                "/invitations",
                vec![("token", word), ("state", word), ("limit", word)],
            ),
        ] {
            let answer = api.ask_as_admin(&get(path, &query)).await;
            assert_eq!(answer.status, 200, "{path} {word:?} {answer:?}");
        }
    }
    let answer = api
        .ask_as_admin(&get("/listUsers", &[("limit", "0")]))
        .await;
    assert!(answer.status == 200 || answer.body["detail"].as_str().unwrap().contains("limit"));
}

/// Every refusal of a value names the parameter, says why, and what to send instead.
#[track_caller]
fn check_way_out(answer: &crate::test_api::Answer, starts: &str, way_out: &str) {
    assert!(matches!(answer.status, 400 | 422), "{answer:?}");
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.starts_with(starts), "{detail}");
    assert!(detail.contains(way_out), "{detail}");
}

#[tokio::test]
async fn a_value_of_a_query_that_is_not_accepted_is_named_with_the_way_out() {
    let api = api().await;
    for (path, query, starts, way_out) in [
        (
            "/listUsers",
            vec![("token", "made up")],
            "token ",
            "leave it out",
        ),
        (
            "/listGroups",
            vec![("token", "made up")],
            "token ",
            "leave it out",
        ),
        (
            "/invitations",
            vec![("token", "made up")],
            "token ",
            "leave it out",
        ),
        (
            "/listUsers",
            vec![("filter", "custom:tenant = \"a\"")],
            "filter ",
            "every page",
        ),
        (
            "/listUsers",
            vec![("filter", "email = 'a'")],
            "filter ",
            "write it as",
        ),
        (
            "/listUsers",
            vec![("filter", "phone_number = \" 49\"")],
            "filter ",
            "%2B",
        ),
        (
            "/listUsers",
            vec![("limit", "abc")],
            "limit ",
            "leave it out",
        ),
        ("/listUsersInGroup", vec![], "groupname ", "required"),
        (
            "/listUsersInGroup",
            vec![("groupname", "two words")],
            "groupname ",
            "listGroups",
        ),
        (
            "/getUser",
            vec![("username", "a b")],
            "username ",
            "verified address",
        ),
    ] {
        check_way_out(&api.ask_as_admin(&get(path, &query)).await, starts, way_out);
    }
}

#[tokio::test]
async fn a_value_of_a_body_that_is_not_accepted_is_named_with_the_way_out() {
    let api = api().await;
    for (path, body, starts, way_out) in [
        (
            "/enableUser",
            json!({ "username": 7 }),
            "The body cannot be read at username",
            "string",
        ),
        (
            "/enableUser",
            json!([]),
            "The body is no JSON object",
            "send one",
        ),
        (
            "/addUserToGroup",
            json!({ "username": "a b", "groupname": "beta" }),
            "username ",
            "sub",
        ),
        (
            "/setUserPassword",
            json!({ "username": "ada", "password": "short", "permanent": true }),
            "password ",
            "choose",
        ),
        (
            "/setUserPassword",
            json!({ "username": "ada", "password": "Correct-Horse-1", "permanent": "yes" }),
            "The body cannot be read at permanent",
            "boolean",
        ),
        (
            "/updateUserAttributes",
            json!({ "username": "ada", "attributes": { "custom:nothing": "x" } }),
            "attributes ",
            "custom:nothing",
        ),
        (
            "/invitations",
            json!({ "email": "ada" }),
            "email: ",
            "write one",
        ),
        (
            "/invitations",
            json!({ "email": "b@x.example", "user_name": "b", "locale": "d_e!" }),
            "locale: ",
            "leave it out",
        ),
        (
            "/invitations",
            json!({ "email": "b@x.example", "user_name": "b", "brand": "acme" }),
            "brand: ",
            "leave it out",
        ),
    ] {
        check_way_out(&api.ask_as_admin(&post(path, &body)).await, starts, way_out);
    }
}
