//! Pools with people in every state, the codes, sessions and tokens of each, and the requests that
//! use them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use local_user_pool::{
    Alias, AttributeDefinition, Client, LocalUserPool, Operation, Pool, Service, SignIn,
};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing::instrument::WithSubscriber;

use crate::modelled::{self, Answer};

/// At least one acceptable request for every operation: pairs of the operation and its members.
const ACCEPTED: &str = include_str!("accepted.json");

pub(crate) const POOL: &str = "eu-west-1_Example";
/// A second pool, whose tokens and codes mean nothing in the first.
pub(crate) const OTHER_POOL: &str = "eu-west-1_Other";
/// A client that reveals which users exist, and one that hides it and has a secret.
pub(crate) const CLIENT: &str = "open";
pub(crate) const HIDING_CLIENT: &str = "hiding";
pub(crate) const PASSWORD: &str = "Correct-Horse-1";
pub(crate) const TEMPORARY: &str = "Only-For-Now-1";
pub(crate) const NEW_PASSWORD: &str = "Battery-Staple-2";

/// Pools with people in every state, and the secrets that a client has of them.
pub(crate) struct PopulatedPools {
    pub(crate) local: LocalUserPool,
    router: Router,
    log: Log,
    runtime: tokio::runtime::Runtime,
    /// Ada's, who is a member.
    pub(crate) access_token: String,
    pub(crate) id_token: String,
    pub(crate) refresh_token: String,
    /// Of a member of the other pool.
    pub(crate) foreign_token: String,
    /// Of Cyd, whom an administrator has invited.
    pub(crate) session: String,
    /// Ada's, for the address; Bea's, for the sign-up; Dan's, for a new password.
    pub(crate) address_code: String,
    pub(crate) sign_up_code: String,
    pub(crate) password_code: String,
}

impl PopulatedPools {
    /// Everything.
    pub(crate) fn new() -> Self {
        let mut pools = Self::empty();
        pools.set();
        pools
    }

    /// The pools without users.
    pub(crate) fn empty() -> Self {
        let mut foreign = pool(OTHER_POOL, "foreign");
        foreign.domain = Some("foreign".to_owned());
        let local = LocalUserPool::new(vec![pool(POOL, CLIENT), foreign]);
        local.set_now("2026-03-04T05:05:00Z".parse().expect("a timestamp"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        let nothing = String::new;
        Self {
            router: local.router(),
            local,
            log: Log::default(),
            runtime,
            access_token: nothing(),
            id_token: nothing(),
            refresh_token: nothing(),
            foreign_token: nothing(),
            session: nothing(),
            address_code: nothing(),
            sign_up_code: nothing(),
            password_code: nothing(),
        }
    }

    fn set(&mut self) {
        for name in ["ada", "dan"] {
            self.member(POOL, name);
        }
        self.member(OTHER_POOL, "eve");
        let tokens = self.sign_in(CLIENT, "ada");
        self.access_token = text(&tokens, "AccessToken");
        self.id_token = text(&tokens, "IdToken");
        self.refresh_token = text(&tokens, "RefreshToken");
        self.foreign_token = text(&self.sign_in("foreign", "eve"), "AccessToken");

        let code = json!({ "AccessToken": self.access_token, "AttributeName": "email" });
        self.ok(Operation::GetUserAttributeVerificationCode, &code);
        self.address_code = self.newest_code();
        self.ok(Operation::SignUp, &sign_up("bea"));
        self.sign_up_code = self.newest_code();
        let dan = json!({ "ClientId": CLIENT, "Username": "dan" });
        self.ok(Operation::ForgotPassword, &dan);
        self.password_code = self.newest_code();

        let invitation = json!({
            "UserPoolId": POOL, "Username": "cyd", "TemporaryPassword": TEMPORARY,
            "MessageAction": "SUPPRESS", "UserAttributes": verified("cyd"),
        });
        self.ok(Operation::AdminCreateUser, &invitation);
        let challenge = self.ok(
            Operation::InitiateAuth,
            &with_password(CLIENT, "cyd", TEMPORARY),
        );
        self.session = text(&challenge, "Session");
    }

    fn member(&self, pool: &str, name: &str) {
        let who = json!({
            "UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS",
            "UserAttributes": verified(name),
        });
        self.ok(Operation::AdminCreateUser, &who);
        let password = json!({
            "UserPoolId": pool, "Username": name, "Password": PASSWORD, "Permanent": true,
        });
        self.ok(Operation::AdminSetUserPassword, &password);
    }

    fn sign_in(&self, client: &str, name: &str) -> Value {
        let mut answer = self.ok(
            Operation::InitiateAuth,
            &with_password(client, name, PASSWORD),
        );
        answer["AuthenticationResult"].take()
    }

    fn newest_code(&self) -> String {
        let message = self.local.inbox().pop().expect("a message");
        let text = message.html.unwrap_or_default();
        digits(&text).expect("a code").to_owned()
    }

    /// The secrets, which only answers that return them may contain: passwords, codes, sessions,
    /// tokens.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        let secrets = [
            &self.access_token,
            &self.id_token,
            &self.refresh_token,
            &self.foreign_token,
            &self.session,
            &self.address_code,
            &self.sign_up_code,
            &self.password_code,
        ];
        let secrets = secrets.into_iter().map(String::as_str);
        secrets.chain([PASSWORD, TEMPORARY, NEW_PASSWORD]).collect()
    }

