//! A local user pool with its administration.

use std::sync::Arc;
use std::time::Duration;

use acceptance::Mailer;
use administration::validation::PersonRequest;
use administration::{
    AdminError, Administration, HookData, IfInvited, Invitation, Invited, Profile, RecordRequest,
    Scope, Warning,
};
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, AuthFlowType};
use jiff::Timestamp;
use local_user_pool::{
    Alias, AttributeDefinition, Call, CallOutcome, ClientSettings, Fault, FaultKind, Invoked,
    LocalUserPool, Operation, Pool, SentMessage, Server, SignIn, User, UserStatus,
};
use messages::Brands;
use settings::Settings;
use tokio::time::{Instant, sleep, timeout_at};

pub(crate) const POOL: &str = "local_Example";
pub(crate) const ADDRESS: &str = "ada@client.example";
const CLIENT: &str = "3example3example3example3";

const SETTINGS: &str = r#"
    [tokens]
    issuer = "https://accounts.northwind.example"

    [federated]
    trusted_providers = ["Google"]

    [grants]
    assignable_groups = ["clients", "beta", "staff", "absent"]
    assignable_attributes = ["given_name", "custom:tenant", "custom:origin"]

    [mail]
    from = "Northwind <welcome@northwind.example>"
"#;

/// A pool, and its administration through the real SDK.
pub(crate) struct TestPool {
    pub(crate) pool: LocalUserPool,
    pub(crate) administration: Administration,
    pub(crate) cognito: Client,
    pub(crate) aws: SdkConfig,
    _server: Server,
}

pub(crate) fn settings() -> Settings {
    toml::from_str(SETTINGS).unwrap()
}

/// The moment at which the pool's clock stands.
pub(crate) fn now() -> Timestamp {
    "2026-11-20T09:00:00Z".parse().unwrap()
}

/// Far enough away for a busy machine.
pub(crate) fn deadline() -> Instant {
    Instant::now() + Duration::from_mins(1)
}

impl TestPool {
    /// A pool in which people sign in with their address.
    pub(crate) async fn new() -> Self {
        Self::with(settings(), |_| {}).await
    }

    /// The same, once `edit` has seen to it.
    pub(crate) async fn with(settings: Settings, edit: impl FnOnce(&mut Pool)) -> Self {
        let test = Self::with_running_clock(settings, edit).await;
        test.pool.set_now(now());
        test
    }

    /// The same, at the present moment: quotas count by the second.
    pub(crate) async fn with_running_clock(
        settings: Settings,
        edit: impl FnOnce(&mut Pool),
    ) -> Self {
        let mut pool = Pool::new(POOL);
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        pool.case_sensitive = false;
        pool.add_groups(["clients", "beta", "staff"]);
        for name in ["custom:tenant", "custom:brand", "custom:invitation"] {
            pool.schema.define(name, AttributeDefinition::TEXT);
        }
        let immutable = AttributeDefinition {
            mutable: false,
            ..AttributeDefinition::TEXT
        };
        pool.schema.define("custom:origin", immutable);
        pool.add_client(client());
        edit(&mut pool);
        let pool = LocalUserPool::new(vec![pool]);
        let server = pool.serve().await.unwrap();
        let aws = aws(&server.endpoint_url());
        let cognito = Client::new(&aws);
        let mail = settings.mail.clone();
        let mailer = mail.map(|mail| Mailer::new(&aws, mail, Brands::built_in()));
        let administration = Administration::open(&cognito, mailer, settings, POOL, deadline())
            .await
            .unwrap()
            .telling_events(&aws)
            .giving_links(Arc::new(Brands::built_in()));
        pool.clear_history();
        Self {
            pool,
            administration,
            cognito,
            aws,
            _server: server,
        }
    }

    pub(crate) fn mailer(&self) -> Mailer {
        Mailer::new(&self.aws, settings().mail.unwrap(), Brands::built_in())
    }

    pub(crate) async fn create(&self, invitation: &Invitation) -> Result<Invited, AdminError> {
        let (now, deadline) = (now(), deadline());
        let again = IfInvited::Complete;
        self.administration
            .create(invitation, again, Scope::Anybody, now, deadline)
            .await
    }

