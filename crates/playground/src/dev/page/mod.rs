//! The files of the page, and of a stand-in for the team's app, where people sign in after the
//! brand's pages.
//!
//! Both use no framework and fetch nothing from elsewhere. They show foreign content as text only,
//! and their content security policy allows no script except these files.

use axum::Router;
use axum::http::header;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::IntoResponse;
use axum::routing::get;

/// The path of the stand-in app.
pub(super) const APP: &str = "/_dev/app";

/// Both may use the files and APIs of this origin, and show its mails in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     connect-src 'self'; img-src data:; frame-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// The files: path, type, content.
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

/// All files except the page itself, whose path is also that of Cognito's protocol.
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
