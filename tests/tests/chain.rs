//! The stories of a life, through all five binaries, one after the other: what one hook leaves,
//! the next one finds. Then the captures of that life are replayed to the same decisions.
//!
//! The binaries are those of `FUNCTION_BINARIES`, else those that `cargo test --workspace` has
//! built beside this test.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process;

use lambda_host::{Host, HostedFunction, InvocationResult, Output};
use local_user_pool::{
    AttributeDefinition, Fault, FaultKind, LocalUserPool, Operation, Pool, User, UserStatus,
};
use playground::replay::result::Answer;
use playground::replay::{Arguments, replay};
use serde_json::{Value, json};
use tests::canary::{EMAIL, POOL_ID, expired_token, forged_token, now, token};
use tests::log::leak_of_a_line;
use trigger::Event;

const FUNCTIONS: [&str; 5] = [
    "pre-sign-up",
    "custom-message",
    "post-confirmation",
    "post-authentication",
    "pre-token-generation",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn config() -> PathBuf {
    root()
        .join("infra/invitations/invitations.toml")
        .canonicalize()
        .unwrap()
}

fn binaries() -> PathBuf {
    let beside = || {
        env::current_exe()
            .unwrap()
            .ancestors()
            .nth(2)
            .unwrap()
            .to_owned()
    };
    env::var_os("FUNCTION_BINARIES").map_or_else(beside, PathBuf::from)
}

/// The file of this run's output, in the folder where a scan of its own looks.
fn kept_output(folder: OsString) -> PathBuf {
    PathBuf::from(folder).join(format!("chain-{}.log", process::id()))
}

fn host(endpoint_url: &str) -> Host {
    let functions = FUNCTIONS.map(|name| {
        let program = binaries().join(name);
        assert!(
            program.is_file(),
            "{} is not there; `cargo test --workspace` builds it",
            program.display()
        );
        HostedFunction {
            environment: [
                (
                    "INVITATIONS_CONFIG",
                    config().display().to_string().as_str(),
                ),
                ("INVITATIONS_CAPTURE", "1"),
                ("AWS_LAMBDA_LOG_LEVEL", "TRACE"),
                ("AWS_ENDPOINT_URL", endpoint_url),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            ..HostedFunction::new(name, program)
        }
    });
    let output = match env::var_os("FUNCTION_OUTPUT_DIR") {
        Some(folder) => Output::append_to(kept_output(folder)).unwrap(),
        None => Output::memory(),
    };
    Host::new(functions, output).unwrap()
}

/// Cognito's part: it knows what the user is like and calls the hooks.
struct Cognito {
    pool: LocalUserPool,
    host: Host,
}

impl Cognito {
    /// Hands `request` to a hook, and answers its `response` or its error text.
    async fn fire(
        &self,
        function: &str,
        source: &str,
        user_name: &str,
        request: Value,
    ) -> Result<Value, String> {
        let version = if source.starts_with("TokenGeneration") {
            "2"
        } else {
            "1"
        };
        let event = json!({
            "version": version, "region": "local", "userPoolId": POOL_ID, "userName": user_name,
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "4k2jexample"},
            "triggerSource": source, "request": request, "response": {},
        });
        match self.host.invoke(function, event.to_string()).await.unwrap() {
            InvocationResult::Answer(body) => {
                let answer: Value = serde_json::from_slice(&body).unwrap();
                for member in [
                    "version",
                    "userPoolId",
                    "userName",
                    "callerContext",
                    "triggerSource",
                    "request",
                ] {
                    assert_eq!(answer[member], event[member], "{source} changed {member}");
                }
                Ok(answer["response"].clone())
            }
            InvocationResult::Error { error_message, .. } => Err(error_message),
            other => panic!("{source}: {other:?}"),
        }
    }

    fn store(&self, user_name: &str, status: UserStatus, attributes: &Value) {
        let mut user = User::new(user_name, user_name, status, now());
        user.attributes = serde_json::from_value(attributes.clone()).unwrap();
        self.pool
            .with_pool(POOL_ID, |pool| pool.insert(user))
            .unwrap();
    }

    fn user(&self, user_name: &str) -> User {
        self.pool
            .with_pool(POOL_ID, |pool| pool.users.get(user_name).cloned())
            .flatten()
            .unwrap()
    }

    fn groups(&self, user_name: &str) -> BTreeSet<String> {
        self.user(user_name).groups
    }
}

fn cognito_pool() -> LocalUserPool {
    let mut pool = Pool::new(POOL_ID);
    for name in ["custom:brand", "custom:invitation", "custom:tenant"] {
        pool.schema.define(name, AttributeDefinition::TEXT);
    }
    pool.add_groups(["clients", "beta", "members", "staff"]);
    LocalUserPool::new(vec![pool])
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn sign_up(email: &str, token: Option<&str>) -> Value {
    let mut attributes = json!({"email": email, "given_name": "Canary"});
    let mut data = json!({"terms": "accepted"});
    if let Some(token) = token {
        attributes["custom:invitation"] = token.into();
        data["invitation"] = token.into();
    }
    json!({"userAttributes": attributes, "validationData": data})
}

fn message_request(attributes: &Value, username: &Value) -> Value {
    json!({
        "userAttributes": attributes, "codeParameter": "{####}", "usernameParameter": username,
        "linkParameter": "{##Click Here##}",
    })
}

#[tokio::test]
async fn a_life_through_all_five_binaries_and_its_replay() {
    let pool = cognito_pool();
    let server = pool.serve().await.unwrap();
    let cognito = Cognito {
        pool: pool.clone(),
        host: host(&server.endpoint_url()),
    };

    story_b_self_sign_up_with_an_invitation(&cognito).await;
    story_a_administrator_creates_the_user(&cognito).await;
    story_c_self_sign_up_without_one(&cognito).await;
    a_grant_that_failed_is_finished_at_the_sign_in(&cognito).await;
    what_is_refused(&cognito).await;
    a_group_that_is_missing_is_left_out(&cognito).await;

    cognito.host.shutdown().await;
    let lines = match env::var_os("FUNCTION_OUTPUT_DIR") {
        Some(folder) => std::fs::read_to_string(kept_output(folder)).unwrap(),
        None => cognito.host.output().lines().join("\n"),
    };
    assert_eq!(
        lines
            .lines()
            .find_map(|line| leak_of_a_line(line).map(|what| (what, line))),
        None
    );
    replays_to_the_same_decisions(&lines).await;
}

async fn story_b_self_sign_up_with_an_invitation(cognito: &Cognito) {
    let name = "b0000000-0000-4000-8000-000000000001";
    let token = token();
    let response = cognito
        .fire(
            "pre-sign-up",
            "PreSignUp_SignUp",
            name,
            sign_up(EMAIL, Some(&token)),
        )
        .await;
    assert_eq!(
        response,
        Ok(json!({"autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": false}))
    );

    let attributes = json!({"email": EMAIL, "email_verified": "true", "custom:invitation": token, "given_name": "Canary"});
    cognito.store(name, UserStatus::Confirmed, &attributes);
    let shown = json!({"userAttributes": {"sub": name, "cognito:user_status": "CONFIRMED", "email_verified": "true"}});
    cognito
        .fire(
            "post-confirmation",
            "PostConfirmation_ConfirmSignUp",
            name,
            shown,
        )
        .await
        .unwrap();
    assert_eq!(cognito.groups(name), set(&["clients", "members", "staff"]));
    let user = cognito.user(name);
    assert_eq!(
        user.attribute("custom:invitation"),
        None,
        "the token is spent"
    );
    assert_eq!(user.attribute("custom:tenant"), Some("canary-tenant"));
    assert_eq!(
        cognito.pool.inbox().len(),
        2,
        "a welcome and a notice to the inviter"
    );

    cognito.pool.clear_history();
    let shown = json!({"userAttributes": {"sub": name, "cognito:user_status": "CONFIRMED", "email": EMAIL, "email_verified": "true"}});
    cognito
        .fire(
            "post-authentication",
            "PostAuthentication_Authentication",
            name,
            shown,
        )
        .await
        .unwrap();
    assert!(
        cognito.pool.calls().is_empty(),
        "an ordinary sign-in calls nothing"
    );
}

async fn story_a_administrator_creates_the_user(cognito: &Cognito) {
    let name = "a0000000-0000-4000-8000-000000000001";
    let email = "canary.admin-created@example.com";
    let request = json!({"userAttributes": {"email": email, "email_verified": "true"}, "validationData": null});
    let response = cognito
        .fire("pre-sign-up", "PreSignUp_AdminCreateUser", name, request)
        .await
        .unwrap();
    assert_eq!(response["autoConfirmUser"], false);

    let attributes = json!({
        "sub": name, "email": email, "email_verified": "true", "given_name": "Canary <b>", "locale": "de",
        "cognito:user_status": "FORCE_CHANGE_PASSWORD",
    });
    let request = message_request(&attributes, &json!("{username}"));
    let response = cognito
        .fire(
            "custom-message",
            "CustomMessage_AdminCreateUser",
            name,
            request,
        )
        .await
        .unwrap();
    let body = response["emailMessage"].as_str().unwrap();
    let address = email.replace('@', "%40");
    let link = format!(
        "https://accounts.northwind.example/accept#username={name}&amp;email={address}&amp;password={{####}}"
    );
    assert!(
        body.contains(&link) || body.contains(&link.replace("&amp;", "&")),
        "{body}"
    );
    assert!(
        body.contains("{username}") && body.contains("lang=\"de\"") && !body.contains("<b>"),
        "{body}"
    );

    cognito.store(
        name,
        UserStatus::ForceChangePassword,
        &json!({"email": email, "email_verified": "true"}),
    );
    let shown = json!({"userAttributes": attributes, "newDeviceUsed": false});
    cognito
        .fire(
            "post-authentication",
            "PostAuthentication_Authentication",
            name,
            shown,
        )
        .await
        .unwrap();
    assert_eq!(cognito.groups(name), set(&["members", "staff"]));
    // The snapshot from before the assignment, and the one from after it.
    for own in [json!([]), json!(["members", "staff"])] {
        let request = json!({
            "userAttributes": attributes, "scopes": [],
            "groupConfiguration": {"groupsToOverride": own, "iamRolesToOverride": [], "preferredRole": null},
        });
        let response = cognito
            .fire(
                "pre-token-generation",
                "TokenGeneration_NewPasswordChallenge",
                name,
                request,
            )
            .await
            .unwrap();
        let overridden =
            &response["claimsAndScopeOverrideDetails"]["groupOverrideDetails"]["groupsToOverride"];
        let in_token = if overridden.is_null() {
            &own
        } else {
            overridden
        };
        assert_eq!(in_token, &json!(["members", "staff"]));
    }
}

async fn story_c_self_sign_up_without_one(cognito: &Cognito) {
    let name = "c0000000-0000-4000-8000-000000000001";
    let email = "canary.domain@example.com";
    let response = cognito
        .fire(
            "pre-sign-up",
            "PreSignUp_SignUp",
            name,
            sign_up(email, None),
        )
        .await
        .unwrap();
    assert_eq!(
        response["autoConfirmUser"], false,
        "the code proves the mailbox"
    );
    let attributes = json!({"sub": name, "email": email, "cognito:user_status": "UNCONFIRMED", "given_name": "Canary"});
    let response = cognito
        .fire(
            "custom-message",
            "CustomMessage_SignUp",
            name,
            message_request(&attributes, &Value::Null),
        )
        .await
        .unwrap();
    let body = response["emailMessage"].as_str().unwrap();
    assert!(
        body.contains("/confirm#username=") && !body.contains("Canary"),
        "{body}"
    );
    cognito.store(
        name,
        UserStatus::Confirmed,
        &json!({"email": email, "email_verified": "true"}),
    );
    let shown = json!({"userAttributes": {"sub": name, "cognito:user_status": "CONFIRMED", "email": email}});
    cognito
        .fire(
            "post-confirmation",
            "PostConfirmation_ConfirmSignUp",
            name,
            shown,
        )
        .await
        .unwrap();
    assert_eq!(cognito.groups(name), set(&["members", "staff"]));
}

async fn a_grant_that_failed_is_finished_at_the_sign_in(cognito: &Cognito) {
    let name = "d0000000-0000-4000-8000-000000000001";
    let attributes =
        json!({"email": EMAIL, "email_verified": "true", "custom:invitation": token()});
    cognito.store(name, UserStatus::Confirmed, &attributes);
    let throttled = Fault {
        operation: Some(Operation::AdminAddUserToGroup),
        kind: FaultKind::Throttle,
        times: None,
    };
    cognito.pool.set_faults(vec![throttled]);
    let shown = json!({"userAttributes": {"sub": name, "cognito:user_status": "CONFIRMED", "email": EMAIL}});
    cognito
        .fire(
            "post-confirmation",
            "PostConfirmation_ConfirmSignUp",
            name,
            shown,
        )
        .await
        .unwrap();
    assert_eq!(cognito.groups(name), set(&[]));
    assert!(
        cognito.user(name).attribute("custom:invitation").is_some(),
        "the token is left where it is"
    );

    cognito.pool.set_faults(Vec::new());
    let mut shown = json!({"userAttributes": attributes});
    shown["userAttributes"]["cognito:user_status"] = "CONFIRMED".into();
    cognito
        .fire(
            "post-authentication",
            "PostAuthentication_Authentication",
            name,
            shown,
        )
        .await
        .unwrap();
    assert_eq!(cognito.groups(name), set(&["clients", "members", "staff"]));
    assert_eq!(cognito.user(name).attribute("custom:invitation"), None);
}

async fn what_is_refused(cognito: &Cognito) {
    let name = "e0000000-0000-4000-8000-000000000001";
    for (request, code) in [
        (
            sign_up(EMAIL, Some(&expired_token())),
            "invitation-expired: ",
        ),
        (
            sign_up(EMAIL, Some(&forged_token())),
            "invitation-invalid: ",
        ),
        (
            sign_up("canary.other@example.com", Some(&token())),
            "invitation-invalid: ",
        ),
        (
            sign_up("canary@elsewhere.example", None),
            "domain-not-allowed: ",
        ),
    ] {
        let error = cognito
            .fire("pre-sign-up", "PreSignUp_SignUp", name, request)
            .await
            .unwrap_err();
        assert!(error.starts_with(code) && !error.ends_with('.'), "{error}");
    }
}

async fn a_group_that_is_missing_is_left_out(cognito: &Cognito) {
    let name = "f0000000-0000-4000-8000-000000000001";
    let gone = |pool: &mut Pool| pool.groups.remove("staff");
    assert!(cognito.pool.with_pool(POOL_ID, gone).flatten().is_some());
    let attributes = json!({"email": EMAIL, "email_verified": "true", "custom:invitation": token(), "custom:brand": "fabrikam"});
    cognito.store(name, UserStatus::Confirmed, &attributes);
    let shown = json!({"userAttributes": {"sub": name, "cognito:user_status": "CONFIRMED", "email": EMAIL}});
    cognito
        .fire(
            "post-confirmation",
            "PostConfirmation_ConfirmSignUp",
            name,
            shown,
        )
        .await
        .unwrap();
    assert_eq!(cognito.groups(name), set(&["clients", "members"]));
    assert_eq!(
        cognito.user(name).attribute("custom:invitation"),
        None,
        "the rest is final"
    );
}

/// The outcome and code of each invocation that a log or a replay has, by function.
type Decisions = BTreeMap<String, Vec<(String, Option<String>)>>;

async fn replays_to_the_same_decisions(lines: &str) {
    let mut live = Decisions::new();
    let mut captures = tempfile::NamedTempFile::with_suffix(".log").unwrap();
    let mut pending = BTreeSet::new();
    for line in lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        if line["message"] == "invocation" {
            let text = |name: &str| line[name].as_str().map(str::to_owned);
            let decisions = live.entry(text("function").unwrap()).or_default();
            decisions.push((text("outcome").unwrap(), text("code")));
        }
        if let Some(capture) = line.get("capture") {
            let function = capture["function"].as_str().unwrap().to_owned();
            // What AWS did is not in an event: the grant that failed for it comes out otherwise.
            let count = live[&function].len();
            if live[&function][count - 1].0 == "grant-pending" {
                pending.insert((function, count - 1));
                continue;
            }
            writeln!(captures, "2026-11-20T09:00:00Z some-id {line}").unwrap();
        }
    }
    assert_eq!(pending.len(), 1);
    for (function, index) in pending {
        live.get_mut(&function).unwrap().remove(index);
    }
    assert_eq!(live.len(), FUNCTIONS.len());

    let replayed = replay(&Arguments::of(vec![captures.path().to_owned()], config()))
        .await
        .unwrap();
    let mut again = Decisions::new();
    for one in &replayed {
        let observed = one.observed();
        assert!(
            !matches!(observed.answer, Answer::Broken(_)),
            "{}",
            one.case().name
        );
        let event: &Event = &one.case().event;
        assert_eq!(event.user_pool_id(), POOL_ID);
        let decisions = again
            .entry(one.case().function.name().to_owned())
            .or_default();
        decisions.push((observed.outcome.clone(), observed.code.clone()));
    }
    assert_eq!(again, live);
}
