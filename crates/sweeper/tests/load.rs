//! Many open invitations at once: how fast the sweeper asks AWS, by a clock that nobody waits for.
//!
//! The pool is called within this process. Nothing is ever waited for but the sweeper's own pauses,
//! so that the runtime's clock stands still while calls are made, and jumps to the end of each pause.

#![expect(clippy::unwrap_used, reason = "what is not as expected ends the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_cognitoidentityprovider::config::{
    Credentials, Region, SharedCredentialsProvider, SharedHttpClient,
};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use invitation::attributes::INVITED_ATTRIBUTE;
use invitation::invitation_record::{InvitationMode, InvitationRecord, Mark};
use jiff::{SignedDuration, Timestamp};
use local_user_pool::{
    Alias, AttributeDefinition, EmailSendingAccount, LocalUserPool, Operation, Pool, Quota, SignIn,
    User, UserStatus,
};
use settings::Settings;
use sweeper::{MARGIN, Report, Sweeper};
use tokio::time::Instant;
use tower::ServiceExt;

const POOL: &str = "local_Example01";

/// How many people are reminded: enough for two runs. `SWEEPER_PEOPLE=10000` takes some minutes.
fn people() -> usize {
    let said = std::env::var("SWEEPER_PEOPLE").ok();
    said.map_or(2_000, |said| said.parse().unwrap())
}

/// A pool within this process, which remembers when it was called for what.
#[derive(Clone)]
struct InProcess {
    pool: LocalUserPool,
    router: Router,
    begun: Instant,
    start: Timestamp,
    calls: Arc<Mutex<BTreeMap<Quota, Vec<Duration>>>>,
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl InProcess {
    fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.begun.elapsed()).unwrap();
        self.start + passed
    }

    fn count(&self, request: &HttpRequest) {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let (_, name) = target.rsplit_once('.').unwrap();
        let operation = Operation::ALL
            .iter()
            .find(|operation| operation.name() == name);
        let mut calls = self.calls.lock().unwrap();
        let of_quota = calls.entry(operation.unwrap().quota()).or_default();
        of_quota.push(self.begun.elapsed());
    }

    async fn answer(self, request: HttpRequest) -> HttpResponse {
        self.pool.set_now(self.now());
        let mut asked = Request::post("/");
        for (name, value) in request.headers() {
            asked = asked.header(name, value);
        }
        let body = Body::from(request.body().bytes().unwrap().to_vec());
        let answer = self.router.oneshot(asked.body(body).unwrap());
        let (parts, body) = answer.await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let answer = axum::http::Response::from_parts(parts, SdkBody::from(body));
        HttpResponse::try_from(answer).unwrap()
    }

    fn http_client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(self.clone());
        http_client_fn(move |_, _| connector.clone())
    }

    fn sweeper(&self) -> Sweeper {
        let credentials = Credentials::new("local", "local", None, None, "local");
        let aws = cognito::client::for_hooks(SdkConfig::builder())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url("http://127.0.0.1:1")
            .http_client(self.http_client())
            .build();
        let sample = "../../infra/invitations/invitations.toml";
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join(sample);
        Sweeper {
            settings: Settings::load(&sample).unwrap(),
            user_pool_id: POOL.to_owned(),
            cognito: cognito::client::for_hook(&aws),
            aws,
        }
    }

    /// The most calls of a quota within any second.
    fn busiest_second(&self, quota: Quota) -> usize {
        let calls = self.calls.lock().unwrap();
        let moments = calls.get(&quota).map(Vec::as_slice).unwrap_or_default();
        let within = |(first, begin): (usize, &Duration)| {
            let end = *begin + Duration::from_secs(1);
            moments.partition_point(|moment| *moment < end) - first
        };
        moments.iter().enumerate().map(within).max().unwrap_or(0)
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.count(&request);
        let answer = self.clone().answer(request);
        HttpConnectorFuture::new(async { Ok(answer.await) })
    }
}

/// Everybody was invited two days ago, and is to be reminded.
fn pool(start: Timestamp) -> LocalUserPool {
    let mut pool = Pool::new(POOL);
    pool.sign_in = SignIn::Attribute([Alias::Email].into());
    pool.case_sensitive = false;
    pool.schema
        .define(INVITED_ATTRIBUTE, AttributeDefinition::TEXT);
    let email = &mut pool.settings.email_configuration;
    email.email_sending_account = EmailSendingAccount::Developer;
    let sent = start - SignedDuration::from_hours(48);
    let mut record = InvitationRecord::new(InvitationMode::Created, sent);
    record.until = Some(start + SignedDuration::from_hours(20));
    for number in 0..people() {
        let name = format!("user-{number:05}");
        let mut user = User::new(&name, &name, UserStatus::ForceChangePassword, sent);
        for (name, value) in [
            ("email", format!("{name}@client.example")),
            ("email_verified", "true".to_owned()),
            (INVITED_ATTRIBUTE, record.to_text()),
        ] {
            user.attributes.insert(name.to_owned(), value);
        }
        pool.insert(user);
    }
    LocalUserPool::new(vec![pool])
}

#[tokio::test(start_paused = true)]
async fn many_reminders_stay_below_a_fifth_of_every_quota() {
    let start: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
    let pool = pool(start);
    pool.set_now(start);
    // A call too many in a second is refused, and would be asked for again.
    pool.set_quotas(true);
    let aws = InProcess {
        router: pool.router(),
        pool,
        begun: Instant::now(),
        start,
        calls: Arc::default(),
    };
    let sweeper = aws.sweeper();
    // A run does not come to its end, and the next begins an hour after it began.
    let time = Duration::from_mins(5).saturating_sub(MARGIN);
    let mut runs: Vec<Report> = Vec::new();
    while runs.last().is_none_or(|run| run.stopped) {
        let begun = Instant::now();
        let report = sweeper.run(|| aws.now(), begun + time).await;
        assert!(begun.elapsed() <= Duration::from_mins(5));
        assert_eq!((report.failures, report.interrupted), (0, None));
        runs.push(report);
        tokio::time::advance((begun + Duration::from_hours(1)) - Instant::now()).await;
    }
    let reminded: Vec<usize> = runs.iter().map(|run| run.reminded).collect();
    assert_eq!(reminded.iter().sum::<usize>(), people(), "{reminded:?}");
    assert!(runs.len() > 1, "{runs:?}");
    let mailed: BTreeSet<String> = aws
        .pool
        .inbox()
        .into_iter()
        .flat_map(|sent| sent.to)
        .collect();
    assert_eq!((mailed.len(), aws.pool.inbox().len()), (people(), people()));
    let marked = aws.pool.with_pool(POOL, |pool| {
        let records = pool
            .users
            .iter()
            .filter_map(|user| InvitationRecord::parse(user.attribute(INVITED_ATTRIBUTE)?));
        records
            .filter(|record| record.marked(Mark::Reminded).is_some())
            .count()
    });
    assert_eq!(marked, Some(people()));
    for quota in [
        Quota::UserList,
        Quota::UserRead,
        Quota::UserUpdate,
        Quota::UserCreation,
    ] {
        let busiest = aws.busiest_second(quota);
        let fifth = quota.requests_per_second() as usize / 5;
        assert!((1..=fifth).contains(&busiest), "{quota:?}: {busiest}");
    }
}
