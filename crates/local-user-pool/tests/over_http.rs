//! The pool as its clients see it: real sockets, a plain HTTP client, JSON compared with JSON.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

use std::time::{Duration, Instant};

use jiff::Timestamp;
use local_user_pool::{
    AttributeDefinition, CallOutcome, Channel, Fault, FaultKind, LocalUserPool, Operation, Pool,
    SentMessage, Server, Service, SignIn, User, UserStatus,
};
use serde_json::{Value, json};

const POOL: &str = "eu-west-1_Example";
const EMAILS: &str = "/v2/email/outbound-emails";

/// A pool with two groups and two users, a server in front of it, and a client.
struct TestPool {
    pool: LocalUserPool,
    server: Server,
    /// Serves in the background; dropped after the server.
    _runtime: tokio::runtime::Runtime,
}

/// An answer: HTTP status, the exception's name from the header, body.
type Answer = (u16, Option<String>, Value);

impl TestPool {
    fn new() -> Self {
        let pool = LocalUserPool::new(vec![example_pool()]);
        pool.set_now("2026-03-04T05:06:07.25Z".parse().expect("a timestamp"));
        Self::of(pool)
    }

    fn of(pool: LocalUserPool) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let server = runtime.block_on(pool.serve()).expect("a free port");
        Self {
            pool,
            server,
            _runtime: runtime,
        }
    }

    /// Calls an operation of Cognito, on the example pool unless the members name another one.
    fn cognito(&self, operation: &str, mut members: Value) -> Answer {
        if members.get("UserPoolId").is_none() {
            members["UserPoolId"] = json!(POOL);
        }
        self.raw(operation, &members.to_string())
            .expect("an answer")
    }

    fn raw(&self, operation: &str, body: &str) -> Result<Answer, ureq::Error> {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        self.post("/", &target, body)
    }

    fn post(&self, path: &str, target: &str, body: &str) -> Result<Answer, ureq::Error> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let content_type = if path == EMAILS {
            "application/json"
        } else {
            "application/x-amz-json-1.1"
        };
        let mut response = agent
            .post(format!("{}{path}", self.server.endpoint_url()))
            .header("content-type", content_type)
            .header("x-amz-target", target)
            .send(body)?;
        let error = response.headers().get("x-amzn-errortype");
        let error = error.map(|error| error.to_str().expect("ASCII").to_owned());
        let body = response.body_mut().read_to_string()?;
        let body = serde_json::from_str(&body).expect("every answer is JSON");
        Ok((response.status().as_u16(), error, body))
    }

    fn user(&self, name: &str) -> User {
        let found = self.pool.with_pool(POOL, |pool| pool.find(name).cloned());
        found.expect("the pool").expect("the user")
    }

    /// The recorded calls, as a table prints them.
    fn calls(&self) -> Vec<String> {
        let calls = self.pool.calls();
        let lines = calls.iter().map(|call| format!("{call}: {}", call.outcome));
        lines.collect()
    }
}

fn example_pool() -> Pool {
    let mut pool = Pool::new(POOL);
    pool.sign_in = SignIn::Username([local_user_pool::Alias::Email].into());
    pool.add_groups(["clients", "staff"]);
    pool.schema
        .define("custom:invitation", AttributeDefinition::TEXT);
    let immutable = AttributeDefinition {
        mutable: false,
        ..AttributeDefinition::TEXT
    };
    pool.schema.define("custom:tenant", immutable);

    let created = Timestamp::new(1_700_000_000, 500_000_000).expect("a timestamp");
    let mut ada = User::new("ada", "sub-ada", UserStatus::ForceChangePassword, created);
    for (name, value) in [
        ("email", "ada@example.com"),
        ("email_verified", "true"),
        ("given_name", "Ada"),
        ("custom:invitation", "token"),
    ] {
        ada.attributes.insert(name.to_owned(), value.to_owned());
    }
    pool.insert(ada);
    pool.insert(User::new(
        "bob",
        "sub-bob",
        UserStatus::Unconfirmed,
        created,
    ));
    pool
}

