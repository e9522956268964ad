//! The stand-in for API Gateway, as a front end of the administrators' API meets it.

use std::fs;

use serde_json::{Value, json};
use ureq::http::{Request, Response};

use super::{Dev, PASSWORD, sign_in};

impl Dev {
    /// A request below the gateway's address, and what comes back.
    fn ask(&self, method: &str, route: &str, headers: &[(&str, &str)]) -> Response<String> {
        let api = self.ready["admin_api"]["endpoint"].as_str().unwrap();
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{api}{route}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = self.agent.run(request.body(()).unwrap()).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        response.map(|_| text)
    }

    /// Status and document of a `GET` with this in the header `Authorization`.
    fn ask_with(&self, authorization: &str, route: &str) -> (u16, Value) {
        let response = self.ask("GET", route, &[("Authorization", authorization)]);
        let document = serde_json::from_str(response.body()).expect("a gateway answers JSON");
        (response.status().as_u16(), document)
    }

    /// The ID and the access token of whom the announcement names.
    fn administrator(&self) -> [String; 2] {
        let who = &self.ready["admin_api"]["administrator"];
        let text = |name: &str| who[name].as_str().unwrap();
        tokens(&sign_in(self, text("user_name"), text("password")))
    }
}

fn tokens(signed_in: &Value) -> [String; 2] {
    let result = &signed_in["AuthenticationResult"];
    ["IdToken", "AccessToken"].map(|name| result[name].as_str().expect(name).to_owned())
}

fn unauthorized(message: &str) -> (u16, Value) {
    (401, json!({ "message": message }))
}

