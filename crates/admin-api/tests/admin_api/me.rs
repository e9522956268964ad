//! `GET /me`: who calls, and what the caller may do.

use local_user_pool::{
    Alias, AttributeDataType, AttributeDefinition, FaultKind, Operation, Pool, SignIn,
};
use serde_json::{Value, json};

use crate::test_api::{Ask, POOL, SETTINGS, TestApi, claims, post, rest};

const ME: Ask<'static> = Ask {
    method: "GET",
    path: "/me",
    query: &[],
    body: None,
};

/// The entry of this name.
#[track_caller]
fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    let mut entries = list.as_array().unwrap().iter();
    let entry = entries.find(|entry| entry["name"] == name);
    entry.unwrap_or_else(|| panic!("no {name} in {list}"))
}

fn names(list: &Value) -> Vec<&str> {
    let entries = list.as_array().unwrap().iter();
    entries
        .map(|entry| entry["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_caller_reads_as_the_pool_has_the_caller_now() {
    let api = TestApi::new().await;
    api.insert("caller", &["Support"], |user| {
        for (name, value) in [
            ("email", "new@client.example"),
            ("email_verified", "true"),
            ("given_name", "<b>Bo</b>"),
            ("family_name", "Ss"),
        ] {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
    });
    let mut claims = claims("caller", "Support");
    claims["email"] = "old@client.example".into();
    claims["name"] = "Somebody Else".into();
    let answer = api.answer(&rest(&ME, Some(&claims))).await;
    answer.is(200, "ok");
    let body = &answer.body;
    assert_eq!(body["user_name"], "caller");
    assert_eq!(body["email"], "new@client.example");
    assert_eq!(body["email_verified"], true);
    assert_eq!(body["name"], "<b>Bo</b> Ss");
    let [role] = &body["roles"].as_array().unwrap()[..] else {
        panic!("{body}");
    };
    assert_eq!(role["members"], json!(["Support"]));
    assert_eq!(role["groups"], json!(["clients"]));
    assert_eq!(role["attributes"], json!(["given_name"]));
    assert_eq!(body["verbs"]["getUser"], true);
    assert_eq!(body["verbs"]["deleteUser"], false);
    assert_eq!(body["verbs"]["getMe"], true);
}

#[tokio::test]
async fn somebody_without_a_role_learns_nothing_of_the_pool() {
    let api = TestApi::new().await;
    for groups in [&[][..], &["clients"], &["x,Admins"]] {
        let answer = api.ask(groups, &ME).await;
        answer.is(200, "ok");
        let body = &answer.body;
        let verbs = body["verbs"].as_object().unwrap().iter();
        let allowed: Vec<_> = verbs.filter(|(_, may)| *may == true).collect();
        assert_eq!(allowed.len(), 1, "{allowed:?}");
        for list in ["roles", "groups", "attributes"] {
            assert_eq!(body[list], json!([]), "{body}");
        }
        assert_eq!(body["invitations"], Value::Null);
    }
    // Nobody of that name is in the pool any more.
    let answer = api
        .answer(&rest(&ME, Some(&claims("gone", "Admins"))))
        .await;
    answer.is(200, "ok");
    assert_eq!(answer.body["email"], Value::Null);
    assert_eq!(answer.body["roles"], json!([]));
}

#[tokio::test]
async fn groups_come_with_what_the_pool_says_of_them() {
    let api = TestApi::new().await;
    let describe = |pool: &mut Pool| {
        // More than a page, and the group that the role has comes last.
        let many: Vec<String> = (0..130).map(|number| format!("a-group-{number}")).collect();
        pool.add_groups(many.iter().map(String::as_str));
        let text = "People of <script>alert(1)</script>\u{202e}";
        let clients = pool.groups.get_mut("clients").unwrap();
        clients.description = Some(text.to_owned());
    };
    api.pool.with_pool(POOL, describe).unwrap();
    let answer = api.ask(&["Support"], &ME).await;
    let groups = &answer.body["groups"];
    assert_eq!(names(groups), ["clients"]);
    let clients = named(groups, "clients");
    assert_eq!(
        clients["description"],
        "People of <script>alert(1)</script>\u{202e}"
    );
    assert_eq!(
        clients["verbs"],
        json!([
            "addUserToGroup",
            "removeUserFromGroup",
            "createInvitation",
            "resendInvitation"
        ])
    );

    // An administrator may put people into Support, and invite nobody into it: the settings let no
    // invitation give it.
    let answer = api.ask_as_admin(&ME).await;
    let groups = &answer.body["groups"];
    assert!(!names(groups).contains(&"Owners"));
    let support = named(groups, "Support");
    assert_eq!(
        support["verbs"],
        json!(["addUserToGroup", "removeUserFromGroup"])
    );

    // What the pool does not have cannot be given.
    api.pool
        .with_pool(POOL, |pool| pool.groups.remove("beta"))
        .unwrap();
    let answer = api.ask_as_admin(&ME).await;
    assert!(!names(&answer.body["groups"]).contains(&"beta"));
}

#[tokio::test]
async fn attributes_come_with_the_schema_of_the_pool() {
    let api = TestApi::new().await;
    let define = |pool: &mut Pool| {
        let tenant = AttributeDefinition {
            data_type: AttributeDataType::String {
                min_length: Some(2),
                max_length: Some(8),
            },
            mutable: false,
            required: false,
        };
        pool.schema.define("custom:tenant", tenant);
        let (min, max) = (Some(2), Some(8));
        let seats = AttributeDefinition {
            data_type: AttributeDataType::Number { min, max },
            ..AttributeDefinition::TEXT
        };
        pool.schema.define("custom:seats", seats);
    };
    api.pool.with_pool(POOL, define).unwrap();
    let answer = api.ask_as_admin(&ME).await;
    let attributes = &answer.body["attributes"];
    // It is set at creation and never again.
    let tenant = named(attributes, "custom:tenant");
    assert_eq!(
        tenant["verbs"],
        json!(["createInvitation", "createInvitations"])
    );
    assert_eq!(
        (&tenant["min_length"], &tenant["max_length"]),
        (&json!(2), &json!(8))
    );
    assert_eq!(
        (&tenant["type"], &tenant["mutable"]),
        (&json!("String"), &json!(false))
    );
    // No invitation may set it.
    let seats = named(attributes, "custom:seats");
    assert_eq!(seats["verbs"], json!(["updateUserAttributes"]));
    assert_eq!(
        (&seats["minimum"], &seats["maximum"]),
        (&json!("2"), &json!("8"))
    );
    assert_eq!(seats["min_length"], Value::Null);
    // What is nobody's, and what the role would have to name.
    let all = names(attributes);
    for name in [
        "custom:invitation",
        "sub",
        "identities",
        "email",
        "preferred_username",
    ] {
        assert!(!all.contains(&name), "{name}");
    }

    let answer = api.ask(&["Support"], &ME).await;
    let attributes = &answer.body["attributes"];
    assert_eq!(names(attributes), ["family_name", "given_name", "locale"]);
    let name = named(attributes, "family_name");
    assert_eq!(
        name["verbs"],
        json!(["createInvitation", "resendInvitation"])
    );

    let answer = api.ask(&["Owners"], &ME).await;
    let email = named(&answer.body["attributes"], "email");
    assert_eq!(email["verbs"], json!(["updateUserAttributes"]));
}

#[tokio::test]
async fn an_invitation_is_as_pool_and_settings_let_it_be() {
    let api = TestApi::new().await;
    let answer = api.ask_as_admin(&ME).await;
    let invitations = &answer.body["invitations"];
    assert_eq!(invitations["keeps_record"], false);
    assert_eq!(invitations["keeps_brand"], false);
    assert_eq!(invitations["self_sign_up"], Value::Null);
    assert_eq!(invitations["user_name"], "required");
    assert_eq!(invitations["max_bulk"], 25);
    let brand = &invitations["brands"][0];
    let locales = brand["locales"].as_array().unwrap();
    assert!(locales.contains(&json!("de")), "{brand}");

    let api = TestApi::with(&format!("{SETTINGS}\n[user_pool]\nsign_in = 'email'")).await;
    let edit = |pool: &mut Pool| {
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        pool.schema
            .define("custom:invited", AttributeDefinition::TEXT);
        pool.schema
            .define("custom:brand", AttributeDefinition::TEXT);
        pool.settings
            .policies
            .password_policy
            .temporary_password_validity_days = 3;
    };
    api.pool.with_pool(POOL, edit).unwrap();
    let answer = api.ask_as_admin(&ME).await;
    let invitations = &answer.body["invitations"];
    assert_eq!(invitations["keeps_record"], true);
    assert_eq!(invitations["keeps_brand"], true);
    assert_eq!(invitations["user_name"], "none");
    assert_eq!(
        invitations["expires"],
        json!({ "default_hours": 72, "max_hours": 72 })
    );
}

/// A role that lacks a group that everybody gets can invite nobody, whatever its verbs are.
#[tokio::test]
async fn a_group_that_everybody_gets_has_to_be_the_role_s() {
    let settings = SETTINGS.replacen(
        "groups.by_domain = { \"staff.example\" = [\"beta\"] }",
        "groups.default = [\"beta\"]",
        1,
    );
    let api = TestApi::with(&settings).await;
    let body = json!({ "email": "ada@client.example", "user_name": "ada" });
    let invite = post("/invitations", &body);
    api.ask(&["Support"], &invite)
        .await
        .is(403, "policy-group-not-permitted");
    let answer = api.ask(&["Support"], &ME).await;
    assert_eq!(answer.body["verbs"]["createInvitation"], false);
    assert_eq!(answer.body["invitations"], Value::Null);
    let answer = api.ask_as_admin(&ME).await;
    assert_eq!(answer.body["verbs"]["createInvitation"], true);
}

#[tokio::test]
async fn a_throttled_pool_does_not_look_like_missing_rights() {
    for operation in [
        Operation::AdminGetUser,
        Operation::AdminListGroupsForUser,
        Operation::DescribeUserPool,
        Operation::ListGroups,
    ] {
        let api = TestApi::new().await;
        api.fail(operation, FaultKind::Throttle);
        api.ask_as_admin(&ME).await.is(429, "throttled");
    }
}
