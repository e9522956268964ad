//! Whom the server answers: programs on this machine, and web pages that use a name of this
//! machine.
//!
//! The server trusts every caller that reaches it. A page on the internet can reach it too, if the
//! page's own name resolves to 127.0.0.1 (DNS rebinding). Its requests then carry that name, and
//! are refused.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};

/// From where callers may reach the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// From this machine, under its own names: `localhost`, names below it, `127.0.0.0/8`, `[::1]`.
    #[default]
    Loopback,
    /// From every machine that the network lets through. The server does not authenticate callers:
    /// each of them can read every mail and take over every account.
    Network,
}

/// The routes, behind a check of the name that a request is for.
pub(crate) fn within_reach(
    reach: impl Fn() -> Reach + Clone + Send + Sync + 'static,
    routes: Router,
) -> Router {
    routes.layer(from_fn(move |request: Request, next: Next| {
        admit(reach(), request, next)
    }))
}

async fn admit(reach: Reach, request: Request, next: Next) -> Response {
    if reach == Reach::Loopback && !is_for_this_machine(request.uri(), request.headers()) {
        let refusal = "This server answers to the names of this machine only.\n";
        return (StatusCode::MISDIRECTED_REQUEST, refusal).into_response();
    }
    next.run(request).await
}

/// A request without a name does not come from a browser. If there are several names, all have to
/// fit.
fn is_for_this_machine(uri: &Uri, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let named = hosts.all(|host| host.to_str().is_ok_and(is_loopback));
    named
        && uri
            .authority()
            .is_none_or(|authority| is_loopback(authority.as_str()))
}

/// Whether the request comes from a web page of another machine.
///
/// Signatures are not checked. Without this check, every page that a developer opens could call an
/// administrator's operations.
pub(crate) fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    origins.any(|origin| {
        let host = origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"));
        !host.is_some_and(|(_, host)| is_loopback(host))
    })
}

/// Whether `host[:port]` is a name of this machine.
fn is_loopback(host: &str) -> bool {
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    let host = host.to_ascii_lowercase();
    if host == "localhost" || host.ends_with(".localhost") || host == "[::1]" {
        return true;
    }
    host.parse::<std::net::Ipv4Addr>()
        .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, expected: bool) {
        assert_eq!(is_loopback(host), expected, "{host}");
    }

    #[test]
    fn pages_of_this_machine_are_recognised() {
        let check = |origin: Option<&'static str>, expected: bool| {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(is_from_elsewhere(&headers), expected, "{origin:?}");
        };
        check(None, false);
        check(Some("http://localhost:3000"), false);
        check(Some("http://127.0.0.1:8787"), false);
        check(Some("https://example.com"), true);
        check(Some("http://localhost.example.com"), true);
        check(Some("null"), true);
    }

    #[test]
    fn names_of_this_machine_are_recognised() {
        check("localhost", true);
        check("LocalHost:9229", true);
        check("pool.localhost:9229", true);
        check("127.0.0.1:9229", true);
        check("127.9.9.9", true);
        check("[::1]:9229", true);
        check("[::1]", true);
        check("", false);
        check("example.com", false);
        check("example.com:9229", false);
        check("localhost.example.com", false);
        check("notlocalhost", false);
        check("127.0.0.1.example.com", false);
        check("127.0.0.1@example.com", false);
        check("localhost:9229@example.com", false);
        check("192.168.0.7", false);
        check("0.0.0.0", false);
    }
}
