//! `AdminCreateUser` over HTTP: creation, invitation, and the failures between the two.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

#[path = "test_pool/hooks.rs"]
mod hooks;
mod test_pool;

use jiff::SignedDuration;
use local_user_pool::{
    Alias, Behaviour, Channel, EmailSendingAccount, Fault, FaultKind, Operation, Pool,
    RefusedMessage, SignIn, User, UserStatus,
};
use serde_json::{Value, json};
use test_pool::{POOL, TestPool};

const ADA: &str = "ada@example.com";

fn by_email(pool: &mut Pool) {
    pool.sign_in = SignIn::Attribute([Alias::Email].into());
}

fn with_alias(pool: &mut Pool) {
    pool.sign_in = SignIn::Username([Alias::Email, Alias::PreferredUsername].into());
}

fn attributes(pairs: &[(&str, &str)]) -> Value {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| json!({ "Name": name, "Value": value }))
        .collect()
}

/// A correct request of an inviter, for a pool where users choose a username.
fn ada() -> Value {
    json!({
        "Username": "ada",
        "UserAttributes": attributes(&[("email", ADA), ("email_verified", "true")]),
        "TemporaryPassword": "Temporary-1",
        "DesiredDeliveryMediums": ["EMAIL"],
    })
}

fn with(mut members: Value, name: &str, value: impl Into<Value>) -> Value {
    members[name] = value.into();
    members
}

#[test]
fn a_user_is_created_and_invited() {
    let test_pool = TestPool::new(|_| ());
    let answer = test_pool.ok("AdminCreateUser", ada());
    let sub = test_pool.pool(|pool| pool.find("ada").expect("the user").sub.clone());
    let at = 1_772_600_700.0;
    assert_eq!(
        answer,
        json!({ "User": {
            "Username": "ada",
            "Attributes": [
                { "Name": "sub", "Value": sub },
                { "Name": "email", "Value": ADA },
                { "Name": "email_verified", "Value": "true" },
            ],
            "UserCreateDate": at,
            "UserLastModifiedDate": at,
            "Enabled": true,
            "UserStatus": "FORCE_CHANGE_PASSWORD",
        } })
    );
    let inbox = test_pool.local.inbox();
    let mail = inbox.last().expect("a mail");
    assert_eq!(
        (mail.to.as_slice(), inbox.len()),
        (&[ADA.to_owned()][..], 1)
    );
    assert_eq!(mail.trigger_source, Some("CustomMessage_AdminCreateUser"));
    assert_eq!(mail.subject, "Your temporary password");
    assert_eq!(
        mail.html.as_deref(),
        Some("Your username is ada and temporary password is Temporary-1.")
    );
    let calls = test_pool.local.calls();
    let call = calls.last().expect("a call").to_string();
    assert_eq!(call, "AdminCreateUser EMAIL email email_verified");
}

#[test]
fn in_a_pool_of_addresses_the_username_is_the_sub() {
    let test_pool = TestPool::new(by_email);
    let members = json!({ "Username": ADA, "DesiredDeliveryMediums": ["EMAIL"] });
    let user = test_pool.ok("AdminCreateUser", members)["User"].take();
    assert_eq!(user["Username"], user["Attributes"][0]["Value"]);
    assert_eq!(user["Attributes"][1]["Value"], ADA);
    test_pool.refused(
        "AdminCreateUser",
        json!({ "Username": ADA }),
        "UsernameExistsException",
        "An account with the given email already exists.",
    );
    test_pool.ok(
        "AdminCreateUser",
        json!({ "Username": ADA, "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"] }),
    );
    assert_eq!(test_pool.local.inbox().len(), 2);
}

