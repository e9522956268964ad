//! An administrator's operations on existing users and groups, over HTTP.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod test_pool;

use local_user_pool::{Alias, AttributeDefinition, Pool, SignIn, User, UserStatus};
use serde_json::{Value, json};
use test_pool::TestPool;

/// Ada, Bob and Cleo. The first two are clients.
fn three(pool: &mut Pool) {
    pool.sign_in = SignIn::Username([Alias::Email].into());
    pool.schema
        .define("custom:brand", AttributeDefinition::TEXT);
    pool.schema.define(
        "custom:tenant",
        AttributeDefinition {
            mutable: false,
            ..AttributeDefinition::TEXT
        },
    );
    pool.add_groups(["clients", "empty", "staff"]);
    for (name, status) in [
        ("ada", UserStatus::ForceChangePassword),
        ("bob", UserStatus::Unconfirmed),
        ("cleo", UserStatus::Confirmed),
    ] {
        let mut user = User::new(name, format!("sub-{name}"), status, pool.created);
        let email = format!("{name}@example.com");
        user.attributes.insert("email".to_owned(), email);
        user.attributes
            .insert("email_verified".to_owned(), "true".to_owned());
        if name != "cleo" {
            user.attributes
                .insert("custom:brand".to_owned(), "x".to_owned());
            user.groups.insert("clients".to_owned());
        }
        pool.insert(user);
    }
}

fn user(test_pool: &TestPool, name: &str) -> User {
    test_pool.pool(|pool| pool.find(name).expect("the user").clone())
}

#[track_caller]
fn check_names(list: &Value, member: &str, expected: &[&str]) {
    let items = list.as_array().expect("a list").iter();
    let names: Vec<&str> = items.filter_map(|item| item[member].as_str()).collect();
    assert_eq!(names, expected);
}

#[test]
fn who_or_what_is_not_there_is_not_found() {
    let test_pool = TestPool::new(three);
    let user = ("UserNotFoundException", "User does not exist.");
    let group = ("ResourceNotFoundException", "Group not found.");
    let pool = (
        "ResourceNotFoundException",
        "User pool eu-west-1_Other does not exist.",
    );
    let eve = || json!({ "Username": "eve" });
    let admins = || json!({ "GroupName": "admins" });
    for (operation, members, refusal) in [
        ("AdminDeleteUser", eve(), user),
        ("AdminDisableUser", eve(), user),
        ("AdminEnableUser", eve(), user),
        ("AdminListGroupsForUser", eve(), user),
        (
            "AdminDeleteUserAttributes",
            json!({ "Username": "eve", "UserAttributeNames": ["name"] }),
            user,
        ),
        (
            "AdminSetUserPassword",
            json!({ "Username": "eve", "Password": "Password-1" }),
            user,
        ),
        (
            "AdminRemoveUserFromGroup",
            json!({ "Username": "eve", "GroupName": "staff" }),
            user,
        ),
        (
            "AdminRemoveUserFromGroup",
            json!({ "Username": "ada", "GroupName": "admins" }),
            group,
        ),
        ("GetGroup", admins(), group),
        ("UpdateGroup", admins(), group),
        ("DeleteGroup", admins(), group),
        ("ListUsersInGroup", admins(), group),
    ] {
        test_pool.refused(operation, members.clone(), refusal.0, refusal.1);
        let mut elsewhere = members;
        elsewhere["UserPoolId"] = json!("eu-west-1_Other");
        test_pool.refused(operation, elsewhere, pool.0, pool.1);
    }
    for operation in ["ListUsers", "ListGroups"] {
        let elsewhere = json!({ "UserPoolId": "eu-west-1_Other" });
        test_pool.refused(operation, elsewhere, pool.0, pool.1);
    }
}

#[test]
fn a_deleted_user_is_gone_and_the_name_is_free() {
    let test_pool = TestPool::new(three);
    let before = user(&test_pool, "ada").sub;
    test_pool.ok("AdminDeleteUser", json!({ "Username": "ada@example.com" }));
    assert!(test_pool.pool(|pool| pool.find("ada").is_none()));
    test_pool.ok("AdminCreateUser", json!({ "Username": "ada" }));
    let ada = user(&test_pool, "ada");
    assert_ne!(ada.sub, before);
    assert!(ada.groups.is_empty());
}

