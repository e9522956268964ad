//! The routes for invitations.

use invitation::{InvitationMode, InvitationRecord};
use local_user_pool::{Alias, Pool, SignIn, UserStatus};
use serde_json::{Value, json};

use crate::test_api::{Ask, POOL, SETTINGS, TestApi, get, post, sub};

const ADDRESS: &str = "ada@client.example";

/// A pool in which people sign in with their address.
async fn api() -> TestApi {
    let api = TestApi::with(&format!("{SETTINGS}\n[user_pool]\nsign_in = 'email'")).await;
    let by_address = |pool: &mut Pool| {
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
    };
    api.pool.with_pool(POOL, by_address).unwrap();
    api
}

fn delete(path: &str) -> Ask<'_> {
    Ask {
        method: "DELETE",
        ..get(path, &[])
    }
}

#[tokio::test]
async fn an_invitation_lives_from_creation_to_revocation() {
    let api = api().await;
    let body = json!({
        "email": ADDRESS, "given_name": "Ada", "family_name": "Lovelace", "groups": ["clients"],
        "attributes": { "custom:tenant": "acme" }, "locale": "de",
        "client_metadata": { "campaign": "autumn" }, "delivery_mediums": ["EMAIL"],
    });
    let answer = api.ask_as_admin(&post("/invitations", &body)).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.body["outcome"], "created");
    assert_eq!(answer.body["mail"], "sent");
    assert_eq!(answer.body["groups_added"], json!(["clients"]));
    assert_eq!(api.groups(ADDRESS), ["clients".to_owned()].into());
    let user_name = api.user(ADDRESS).unwrap().username;

    // Again is no error, and sends nothing.
    let answer = api.ask_as_admin(&post("/invitations", &body)).await;
    answer.is(200, "ok");
    assert_eq!(answer.body["outcome"], "unchanged");
    assert_eq!(api.pool.inbox().len(), 1);

    let path = format!("/invitations/{user_name}");
    let answer = api.ask_as_admin(&get(&path, &[])).await;
    assert_eq!(answer.body["state"], "pending");
    assert_eq!(answer.body["groups"], json!(["clients"]));
    assert_eq!(answer.body["attributes"]["custom:tenant"], "acme");
    let answer = api
        .ask_as_admin(&get("/invitations", &[("state", "pending,expired")]))
        .await;
    assert_eq!(answer.body["invitations"][0]["email"], ADDRESS);

    let resend = format!("{path}/resend");
    let more = json!({ "groups": ["beta"] });
    let answer = api.ask_as_admin(&post(&resend, &more)).await;
    assert_eq!(answer.body["outcome"], "resent");
    assert_eq!(answer.body["groups_added"], json!(["beta"]));
    assert_eq!(api.pool.inbox().len(), 2);

    let answer = api.ask_as_admin(&delete(&path)).await;
    assert_eq!(answer.body["token"], json!({ "left": "none" }));
    assert!(api.user(ADDRESS).is_none());
    api.ask_as_admin(&delete(&path))
        .await
        .is(404, "user-not-found");
}

