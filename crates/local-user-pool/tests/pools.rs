//! Pools and app clients, over HTTP.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod test_pool;

use local_user_pool::{AttributeDefinition, Client};
use serde_json::{Value, json};
use test_pool::{POOL, TestPool};

/// The description of the pool that this request creates, and the server.
fn created(request: Value) -> (TestPool, Value) {
    let test_pool = TestPool::new(|_| ());
    let answer = test_pool.ok("CreateUserPool", request);
    let id = answer["UserPool"]["Id"].clone();
    let described = test_pool.ok("DescribeUserPool", json!({ "UserPoolId": id }));
    assert_eq!(described, answer);
    (test_pool, answer["UserPool"].clone())
}

/// Compares one member of the pool that this request creates.
#[track_caller]
fn check_created(request: Value, pointer: &str, expected: &Value) {
    let (_, pool) = created(request);
    let found = pool.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(&found, expected, "{pointer}");
}

#[test]
fn a_pool_has_what_was_chosen_and_defaults() {
    let plain = || json!({ "PoolName": "clients" });
    check_created(plain(), "/Name", &json!("clients"));
    check_created(plain(), "/MfaConfiguration", &json!("OFF"));
    check_created(plain(), "/UsernameConfiguration", &Value::Null);
    check_created(plain(), "/Policies/PasswordPolicy/MinimumLength", &json!(8));
    check_created(
        plain(),
        "/Policies/PasswordPolicy/RequireSymbols",
        &json!(true),
    );
    check_created(plain(), "/EstimatedNumberOfUsers", &json!(0));
    check_created(plain(), "/CreationDate", &json!(1_772_600_700.0));
    check_created(plain(), "/LambdaConfig", &json!({}));
    check_created(plain(), "/AliasAttributes", &Value::Null);
    check_created(plain(), "/AutoVerifiedAttributes", &Value::Null);

    let chosen = || {
        json!({
            "PoolName": "clients",
            "UsernameAttributes": ["email"],
            "AutoVerifiedAttributes": ["email"],
            "LambdaConfig": { "PreSignUp": "arn:pre-sign-up" },
            "UsernameConfiguration": { "CaseSensitive": true },
            "Policies": { "PasswordPolicy": { "RequireSymbols": true } },
            "UserPoolTags": { "team": "web" },
            "Nonsense": 7,
        })
    };
    check_created(chosen(), "/UsernameAttributes", &json!(["email"]));
    check_created(chosen(), "/AutoVerifiedAttributes", &json!(["email"]));
    check_created(
        chosen(),
        "/LambdaConfig/PreSignUp",
        &json!("arn:pre-sign-up"),
    );
    check_created(
        chosen(),
        "/UsernameConfiguration/CaseSensitive",
        &json!(true),
    );
    let policy = |class: &str| format!("/Policies/PasswordPolicy/Require{class}");
    check_created(chosen(), &policy("Symbols"), &json!(true));
    check_created(chosen(), &policy("Numbers"), &json!(false));
    check_created(chosen(), "/UserPoolTags/team", &json!("web"));
    check_created(chosen(), "/Nonsense", &Value::Null);
}

/// Answers have AWS's defaults: from a captured answer to `CreateUserPool`, and from the acceptance
/// tests of terraform-provider-aws.
#[test]
fn defaults_are_told() {
    let plain = || json!({ "PoolName": "clients" });
    let recovery = json!({ "RecoveryMechanisms": [
        { "Priority": 1, "Name": "verified_email" },
        { "Priority": 2, "Name": "verified_phone_number" },
    ] });
    check_created(plain(), "/AccountRecoverySetting", &recovery);
    let factors = json!({ "AllowedFirstAuthFactors": ["PASSWORD"] });
    check_created(plain(), "/Policies/SignInPolicy", &factors);
    let template = json!({ "DefaultEmailOption": "CONFIRM_WITH_CODE" });
    check_created(plain(), "/VerificationMessageTemplate", &template);
    check_created(plain(), "/EmailVerificationMessage", &Value::Null);
    // An empty setting means the behaviour from before the setting existed.
    let older = json!({ "PoolName": "clients", "AccountRecoverySetting": {} });
    check_created(older, "/AccountRecoverySetting", &json!({}));
}