/// A refusal of Cognito.
fn refusal(status: u16, code: &str, message: &str) -> Answer {
    let body = json!({ "__type": code, "message": message });
    (status, Some(format!("{code}:")), body)
}

/// The refusal of AWS's front end, which has no message.
fn bare_refusal(status: u16, code: &str) -> Answer {
    (status, Some(format!("{code}:")), json!({ "__type": code }))
}

/// A refusal of SES.
fn ses_refusal(status: u16, code: &str, message: &str) -> Answer {
    (status, Some(code.to_owned()), json!({ "message": message }))
}

fn done() -> Answer {
    (200, None, json!({}))
}

#[test]
fn admin_get_user_answers_what_the_pool_stores() {
    let test_pool = TestPool::new();
    let ada = (
        200,
        None,
        json!({
            "Username": "ada",
            "UserAttributes": [
                { "Name": "sub", "Value": "sub-ada" },
                { "Name": "custom:invitation", "Value": "token" },
                { "Name": "email", "Value": "ada@example.com" },
                { "Name": "email_verified", "Value": "true" },
                { "Name": "given_name", "Value": "Ada" },
            ],
            "UserCreateDate": 1_700_000_000.5,
            "UserLastModifiedDate": 1_700_000_000.5,
            "Enabled": true,
            "UserStatus": "FORCE_CHANGE_PASSWORD",
        }),
    );
    for name in ["ada", "sub-ada", "ada@example.com"] {
        let answer = test_pool.cognito("AdminGetUser", json!({ "Username": name }));
        assert_eq!(answer, ada, "{name}");
    }
}

#[track_caller]
fn check_refused(operation: &str, members: Value, expected: &Answer) {
    let test_pool = TestPool::new();
    let before = test_pool.pool.with_pool(POOL, |pool| pool.users.clone());
    let answer = test_pool.cognito(operation, members);
    assert_eq!(answer, *expected);
    assert_eq!(
        test_pool.pool.with_pool(POOL, |pool| pool.users.clone()),
        before
    );
}

#[test]
fn every_operation_refuses_what_is_not_there() {
    let no_user = refusal(400, "UserNotFoundException", "User does not exist.");
    let no_pool = refusal(
        400,
        "ResourceNotFoundException",
        "User pool eu-west-1_Other does not exist.",
    );
    let no_name = refusal(
        400,
        "InvalidParameterException",
        "1 validation error detected: Value at 'username' failed to satisfy constraint: \
         Member must not be null",
    );
    for (operation, members) in [
        ("AdminGetUser", json!({})),
        ("AdminAddUserToGroup", json!({ "GroupName": "clients" })),
        ("AdminUpdateUserAttributes", json!({ "UserAttributes": [] })),
    ] {
        let with = |name: &str, value: Value| {
            let mut members = members.clone();
            members[name] = value;
            members
        };
        check_refused(operation, with("Username", json!("eve")), &no_user);
        check_refused(operation, members.clone(), &no_name);
        let mut other = with("Username", json!("ada"));
        other["UserPoolId"] = json!("eu-west-1_Other");
        check_refused(operation, other, &no_pool);
    }
}

#[test]
fn admin_add_user_to_group_is_idempotent() {
    let test_pool = TestPool::new();
    for name in ["ada", "sub-ada", "ada@example.com"] {
        let members = json!({ "Username": name, "GroupName": "clients" });
        assert_eq!(test_pool.cognito("AdminAddUserToGroup", members), done());
    }
    let ada = test_pool.user("ada");
    assert_eq!(ada.groups, ["clients".to_owned()].into());
    assert_eq!(ada.modified, ada.created);
    assert_eq!(test_pool.calls(), ["AdminAddUserToGroup clients: ok"; 3]);
}

#[test]
fn admin_add_user_to_group_refuses() {
    check_refused(
        "AdminAddUserToGroup",
        json!({ "Username": "ada", "GroupName": "Clients" }),
        &refusal(400, "ResourceNotFoundException", "Group not found."),
    );
    check_refused(
        "AdminAddUserToGroup",
        json!({ "Username": "ada", "GroupName": "site admins" }),
        &refusal(
            400,
            "InvalidParameterException",
            "1 validation error detected: Value 'site admins' at 'groupName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: \
             [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
        ),
    );
    check_refused(
        "AdminAddUserToGroup",
        json!({}),
        &refusal(
            400,
            "InvalidParameterException",
            "2 validation errors detected: Value null at 'groupName' failed to satisfy \
             constraint: Member must not be null; Value at 'username' failed to satisfy \
             constraint: Member must not be null",
        ),
    );
}

