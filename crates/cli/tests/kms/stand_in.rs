//! AWS KMS as far as signing keys go: JSON 1.1 over HTTP, with real keys (API reference, AWS KMS).

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) action: String,
    pub(crate) parameters: Value,
    /// The Region that it was signed for.
    pub(crate) region: String,
}

/// What goes wrong at the next call of an action.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// This status and exception. Nothing is done.
    Exception(u16, &'static str),
    /// A server's error after the deed.
    Lost,
    /// The signature of another key.
    OtherKey,
    /// A signature of something else.
    OtherDigest,
    /// Bytes that are no signature.
    Garbage,
}

struct Key {
    arn: String,
    spec: &'static str,
    usage: &'static str,
    pair: SigningKey,
}

#[derive(Default)]
struct Contents {
    keys: Vec<Key>,
    aliases: BTreeMap<String, String>,
    faults: Vec<(&'static str, Fault)>,
    calls: Vec<Call>,
}

#[derive(Clone, Default)]
pub(crate) struct StandIn(Arc<Mutex<Contents>>);

impl StandIn {
    /// Serves on a free port until the test's runtime ends; answers the endpoint.
    pub(crate) async fn serve(&self) -> String {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
            .unwrap();
        let address = listener.local_addr().unwrap();
        let router = self.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    /// The one route, to be served beside others.
    pub(crate) fn router(&self) -> Router {
        Router::new()
            .route("/", post(answer))
            .with_state(self.clone())
    }

    /// A key that somebody else made; answers its ARN. Without a kind, it does not say what kind it
    /// is.
    pub(crate) fn add(&self, spec: &'static str, usage: &'static str) -> String {
        let mut contents = self.0.lock().unwrap();
        contents.add(spec, usage)
    }

    /// The next calls of these actions go wrong, in this order.
    pub(crate) fn fail(&self, faults: impl IntoIterator<Item = (&'static str, Fault)>) {
        self.0.lock().unwrap().faults.extend(faults);
    }

    pub(crate) fn aliases(&self) -> BTreeMap<String, String> {
        self.0.lock().unwrap().aliases.clone()
    }

    /// The ARN of the only key.
    #[track_caller]
    pub(crate) fn only_key(&self) -> String {
        let contents = self.0.lock().unwrap();
        assert_eq!(contents.keys.len(), 1);
        contents.keys[0].arn.clone()
    }

    /// The calls of this action so far.
    pub(crate) fn calls(&self, action: &str) -> Vec<Call> {
        let contents = self.0.lock().unwrap();
        let calls = contents.calls.iter().filter(|call| call.action == action);
        calls.cloned().collect()
    }
}

impl Contents {
    fn add(&mut self, spec: &'static str, usage: &'static str) -> String {
        let number = u8::try_from(self.keys.len() + 1).unwrap();
        let arn = format!(
            "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-4000-8000-{number:012}"
        );
        self.keys.push(Key {
            arn: arn.clone(),
            spec,
            usage,
            pair: SigningKey::from_slice(&[number; 32]).unwrap(),
        });
        arn
    }

    fn key(&self, parameters: &Value) -> Result<&Key, (u16, &'static str)> {
        let name = parameters["KeyId"].as_str().unwrap();
        let arn = self.aliases.get(name).map_or(name, String::as_str);
        let is_named = |key: &&Key| key.arn == arn || key.arn.rsplit('/').next() == Some(arn);
        self.keys
            .iter()
            .find(is_named)
            .ok_or((400, "NotFoundException"))
    }

    fn act(
        &mut self,
        action: &str,
        parameters: &Value,
        fault: Option<Fault>,
    ) -> Result<Value, (u16, &'static str)> {
        match action {
            "CreateKey" => {
                assert_eq!(parameters["KeySpec"], "ECC_NIST_P256");
                assert_eq!(parameters["KeyUsage"], "SIGN_VERIFY");
                let arn = self.add("ECC_NIST_P256", "SIGN_VERIFY");
                Ok(json!({ "KeyMetadata": { "Arn": arn, "KeyId": arn.rsplit('/').next() } }))
            }
            "CreateAlias" => {
                let alias = parameters["AliasName"].as_str().unwrap().to_owned();
                let target = parameters["TargetKeyId"].as_str().unwrap().to_owned();
                if self.aliases.contains_key(&alias) {
                    return Err((400, "AlreadyExistsException"));
                }
                self.aliases.insert(alias, target);
                Ok(json!({}))
            }
            "GetPublicKey" => {
                let key = self.key(parameters)?;
                if key.usage == "ENCRYPT_DECRYPT" {
                    return Err((400, "UnsupportedOperationException"));
                }
                let public_half = p256::PublicKey::from(key.pair.verifying_key());
                let der = public_half.to_public_key_der().unwrap();
                Ok(json!({
                    "KeyId": key.arn,
                    "KeySpec": Some(key.spec).filter(|spec| !spec.is_empty()),
                    "KeyUsage": key.usage,
                    "PublicKey": STANDARD.encode(der.as_bytes()),
                }))
            }
            "Sign" => {
                assert_eq!(parameters["MessageType"], "DIGEST");
                assert_eq!(parameters["SigningAlgorithm"], "ECDSA_SHA_256");
                let key = self.key(parameters)?;
                let mut digest = STANDARD
                    .decode(parameters["Message"].as_str().unwrap())
                    .unwrap();
                assert_eq!(digest.len(), 32);
                let mut pair = key.pair.clone();
                match fault {
                    Some(Fault::OtherKey) => pair = SigningKey::from_slice(&[99; 32]).unwrap(),
                    Some(Fault::OtherDigest) => digest.reverse(),
                    _ => {}
                }
                let signature: Signature = pair.sign_prehash(&digest).unwrap();
                let signature = match fault {
                    Some(Fault::Garbage) => digest,
                    _ => signature.to_der().as_bytes().to_vec(),
                };
                Ok(json!({ "KeyId": key.arn, "Signature": STANDARD.encode(signature) }))
            }
            _ => Err((400, "UnknownOperationException")),
        }
    }
}

async fn answer(State(kms): State<StandIn>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let target = text("x-amz-target");
    let action = target.strip_prefix("TrentService.").unwrap().to_owned();
    let parameters: Value = serde_json::from_slice(&body).unwrap();
    let authorization = text(header::AUTHORIZATION.as_str());
    let mut contents = kms.0.lock().unwrap();
    contents.calls.push(Call {
        action: action.clone(),
        parameters: parameters.clone(),
        region: authorization.split('/').nth(2).unwrap().to_owned(),
    });
    let due = contents.faults.iter().position(|(of, _)| *of == action);
    let fault = due.map(|at| contents.faults.remove(at).1);
    if let Some(Fault::Exception(status, exception)) = fault {
        return refusal(status, exception);
    }
    let done = contents.act(&action, &parameters, fault);
    match (done, fault) {
        (Ok(_), Some(Fault::Lost)) => refusal(500, "KMSInternalException"),
        (Ok(document), _) => {
            let content_type = [(header::CONTENT_TYPE, "application/x-amz-json-1.1")];
            (content_type, document.to_string()).into_response()
        }
        (Err((status, exception)), _) => refusal(status, exception),
    }
}

fn refusal(status: u16, exception: &str) -> Response {
    let document = json!({ "__type": exception, "message": "CANARY arn:aws:iam::1:user/eve" });
    let content_type = [(header::CONTENT_TYPE, "application/x-amz-json-1.1")];
    let status = StatusCode::from_u16(status).unwrap();
    (status, content_type, document.to_string()).into_response()
}
