//! A user pool with the hooks and the administrators' API, and people who act on it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use std::sync::LazyLock;
use std::time::Duration;

use admin_api::router::Service;
use admin_api::{AppState, At, service};
use administration::{Administration, Origin};
use aws_sdk_cognitoidentityprovider::Client as Cognito;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use connection::local_aws;
use invitation::key::SigningKey;
use invitation::token::Audience;
use invitation::{
    INVITED_ATTRIBUTE, InvitationMode, InvitationRecord, Mark, TokenClaims, TrustedKey, issue,
};
use jiff::{SignedDuration, Timestamp};
use lambda_http::{Body as EventBody, Context, RequestExt};
use local_user_pool::{
    Alias, AttributeDefinition, Client, ClientSettings, LambdaConfig, LocalUserPool, Pool, Server,
    SignIn, User, UserStatus, VersionedLambda,
};
use playground::hooks::handler::LAMBDA_TIMEOUT;
use playground::hooks::{HandlerEnvironment, Hooks};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use settings::Settings;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;
use tower::ServiceExt;

use crate::truth::{Came, Truth};
use crate::{By, Step};

const POOL: &str = "eu-west-1_AbCdEfGhI";
const CLIENT: &str = "3example3example3example3";
const ISSUER: &str = "https://accounts.northwind.example";
const PASSWORD: &str = "Correct-horse-7";

/// The addresses, each with a mailbox of one person. The policy has groups for Carol's domain.
pub(crate) const ADDRESSES: [&str; 3] = [
    "mallory@evil.example",
    "bob@client.example",
    "carol@corp.example",
];
const MALLORY: usize = 0;
pub(crate) const BOB: usize = 1;
pub(crate) const CAROL: usize = 2;

/// The groups that administrators name.
pub(crate) const GIVEN: [&str; 3] = ["clients", "secret", "staff"];
pub(crate) const CLIENTS: usize = 0;
pub(crate) const SECRET: usize = 1;

/// The first is trusted.
pub(crate) const PROVIDERS: [&str; 2] = ["Google", "Other"];

/// No token, one of Mallory's, one of Bob's.
pub(crate) const TOKENS: usize = 3;

/// The address that a token names.
pub(crate) fn token_address(token: usize) -> Option<&'static str> {
    token.checked_sub(1).map(|address| ADDRESSES[address])
}

/// What people sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The address.
    Address,
    /// A user name, or a verified address.
    Alias,
    /// A user name.
    Name,
}

/// Whether the pool has the attribute for records of invitations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Records {
    /// It has none.
    #[default]
    None,
    /// It has.
    Kept,
    /// It has, and people may write it, by mistake.
    Writable,
}

static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::from_random(&[7; 32], Some("owner".to_owned())).unwrap());

static SIGNED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let sign = |token| {
        let Some(email) = token_address(token) else {
            return String::new();
        };
        let claims = TokenClaims {
            iss: ISSUER.to_owned(),
            aud: Audience::from(POOL.to_owned()),
            jti: format!("token-{token}"),
            iat: start().as_second(),
            exp: start().as_second() + 72 * 3600,
            nbf: None,
            email: email.to_owned(),
            groups: vec!["partners".parse().unwrap()],
            attributes: BTreeMap::new(),
            brand: None,
            locale: None,
            inviter: None,
        };
        issue::sign(&claims, &KEY)
            .unwrap()
            .expose_secret()
            .to_owned()
    };
    (0..TOKENS).map(sign).collect()
});

fn start() -> Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

fn deadline() -> Instant {
    Instant::now() + Duration::from_hours(1)
}

