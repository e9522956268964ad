//! Every route × every kind of caller and target: `authorization_matrix.csv` says what each is
//! answered. What `GET /me` offers before is held against it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use authorization::Verb;
use local_user_pool::{User, UserStatus};
use serde_json::{Value, json};

use crate::self_sign_up::{let_sign_in_by_address, signing};
use crate::test_api::{Answer, Ask, POOL, TestApi, claims, get, http, post, rest};

/// An address whose domain the policy gives `beta`.
const STAFF: &str = "ada@staff.example";

/// A line of the table.
struct Row<'a> {
    verb: &'a str,
    what: &'a str,
    target: &'a str,
    expected: Vec<&'a str>,
}

impl Row<'_> {
    fn asks_for_a_token(&self) -> bool {
        self.what.starts_with("token ")
    }
}

fn read(table: &str) -> (Vec<&str>, Vec<Row<'_>>) {
    let mut lines = table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split(';').map(str::trim).collect::<Vec<_>>());
    let callers = lines.next().unwrap().split_off(3);
    let rows = lines.map(|mut cells| {
        let expected = cells.split_off(3);
        assert_eq!(expected.len(), callers.len(), "{cells:?}");
        Row {
            verb: cells[0],
            what: cells[1],
            target: cells[2],
            expected,
        }
    });
    let rows = rows.collect();
    (callers, rows)
}

