//! A first invitation.

use std::sync::Arc;
use std::time::Duration;

use administration::{AdminError, Administration, Delivery, IfInvited, Invitation, Outcome, Scope};
use jiff::{SignedDuration, Timestamp};
use local_user_pool::{
    Alias, CallOutcome, Channel, EmailConfiguration, EmailSendingAccount, Exception, FaultKind,
    Invoked, LambdaConfig, Operation, SignIn, User, UserStatus,
};
use settings::Settings;

use crate::test_pool::{
    ADDRESS, POOL, TestPool, deadline, invitation, now, password, settings, warnings, with_tenant,
};

#[tokio::test]
async fn an_invitation_has_a_verified_address_and_goes_out_by_mail() {
    let test = TestPool::new().await;
    let mut invitation = invitation(&[]);
    invitation.profile = with_tenant(&["clients", "beta"], "acme");
    invitation.profile.given_name = Some("Ada".to_owned());
    invitation.profile.brand = Some("northwind".to_owned());
    invitation.profile.locale = Some("de".parse().unwrap());
    let invited = test.create(&invitation).await.unwrap();

    assert_eq!(
        (&invited.outcome, invited.mail),
        (&Outcome::Created, Delivery::Sent)
    );
    assert_eq!(warnings(&invited), [""; 0]);
    assert_eq!(invited.groups_added, invitation.profile.groups);
    let until = invited.expires.map(|expires| expires.to_string());
    assert_eq!(until.as_deref(), Some("2026-11-27T09:00:00Z"));

    let user = test.user().unwrap();
    assert_eq!(user.status, UserStatus::ForceChangePassword);
    assert_eq!(
        (&invited.sub, &invited.user_name),
        (&user.sub, &user.username)
    );
    for (name, value) in [
        ("email", ADDRESS),
        ("email_verified", "true"),
        ("given_name", "Ada"),
        ("custom:tenant", "acme"),
        ("custom:brand", "northwind"),
        ("locale", "de"),
    ] {
        assert_eq!(user.attribute(name), Some(value), "{name}");
    }
    assert_eq!(test.groups(), ["beta", "clients"]);
    let inbox = test.inbox();
    assert_eq!(inbox.len(), 1);
    assert_eq!(
        (inbox[0].channel, inbox[0].to.as_slice()),
        (Channel::Email, &[ADDRESS.to_owned()][..])
    );
    assert!(test.signs_in(&password(&inbox[0])).await);
}

#[tokio::test]
async fn the_password_is_in_the_mail_and_nowhere_else() {
    let test = TestPool::new().await;
    let invitation = invitation(&["clients"]);
    let invited = test.create(&invitation).await.unwrap();
    let password = password(&test.inbox()[0]);
    assert!(!format!("{invited:?}").contains(&password));
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-_~".contains(c);
    assert!(password.len() >= 16 && password.chars().all(unreserved));
}

#[tokio::test]
async fn where_codes_sign_in_an_invitation_still_carries_a_password() {
    let test = TestPool::with(settings(), |pool| {
        let factors = ["PASSWORD", "EMAIL_OTP"].map(str::to_owned);
        let policy = &mut pool.settings.policies.sign_in_policy;
        policy.allowed_first_auth_factors = factors.into();
    })
    .await;
    test.create(&invitation(&[])).await.unwrap();
    assert_eq!(test.user().unwrap().status, UserStatus::ForceChangePassword);
    assert!(test.signs_in(&password(&test.inbox()[0])).await);
}

#[tokio::test]
async fn the_password_meets_the_policy_of_the_pool() {
    let test = TestPool::with(settings(), |pool| {
        pool.settings.policies.password_policy.minimum_length = 40;
    })
    .await;
    test.create(&invitation(&[])).await.unwrap();
    assert_eq!(password(&test.inbox()[0]).len(), 40);
}