fn settings(kind: Kind) -> Settings {
    let sign_in = match kind {
        Kind::Address => "email",
        Kind::Alias => "alias",
        Kind::Name => "username",
    };
    let text = format!(
        r#"
        [user_pool]
        sign_in = "{sign_in}"
        case_sensitive = false

        [tokens]
        issuer = "{ISSUER}"

        [self_sign_up]
        policy = "open"
        groups.default = ["members"]
        groups.by_domain = {{ "corp.example" = ["staff"] }}

        [admin_created]
        policy = "open"
        groups.default = ["invited"]
        groups.by_domain = {{ "corp.example" = ["staff"] }}

        [federated]
        policy = "open"
        trusted_providers = ["Google"]
        groups.default = ["guests"]
        groups.by_domain = {{ "corp.example" = ["staff"] }}

        [grants]
        assignable_groups = ["members", "invited", "guests", "staff", "clients", "secret", "partners"]

        [admin_api]
        user_pool_id = "{POOL}"

        [[admin_api.roles]]
        members = ["Owners"]
        verbs = ["*"]
        groups = ["members", "invited", "guests", "staff", "clients", "secret", "partners"]
        attributes = ["*", "email", "email_verified"]
        force_alias_creation = true

        [[admin_api.roles]]
        members = ["Clerks"]
        verbs = [
            "createInvitation", "resendInvitation", "setUserPassword", "updateUserAttributes",
            "confirmUserSignUp", "addUserToGroup", "disableUser", "enableUser", "deleteUser",
        ]
        groups = ["members", "invited", "guests", "clients"]
        attributes = ["email"]
        "#
    );
    let mut settings: Settings = toml::from_str(&text).unwrap();
    settings.tokens.keys = vec![TrustedKey::new(KEY.public_jwk(), None).unwrap()];
    settings
}

fn empty_pool(kind: Kind, records: Records) -> Pool {
    let mut pool = Pool::new(POOL);
    pool.sign_in = match kind {
        Kind::Address => SignIn::Attribute([Alias::Email].into()),
        Kind::Alias => SignIn::Username([Alias::Email].into()),
        Kind::Name => SignIn::Username([].into()),
    };
    pool.case_sensitive = false;
    pool.schema
        .define("custom:invitation", AttributeDefinition::TEXT);
    if records != Records::None {
        pool.schema
            .define(INVITED_ATTRIBUTE, AttributeDefinition::TEXT);
    }
    pool.add_groups([
        "Owners", "Clerks", "members", "invited", "guests", "staff", "clients", "secret",
        "partners",
    ]);
    pool.settings.auto_verified_attributes = [Alias::Email].into();
    let function = |name: &str| format!("arn:aws:lambda:eu-west-1:123456789012:function:{name}");
    pool.settings.lambda_config = LambdaConfig {
        pre_sign_up: Some(function("pre-sign-up")),
        post_confirmation: Some(function("post-confirmation")),
        post_authentication: Some(function("post-authentication")),
        pre_token_generation_config: Some(VersionedLambda {
            lambda_version: "V2_0".to_owned(),
            lambda_arn: function("pre-token-generation"),
        }),
        ..LambdaConfig::default()
    };
    let mut client = Client::new(CLIENT, "web", start());
    let set = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
    let written: &[&str] = match records {
        Records::Writable => &["email", "custom:invitation", INVITED_ATTRIBUTE],
        Records::None | Records::Kept => &["email", "custom:invitation"],
    };
    client.settings = ClientSettings {
        explicit_auth_flows: set(&["ALLOW_ADMIN_USER_PASSWORD_AUTH"]),
        write_attributes: set(written),
        ..ClientSettings::default()
    };
    pool.add_client(client);
    for (by, group) in [(By::Owner, "Owners"), (By::Clerk, "Clerks")] {
        let mut caller = User::new(name(by), sub(by), UserStatus::Confirmed, start());
        caller.groups.insert(group.to_owned());
        pool.insert(caller);
    }
    pool
}

fn name(by: By) -> &'static str {
    match by {
        By::Owner => "owner",
        By::Clerk => "clerk",
    }
}

fn sub(by: By) -> String {
    format!("sub-{}", name(by))
}

/// A pool of one kind, with everything around it.
struct TestPool {
    pool: LocalUserPool,
    router: Router,
    api: Service<EventBody>,
    administration: Administration,
    _server: Server,
}

