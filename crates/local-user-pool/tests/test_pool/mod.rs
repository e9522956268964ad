//! What the tests of the operations share: a pool behind a real socket, and a plain HTTP client.

use local_user_pool::{LocalUserPool, Pool, Server};
use serde_json::{Value, json};

/// The identifier of the pool that the tests use.
pub(crate) const POOL: &str = "eu-west-1_Example";

/// A pool, a server in front of it, and a client.
pub(crate) struct TestPool {
    /// The handle to the pool, for looking behind the wire.
    pub(crate) local: LocalUserPool,
    server: Server,
    /// Serves in the background; dropped after the server.
    _runtime: tokio::runtime::Runtime,
}

/// An answer: HTTP status, the exception's name, body.
pub(crate) type Answer = (u16, Option<String>, Value);

impl TestPool {
    /// A pool as the API makes it by default, changed as the test wants it. The clock stands at
    /// five past five on 4 March 2026.
    pub(crate) fn new(change: impl FnOnce(&mut Pool)) -> Self {
        let mut pool = Pool::new(POOL);
        change(&mut pool);
        let local = LocalUserPool::new(vec![pool]);
        local.set_now("2026-03-04T05:05:00Z".parse().expect("a timestamp"));
        Self::of(local)
    }

    /// Puts a server in front of a pool.
    pub(crate) fn of(local: LocalUserPool) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let server = runtime.block_on(local.serve()).expect("a free port");
        Self {
            local,
            server,
            _runtime: runtime,
        }
    }

    /// Calls an operation of Cognito, on the test pool unless the members name another.
    pub(crate) fn cognito(&self, operation: &str, mut members: Value) -> Answer {
        if members.get("UserPoolId").is_none() {
            members["UserPoolId"] = json!(POOL);
        }
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let mut response = agent
            .post(self.server.endpoint_url())
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .send(members.to_string())
            .expect("an answer");
        let body = response.body_mut().read_to_string().expect("a body");
        let body: Value = serde_json::from_str(&body).expect("every answer is JSON");
        let error = body.get("__type").and_then(Value::as_str);
        (response.status().as_u16(), error.map(str::to_owned), body)
    }

    /// [`TestPool::cognito`] where it has to succeed.
    #[track_caller]
    pub(crate) fn ok(&self, operation: &str, members: Value) -> Value {
        let (status, _, body) = self.cognito(operation, members);
        assert_eq!(status, 200, "{operation}: {body}");
        body
    }

    /// [`TestPool::cognito`] where it has to be refused, with this exception and this text.
    #[track_caller]
    pub(crate) fn refused(&self, operation: &str, members: Value, code: &str, message: &str) {
        let (status, error, body) = self.cognito(operation, members);
        assert_eq!(
            (status, error.as_deref(), body["message"].as_str()),
            (400, Some(code), Some(message)),
            "{operation}: {body}"
        );
    }

    /// Reads or changes the pool behind the wire.
    pub(crate) fn pool<T>(&self, act: impl FnOnce(&mut Pool) -> T) -> T {
        self.local.with_pool(POOL, act).expect("the pool")
    }
}
