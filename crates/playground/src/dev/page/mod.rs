//! The page, and a stand-in for the team's app, where the pages of the links lead on to.
//!
//! Both are plain files without a framework, and fetch nothing from elsewhere. Whatever they show
//! of other people's becomes text; their policy runs no script but the files here.

use axum::Router;
use axum::http::header;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::IntoResponse;
use axum::routing::get;

/// Where the stand-in is.
pub(super) const APP: &str = "/_dev/app";

/// What both may do: use the files and the APIs of this origin, and frame its mails.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     connect-src 'self'; img-src data:; frame-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// The files of both: path, type, content.
const FILES: [(&str, &str, &str); 9] = [
    ("/_dev/page.css", STYLE, include_str!("page.css")),
    ("/_dev/page.js", SCRIPT, include_str!("page.js")),
    ("/_dev/dom.js", SCRIPT, include_str!("dom.js")),
    ("/_dev/form.js", SCRIPT, include_str!("form.js")),
    ("/_dev/inbox.js", SCRIPT, include_str!("inbox.js")),
    ("/_dev/users.js", SCRIPT, include_str!("users.js")),
    ("/_dev/activity.js", SCRIPT, include_str!("activity.js")),
    ("/_dev/app.js", SCRIPT, include_str!("app.js")),
    (APP, HTML, include_str!("app.html")),
];

/// Everything but the page itself, whose path it shares with Cognito's protocol.
pub(super) fn routes() -> Router {
    let add = |routes: Router, (path, content_type, content)| {
        routes.route(
            path,
            get(move || async move { file(content_type, content) }),
        )
    };
    FILES.into_iter().fold(Router::new(), add)
}

/// The page.
pub(super) async fn page() -> impl IntoResponse {
    file(HTML, include_str!("page.html"))
}

fn file(content_type: &'static str, content: &'static str) -> impl IntoResponse {
    let headers: HeaderMap = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ]
    .into_iter()
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
    .collect();
    (headers, content)
}