#[tokio::test]
async fn the_user_name_follows_the_pool() {
    #[track_caller]
    fn check(invited: Result<administration::Invited, AdminError>, expected: Result<&str, &str>) {
        let user_name = invited.map(|invited| invited.user_name);
        match (&user_name, expected) {
            (Ok(name), Ok("a UUID")) => {
                let dashes: Vec<usize> = name.match_indices('-').map(|(at, _)| at).collect();
                assert_eq!((name.len(), dashes.as_slice()), (36, &[8, 13, 18, 23][..]));
            }
            _ => assert_eq!(user_name.as_deref().map_err(AdminError::code), expected),
        }
    }
    let named = |name: &str| Invitation {
        user_name: Some(name.to_owned()),
        ..invitation(&[])
    };
    let by_address = TestPool::new().await;
    check(
        by_address.create(&named("ada")).await,
        Err("user-name-not-taken"),
    );
    check(by_address.create(&invitation(&[])).await, Ok("a UUID"));

    let beside_address = TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    })
    .await;
    check(
        beside_address.create(&named(ADDRESS)).await,
        Err("user-name-like-address"),
    );
    check(beside_address.create(&invitation(&[])).await, Ok("a UUID"));

    let given = TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([].into());
    })
    .await;
    check(
        given.create(&invitation(&[])).await,
        Err("user-name-required"),
    );
    check(given.create(&named("ada")).await, Ok("ada"));
}

#[tokio::test]
async fn what_may_not_be_given_is_refused_before_anything_is_done() {
    let test = TestPool::new().await;
    let refused = test.create_code(&invitation(&["clients", "admins"])).await;
    assert_eq!(refused, "group-not-assignable");
    let mut with_key = invitation(&["clients"]);
    let key = ("invitation".to_owned(), "eyJ".to_owned());
    with_key.hook_data.validation_data = [key].into();
    assert_eq!(test.create_code(&with_key).await, "key-reserved");
    assert!(test.pool.calls().is_empty());
}

#[tokio::test]
async fn the_hooks_get_what_was_given_for_them() {
    let test = TestPool::with(settings(), pre_sign_up).await;
    test.hooks_answer(|payload| {
        let event: serde_json::Value = serde_json::from_str(&payload).unwrap();
        let request = &event["request"];
        let has_terms = request["validationData"]["terms"] == "accepted"
            && request["clientMetadata"]["campaign"] == "fair";
        if has_terms {
            Invoked::Answer(payload)
        } else {
            denied("terms-missing: The terms did not come")
        }
    });
    assert_eq!(test.create_code(&invitation(&[])).await, "rejected");
    let mut invitation = invitation(&[]);
    let pair = |key: &str, value: &str| [(key.to_owned(), value.to_owned())].into();
    invitation.hook_data.validation_data = pair("terms", "accepted");
    invitation.hook_data.client_metadata = pair("campaign", "fair");
    assert_eq!(
        test.create(&invitation).await.unwrap().outcome,
        Outcome::Created
    );
}

#[tokio::test]
async fn a_rejection_is_in_the_hooks_own_words_and_leaves_nothing() {
    let test = TestPool::with(settings(), pre_sign_up).await;
    test.hooks_answer(|_| denied("domain-not-allowed: Signing up is not possible"));
    let error = test.create(&invitation(&["clients"])).await.unwrap_err();
    assert_eq!(error.code(), "rejected");
    assert_eq!(
        error.to_string(),
        "domain-not-allowed: Signing up is not possible"
    );
    assert!(test.user().is_none() && test.inbox().is_empty());
}

#[tokio::test]
async fn a_hook_that_cannot_run_is_a_failure() {
    let test = TestPool::with(settings(), pre_sign_up).await;
    test.hooks_answer(|_| Invoked::Refused("AccessDeniedException".to_owned()));
    let error = test.create(&invitation(&["clients"])).await.unwrap_err();
    assert_eq!((error.code(), error.is_failure()), ("hook-failed", true));
    assert!(test.user().is_none());
}

#[tokio::test]
async fn created_but_not_delivered_is_said_and_the_groups_are_given() {
    let undeliverable = TestPool::new().await;
    undeliverable.fail(Operation::AdminCreateUser, FaultKind::Undeliverable, 1);
    let failing_message = TestPool::with(settings(), |pool| {
        pool.settings.lambda_config = LambdaConfig {
            custom_message: Some("custom-message".to_owned()),
            ..LambdaConfig::default()
        };
    })
    .await;
    failing_message.hooks_answer(|_| denied("no message today"));
    let refused_text = TestPool::with(settings(), |pool| {
        pool.settings.lambda_config.custom_message = Some("custom-message".to_owned());
        pool.settings.email_configuration = EmailConfiguration {
            email_sending_account: EmailSendingAccount::Developer,
            ..EmailConfiguration::default()
        };
    })
    .await;
    refused_text.hooks_answer(|payload| {
        let mut event: serde_json::Value = serde_json::from_str(&payload).unwrap();
        event["response"]["emailMessage"] = "{username} {####} no-break\u{a0}space".into();
        event["response"]["emailSubject"] = "Subject".into();
        Invoked::Answer(event.to_string())
    });
    for (test, exception) in [
        (undeliverable, "CodeDeliveryFailureException"),
        (failing_message, "UserLambdaValidationException"),
        (refused_text, "InvalidParameterException"),
    ] {
        let invited = test.create(&invitation(&["clients"])).await.unwrap();
        assert_eq!(
            (&invited.outcome, invited.mail),
            (&Outcome::Created, Delivery::Failed)
        );
        assert_eq!(warnings(&invited), ["not-delivered"]);
        let said = invited.warnings[0].to_string();
        assert!(
            said.contains(exception) && said.contains("resend"),
            "{said}"
        );
        assert_eq!(test.groups(), ["clients"]);
        assert!(test.inbox().is_empty());
    }
}

