//! `invitations create | resend | revoke | issue --mail | sweep`, as a person runs them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;
use local_user_pool::{
    Alias, AttributeDefinition, Fault, FaultKind, LocalUserPool, Operation, Pool, Server, SignIn,
    User, UserStatus,
};
use serde_json::Value;

const POOL: &str = "local_Example";
const ADDRESS: &str = "ada@client.example";

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations")
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
        pool.add_groups(["clients", "members"]);
        for name in ["custom:tenant", "custom:brand", "custom:invitation"] {
            pool.schema.define(name, AttributeDefinition::TEXT);
        }
        let pool = LocalUserPool::new(vec![pool]);
        let server = pool.serve().await.unwrap();
        Self { pool, server }
    }

    /// Runs a command against this pool under the sample settings, without credentials.
    async fn run(&self, arguments: &[&str]) -> Ran {
        let endpoint = self.server.endpoint_url();
        let connection = ["--user-pool-id", POOL, "--endpoint-url", &endpoint];
        invitations(&[arguments, &connection[..]].concat()).await
    }

    fn member(&self, edit: impl FnOnce(&mut User)) {
        let mut user = User::new("6a2c", "6a2c", UserStatus::Confirmed, Timestamp::UNIX_EPOCH);
        for (name, value) in [("email", ADDRESS), ("email_verified", "true")] {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
        edit(&mut user);
        self.pool.with_pool(POOL, |pool| pool.insert(user)).unwrap();
    }
}