/// Creates a user and compares the channels of the messages.
#[track_caller]
fn check_media(change: &[(&str, Value)], expected: &[Channel]) {
    let test_pool = TestPool::new(|_| ());
    let both = [("email", ADA), ("phone_number", "+441632960001")];
    let mut members = with(ada(), "UserAttributes", attributes(&both));
    for (name, value) in change {
        members[*name] = value.clone();
    }
    test_pool.ok("AdminCreateUser", members);
    let sent: Vec<Channel> = test_pool.local.inbox().iter().map(|m| m.channel).collect();
    assert_eq!(sent, expected, "{change:?}");
}

#[test]
fn the_invitation_travels_as_the_inviter_says() {
    let media = "DesiredDeliveryMediums";
    check_media(&[], &[Channel::Email]);
    check_media(&[(media, json!(["SMS"]))], &[Channel::Sms]);
    check_media(&[(media, Value::Null)], &[Channel::Sms]);
    check_media(&[(media, json!([]))], &[Channel::Sms]);
    let both = json!(["EMAIL", "SMS"]);
    check_media(&[(media, both.clone())], &[Channel::Sms, Channel::Email]);
    check_media(&[(media, both), ("MessageAction", json!("SUPPRESS"))], &[]);
    // The default medium does not reach a user without a phone, without an error.
    let only_email = ("UserAttributes", attributes(&[("email", ADA)]));
    check_media(&[(media, Value::Null), only_email], &[]);
    check_media(&[("UserAttributes", json!([]))], &[]);
}

#[test]
fn a_user_who_waits_is_invited_again() {
    let test_pool = TestPool::new(|_| ());
    test_pool.ok("AdminCreateUser", with(ada(), "MessageAction", "SUPPRESS"));
    assert_eq!(test_pool.local.inbox().len(), 0);

    test_pool.local.advance(SignedDuration::from_hours(30 * 24));
    let again = with(ada(), "MessageAction", "RESEND");
    let again = with(again, "TemporaryPassword", "Temporary-2");
    let other = attributes(&[("email", "eve@example.com"), ("custom:unheard", "x")]);
    let answer = test_pool.ok("AdminCreateUser", with(again, "UserAttributes", other));
    let created = answer["User"]["UserCreateDate"].as_f64();
    let modified = answer["User"]["UserLastModifiedDate"].as_f64();
    assert_eq!(created.map(|at| at + 2_592_000.0), modified);

    let inbox = test_pool.local.inbox();
    let mail = inbox.last().expect("a mail");
    assert_eq!(mail.to, [ADA]);
    let html = mail.html.as_deref().expect("a body");
    assert!(html.contains("Temporary-2"), "{html}");
}

#[test]
fn message_action_fits_what_is_there() {
    let exists = ("UsernameExistsException", "User account already exists");
    let unknown = ("UserNotFoundException", "User does not exist.");
    let not_waiting = (
        "UnsupportedUserStateException",
        "Resend not possible. ada status is not FORCE_CHANGE_PASSWORD",
    );
    let resend = || with(ada(), "MessageAction", "RESEND");
    let suppress = || with(ada(), "MessageAction", "SUPPRESS");

    let test_pool = TestPool::new(|_| ());
    test_pool.refused("AdminCreateUser", resend(), unknown.0, unknown.1);
    test_pool.ok("AdminCreateUser", ada());
    test_pool.refused("AdminCreateUser", ada(), exists.0, exists.1);
    test_pool.refused("AdminCreateUser", suppress(), exists.0, exists.1);
    test_pool.ok("AdminCreateUser", resend());
    for status in [
        UserStatus::Confirmed,
        UserStatus::Unconfirmed,
        UserStatus::ResetRequired,
        UserStatus::ExternalProvider,
    ] {
        test_pool.pool(|pool| pool.users.change("ada", |user| user.status = status));
        test_pool.refused("AdminCreateUser", ada(), exists.0, exists.1);
        test_pool.refused("AdminCreateUser", suppress(), exists.0, exists.1);
        test_pool.refused("AdminCreateUser", resend(), not_waiting.0, not_waiting.1);
    }
    assert_eq!(test_pool.local.inbox().len(), 2);
}