    /// The codes of what is refused.
    pub(crate) async fn create_code(&self, invitation: &Invitation) -> &'static str {
        self.create(invitation).await.unwrap_err().code()
    }

    pub(crate) async fn resend(
        &self,
        user: &str,
        profile: &Profile,
    ) -> Result<Invited, AdminError> {
        let person = PersonRequest {
            profile: profile.clone(),
            ..PersonRequest::default()
        };
        self.administration
            .resend(user, &person, self.pool.now(), deadline())
            .await
    }

    /// Puts a user into the pool, as if it had always been there.
    pub(crate) fn insert(&self, status: UserStatus, edit: impl FnOnce(&mut User)) {
        let created = "2026-11-01T00:00:00Z".parse().unwrap();
        let sub = "6a2c1f0e-0000-4000-8000-000000000001";
        let mut user = User::new(sub, sub, status, created);
        for (name, value) in [("email", ADDRESS), ("email_verified", "true")] {
            user.attributes.insert(name.to_owned(), value.to_owned());
        }
        edit(&mut user);
        self.pool.with_pool(POOL, |pool| pool.insert(user)).unwrap();
    }

    /// The user who goes by the address, if there is one.
    pub(crate) fn user(&self) -> Option<User> {
        self.pool
            .with_pool(POOL, |pool| pool.find(ADDRESS).cloned())
            .unwrap()
    }

    /// The user of this name.
    pub(crate) fn named(&self, name: &str) -> User {
        let user = self.pool.with_pool(POOL, |pool| pool.find(name).cloned());
        user.flatten().unwrap()
    }

    /// Signs up with the address under this name, as anybody can.
    pub(crate) async fn sign_up(&self, name: &str) {
        let email = AttributeType::builder().name("email").value(ADDRESS);
        self.cognito
            .sign_up()
            .client_id(CLIENT)
            .username(name)
            .password("Correct-horse-7")
            .user_attributes(email.build().unwrap())
            .send()
            .await
            .unwrap();
    }

    /// Types the code of a sign-up; the exception where it is refused.
    pub(crate) async fn confirm(&self, name: &str, code: &str, force: bool) -> Result<(), String> {
        let confirmed = self
            .cognito
            .confirm_sign_up()
            .client_id(CLIENT)
            .username(name)
            .confirmation_code(code)
            .force_alias_creation(force)
            .send()
            .await;
        let refused = |error: &_| ProvideErrorMetadata::code(error).unwrap().to_owned();
        confirmed.map(|_| ()).map_err(|error| refused(&error))
    }

    pub(crate) fn groups(&self) -> Vec<String> {
        self.user().unwrap().groups.into_iter().collect()
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.user().unwrap().attribute(name).map(str::to_owned)
    }

    /// The calls so far, as tables show them, without those that only read.
    pub(crate) fn effects(&self) -> Vec<String> {
        let calls = self.pool.calls();
        let calls = calls.iter().map(ToString::to_string);
        calls
            .filter(|call| !call.starts_with("AdminGetUser") && !call.contains("List"))
            .collect()
    }

    pub(crate) fn inbox(&self) -> Vec<SentMessage> {
        self.pool.inbox()
    }

    pub(crate) fn fail(&self, operation: Operation, kind: FaultKind, times: u32) {
        self.pool.set_faults(vec![Fault {
            operation: Some(operation),
            kind,
            times: Some(times),
        }]);
    }

    /// Lets somebody change the user after this operation was asked for, and before it is done: the
    /// first attempts are throttled.
    pub(crate) async fn meanwhile<T>(
        &self,
        operation: Operation,
        act: impl Fn(&mut User) + Send + 'static,
        verb: impl Future<Output = T>,
    ) -> T {
        self.meanwhile_after(&[], operation, act, verb).await
    }

    /// The same, after these operations were done, one after another, which are throttled, too.
    pub(crate) async fn meanwhile_after<T>(
        &self,
        before: &[Operation],
        operation: Operation,
        act: impl Fn(&mut User) + Send + 'static,
        verb: impl Future<Output = T>,
    ) -> T {
        let throttled = |operation| Fault {
            operation: Some(operation),
            kind: FaultKind::Throttle,
            times: Some(3),
        };
        let mut operations: Vec<_> = before.iter().copied().chain([operation]).collect();
        self.pool.set_faults(vec![throttled(operations.remove(0))]);
        let pool = self.pool.clone();
        let acting = tokio::spawn(async move {
            let mut seen = 0;
            loop {
                let calls = pool.calls();
                let mut new = calls.iter().skip(seen);
                if !new.any(|call| matches!(call.outcome, CallOutcome::Refused(_))) {
                    sleep(Duration::from_millis(1)).await;
                    continue;
                }
                seen = calls.len();
                if operations.is_empty() {
                    break;
                }
                pool.set_faults(vec![throttled(operations.remove(0))]);
            }
            let now = pool.now();
            let there = pool.with_pool(POOL, |pool| {
                let mut user = pool.find(ADDRESS).cloned().unwrap();
                user.modified = now;
                act(&mut user);
                pool.insert(user);
            });
            there.unwrap();
        });
        let came = verb.await;
        timeout_at(deadline(), acting).await.unwrap().unwrap();
        came
    }

    /// Kills a verb where this operation fails for the first time.
    pub(crate) async fn killed<T>(
        &self,
        operation: Operation,
        kind: FaultKind,
        verb: impl Future<Output = T>,
    ) {
        self.fail(operation, kind, u32::MAX);
        let has_failed = async || {
            let is_failed = |call: &Call| {
                call.operation == operation.name()
                    && matches!(call.outcome, CallOutcome::Cut | CallOutcome::AnswerLost)
            };
            while !self.pool.calls().iter().any(is_failed) {
                sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            _ = verb => unreachable!("it was not killed"),
            () = has_failed() => {}
        }
        self.pool.set_faults(Vec::new());
        self.pool.clear_history();
    }

    /// Lets every hook of the pool come to this.
    pub(crate) fn hooks_answer(&self, answer: fn(String) -> Invoked) {
        self.pool.set_invoke(Arc::new(move |invocation| {
            Box::pin(async move { answer(invocation.payload) })
        }));
    }

    /// Whether the temporary password lets the person go on to choose a password.
    pub(crate) async fn signs_in(&self, password: &str) -> bool {
        let answer = self
            .cognito
            .admin_initiate_auth()
            .user_pool_id(POOL)
            .client_id(CLIENT)
            .auth_flow(AuthFlowType::AdminUserPasswordAuth)
            .auth_parameters("USERNAME", ADDRESS)
            .auth_parameters("PASSWORD", password)
            .send()
            .await;
        answer.is_ok_and(|answer| {
            let challenge = answer.challenge_name().map(|name| name.as_str().to_owned());
            challenge.as_deref() == Some("NEW_PASSWORD_REQUIRED")
        })
    }
}