#[test]
fn a_user_is_in_at_most_a_hundred_groups() {
    let test_pool = TestPool::new();
    test_pool.pool.with_pool(POOL, |pool| {
        pool.users.change("ada", |ada| {
            ada.groups = (0..100).map(|group| format!("group-{group}")).collect();
        });
    });
    let members = json!({ "Username": "ada", "GroupName": "clients" });
    let (status, error, _) = test_pool.cognito("AdminAddUserToGroup", members);
    assert_eq!(status, 400);
    assert_eq!(error.as_deref(), Some("LimitExceededException:"));
}

/// Changes attributes of ada and compares the ones named afterwards.
#[track_caller]
fn check_update(changes: &[(&str, &str)], expected: &[(&str, Option<&str>)]) {
    let test_pool = TestPool::new();
    let attributes: Vec<Value> = changes
        .iter()
        .map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect();
    let members = json!({ "Username": "ada", "UserAttributes": attributes });
    assert_eq!(
        test_pool.cognito("AdminUpdateUserAttributes", members),
        done()
    );
    let ada = test_pool.user("ada");
    for (name, value) in expected {
        assert_eq!(ada.attribute(name), *value, "{name}");
    }
    assert_eq!(ada.modified.to_string(), "2026-03-04T05:06:07.25Z");
}

#[test]
fn admin_update_user_attributes_sets_and_deletes() {
    check_update(&[], &[("given_name", Some("Ada"))]);
    check_update(
        &[("given_name", "Augusta"), ("custom:invitation", "")],
        &[
            ("given_name", Some("Augusta")),
            ("custom:invitation", None),
            ("email_verified", Some("true")),
        ],
    );
    check_update(&[("locale", "")], &[("locale", None)]);
    // A new address is unverified unless the same request verifies it.
    check_update(
        &[("email", "ada@example.org")],
        &[
            ("email", Some("ada@example.org")),
            ("email_verified", Some("false")),
        ],
    );
    check_update(
        &[("email_verified", "true"), ("email", "ada@example.org")],
        &[
            ("email", Some("ada@example.org")),
            ("email_verified", Some("true")),
        ],
    );
    check_update(
        &[("email", "")],
        &[("email", None), ("email_verified", None)],
    );
    check_update(
        &[("email_verified", "false")],
        &[
            ("email", Some("ada@example.com")),
            ("email_verified", Some("false")),
        ],
    );
    check_update(
        &[("phone_number", "+441632960001")],
        &[("phone_number_verified", Some("false"))],
    );
}

#[test]
fn a_missing_value_deletes_as_a_blank_one_does() {
    let test_pool = TestPool::new();
    let members = json!({ "Username": "ada", "UserAttributes": [{ "Name": "custom:invitation" }] });
    assert_eq!(
        test_pool.cognito("AdminUpdateUserAttributes", members),
        done()
    );
    assert_eq!(test_pool.user("ada").attribute("custom:invitation"), None);
    assert_eq!(
        test_pool.calls(),
        ["AdminUpdateUserAttributes -custom:invitation: ok"]
    );
}

#[track_caller]
fn check_update_refused(user: &str, changes: &[(&str, &str)], code: &str, message: &str) {
    let attributes: Vec<Value> = changes
        .iter()
        .map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect();
    check_refused(
        "AdminUpdateUserAttributes",
        json!({ "Username": user, "UserAttributes": attributes }),
        &refusal(400, code, message),
    );
}

