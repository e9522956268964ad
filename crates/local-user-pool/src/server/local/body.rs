//! `GET /_local/messages/{id}/body`: the HTML of a mail, as the frame of the inbox shows it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::http::{html, refuse};
use crate::server::local_user_pool::LocalUserPool;

/// The rights that a mail client gives a mail: no script, no form, nothing from other servers, and
/// links that open outside of it. The sandbox also applies when the address is opened directly.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
     form-action 'none'; frame-ancestors 'self'; \
     sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// Links open in a new tab, as from a mail client.
const TARGET: &str = "<base target=\"_blank\">";

pub(super) async fn show(State(pool): State<LocalUserPool>, Path(id): Path<String>) -> Response {
    let message = pool.message(&id);
    match message.and_then(|message| message.html) {
        Some(body) => html(StatusCode::OK, POLICY, aim(&body)),
        None => refuse(StatusCode::NOT_FOUND, "There is no such HTML body"),
    }
}

/// Puts [`TARGET`] where the head begins, so that the document type stays in front.
fn aim(body: &str) -> String {
    let head = find_ignoring_case(body, "<head>");
    let (before, after) = head.map_or(("", body), |end| body.split_at(end));
    format!("{before}{TARGET}{after}")
}

/// Where the first occurrence of an ASCII tag ends.
fn find_ignoring_case(text: &str, tag: &str) -> Option<usize> {
    let start = text.to_ascii_lowercase().find(tag)?;
    start.checked_add(tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        assert_eq!(aim(body), expected.replace("BASE", TARGET));
    }

    #[test]
    fn links_are_aimed_without_disturbing_the_document() {
        check("<p>Hello</p>", "BASE<p>Hello</p>");
        check(
            "<!doctype html><HEAD><title>é</title></HEAD>",
            "<!doctype html><HEAD>BASE<title>é</title></HEAD>",
        );
    }
}