#[track_caller]
fn check_refused(change: &[(&str, Value)], code: &str, message: &str) {
    let test_pool = TestPool::new(|_| ());
    let mut members = ada();
    for (name, value) in change {
        members[*name] = value.clone();
    }
    test_pool.refused("AdminCreateUser", members, code, message);
    assert_eq!(test_pool.pool(|pool| pool.users.len()), 0, "{change:?}");
    assert_eq!(test_pool.local.inbox().len(), 0, "{change:?}");
}

#[test]
fn what_is_refused_creates_nobody() {
    let invalid = "InvalidParameterException";
    check_refused(
        &[
            ("MessageAction", json!("SEND")),
            ("DesiredDeliveryMediums", json!(["PIGEON"])),
        ],
        invalid,
        "2 validation errors detected: Value 'PIGEON' at 'desiredDeliveryMediums.1.member' failed \
         to satisfy constraint: Member must satisfy enum value set: [SMS, EMAIL]; Value 'SEND' at \
         'messageAction' failed to satisfy constraint: Member must satisfy enum value set: \
         [RESEND, SUPPRESS]",
    );
    check_refused(
        &[("TemporaryPassword", json!("two words"))],
        invalid,
        "1 validation error detected: Value at 'temporaryPassword' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\S]+",
    );
    check_refused(
        &[("TemporaryPassword", json!("short-A1"[..7]))],
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
    );
    check_refused(
        &[("UserAttributes", attributes(&[("email", "nonsense")]))],
        invalid,
        "Invalid email address format.",
    );
    check_refused(
        &[("UserAttributes", attributes(&[("email_verified", "true")]))],
        invalid,
        "Email is required to verify/un-verify an email",
    );
    check_refused(
        &[("UserAttributes", attributes(&[("sub", "x")]))],
        invalid,
        "Cannot modify the non-mutable attribute sub",
    );
    let nowhere = json!("eu-west-1_Other");
    check_refused(
        &[("UserPoolId", nowhere)],
        "ResourceNotFoundException",
        "User pool eu-west-1_Other does not exist.",
    );
}

/// Ada exists with a verified address; another user is created with the same one.
#[track_caller]
fn check_alias(force: bool, verified: bool, expected: Option<&str>) {
    let test_pool = TestPool::new(with_alias);
    test_pool.ok("AdminCreateUser", ada());
    let verified = if verified { "true" } else { "false" };
    let pairs = attributes(&[("email", ADA), ("email_verified", verified)]);
    let eve = with(with(ada(), "Username", "eve"), "UserAttributes", pairs);
    let eve = with(eve, "ForceAliasCreation", force);
    match expected {
        Some(owner) => {
            test_pool.ok("AdminCreateUser", eve);
            let found = test_pool.pool(|pool| pool.find(ADA).map(|user| user.username.clone()));
            assert_eq!(found.as_deref(), Some(owner));
        }
        None => test_pool.refused(
            "AdminCreateUser",
            eve,
            "AliasExistsException",
            "An account with the email already exists.",
        ),
    }
}

#[test]
fn an_alias_moves_only_by_force() {
    check_alias(false, true, None);
    check_alias(false, false, Some("ada"));
    check_alias(true, false, Some("ada"));
    check_alias(true, true, Some("eve"));
}

/// Two users of one alias: a user from a provider can become one with a password.
#[test]
fn a_change_of_anything_else_asks_for_no_alias() {
    let test_pool = TestPool::new(with_alias);
    test_pool.ok("AdminCreateUser", ada());
    let eve = with(ada(), "Username", "eve");
    let email = attributes(&[("email", ADA)]);
    test_pool.ok("AdminCreateUser", with(eve, "UserAttributes", email));
    let update = |pairs| json!({ "UserPoolId": POOL, "Username": "eve", "UserAttributes": attributes(pairs) });
    let verified = [("email_verified", "true")];
    test_pool.refused(
        "AdminUpdateUserAttributes",
        update(&verified),
        "AliasExistsException",
        "An account with the email already exists.",
    );
    test_pool.pool(|pool| {
        let set = |user: &mut User| {
            let flag = user.attributes.entry("email_verified".to_owned());
            *flag.or_default() = "true".to_owned();
        };
        pool.users.change("eve", set);
    });
    let name = [("given_name", "Eve")];
    test_pool.ok("AdminUpdateUserAttributes", update(&name));
}

