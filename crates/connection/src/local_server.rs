//! What the endpoint says of itself where it is a server of ours on this machine: its clock, which
//! may have been moved, and where the pages are that its links lead to.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::{SignedDuration, Timestamp};
use messages::{Brands, LinkOrigin};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use terminal::clock;
use tokio::time::timeout;

/// How long it may take. It is on this machine.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// More than its answers have, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;

/// The clock and the links that count: those of a local server, else this machine's clock and the
/// links of the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalServer {
    /// How far its clock is ahead of this machine's.
    ahead: SignedDuration,
    /// Where the pages of each brand are, the default brand's first.
    links: Vec<(String, LinkOrigin)>,
}

/// `GET /_local/clock` of the local user pool.
#[derive(Deserialize)]
struct Clock {
    now: Timestamp,
}

/// `GET /_dev/settings` of `invitations dev`, as far as it is asked for.
#[derive(Deserialize)]
struct DevSettings {
    brands: Vec<DevBrand>,
}

#[derive(Deserialize)]
struct DevBrand {
    name: String,
    links: String,
}

impl LocalServer {
    /// Asks the server at an endpoint on this machine. One that is not ours answers otherwise, and
    /// nothing changes.
    pub async fn at(endpoint_url: &str) -> Self {
        let base = endpoint_url.trim_end_matches('/');
        let Some(clock) = get::<Clock>(&format!("{base}/_local/clock")).await else {
            return Self::default();
        };
        let dev = get::<DevSettings>(&format!("{base}/_dev/settings")).await;
        let brands = dev.map(|dev| dev.brands).unwrap_or_default();
        let links = brands.into_iter().filter_map(|brand| {
            let is_here = is_on_this_machine(&brand.links);
            let origin = is_here.then(|| brand.links.parse().ok())??;
            Some((brand.name, origin))
        });
        tracing::debug!(now = %clock.now, "the clock of the server on this machine counts");
        Self {
            ahead: clock.now.duration_since(clock::now()),
            links: links.collect(),
        }
    }

    /// The present moment, to the second.
    pub fn now(&self) -> Timestamp {
        let now = clock::now();
        let now = now.checked_add(self.ahead).unwrap_or(now);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Lets the links lead to the pages of the server, if it has any: those of a brand that it does
    /// not know, to the default brand's.
    pub fn set_link_origins(&self, brands: &mut Brands) {
        brands.set_link_origins(|name| {
            let known = self.links.iter().find(|(brand, _)| brand == name);
            let link = known.or_else(|| self.links.first());
            link.map(|(_, origin)| origin.clone())
        });
    }
}

/// Whether an origin is one that browsers look for on this machine and nowhere else: a token goes
/// there.
fn is_on_this_machine(origin: &str) -> bool {
    let Some(authority) = origin.strip_prefix("http://") else {
        return false;
    };
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    let is_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    is_port
        && host.bytes().all(is_name)
        && (matches!(host, "127.0.0.1" | "localhost") || host.ends_with(".localhost"))
}

/// A document, if the server has it.
async fn get<T: DeserializeOwned>(address: &str) -> Option<T> {
    let request = Request::get(address).body(Body::empty()).ok()?;
    let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build_http();
    let answer = async {
        let response = client.request(request).await.ok()?;
        if response.status() != StatusCode::OK {
            return None;
        }
        to_bytes(Body::new(response.into_body()), MAX_ANSWER)
            .await
            .ok()
    };
    let body = timeout(ANSWER_TIMEOUT, answer).await.ok()??;
    serde_json::from_slice(&body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_on_this_machine() {
        for (origin, expected) in [
            ("http://127.0.0.1:8787", true),
            ("http://fabrikam.localhost:8787", true),
            ("http://localhost", true),
            ("https://localhost:8787", false),
            ("http://evil.example:8787", false),
            ("http://localhost.evil.example", false),
            ("http://evil.example/.localhost", false),
            ("http://127.0.0.1:1@evil.example", false),
            ("http://evil.example#.localhost:1", false),
        ] {
            assert_eq!(is_on_this_machine(origin), expected, "{origin}");
        }
    }

    #[test]
    fn brands_that_the_server_does_not_know_have_its_default_pages() {
        let mut brands = Brands::built_in();
        LocalServer::default().set_link_origins(&mut brands);
        let links = |brands: &Brands| brands.iter().next().unwrap().config().links.to_string();
        assert!(links(&brands).starts_with("https://"));
        let server = LocalServer {
            ahead: SignedDuration::ZERO,
            links: vec![(
                "northwind".to_owned(),
                "http://127.0.0.1:8787".parse().unwrap(),
            )],
        };
        server.set_link_origins(&mut brands);
        assert_eq!(links(&brands), "http://127.0.0.1:8787");
    }
}
