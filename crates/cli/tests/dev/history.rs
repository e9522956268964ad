//! `invitations history` beside `dev`: what really happened, from the lines that the functions
//! really wrote.

use serde_json::{Value, json};
use ureq::http::Request;

use super::{Dev, PASSWORD, beside, sign_in};

const ADA: &str = "ada@client.example";
const BOB: &str = "bob@client.example";

impl Dev {
    /// A call of the administrators' API, which has to succeed.
    #[track_caller]
    fn administer(&self, token: &str, method: &str, route: &str, body: &Value) {
        let api = self.ready["admin_api"]["endpoint"].as_str().unwrap();
        let request = Request::builder()
            .method(method)
            .uri(format!("{api}{route}"))
            .header("Authorization", token)
            .header("Content-Type", "application/json");
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let (status, answer) = self.send(request, &body);
        assert!((200..300).contains(&status), "{method} {route}: {answer}");
    }

    fn history(&self, user: &str, more: &[&str]) -> Value {
        let arguments = [&["history", "--json", "--user", user], more].concat();
        serde_json::from_str(&beside(self, &arguments)).unwrap()
    }
}

/// What happened, as source, act and outcome.
fn told(history: &Value) -> Vec<String> {
    let entries = history["history"].as_array().unwrap().iter();
    let word = |entry: &Value, member: &str| entry[member].as_str().unwrap_or("-").to_owned();
    entries
        .map(|entry| {
            let [source, act, outcome] =
                ["source", "act", "outcome"].map(|member| word(entry, member));
            format!("{source} {act} {outcome}")
        })
        .collect()
}

#[test]
fn an_invitation_is_followed_from_its_creation_to_its_end() {
    // The lines have the time of the pool, not of this machine.
    let dev = Dev::start(&["--advance-days", "60"]);
    let who = &dev.ready["admin_api"]["administrator"];
    let text = |name: &str| who[name].as_str().unwrap();
    let signed_in = sign_in(&dev, text("user_name"), text("password"));
    let token = signed_in["AuthenticationResult"]["AccessToken"]
        .as_str()
        .unwrap();
    let administrator = dev.user("admin@northwind.example")["sub"].clone();

    for email in [ADA, BOB] {
        let invitation = json!({ "email": email, "groups": ["clients"] });
        dev.administer(token, "POST", "/invitations", &invitation);
    }
    let sub = |email| dev.user(email)["sub"].as_str().unwrap().to_owned();
    let [ada, bob] = [ADA, BOB].map(sub);
    dev.administer(
        token,
        "POST",
        &format!("/invitations/{ada}/resend"),
        &Value::Null,
    );
    dev.administer(token, "GET", &format!("/invitations/{ada}"), &Value::Null);
    let [user_name, _address, password] = &dev.mailed(ADA, "/accept")[..] else {
        unreachable!("the link carries a user name, an address and a password");
    };
    let begun = sign_in(&dev, user_name, password);
    let answer = json!({
        "ChallengeName": begun["ChallengeName"],
        "Session": begun["Session"],
        "ChallengeResponses": { "USERNAME": user_name, "NEW_PASSWORD": PASSWORD },
    });
    dev.call("RespondToAuthChallenge", answer);
    dev.administer(
        token,
        "DELETE",
        &format!("/invitations/{bob}"),
        &Value::Null,
    );

    let history = dev.history(ADA, &[]);
    let mut entries = told(&history);
    // The pool knows the creation by the second, and whether the record is written is not asked here.
    entries.retain(|entry| !entry.starts_with("pool") && !entry.starts_with("record"));
    assert_eq!(
        entries,
        [
            "pre-sign-up PreSignUp_AdminCreateUser admitted",
            "custom-message CustomMessage_AdminCreateUser message",
            "admin-api createInvitation done",
            "custom-message CustomMessage_AdminCreateUser message",
            "admin-api resendInvitation done",
            "post-authentication PostAuthentication_Authentication granted",
            "pre-token-generation TokenGeneration_NewPasswordChallenge groups-added",
        ]
    );
    assert!(told(&history).contains(&"pool created -".to_owned()));
    let of_api = |entry: &&Value| entry["source"] == "admin-api";
    let mut all = history["history"].as_array().unwrap().iter();
    let created = all.find(of_api).unwrap();
    assert_eq!(created["by"], administrator);
    assert_eq!(created["groups"], json!(["clients"]));
    let logs = history["logs"].as_array().unwrap();
    assert_eq!(logs.len(), 7, "{history}");
    // `dev` runs no sweeper.
    for log in logs {
        let is_sweeper = log["log_group"] == "/aws/lambda/sweeper";
        let state = if is_sweeper { "missing" } else { "read" };
        assert_eq!(log["state"], state, "{history}");
    }
    // No line has an address.
    assert!(!history.to_string().contains('@'), "{history}");

    // With everything, an administrator's look, too; without time, nothing.
    let all = told(&dev.history(ADA, &["--all"]));
    let look = "admin-api getInvitation done".to_owned();
    assert!(all.contains(&look) && !entries.contains(&look), "{all:?}");
    dev.form("/_local/clock", &json!({ "advance_seconds": 86_400 }));
    // What the pool itself says is not limited to that time.
    assert_eq!(
        told(&dev.history(ADA, &["--since", "1h"])),
        ["pool created -", "record accepted -", "record invited -"]
    );

    // Of a user who is gone, the logs know the `sub`.
    let history = dev.history(&bob, &[]);
    let of_bob = told(&history);
    assert_eq!(of_bob.last().unwrap(), "admin-api revokeInvitation done");
    assert_eq!(history["user"]["user_name"], Value::Null);
    assert!(!of_bob.iter().any(|entry| entry.contains("resend")));

    let table = beside(&dev, &["history", "--user", ADA]);
    let row = table.lines().find(|line| line.contains("createInvitation"));
    let row = row.unwrap();
    assert!(row.contains(administrator.as_str().unwrap()), "{row}");
    assert!(row.contains("groups clients; by policy members"), "{row}");
}