/// The address in the path, percent-encoded, finds the user as the name does.
#[tokio::test]
async fn an_address_in_the_path_will_do() {
    let api = api().await;
    let body = json!({ "email": ADDRESS });
    api.ask_as_admin(&post("/invitations", &body))
        .await
        .is(201, "ok");
    for path in [
        "/invitations/ada@client.example",
        "/invitations/ada%40client.example",
    ] {
        let answer = api.ask_as_admin(&get(path, &[])).await;
        assert_eq!(answer.body["email"], ADDRESS);
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_anything_is_done() {
    #[track_caller]
    fn check(answer: &crate::test_api::Answer, code: &str) {
        let status = if code == "malformed-request" {
            400
        } else {
            422
        };
        answer.is(status, code);
        assert!(!answer.body.to_string().contains("--"), "{answer:?}");
    }
    let api = api().await;
    for (changes, code) in [
        (json!({ "email": null }), "malformed-request"),
        (json!({ "groups": "clients" }), "malformed-request"),
        (json!({ "mode": "telepathy" }), "malformed-request"),
        (json!({ "email": "ada" }), "email-not-valid"),
        (json!({ "locale": "d_e!" }), "locale-not-valid"),
        (json!({ "brand": "acme" }), "brand-unknown"),
        (json!({ "groups": ["Admins"] }), "group-not-assignable"),
        (
            json!({ "attributes": { "custom:rank": "1" } }),
            "attribute-not-assignable",
        ),
        (
            json!({ "client_metadata": { "invitation": "x" } }),
            "key-reserved",
        ),
        (json!({ "user_name": "ada" }), "user-name-not-taken"),
        (json!({ "expires_in_days": 1 }), "expiry-not-possible"),
        (
            json!({ "delivery_mediums": ["SMS"] }),
            "medium-not-available",
        ),
        (json!({ "mode": "self-sign-up" }), "mode-not-available"),
    ] {
        let mut body = json!({ "email": ADDRESS });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        check(&api.ask_as_admin(&post("/invitations", &body)).await, code);
    }
    assert!(api.user(ADDRESS).is_none());
    let forced = json!({ "email": ADDRESS, "force_alias_creation": true });
    let answer = api.ask_as_admin(&post("/invitations", &forced)).await;
    answer.is(403, "force-alias-creation-not-permitted");
    let seven = json!({ "email": ADDRESS, "expires_in_days": 7 });
    api.ask_as_admin(&post("/invitations", &seven))
        .await
        .is(201, "ok");
}

#[tokio::test]
async fn nobody_is_reached_through_an_invitation_who_is_above_the_caller() {
    let api = api().await;
    let email = "olga@client.example";
    let verified = |status| {
        move |user: &mut local_user_pool::User| {
            user.status = status;
            user.attributes
                .insert("email_verified".to_owned(), "true".to_owned());
        }
    };
    for status in [UserStatus::Confirmed, UserStatus::ForceChangePassword] {
        api.insert("olga", &["Owners"], verified(status));
        let body = json!({ "email": email, "groups": ["clients"], "resend": true });
        api.ask_as_admin(&post("/invitations", &body))
            .await
            .is(403, "target-above");
        let bulk = json!({ "invitations": [body] });
        let answer = api.ask_as_admin(&post("/invitations/bulk", &bulk)).await;
        assert_eq!(answer.body["results"][0]["refused"]["code"], "target-above");
    }
    assert!(api.pool.inbox().is_empty());
    assert_eq!(api.groups("olga"), ["Owners".to_owned()].into());
    assert_eq!(api.user("olga").unwrap().sub, sub("olga"));
}

/// A pool in which the address is an alias beside the user name.
async fn with_alias() -> TestApi {
    let api = TestApi::with(&format!(
        "{SETTINGS}\n[user_pool]\nsign_in = 'alias'\ncase_sensitive = true"
    ))
    .await;
    let by_alias = |pool: &mut Pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    };
    api.pool.with_pool(POOL, by_alias).unwrap();
    api
}

/// Where the address is an alias, somebody can have it without having proven it, and goes by
/// another name.
#[tokio::test]
async fn nobody_is_reached_by_an_address_that_is_not_proven() {
    let api = with_alias().await;
    let resend = json!({ "email": "olga@client.example", "groups": ["clients"], "resend": true });
    let complete = json!({ "email": "olga@client.example", "groups": ["clients"] });
    for body in [&resend, &complete] {
        let request = post("/invitations", body);
        for groups in [&["Owners"][..], &["beta"], &[]] {
            for status in [
                UserStatus::ForceChangePassword,
                UserStatus::Confirmed,
                UserStatus::ExternalProvider,
            ] {
                api.insert("olga", groups, |user| user.status = status);
                let before = api.user("olga").unwrap();
                let answer = api.ask_as_admin(&request).await;
                answer.is(409, "address-not-proven");
                assert_eq!(api.user("olga").unwrap(), before);
            }
        }
        // The same through the invitation itself.
        api.insert("olga", &["clients"], |user| {
            user.status = UserStatus::ForceChangePassword;
        });
        let before = api.user("olga").unwrap();
        api.ask_as_admin(&post("/invitations/olga/resend", &json!({})))
            .await
            .is(409, "address-not-proven");
        assert_eq!(api.user("olga").unwrap(), before);
    }
    assert!(api.pool.inbox().is_empty());
    // Somebody who proved it is acted on as the role says.
    api.insert("olga", &["Owners"], |user| {
        let verified = ("email_verified".to_owned(), "true".to_owned());
        user.attributes.extend([verified]);
    });
    let answer = api.ask_as_admin(&post("/invitations", &resend)).await;
    answer.is(403, "target-above");
}

/// Strangers can sign up with an address as often as they like, and confirm nothing.
#[tokio::test]
async fn two_thousand_sign_ups_with_the_address_cost_an_invitation_nothing() {
    let body = json!({ "email": ADDRESS, "groups": ["clients"] });
    let mut calls = Vec::new();
    for squatters in [0, 2000] {
        let api = with_alias().await;
        for number in 0..squatters {
            api.insert(&format!("mal-{number:04}"), &[], |user| {
                user.status = UserStatus::Unconfirmed;
                user.attributes
                    .insert("email".to_owned(), ADDRESS.to_owned());
            });
        }
        api.pool.clear_history();
        let answer = api.ask_as_admin(&post("/invitations", &body)).await;
        answer.is(201, "ok");
        assert_eq!(answer.body["outcome"], "created");
        assert_eq!(answer.body["deleted"], json!([]));
        calls.push(api.pool.calls().len());
        let users = api.pool.with_pool(POOL, |pool| pool.users.iter().count());
        // The caller and the invited person beside them.
        assert_eq!(users, Some(squatters + 2));
    }
    assert!(calls[1] <= calls[0] + 1, "{calls:?}");
}

#[tokio::test]
async fn several_are_invited_at_once_and_answered_each() {
    let api = api().await;
    let person =
        |name: &str| json!({ "email": format!("{name}@client.example"), "groups": ["clients"] });
    let mut people: Vec<Value> = ["ada", "bob", "eve"].map(person).into();
    people[1]["user_name"] = json!("bob");
    let bulk = json!({ "invitations": people });
    let answer = api.ask_as_admin(&post("/invitations/bulk", &bulk)).await;
    answer.is(200, "ok");
    let results = &answer.body["results"];
    assert_eq!(results[0]["invited"]["outcome"], "created");
    assert_eq!(results[1]["refused"]["code"], "user-name-not-taken");
    assert_eq!(results[2]["invited"]["outcome"], "created");
    assert_eq!(api.pool.inbox().len(), 2);

    let many: Vec<Value> = (0..26)
        .map(|number| person(&format!("user{number}")))
        .collect();
    for people in [many, Vec::new()] {
        let bulk = json!({ "invitations": people });
        let answer = api.ask_as_admin(&post("/invitations/bulk", &bulk)).await;
        answer.is(400, "malformed-request");
    }
    let wrong =
        json!({ "invitations": [person("zoe"), { "email": "nowhere" }, { "email": "zoe@" }] });
    let answer = api.ask_as_admin(&post("/invitations/bulk", &wrong)).await;
    answer.is(422, "invitations-not-accepted");
    let errors = answer.body["errors"].as_array().unwrap();
    let indexes: Vec<&Value> = errors.iter().map(|error| &error["index"]).collect();
    assert_eq!(indexes, [1, 2]);
    assert!(api.user("zoe@client.example").is_none());
}

#[tokio::test]
async fn lists_go_by_state_and_show_no_token() {
    let api = api().await;
    api.insert("ada", &[], |user| {
        user.status = UserStatus::ForceChangePassword;
    });
    api.insert("eve", &[], |user| {
        let token = ("custom:invitation".to_owned(), "eyJ.a.bearer".to_owned());
        user.attributes.extend([token]);
    });
    let names = async |state: &str| {
        let answer = api
            .ask_as_admin(&get("/invitations", &[("state", state)]))
            .await;
        assert!(!answer.body.to_string().contains("bearer"));
        let list = answer.body["invitations"].as_array().unwrap().clone();
        let mut names: Vec<String> = list
            .iter()
            .map(|entry| entry["user_name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names.join(" ")
    };
    // The temporary password of Ada's is of 1 November; the clock is today's.
    assert_eq!(names("accepted").await, "caller eve");
    assert_eq!(names("").await, "ada caller eve");
    let open = [names("pending").await, names("expired").await];
    assert_eq!(open.concat(), "ada");
    let unknown = [("state", "lost")];
    api.ask_as_admin(&get("/invitations", &unknown))
        .await
        .is(400, "malformed-request");
    let answer = api.ask_as_admin(&get("/invitations/eve", &[])).await;
    assert!(!answer.body.to_string().contains("bearer"));
    assert_eq!(answer.body["token"]["verified"], false);
}

#[tokio::test]
async fn lists_go_by_inviter_and_beginning_of_the_address() {
    let api = api().await;
    api.insert("ada", &[], |user| {
        user.status = UserStatus::ForceChangePassword;
        let mut record = InvitationRecord::new(InvitationMode::Created, user.created);
        record.by = Some("grace@northwind.example".parse().unwrap());
        record.by_name = Some("Grace".parse().unwrap());
        let record = ("custom:invited".to_owned(), record.to_text());
        user.attributes.extend([record]);
    });
    let list = async |parameters: &[(&str, &str)]| {
        let answer = api.ask_as_admin(&get("/invitations", parameters)).await;
        answer.body["invitations"].as_array().cloned()
    };
    for parameters in [
        [("inviter", "grace@northwind.example"), ("state", "")],
        [("email_prefix", "ada@"), ("inviter", "undefined")],
        [
            ("email_prefix", "ada@"),
            ("inviter", "grace@northwind.example"),
        ],
    ] {
        let found = list(&parameters).await.unwrap();
        assert_eq!(found.len(), 1, "{parameters:?}");
        assert_eq!(found[0]["user_name"], "ada");
        assert_eq!(found[0]["inviter"], "grace@northwind.example");
        assert_eq!(found[0]["inviter_name"], "Grace");
    }
    for parameter in [
        ("inviter", "bob@northwind.example"),
        ("email_prefix", "\" or status = \"Enabled"),
    ] {
        assert_eq!(list(&[parameter]).await.unwrap(), [json!(null); 0]);
    }
    for parameter in [("inviter", "Grace"), ("email_prefix", "a\n")] {
        api.ask_as_admin(&get("/invitations", &[parameter]))
            .await
            .is(400, "malformed-request");
    }
    let shown = api.ask_as_admin(&get("/invitations/ada", &[])).await;
    assert_eq!(shown.body["inviter_name"], "Grace");
}

#[tokio::test]
async fn an_address_is_taken_from_members_within_the_role_alone() {
    let settings = SETTINGS.replace(
        "verbs = [\"*\"]",
        "verbs = [\"*\"]\nforce_alias_creation = true",
    );
    let settings = format!("{settings}\n[user_pool]\nsign_in = 'alias'");
    let api = TestApi::with(&settings).await;
    let beside_address = |pool: &mut Pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    };
    api.pool.with_pool(POOL, beside_address).unwrap();
    let forced = json!({ "email": ADDRESS, "groups": ["clients"], "force_alias_creation": true });
    let request = post("/invitations", &forced);
    let owned_by = |groups: &[&str]| {
        api.insert("ada", groups, |user| {
            let verified = ("email_verified".to_owned(), "true".to_owned());
            user.attributes.extend([verified]);
        });
    };
    let verified = || api.user("ada").unwrap().attribute("email_verified") == Some("true");

    owned_by(&["Owners"]);
    api.ask_as_admin(&request).await.is(403, "target-above");
    assert!(verified());

    // Without force, the member is whom the invitation is for.
    owned_by(&["beta"]);
    let usual = json!({ "email": ADDRESS, "groups": ["clients"] });
    let answer = api.ask_as_admin(&post("/invitations", &usual)).await;
    assert_eq!(answer.body["outcome"], "access-given");
    assert!(verified());

    let answer = api.ask_as_admin(&request).await;
    answer.is(201, "ok");
    assert_eq!(answer.body["taken_from"], sub("ada"));
    assert!(!verified());
    assert_eq!(api.user(ADDRESS).unwrap().sub, answer.body["sub"]);
}