#[tokio::test]
async fn created_but_not_in_every_group_is_said() {
    let test = TestPool::new().await;
    let invited = test
        .create(&invitation(&["absent", "clients"]))
        .await
        .unwrap();
    assert_eq!(warnings(&invited), ["group-missing"]);
    assert_eq!(
        invited.warnings[0].to_string(),
        "the user pool has no group absent; create it, then create the invitation again"
    );
    assert_eq!(test.groups(), ["clients"]);
}

#[tokio::test]
async fn throttled_groups_are_given_in_the_end() {
    let test = TestPool::new().await;
    test.fail(Operation::AdminAddUserToGroup, FaultKind::Throttle, 5);
    let invited = test
        .create(&invitation(&["beta", "clients", "staff"]))
        .await
        .unwrap();
    assert_eq!(warnings(&invited), [""; 0]);
    assert_eq!(test.groups(), ["beta", "clients", "staff"]);
}

/// A user that has just been created is now and then not found at once (contract §7).
#[tokio::test]
async fn a_user_who_is_not_found_at_first_is_waited_for() {
    let test = TestPool::new().await;
    let answer_late = FaultKind::Delay(Duration::from_millis(200));
    test.fail(Operation::AdminCreateUser, answer_late, 1);
    let pool = test.pool.clone();
    let stutter = tokio::spawn(async move {
        let user = until(|| pool.with_pool(POOL, |pool| pool.find(ADDRESS).cloned())?).await;
        pool.with_pool(POOL, |pool| pool.users.remove(&user.username));
        let refused = CallOutcome::Refused(Exception::UserNotFoundException);
        until(|| {
            pool.calls()
                .into_iter()
                .find(|call| call.outcome == refused)
        })
        .await;
        pool.with_pool(POOL, |pool| pool.insert(user));
    });
    let invited = test.create(&invitation(&["clients"])).await.unwrap();
    stutter.await.unwrap();
    assert_eq!(warnings(&invited), [""; 0]);
    assert_eq!(test.groups(), ["clients"]);
}

