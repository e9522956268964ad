//! The page, and the one at the end of links.
//!
//! Both are plain files without a framework, and fetch nothing from elsewhere. Whatever they show
//! of other people's becomes text; their policy runs no script but the files here.

use axum::Router;
use axum::http::header;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::IntoResponse;
use axum::routing::get;

/// What the pages may do: use the files and the APIs of this origin, and frame its mails.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     connect-src 'self'; img-src data:; frame-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// The files of the pages: path, type, content.
const FILES: [(&str, &str, &str); 8] = [
    ("/_dev/page.css", STYLE, include_str!("page.css")),
    ("/_dev/page.js", SCRIPT, include_str!("page.js")),
    ("/_dev/dom.js", SCRIPT, include_str!("dom.js")),
    ("/_dev/form.js", SCRIPT, include_str!("form.js")),
    ("/_dev/inbox.js", SCRIPT, include_str!("inbox.js")),
    ("/_dev/users.js", SCRIPT, include_str!("users.js")),
    ("/_dev/story.js", SCRIPT, include_str!("story.js")),
    ("/_dev/try.js", SCRIPT, include_str!("try.js")),
];

/// Where links lead, by kind; see `messages::links`.
const LINKS: [&str; 4] = ["/accept", "/join", "/confirm", "/reset"];

/// Everything but the page itself, whose path it shares with Cognito's protocol.
pub(super) fn routes() -> Router {
    let links = LINKS.map(|path| (path, HTML, include_str!("try.html")));
    let all = FILES.into_iter().chain(links);
    all.fold(Router::new(), |routes, (path, content_type, content)| {
        routes.route(
            path,
            get(move || async move { file(content_type, content) }),
        )
    })
}

/// The page.
pub(super) async fn page() -> impl IntoResponse {
    file(HTML, include_str!("page.html"))
}

fn file(content_type: &'static str, content: &'static str) -> impl IntoResponse {
    let headers: HeaderMap = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // The fragment of a link is no part of a referrer, but its path tells enough.
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ]
    .into_iter()
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
    .collect();
    (headers, content)
}