/// Runs the command beside the pool, which lives in this process.
async fn invitations(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    command
        .args(arguments)
        .arg("--config")
        .arg(sample().join("invitations.toml"))
        .env_remove("AWS_REGION")
        .env_remove("AWS_ACCESS_KEY_ID");
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

/// The temporary password of the link that was printed, which stands nowhere else.
#[track_caller]
fn only_in_the_link(ran: &Ran) -> String {
    let all = format!("{}{}", ran.stdout, ran.stderr);
    let (before, password) = all.split_once("&password=").unwrap();
    assert!(before.contains("https://accounts.northwind.example/accept#username="));
    let end = password.find(|c: char| c.is_whitespace() || c == '"');
    let password = &password[..end.unwrap_or(password.len())];
    assert!(password.len() >= 16);
    assert_eq!(all.matches(password).count(), 1, "{all}");
    assert!(ran.stdout.contains(password));
    password.to_owned()
}

#[tokio::test]
async fn a_link_is_printed_once_and_nobody_is_mailed() {
    let test_pool = TestPool::new().await;
    let create = ["create", "--email", ADDRESS, "--group", "clients", "--link"];
    let refused = test_pool.run(&create).await;
    refused.said(1, &["attribute-unknown"]);

    let define = |pool: &mut Pool| {
        pool.schema
            .define("custom:invited", AttributeDefinition::TEXT);
    };
    test_pool.pool.with_pool(POOL, define).unwrap();
    let created = test_pool.run(&create).await;
    created.said(0, &["created", "not-sent", "It is not shown again"]);
    let first = only_in_the_link(&created);

    let again = ["resend", "--user", ADDRESS, "--link", "--json"];
    let again = test_pool.run(&again).await;
    again.said(0, &[]);
    assert_ne!(only_in_the_link(&again), first);
    assert!(again.json()["link"].is_string());

    let mailed = test_pool.run(&["resend", "--user", ADDRESS]).await;
    mailed.said(1, &["handed-over", "--link"]);
    let shown = test_pool.run(&["show", "--user", ADDRESS, "--json"]).await;
    shown.said(0, &[]);
    assert!(!shown.stdout.contains("password="));
    assert!(test_pool.pool.inbox().is_empty());
}

#[tokio::test]
async fn an_invitation_without_a_mail_is_sent_later() {
    let test_pool = TestPool::new().await;
    let create = ["create", "--email", ADDRESS, "--no-mail"];
    let created = test_pool.run(&create).await;
    created.said(0, &["created", "not-sent"]);
    assert!(!created.stdout.contains("password"));
    assert!(test_pool.pool.inbox().is_empty());
    let sent = test_pool.run(&["resend", "--user", ADDRESS]).await;
    sent.said(0, &["resent", "sent"]);
    assert_eq!(test_pool.pool.inbox().len(), 1);
}

#[tokio::test]
async fn an_invitation_from_its_creation_to_its_end() {
    let test_pool = TestPool::new().await;
    let create = [
        "create",
        "--email",
        ADDRESS,
        "--given-name",
        "Ada",
        "--group",
        "clients",
        "--attribute",
        "custom:tenant=acme",
        "--brand",
        "fabrikam",
        "--locale",
        "de",
    ];
    let created = test_pool.run(&create).await;
    created.said(0, &["created", "sent", "clients", "open until"]);
    let mail = test_pool.pool.inbox().remove(0).html.unwrap();
    let (_, password) = mail.split_once("temporary password is ").unwrap();
    let password = password.trim_end_matches(['.', ' ']);
    assert!(!created.stdout.contains(password) && !created.stderr.contains(password));

    let again = test_pool.run(&[&create[..], &["--json"]].concat()).await;
    again.said(0, &[]);
    assert_eq!(again.json()["outcome"], "unchanged");
    assert_eq!(again.json()["mail"], "not-sent");

    let more = ["resend", "--user", ADDRESS, "--group", "members", "--json"];
    let resent = test_pool.run(&more).await;
    resent.said(0, &[]);
    assert_eq!(resent.json()["outcome"], "resent");
    assert_eq!(
        resent.json()["groups_added"],
        serde_json::json!(["members"])
    );
    assert_eq!(resent.json()["sub"], again.json()["sub"]);
    assert_eq!(test_pool.pool.inbox().len(), 2);

    let revoked = test_pool.run(&["revoke", "--user", ADDRESS]).await;
    revoked.said(0, &["deleted", "an open invitation"]);
    assert_eq!(revoked.stderr, "");
    let gone = test_pool
        .run(&["revoke", "--user", ADDRESS, "--json"])
        .await;
    gone.said(1, &[]);
    assert_eq!(gone.json()["refused"]["code"], "user-not-found");
}

#[tokio::test]
async fn what_falls_short_ends_with_one() {
    let test_pool = TestPool::new().await;
    let create = ["create", "--email", ADDRESS, "--group", "beta"];
    let short = test_pool.run(&create).await;
    short.said(
        1,
        &["created", "group-missing: the user pool has no group beta"],
    );
    let json = test_pool.run(&[&create[..], &["--json"]].concat()).await;
    json.said(1, &[]);
    assert_eq!(json.json()["warnings"][0]["code"], "group-missing");
}

#[tokio::test]
async fn a_no_ends_with_one_and_what_cannot_be_asked_with_two() {
    let test_pool = TestPool::new().await;
    for (arguments, code, expected) in [
        (
            &["create", "--email", ADDRESS, "--group", "admins"][..],
            1,
            "group-not-assignable: --group: the group \"admins\"",
        ),
        (
            &["resend", "--user", ADDRESS],
            1,
            "user-not-found: the pool has no user \"ada@client.example\"",
        ),
        (
            &["create", "--email", ADDRESS, "--brand", "contoso"],
            1,
            "brand-unknown: --brand: there is no brand \"contoso\"",
        ),
        (
            &["create", "--email", ADDRESS, "--attribute", "email=x"],
            1,
            "never given",
        ),
        (
            &["create", "--email", ADDRESS, "--validation-data", "terms"],
            2,
            "terms=accepted",
        ),
        (&["revoke"], 2, "--user"),
    ] {
        test_pool.run(arguments).await.said(code, &[expected]);
    }
    let endpoint = test_pool.server.endpoint_url();
    let elsewhere = [
        "create",
        "--email",
        ADDRESS,
        "--user-pool-id",
        "local_Other",
        "--endpoint-url",
        &endpoint,
    ];
    let elsewhere = invitations(&elsewhere).await;
    elsewhere.said(2, &["there is no such user pool"]);
}

#[tokio::test]
async fn a_member_is_told_of_new_groups_and_revoked_only_on_request() {
    let test_pool = TestPool::new().await;
    test_pool.member(|user| {
        let brand = ("custom:brand".to_owned(), "fabrikam".to_owned());
        user.attributes.extend([brand]);
    });
    let create = ["create", "--email", ADDRESS, "--group", "clients"];
    let given = test_pool.run(&create).await;
    given.said(0, &["access-given", "sent", "clients"]);
    let mail = test_pool.pool.inbox().remove(0);
    assert_eq!(mail.subject, "You have been given access at Fabrikam");

    let refused = test_pool.run(&["revoke", "--user", ADDRESS]).await;
    refused.said(1, &["is-member", "--member"]);
    let member = ["revoke", "--user", ADDRESS, "--member", "--disable"];
    let revoked = test_pool.run(&member).await;
    revoked.said(0, &["disabled", "a member", "`revoked` below [tokens]"]);
}

/// Arguments that issue a token for the address.
fn issue<'a>(key: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let issue = [
        "issue", "--key", key, "--email", ADDRESS, "--group", "clients",
    ];
    [&issue[..], more].concat()
}