async fn until<T>(mut there: impl FnMut() -> Option<T>) -> T {
    loop {
        match there() {
            Some(there) => return there,
            None => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test]
async fn outages_are_waited_for() {
    for kind in [
        FaultKind::InternalError,
        FaultKind::Cut,
        FaultKind::Throttle,
    ] {
        for operation in [Operation::AdminCreateUser, Operation::AdminAddUserToGroup] {
            let test = TestPool::new().await;
            test.fail(operation, kind, 2);
            let invited = test.create(&invitation(&["clients"])).await.unwrap();
            assert_eq!(invited.outcome, Outcome::Created, "{operation:?} {kind:?}");
            assert_eq!(test.groups(), ["clients"]);
            assert_eq!(test.inbox().len(), 1);
        }
    }
}

/// Somebody else invites the person while the hook runs, which then fails: nobody hears of a
/// creation that was not one.
#[tokio::test]
async fn a_hook_that_fails_creates_nobody_who_was_there_before() {
    async fn code(answer: Invoked, modified: Timestamp) -> &'static str {
        let test = TestPool::with(settings(), pre_sign_up).await;
        let pool = test.pool.clone();
        test.pool.set_invoke(Arc::new(move |_| {
            let mut user = User::new("6a2c", "6a2c", UserStatus::ForceChangePassword, modified);
            for (name, value) in [("email", ADDRESS), ("email_verified", "true")] {
                user.attributes.insert(name.to_owned(), value.to_owned());
            }
            pool.with_pool(POOL, |pool| pool.insert(user));
            let answer = answer.clone();
            Box::pin(async move { answer })
        }));
        let code = test.create_code(&invitation(&["clients"])).await;
        assert!(test.groups().is_empty());
        code
    }
    let refused = Invoked::Refused("AccessDeniedException".to_owned());
    assert_eq!(code(refused, now()).await, "hook-failed");
    // Here it is not said which hook failed, so that the age of the user decides.
    let unusable = Invoked::Answer("no JSON".to_owned());
    let long_ago = now() - SignedDuration::from_mins(6);
    assert_eq!(code(unusable, long_ago).await, "hook-failed");
}

#[tokio::test]
async fn settings_that_contradict_the_pool_are_refused() {
    const BY_ADDRESS: &str = "sign_in = \"email\"\ncase_sensitive = false";
    async fn code(said: &str, sign_in: SignIn, case_sensitive: bool) -> Option<String> {
        let test = TestPool::with(settings(), |pool| {
            pool.sign_in = sign_in;
            pool.case_sensitive = case_sensitive;
        })
        .await;
        let settings: Settings = toml::from_str(&format!("[user_pool]\n{said}")).unwrap();
        let opened = Administration::open(&test.cognito, None, settings, POOL, deadline()).await;
        opened.err().map(|error| {
            assert!(error.is_failure());
            format!("{}: {error}", error.code())
        })
    }
    #[track_caller]
    fn check(refused: Option<&str>, remedy: Option<&str>) {
        let expected = remedy.map(|remedy| {
            format!("settings-contradict-pool: the settings and the user pool contradict each other; write below [user_pool] in the settings: {remedy}")
        });
        assert_eq!(refused, expected.as_deref());
    }
    let address = || SignIn::Attribute([Alias::Email].into());
    let alias = || SignIn::Username([Alias::Email].into());
    check(code(BY_ADDRESS, address(), false).await.as_deref(), None);
    check(code("", address(), false).await.as_deref(), None);
    check(
        code("sign_in = \"alias\"", alias(), true).await.as_deref(),
        None,
    );
    check(
        code(BY_ADDRESS, alias(), false).await.as_deref(),
        Some("sign_in = \"alias\", case_sensitive = false"),
    );
    check(
        code(BY_ADDRESS, address(), true).await.as_deref(),
        Some("sign_in = \"email\", case_sensitive = true"),
    );
    check(
        code("case_sensitive = false", address(), false)
            .await
            .as_deref(),
        Some("sign_in = \"email\", case_sensitive = false"),
    );
}

#[tokio::test]
async fn a_hook_that_fails_opens_no_door_to_somebody_elses_user() {
    let test = TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([].into());
        pool.settings.lambda_config.custom_message = Some("custom-message".to_owned());
    })
    .await;
    test.insert(UserStatus::ForceChangePassword, |user| {
        "ada".clone_into(&mut user.username);
        let email = ("email".to_owned(), "eve@client.example".to_owned());
        user.attributes.extend([email]);
    });
    test.hooks_answer(|_| denied("no message today"));
    let invitation = Invitation {
        user_name: Some("ada".to_owned()),
        ..invitation(&["clients"])
    };
    assert_eq!(test.create_code(&invitation).await, "user-name-taken");
    let groups = test
        .pool
        .with_pool(POOL, |pool| pool.find("ada").map(|user| user.groups.len()));
    assert_eq!(groups, Some(Some(0)));
}

#[tokio::test]
async fn nobody_loses_an_address_to_an_invitation() {
    let test = TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    })
    .await;
    test.insert(UserStatus::Confirmed, |user| {
        "ada".clone_into(&mut user.username);
    });
    let invited = test.create(&invitation(&["clients"])).await.unwrap();
    assert_eq!(invited.outcome, Outcome::AccessGiven);
    assert_eq!(invited.user_name, "ada");
    assert_eq!(test.attribute("email_verified").as_deref(), Some("true"));
    let count = test.pool.with_pool(POOL, |pool| pool.users.iter().count());
    assert_eq!(count, Some(1));
}