#[test]
fn a_user_is_disabled_and_enabled() {
    let test_pool = TestPool::new(three);
    test_pool.ok("AdminDisableUser", json!({ "Username": "sub-ada" }));
    let ada = test_pool.ok("AdminGetUser", json!({ "Username": "ada" }));
    assert_eq!(ada["Enabled"], false);
    assert_eq!(user(&test_pool, "ada").modified, test_pool.local.now());
    test_pool.ok("AdminEnableUser", json!({ "Username": "ada" }));
    let ada = test_pool.ok("AdminGetUser", json!({ "Username": "ada" }));
    assert_eq!(
        (&ada["Enabled"], &ada["UserStatus"]),
        (&json!(true), &json!("FORCE_CHANGE_PASSWORD"))
    );
}

#[track_caller]
fn check_password(name: &str, members: Value, expected: UserStatus) {
    let test_pool = TestPool::new(three);
    let mut members = members;
    members["Username"] = json!(name);
    test_pool.ok("AdminSetUserPassword", members);
    let user = user(&test_pool, name);
    assert_eq!(
        (user.status, user.modified),
        (expected, test_pool.local.now())
    );
    assert_eq!(user.attribute("email_verified"), Some("true"));
}

#[test]
fn a_password_decides_the_status() {
    let temporary = || json!({ "Password": "Password-1" });
    let permanent = || json!({ "Password": "Password-1", "Permanent": true });
    for name in ["ada", "bob", "cleo"] {
        check_password(name, permanent(), UserStatus::Confirmed);
        check_password(name, temporary(), UserStatus::ForceChangePassword);
    }
    let test_pool = TestPool::new(three);
    let before = user(&test_pool, "ada");
    for (password, code, message) in [
        (
            json!("password-1"),
            "InvalidPasswordException",
            "Password did not conform with policy: Password must have uppercase characters",
        ),
        (
            Value::Null,
            "InvalidParameterException",
            "1 validation error detected: Value at 'password' failed to satisfy constraint: \
             Member must not be null",
        ),
    ] {
        let members = json!({ "Username": "ada", "Password": password });
        test_pool.refused("AdminSetUserPassword", members, code, message);
    }
    assert_eq!(user(&test_pool, "ada"), before);
}

#[test]
fn attributes_are_deleted() {
    let test_pool = TestPool::new(three);
    let names = |names: Value| json!({ "Username": "ada", "UserAttributeNames": names });
    test_pool.ok(
        "AdminDeleteUserAttributes",
        names(json!(["email", "locale"])),
    );
    let ada = user(&test_pool, "ada");
    assert_eq!(
        (ada.attribute("email"), ada.attribute("email_verified")),
        (None, None)
    );
    assert_eq!(ada.modified, test_pool.local.now());

    let invalid = "InvalidParameterException";
    test_pool.refused(
        "AdminDeleteUserAttributes",
        names(json!(["custom:brand", "custom:tenant", "shoe_size"])),
        invalid,
        "user.custom:tenant: Attribute cannot be updated.\n\
         user.shoe_size: Attribute does not exist in the schema.\n",
    );
    test_pool.refused(
        "AdminDeleteUserAttributes",
        names(Value::Null),
        invalid,
        "1 validation error detected: Value null at 'userAttributeNames' failed to satisfy \
         constraint: Member must not be null",
    );
    assert_eq!(user(&test_pool, "ada"), ada);
}

/// Lists users and compares their usernames.
#[track_caller]
fn check_list(members: Value, expected: &[&str]) {
    let test_pool = TestPool::new(three);
    let answer = test_pool.ok("ListUsers", members);
    check_names(&answer["Users"], "Username", expected);
    assert_eq!(answer.get("PaginationToken"), None);
}