#[tokio::test]
async fn a_token_goes_out_by_mail_and_is_taken_back() {
    let test_pool = TestPool::new().await;
    let key = sample().join("development-key.pem");
    let key = key.to_str().unwrap();
    let more = [
        "--mail",
        "--locale",
        "fr",
        "--inviter",
        "sales@northwind.example",
    ];
    let mailed = test_pool.run(&issue(key, &more)).await;
    mailed.said(0, &["mail", "sent", "jti"]);
    let mail = test_pool.pool.inbox().remove(0);
    assert_eq!(mail.to, [ADDRESS]);
    let text = mail.text.unwrap();
    let (_, link) = text
        .split_once("https://accounts.northwind.example/join#invitation=")
        .unwrap();
    let token = link.split_whitespace().next().unwrap();
    assert!(!mailed.stdout.contains(token) && !mailed.stderr.contains(token));
    let json = test_pool
        .run(&issue(key, &["--mail", "--json"]))
        .await
        .json();
    assert_eq!(
        (&json["mail"], &json["token"]),
        (&"sent".into(), &Value::Null)
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token.txt");
    std::fs::write(&file, format!("{token}\n")).unwrap();
    let taken_back = invitations(&["revoke", "--token", file.to_str().unwrap()]).await;
    let jti = mailed.stderr.split_whitespace().nth(1).unwrap();
    let jti = jti.trim_end_matches(',');
    taken_back.said(0, &["below [tokens]"]);
    assert_eq!(taken_back.stdout, format!("revoked = [\"{jti}\"]\n"));

    std::fs::write(&file, "no token").unwrap();
    let refused = invitations(&["revoke", "--token", file.to_str().unwrap()]).await;
    refused.said(1, &["token-not-verified"]);

    // What carries a token that is alive is a way back.
    test_pool.member(|user| {
        let attribute = ("custom:invitation".to_owned(), token.to_owned());
        user.attributes.extend([attribute]);
    });
    let revoked = test_pool
        .run(&["revoke", "--user", ADDRESS, "--member"])
        .await;
    revoked.said(0, &["deleted", &format!("revoked = [\"{jti}\"]")]);
}

#[tokio::test]
async fn a_token_that_would_be_refused_is_not_mailed() {
    let test_pool = TestPool::new().await;
    let key = sample().join("development-key.pem");
    let more = ["--mail", "--kid", "unknown"];
    let refused = test_pool.run(&issue(key.to_str().unwrap(), &more)).await;
    refused.said(2, &["nothing was mailed", "does not trust the key"]);
    assert!(test_pool.pool.inbox().is_empty());
}

/// A mail that SES did not say it took may be on its way, with a token that works.
#[tokio::test]
async fn a_token_whose_mail_is_uncertain_can_be_taken_back() {
    let test_pool = TestPool::new().await;
    let key = sample().join("development-key.pem");
    let mail = issue(key.to_str().unwrap(), &["--mail", "--json"]);
    for (kind, mails) in [(FaultKind::LoseAnswer, 1), (FaultKind::InternalError, 1)] {
        test_pool.pool.set_faults(vec![Fault {
            operation: Some(Operation::SendEmail),
            kind,
            times: None,
        }]);
        let uncertain = test_pool.run(&mail).await;
        assert_eq!(test_pool.pool.inbox().len(), mails, "{kind:?}");
        let json = uncertain.json();
        assert_eq!(json["mail"], "unknown");
        let jti = json["jti"].as_str().unwrap();
        let revoke = format!("`revoked = [\"{jti}\"]` below [tokens]");
        let expires = json["expires"].as_str().unwrap();
        let remark = format!("expires {expires}.");
        uncertain.said(2, &["may have been sent", &revoke, &remark]);
        assert!(!uncertain.stderr.contains("nobody has it"));
    }
}

/// Runs the command with these variables and nothing else of this process's environment.
async fn with_variables(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    command
        .args(arguments)
        .env_clear()
        .env("INVITATIONS_CONFIG", sample().join("invitations.toml"))
        .envs(variables.iter().copied());
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

#[tokio::test]
async fn the_pool_and_the_endpoint_can_be_named_once() {
    let test_pool = TestPool::new().await;
    let endpoint = test_pool.server.endpoint_url();
    let pool = ("INVITATIONS_USER_POOL", POOL);
    let variables = [pool, ("INVITATIONS_ENDPOINT_URL", endpoint.as_str())];
    let create = ["create", "--email", ADDRESS];
    let created = with_variables(&create, &variables).await;
    created.said(0, &["created"]);
    let revoked = with_variables(&["revoke", "--user", ADDRESS], &variables).await;
    revoked.said(0, &["deleted"]);
    let key = sample().join("development-key.pem");
    let issue = ["issue", "--key", key.to_str().unwrap(), "--email", ADDRESS];
    let issued = with_variables(&issue, &variables).await;
    issued.said(0, &["jti"]);

    // The variables are no options, with which others could be at odds.
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token.txt");
    std::fs::write(&token, &issued.stdout).unwrap();
    let token = ["revoke", "--token", token.to_str().unwrap()];
    let line = with_variables(&token, &variables).await;
    line.said(0, &["revoked = ["]);
    let own = folder.path().join("key.pem");
    let keygen = ["keygen", "--out", own.to_str().unwrap()];
    with_variables(&keygen, &variables).await.said(0, &[]);

    // An option counts before its variable, and what is wrong with it is said.
    let other = [&create[..], &["--user-pool-id", "local_Other"]].concat();
    let other = with_variables(&other, &variables).await;
    other.said(2, &["there is no such user pool"]);
    let wrong = [("INVITATIONS_USER_POOL", "nothing")];
    for arguments in [&create[..], &["revoke", "--user", ADDRESS], &["check"]] {
        let refused = with_variables(arguments, &wrong).await;
        refused.said(2, &["eu-central-1_AbCdEfGhI"]);
    }
    // A configuration that is for a real pool has no development key.
    let real = [("INVITATIONS_USER_POOL", "eu-central-1_AbCdEfGhI")];
    with_variables(&["check"], &real).await.said(1, &[]);
}

#[tokio::test]
async fn help_shows_the_variables_and_not_what_they_say() {
    let variables = [
        ("INVITATIONS_USER_POOL", "local_Shown"),
        ("INVITATIONS_ENDPOINT_URL", "http://ada:secret@host.example"),
    ];
    let help = with_variables(&["issue", "--help"], &variables).await;
    help.said(
        0,
        &[
            "INVITATIONS_USER_POOL",
            "INVITATIONS_ENDPOINT_URL",
            "--profile",
        ],
    );
    assert!(!help.stdout.contains("local_Shown") && !help.stdout.contains("ada:secret"));
}

#[tokio::test]
async fn what_is_being_done_is_told_on_request() {
    let test_pool = TestPool::new().await;
    test_pool.member(|user| user.status = UserStatus::Unconfirmed);
    let create = ["create", "--email", ADDRESS, "--user-name", "ada"];
    let silent = test_pool.run(&["list"]).await;
    assert_eq!(silent.stderr, "");
    for arguments in [
        &["list", "-v"][..],
        &["--verbose", "list"],
        &[&create[..], &["-v"]].concat(),
    ] {
        let logged = test_pool.run(arguments).await;
        assert!(
            logged.stderr.contains("the settings are read"),
            "{}",
            logged.stderr
        );
        for foreign in [ADDRESS, "hyper", "aws_", "smithy"] {
            assert!(!logged.stderr.contains(foreign), "{}", logged.stderr);
        }
    }
}

/// A server that refuses everything, and the heads of the requests that it was sent.
fn refusing() -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (heads, asked) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = vec![0; 16 * 1024];
            let length = stream.read(&mut head).unwrap();
            head.truncate(length);
            heads
                .send(String::from_utf8_lossy(&head).into_owned())
                .unwrap();
            let refusal = "HTTP/1.1 400 Bad Request\r\nContent-Length: 35\r\nConnection: close\r\n\r\n{\"__type\":\"NotAuthorizedException\"}";
            // Whoever has seen enough has hung up.
            let _ = stream.write_all(refusal.as_bytes());
        }
    });
    (endpoint, asked)
}

