//! What a gateway says of a request: which route, who calls, and until when there is time.

use std::time::Duration;

use axum::http::{Request, Uri};
use jiff::Timestamp;
use lambda_http::request::RequestContext;
use lambda_http::{Context, RequestExt};
use serde_json::{Map, Value};

/// How long API Gateway waits for a function, less what the answer needs to get there (quotas of
/// API Gateway: 29 seconds for a REST API, 30 for an HTTP API).
const GATEWAY_PATIENCE: Duration = Duration::from_secs(28);
/// How long before Lambda's own deadline the answer has to be ready.
const LAMBDA_MARGIN: Duration = Duration::from_millis(250);

/// Puts the route in place of the path that the caller sees, which begins with the stage, or with
/// what a custom domain puts before the API.
pub(crate) fn keep_the_route<B>(mut request: Request<B>) -> Request<B> {
    let stage = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV1(context)) => context.stage.as_deref(),
        Some(RequestContext::ApiGatewayV2(context)) => context.stage.as_deref(),
        // No gateway: a test, or a server of one's own.
        _ => return request,
    };
    let parameters = request.path_parameters_ref();
    let proxy = parameters.and_then(|parameters| parameters.first("proxy"));
    let route = route(request.raw_http_path(), stage.unwrap_or_default(), proxy);
    let query = request.uri().query();
    let target = query.map_or_else(|| route.to_owned(), |query| format!("{route}?{query}"));
    // A path that is none stays as it came, and leads nowhere.
    if let Ok(uri) = target.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

/// The route in a path. `proxy` is what the greedy path variable of a `{proxy+}` resource took:
/// where the path ends with it, whatever stands before is the domain's.
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

/// The claims that the gateway's authorizer has verified: none without one that passes a token's
/// claims on.
///
/// A Lambda authorizer passes on what its author likes, and a function URL knows AWS credentials or
/// nobody: neither says who signed in to the user pool.
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

/// How much time there is from `now` on.
pub(crate) fn budget(context: Option<&Context>, now: Timestamp) -> Duration {
    let Some(context) = context else {
        return GATEWAY_PATIENCE;
    };
    let now = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let lambda = Duration::from_millis(context.deadline.saturating_sub(now));
    GATEWAY_PATIENCE.min(lambda.saturating_sub(LAMBDA_MARGIN))
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
        // What is not the stage is left alone.
        check("/production/getUser", "prod", None, "/production/getUser");
        check("/prod", "prod", None, "/prod");
        check("/getUser", "", None, "/getUser");
        check("/ogetUser", "prod", Some("getUser"), "/ogetUser");
        check("", "prod", Some("getUser"), "");
        // A variable that came decoded does not fit, and the path does without.
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
        assert_eq!(budget(None, now), GATEWAY_PATIENCE);
        let mut context = Context::default();
        for (deadline, expected) in [
            (1_900_000, GATEWAY_PATIENCE),
            (1_010_000, Duration::from_millis(9_750)),
            (1_000_100, Duration::ZERO),
            (0, Duration::ZERO),
        ] {
            context.deadline = deadline;
            assert_eq!(budget(Some(&context), now), expected);
        }
    }
}