impl TestPool {
    async fn new(kind: Kind) -> Self {
        let settings = settings(kind);
        let pool = LocalUserPool::new(vec![empty_pool(kind, Records::default())]);
        let server = pool.serve().await.unwrap();
        let endpoint_url = server.endpoint_url();
        let clock = pool.clone();
        let environment = HandlerEnvironment {
            endpoint_url: endpoint_url.clone(),
            clock: Arc::new(move || clock.now()),
            timeout: LAMBDA_TIMEOUT,
        };
        let hooks = Hooks::handlers(&settings, environment).unwrap();
        pool.set_invoke(hooks.invoke());
        let aws = local_aws::configuration(&endpoint_url);
        let cognito = Cognito::new(&aws);
        let open = Administration::open(&cognito, None, settings.clone(), POOL, deadline());
        Self {
            administration: open.await.unwrap(),
            router: pool.router(),
            api: service(AppState::new(aws, settings)),
            pool,
            _server: server,
        }
    }
}

/// Everything that stays from one history to the next, and the one that is played.
pub(crate) struct TestPools {
    runtime: Runtime,
    /// One for each kind and each schema: what the administrators' API has read of a pool, it keeps.
    pools: BTreeMap<(Kind, Records), TestPool>,
    history: History,
}

/// What people know, beside what the pool keeps.
#[derive(Default)]
struct History {
    truth: Truth,
    /// The users by `sub`, in the order in which they came.
    order: Vec<String>,
    /// Who holds an account: the number of the mailbox.
    holders: BTreeMap<String, usize>,
    /// The code of a sign-up.
    sign_up_codes: BTreeMap<String, String>,
    /// The mailbox that a code went to for a new address, and the code.
    address_codes: BTreeMap<String, (usize, String)>,
    access_tokens: BTreeMap<String, String>,
    names: usize,
    records: Records,
}

impl Default for TestPools {
    fn default() -> Self {
        Self {
            // Time passes only when everybody waits: pauses between requests cost nothing.
            runtime: Builder::new_current_thread()
                .enable_all()
                .start_paused(true)
                .build()
                .unwrap(),
            pools: BTreeMap::new(),
            history: History::default(),
        }
    }
}

impl TestPools {
    /// Plays a history from an empty pool, and says what is wrong at its first wrong step.
    pub(crate) fn play(
        &mut self,
        kind: Kind,
        verifies_first: bool,
        records: Records,
        steps: &[Step],
    ) -> Result<(), String> {
        let Self {
            runtime,
            pools,
            history,
        } = self;
        *history = History {
            records,
            ..History::default()
        };
        runtime.block_on(async {
            let test_pool = match pools.entry((kind, records)) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(place) => place.insert(TestPool::new(kind).await),
            };
            let mut pool = empty_pool(kind, records);
            if verifies_first {
                let update = &mut pool.settings.user_attribute_update_settings;
                update.attributes_require_verification_before_update = [Alias::Email].into();
            }
            test_pool
                .pool
                .with_pool(POOL, |there| *there = pool)
                .unwrap();
            test_pool.pool.set_now(start());
            test_pool.pool.clear_history();
            for step in steps {
                history.step(test_pool, kind, step).await?;
            }
            Ok(())
        })
    }

    /// The groups of a user in the history that was played last.
    pub(crate) fn groups(&self, user: usize) -> Vec<String> {
        let wanted = &self.history.order[user];
        let all = self.pools.values().flat_map(TestPool::users);
        let mut all = all.filter(|user| user.sub == *wanted);
        all.next().unwrap().groups.into_iter().collect()
    }
}

impl TestPool {
    /// The users, without the administrators.
    fn users(&self) -> Vec<User> {
        let users = self.pool.with_pool(POOL, |pool| {
            let people = pool.users.iter();
            let people = people.filter(|user| !user.sub.starts_with("sub-"));
            people.cloned().collect()
        });
        users.unwrap()
    }

