//! The public keys of the user pool, read where its issuer publishes them and cached (developer
//! guide, "Verifying JSON web tokens").

use std::collections::HashMap;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::rustls::crypto::aws_lc_rs;

use crate::bearer::VerifyingKey;
use crate::problem::Problem;

/// How long keys are cached. A key that was taken back is refused afterwards.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(1);
/// How long the issuer is not asked again. Callers can invent names of keys, and each would be a
/// request.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// How long the issuer may take to answer.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest document that is read, in bytes; Cognito's has two keys in 800 bytes.
const MAX_DOCUMENT: usize = 64 * 1024;

/// The keys, and when they were read.
#[derive(Debug)]
pub(crate) struct PoolKeys {
    /// The claim `iss` of tokens that they verify.
    issuer: String,
    /// Where they are published.
    address: String,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    keys: HashMap<String, VerifyingKey>,
    /// When they were read.
    fetched: Option<Timestamp>,
    /// When the issuer was asked last, and whether it answered.
    asked: Option<(Timestamp, bool)>,
}

/// What to do for the name of a key.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// Use the cached keys.
    Take,
    /// Ask the issuer.
    Ask,
    /// It was asked a moment ago and did not answer.
    GiveUp,
}

impl Held {
    fn next(&self, key_id: &str, now: Timestamp) -> Next {
        let within = |since: Timestamp, limit| now.duration_since(since) < limit;
        let is_known = self.keys.contains_key(key_id);
        let is_fresh = self.fetched.is_some_and(|fetched| within(fetched, MAX_AGE));
        if is_known && is_fresh {
            return Next::Take;
        }
        match self.asked {
            Some((asked, answered)) if within(asked, PAUSE) => {
                // While the issuer does not answer, old keys are better than none.
                if answered || is_known {
                    Next::Take
                } else {
                    Next::GiveUp
                }
            }
            _ => Next::Ask,
        }
    }
}

impl PoolKeys {
    /// The keys of the pool whose tokens have this `iss`. They are read when they are needed first.
    pub(crate) fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            address: format!("{issuer}/.well-known/jwks.json"),
            held: Mutex::default(),
        }
    }

    /// The claim `iss` of tokens that they verify.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The key of that name, if the pool has it.
    pub(crate) async fn key(
        &self,
        key_id: &str,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Option<VerifyingKey>, Problem> {
        // Other requests wait here while one asks the issuer.
        let mut held = self.held.lock().await;
        match held.next(key_id, now) {
            Next::Take => {}
            Next::GiveUp => return Err(Problem::unavailable()),
            Next::Ask => match self.ask(deadline).await {
                Ok(keys) => {
                    *held = Held {
                        keys,
                        fetched: Some(now),
                        asked: Some((now, true)),
                    };
                }
                Err(reason) => {
                    tracing::error!(reason, address = %self.address, "the user pool's public keys could not be read");
                    held.asked = Some((now, false));
                    if !held.keys.contains_key(key_id) {
                        return Err(Problem::unavailable());
                    }
                }
            },
        }
        Ok(held.keys.get(key_id).cloned())
    }

    async fn ask(&self, deadline: Instant) -> Result<HashMap<String, VerifyingKey>, String> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(aws_lc_rs::default_provider())
            .map_err(|error| error.to_string())?
            // A local user pool has no certificate; AWS's issuers use https.
            .https_or_http()
            .enable_http1()
            .build();
        let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build(connector);
        let request = Request::get(&self.address)
            .body(Body::empty())
            .map_err(|error| error.to_string())?;
        let answer = async {
            let response = client
                .request(request)
                .await
                .map_err(|error| error.to_string())?;
            let status = response.status();
            if status != StatusCode::OK {
                return Err(format!("the answer was {status}"));
            }
            let body = to_bytes(Body::new(response.into_body()), MAX_DOCUMENT).await;
            let body = body.map_err(|error| error.to_string())?;
            read(&body).map_err(|error| error.to_string())
        };
        let deadline = deadline.min(Instant::now() + FETCH_TIMEOUT);
        timeout_at(deadline, answer)
            .await
            .unwrap_or_else(|_elapsed| Err("no answer in time".to_owned()))
    }
}