/// A server that begins with these members of these groups in one pool, and with one administrator
/// of the same name in another.
fn seeded(members: &[(&str, &[&str])]) -> Dev {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pools.json");
    let user = |(name, groups): &(&str, &[&str])| {
        json!({
            "Username": name, "Password": PASSWORD, "Groups": groups,
            "Attributes": { "email": format!("{name}@northwind.example") },
        })
    };
    let pool = |id: &str, client: &str, members: &[(&str, &[&str])]| {
        let names = ["Admins", "clients", "x", "x,Admins"];
        let groups = names.map(|name| json!({ "GroupName": name }));
        json!({
            "Id": id,
            "Clients": [{ "ClientId": client, "ClientName": client,
                          "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }],
            "Groups": groups,
            "Users": members.iter().map(user).collect::<Vec<_>>(),
        })
    };
    let pools = json!({ "Pools": [
        pool("local_Ours", "ours", members),
        pool("local_Other", "other", &[("ada", &["Admins"])]),
    ] });
    fs::write(&file, pools.to_string()).unwrap();
    // The file is read before the server says that it is ready.
    Dev::start(&["--seed", file.to_str().unwrap()])
}

#[test]
fn the_administrator_of_the_announcement_asks_with_either_token() {
    let dev = Dev::start(&[]);
    let [id, access] = dev.administrator();
    for token in [&id, &access, &format!("Bearer {access}")] {
        let (status, page) = dev.ask_with(token, "/listUsers?limit=1");
        assert_eq!(status, 200, "{page}");
        let attributes = page["Users"][0]["Attributes"].as_array().unwrap();
        let email = json!({ "Name": "email", "Value": "admin@northwind.example" });
        assert!(attributes.contains(&email), "{page}");
    }
    // The path has an encoded variable, the query a space.
    let (status, shown) = dev.ask_with(&access, "/invitations/admin%40northwind.example");
    assert_eq!((status, &shown["groups"]), (200, &json!(["Admins"])));
    let filter = "/listUsers?filter=email+%5E%3D+%22nobody%22";
    assert_eq!(dev.ask_with(&access, filter), (200, json!({ "Users": [] })));
    let (status, problem) = dev.ask_with(&access, "/noSuchRoute");
    assert_eq!((status, &problem["code"]), (404, &json!("no-such-route")));
}

#[test]
fn who_brings_no_token_of_the_pool_is_not_let_through() {
    let dev = seeded(&[("ada", &["Admins"])]);
    let nobody = dev.ask("GET", "/listUsers", &[]);
    assert_eq!(nobody.status(), 401);
    assert_eq!(nobody.body(), r#"{"message":"Unauthorized"}"#);
    assert_eq!(
        nobody.headers()["x-amzn-errortype"],
        "UnauthorizedException"
    );

    let [_, ours] = tokens(&sign_in(&dev, "ada", PASSWORD));
    assert_eq!(dev.ask_with(&ours, "/listUsers").0, 200);
    let in_other_pool = json!({
        "ClientId": "other", "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": "ada", "PASSWORD": PASSWORD },
    });
    let others = tokens(&dev.call_as_is("InitiateAuth", &in_other_pool));
    // The signature of one token, the claims of another.
    let (claims, _) = ours.rsplit_once('.').unwrap();
    let (_, signature) = others[1].rsplit_once('.').unwrap();
    let patched = format!("{claims}.{signature}");
    for token in [&others[0], &others[1], &patched, "a.b.c", "", "Bearer "] {
        let found = dev.ask_with(token, "/listUsers");
        assert_eq!(found, unauthorized("Unauthorized"), "{token}");
    }
}

#[test]
fn a_token_expires_by_the_clock_of_the_pool() {
    let dev = Dev::start(&[]);
    let [id, access] = dev.administrator();
    dev.form("/_local/clock", &json!({ "advance_seconds": 3_600 }));
    for token in [id, access] {
        let found = dev.ask_with(&token, "/listUsers");
        assert_eq!(found, unauthorized("The incoming token has expired"));
    }
    let [_, access] = dev.administrator();
    assert_eq!(dev.ask_with(&access, "/listUsers").0, 200);
}

#[test]
fn a_group_whose_name_has_a_comma_opens_nothing() {
    let members: [(&str, &[&str]); 4] = [
        ("ada", &["x", "Admins"]),
        ("eve", &["x,Admins"]),
        ("bob", &["clients"]),
        ("tom", &[]),
    ];
    let dev = seeded(&members);
    for (name, expected) in [("ada", 200), ("eve", 403), ("bob", 403), ("tom", 403)] {
        for token in tokens(&sign_in(&dev, name, PASSWORD)) {
            let (status, answer) = dev.ask_with(&token, "/listUsers");
            assert_eq!(status, expected, "{name}: {answer}");
        }
    }
}

#[test]
fn pages_of_the_settings_origins_may_read_the_answers() {
    let dev = Dev::start(&[]);
    let allowed = |response: &Response<String>| {
        let origin = response.headers().get("access-control-allow-origin");
        origin.map(|origin| origin.to_str().unwrap().to_owned())
    };
    let [_, access] = dev.administrator();
    for (origin, expected) in [
        ("http://localhost:5173", Some("http://localhost:5173")),
        ("https://evil.example", None),
    ] {
        let asked = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            (
                "Access-Control-Request-Headers",
                "authorization,content-type",
            ),
        ];
        let preflight = dev.ask("OPTIONS", "/addUserToGroup", &asked);
        assert_eq!(preflight.status(), 204);
        assert_eq!(allowed(&preflight).as_deref(), expected);
        let headers = [("Origin", origin), ("Authorization", &access)];
        let answer = dev.ask("GET", "/listUsers", &headers);
        assert_eq!(answer.status(), 200);
        assert_eq!(allowed(&answer).as_deref(), expected);
    }
    // The gateway's own refusal says nothing, and a page has to learn that it should sign in.
    let refused = dev.ask("GET", "/listUsers", &[("Origin", "http://localhost:5173")]);
    assert_eq!(allowed(&refused).as_deref(), Some("*"));
}

#[test]
fn settings_without_the_api_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invitations.toml");
    fs::write(&file, "").unwrap();
    let dev = Dev::run(super::command(&file, &[]));
    assert_eq!(dev.ready["admin_api"], Value::Null);
    assert!(
        dev.get("/_dev/pool")["users"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}