    /// A call of Cognito's API; none where it is refused.
    async fn call(&self, operation: &str, members: &Value) -> Option<Value> {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let request = Request::post("/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(Body::from(members.to_string()))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let is_done = answer.status().is_success();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        is_done.then(|| serde_json::from_slice(&body).unwrap_or_default())
    }

    /// A request to the administrators' API; whether it was done.
    async fn ask(&self, by: By, path: &str, body: &Value) -> bool {
        self.answer(by, path, body).await.is_success()
    }

    /// What the administrators' API answers.
    async fn answer(&self, by: By, path: &str, body: &Value) -> StatusCode {
        let groups = match by {
            By::Owner => "Owners",
            By::Clerk => "Clerks",
        };
        let event = json!({
            "resource": "/{proxy+}",
            "path": path,
            "httpMethod": "POST",
            "headers": {},
            "multiValueHeaders": {},
            "queryStringParameters": {},
            "multiValueQueryStringParameters": {},
            "pathParameters": { "proxy": path.trim_start_matches('/') },
            "stageVariables": null,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "abcdefghij",
                "authorizer": { "claims": {
                    "sub": sub(by),
                    "username": name(by),
                    "cognito:groups": groups,
                    "iss": format!("https://cognito-idp.eu-west-1.amazonaws.com/{POOL}"),
                    "token_use": "access",
                    "client_id": CLIENT,
                    "exp": "Fri Jan 01 00:00:00 UTC 2100",
                } },
                "httpMethod": "POST",
                "identity": { "sourceIp": "192.0.2.1" },
                "path": format!("/prod{path}"),
                "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
                "resourcePath": "/{proxy+}",
                "stage": "prod",
            },
            "body": body.to_string(),
            "isBase64Encoded": false,
        });
        let mut context = Context::default();
        context.deadline = u64::MAX;
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let mut request = request.with_lambda_context(context);
        request.extensions_mut().insert(At(self.pool.now()));
        let answer = self.api.clone().oneshot(request).await.unwrap();
        answer.status()
    }

    /// The code in the newest mail to an address.
    fn code(&self, address: &str) -> String {
        let mail = self.pool.newest_message_to(address);
        let html = mail.and_then(|mail| mail.html).unwrap_or_default();
        html.chars().filter(char::is_ascii_digit).collect()
    }
}

impl History {
    async fn step(&mut self, test_pool: &TestPool, kind: Kind, step: &Step) -> Result<(), String> {
        let user = self.user(test_pool, step);
        let first_federated = matches!(*step, Step::FederatedSignIn { provider, address, .. }
            if !test_pool.users().iter().any(|user| user.username == federated_name(provider, address)));
        let came = Came {
            done: self.act(test_pool, kind, step, user.as_ref()).await,
            first_federated,
            records: self.records,
            now: test_pool.pool.now(),
        };
        let users = test_pool.users();
        self.order
            .retain(|sub| users.iter().any(|user| user.sub == *sub));
        for user in &users {
            if !self.order.contains(&user.sub) {
                self.order.push(user.sub.clone());
                self.took_hold(test_pool, step, user);
            }
        }
        let concerned = match *step {
            Step::FederatedSignIn {
                provider, address, ..
            } => {
                let name = federated_name(provider, address);
                let known = users.iter().find(|user| user.username == name);
                known.map(|user| user.sub.clone())
            }
            _ => user.map(|user| user.sub),
        };
        self.truth.after(step, concerned.as_deref(), came, &users)
    }

    /// The user whom a step is about, by its number.
    fn user(&self, test_pool: &TestPool, step: &Step) -> Option<User> {
        let number = match *step {
            Step::Confirm { user, .. }
            | Step::SignIn { user, .. }
            | Step::WriteAddress { user, .. }
            | Step::WriteToken { user, .. }
            | Step::WriteRecord { user, .. }
            | Step::VerifyAddress { user }
            | Step::DeleteOneself { user }
            | Step::Resend { user, .. }
            | Step::SetPassword { user, .. }
            | Step::SetAddress { user, .. }
            | Step::Vouch { user, .. }
            | Step::ConfirmByHand { user, .. }
            | Step::AddToGroup { user, .. }
            | Step::TakeAway { user }
            | Step::Disable { user, .. }
            | Step::Enable { user, .. }
            | Step::Delete { user, .. }
            | Step::Invite {
                named: Some(user), ..
            } => Some(user),
            _ => None,
        };
        let number = number?.checked_rem(self.order.len())?;
        let users = test_pool.users().into_iter();
        users
            .into_iter()
            .find(|user| user.sub == self.order[number])
    }