/// Puts the target into the pool, and says its name.
fn set_target(api: &TestApi, row: &Row<'_>) -> &'static str {
    let status = match row.verb {
        "confirmUserSignUp" => UserStatus::Unconfirmed,
        "resendInvitation" | "revokeInvitation" => UserStatus::ForceChangePassword,
        "enableUser" if row.target == "staff" => UserStatus::ForceChangePassword,
        _ => UserStatus::Confirmed,
    };
    let edit = |user: &mut User| {
        if row.target != "last-admin" {
            user.status = status;
        }
        let verified = ("email_verified".to_owned(), "true".to_owned());
        user.attributes.extend([verified]);
    };
    match row.target {
        "client" => api.insert("ada", &["clients"], edit),
        "above" => api.insert("ada", &["clients", "Owners"], edit),
        "staff" => api.insert("ada", &["clients"], |user| {
            edit(user);
            let email = ("email".to_owned(), STAFF.to_owned());
            user.attributes.extend([email]);
        }),
        "last-admin" => api.insert("ada", &["Admins"], edit),
        "oneself" => return "caller",
        "new-staff" | "nobody" | "-" => {}
        other => panic!("no target {other}"),
    }
    "ada"
}

/// The event of a caller's request. The caller is put into the pool as the token says.
fn event(api: &TestApi, caller: &str, request: &Ask<'_>) -> Value {
    let signed_in = |groups: &[&str]| {
        api.insert("caller", groups, |_| {});
        claims("caller", &groups.join(","))
    };
    let changed = |name: &str, value: &str| {
        let mut claims = signed_in(&["Admins"]);
        claims[name] = json!(value);
        claims
    };
    let claims = match caller {
        "anonymous" => return rest(request, None),
        "iam" => {
            let iam = json!({ "iam": { "userArn": "arn:aws:iam::123456789012:user/caller" } });
            return http(request, "$default", Some(&iam));
        }
        "other-pool" => changed(
            "iss",
            "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other0001",
        ),
        "expired" => changed("exp", "Fri Nov 20 09:00:00 UTC 2020"),
        "no-group" => signed_in(&[]),
        "other-group" => signed_in(&["staff", "clients"]),
        "x,Admins" => signed_in(&["x,Admins"]),
        "former-admin" => {
            let claims = signed_in(&["Admins"]);
            api.insert("caller", &[], |_| {});
            claims
        }
        "disabled-admin" => {
            let claims = signed_in(&["Admins"]);
            api.insert("caller", &["Admins"], |user| user.enabled = false);
            claims
        }
        "support" => signed_in(&["Support"]),
        "admin" => signed_in(&["Admins", "beta"]),
        "owner" => signed_in(&["Owners"]),
        other => panic!("no caller {other}"),
    };
    rest(request, Some(&claims))
}

/// What a line asks for.
async fn code(api: &TestApi, caller: &str, row: &Row<'_>) -> String {
    api.clear();
    if row.asks_for_a_token() {
        api.pool.with_pool(POOL, let_sign_in_by_address).unwrap();
    }
    let name = set_target(api, row);
    let verb: Verb = serde_json::from_value(json!(row.verb)).unwrap();
    let path = format!("/{verb}");
    let query = [("username", name), ("groupname", "clients")];
    let invitation = format!("/invitations/{name}");
    let resend = format!("{invitation}/resend");
    let email = match row.target {
        "staff" | "new-staff" => STAFF.to_owned(),
        _ => format!("{name}@client.example"),
    };
    let invite = match row.what.strip_prefix("token ") {
        Some(group) => json!({ "mode": "self-sign-up", "email": email, "groups": [group] }),
        None => json!({ "email": email, "user_name": name, "groups": [row.what] }),
    };
    let body = match verb {
        Verb::AddUserToGroup | Verb::RemoveUserFromGroup => {
            json!({ "username": name, "groupname": row.what })
        }
        Verb::UpdateUserAttributes => {
            json!({ "username": name, "attributes": { row.what: "x@client.example" } })
        }
        Verb::SetUserPassword => {
            let permanent = row.what == "permanent";
            json!({ "username": name, "password": "Correct-Horse-1", "permanent": permanent })
        }
        Verb::CreateInvitation => invite,
        Verb::CreateInvitations | Verb::CheckInvitations => json!({ "invitations": [invite] }),
        _ => json!({ "username": name }),
    };
    let request = match verb {
        Verb::GetUser | Verb::ListGroupsForUser | Verb::ListUsersInGroup => get(&path, &query),
        Verb::ListUsers | Verb::ListGroups => get(&path, &[]),
        Verb::ListInvitations => get("/invitations", &[]),
        Verb::GetMe => get("/me", &[]),
        Verb::CreateInvitation => post("/invitations", &body),
        Verb::CreateInvitations => post("/invitations/bulk", &body),
        Verb::CheckInvitations => post("/invitations/check", &body),
        Verb::GetInvitation => get(&invitation, &[]),
        Verb::ResendInvitation => post(&resend, &body),
        Verb::RevokeInvitation => Ask {
            method: "DELETE",
            ..get(&invitation, &[])
        },
        _ => post(&path, &body),
    };
    let me = api.answer(&event(api, caller, &get("/me", &[]))).await;
    let answer = api.answer(&event(api, caller, &request)).await;
    // Of several, each is answered by itself.
    let refused = answer.body["results"][0]["refused"]["code"].as_str();
    if let Some(code) = refused {
        hold_against(&me, row, code);
        return code.to_owned();
    }
    let code = answer.code();
    hold_against(&me, row, code);
    // A check is always answered, with what stands against each.
    if let Some(fault) = answer.body["faults"][0]["code"].as_str() {
        return fault.to_owned();
    }
    let expected = match code {
        "ok" => 200..300,
        "not-signed-in" | "token-of-other-pool" | "token-expired" => 401..402,
        "user-not-found" => 404..405,
        "last-administrator" | "user-state" | "address-not-proven" | "already-accepted"
        | "is-member" | "address-in-use" => 409..410,
        "group-not-assignable" | "group-not-of-key" => 422..423,
        _ => 403..404,
    };
    assert!(expected.contains(&answer.status), "{answer:?}");
    code.to_owned()
}

/// `GET /me` offers nothing that a call refuses to everybody, and leaves out nothing that a call does.
#[track_caller]
fn hold_against(me: &Answer, row: &Row<'_>, code: &str) {
    if me.status != 200 {
        assert_eq!((me.status, me.code()), (401, code), "{me:?}");
        return;
    }
    let body = &me.body;
    let has_verb = |entry: &Value| {
        let mut verbs = entry["verbs"].as_array().unwrap().iter();
        verbs.any(|verb| verb == row.verb)
    };
    let lists = |member: &str, name: &str| {
        let mut entries = body[member].as_array().unwrap().iter();
        entries.any(|entry| entry["name"] == name && has_verb(entry))
    };
    let invitations = &body["invitations"];
    let is_offered = body["verbs"][row.verb] == true
        && match row.verb {
            "addUserToGroup" | "removeUserFromGroup" => lists("groups", row.what),
            "createInvitation" | "createInvitations" => match row.what.strip_prefix("token ") {
                Some(group) => invitations["self_sign_up"].is_object() && lists("groups", group),
                None => invitations.is_object() && lists("groups", row.what),
            },
            "updateUserAttributes" => lists("attributes", row.what),
            _ => true,
        };
    let is_own = row.verb == "signUserOut" && row.target == "oneself";
    let is_never_allowed = [
        "not-permitted",
        "group-not-permitted",
        "attribute-not-permitted",
        "group-not-assignable",
        "group-not-of-key",
    ];
    if is_offered {
        assert!(!is_never_allowed.contains(&code), "{code}: {body}");
    } else if !is_own {
        assert_ne!(code, "ok", "{} {}: {body}", row.verb, row.what);
    }
}

#[tokio::test]
async fn every_caller_is_answered_as_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/authorization_matrix.csv");
    let table = std::fs::read_to_string(path).unwrap();
    let (callers, rows) = read(&table);
    let verbs: BTreeSet<&str> = rows.iter().map(|row| row.verb).collect();
    let all: BTreeSet<&str> = Verb::ALL.iter().map(|verb| verb.as_str()).collect();
    assert_eq!(verbs, all, "the table has every route and no other");
    let api = TestApi::new().await;
    let (_kms, signing, _) = signing().await;
    let mut wrong = String::new();
    for row in &rows {
        let mut answered = Vec::new();
        for caller in &callers {
            answered.push(
                code(
                    if row.asks_for_a_token() {
                        &signing
                    } else {
                        &api
                    },
                    caller,
                    row,
                )
                .await,
            );
        }
        if answered != row.expected {
            let Row {
                verb, what, target, ..
            } = row;
            let answered = answered.join(";");
            writeln!(wrong, "{verb};{what};{target};{answered}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "answered otherwise:\n{wrong}");
}
