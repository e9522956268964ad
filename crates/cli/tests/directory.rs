//! `invitations list | show | groups | reconcile`, as a person runs them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use invitation::issue::sign;
use invitation::key::SigningKey;
use invitation::token::TokenClaims;
use invitation::{InvitationMode, InvitationRecord};
use jiff::{SignedDuration, Timestamp};
use local_user_pool::{
    Alias, AttributeDefinition, Fault, FaultKind, LocalUserPool, Operation, Pool, Server, SignIn,
    User, UserStatus,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use terminal::clock;

const POOL: &str = "local_Example";
const ADDRESS: &str = "ada@client.example";
const ROLE: &str = "arn:aws:iam::123456789012:role/clients";

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations")
}

/// A moment so many hours before the command looks at the clock.
fn hours_ago(hours: i64) -> Timestamp {
    clock::now() - SignedDuration::from_hours(hours)
}

/// What a command came to.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The command ended with `code` and said each of these on one of its outputs.
    #[track_caller]
    fn said(&self, code: i32, expected: &[&str]) {
        let all = format!("{}{}", self.stdout, self.stderr);
        assert_eq!(self.code, Some(code), "{all}");
        for text in expected {
            assert!(all.contains(text), "{text:?} is not in {all}");
        }
    }
}

struct TestPool {
    pool: LocalUserPool,
    server: Server,
}

impl TestPool {
    async fn new() -> Self {
        let mut pool = Pool::new(POOL);
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        pool.case_sensitive = false;
        pool.add_groups(["clients", "beta", "members", "staff"]);
        for name in ["custom:tenant", "custom:brand", "custom:invitation"] {
            pool.schema.define(name, AttributeDefinition::TEXT);
        }
        let pool = LocalUserPool::new(vec![pool]);
        let server = pool.serve().await.unwrap();
        Self { pool, server }
    }

    /// A command against this pool under the sample settings, without credentials.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
        command
            .args(arguments)
            .args(["--user-pool-id", POOL])
            .args(["--endpoint-url", &self.server.endpoint_url()])
            .arg("--config")
            .arg(sample().join("invitations.toml"))
            .env_remove("AWS_REGION")
            .env_remove("AWS_ACCESS_KEY_ID");
        command
    }

    /// Runs a command to its end.
    async fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Puts somebody with a verified address into the pool, created so many hours ago.
    fn insert(&self, name: &str, status: UserStatus, hours: i64, edit: impl FnOnce(&mut User)) {
        let mut user = User::new(name, name, status, hours_ago(hours));
        let email = format!("{name}@client.example");
        for (name, value) in [("email", email.as_str()), ("email_verified", "true")] {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
        edit(&mut user);
        self.pool.with_pool(POOL, |pool| pool.insert(user)).unwrap();
    }

    fn groups(&self, user: &str) -> Vec<String> {
        let user = self.pool.with_pool(POOL, |pool| pool.find(user).cloned());
        user.flatten().unwrap().groups.into_iter().collect()
    }
}

/// A token of the sample's key for somebody who was created so many hours ago.
fn token(name: &str, hours: i64) -> String {
    let pem = std::fs::read_to_string(sample().join("development-key.pem")).unwrap();
    let key = SigningKey::from_pem(&pem, Some("development".to_owned())).unwrap();
    let created = hours_ago(hours).as_second();
    let claims = TokenClaims {
        iss: "https://accounts.northwind.example".to_owned(),
        aud: POOL.to_owned().into(),
        jti: format!("jti-of-{name}"),
        iat: created - 60,
        exp: created + 3600,
        nbf: None,
        email: format!("{name}@client.example"),
        groups: vec!["clients".parse().unwrap()],
        attributes: [("custom:tenant".to_owned(), "acme".to_owned())].into(),
        brand: None,
        locale: None,
        inviter: None,
    };
    sign(&claims, &key).unwrap().expose_secret().to_owned()
}