#[test]
fn who_lost_an_alias_is_unverified() {
    let test_pool = TestPool::new(with_alias);
    let al = [
        ("email", ADA),
        ("email_verified", "true"),
        ("preferred_username", "al"),
    ];
    test_pool.ok(
        "AdminCreateUser",
        with(ada(), "UserAttributes", attributes(&al)),
    );
    let eve = with(with(ada(), "Username", "eve"), "ForceAliasCreation", true);
    // A preferred username does not move, even if the request forces it.
    test_pool.refused(
        "AdminCreateUser",
        with(eve.clone(), "UserAttributes", attributes(&al)),
        "AliasExistsException",
        "An account with the preferred_username already exists.",
    );
    test_pool.ok("AdminCreateUser", eve);
    let flag = test_pool.pool(|pool| {
        let ada = pool.find("ada").expect("the user");
        ada.attribute("email_verified").map(str::to_owned)
    });
    assert_eq!(flag.as_deref(), Some("false"));
}

#[test]
fn without_a_password_of_the_inviters_one_is_made() {
    let test_pool = TestPool::new(|_| ());
    for blank in [Value::Null, json!("")] {
        test_pool.pool(|pool| pool.users.clear());
        test_pool.ok("AdminCreateUser", with(ada(), "TemporaryPassword", blank));
        let inbox = test_pool.local.inbox();
        let html = inbox.last().and_then(|mail| mail.html.clone());
        let html = html.expect("a body");
        let secret = html
            .strip_prefix("Your username is ada and temporary password is ")
            .and_then(|rest| rest.strip_suffix('.'));
        assert_eq!(secret.map(|secret| secret.chars().count()), Some(8));
    }
}

#[test]
fn where_codes_sign_in_nobody_gets_a_password_unasked() {
    let codes = ["PASSWORD", "EMAIL_OTP"].map(str::to_owned);
    let test_pool = TestPool::new(|pool| {
        let policy = &mut pool.settings.policies.sign_in_policy;
        policy.allowed_first_auth_factors = codes.into();
    });
    let user = test_pool.ok("AdminCreateUser", with(ada(), "TemporaryPassword", ""));
    assert_eq!(user["User"]["UserStatus"], "CONFIRMED");
    let user = test_pool.ok("AdminCreateUser", with(ada(), "Username", "bob"));
    assert_eq!(user["User"]["UserStatus"], "FORCE_CHANGE_PASSWORD");
}

#[test]
fn the_hooks_are_asked_in_order_with_what_the_inviter_said() {
    let test_pool = TestPool::new(|_| ());
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let members = with(ada(), "ClientMetadata", json!({ "inviter": "bob" }));
    let data = attributes(&[("reason", "new client")]);
    let members = with(members, "ValidationData", data);
    test_pool.ok(
        "AdminCreateUser",
        with(members.clone(), "MessageAction", "SUPPRESS"),
    );
    assert_eq!(events.sources(), ["PreSignUp_AdminCreateUser"]);
    assert_eq!(
        events.last(),
        json!({
            "version": "1",
            "region": "eu-west-1",
            "userPoolId": POOL,
            "userName": "ada",
            "callerContext": {
                "awsSdkVersion": "aws-sdk-unknown-unknown",
                "clientId": "CLIENT_ID_NOT_APPLICABLE",
            },
            "triggerSource": "PreSignUp_AdminCreateUser",
            "request": {
                "userAttributes": { "email": ADA, "email_verified": "true" },
                "validationData": { "reason": "new client" },
                "clientMetadata": { "inviter": "bob" },
            },
            "response": {
                "autoConfirmUser": false,
                "autoVerifyEmail": false,
                "autoVerifyPhone": false,
            },
        })
    );

    test_pool.ok("AdminCreateUser", with(members, "MessageAction", "RESEND"));
    assert_eq!(
        events.sources(),
        ["PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser"]
    );
    let sub = test_pool.pool(|pool| pool.find("ada").expect("the user").sub.clone());
    assert_eq!(
        events.last()["request"],
        json!({
            "userAttributes": {
                "sub": sub,
                "cognito:user_status": "FORCE_CHANGE_PASSWORD",
                "email": ADA,
                "email_verified": "true",
            },
            "codeParameter": "{####}",
            "linkParameter": "{##Click Here##}",
            "usernameParameter": "{username}",
        })
    );
}