    /// Notes who holds a new account, and the code that went to the mailbox.
    fn took_hold(&mut self, test_pool: &TestPool, step: &Step, user: &User) {
        let holder = match *step {
            Step::SignUp { own: false, .. } => MALLORY,
            Step::SignUp { address, .. }
            | Step::FederatedSignIn { address, .. }
            | Step::Invite { address, .. }
            | Step::MakeInConsole { address, .. } => address,
            _ => return,
        };
        self.holders.insert(user.sub.clone(), holder);
        if matches!(step, Step::Invite { .. } | Step::MakeInConsole { .. }) {
            self.put_on_record(test_pool, user);
        }
        if let Step::SignUp { address, .. } = *step {
            let code = test_pool.code(ADDRESSES[address]);
            self.sign_up_codes.insert(user.sub.clone(), code);
        }
    }

    /// An administrator's invitation is on record from its creation on, where the pool keeps records.
    fn put_on_record(&self, test_pool: &TestPool, user: &User) {
        if self.records == Records::None {
            return;
        }
        let put = |pool: &mut Pool| {
            pool.users.change_all(|one| {
                if one.sub == user.sub {
                    let record = one.attributes.entry(INVITED_ATTRIBUTE.to_owned());
                    record.or_insert_with(|| record_text(false));
                }
            });
        };
        test_pool.pool.with_pool(POOL, put).unwrap();
    }