#[test]
fn admin_update_user_attributes_refuses_without_effect() {
    let invalid = "InvalidParameterException";
    check_update_refused(
        "ada",
        &[
            ("given_name", "Augusta"),
            ("custom:unheard", "x"),
            ("shoe_size", ""),
        ],
        invalid,
        "user.custom:unheard: Attribute does not exist in the schema.\n\
         user.shoe_size: Attribute does not exist in the schema.\n",
    );
    check_update_refused(
        "ada",
        &[("custom:tenant", "x"), ("sub", "x")],
        invalid,
        "user.custom:tenant: Attribute cannot be updated.\n\
         user.sub: Attribute cannot be updated.\n",
    );
    check_update_refused(
        "ada",
        &[
            ("given_name", "ok"),
            ("custom:invitation", &"x".repeat(2049)),
        ],
        invalid,
        "1 validation error detected: Value at 'userAttributes.2.member.value' failed to satisfy \
         constraint: Member must have length less than or equal to 2048",
    );
    check_update_refused(
        "ada",
        &[("custom:invitation", &"é".repeat(1025))],
        invalid,
        "user.custom:invitation: Value must be no longer than 2048 bytes.\n",
    );
    for email in ["ada", "@example.com", "ada@", "ada love@example.com"] {
        check_update_refused(
            "ada",
            &[("email", email)],
            invalid,
            "Invalid email address format.",
        );
    }
    for phone_number in ["0163296", "+", "+44 1632", "+1234567890123456"] {
        check_update_refused(
            "ada",
            &[("phone_number", phone_number)],
            invalid,
            "Invalid phone number format.",
        );
    }
    check_update_refused(
        "bob",
        &[("email_verified", "true")],
        invalid,
        "Email is required to verify/un-verify an email",
    );
    check_update_refused(
        "bob",
        &[("email", "ada@example.com"), ("email_verified", "true")],
        "AliasExistsException",
        "An account with the email already exists.",
    );
}