/// Sets one of the choices of `Behaviour`, and compares the hooks that run.
#[track_caller]
fn check_behaviour(behaviour: Behaviour, sources: &[&str], metadata: bool) {
    let test_pool = TestPool::new(|_| ());
    test_pool.ok("AdminCreateUser", with(ada(), "MessageAction", "SUPPRESS"));
    test_pool.local.set_behaviour(behaviour);
    let events = hooks::attach(&test_pool.local, |_| Ok(()));
    let again = with(ada(), "MessageAction", "RESEND");
    test_pool.ok(
        "AdminCreateUser",
        with(again, "ClientMetadata", json!({ "inviter": "bob" })),
    );
    assert_eq!(events.sources(), sources);
    assert_eq!(
        events.last()["request"].get("clientMetadata").is_some(),
        metadata
    );
}

#[test]
fn what_sources_disagree_about_is_a_choice() {
    let default = Behaviour::default();
    let (asked, message) = ("PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser");
    check_behaviour(default, &[message], false);
    let with_metadata = Behaviour {
        admin_metadata_in_messages: true,
        ..default
    };
    check_behaviour(with_metadata, &[message], true);
    let again = Behaviour {
        pre_sign_up_on_resend: true,
        ..default
    };
    check_behaviour(again, &[asked, message], false);
}

/// Lets a hook answer, and compares the refusal and whether the user exists afterwards.
#[track_caller]
fn check_hook(
    behaviour: Behaviour,
    act: impl Fn(&mut Value) -> Result<(), String> + Send + Sync + 'static,
    refusal: Option<(&str, &str)>,
    created: bool,
) {
    let test_pool = TestPool::new(|_| ());
    test_pool.local.set_behaviour(behaviour);
    hooks::attach(&test_pool.local, act);
    match refusal {
        Some((code, message)) => test_pool.refused("AdminCreateUser", ada(), code, message),
        None => drop(test_pool.ok("AdminCreateUser", ada())),
    }
    assert_eq!(test_pool.pool(|pool| pool.find("ada").is_some()), created);
}

#[test]
fn pre_sign_up_decides_and_its_flags_mean_nothing() {
    let refuses = |event: &mut Value| match event["triggerSource"].as_str() {
        Some("PreSignUp_AdminCreateUser") => Err("not-invited: No".to_owned()),
        _ => Ok(()),
    };
    let refusal = (
        "UserLambdaValidationException",
        "PreSignUp failed with error not-invited: No.",
    );
    check_hook(Behaviour::default(), refuses, Some(refusal), false);

    let test_pool = TestPool::new(|_| ());
    hooks::attach(&test_pool.local, |event| {
        if event["triggerSource"] == "PreSignUp_AdminCreateUser" {
            event["response"]["autoConfirmUser"] = json!(true);
        }
        Ok(())
    });
    let answer = test_pool.ok("AdminCreateUser", ada());
    assert_eq!(answer["User"]["UserStatus"], "FORCE_CHANGE_PASSWORD");
}