fn client() -> local_user_pool::Client {
    let mut client = local_user_pool::Client::new(CLIENT, "test", Timestamp::UNIX_EPOCH);
    client.settings = ClientSettings {
        explicit_auth_flows: Some(["ALLOW_ADMIN_USER_PASSWORD_AUTH".to_owned()].into()),
        ..ClientSettings::default()
    };
    client
}

fn aws(endpoint_url: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "local");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("local"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint_url)
        .build()
}

/// An invitation into these groups.
pub(crate) fn invitation(groups: &[&str]) -> Invitation {
    Invitation {
        email: ADDRESS.parse().unwrap(),
        user_name: None,
        profile: profile(groups),
        hook_data: HookData::default(),
        force_alias_creation: false,
        record: RecordRequest::default(),
    }
}

pub(crate) fn profile(groups: &[&str]) -> Profile {
    Profile {
        groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
        ..Profile::default()
    }
}

pub(crate) fn with_tenant(groups: &[&str], tenant: &str) -> Profile {
    let attribute = ("custom:tenant".parse().unwrap(), tenant.to_owned());
    Profile {
        attributes: [attribute].into(),
        ..profile(groups)
    }
}

/// The codes of the warnings.
pub(crate) fn warnings(invited: &Invited) -> Vec<&'static str> {
    invited.warnings.iter().map(Warning::code).collect()
}

/// The temporary password in Cognito's own invitation.
pub(crate) fn password(mail: &SentMessage) -> String {
    let html = mail.html.as_deref().unwrap();
    let (_, rest) = html.split_once("temporary password is ").unwrap();
    rest.trim_end_matches(['.', ' ']).to_owned()
}