    /// Runs a future to its end.
    pub(crate) fn run<T>(&self, act: impl Future<Output = T>) -> T {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(self.log.clone())
            .finish();
        self.runtime.block_on(act.with_subscriber(subscriber))
    }

    /// The log since the last call.
    pub(crate) fn take_log(&self) -> String {
        let mut log = self.log.0.lock().expect("nobody panics while writing");
        String::from_utf8_lossy(&std::mem::take(&mut *log)).into_owned()
    }

    /// Sends any request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Response<Body> {
        let response = self.router.clone().oneshot(request).await;
        response.expect("a router never fails")
    }

    /// Calls an operation with any body, and checks that the answer is allowed.
    pub(crate) async fn call(&self, operation: Operation, body: Vec<u8>) -> Answer {
        let request = request(operation).body(Body::from(body));
        let response = self.send(request.expect("a request")).await;
        let answer = read(response).await;
        modelled::check(operation, &answer);
        answer
    }

    /// Calls an operation that has to succeed.
    #[track_caller]
    pub(crate) fn ok(&self, operation: Operation, members: &Value) -> Value {
        let answer = self.run(self.call(operation, members.to_string().into_bytes()));
        assert_eq!(answer.status, 200, "{}: {answer:?}", operation.name());
        answer.body
    }

    /// The requests of [`ACCEPTED`], with the codes, sessions and tokens of these pools.
    pub(crate) fn requests(&self) -> Vec<(Operation, Value)> {
        let mut requests = ACCEPTED.to_owned();
        for (placeholder, secret) in [
            ("$access_token", &self.access_token),
            ("$refresh_token", &self.refresh_token),
            ("$session", &self.session),
            ("$address_code", &self.address_code),
            ("$sign_up_code", &self.sign_up_code),
            ("$password_code", &self.password_code),
        ] {
            requests = requests.replace(placeholder, secret);
        }
        let requests: Vec<(String, Value)> = serde_json::from_str(&requests).expect("the table");
        let requests = requests.into_iter();
        requests
            .map(|(name, members)| (operation(&name), members))
            .collect()
    }
}

fn operation(name: &str) -> Operation {
    let mut all = Operation::ALL.iter().copied();
    let operation = all.find(|operation| operation.name() == name);
    operation.expect("an operation that there is")
}

fn pool(id: &str, client: &str) -> Pool {
    let mut pool = Pool::new(id);
    pool.sign_in = SignIn::Username([Alias::Email].into());
    pool.settings.auto_verified_attributes = [Alias::Email].into();
    pool.schema
        .define("custom:invitation", AttributeDefinition::TEXT);
    pool.add_groups(["clients"]);
    for (name, is_hiding) in [(client, false), (HIDING_CLIENT, true)] {
        if is_hiding && id != POOL {
            continue;
        }
        let mut client = Client::new(name, "Web", pool.created);
        let flows = [
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ];
        let flows: BTreeSet<String> = flows.map(str::to_owned).into();
        client.settings.explicit_auth_flows = Some(flows);
        client.settings.prevent_user_existence_errors = is_hiding.then(|| "ENABLED".to_owned());
        pool.add_client(client);
    }
    pool
}

fn verified(name: &str) -> Value {
    json!([
        { "Name": "email", "Value": format!("{name}@example.com") },
        { "Name": "email_verified", "Value": "true" },
        { "Name": "given_name", "Value": name },
    ])
}

fn sign_up(name: &str) -> Value {
    json!({
        "ClientId": CLIENT,
        "Username": name,
        "Password": PASSWORD,
        "UserAttributes": [{ "Name": "email", "Value": format!("{name}@example.com") }],
    })
}

pub(crate) fn with_password(client: &str, name: &str, password: &str) -> Value {
    json!({
        "ClientId": client,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": name, "PASSWORD": password },
    })
}

fn text(members: &Value, name: &str) -> String {
    members[name].as_str().expect("a text").to_owned()
}

/// The first six digits in a row.
pub(crate) fn digits(text: &str) -> Option<&str> {
    let mut words = text.split(|letter: char| !letter.is_ascii_digit());
    words.find(|word| word.len() == 6)
}

/// The head of a call.
pub(crate) fn request(operation: Operation) -> axum::http::request::Builder {
    match operation.service() {
        Service::CognitoIdp => {
            let target = format!("AWSCognitoIdentityProviderService.{}", operation.name());
            Request::post("/").header("x-amz-target", target)
        }
        Service::EventBridge => {
            let target = format!("AWSEvents.{}", operation.name());
            Request::post("/").header("x-amz-target", target)
        }
        Service::Ses => Request::post("/v2/email/outbound-emails"),
    }
}

/// Reads an answer, which has to be JSON.
pub(crate) async fn read(response: Response<Body>) -> Answer {
    let status = response.status().as_u16();
    let error_type = response.headers().get("x-amzn-errortype");
    let error_type = error_type.map(|name| name.to_str().expect("ASCII").to_owned());
    let body = body(response).await;
    Answer {
        status,
        error_type,
        body: serde_json::from_str(&body).expect("every answer is JSON"),
    }
}

/// The body of an answer as text.
pub(crate) async fn body(response: Response<Body>) -> String {
    let body = to_bytes(response.into_body(), usize::MAX).await;
    let body = body.expect("a complete body").to_vec();
    String::from_utf8(body).expect("every answer is UTF-8")
}

/// The log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        let mut log = self.0.lock().expect("nobody panics while writing");
        log.extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
