//! `invitations dev`, as a browser and a script use it.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test; indexing JSON answers null"
)]

#[path = "dev/gateway.rs"]
mod gateway;
#[path = "dev/history.rs"]
mod history;
#[path = "dev/rehearsal.rs"]
mod rehearsal;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, AuthFlowType, AuthenticationResultType, ChallengeNameType, DeliveryMediumType,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connection::local_aws;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use terminal::clock;
use ureq::Agent;
use ureq::http::{Request, Response};

const PASSWORD: &str = "Correct-horse-battery-1";

/// The command while it serves.
struct Dev {
    process: Child,
    /// The line of JSON that says that it is ready.
    ready: Value,
    agent: Agent,
}

impl Dev {
    /// Starts it on a free port with the sample configuration.
    fn start(arguments: &[&str]) -> Self {
        Self::run(command(&sample(), arguments))
    }

    fn run(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = process.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        // A request that is refused before it is read ends the connection, so that none is kept.
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections(0)
            .build();
        Self {
            process,
            ready: serde_json::from_str(&line).expect("one line of JSON when all is ready"),
            agent: agent.into(),
        }
    }

    fn endpoint(&self) -> &str {
        self.ready["endpoint"].as_str().unwrap()
    }

    /// Sends a request and answers status and body.
    fn send(&self, request: ureq::http::request::Builder, body: &str) -> (u16, String) {
        let request = request.body(body.to_owned()).unwrap();
        let mut response = self.agent.run(request).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        (response.status().as_u16(), text)
    }

    fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.endpoint());
        let mut response = self.agent.get(url).call().unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        serde_json::from_str(&text).expect(path)
    }

    /// What the form sends.
    fn form(&self, path: &str, document: &Value) -> (u16, Value) {
        let request = Request::post(format!("{}{path}", self.endpoint()))
            .header("Content-Type", "application/json");
        let (status, text) = self.send(request, &document.to_string());
        (status, serde_json::from_str(&text).expect(&text))
    }

    /// A call of Cognito's protocol, as the page at the end of a link makes it.
    #[track_caller]
    fn call(&self, operation: &str, document: Value) -> Value {
        let (status, answer) = self.try_call(operation, document);
        assert_eq!(status, 200, "{operation}: {answer}");
        answer
    }

    fn try_call(&self, operation: &str, mut document: Value) -> (u16, Value) {
        document["ClientId"] = self.ready["client_id"].clone();
        self.try_call_as_is(operation, &document)
    }

    /// [`Dev::call`] by whichever app client the document names.
    #[track_caller]
    fn call_as_is(&self, operation: &str, document: &Value) -> Value {
        let (status, answer) = self.try_call_as_is(operation, document);
        assert_eq!(status, 200, "{operation}: {answer}");
        answer
    }

    fn try_call_as_is(&self, operation: &str, document: &Value) -> (u16, Value) {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let request = Request::post(format!("{}/", self.endpoint()))
            .header("Content-Type", "application/x-amz-json-1.1")
            .header("X-Amz-Target", target);
        let (status, text) = self.send(request, &document.to_string());
        (status, serde_json::from_str(&text).expect(&text))
    }

    /// The members of the fragment of the link in the newest mail, which has to lead to `page` of
    /// the default brand.
    #[track_caller]
    fn mailed(&self, to: &str, page: &str) -> Vec<String> {
        self.mailed_by("northwind", to, page)
    }

    /// [`Dev::mailed`] for any brand.
    #[track_caller]
    fn mailed_by(&self, brand: &str, to: &str, page: &str) -> Vec<String> {
        let pages = self.ready["pages"]
            .get(brand)
            .or(self.ready.get("endpoint"));
        let pages = pages.and_then(Value::as_str).unwrap();
        let inbox = self.get(&format!("/_local/messages?to={to}"));
        let newest = inbox["messages"].as_array().unwrap().last().unwrap();
        let html = newest["html"].as_str().unwrap();
        let html = html.replace("&#x2f;", "/").replace("&amp;", "&");
        let start = format!("\"{pages}{page}#");
        let (_, rest) = html.split_once(&start).expect(&start);
        let (fragment, _) = rest.split_once('"').unwrap();
        let values = fragment
            .split('&')
            .map(|pair| pair.split_once('=').unwrap().1);
        values.map(str::to_owned).collect()
    }

    /// What is served at a path under one of this machine's names.
    fn page(&self, method: &str, host: &str, path: &str) -> Response<String> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.endpoint()))
            .header("Host", host);
        let mut response = self.agent.run(request.body(()).unwrap()).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        response.map(|_| text)
    }

    /// A brand's own name here, or the server's, with the port.
    fn host(&self, name: &str) -> String {
        let (_, port) = self.endpoint().rsplit_once(':').unwrap();
        format!("{name}:{port}")
    }

    fn user(&self, email: &str) -> Value {
        let pool = self.get("/_dev/pool");
        let mut users = pool["users"].as_array().unwrap().iter();
        let user = users.find(|user| user["email"] == email);
        user.cloned().unwrap_or_default()
    }

    /// Sends a signal, and answers the exit code.
    fn stop(&mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        self.process.wait().unwrap().code()
    }
}