#[test]
fn the_texts_of_verification_have_two_names() {
    let older = json!({
        "PoolName": "clients",
        "EmailVerificationMessage": "It is {####}",
        "EmailVerificationSubject": "Code",
        "SmsVerificationMessage": "SMS {####}",
    });
    let newer = json!({
        "PoolName": "clients",
        "VerificationMessageTemplate": {
            "EmailMessage": "It is {####}",
            "EmailSubject": "Code",
            "SmsMessage": "SMS {####}",
        },
    });
    for request in [older, newer] {
        let (_, pool) = created(request);
        let template = &pool["VerificationMessageTemplate"];
        for (older, newer, text) in [
            ("EmailVerificationMessage", "EmailMessage", "It is {####}"),
            ("EmailVerificationSubject", "EmailSubject", "Code"),
            ("SmsVerificationMessage", "SmsMessage", "SMS {####}"),
        ] {
            assert_eq!(
                (&pool[older], &template[newer]),
                (&json!(text), &json!(text))
            );
        }
    }
}

/// Refuses settings that this server does not support, and those that AWS refuses.
#[test]
fn what_would_be_ignored_is_refused() {
    let test_pool = TestPool::new(|_| ());
    let refused = |settings: Value, message: &str| {
        for operation in ["CreateUserPool", "UpdateUserPool"] {
            let mut request = settings.clone();
            request["PoolName"] = json!("clients");
            test_pool.refused(operation, request, "InvalidParameterException", message);
        }
    };
    let sms = json!({ "SnsCallerArn": "arn:aws:iam::123456789012:role/sms" });
    let mfa = |value: &str| json!({ "MfaConfiguration": value, "SmsConfiguration": sms });
    for value in ["ON", "OPTIONAL"] {
        refused(
            json!({ "MfaConfiguration": value }),
            "SMS configuration and Auto verification for phone_number are required when MFA is \
             required/optional",
        );
    }
    refused(
        mfa("ON"),
        "MfaConfiguration ON is not supported by this local user pool: it asks nobody for a second \
         factor. Use OFF or OPTIONAL.",
    );
    refused(
        mfa("MAYBE"),
        "1 validation error detected: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy \
         constraint: Member must satisfy enum value set: [OFF, ON, OPTIONAL]",
    );
    let factors = |names: Value| json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": names } } });
    refused(
        factors(json!(["PASSWORD", "EMAIL_OTP"])),
        "The first factor EMAIL_OTP is not supported by this local user pool, which signs in with \
         PASSWORD alone.",
    );
    refused(
        factors(json!(["SMOKE_SIGNAL"])),
        "1 validation error detected: Value 'SMOKE_SIGNAL' at \
         'policies.signInPolicy.allowedFirstAuthFactors.1.member' failed to satisfy constraint: \
         Member must satisfy enum value set: [PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN, \
         SOFTWARE_TOKEN]",
    );
    refused(
        json!({ "Policies": { "PasswordPolicy": { "PasswordHistorySize": 25 } } }),
        "1 validation error detected: Value '25' at 'policies.passwordPolicy.passwordHistorySize' \
         failed to satisfy constraint: Member must have value less than or equal to 24",
    );
    refused(
        json!({ "VerificationMessageTemplate": { "EmailMessageByLink": "No link here" } }),
        r"1 validation error detected: Value 'No link here' at 'verificationMessageTemplate.emailMessageByLink' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{##[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*##\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
    );
    refused(
        json!({ "SmsVerificationMessage": "No code here" }),
        r"1 validation error detected: Value 'No code here' at 'smsVerificationMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: .*\{####\}.*",
    );

    let optional = |answer: &Value| answer["UserPool"]["MfaConfiguration"].clone();
    test_pool.ok("UpdateUserPool", mfa("OPTIONAL"));
    assert_eq!(
        optional(&test_pool.ok("DescribeUserPool", json!({}))),
        "OPTIONAL"
    );
    test_pool.ok("UpdateUserPool", factors(json!(["PASSWORD"])));
    assert_eq!(
        optional(&test_pool.ok("DescribeUserPool", json!({}))),
        "OFF"
    );
}