    /// Does what the step says; whether it was done.
    #[expect(clippy::too_many_lines, reason = "one arm for each step")]
    async fn act(
        &mut self,
        test_pool: &TestPool,
        kind: Kind,
        step: &Step,
        user: Option<&User>,
    ) -> bool {
        match *step {
            Step::SignUp { address, token, .. } => {
                let name = self.new_name(kind, address);
                let token_attribute =
                    json!({ "Name": "custom:invitation", "Value": SIGNED[token] });
                let mut attributes = vec![json!({ "Name": "email", "Value": ADDRESSES[address] })];
                attributes.extend((token > 0).then_some(token_attribute));
                let members = json!({ "ClientId": CLIENT, "Username": name, "Password": PASSWORD, "UserAttributes": attributes });
                return test_pool.call("SignUp", &members).await.is_some();
            }
            Step::FederatedSignIn {
                provider,
                address,
                maps_verified,
            } => {
                let mut attributes = vec![("email".to_owned(), ADDRESSES[address].to_owned())];
                let flag = ("email_verified".to_owned(), "true".to_owned());
                // Only what the pool's owner trusts is mapped.
                attributes.extend((maps_verified && provider == 0).then_some(flag));
                let (provider_name, subject) = (PROVIDERS[provider], address.to_string());
                let signed_in = test_pool
                    .pool
                    .federated_sign_in(POOL, CLIENT, provider_name, &subject, &attributes)
                    .await;
                let Ok(tokens) = signed_in else { return false };
                let name = federated_name(provider, address);
                let users = test_pool.users();
                if let Some(user) = users.iter().find(|user| user.username == name) {
                    self.keep_token(&user.sub, &tokens);
                }
                return true;
            }
            Step::Invite {
                by,
                address,
                group,
                resend,
                force,
                named,
            } => {
                let name = match (kind, named, user) {
                    (Kind::Address, ..) | (Kind::Alias, None, _) => None,
                    (_, _, Some(user)) => Some(user.username.clone()),
                    _ => Some(self.new_name(kind, address)),
                };
                let body = json!({
                    "email": ADDRESSES[address],
                    "user_name": name,
                    "groups": [GIVEN[group]],
                    "resend": resend,
                    "force_alias_creation": force && kind == Kind::Alias,
                });
                return test_pool.ask(by, "/invitations", &body).await;
            }
            Step::MakeInConsole { address, ticked } => {
                let name = self.new_name(kind, address);
                let mut attributes = vec![json!({ "Name": "email", "Value": ADDRESSES[address] })];
                let flag = json!({ "Name": "email_verified", "Value": "true" });
                attributes.extend(ticked.then_some(flag));
                let members = json!({ "UserPoolId": POOL, "Username": name, "UserAttributes": attributes, "DesiredDeliveryMediums": ["EMAIL"] });
                return test_pool.call("AdminCreateUser", &members).await.is_some();
            }
            Step::Reconcile => return reconcile(test_pool).await,
            Step::Wait { hours } => {
                test_pool.pool.advance(SignedDuration::from_hours(hours));
                return true;
            }
            _ => {}
        }
        let Some(user) = user else { return false };
        let (sub, username) = (&user.sub, &user.username);
        let holder = self.holders.get(sub).copied().unwrap_or(MALLORY);
        let access_token = self.access_tokens.get(sub).cloned().unwrap_or_default();
        let path = |verb: &str| format!("/{verb}");
        match *step {
            Step::Confirm { force, .. } => {
                // The mailbox that the code went to is the one that the sign-up named.
                let has_code = user.attribute("email") == Some(ADDRESSES[holder]);
                let code = self.sign_up_codes.get(sub).filter(|_| has_code);
                let Some(code) = code else { return false };
                let members = json!({ "ClientId": CLIENT, "Username": username, "ConfirmationCode": code, "ForceAliasCreation": force });
                test_pool.call("ConfirmSignUp", &members).await.is_some()
            }
            Step::SignIn { address, .. } => self.sign_in(test_pool, user, address).await,
            Step::WriteAddress { address, .. } => {
                let email = json!([{ "Name": "email", "Value": ADDRESSES[address] }]);
                let members = json!({ "AccessToken": access_token, "UserAttributes": email });
                let written = test_pool
                    .call("UpdateUserAttributes", &members)
                    .await
                    .is_some();
                if written {
                    let code = test_pool.code(ADDRESSES[address]);
                    self.address_codes.insert(sub.clone(), (address, code));
                }
                written
            }
            Step::WriteToken { token, .. } => {
                let token = json!([{ "Name": "custom:invitation", "Value": SIGNED[token] }]);
                let members = json!({ "AccessToken": access_token, "UserAttributes": token });
                test_pool
                    .call("UpdateUserAttributes", &members)
                    .await
                    .is_some()
            }
            Step::WriteRecord { accepted, .. } => {
                let text = accepted.map_or("mine".to_owned(), record_text);
                let record = json!([{ "Name": INVITED_ATTRIBUTE, "Value": text }]);
                let members = json!({ "AccessToken": access_token, "UserAttributes": record });
                test_pool
                    .call("UpdateUserAttributes", &members)
                    .await
                    .is_some()
            }
            Step::VerifyAddress { .. } => {
                let sent = self.address_codes.get(sub);
                let Some((_, code)) = sent.filter(|(address, _)| *address == holder) else {
                    return false;
                };
                let members =
                    json!({ "AccessToken": access_token, "AttributeName": "email", "Code": code });
                test_pool
                    .call("VerifyUserAttribute", &members)
                    .await
                    .is_some()
            }
            Step::DeleteOneself { .. } => {
                let members = json!({ "AccessToken": access_token });
                test_pool.call("DeleteUser", &members).await.is_some()
            }
            Step::Resend { by, group, .. } => {
                let path = format!("/invitations/{username}/resend");
                let answer = test_pool
                    .answer(by, &path, &json!({ "groups": [GIVEN[group]] }))
                    .await;
                // The group is given before the mail is sent. Where the address means another
                // account by now, Cognito says then that there is no open invitation, or that the
                // alias is taken.
                answer.is_success()
                    || answer == StatusCode::CONFLICT
                    || answer == StatusCode::SERVICE_UNAVAILABLE
            }
            Step::SetPassword { by, temporary, .. } => {
                let body =
                    json!({ "username": username, "password": PASSWORD, "permanent": !temporary });
                test_pool.ask(by, &path("setUserPassword"), &body).await
            }
            Step::SetAddress { by, address, .. } => {
                let body =
                    json!({ "username": username, "attributes": { "email": ADDRESSES[address] } });
                test_pool
                    .ask(by, &path("updateUserAttributes"), &body)
                    .await
            }
            Step::Vouch { by, .. } => {
                let body =
                    json!({ "username": username, "attributes": { "email_verified": "true" } });
                test_pool
                    .ask(by, &path("updateUserAttributes"), &body)
                    .await
            }
            Step::AddToGroup { by, group, .. } => {
                let body = json!({ "username": username, "groupname": GIVEN[group] });
                test_pool.ask(by, &path("addUserToGroup"), &body).await
            }
            Step::TakeAway { .. } => {
                for group in &user.groups {
                    let members =
                        json!({ "UserPoolId": POOL, "Username": username, "GroupName": group });
                    test_pool.call("AdminRemoveUserFromGroup", &members).await;
                }
                true
            }
            Step::ConfirmByHand { by, .. } => {
                let body = json!({ "username": username });
                test_pool.ask(by, &path("confirmUserSignUp"), &body).await
            }
            Step::Disable { by, .. } => {
                let body = json!({ "username": username });
                test_pool.ask(by, &path("disableUser"), &body).await
            }
            Step::Enable { by, .. } => {
                let body = json!({ "username": username });
                test_pool.ask(by, &path("enableUser"), &body).await
            }
            Step::Delete { by, .. } => {
                let body = json!({ "username": username });
                test_pool.ask(by, &path("deleteUser"), &body).await
            }
            _ => false,
        }
    }