#[tokio::test]
async fn an_address_moves_where_an_administrator_forces_it() {
    let test = TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    })
    .await;
    let forced = Invitation {
        force_alias_creation: true,
        ..invitation(&["clients"])
    };
    let owner_and_holder = || {
        let named = |pool: &mut local_user_pool::Pool| {
            let verified = pool.find("ada").unwrap().attribute("email_verified");
            let verified = verified.map(str::to_owned);
            (verified, pool.find(ADDRESS).unwrap().sub.clone())
        };
        test.pool.with_pool(POOL, named).unwrap()
    };
    for enabled in [true, false] {
        test.insert(UserStatus::Confirmed, |user| {
            "ada".clone_into(&mut user.username);
            user.enabled = enabled;
        });
        let (_, owner) = owner_and_holder();
        let invited = test.create(&forced).await.unwrap();
        assert_eq!(invited.outcome, Outcome::Created);
        assert_eq!(invited.taken_from.as_deref(), Some(owner.as_str()));
        let (verified, holder) = owner_and_holder();
        assert_eq!(
            (verified.as_deref(), &holder),
            (Some("false"), &invited.sub)
        );
        // What is an open invitation by now is not taken from itself.
        let again = test.create(&forced).await.unwrap();
        assert_eq!((again.outcome, &again.sub), (Outcome::Unchanged, &holder));
        assert_eq!(again.taken_from, None);
        test.pool.with_pool(POOL, |pool| {
            let name = pool.find(ADDRESS).unwrap().username.clone();
            pool.users.remove(&name);
        });
    }
}

#[tokio::test]
async fn nobody_is_acted_on_who_was_not_thought_of() {
    let invite = async |test: &TestPool, force_alias_creation, known: &[&str]| {
        let invitation = Invitation {
            force_alias_creation,
            ..invitation(&["clients"])
        };
        let known = known.iter().map(|&sub| sub.to_owned()).collect();
        let scope = Scope::Only(&known);
        let administration = &test.administration;
        administration
            .create(&invitation, IfInvited::Resend, scope, now(), deadline())
            .await
    };
    for status in [
        UserStatus::Confirmed,
        UserStatus::ForceChangePassword,
        UserStatus::Unconfirmed,
    ] {
        for verified in [true, false] {
            for force in [true, false] {
                let test = TestPool::with(settings(), |pool| {
                    pool.sign_in = SignIn::Username([Alias::Email].into());
                })
                .await;
                test.insert(status, |user| {
                    "ada".clone_into(&mut user.username);
                    let verified = ("email_verified".to_owned(), verified.to_string());
                    user.attributes.extend([verified]);
                });
                let users = || test.pool.with_pool(POOL, |pool| pool.users.clone());
                let before = users().unwrap();
                let ada = test.named("ada");
                let sub = ada.sub.clone();
                // Where nobody proved the address, it makes no difference who was thought of: a
                // sign-up is left standing, and anybody else is refused.
                if !verified {
                    for known in [&[][..], &[sub.as_str()]] {
                        let made = invite(&test, force, known).await;
                        let expected = match status {
                            UserStatus::Unconfirmed => Ok(Outcome::Created),
                            _ => Err(AdminError::AddressNotProven),
                        };
                        assert_eq!(made.map(|made| made.outcome), expected, "{status:?}");
                        assert_eq!(test.named("ada"), ada, "{status:?}");
                        test.pool
                            .with_pool(POOL, |pool| pool.users = before.clone());
                    }
                    continue;
                }
                let refused = invite(&test, force, &["somebody-else"]).await;
                assert_eq!(refused, Err(AdminError::ChangedMeanwhile), "{status:?}");
                assert_eq!(users(), Some(before));
                assert!(test.pool.inbox().is_empty());
                let thought_of = invite(&test, force, &["somebody-else", &sub]).await;
                assert!(thought_of.is_ok(), "{thought_of:?}");
            }
        }
    }
    // Nobody is there: nobody is acted on.
    let test = TestPool::new().await;
    invite(&test, false, &[]).await.unwrap();
}

#[tokio::test]
async fn nobody_s_address_is_forced_where_addresses_are_no_aliases() {
    let forced = Invitation {
        force_alias_creation: true,
        ..invitation(&[])
    };
    let test = TestPool::new().await;
    let code = test.create_code(&forced).await;
    assert_eq!(code, "force-alias-creation-not-available");
    assert!(test.user().is_none());
}

fn pre_sign_up(pool: &mut local_user_pool::Pool) {
    pool.settings.lambda_config = LambdaConfig {
        pre_sign_up: Some("pre-sign-up".to_owned()),
        ..LambdaConfig::default()
    };
}

fn denied(message: &str) -> Invoked {
    Invoked::Error {
        error_type: "Denial".to_owned(),
        message: message.to_owned(),
    }
}