impl Drop for Dev {
    /// Lets it clean up, unless it has ended.
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            self.stop("-TERM");
        }
    }
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations/invitations.toml")
}

fn command(configuration: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    command
        .args(["dev", "--port", "0", "--json", "--config"])
        .arg(configuration);
    command.args(arguments);
    command
}

/// `cognito:groups`, which both tokens of a sign-in have to have alike.
#[track_caller]
fn groups(signed_in: &Value) -> Value {
    let claim = |token: &str| {
        let token = signed_in["AuthenticationResult"][token]
            .as_str()
            .expect(token);
        let payload = URL_SAFE_NO_PAD
            .decode(token.split('.').nth(1).unwrap())
            .unwrap();
        let mut claims: Value = serde_json::from_slice(&payload).unwrap();
        claims["cognito:groups"].take()
    };
    assert_eq!(claim("IdToken"), claim("AccessToken"));
    claim("IdToken")
}

fn sign_in(dev: &Dev, user_name: &str, password: &str) -> Value {
    let parameters = json!({ "USERNAME": user_name, "PASSWORD": password });
    let request = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
    dev.call("InitiateAuth", request)
}

#[test]
fn an_invitation_from_the_form_to_the_first_token() {
    let dev = Dev::start(&[]);
    let person = json!({
        "given_name": "Ada",
        "family_name": "<b>Lovelace</b>",
        "groups": ["clients", "beta"],
        "attributes": { "custom:tenant": "acme" },
    });
    let form = json!({ "email": "ada@client.example", "person": person });
    let (status, created) = dev.form("/_dev/invitations", &form);
    assert_eq!(
        (status, &created["outcome"]),
        (200, &json!("created")),
        "{created}"
    );
    assert_eq!(created["groups_added"], json!(["beta", "clients"]));
    let user = dev.user("ada@client.example");
    assert_eq!(user["status"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(user["name"], "Ada <b>Lovelace</b>");

    let [user_name, _address, password] = &dev.mailed("ada@client.example", "/accept")[..] else {
        unreachable!("the link carries a user name, an address and a password");
    };
    let begun = sign_in(&dev, user_name, password);
    let answer = json!({
        "ChallengeName": begun["ChallengeName"],
        "Session": begun["Session"],
        "ChallengeResponses": { "USERNAME": user_name, "NEW_PASSWORD": PASSWORD },
    });
    let signed_in = dev.call("RespondToAuthChallenge", answer);
    assert_eq!(groups(&signed_in), json!(["beta", "clients", "members"]));
    let user = dev.user("ada@client.example");
    assert_eq!(user["status"], "CONFIRMED");
    assert_eq!(user["groups"], json!(["beta", "clients", "members"]));
}

/// What the page behind an invitation counts on when somebody chooses a password that is too weak.
#[test]
fn a_session_outlives_a_new_password_that_is_refused() {
    let dev = Dev::start(&[]);
    let form = json!({ "email": "ada@client.example" });
    dev.form("/_dev/invitations", &form);
    let [user_name, _address, password] = &dev.mailed("ada@client.example", "/accept")[..] else {
        unreachable!("the link carries a user name, an address and a password");
    };
    let begun = sign_in(&dev, user_name, password);
    let answer = |new: &str| {
        json!({
            "ChallengeName": begun["ChallengeName"],
            "Session": begun["Session"],
            "ChallengeResponses": { "USERNAME": user_name, "NEW_PASSWORD": new },
        })
    };
    let (status, refused) = dev.try_call("RespondToAuthChallenge", answer("weak"));
    assert_eq!(
        (status, &refused["__type"]),
        (400, &json!("InvalidPasswordException"))
    );
    dev.call("RespondToAuthChallenge", answer(PASSWORD));
}

/// Somebody who goes back to the first page of a sign-in types the temporary password again.
#[test]
fn a_temporary_password_is_good_until_there_is_a_new_one() {
    let dev = Dev::start(&[]);
    dev.form(
        "/_dev/invitations",
        &json!({ "email": "ada@client.example" }),
    );
    let [user_name, _address, password] = &dev.mailed("ada@client.example", "/accept")[..] else {
        unreachable!("the link carries a user name, an address and a password");
    };
    sign_in(&dev, user_name, password);
    let begun = sign_in(&dev, user_name, password);
    let answer = json!({
        "ChallengeName": begun["ChallengeName"],
        "Session": begun["Session"],
        "ChallengeResponses": { "USERNAME": user_name, "NEW_PASSWORD": PASSWORD },
    });
    dev.call("RespondToAuthChallenge", answer);
    let parameters = json!({ "USERNAME": user_name, "PASSWORD": password });
    let request = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
    let (status, refused) = dev.try_call("InitiateAuth", request);
    assert_eq!(
        (status, &refused["__type"]),
        (400, &json!("NotAuthorizedException"))
    );
}

#[test]
fn a_token_from_the_form_to_the_first_token() {
    let dev = Dev::start(&[]);
    let form = json!({
        "email": "bob@client.example",
        "person": { "given_name": "Bob", "groups": ["clients"], "locale": "de" },
        "inviter": "sales@northwind.example",
    });
    let (status, issued) = dev.form("/_dev/tokens", &form);
    assert_eq!(
        (status, &issued["outcome"]),
        (200, &json!("issued")),
        "{issued}"
    );

    let [token] = &dev.mailed("bob@client.example", "/join")[..] else {
        unreachable!("the link carries a token");
    };
    let signed_up = dev.call(
        "SignUp",
        json!({
            "Username": "bob@client.example",
            "Password": PASSWORD,
            "UserAttributes": [
                { "Name": "email", "Value": "bob@client.example" },
                { "Name": "custom:invitation", "Value": token },
            ],
            "ValidationData": [
                { "Name": "terms", "Value": "accepted" },
                { "Name": "invitation", "Value": token },
            ],
        }),
    );
    assert_eq!(signed_up["UserConfirmed"], true);
    let signed_in = sign_in(&dev, "bob@client.example", PASSWORD);
    assert_eq!(groups(&signed_in), json!(["clients", "members"]));
    let notice = dev.get("/_local/messages?to=sales@northwind.example");
    assert_eq!(notice["messages"].as_array().map(Vec::len), Some(1));
}

/// An AWS SDK, pointed at the command as a front end or a back end would be.
struct Sdk {
    client: Client,
    pool_id: String,
    client_id: String,
}

impl Sdk {
    fn of(dev: &Dev) -> Self {
        let text = |name: &str| dev.ready[name].as_str().unwrap().to_owned();
        // A session is good for one answer: a call that a busy machine lets run out of time must
        // not be made again.
        let configuration = local_aws::configuration(dev.endpoint())
            .into_builder()
            .timeout_config(TimeoutConfig::disabled())
            .retry_config(RetryConfig::disabled())
            .build();
        Self {
            client: Client::new(&configuration),
            pool_id: text("user_pool_id"),
            client_id: text("client_id"),
        }
    }

    /// Story A without our own verbs: the user, and then each group.
    async fn invite(&self, email: &str, groups: &[&str]) {
        let create = self.client.admin_create_user().user_pool_id(&self.pool_id);
        let created = create
            .username(email)
            .user_attributes(attribute("email", email))
            .user_attributes(attribute("email_verified", "true"))
            .temporary_password("Temporary-1234")
            .desired_delivery_mediums(DeliveryMediumType::Email)
            .send()
            .await
            .unwrap();
        let user = created.user.unwrap().username.unwrap();
        for group in groups {
            let add = self.client.admin_add_user_to_group();
            let add = add.user_pool_id(&self.pool_id).username(&user);
            add.group_name(*group).send().await.unwrap();
        }
    }

    /// The first sign-in with a temporary password.
    async fn accept(&self, user_name: &str, password: &str) -> AuthenticationResultType {
        let begun = self
            .client
            .initiate_auth()
            .client_id(&self.client_id)
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .auth_parameters("USERNAME", user_name)
            .auth_parameters("PASSWORD", password)
            .send()
            .await
            .unwrap();
        assert_eq!(
            begun.challenge_name,
            Some(ChallengeNameType::NewPasswordRequired)
        );
        let answer = self.client.respond_to_auth_challenge();
        let answered = answer
            .client_id(&self.client_id)
            .challenge_name(ChallengeNameType::NewPasswordRequired)
            .set_session(begun.session)
            .challenge_responses("USERNAME", user_name)
            .challenge_responses("NEW_PASSWORD", PASSWORD)
            .send()
            .await
            .unwrap();
        answered.authentication_result.unwrap()
    }

    /// Story B: a sign-up with a token, and the sign-in that follows.
    async fn join(&self, email: &str, token: &str) -> AuthenticationResultType {
        let sign_up = self.client.sign_up().client_id(&self.client_id);
        let signed_up = sign_up
            .username(email)
            .password(PASSWORD)
            .user_attributes(attribute("email", email))
            .user_attributes(attribute("custom:invitation", token))
            .validation_data(attribute("invitation", token))
            .validation_data(attribute("terms", "accepted"))
            .send()
            .await
            .unwrap();
        assert!(signed_up.user_confirmed);
        let begin = self.client.initiate_auth().client_id(&self.client_id);
        let signed_in = begin
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .auth_parameters("USERNAME", email)
            .auth_parameters("PASSWORD", PASSWORD)
            .send()
            .await
            .unwrap();
        signed_in.authentication_result.unwrap()
    }
}

fn attribute(name: &str, value: &str) -> AttributeType {
    let attribute = AttributeType::builder().name(name).value(value);
    attribute.build().unwrap()
}

/// [`groups`] of what the SDK was answered.
#[track_caller]
fn groups_of(result: &AuthenticationResultType) -> Value {
    let result = json!({ "IdToken": result.id_token(), "AccessToken": result.access_token() });
    groups(&json!({ "AuthenticationResult": result }))
}

#[tokio::test]
async fn the_aws_sdk_plays_both_stories_of_an_invitation() {
    let dev = Dev::start(&[]);
    let sdk = Sdk::of(&dev);
    sdk.invite("ada@client.example", &["clients"]).await;
    let [user_name, _address, password] = &dev.mailed("ada@client.example", "/accept")[..] else {
        unreachable!("the link carries a user name, an address and a password");
    };
    let accepted = sdk.accept(user_name, password).await;
    assert_eq!(groups_of(&accepted), json!(["clients", "members"]));

    let form = json!({ "email": "bob@client.example", "person": { "groups": ["clients"] } });
    let (status, issued) = dev.form("/_dev/tokens", &form);
    assert_eq!(status, 200, "{issued}");
    let [token] = &dev.mailed("bob@client.example", "/join")[..] else {
        unreachable!("the link carries a token");
    };
    let joined = sdk.join("bob@client.example", token).await;
    assert_eq!(groups_of(&joined), json!(["clients", "members"]));
}

#[test]
fn what_happens_is_told_with_the_decisions_of_hooks() {
    let dev = Dev::start(&[]);
    let form = json!({ "email": "ada@client.example" });
    dev.form("/_dev/invitations", &form);
    let story = dev.get("/_local/activity");
    let decisions = dev.get("/_dev/pool")["decisions"].take();
    let listed: Vec<String> = story["activity"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            let number = entry["number"].to_string();
            let what = ["operation", "trigger_source", "kind"];
            let what = what
                .into_iter()
                .find_map(|name| entry[name].as_str())
                .unwrap();
            let came = decisions[number].as_str().or(entry["outcome"].as_str());
            format!("{what} {}", came.unwrap_or("-"))
        })
        .collect();
    let expected = [
        "DescribeUserPool ok",
        "AdminGetUser ok",
        "AdminCreateUser ok",
        "PreSignUp_AdminCreateUser admitted",
        "CustomMessage_AdminCreateUser message",
        "message -",
    ];
    assert_eq!(listed, expected);
    let next = story["next"].as_u64().unwrap();
    let nothing_new = dev.get(&format!("/_local/activity?since={next}"));
    assert_eq!(nothing_new["activity"], json!([]));
}

#[track_caller]
fn check_verb(dev: &Dev, path: &str, form: &Value, status: u16, came: &str) {
    let (found, answer) = dev.form(path, form);
    let said = answer["outcome"]
        .as_str()
        .or(answer["refused"]["code"].as_str());
    assert_eq!((found, said), (status, Some(came)), "{path}: {answer}");
}

#[test]
fn the_form_says_what_was_done_and_what_was_refused() {
    let dev = Dev::start(&[]);
    let ada = json!({ "user": "ada@client.example" });
    check_verb(&dev, "/_dev/resend", &ada, 422, "user-not-found");
    let invitation = json!({ "email": "ada@client.example" });
    check_verb(&dev, "/_dev/invitations", &invitation, 200, "created");
    check_verb(&dev, "/_dev/invitations", &invitation, 200, "unchanged");
    let more = json!({ "email": "ada@client.example", "person": { "groups": ["beta"] } });
    check_verb(&dev, "/_dev/invitations", &more, 200, "completed");
    check_verb(&dev, "/_dev/resend", &ada, 200, "resent");
    check_verb(&dev, "/_dev/revoke", &ada, 200, "deleted");
    check_verb(&dev, "/_dev/revoke", &ada, 422, "user-not-found");

    let group = json!({ "email": "ada@client.example", "person": { "groups": ["admins"] } });
    check_verb(
        &dev,
        "/_dev/invitations",
        &group,
        422,
        "group-not-assignable",
    );
    check_verb(&dev, "/_dev/tokens", &group, 422, "group-not-assignable");
    let brand = json!({ "email": "ada@client.example", "person": { "brand": "acme" } });
    check_verb(&dev, "/_dev/invitations", &brand, 422, "brand-unknown");
    check_verb(&dev, "/_dev/tokens", &brand, 422, "brand-unknown");
    let denied = json!({ "email": "ada@mailinator.example" });
    check_verb(&dev, "/_dev/invitations", &denied, 422, "rejected");
    let nobody = json!({ "email": "ada" });
    check_verb(&dev, "/_dev/invitations", &nobody, 422, "email-not-valid");
    let misspelt = json!({ "email": "ada@client.example", "people": {} });
    check_verb(&dev, "/_dev/invitations", &misspelt, 422, "form-invalid");
}

/// Sends an invitation with these headers instead of those that the page would send.
#[track_caller]
fn check_caller(dev: &Dev, headers: &[(&str, &str)], status: u16) {
    let mut request = Request::post(format!("{}/_dev/invitations", dev.endpoint()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = json!({ "email": "eve@client.example" }).to_string();
    let (found, text) = dev.send(request, &body);
    assert_eq!(found, status, "{headers:?}: {text}");
}

#[test]
fn pages_of_others_cannot_use_the_form() {
    let dev = Dev::start(&[]);
    let json = ("Content-Type", "application/json");
    check_caller(&dev, &[json, ("Host", "evil.example")], 421);
    check_caller(
        &dev,
        &[
            json,
            ("Host", "evil.example"),
            ("Origin", "http://evil.example"),
        ],
        421,
    );
    check_caller(&dev, &[json, ("Origin", "https://evil.example")], 403);
    check_caller(&dev, &[json, ("Origin", "null")], 403);
    check_caller(&dev, &[json, ("Origin", "http://127.0.0.1:1")], 403);
    // What a form can send without asking for permission.
    check_caller(&dev, &[("Content-Type", "text/plain")], 415);
    check_caller(&dev, &[], 415);
    assert_eq!(dev.user("eve@client.example"), Value::Null);
    check_caller(&dev, &[json, ("Origin", dev.endpoint())], 200);

    // Reading is refused as well, and so is asking for permission.
    let read = |path: &str, name, value| {
        let request = Request::get(format!("{}{path}", dev.endpoint())).header(name, value);
        dev.send(request, "").0
    };
    assert_eq!(read("/_dev/pool", "Origin", "https://evil.example"), 403);
    assert_eq!(read("/_dev/pool", "Host", "evil.example"), 421);
    assert_eq!(read("/", "Host", "evil.example"), 421);
    assert_eq!(read("/_local/activity", "Host", "evil.example"), 421);
    let preflight = Request::options(format!("{}/_dev/invitations", dev.endpoint()))
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "POST")
        .body(())
        .unwrap();
    let response = dev.agent.run(preflight).unwrap();
    assert!(
        !response
            .headers()
            .contains_key("access-control-allow-origin")
    );
}

#[track_caller]
fn check_page(dev: &Dev, path: &str, title: &str) {
    let mut response = dev
        .agent
        .get(format!("{}{path}", dev.endpoint()))
        .call()
        .unwrap();
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let text = response.body_mut().read_to_string().unwrap();
    assert!(text.contains(title), "{path}: {text}");
    let scripts = text.matches("<script").count();
    assert_eq!(
        text.matches("<script type=\"module\" src=\"/_dev/").count(),
        scripts
    );
    for remote in ["http://", "https://", " style=", " onclick="] {
        assert!(!text.contains(remote), "{path} has {remote}");
    }
}

#[test]
fn the_form_and_the_app_run_no_script_but_their_own() {
    let dev = Dev::start(&[]);
    check_page(&dev, "/", "Invite somebody");
    check_page(&dev, "/_dev/app", "This is where your app would be");
    assert_eq!(dev.ready["app"], format!("{}/_dev/app", dev.endpoint()));
    for file in [
        "page.css",
        "page.js",
        "dom.js",
        "form.js",
        "inbox.js",
        "users.js",
        "activity.js",
        "app.js",
    ] {
        let url = format!("{}/_dev/{file}", dev.endpoint());
        let mut response = dev.agent.get(url).call().unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert_eq!(response.status(), 200, "{file}");
        // Names and mails are other people's: they become text, never markup.
        for markup in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(!text.contains(markup), "{file} uses {markup}");
        }
    }
}

const ACCENT_OF_NORTHWIND: &str = "--accent:#0b6b4f";
const ACCENT_OF_FABRIKAM: &str = "--accent:#a3340f";

#[track_caller]
fn check_site(dev: &Dev, host: &str, accent: &str) {
    let host = dev.host(host);
    for path in ["/accept", "/join/", "/confirm", "/reset/"] {
        let page = dev.page("GET", &host, path);
        assert_eq!(page.status(), 200, "{host}{path}");
        for (name, value) in pages::headers(dev.endpoint()) {
            assert_eq!(page.headers()[name], value, "{host}{path}");
        }
        assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
        assert!(!page.headers().contains_key("set-cookie"));
    }
    let style = dev.page("GET", &host, "/assets/page.css");
    assert!(style.body().contains(accent), "{host}: {}", style.body());
    let sentences = dev.page("GET", &host, "/assets/texts/join.en.json");
    let sentences: Value = serde_json::from_str(sentences.body()).unwrap();
    assert!(sentences["join.title"].is_string());
}

#[test]
fn every_brand_has_its_pages() {
    let dev = Dev::start(&[]);
    check_site(&dev, "127.0.0.1", ACCENT_OF_NORTHWIND);
    check_site(&dev, "localhost", ACCENT_OF_NORTHWIND);
    check_site(&dev, "northwind.localhost", ACCENT_OF_NORTHWIND);
    check_site(&dev, "fabrikam.localhost", ACCENT_OF_FABRIKAM);
    check_site(&dev, "Fabrikam.LocalHost", ACCENT_OF_FABRIKAM);
    // A name that is no brand's is another one of the server's.
    check_site(&dev, "pool.localhost", ACCENT_OF_NORTHWIND);
    let expected = json!({
        "northwind": dev.endpoint(),
        "fabrikam": format!("http://{}", dev.host("fabrikam.localhost")),
    });
    assert_eq!(dev.ready["pages"], expected);
}

/// What a brand's pages know of this server. A brand's own app client tells the hooks whose
/// mails a person gets who signs up there.
#[track_caller]
fn check_told(dev: &Dev, host: &str, client: &Value) {
    let page = dev.page("GET", &dev.host(host), "/accept");
    let (_, rest) = page.body().split_once("id=\"settings\">").unwrap();
    let (settings, _) = rest.split_once("</script>").unwrap();
    let settings: Value = serde_json::from_str(settings).unwrap();
    assert_eq!(settings["endpoint"], dev.endpoint());
    assert_eq!(settings["clientId"], *client);
    assert_eq!(settings["signIn"], dev.ready["app"]);
    assert_eq!(settings["redirects"], json!([dev.ready["app"]]));
    assert_eq!(settings["userNames"], "email");
    assert_eq!(settings["password"]["minimumLength"], 12);
}

#[test]
fn the_pages_call_this_pool() {
    let dev = Dev::start(&[]);
    check_told(&dev, "127.0.0.1", &dev.ready["client_id"]);
    check_told(
        &dev,
        "fabrikam.localhost",
        &json!("4fabrikamclient0000000000"),
    );
}

#[track_caller]
fn check_status(dev: &Dev, request: &str, host: &str, expected: u16) {
    let (method, path) = request.split_once(' ').unwrap();
    let page = dev.page(method, &dev.host(host), path);
    assert_eq!(page.status(), expected, "{request} of {host}");
}

#[test]
fn a_brands_name_has_its_pages_and_nothing_else() {
    let dev = Dev::start(&[]);
    let fabrikam = "fabrikam.localhost";
    check_status(&dev, "GET /", fabrikam, 200);
    check_status(&dev, "HEAD /accept", fabrikam, 200);
    let form = "Invite somebody";
    let root = |host: &str| dev.page("GET", &dev.host(host), "/");
    assert!(!root(fabrikam).body().contains(form));
    assert!(!root("northwind.localhost").body().contains(form));
    assert!(root("127.0.0.1").body().contains(form));
    assert!(root("localhost").body().contains(form));
    for path in [
        "/_dev/pool",
        "/_dev/app",
        "/_local/messages",
        "/_local/inbox",
        "/local_Example/.well-known/jwks.json",
        "/_headers",
        "/accept/index.html",
        "/assets/",
        "/assets/none.js",
    ] {
        check_status(&dev, &format!("GET {path}"), fabrikam, 404);
    }
    for request in [
        "POST /",
        "OPTIONS /",
        "POST /_dev/invitations",
        "PUT /accept",
    ] {
        check_status(&dev, request, fabrikam, 405);
    }
    check_status(&dev, "POST /accept", "127.0.0.1", 405);
    check_status(&dev, "GET /assets/none.js", "127.0.0.1", 404);
    check_status(&dev, "GET /favicon.ico", "127.0.0.1", 404);
    // Nothing of it reached the user pool.
    assert_eq!(dev.get("/_local/activity")["activity"], json!([]));
}

/// Sends a request line that no client would, and answers the status.
fn raw_status(dev: &Dev, target: &str) -> String {
    let address = dev.endpoint().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[test]
fn no_path_leads_out_of_the_pages() {
    let dev = Dev::start(&[]);
    for target in [
        "/assets/../_headers",
        "/assets/../../invitations.toml",
        "/assets/..%2f..%2finvitations.toml",
        "/assets/%2e%2e/%2e%2e/invitations.toml",
        "/assets//etc/passwd",
        "/assets/..\\..\\invitations.toml",
    ] {
        let status = raw_status(&dev, target);
        assert!(
            ["400", "404"].contains(&status.as_str()),
            "{target}: {status}"
        );
    }
    assert_eq!(raw_status(&dev, "/assets/page.css"), "200");
}

#[test]
fn names_that_only_look_like_a_brands_are_not_answered() {
    let dev = Dev::start(&[]);
    for host in [
        "fabrikam.localhost.evil.example",
        "fabrikam.example",
        "members.fabrikam.example",
        "fabrikamlocalhost",
        "fabrikam.localhost.",
    ] {
        check_status(&dev, "GET /accept", host, 421);
        check_status(&dev, "GET /assets/page.js", host, 421);
    }
    // A brand's pages are of another origin than the form.
    let json = ("Content-Type", "application/json");
    let brand = dev.ready["pages"]["fabrikam"].as_str().unwrap().to_owned();
    check_caller(&dev, &[json, ("Origin", &brand)], 403);
    let read = Request::get(format!("{}/_dev/pool", dev.endpoint())).header("Origin", &brand);
    assert_eq!(dev.send(read, "").0, 403);
    assert_eq!(dev.user("eve@client.example"), Value::Null);
}

#[test]
fn another_brand_of_the_form_sends_its_own_mail_to_its_own_page() {
    let dev = Dev::start(&[]);
    let person = json!({ "brand": "fabrikam", "groups": ["clients"] });
    let form = json!({ "email": "ada@client.example", "person": person });
    check_verb(&dev, "/_dev/invitations", &form, 200, "created");
    let [user_name, _address, password] =
        &dev.mailed_by("fabrikam", "ada@client.example", "/accept")[..]
    else {
        unreachable!("the link carries a user name, an address and a password");
    };
    let begun = sign_in(&dev, user_name, password);
    assert_eq!(begun["ChallengeName"], "NEW_PASSWORD_REQUIRED");

    let form = json!({ "email": "bob@client.example", "person": person });
    check_verb(&dev, "/_dev/tokens", &form, 200, "issued");
    let joined = dev.mailed_by("fabrikam", "bob@client.example", "/join");
    assert_eq!(joined.len(), 1);
    let inbox = dev.get("/_local/messages?to=bob@client.example");
    let mail = inbox["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(mail["from"], "Fabrikam <welcome@fabrikam.example>");
    // The picture of the folder stands in for the logo, whose address leads nowhere yet.
    let body = format!("/_local/messages/{}/body", mail["id"].as_str().unwrap());
    let shown = dev.page("GET", &dev.host("127.0.0.1"), &body);
    let logo = "<img src=\"data:image/svg+xml;base64,";
    assert!(shown.body().contains(logo), "{}", shown.body());

    let offered = dev.get("/_dev/settings")["brands"].take();
    let of = |position: usize, key: &str| offered[position][key].clone();
    let own = |brand: &str| format!("http://{}", dev.host(&format!("{brand}.localhost")));
    assert_eq!(
        (of(0, "name"), of(1, "name")),
        (json!("northwind"), json!("fabrikam"))
    );
    assert_eq!(
        (of(0, "links"), of(1, "links")),
        (json!(dev.endpoint()), json!(own("fabrikam")))
    );
    assert_eq!(of(0, "start_page"), format!("{}/", own("northwind")));
    assert_eq!(of(1, "start_page"), format!("{}/", own("fabrikam")));
}

/// A configuration with a brand whose folder cannot be a part of a host name.
#[test]
fn a_brand_without_a_name_here_shares_the_default_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invitations.toml");
    fs::write(&file, "brands.default = \"one\"\n").unwrap();
    for brand in ["one", "my_other"] {
        let brand = folder.path().join("brands").join(brand);
        fs::create_dir_all(&brand).unwrap();
        let config = "name = \"Brand\"\nlinks = \"https://accounts.example\"\n";
        fs::write(brand.join("brand.toml"), config).unwrap();
    }
    let dev = Dev::run(command(&file, &[]));
    let here = dev.endpoint();
    assert_eq!(dev.ready["pages"], json!({ "one": here, "my_other": here }));
    check_status(&dev, "GET /accept", "one.localhost", 200);
}

/// Plays the stand-in for the team's app without a browser.
#[test]
#[ignore = "needs Node.js; .ci/run plays it"]
fn the_app_shows_what_a_sign_in_came_to() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    for file in [
        "playground/src/dev/page/app.js",
        "playground/src/dev/page/dom.js",
        "cli/tests/pages/app.mjs",
    ] {
        let copy = folder.path().join(Path::new(file).file_name().unwrap());
        fs::write(copy, fs::read(crates.join(file)).unwrap()).unwrap();
    }
    fs::write(folder.path().join("package.json"), r#"{"type":"module"}"#).unwrap();
    let output = Command::new("node")
        .arg(folder.path().join("app.mjs"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let played: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(played["calls_on_load"], 0);
    let scenes = json!([
        [
            "wrong",
            "NotAuthorizedException: Incorrect username or password.",
            false,
            []
        ],
        [
            "temporary",
            "This password is a temporary one. Accept the invitation first: follow the link in its mail.",
            false,
            []
        ],
        [
            "mfa",
            "The user pool asks for MFA_SETUP, which your app would answer.",
            false,
            []
        ],
        ["cut", "The server does not answer: cut", false, []],
        [
            "good",
            "Signed in as ada@client.example.",
            true,
            ["clients", "members"]
        ],
    ]);
    assert_eq!(played["scenes"], scenes);
    assert_eq!(played["signed_out"], json!([false, "", ""]));
}

#[test]
fn a_signal_ends_it_cleanly() {
    for signal in ["-INT", "-TERM"] {
        assert_eq!(Dev::start(&[]).stop(signal), Some(0), "{signal}");
    }
}

#[test]
fn a_seed_comes_with_the_time_since() {
    let folder = tempfile::tempdir().unwrap();
    let seed: PathBuf = folder.path().join("pools.json");
    let pools = json!({ "Pools": [{
        "Id": "local_Seeded",
        "PoolName": "seeded",
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": { "CaseSensitive": false },
        "Clients": [{ "ClientId": "seededclient", "ClientName": "web" }],
        "Groups": [{ "GroupName": "clients" }],
        "Users": [{
            "Username": "ada@client.example",
            "Password": PASSWORD,
            "Attributes": { "email_verified": "true" },
            "Groups": ["clients"],
        }],
    }] });
    fs::write(&seed, pools.to_string()).unwrap();
    let before = clock::now();
    let dev = Dev::start(&["--seed", seed.to_str().unwrap(), "--advance-days", "30"]);
    assert_eq!(dev.ready["user_pool_id"], "local_Seeded");
    assert_eq!(dev.ready["client_id"], "seededclient");
    assert_eq!(dev.user("ada@client.example")["groups"], json!(["clients"]));
    let now = dev.get("/_dev/pool")["now"]
        .as_str()
        .unwrap()
        .parse::<Timestamp>();
    assert!(now.unwrap() >= before + SignedDuration::from_hours(30 * 24));
    // The hooks are attached, and their mails are taken.
    let form = json!({ "email": "bob@client.example" });
    check_verb(&dev, "/_dev/invitations", &form, 200, "created");
    dev.mailed("bob@client.example", "/accept");
}

#[track_caller]
fn check_start_refused(arguments: &[&str], expected: &str) {
    let output = command(&sample(), arguments).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains(expected), "{stderr}");
}

#[test]
fn what_cannot_be_started_says_why() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    let output = command.args(["dev", "--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("name another port with --port")
    );

    check_start_refused(
        &["--seed", "/nowhere/pools.json"],
        "/nowhere/pools.json cannot be read",
    );
    check_start_refused(
        &["--binaries", "/nowhere"],
        "/nowhere/pre-sign-up does not exist",
    );
    check_start_refused(
        &["--hooks-endpoint", "https://lambda.example"],
        "plain HTTP",
    );
    check_start_refused(
        &["--binaries", "a", "--hooks-endpoint", "http://127.0.0.1:1"],
        "cannot be used with",
    );
}

/// Another command beside it, under settings whose links lead to a domain of the team's.
fn beside(dev: &Dev, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_invitations"))
        .args(arguments)
        .arg("--config")
        .arg(sample())
        .env("INVITATIONS_ENDPOINT_URL", dev.endpoint())
        .env("INVITATIONS_USER_POOL", "local_Example")
        .env_remove("AWS_ACCESS_KEY_ID")
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn commands_beside_it_go_by_its_clock_and_lead_to_its_pages() {
    let dev = Dev::start(&["--advance-days", "30"]);
    let key = sample().with_file_name("development-key.pem");
    let issue = ["issue", "--key", key.to_str().unwrap(), "--email"];
    let issue = |rest: &[&str]| beside(&dev, &[&issue[..], rest].concat());
    for brand in ["northwind", "fabrikam"] {
        issue(&["bob@client.example", "--brand", brand, "--mail"]);
        let [token] = &dev.mailed_by(brand, "bob@client.example", "/join")[..] else {
            panic!("the link has one member");
        };
        assert_eq!(token.split('.').count(), 3);
        let link = issue(&["ada@client.example", "--brand", brand, "--link"]);
        let pages = dev.ready["pages"][brand].as_str().unwrap();
        assert!(link.starts_with(&format!("{pages}/join#")), "{link}");
    }
    let issued: Value = serde_json::from_str(&issue(&["ada@client.example", "--json"])).unwrap();
    // By the present here it had expired there 27 days ago.
    let expires: Timestamp = issued["expires"].as_str().unwrap().parse().unwrap();
    assert!(expires > clock::now() + SignedDuration::from_hours(32 * 24));

    // What is open is open by its clock, and is over when that says so.
    beside(&dev, &["create", "--email", "eve@client.example"]);
    let states = || {
        let list: Value = serde_json::from_str(&beside(&dev, &["list", "--json"])).unwrap();
        list["invitations"][0]["state"].clone()
    };
    assert_eq!(states(), "pending");
    dev.form("/_local/clock", &json!({ "advance_seconds": 8 * 86_400 }));
    assert_eq!(states(), "expired");

    // So do a mail of ours to a member, and the mails of a rehearsal.
    let member = "admin@northwind.example";
    beside(&dev, &["create", "--email", member, "--group", "beta"]);
    let pages = dev.ready["pages"]["northwind"].as_str().unwrap();
    let inbox = dev.get(&format!("/_local/messages?to={member}"));
    let html = inbox["messages"][0]["html"].as_str().unwrap();
    let html = html.replace("&#x2f;", "/");
    assert!(html.contains(&format!("href=\"{pages}")), "{html}");
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.csv");
    fs::write(&list, "email,groups\nada@client.example,clients\n").unwrap();
    let mails = folder.path().join("mails");
    let (list, mails) = (list.to_str().unwrap(), mails.to_str().unwrap());
    beside(&dev, &["import", list, "--dry-run", "--mails", mails]);
    let written = fs::read_dir(mails).unwrap();
    let written = written.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let link = format!("{pages}/accept#");
    assert!(written.into_iter().any(|mail| mail.contains(&link)));
}