#[test]
fn users_are_listed() {
    let everybody = ["ada", "bob", "cleo"];
    check_list(json!({}), &everybody);
    check_list(json!({ "Filter": "", "Limit": 0 }), &everybody);
    check_list(json!({ "Limit": 60 }), &everybody);
    let filter = |filter: &str| json!({ "Filter": filter });
    check_list(filter(r#"email = "bob@example.com""#), &["bob"]);
    check_list(filter(r#"cognito:user_status = "confirmed""#), &["cleo"]);
    check_list(filter(r#"status = "Disabled""#), &[]);
    check_list(filter(r#"username ^= "c""#), &["cleo"]);
}

#[test]
fn a_listed_user_has_the_attributes_that_are_asked_for() {
    let test_pool = TestPool::new(three);
    let ada = |attributes: Value| {
        json!({ "Users": [{
            "Username": "ada",
            "Attributes": attributes,
            "UserCreateDate": 0.0,
            "UserLastModifiedDate": 0.0,
            "Enabled": true,
            "UserStatus": "FORCE_CHANGE_PASSWORD",
        }] })
    };
    let brand = json!({ "Name": "custom:brand", "Value": "x" });
    let email = json!({ "Name": "email", "Value": "ada@example.com" });
    let verified = json!({ "Name": "email_verified", "Value": "true" });
    let sub = json!({ "Name": "sub", "Value": "sub-ada" });
    let filter = r#"sub = "sub-ada""#;
    assert_eq!(
        test_pool.ok("ListUsers", json!({ "Filter": filter })),
        ada(json!([sub, brand, email, verified]))
    );
    assert_eq!(
        test_pool.ok(
            "ListUsers",
            json!({ "Filter": filter, "AttributesToGet": ["email", "sub"] })
        ),
        ada(json!([email, sub]))
    );
    // Cleo has no brand, and no user has a shoe size.
    for (filter, attribute) in [("", "custom:brand"), (filter, "shoe_size")] {
        test_pool.refused(
            "ListUsers",
            json!({ "Filter": filter, "AttributesToGet": [attribute] }),
            "InvalidParameterException",
            "One or more requested attributes do not exist.",
        );
    }
}

#[test]
fn lists_refuse_what_they_cannot_read() {
    let test_pool = TestPool::new(three);
    for (members, message) in [
        (
            json!({ "Limit": 61 }),
            "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: \
             Member must have value less than or equal to 60",
        ),
        (
            json!({ "Limit": -1 }),
            "1 validation error detected: Value '-1' at 'limit' failed to satisfy constraint: \
             Member must have value greater than or equal to 0",
        ),
        (
            json!({ "PaginationToken": "x" }),
            "Invalid pagination token.",
        ),
        (json!({ "Filter": "email" }), "Error while parsing filter."),
        (
            json!({ "Filter": "x".repeat(257) }),
            "1 validation error detected: Value at 'filter' failed to satisfy constraint: Member \
             must have length less than or equal to 256",
        ),
    ] {
        test_pool.refused("ListUsers", members, "InvalidParameterException", message);
    }
}

/// Reads a list page by page, one item each, and compares all names.
#[track_caller]
fn check_pages(operation: &str, members: Value, list: (&str, &str), token: &str, all: &[&str]) {
    let test_pool = TestPool::new(three);
    let mut members = members;
    members["Limit"] = json!(1);
    let mut names = Vec::new();
    loop {
        let mut answer = test_pool.ok(operation, members.clone());
        let items = answer[list.0].as_array().expect("a list");
        assert!(items.len() <= 1, "{operation}");
        let page = items.iter().filter_map(|item| item[list.1].as_str());
        names.extend(page.map(str::to_owned));
        let next = answer[token].take();
        if next.is_null() {
            break;
        }
        assert!(names.len() < 10, "{operation} comes to no end");
        members[token] = next;
    }
    assert_eq!(names, all, "{operation}");
}

#[test]
fn every_list_comes_in_pages() {
    let (users, groups) = (("Users", "Username"), ("Groups", "GroupName"));
    check_pages(
        "ListUsers",
        json!({}),
        users,
        "PaginationToken",
        &["ada", "bob", "cleo"],
    );
    let example = json!({ "Filter": r#"email ^= "b""# });
    check_pages("ListUsers", example, users, "PaginationToken", &["bob"]);
    let clients = json!({ "GroupName": "clients" });
    check_pages(
        "ListUsersInGroup",
        clients,
        users,
        "NextToken",
        &["ada", "bob"],
    );
    let empty = json!({ "GroupName": "empty" });
    check_pages("ListUsersInGroup", empty, users, "NextToken", &[]);
    let all = ["clients", "empty", "staff"];
    check_pages("ListGroups", json!({}), groups, "NextToken", &all);
    let cleo = json!({ "Username": "cleo" });
    check_pages("AdminListGroupsForUser", cleo, groups, "NextToken", &[]);
    let ada = json!({ "Username": "ada@example.com" });
    check_pages(
        "AdminListGroupsForUser",
        ada,
        groups,
        "NextToken",
        &["clients"],
    );
}

#[test]
fn a_page_goes_on_where_users_come_and_go() {
    let test_pool = TestPool::new(three);
    let first = test_pool.ok("ListUsers", json!({ "Limit": 2 }));
    test_pool.ok("AdminDeleteUser", json!({ "Username": "bob" }));
    test_pool.ok("AdminCreateUser", json!({ "Username": "al" }));
    let members = json!({ "PaginationToken": first["PaginationToken"] });
    check_names(
        &test_pool.ok("ListUsers", members)["Users"],
        "Username",
        &["cleo"],
    );
}

#[test]
fn a_member_leaves_a_group_once() {
    let test_pool = TestPool::new(three);
    let members = || json!({ "Username": "ada", "GroupName": "clients" });
    for _ in 0..2 {
        assert_eq!(
            test_pool.ok("AdminRemoveUserFromGroup", members()),
            json!({})
        );
    }
    let ada = user(&test_pool, "ada");
    assert!(ada.groups.is_empty());
    assert_eq!(ada.modified, ada.created);
}

#[test]
fn a_group_is_made_read_and_changed() {
    let test_pool = TestPool::new(three);
    let role = "arn:aws:iam::123456789012:role/Admins";
    let now = 1_772_600_700.0;
    let group = |description: &str, precedence: i64| {
        json!({ "Group": {
            "GroupName": "admins",
            "UserPoolId": test_pool::POOL,
            "Description": description,
            "RoleArn": role,
            "Precedence": precedence,
            "CreationDate": now,
            "LastModifiedDate": now,
        } })
    };
    let members = json!({
        "GroupName": "admins", "Description": "They may", "Precedence": 0, "RoleArn": role,
    });
    assert_eq!(test_pool.ok("CreateGroup", members), group("They may", 0));
    let name = || json!({ "GroupName": "admins" });
    assert_eq!(test_pool.ok("GetGroup", name()), group("They may", 0));
    test_pool.refused(
        "CreateGroup",
        name(),
        "GroupExistsException",
        "A group with the name already exists.",
    );
    // Settings that are left out stay.
    let members = json!({ "GroupName": "admins", "Precedence": 7 });
    assert_eq!(test_pool.ok("UpdateGroup", members), group("They may", 7));
    let members = json!({ "GroupName": "admins", "Description": "" });
    assert_eq!(test_pool.ok("UpdateGroup", members), group("", 7));
    assert_eq!(test_pool.ok("GetGroup", name()), group("", 7));
}

#[test]
fn a_group_that_says_nothing_answers_nothing() {
    let test_pool = TestPool::new(three);
    let mut group = test_pool.ok("GetGroup", json!({ "GroupName": "staff" }));
    let members = group["Group"].take();
    let names: Vec<String> = members
        .as_object()
        .expect("a group")
        .keys()
        .cloned()
        .collect();
    let expected = [
        "CreationDate",
        "GroupName",
        "LastModifiedDate",
        "UserPoolId",
    ];
    assert_eq!(names, expected);
}

#[track_caller]
fn check_group_refused(members: Value, message: &str) {
    let test_pool = TestPool::new(three);
    test_pool.refused("CreateGroup", members, "InvalidParameterException", message);
    assert_eq!(test_pool.pool(|pool| pool.groups.len()), 3);
}

#[test]
fn a_group_at_fault_is_refused() {
    check_group_refused(
        json!({ "GroupName": "site admins" }),
        "1 validation error detected: Value 'site admins' at 'groupName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: \
         [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
    );
    check_group_refused(
        json!({ "GroupName": "admins", "Precedence": -1 }),
        "1 validation error detected: Value '-1' at 'precedence' failed to satisfy constraint: \
         Member must have value greater than or equal to 0",
    );
    check_group_refused(
        json!({ "GroupName": "admins", "Description": "x".repeat(2049) }),
        &format!(
            "1 validation error detected: Value '{}' at 'description' failed to satisfy \
             constraint: Member must have length less than or equal to 2048",
            "x".repeat(2049)
        ),
    );
}

#[test]
fn a_pool_has_at_most_ten_thousand_groups() {
    let test_pool = TestPool::new(|pool| {
        let names: Vec<String> = (0..10_000)
            .map(|number| format!("group-{number}"))
            .collect();
        pool.add_groups(names.iter().map(String::as_str));
    });
    test_pool.refused(
        "CreateGroup",
        json!({ "GroupName": "one-more" }),
        "LimitExceededException",
        "A user pool can have at most 10000 groups",
    );
}

#[test]
fn a_deleted_group_has_no_members() {
    let test_pool = TestPool::new(three);
    let clients = || json!({ "GroupName": "clients" });
    test_pool.ok("DeleteGroup", clients());
    assert!(user(&test_pool, "ada").groups.is_empty());
    test_pool.ok("CreateGroup", clients());
    let answer = test_pool.ok("ListUsersInGroup", clients());
    check_names(&answer["Users"], "Username", &[]);
}