fn carrying(token: &str) -> impl FnOnce(&mut User) {
    let attribute = ("custom:invitation".to_owned(), token.to_owned());
    |user| user.attributes.extend([attribute])
}

/// The people in a list, by sub and state.
fn people(document: &Value) -> Vec<(&str, &str)> {
    let entries = document["invitations"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| {
            (
                entry["sub"].as_str().unwrap(),
                entry["state"].as_str().unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn open_invitations_are_listed_and_others_on_request() {
    let test_pool = TestPool::new().await;
    test_pool.insert("ada", UserStatus::ForceChangePassword, 1, |user| {
        let name = ("given_name".to_owned(), "Ada\u{1b}[2J".to_owned());
        user.attributes.extend([name]);
    });
    test_pool.insert("bob", UserStatus::ForceChangePassword, 24 * 30, |_| {});
    test_pool.insert("eve", UserStatus::Confirmed, 1, |_| {});
    test_pool.insert("zoe", UserStatus::Unconfirmed, 1, |user| {
        carrying(&token("zoe", 1))(user);
    });

    let open = test_pool.run(&["list"]).await;
    open.said(
        0,
        &[
            "pending",
            "ada@client.example",
            "expired",
            "bob@client.example",
        ],
    );
    // What somebody wrote about themselves moves no cursor.
    assert!(!open.stdout.contains('\u{1b}') && open.stdout.contains("Ada\u{fffd}[2J"));
    assert!(!open.stdout.contains("eve") && !open.stdout.contains("zoe"));

    let expired = test_pool
        .run(&["list", "--state", "expired", "--json"])
        .await;
    expired.said(0, &[]);
    assert_eq!(people(&expired.json()), [("bob", "expired")]);
    let both = [
        "list",
        "--state",
        "accepted",
        "--state",
        "unconfirmed",
        "--json",
    ];
    let expected = [("eve", "accepted"), ("zoe", "unconfirmed")];
    let both = test_pool.run(&both).await.json();
    assert_eq!(people(&both), expected);
    assert_eq!(both["more"], false);
    let token = &both["invitations"][1]["token"];
    assert_eq!(
        (&token["verified"], &token["jti"]),
        (&json!(true), &json!("jti-of-zoe"))
    );

    let all = test_pool.run(&["list", "--all"]).await;
    all.said(0, &["jti-of-zoe", "groups clients"]);
    assert_eq!(all.stdout.lines().count(), 5);
    let two = test_pool
        .run(&["list", "--all", "--limit", "2", "--json"])
        .await;
    two.said(0, &["--limit"]);
    assert_eq!(
        (two.json()["more"].clone(), people(&two.json()).len()),
        (json!(true), 2)
    );

    let nobody = test_pool.run(&["list", "--state", "disabled"]).await;
    nobody.said(0, &["Nobody."]);
    let unknown = test_pool.run(&["list", "--state", "\" or \"\" = \""]).await;
    unknown.said(2, &["pending"]);
}

#[tokio::test]
async fn more_than_a_page_is_listed_to_the_end() {
    let test_pool = TestPool::new().await;
    for number in 0..150 {
        let name = format!("user-{number:03}");
        test_pool.insert(&name, UserStatus::ForceChangePassword, 1, |_| {});
    }
    let all = test_pool.run(&["list", "--json"]).await.json();
    assert_eq!((people(&all).len(), &all["more"]), (150, &json!(false)));
    for (limit, expected, more) in [("60", 60, true), ("61", 61, true), ("150", 150, false)] {
        let some = test_pool
            .run(&["list", "--limit", limit, "--json"])
            .await
            .json();
        let found = (people(&some).len(), &some["more"]);
        assert_eq!(found, (expected, &json!(more)), "{limit}");
    }
}

/// A record of an invitation of an hour ago, by Grace.
fn by_grace(user: &mut User) {
    let mut record = InvitationRecord::new(InvitationMode::Created, user.created);
    record.by = Some("grace@northwind.example".parse().unwrap());
    record.by_name = Some("Grace \u{202e}Hopper".parse().unwrap());
    record.until = Some(user.created + SignedDuration::from_hours(10));
    let attribute = ("custom:invited".to_owned(), record.to_text());
    user.attributes.extend([attribute]);
}

#[tokio::test]
async fn inviter_end_and_state_are_listed_and_found() {
    let test_pool = TestPool::new().await;
    test_pool.insert("ada", UserStatus::ForceChangePassword, 1, by_grace);
    test_pool.insert("bob", UserStatus::ForceChangePassword, 1, |_| {});

    let all = test_pool.run(&["list"]).await;
    all.said(0, &["expiring", "pending", "Grace \u{fffd}Hopper"]);
    let shown = test_pool.run(&["show", "--user", ADDRESS]).await;
    shown.said(0, &["Grace \u{fffd}Hopper (grace@northwind.example)"]);
    for ran in [&all, &shown] {
        assert!(!ran.stdout.contains('\u{202e}'));
    }

    for arguments in [
        ["--state", "expiring"],
        ["--inviter", "grace@northwind.example"],
        ["--email-prefix", "ada@"],
    ] {
        let list = [&["list", "--json"][..], &arguments].concat();
        let found = test_pool.run(&list).await.json();
        assert_eq!(people(&found), [("ada", "expiring")], "{arguments:?}");
        let ada = &found["invitations"][0];
        assert_eq!(ada["inviter"], "grace@northwind.example");
        assert_eq!(ada["inviter_name"], "Grace \u{202e}Hopper");
    }
    for arguments in [["--inviter", "grace"], ["--email-prefix", ""]] {
        let list = [&["list"][..], &arguments].concat();
        test_pool.run(&list).await.said(2, &["not the"]);
    }
}

/// Starts a list of 150 people, reads from it until somebody is shown, and takes the pool away before
/// the second page is answered.
async fn interrupted(arguments: &[&str]) -> Ran {
    let test_pool = TestPool::new().await;
    for number in 0..150 {
        let name = format!("user-{number:03}");
        test_pool.insert(&name, UserStatus::ForceChangePassword, 1, |_| {});
    }
    let fault = |kind, times| Fault {
        operation: Some(Operation::ListUsers),
        kind,
        times,
    };
    let answered = fault(FaultKind::Delay(Duration::ZERO), Some(1));
    let held_back = fault(FaultKind::Cut, None);
    test_pool.pool.set_faults(vec![answered, held_back]);

    let mut command = test_pool.command(arguments);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let reading = tokio::task::spawn_blocking(move || {
        let mut stdout = String::new();
        while !stdout.contains("user-000@client.example") {
            let read = reader.read_line(&mut stdout).unwrap();
            assert!(read > 0, "nobody is shown before the second page is there");
        }
        (stdout, reader)
    });
    let (mut stdout, mut reader) = reading.await.unwrap();

    let endpoint = test_pool.server.endpoint_url();
    let deleting = tokio::task::spawn_blocking(move || {
        ureq::post(endpoint)
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                "AWSCognitoIdentityProviderService.DeleteUserPool",
            )
            .send(json!({ "UserPoolId": POOL }).to_string())
            .unwrap();
    });
    deleting.await.unwrap();
    test_pool.pool.set_faults(Vec::new());
    let ending = tokio::task::spawn_blocking(move || {
        reader.read_to_string(&mut stdout).unwrap();
        (stdout, child.wait_with_output().unwrap())
    });
    let (stdout, output) = ending.await.unwrap();
    Ran {
        code: output.status.code(),
        stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[tokio::test]
async fn who_is_found_is_shown_before_the_next_page_is_asked_for() {
    let rows = interrupted(&["list"]).await;
    rows.said(2, &["the list is not complete"]);
    assert_eq!(rows.stdout.lines().count(), 61);

    let document = interrupted(&["list", "--json"]).await;
    document.said(2, &["the list is not complete"]);
    let document = document.json();
    assert_eq!(people(&document).len(), 60);
    assert_eq!(document["more"], true);
}

#[tokio::test]
async fn one_user_is_shown_without_the_token() {
    let test_pool = TestPool::new().await;
    let secret = token("ada", 1);
    test_pool.insert("ada", UserStatus::Confirmed, 1, |user| {
        carrying(&secret)(user);
        user.groups.insert("beta".to_owned());
        let tenant = ("custom:tenant".to_owned(), "acme".to_owned());
        user.attributes.extend([tenant]);
    });
    let show = ["show", "--user", ADDRESS];
    let shown = test_pool.run(&show).await;
    shown.said(
        0,
        &[
            "accepted",
            "(verified)",
            "beta",
            "jti-of-ada",
            "custom:tenant",
            "acme",
        ],
    );
    let json = test_pool.run(&[&show[..], &["--json"]].concat()).await;
    json.said(0, &[]);
    let document = json.json();
    assert_eq!(document["groups"], json!(["beta"]));
    assert_eq!(document["attributes"]["custom:tenant"], "acme");
    assert_eq!(document["attributes"]["custom:invitation"], Value::Null);
    for ran in [&shown, &json] {
        assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret));
    }
    let nobody = test_pool.run(&["show", "--user", "nobody"]).await;
    nobody.said(1, &["user-not-found"]);
}

#[tokio::test]
async fn groups_are_held_against_the_settings() {
    let test_pool = TestPool::new().await;
    test_pool.insert("ada", UserStatus::Confirmed, 1, |user| {
        user.groups.insert("clients".to_owned());
    });
    let edited = test_pool.pool.with_pool(POOL, |pool| {
        pool.add_groups(["admins"]);
        pool.groups.get_mut("clients").unwrap().role_arn = Some(ROLE.to_owned());
    });
    edited.unwrap();
    let groups = test_pool.run(&["groups", "--count"]).await;
    let warning = format!("The members of clients may get the permissions of {ROLE}");
    groups.said(0, &["admins", "beta", &warning]);
    let json = test_pool.run(&["groups", "--count", "--json"]).await.json();
    let expected = json!({
        "name": "clients",
        "description": null,
        "precedence": null,
        "role_arn": ROLE,
        "assignable": true,
        "members": 1,
    });
    assert_eq!(json["groups"][2], expected);
    assert_eq!(json["groups"][0]["assignable"], false);

    test_pool
        .pool
        .with_pool(POOL, |pool| pool.groups.remove("beta"))
        .unwrap();
    let missing = test_pool.run(&["groups", "--json"]).await;
    missing.said(1, &["group-missing: the user pool has no group beta"]);
    assert_eq!(missing.json()["absent"], json!(["beta"]));
    assert_eq!(missing.json()["groups"][0]["members"], Value::Null);
}

#[tokio::test]
async fn an_unfinished_grant_is_shown_and_finished_on_request() {
    let test_pool = TestPool::new().await;
    let secret = token("ada", 50);
    test_pool.insert("ada", UserStatus::Confirmed, 50, carrying(&secret));
    test_pool.insert("bob", UserStatus::Confirmed, 50, |user| {
        carrying(&token("bob", 50))(user);
        user.modified = hours_ago(1);
    });
    // Somebody else's token.
    test_pool.insert("eve", UserStatus::Confirmed, 50, carrying(&secret));

    let shown = test_pool.run(&["reconcile"]).await;
    let expected = [
        "due",
        "jti-of-ada",
        "clients, members",
        "custom:tenant=acme",
        "--yes",
    ];
    shown.said(1, &expected);
    shown.said(
        1,
        &[
            "doubtful",
            "jti-of-bob",
            "--user",
            "a token that gives nothing",
            "does not verify (email)",
        ],
    );
    assert_eq!(test_pool.groups("ada"), [""; 0]);
    assert!(!shown.stdout.contains(&secret));

    let finished = test_pool.run(&["reconcile", "--yes", "--json"]).await;
    finished.said(1, &["doubtful"]);
    let document = finished.json();
    let outcomes = |document: &Value| -> Vec<String> {
        let members = document["unfinished"].as_array().unwrap();
        let words = members
            .iter()
            .map(|member| member["outcome"].as_str().unwrap());
        words.map(str::to_owned).collect()
    };
    assert_eq!(outcomes(&document), ["granted", "doubtful"]);
    assert_eq!(
        document["unfinished"][0]["groups"],
        json!(["clients", "members"])
    );
    assert_eq!(document["not_due"][0]["reason"], "email");
    assert!(!finished.stdout.contains(&secret));
    assert_eq!(test_pool.groups("ada"), ["clients", "members"]);
    assert_eq!(test_pool.groups("bob"), [""; 0]);

    let bob = ["reconcile", "--user", "bob@client.example"];
    test_pool.run(&bob).await.said(1, &["doubtful"]);
    test_pool
        .run(&[&bob[..], &["--yes"]].concat())
        .await
        .said(0, &["granted"]);
    assert_eq!(test_pool.groups("bob"), ["clients", "members"]);
    test_pool
        .run(&bob)
        .await
        .said(0, &["No grant is unfinished."]);
    // What gives nothing leaves nothing to do.
    let rest = test_pool.run(&["reconcile", "--yes"]).await;
    rest.said(0, &["eve@client.example"]);
    assert_eq!(test_pool.groups("eve"), [""; 0]);
    let nobody = test_pool
        .run(&["reconcile", "--user", "nobody", "--json"])
        .await;
    nobody.said(1, &[]);
    assert_eq!(nobody.json()["refused"]["code"], "user-not-found");
}

#[tokio::test]
async fn groups_of_the_policy_are_granted_only_where_they_are_asked_for() {
    let test_pool = TestPool::new().await;
    test_pool.insert("ada", UserStatus::Confirmed, 1, |user| {
        let email = ("email".to_owned(), "ada@example.com".to_owned());
        user.attributes.extend([email]);
    });
    let check = async |arguments: &[&str], code: i32, expected: &[&str]| {
        let ran = test_pool.run(&[&["reconcile"], arguments].concat()).await;
        ran.said(code, expected);
    };
    check(&[], 0, &["No grant is unfinished."]).await;
    check(&["--policy"], 1, &["members, staff", "policy", "--yes"]).await;
    check(&["--policy", "admin-created"], 1, &["policy-admin-created"]).await;
    assert_eq!(test_pool.groups("ada"), [""; 0]);
    check(&["--policy", "--yes"], 0, &["granted"]).await;
    assert_eq!(test_pool.groups("ada"), ["members", "staff"]);
    check(
        &["--policy", "self-sign-up"],
        0,
        &["No grant is unfinished."],
    )
    .await;
}

#[tokio::test]
async fn what_falls_short_is_told_with_the_way_out() {
    let test_pool = TestPool::new().await;
    test_pool.insert("ada", UserStatus::Confirmed, 50, |user| {
        carrying(&token("ada", 50))(user);
    });
    test_pool.insert("bob", UserStatus::Confirmed, 50, |user| {
        carrying(&token("bob", 50))(user);
    });
    test_pool
        .pool
        .with_pool(POOL, |pool| pool.groups.remove("clients"))
        .unwrap();
    let finished = test_pool.run(&["reconcile", "--yes"]).await;
    let expected = [
        "granted-in-part",
        "ada: the user pool has no group clients",
        "bob: the",
    ];
    finished.said(1, &expected);
    assert_eq!(test_pool.groups("ada"), ["members"]);

    test_pool.insert(
        "ada",
        UserStatus::Confirmed,
        50,
        carrying(&token("ada", 50)),
    );
    test_pool.pool.set_faults(vec![Fault {
        operation: Some(Operation::AdminAddUserToGroup),
        kind: FaultKind::Throttle,
        times: Some(2),
    }]);
    let throttled = test_pool.run(&["reconcile", "--yes"]).await;
    throttled.said(1, &["granted-in-part"]);
}
