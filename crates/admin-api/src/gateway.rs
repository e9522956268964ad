//! What a gateway says of a request: the route, the caller, and how much time there is.

use std::time::Duration;

use axum::http::{Request, Uri};
use jiff::Timestamp;
use lambda_http::request::RequestContext;
use lambda_http::{Context, RequestExt};
use serde_json::{Map, Value};

/// How long API Gateway waits for a function, less the time for the answer to get there (quotas of
/// API Gateway: 29 seconds for a REST API, 30 for an HTTP API).
const GATEWAY_TIMEOUT: Duration = Duration::from_secs(28);
/// How long before Lambda's deadline the answer has to be ready.
const LAMBDA_MARGIN: Duration = Duration::from_millis(250);

/// Replaces the caller's path by the route. The path may begin with the stage, or with the base
/// path of a custom domain.
pub(crate) fn keep_the_route<B>(mut request: Request<B>) -> Request<B> {
    let stage = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV1(context)) => context.stage.as_deref(),
        Some(RequestContext::ApiGatewayV2(context)) => context.stage.as_deref(),
        // No gateway: a test, or a local server.
        _ => return request,
    };
    let parameters = request.path_parameters_ref();
    let proxy = parameters.and_then(|parameters| parameters.first("proxy"));
    let route = route(request.raw_http_path(), stage.unwrap_or_default(), proxy);
    let query = request.uri().query();
    let target = query.map_or_else(|| route.to_owned(), |query| format!("{route}?{query}"));
    // A path that cannot be parsed stays, and has no route.
    if let Ok(uri) = target.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

/// The route in a path. `proxy` is the value of the greedy path variable of a `{proxy+}` resource:
/// if the path ends with it, everything before it belongs to the domain.
fn route<'a>(path: &'a str, stage: &str, proxy: Option<&str>) -> &'a str {
    let ends_with = |proxy: &str| {
        let start = path.len().checked_sub(proxy.len() + 1)?;
        path.get(start..)
            .filter(|rest| rest.strip_prefix('/') == Some(proxy))
    };
    if let Some(route) = proxy.and_then(ends_with) {
        return route;
    }
    let rest = path
        .strip_prefix('/')
        .and_then(|path| path.strip_prefix(stage));
    rest.filter(|rest| !stage.is_empty() && rest.starts_with('/'))
        .unwrap_or(path)
}

/// The claims that the gateway's authorizer has verified; none if it passes on no claims of a
/// token.
///
/// A Lambda authorizer passes on what its author chose, and a function URL knows AWS credentials
/// only: neither says who signed in to the user pool.
pub(crate) fn claims(context: &RequestContext) -> Option<Map<String, Value>> {
    match context {
        // A REST API, or an HTTP API that writes events in the older format.
        RequestContext::ApiGatewayV1(context) => {
            let claims = context.authorizer.fields.get("claims");
            let jwt = || context.authorizer.fields.get("jwt")?.get("claims");
            claims.or_else(jwt)?.as_object().cloned()
        }
        RequestContext::ApiGatewayV2(context) => {
            let jwt = context.authorizer.as_ref()?.jwt.as_ref()?;
            let claim = |(name, value): (&String, &String)| (name.clone(), value.as_str().into());
            Some(jwt.claims.iter().map(claim).collect())
        }
        _ => None,
    }
}

/// How much time there is from `now`.
pub(crate) fn budget(context: Option<&Context>, now: Timestamp) -> Duration {
    let Some(context) = context else {
        return GATEWAY_TIMEOUT;
    };
    let now = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let lambda = Duration::from_millis(context.deadline.saturating_sub(now));
    GATEWAY_TIMEOUT.min(lambda.saturating_sub(LAMBDA_MARGIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, stage: &str, proxy: Option<&str>, expected: &str) {
        assert_eq!(route(path, stage, proxy), expected);
    }

    #[test]
    fn the_route_is_what_stage_and_domain_leave() {
        check("/getUser", "prod", None, "/getUser");
        check("/prod/getUser", "prod", None, "/getUser");
        check("/getUser", "$default", None, "/getUser");
        check("/admin/getUser", "prod", Some("getUser"), "/getUser");
        check(
            "/prod/invitations/ada",
            "prod",
            Some("invitations/ada"),
            "/invitations/ada",
        );
        // Only the stage is removed.
        check("/production/getUser", "prod", None, "/production/getUser");
        check("/prod", "prod", None, "/prod");
        check("/getUser", "", None, "/getUser");
        check("/ogetUser", "prod", Some("getUser"), "/ogetUser");
        check("", "prod", Some("getUser"), "");
        // A decoded variable does not match; the stage is removed instead.
        check(
            "/prod/invitations/a%40b",
            "prod",
            Some("invitations/a@b"),
            "/invitations/a%40b",
        );
    }

    #[test]
    fn there_is_never_more_time_than_lambda_has() {
        let now = Timestamp::from_second(1_000).unwrap();
        assert_eq!(budget(None, now), GATEWAY_TIMEOUT);
        let mut context = Context::default();
        for (deadline, expected) in [
            (1_900_000, GATEWAY_TIMEOUT),
            (1_010_000, Duration::from_millis(9_750)),
            (1_000_100, Duration::ZERO),
            (0, Duration::ZERO),
        ] {
            context.deadline = deadline;
            assert_eq!(budget(Some(&context), now), expected);
        }
    }
}