#[test]
fn a_name_taken_meanwhile_is_taken() {
    let test_pool = TestPool::new(|_| ());
    let local = test_pool.local.clone();
    hooks::attach(&test_pool.local, move |_| {
        let now = local.now();
        let other = User::new("ada", "sub-other", UserStatus::Confirmed, now);
        local.with_pool(POOL, |pool| pool.insert(other));
        Ok(())
    });
    let exists = ("UsernameExistsException", "User account already exists");
    test_pool.refused("AdminCreateUser", ada(), exists.0, exists.1);
    let sub = test_pool.pool(|pool| pool.find("ada").expect("the user").sub.clone());
    assert_eq!(sub, "sub-other");
}

fn writes(html: &'static str) -> impl Fn(&mut Value) -> Result<(), String> {
    move |event| {
        if event["triggerSource"] == "CustomMessage_AdminCreateUser" {
            event["response"]["emailMessage"] = json!(html);
        }
        Ok(())
    }
}

#[test]
fn a_failing_message_leaves_the_user_behind() {
    let fails = |event: &mut Value| match event["triggerSource"].as_str() {
        Some("CustomMessage_AdminCreateUser") => Err("no brand".to_owned()),
        _ => Ok(()),
    };
    let default = Behaviour::default();
    let refusal = (
        "UserLambdaValidationException",
        "CustomMessage failed with error no brand.",
    );
    check_hook(default, fails, Some(refusal), true);
    let refusal = (
        "InvalidLambdaResponseException",
        "Custom email message and subject are allowed with an Amazon SES identity only",
    );
    check_hook(default, writes("{username} {####}"), Some(refusal), true);
}

/// Lets the hook write a body, in a pool with an SES identity.
#[track_caller]
fn check_body(refused: RefusedMessage, html: &'static str, expected: Option<&str>) {
    let test_pool = TestPool::new(|pool| {
        let sender = &mut pool.settings.email_configuration.email_sending_account;
        *sender = EmailSendingAccount::Developer;
    });
    test_pool.local.set_behaviour(Behaviour {
        refused_message: refused,
        ..Behaviour::default()
    });
    hooks::attach(&test_pool.local, writes(html));
    let (status, ..) = test_pool.cognito("AdminCreateUser", ada());
    assert_eq!(status, if expected.is_some() { 200 } else { 400 });
    let inbox = test_pool.local.inbox();
    let body = inbox.last().and_then(|mail| mail.html.as_deref());
    assert_eq!(body, expected, "{html}");
    assert!(test_pool.pool(|pool| pool.find("ada").is_some()));
}

#[test]
fn the_hooks_body_is_judged() {
    let own = "Your username is ada and temporary password is Temporary-1.";
    let (error, template) = (RefusedMessage::Error, RefusedMessage::PoolTemplate);
    check_body(error, "{username}: {####}", Some("ada: Temporary-1"));
    // A text without a placeholder is replaced, without an error (contract §4.1).
    check_body(error, "Hello {username}", Some(own));
    check_body(error, "Hello {####}", Some(own));
    check_body(error, "{username}\u{a0}{####}", None);
    check_body(template, "{username}\u{a0}{####}", Some(own));
}

#[test]
fn a_mail_that_cannot_be_delivered_leaves_the_user_behind() {
    let test_pool = TestPool::new(|_| ());
    test_pool.local.set_faults(vec![Fault {
        operation: Some(Operation::AdminCreateUser),
        kind: FaultKind::Undeliverable,
        times: Some(1),
    }]);
    let failure = "CodeDeliveryFailureException";
    test_pool.refused(
        "AdminCreateUser",
        ada(),
        failure,
        "Unable to send the email",
    );
    assert_eq!(test_pool.local.inbox().len(), 0);
    test_pool.ok("AdminCreateUser", with(ada(), "MessageAction", "RESEND"));
    assert_eq!(test_pool.local.inbox().len(), 1);
}