/// Compares both names of the days that a temporary password lasts, or the refusal.
#[track_caller]
fn check_validity(request: Value, expected: Result<i64, &str>) {
    let mut request = request;
    request["PoolName"] = json!("clients");
    let days = match expected {
        Ok(days) => days,
        Err(message) => {
            let test_pool = TestPool::new(|_| ());
            let code = "InvalidParameterException";
            return test_pool.refused("CreateUserPool", request, code, message);
        }
    };
    let new = "/Policies/PasswordPolicy/TemporaryPasswordValidityDays";
    let old = "/AdminCreateUserConfig/UnusedAccountValidityDays";
    check_created(request.clone(), new, &json!(days));
    check_created(request, old, &json!(days));
}

#[test]
fn the_days_of_a_temporary_password_have_two_names() {
    let of_policy =
        |days: i64| json!({ "PasswordPolicy": { "TemporaryPasswordValidityDays": days } });
    let of_config = |days: i64| json!({ "UnusedAccountValidityDays": days });
    check_validity(json!({}), Ok(7));
    check_validity(json!({ "Policies": of_policy(0) }), Ok(7));
    check_validity(json!({ "Policies": of_policy(3) }), Ok(3));
    check_validity(json!({ "AdminCreateUserConfig": of_config(3) }), Ok(3));
    let both =
        |old, new| json!({ "AdminCreateUserConfig": of_config(old), "Policies": of_policy(new) });
    check_validity(both(0, 3), Ok(3));
    check_validity(
        both(3, 3),
        Err(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of \
             UnusedAccountValidityDays",
        ),
    );
    check_validity(
        json!({ "AdminCreateUserConfig": of_config(366) }),
        Err("1 validation error detected: Value '366' at \
             'adminCreateUserConfig.unusedAccountValidityDays' failed to satisfy constraint: \
             Member must have value less than or equal to 365"),
    );
}

/// A described pool as a request (contract §11).
#[test]
fn a_described_pool_cannot_be_fed_back() {
    let (test_pool, mut pool) = created(json!({ "PoolName": "clients" }));
    pool["UserPoolId"] = pool["Id"].take();
    test_pool.refused(
        "UpdateUserPool",
        pool.clone(),
        "InvalidParameterException",
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of \
         UnusedAccountValidityDays",
    );
    pool["AdminCreateUserConfig"] = json!({});
    test_pool.ok("UpdateUserPool", pool);
}

#[test]
fn the_identifier_is_of_the_region_and_names_the_pool_in_the_arn() {
    let (_, pool) = created(json!({ "PoolName": "clients" }));
    let id = pool["Id"].as_str().expect("an identifier");
    let short = id.strip_prefix("eu-west-1_").expect("the Region");
    assert_eq!(short.len(), 9);
    assert_eq!(
        pool["Arn"],
        json!(format!(
            "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{id}"
        ))
    );
}

#[test]
fn a_pool_that_cannot_be_is_refused() {
    let test_pool = TestPool::new(|_| ());
    for (request, message) in [
        (
            json!({}),
            "1 validation error detected: Value null at 'poolName' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({ "PoolName": "x", "AliasAttributes": ["email"], "UsernameAttributes": ["email"] }),
            "Only one of the aliasAttributes or usernameAttributes can be set in a User Pool.",
        ),
        (
            json!({ "PoolName": "x", "Policies": { "PasswordPolicy": { "MinimumLength": 5 } } }),
            "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6",
        ),
        (
            json!({ "PoolName": "x", "LambdaConfig": {
                "PreTokenGeneration": "arn:a",
                "PreTokenGenerationConfig": { "LambdaVersion": "V2_0", "LambdaArn": "arn:b" },
            } }),
            "PreTokenGeneration and PreTokenGenerationConfig must have the same ARN.",
        ),
        (
            json!({ "PoolName": "x", "UserPoolTags": { "aws:cloudformation:stack-name": "x" } }),
            "aws: prefixed tag key names are not allowed for external use.",
        ),
        (
            json!({ "PoolName": "x", "AutoVerifiedAttributes": ["name"] }),
            "1 validation error detected: Value 'name' at 'autoVerifiedAttributes.1.member' failed to satisfy constraint: Member must satisfy enum value set: [phone_number, email]",
        ),
    ] {
        test_pool.refused(
            "CreateUserPool",
            request,
            "InvalidParameterException",
            message,
        );
    }
    let pools = test_pool.ok("ListUserPools", json!({ "MaxResults": 60 }));
    assert_eq!(pools["UserPools"].as_array().map(Vec::len), Some(1));
}