/// What the requests are signed with: `Credential=KEY/DATE/REGION/…`.
fn signatures(asked: &std::sync::mpsc::Receiver<String>) -> Vec<String> {
    let heads = asked.try_iter();
    let signed = heads.filter(|head| head.contains("Credential="));
    signed.collect()
}

/// A replica is asked in its own Region, whatever the pool's id begins with.
#[tokio::test]
async fn the_region_that_is_named_counts() {
    let (endpoint, asked) = refusing();
    let variables = [
        ("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("INVITATIONS_USER_POOL", "eu-central-1_AbCdEfGhI"),
        ("INVITATIONS_ENDPOINT_URL", endpoint.as_str()),
    ];
    let attach = ["attach", "--functions-prefix", "invitations"];
    for command in [&["groups"][..], &["doctor"], &attach] {
        for (arguments, region) in [
            (&[][..], "eu-central-1"),
            (&["--region", "eu-north-1"], "eu-north-1"),
        ] {
            with_variables(&[command, arguments].concat(), &variables).await;
            let signed = signatures(&asked);
            assert!(!signed.is_empty(), "{command:?}");
            for head in signed {
                assert!(head.contains(&format!("/{region}/")), "{command:?} {head}");
            }
        }
    }
}

/// A named profile counts before credentials in the environment, as with the AWS CLI: they may be
/// another account's.
#[tokio::test]
async fn the_profile_that_is_named_counts() {
    let (endpoint, asked) = refusing();
    let folder = tempfile::tempdir().unwrap();
    let profiles = folder.path().join("config");
    let profile =
        "[profile audit]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n";
    std::fs::write(&profiles, profile).unwrap();
    let variables = [
        ("AWS_CONFIG_FILE", profiles.to_str().unwrap()),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere"),
        ("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("INVITATIONS_USER_POOL", "eu-central-1_AbCdEfGhI"),
        ("INVITATIONS_ENDPOINT_URL", endpoint.as_str()),
    ];
    let ran = with_variables(&["groups", "--profile", "audit"], &variables).await;
    assert_eq!(ran.code, Some(2));
    let signed = signatures(&asked);
    assert!(!signed.is_empty(), "{}", ran.stderr);
    for head in signed {
        assert!(
            head.contains("Credential=AKIDPROFILE/") && head.contains("/eu-central-1/"),
            "{head}"
        );
    }
    let none = with_variables(&["groups", "--profile", "none"], &variables).await;
    none.said(2, &["the AWS profile \"none\" gives no credentials"]);
}

#[tokio::test]
async fn shells_and_readers_of_manuals_know_every_command() {
    for (shell, has) in [
        ("bash", "_invitations"),
        ("zsh", "#compdef invitations"),
        ("fish", "-c invitations"),
    ] {
        let script = with_variables(&["completions", shell], &[]).await;
        script.said(0, &[has, "reconcile", "user-pool-id"]);
    }
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    with_variables(&["man", "--out", pages.to_str().unwrap()], &[])
        .await
        .said(0, &[]);
    let source = concat!("\"invitations ", env!("CARGO_PKG_VERSION"), "\"");
    for (name, has) in [
        ("invitations", "invitations\\-create(1)"),
        ("invitations-create", "INVITATIONS_USER_POOL"),
    ] {
        let page = std::fs::read_to_string(pages.join(format!("{name}.1"))).unwrap();
        assert!(page.contains(has), "{page}");
        let title = page.lines().find(|line| line.starts_with(".TH "));
        assert_eq!(title.unwrap().trim_end(), format!(".TH {name} 1  {source}"));
    }
}

/// Two invitations that are over: one is ended, the other has no end of its own.
#[tokio::test]
async fn open_invitations_are_swept() {
    let test_pool = TestPool::new().await;
    let invited = |name: &str, record: &str| {
        test_pool.member(|user| {
            *user = User::new(
                name,
                name,
                UserStatus::ForceChangePassword,
                Timestamp::UNIX_EPOCH,
            );
            let own = [("custom:invited", record), ("email", name)];
            let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
            user.attributes.extend(own);
        });
    };
    test_pool.pool.with_pool(POOL, |pool| {
        let text = AttributeDefinition::TEXT;
        pool.schema.define("custom:invited", text);
    });
    invited("ada@client.example", r#"{"until":100,"at":0}"#);
    invited("bob@client.example", r#"{"at":0}"#);
    let dry = test_pool.run(&["sweep", "--dry-run", "--json"]).await;
    dry.said(0, &[]);
    let dry = dry.json();
    let seen = dry["swept"].as_array().unwrap().iter();
    let mut seen: Vec<_> = seen
        .map(|user| {
            (
                &user["sub"],
                &user["decision"],
                &user["reason"],
                &user["act"],
            )
        })
        .collect();
    seen.sort_by_key(|(sub, ..)| sub.as_str());
    let null = &Value::Null;
    assert_eq!(
        seen,
        [
            (&"ada@client.example".into(), &"expire".into(), null, null),
            (
                &"bob@client.example".into(),
                &"nothing".into(),
                &"no-end".into(),
                null
            ),
        ]
    );
    let swept = test_pool.run(&["sweep"]).await;
    swept.said(
        0,
        &[
            "expire",
            "expired",
            "ada@client.example",
            "1 left alone: no-end",
        ],
    );
    assert!(!swept.stdout.contains("bob@"));
    let again = test_pool.run(&["sweep"]).await;
    again.said(0, &["Nothing is due", "1 left alone: over"]);
    // What cannot be done is said, and the command ends with one.
    invited("carol@client.example", r#"{"until":100,"at":0}"#);
    test_pool.pool.with_pool(POOL, |pool| {
        let immutable = AttributeDefinition {
            mutable: false,
            ..AttributeDefinition::TEXT
        };
        pool.schema.define("custom:invited", immutable);
    });
    let failed = test_pool.run(&["sweep", "--json"]).await;
    failed.said(1, &[]);
    assert_eq!(failed.json()["swept"][0]["act"], "not-accepted");
}