#[test]
fn what_is_not_a_request_of_the_protocol_is_refused() {
    let test_pool = TestPool::new();
    let unknown = |name: &str| {
        let message = format!("This local user pool has no operation {name}");
        refusal(400, "UnknownOperationException", &message)
    };
    let serialization = bare_refusal(400, "SerializationException");
    let check = |target: &str, body: &str, expected: &Answer| {
        let answer = test_pool.post("/", target, body).expect("an answer");
        assert_eq!(answer, *expected, "{target} {body}");
    };
    check(
        "AWSCognitoIdentityProviderService.AdminListDevices",
        "{}",
        &unknown("AdminListDevices"),
    );
    check(
        "AWSCognitoIdentityProviderService.SendEmail",
        "{}",
        &unknown("SendEmail"),
    );
    check("AWSCognitoIdentityProviderService.", "{}", &unknown(""));
    check("", "{}", &unknown("X-Amz-Target: "));
    let get = "AWSCognitoIdentityProviderService.AdminGetUser";
    check(get, "", &serialization);
    check(get, "{", &serialization);
    check(get, "\u{0}", &serialization);
    check(get, r#"{"Username":true}"#, &serialization);
    check(get, r#"{"Username":["ada"]}"#, &serialization);
    check(get, &"[".repeat(100_000), &serialization);

    let elsewhere = test_pool.post("/v2/email/identities", "", "{}");
    assert_eq!(
        elsewhere.expect("an answer"),
        ses_refusal(
            404,
            "UnknownOperationException",
            "This local user pool has no operation POST /v2/email/identities"
        )
    );
    let calls = test_pool.calls();
    assert_eq!(calls[0], "AdminListDevices: UnknownOperationException");
    assert_eq!(
        calls.last().map(String::as_str),
        Some("POST /v2/email/identities: UnknownOperationException")
    );
}

/// Headers that clients read: the identifier of the request, and the fault.
#[test]
fn answers_carry_the_headers_of_aws() {
    let test_pool = TestPool::new();
    let send = |operation: &str, body: Value| {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let response = agent
            .post(test_pool.server.endpoint_url())
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .send(body.to_string());
        response.expect("an answer").headers().clone()
    };
    let pool = || json!({ "UserPoolId": POOL });
    let first = send("DescribeUserPool", pool());
    let second = send("DescribeUserPool", pool());
    let id = "x-amzn-requestid";
    assert_eq!(first[id].len(), 36);
    assert_ne!(first[id], second[id]);
    assert!(!first.contains_key("x-amzn-errormessage"));

    let nobody = send(
        "AdminGetUser",
        json!({ "UserPoolId": POOL, "Username": "nobody" }),
    );
    assert_eq!(nobody[id].len(), 36);
    assert_eq!(nobody["x-amzn-errormessage"], "User does not exist.");
    // Messages that do not fit into a header: ends of lines, other scripts, a whole mail.
    let changes = json!([{ "Name": "custom:none", "Value": "x" }]);
    let update = json!({ "UserPoolId": POOL, "Username": "ada", "UserAttributes": changes });
    let refused = send("AdminUpdateUserAttributes", update);
    let line = "user.custom:none: Attribute does not exist in the schema.";
    assert_eq!(refused["x-amzn-errormessage"], line);
    let name = format!("Grüße{}", "x".repeat(5_000));
    let long = send(
        "UpdateUserPool",
        json!({ "UserPoolId": POOL, "EmailVerificationSubject": name }),
    );
    let shown = &long["x-amzn-errormessage"];
    assert_eq!(shown.len(), 1024);
    let begin = b"1 validation error detected: Value 'Gre";
    assert!(shown.as_bytes().starts_with(begin), "{shown:?}");
}

fn mail() -> Value {
    json!({
        "FromEmailAddress": "Example <hello@example.com>",
        "Destination": { "ToAddresses": ["ada@example.com"], "BccAddresses": ["log@example.com"] },
        "ReplyToAddresses": ["help@example.com"],
        "Content": { "Simple": {
            "Subject": { "Data": "Welcome, Ada", "Charset": "UTF-8" },
            "Body": { "Text": { "Data": "Hello" }, "Html": { "Data": "<p>Hello" } },
            "Headers": [{ "Name": "Auto-Submitted", "Value": "auto-generated" }],
        } },
        "EmailTags": [{ "Name": "kind", "Value": "welcome" }],
        "ConfigurationSetName": "transactional",
    })
}

#[test]
fn mail_lands_in_the_inbox() {
    let test_pool = TestPool::new();
    let (status, error, answer) = test_pool
        .post(EMAILS, "", &mail().to_string())
        .expect("an answer");
    assert_eq!((status, error), (200, None));
    let owned = |text: &str| text.to_owned();
    let expected = SentMessage {
        id: answer["MessageId"].as_str().expect("an id").to_owned(),
        sent: "2026-03-04T05:06:07.25Z".parse().expect("a timestamp"),
        channel: Channel::Email,
        service: Service::Ses,
        trigger_source: None,
        from: owned("Example <hello@example.com>"),
        to: vec![owned("ada@example.com")],
        cc: vec![],
        bcc: vec![owned("log@example.com")],
        reply_to: vec![owned("help@example.com")],
        subject: owned("Welcome, Ada"),
        html: Some(owned("<p>Hello")),
        text: Some(owned("Hello")),
        headers: vec![(owned("Auto-Submitted"), owned("auto-generated"))],
        configuration_set: Some(owned("transactional")),
        tags: vec![(owned("kind"), owned("welcome"))],
    };
    assert_eq!(test_pool.pool.inbox(), [expected]);
    assert_eq!(
        test_pool.calls(),
        ["SendEmail ada@example.com log@example.com: ok"]
    );

    test_pool
        .post(EMAILS, "", &mail().to_string())
        .expect("an answer");
    let inbox = test_pool.pool.inbox();
    assert_ne!(inbox[0].id, inbox[1].id);
    test_pool.pool.clear_history();
    assert_eq!(test_pool.pool.inbox(), []);
    assert_eq!(test_pool.pool.calls(), []);
}

fn event() -> Value {
    json!({
        "EventBusName": "invitations",
        "Source": "example",
        "DetailType": "Something Happened",
        "Detail": "{\"sub\":\"ada\"}",
        "Time": 1_700_000_000,
    })
}

/// Puts these entries: the status, and the answer.
fn put(test_pool: &TestPool, entries: &[Value]) -> (u16, Value) {
    let body = json!({ "Entries": entries }).to_string();
    let answer = test_pool.post("/", "AWSEvents.PutEvents", &body);
    let (status, _, answer) = answer.expect("an answer");
    (status, answer)
}

#[test]
fn a_bus_takes_events() {
    let test_pool = TestPool::new();
    let plain = json!({ "Source": "example", "DetailType": "Other", "Detail": "{}" });
    let (status, answer) = put(&test_pool, &[event(), plain]);
    assert_eq!((status, &answer["FailedEntryCount"]), (200, &json!(0)));
    let ids = answer["Entries"].as_array().expect("a result each");
    assert_ne!(ids[0]["EventId"], ids[1]["EventId"]);
    let events = test_pool.pool.events();
    assert_eq!(events[0].bus, "invitations");
    assert_eq!(events[0].detail, "{\"sub\":\"ada\"}");
    assert_eq!(events[0].time.as_second(), 1_700_000_000);
    assert_eq!(
        (&*events[1].bus, events[1].time),
        ("default", test_pool.pool.now())
    );
    assert_eq!(
        test_pool.calls(),
        ["PutEvents Something Happened, Other: ok"]
    );
    test_pool.pool.clear_history();
    assert!(test_pool.pool.events().is_empty());
}

/// The envelope is EventBridge's (EventBridge user guide, "Amazon EventBridge events").
#[test]
fn a_target_gets_what_a_bus_took() {
    let test_pool = TestPool::new();
    let (told, heard) = std::sync::mpsc::channel();
    let target = move |event| {
        let told = told.clone();
        Box::pin(async move { told.send(event).expect("somebody who hears") })
            as std::pin::Pin<Box<dyn Future<Output = ()> + Send>>
    };
    test_pool.pool.set_event_target(std::sync::Arc::new(target));
    let mut about = event();
    about["Resources"] = json!(["arn:aws:cognito-idp:local:123456789012:userpool/local_A"]);
    let nothing = json!({ "Source": "aws.ses", "DetailType": "Forged", "Detail": "{}" });
    let (_, answer) = put(&test_pool, &[nothing, about]);
    let text = heard
        .recv_timeout(Duration::from_secs(10))
        .expect("an event");
    let envelope: Value = serde_json::from_str(&text).expect("JSON");
    let expected = json!({
        "version": "0",
        "id": answer["Entries"][1]["EventId"],
        "detail-type": "Something Happened",
        "source": "example",
        "account": "123456789012",
        "time": "2023-11-14T22:13:20Z",
        "region": "local",
        "resources": ["arn:aws:cognito-idp:local:123456789012:userpool/local_A"],
        "detail": { "sub": "ada" },
    });
    assert_eq!(envelope, expected);
    // What the bus refused reaches nobody.
    assert!(heard.try_recv().is_err());
}

#[test]
fn a_bus_is_described() {
    let test_pool = TestPool::new();
    let describe = |name: &str| {
        let body = json!({ "Name": name }).to_string();
        let answer = test_pool.post("/", "AWSEvents.DescribeEventBus", &body);
        let (status, _, answer) = answer.expect("an answer");
        (status, answer)
    };
    let arn = "arn:aws:events:eu-west-1:111122223333:event-bus/team/invitations";
    for (asked, name, expected) in [
        (
            "invitations",
            "invitations",
            "arn:aws:events:local:123456789012:event-bus/invitations",
        ),
        (arn, "team/invitations", arn),
    ] {
        let expected = json!({ "Name": name, "Arn": expected });
        assert_eq!(describe(asked), (200, expected));
    }
    let (status, answer) = describe("our bus");
    assert_eq!(
        (status, &answer["__type"]),
        (400, &json!("ValidationException"))
    );
}

/// An entry that is at fault fails alone.
#[track_caller]
fn check_event_fails(member: &str, value: Value, code: &str) {
    let test_pool = TestPool::new();
    let mut spoilt = event();
    spoilt[member] = value;
    let (status, answer) = put(&test_pool, &[spoilt, event()]);
    assert_eq!((status, &answer["FailedEntryCount"]), (200, &json!(1)));
    assert_eq!(answer["Entries"][0]["ErrorCode"], code);
    assert!(answer["Entries"][1]["EventId"].is_string());
    assert_eq!(test_pool.pool.events().len(), 1);
}

#[test]
fn an_event_at_fault_fails_alone() {
    check_event_fails("Source", Value::Null, "InvalidArgument");
    check_event_fails("DetailType", json!(""), "InvalidArgument");
    check_event_fails("Detail", Value::Null, "InvalidArgument");
    check_event_fails("Detail", json!("[]"), "MalformedDetail");
    check_event_fails("Detail", json!("{"), "MalformedDetail");
    check_event_fails(
        "Source",
        json!("aws.ec2"),
        "NotAuthorizedForSourceException",
    );
}

#[test]
fn too_many_events_and_too_long_ones_are_refused() {
    let test_pool = TestPool::new();
    let mut long = event();
    long["Detail"] = json!(format!("{{\"x\":\"{}\"}}", "x".repeat(520 * 1024)));
    let refused = [vec![], vec![event(); 11], vec![long.clone(), long]];
    for entries in refused {
        let (status, answer) = put(&test_pool, &entries);
        assert_eq!(
            (status, &answer["__type"]),
            (400, &json!("ValidationException"))
        );
    }
    assert!(test_pool.pool.events().is_empty());
    assert_eq!(put(&test_pool, &vec![event(); 10]).0, 200);
    assert_eq!(test_pool.pool.events().len(), 10);
}

#[test]
fn the_system_clock_decides_where_no_moment_is_fixed() {
    let test_pool = TestPool::of(LocalUserPool::new(vec![]));
    test_pool
        .post(EMAILS, "", &mail().to_string())
        .expect("an answer");
    let sent = test_pool.pool.inbox()[0].sent;
    assert!(sent > "2026-01-01T00:00:00Z".parse().expect("a timestamp"));
}

#[track_caller]
fn check_mail_refused(spoil: impl FnOnce(&mut Value), message: &str) {
    let test_pool = TestPool::new();
    let mut mail = mail();
    spoil(&mut mail);
    let answer = test_pool
        .post(EMAILS, "", &mail.to_string())
        .expect("an answer");
    assert_eq!(answer, ses_refusal(400, "BadRequestException", message));
    assert_eq!(test_pool.pool.inbox(), []);
}

#[test]
fn mail_at_fault_is_refused() {
    let no_domain = "Missing final '@domain'";
    check_mail_refused(
        |mail| mail["Destination"] = json!({ "ToAddresses": ["Ada"] }),
        no_domain,
    );
    check_mail_refused(
        |mail| mail["FromEmailAddress"] = json!("Ada <hello@>"),
        no_domain,
    );
    check_mail_refused(
        |mail| mail["ReplyToAddresses"] = json!(["<hello@example.com"]),
        no_domain,
    );
    check_mail_refused(
        |mail| mail["FromEmailAddress"] = Value::Null,
        "FromEmailAddress is missing",
    );
    check_mail_refused(
        |mail| mail["Destination"] = json!({}),
        "The mail has no recipient",
    );
    check_mail_refused(
        |mail| mail["Destination"]["CcAddresses"] = json!(vec!["a@example.com"; 49]),
        "Recipient count exceeds 50.",
    );
    check_mail_refused(
        |mail| mail["Content"] = json!({ "Raw": { "Data": "" } }),
        "Only Simple content can be sent here",
    );
    check_mail_refused(
        |mail| mail["Content"]["Simple"]["Body"] = json!({}),
        "The body has neither text nor HTML",
    );
    for value in ["", "välkommen", "two words", &"x".repeat(257)] {
        check_mail_refused(
            |mail| mail["EmailTags"][0]["Value"] = json!(value),
            "Message tags take 1 to 256 ASCII letters, digits, underscores and dashes",
        );
    }
}

fn script(operation: Operation, kind: FaultKind, times: Option<u32>) -> Vec<Fault> {
    vec![Fault {
        operation: Some(operation),
        kind,
        times,
    }]
}

#[test]
fn a_throttled_call_has_no_effect_and_the_next_one_has() {
    let test_pool = TestPool::new();
    let add = || json!({ "Username": "ada", "GroupName": "staff" });
    let throttled = refusal(400, "TooManyRequestsException", "Rate exceeded");
    let faults = script(Operation::AdminAddUserToGroup, FaultKind::Throttle, Some(2));
    test_pool.pool.set_faults(faults);

    assert_eq!(test_pool.cognito("AdminAddUserToGroup", add()), throttled);
    assert_eq!(test_pool.cognito("AdminAddUserToGroup", add()), throttled);
    assert!(test_pool.user("ada").groups.is_empty());
    assert_eq!(test_pool.cognito("AdminAddUserToGroup", add()), done());
    assert_eq!(
        test_pool.calls(),
        [
            "AdminAddUserToGroup: TooManyRequestsException",
            "AdminAddUserToGroup: TooManyRequestsException",
            "AdminAddUserToGroup staff: ok",
        ]
    );
}

#[test]
fn each_service_fails_in_its_own_way() {
    let test_pool = TestPool::new();
    let get = || test_pool.cognito("AdminGetUser", json!({ "Username": "ada" }));
    let send = || {
        test_pool
            .post(EMAILS, "", &mail().to_string())
            .expect("an answer")
    };
    let all = |kind| {
        test_pool.pool.set_faults(vec![Fault {
            operation: None,
            kind,
            times: None,
        }]);
    };

    all(FaultKind::InternalError);
    let failed = "Internal server error";
    assert_eq!(get(), refusal(500, "InternalErrorException", failed));
    assert_eq!(send(), ses_refusal(500, "InternalFailure", failed));
    all(FaultKind::Throttle);
    let exceeded = "Rate exceeded";
    assert_eq!(get(), refusal(400, "TooManyRequestsException", exceeded));
    assert_eq!(
        send(),
        ses_refusal(429, "TooManyRequestsException", exceeded)
    );
    assert_eq!(test_pool.pool.inbox(), []);
}

#[test]
fn a_delayed_answer_arrives_late() {
    let test_pool = TestPool::new();
    let delay = Duration::from_millis(60);
    let faults = script(Operation::AdminGetUser, FaultKind::Delay(delay), Some(1));
    test_pool.pool.set_faults(faults);
    let start = Instant::now();
    let (status, ..) = test_pool.cognito("AdminGetUser", json!({ "Username": "ada" }));
    assert_eq!(status, 200);
    assert!(start.elapsed() >= delay);
}

#[track_caller]
fn check_cut(kind: FaultKind, outcome: CallOutcome, groups: &[&str]) {
    let test_pool = TestPool::new();
    let faults = script(Operation::AdminAddUserToGroup, kind, Some(1));
    test_pool.pool.set_faults(faults);
    let add = json!({ "UserPoolId": POOL, "Username": "ada", "GroupName": "staff" }).to_string();

    let unanswered = test_pool.raw("AdminAddUserToGroup", &add);
    assert!(
        matches!(
            &unanswered,
            Err(ureq::Error::Io(_) | ureq::Error::Protocol(_))
        ),
        "{unanswered:?}"
    );
    assert_eq!(test_pool.pool.calls()[0].outcome, outcome);
    assert!(test_pool.user("ada").groups.iter().eq(groups));
    // The server still works.
    assert_eq!(
        test_pool
            .raw("AdminAddUserToGroup", &add)
            .expect("an answer"),
        done()
    );
}

#[test]
fn a_cut_connection_carries_no_answer() {
    check_cut(FaultKind::Cut, CallOutcome::Cut, &[]);
    check_cut(FaultKind::LoseAnswer, CallOutcome::AnswerLost, &["staff"]);
}

#[test]
fn a_dropped_server_stops_listening() {
    let TestPool {
        pool,
        server,
        _runtime: runtime,
    } = TestPool::new();
    let addr = server.addr();
    std::net::TcpStream::connect(addr).expect("the server listens");
    drop(server);
    // The listener closes as soon as its task runs again.
    let closed = (0..1000).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        std::net::TcpStream::connect(addr).is_err()
    });
    assert!(closed);
    drop((pool, runtime));
}
