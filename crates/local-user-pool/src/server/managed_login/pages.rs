//! The pages: plain documents without scripts. All texts of others are shown as text.

use axum::extract::RawQuery;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::http::with_headers;
use crate::authentication::managed_login::query::Query;
use crate::server::local::links::escape;

/// The style of all pages, which the policy allows by its digest.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:24rem;margin:3rem auto;\
     padding:0 1rem;color:#111;background:#fff}label{display:block;margin-top:1rem}\
     input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;border:1px solid #767676}\
     button{font:inherit;margin-top:1.5rem;padding:.5rem 1rem;width:100%}\
     [role=alert]{border-left:.25rem solid #b00020;padding-left:.75rem}\
     @media (prefers-color-scheme:dark){body{color:#eee;background:#111}}";

/// The errors that the page names. Everything else in its address could be anybody's text.
const KNOWN: [&str; 6] = [
    "invalid_request",
    "redirect_mismatch",
    "Required parameters missing",
    "Required String parameter 'redirect_uri' is not present",
    "Login option is not available. Please try another one",
    "CSRF token mismatch",
];

/// A field of a form.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) kind: &'a str,
    pub(super) autocomplete: &'a str,
    pub(super) value: &'a str,
    /// Whether the value stays as it is.
    pub(super) is_fixed: bool,
}

/// A form that is sent to this server, and ends in a redirect to an application.
pub(super) struct Form<'a> {
    pub(super) title: &'a str,
    pub(super) action: &'a str,
    pub(super) hidden: &'a [(&'a str, &'a str)],
    pub(super) fields: &'a [Field<'a>],
    pub(super) button: &'a str,
    pub(super) error: Option<&'a str>,
    /// Where the application is.
    pub(super) redirect_uri: &'a str,
}

impl Form<'_> {
    /// The page with this form.
    pub(super) fn page(&self) -> Response {
        let error = self.error.map(|error| {
            let error = escape(error);
            format!("<p role=\"alert\">{error}</p>")
        });
        let hidden = self.hidden.iter().map(|(name, value)| {
            let (name, value) = (escape(name), escape(value));
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
        });
        let fields = self.fields.iter().map(Field::html);
        let fields: String = hidden.chain(fields).collect();
        let content = format!(
            "{}<form method=\"post\" action=\"{}\">{fields}<button type=\"submit\">{}</button></form>",
            error.unwrap_or_default(),
            escape(self.action),
            escape(self.button),
        );
        page(
            StatusCode::OK,
            self.title,
            &content,
            &origin(self.redirect_uri),
        )
    }
}

impl Field<'_> {
    fn html(&self) -> String {
        let (name, label, value) = (escape(self.name), escape(self.label), escape(self.value));
        let (kind, autocomplete) = (self.kind, self.autocomplete);
        let fixed = if self.is_fixed { " readonly" } else { "" };
        format!(
            "<label for=\"{name}\">{label}</label>\
             <input id=\"{name}\" name=\"{name}\" type=\"{kind}\" value=\"{value}\" \
             autocomplete=\"{autocomplete}\" autocapitalize=\"none\" spellcheck=\"false\" required{fixed}>"
        )
    }
}

/// `/error`, to which the real service redirects where the application cannot be told.
pub(super) async fn error(RawQuery(query): RawQuery) -> Response {
    let query = Query::of_url(&query.unwrap_or_default()).unwrap_or_default();
    let named = query.get("error").and_then(|error| {
        let mut known = KNOWN.into_iter();
        known.find(|known| *known == error)
    });
    failure(StatusCode::BAD_REQUEST, named.unwrap_or("invalid_request"))
}

/// The page of an error, in the real service's words.
pub(super) fn failure(status: StatusCode, error: &str) -> Response {
    let content = format!(
        "<p role=\"alert\">An error was encountered with the requested page.</p><p>{}</p>",
        escape(error)
    );
    page(status, "Error", &content, "")
}

/// A page. Its forms may be sent to this server and, by redirect, to the origins in `targets`:
/// browsers hold the policy against redirects too.
fn page(status: StatusCode, title: &str, content: &str, targets: &str) -> Response {
    let title = escape(title);
    let document = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1>{content}</main></body></html>\n"
    );
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'{targets}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let content_type = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    let mut response = with_headers((status, content_type, document).into_response());
    let policy = HeaderValue::from_str(&policy);
    let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'"));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// The origin of a URL as a source of a policy, with a blank before it; nothing if it has
/// characters that a policy could misread.
fn origin(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once(':') else {
        return String::new();
    };
    let authority = rest.strip_prefix("//").unwrap_or_default();
    let authority = authority.split(['/', '?']).next().unwrap_or_default();
    let is_plain = |text: &str| {
        let mut letters = text.chars();
        letters.all(|letter| letter.is_ascii_alphanumeric() || ".-+:[]".contains(letter))
    };
    if !is_plain(scheme) || !is_plain(authority) {
        return String::new();
    }
    match scheme {
        "http" | "https" => format!(" {scheme}://{authority}"),
        _ => format!(" {scheme}:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: &str) {
        assert_eq!(origin(url), expected);
    }

    #[test]
    fn a_form_may_end_at_the_application() {
        check("https://app.example/in?a=b", " https://app.example");
        check("http://localhost:3000", " http://localhost:3000");
        check("http://[::1]:3000/", " http://[::1]:3000");
        check("myapp://callback", " myapp:");
        check("https://app.example;script-src *", "");
        check("https://a b/", "");
    }
}