/// All settings of the API model, as in the pools for the tests of `invitations attach`.
#[test]
fn every_optional_setting_is_kept_and_reset() {
    let full = include_str!("../../cli/tests/attach/full.json");
    let full: Value = serde_json::from_str(full).expect("JSON");
    let (test_pool, pool) = created(full["pool"].clone());
    let id = &pool["Id"];
    for (name, value) in full["pool"].as_object().expect("an object") {
        match name.as_str() {
            // Another name, more attributes, and lists in our order.
            "PoolName" | "Schema" => {}
            "AdminCreateUserConfig" => {
                let template = "InviteMessageTemplate";
                assert_eq!(pool[name][template], value[template]);
            }
            _ => assert_eq!(&pool[name], value, "{name}"),
        }
    }
    test_pool.ok("UpdateUserPool", json!({ "UserPoolId": id }));
    let reset = test_pool.ok("DescribeUserPool", json!({ "UserPoolId": id }));
    let plain = test_pool.ok("CreateUserPool", json!({ "PoolName": "Team" }));
    let settings = full["pool"].as_object().expect("an object").keys();
    let fixed = [
        "PoolName",
        "Schema",
        "UsernameAttributes",
        "UsernameConfiguration",
    ];
    for name in settings.filter(|name| !fixed.contains(&name.as_str())) {
        assert_eq!(reset["UserPool"][name], plain["UserPool"][name], "{name}");
    }

    let mut client = full["clients"][0].clone();
    client["UserPoolId"] = id.clone();
    let made = test_pool.ok("CreateUserPoolClient", client.clone());
    let made = &made["UserPoolClient"];
    for (name, value) in client.as_object().expect("an object") {
        if name != "GenerateSecret" {
            assert_eq!(sorted(&made[name]), sorted(value), "{name}");
        }
    }
}

/// A list without a promised order.
fn sorted(value: &Value) -> Value {
    let mut value = value.clone();
    if let Value::Array(items) = &mut value {
        items.sort_by_key(Value::to_string);
    }
    value
}