    /// A name that nobody has, or the address where that is the name.
    fn new_name(&mut self, kind: Kind, address: usize) -> String {
        if kind == Kind::Address {
            return ADDRESSES[address].to_owned();
        }
        self.names += 1;
        format!("name-{}", self.names)
    }

    fn keep_token(&mut self, sub: &str, tokens: &Value) {
        let token = tokens["AccessToken"].as_str().unwrap_or_default();
        self.access_tokens.insert(sub.to_owned(), token.to_owned());
    }

    /// Whoever holds the account knows its password; which one it is makes no difference here.
    async fn sign_in(&mut self, test_pool: &TestPool, user: &User, address: Option<usize>) -> bool {
        let now = test_pool.pool.now();
        let set = |pool: &mut Pool| pool.set_password(&user.username, PASSWORD, now);
        test_pool.pool.with_pool(POOL, set);
        let begun = json!({
            "UserPoolId": POOL, "ClientId": CLIENT, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": { "USERNAME": user.username, "PASSWORD": PASSWORD },
        });
        let Some(mut answer) = test_pool.call("AdminInitiateAuth", &begun).await else {
            return false;
        };
        if answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED" {
            let mut responses = json!({ "USERNAME": user.username, "NEW_PASSWORD": PASSWORD });
            if let Some(address) = address {
                responses["userAttributes.email"] = ADDRESSES[address].into();
            }
            let ended = json!({
                "UserPoolId": POOL, "ClientId": CLIENT, "ChallengeName": "NEW_PASSWORD_REQUIRED",
                "Session": answer["Session"], "ChallengeResponses": responses,
            });
            match test_pool.call("AdminRespondToAuthChallenge", &ended).await {
                Some(ended) => answer = ended,
                None => return false,
            }
        }
        self.keep_token(&user.sub, &answer["AuthenticationResult"]);
        true
    }
}

/// A record of an invitation, accepted or not yet.
fn record_text(accepted: bool) -> String {
    let mut record = InvitationRecord::new(InvitationMode::Created, start());
    if accepted {
        record.mark(Mark::Accepted, start());
    }
    record.to_text()
}

fn federated_name(provider: usize, address: usize) -> String {
    format!("{}_{address}", PROVIDERS[provider])
}

/// `reconcile --policy --yes`: what is not doubtful.
async fn reconcile(test_pool: &TestPool) -> bool {
    let (verbs, now) = (&test_pool.administration, test_pool.pool.now());
    let found = verbs
        .unfinished(Some(Origin::Unknown), None, now, deadline())
        .await;
    for finding in found.unwrap().findings {
        if let Ok(due) = finding.due
            && !due.doubtful
        {
            verbs
                .finish(&finding.entry, &due, now, deadline())
                .await
                .unwrap();
        }
    }
    true
}