/// The keys of a JSON Web Key Set (RFC 7517 §5) that verify RS256. Others are ignored.
fn read(document: &[u8]) -> serde_json::Result<HashMap<String, VerifyingKey>> {
    #[derive(Deserialize)]
    struct Document {
        keys: Vec<serde_json::Value>,
    }
    #[derive(Deserialize)]
    struct Key {
        kid: String,
        kty: String,
        alg: Option<String>,
        #[serde(rename = "use")]
        purpose: Option<String>,
        n: String,
        e: String,
    }
    let document: Document = serde_json::from_slice(document)?;
    let keys = document.keys.into_iter().filter_map(|key| {
        let key = Key::deserialize(key).ok()?;
        let is_ours = key.kty == "RSA"
            && key.alg.is_none_or(|alg| alg == "RS256")
            && key.purpose.is_none_or(|purpose| purpose == "sig");
        let number = |text| BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        let n = number(&key.n)?;
        let e = number(&key.e)?;
        is_ours.then_some((key.kid, VerifyingKey { n, e }))
    });
    Ok(keys.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(100_000 + seconds).unwrap()
    }

    #[test]
    fn callers_cannot_have_the_issuer_asked_often() {
        #[track_caller]
        fn check(fetched: Option<i64>, asked: Option<(i64, bool)>, known: Next, unknown: Next) {
            let key = VerifyingKey {
                n: Vec::new(),
                e: Vec::new(),
            };
            let keys = fetched.map(|_| ("known".to_owned(), key));
            let held = Held {
                keys: keys.into_iter().collect(),
                fetched: fetched.map(at),
                asked: asked.map(|(when, answered)| (at(when), answered)),
            };
            let next = ["known", "unknown"].map(|key| held.next(key, at(0)));
            assert_eq!(next, [known, unknown]);
        }
        check(None, None, Next::Ask, Next::Ask);
        check(Some(-5), Some((-5, true)), Next::Take, Next::Take);
        check(Some(-40), Some((-40, true)), Next::Take, Next::Ask);
        check(Some(-4_000), Some((-4_000, true)), Next::Ask, Next::Ask);
        // Without an answer, old keys still count, and the pause holds.
        check(Some(-4_000), Some((-5, false)), Next::Take, Next::GiveUp);
        check(Some(-40), Some((-5, false)), Next::Take, Next::GiveUp);
        check(None, Some((-5, false)), Next::GiveUp, Next::GiveUp);
        check(None, Some((-31, false)), Next::Ask, Next::Ask);
    }

    #[test]
    fn keys_of_another_kind_are_left_alone() {
        let key = |kid: &str, kty: &str, alg: &str, purpose: &str| json!({ "kid": kid, "kty": kty, "alg": alg, "use": purpose, "n": "AQAB", "e": "AQAB" });
        let document = json!({ "keys": [
            key("good", "RSA", "RS256", "sig"),
            { "kid": "bare", "kty": "RSA", "n": "AQAB", "e": "AQAB" },
            key("curve", "EC", "ES256", "sig"),
            key("longer", "RSA", "RS512", "sig"),
            key("sealing", "RSA", "RS256", "enc"),
            { "kid": "broken", "kty": "RSA", "n": "=", "e": "AQAB" },
            { "kid": "secret", "kty": "oct", "k": "AQAB" },
            7,
        ] });
        let keys = read(document.to_string().as_bytes()).unwrap();
        let mut names: Vec<&String> = keys.keys().collect();
        names.sort();
        assert_eq!(names, ["bare", "good"]);
        assert!(read(b"<html>").is_err());
        assert!(read(b"{}").is_err());
    }
}