#[test]
fn an_update_resets_what_it_leaves_out() {
    let (test_pool, pool) = created(json!({
        "PoolName": "clients",
        "AutoVerifiedAttributes": ["email"],
        "LambdaConfig": { "PreSignUp": "arn:pre-sign-up" },
        "AliasAttributes": ["email"],
        "Policies": { "PasswordPolicy": { "MinimumLength": 12 } },
    }));
    let id = &pool["Id"];
    test_pool.ok(
        "UpdateUserPool",
        json!({ "UserPoolId": id, "EmailVerificationSubject": "Hello" }),
    );
    let described = test_pool.ok("DescribeUserPool", json!({ "UserPoolId": id }));
    let updated = &described["UserPool"];
    assert_eq!(updated["LambdaConfig"], json!({}));
    assert_eq!(updated["AutoVerifiedAttributes"], Value::Null);
    assert_eq!(updated["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
    assert_eq!(updated["EmailVerificationSubject"], "Hello");
    // Choices of a new pool stay.
    assert_eq!(updated["Name"], "clients");
    assert_eq!(updated["AliasAttributes"], json!(["email"]));
}

#[test]
fn a_protected_pool_is_not_deleted() {
    let test_pool = TestPool::new(|_| ());
    let protection = |value: &str| json!({ "DeletionProtection": value });
    test_pool.ok("UpdateUserPool", protection("ACTIVE"));
    test_pool.refused(
        "DeleteUserPool",
        json!({}),
        "InvalidParameterException",
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
    );
    test_pool.ok("UpdateUserPool", protection("INACTIVE"));
    test_pool.ok("DeleteUserPool", json!({}));
    test_pool.refused(
        "DescribeUserPool",
        json!({}),
        "ResourceNotFoundException",
        "User pool eu-west-1_Example does not exist.",
    );
}

#[test]
fn lists_are_read_page_by_page() {
    let test_pool = TestPool::new(|_| ());
    for name in ["one", "two"] {
        test_pool.ok("CreateUserPool", json!({ "PoolName": name }));
        test_pool.ok("CreateUserPoolClient", json!({ "ClientName": name }));
    }
    for (operation, list, total) in [
        ("ListUserPools", "UserPools", 3),
        ("ListUserPoolClients", "UserPoolClients", 2),
    ] {
        let mut seen = 0;
        let mut request = json!({ "MaxResults": 1 });
        loop {
            let answer = test_pool.ok(operation, request.clone());
            seen += answer[list].as_array().map_or(0, Vec::len);
            if answer["NextToken"].is_null() {
                break;
            }
            request["NextToken"] = answer["NextToken"].clone();
        }
        assert_eq!(seen, total, "{operation}");
    }
    test_pool.refused(
        "ListUserPools",
        json!({}),
        "InvalidParameterException",
        "1 validation error detected: Value null at 'maxResults' failed to satisfy constraint: Member must not be null",
    );
}

#[test]
fn custom_attributes_are_added_all_or_none() {
    let test_pool = TestPool::new(|_| ());
    let text = |name: &str| json!({ "Name": name, "AttributeDataType": "String" });
    let add = |names: &[&str]| {
        let attributes: Vec<Value> = names.iter().map(|name| text(name)).collect();
        json!({ "CustomAttributes": attributes })
    };
    test_pool.ok("AddCustomAttributes", add(&["brand"]));
    test_pool.refused(
        "AddCustomAttributes",
        add(&["tenant", "brand"]),
        "InvalidParameterException",
        "custom:brand: Existing attribute already has name custom:brand.",
    );
    let names = |name: &str| test_pool.pool(|pool| pool.schema.get(name).is_some());
    assert!(names("custom:brand"));
    assert!(!names("custom:tenant"));

    let many: Vec<String> = (1..50).map(|number| format!("a{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    test_pool.ok("AddCustomAttributes", add(&many));
    test_pool.refused(
        "AddCustomAttributes",
        add(&["tenant"]),
        "InvalidParameterException",
        "A user pool can have at most 50 custom attributes",
    );
}

#[test]
fn a_client_is_made_changed_and_deleted() {
    let test_pool = TestPool::new(|pool| {
        pool.schema
            .define("custom:brand", AttributeDefinition::TEXT);
    });
    let created = test_pool.ok(
        "CreateUserPoolClient",
        json!({
            "ClientName": "Web",
            "GenerateSecret": true,
            "ReadAttributes": ["custom:brand"],
            "AccessTokenValidity": 5,
            "TokenValidityUnits": { "AccessToken": "minutes" },
        }),
    );
    let client = &created["UserPoolClient"];
    let id = &client["ClientId"];
    assert_eq!(client["RefreshTokenValidity"], 30);
    assert_eq!(client["UserPoolId"], POOL);
    assert_eq!(client["ReadAttributes"], json!(["custom:brand"]));
    let described = test_pool.ok("DescribeUserPoolClient", json!({ "ClientId": id }));
    assert_eq!(described, created);

    let updated = test_pool.ok(
        "UpdateUserPoolClient",
        json!({ "ClientId": id, "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"] }),
    );
    let updated = &updated["UserPoolClient"];
    assert_eq!(updated["ClientSecret"], client["ClientSecret"]);
    assert_eq!(updated["ClientName"], "Web");
    assert_eq!(updated["ReadAttributes"], Value::Null);
    assert_eq!(updated["AccessTokenValidity"], Value::Null);
    assert_eq!(updated["ExplicitAuthFlows"], json!(["ALLOW_USER_SRP_AUTH"]));

    test_pool.ok("DeleteUserPoolClient", json!({ "ClientId": id }));
    for operation in [
        "DescribeUserPoolClient",
        "UpdateUserPoolClient",
        "DeleteUserPoolClient",
    ] {
        let (status, code, _) = test_pool.cognito(operation, json!({ "ClientId": id }));
        let code = code.as_deref();
        assert_eq!((status, code), (400, Some("ResourceNotFoundException")));
    }
}

#[test]
fn an_answer_has_all_units_or_none() {
    let test_pool = TestPool::new(|_| ());
    let units = |request: Value| {
        let created = test_pool.ok("CreateUserPoolClient", request);
        created["UserPoolClient"]["TokenValidityUnits"].clone()
    };
    assert_eq!(units(json!({ "ClientName": "Plain" })), json!({}));
    let one = |name: &str, unit: &str| json!({ "ClientName": "Web", "TokenValidityUnits": { name: unit } });
    assert_eq!(
        units(one("AccessToken", "days")),
        json!({ "AccessToken": "days", "IdToken": "hours", "RefreshToken": "days" })
    );
    assert_eq!(
        units(one("RefreshToken", "hours")),
        json!({ "AccessToken": "hours", "IdToken": "hours", "RefreshToken": "hours" })
    );
}

#[test]
fn a_client_has_the_secret_that_it_brings() {
    let test_pool = TestPool::new(|_| ());
    let secret = "0123456789abcdefghijklmn";
    let request = json!({ "ClientName": "Web", "ClientSecret": secret });
    let created = test_pool.ok("CreateUserPoolClient", request.clone());
    assert_eq!(created["UserPoolClient"]["ClientSecret"], secret);
    let mut both = request;
    both["GenerateSecret"] = json!(true);
    test_pool.refused(
        "CreateUserPoolClient",
        both,
        "InvalidParameterException",
        "GenerateSecret and ClientSecret cannot be used together.",
    );
}

#[test]
fn a_client_that_cannot_be_is_refused() {
    let test_pool = TestPool::new(|pool| {
        let required = AttributeDefinition {
            required: true,
            ..AttributeDefinition::TEXT
        };
        pool.schema.define("email", required);
        pool.add_client(Client::new("web", "Web", pool.created));
    });
    let reads = |names: Value| json!({ "ReadAttributes": names });
    let writes = |names: Value| json!({ "WriteAttributes": names });
    let validity = "Invalid range for token validity.";
    for (settings, message) in [
        (
            reads(json!(["custom:brand"])),
            "Invalid read attributes specified while DOING a client",
        ),
        (
            writes(json!(["name"])),
            "Invalid write attributes specified while DOING a client",
        ),
        (
            writes(json!(["email", "email_verified"])),
            "Invalid write attributes specified while DOING a client",
        ),
        (json!({ "AccessTokenValidity": 25 }), validity),
        (
            json!({ "IdTokenValidity": 299, "TokenValidityUnits": { "IdToken": "seconds" } }),
            validity,
        ),
        (
            json!({ "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"] }),
            "ExplicitAuthFlows that begin with ALLOW_ cannot be used with others.",
        ),
        (
            json!({
                "RefreshTokenRotation": { "Feature": "ENABLED" },
                "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
            }),
            "Refresh token rotation cannot be used with ALLOW_REFRESH_TOKEN_AUTH.",
        ),
        (
            json!({ "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 61 } }),
            "1 validation error detected: Value '61' at 'refreshTokenRotation.retryGracePeriodSeconds' failed to satisfy constraint: Member must have value less than or equal to 60",
        ),
        (
            json!({ "TokenValidityUnits": { "IdToken": "weeks" } }),
            "1 validation error detected: Value 'weeks' at 'tokenValidityUnits.idToken' failed to satisfy constraint: Member must satisfy enum value set: [seconds, minutes, hours, days]",
        ),
        (
            json!({ "AuthSessionValidity": 16 }),
            "1 validation error detected: Value '16' at 'authSessionValidity' failed to satisfy constraint: Member must have value less than or equal to 15",
        ),
    ] {
        for (operation, doing) in [
            ("CreateUserPoolClient", "creating"),
            ("UpdateUserPoolClient", "updating"),
        ] {
            let mut request = settings.clone();
            request["ClientName"] = json!("Web");
            request["ClientId"] = json!("web");
            let message = message.replace("DOING", doing);
            test_pool.refused(operation, request, "InvalidParameterException", &message);
        }
    }
}
