//! What a host sends with each file.
//!
//! The policy stands in each page as well, for a host that sends no headers of its own; all of it
//! but the ban on frames, which only a header can say. The scripts refuse to work in a frame.

use std::iter;

/// The policy of content: the files of this origin and calls to the user pool, nothing else. No
/// script can write markup (Trusted Types), no form is sent, nothing is framed.
pub fn policy(endpoint: &str) -> String {
    format!("{}; frame-ancestors 'none'", policy_in_page(endpoint))
}

/// The part of the policy that a `<meta>` element can say (Content Security Policy Level 3 §3.3).
pub(crate) fn policy_in_page(endpoint: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self' {endpoint}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// Name and value of every header that goes with every file, where the user pool's API is at
/// `endpoint`.
pub fn headers(endpoint: &str) -> Vec<(&'static str, String)> {
    [
        ("Content-Security-Policy", policy(endpoint)),
        // The fragment of a link is no part of a referrer, but its path says enough.
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("X-Frame-Options", "DENY".to_owned()),
        ("X-Robots-Tag", "noindex".to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        (
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()".to_owned(),
        ),
        ("Strict-Transport-Security", "max-age=31536000".to_owned()),
        // A page and its scripts change together, so that each is asked for anew.
        ("Cache-Control", "no-cache".to_owned()),
    ]
    .into()
}

/// The headers in the form that Netlify and Cloudflare Pages read: the file `_headers`.
pub(crate) fn headers_file(endpoint: &str) -> String {
    let lines = headers(endpoint)
        .into_iter()
        .map(|(name, value)| format!("  {name}: {value}\n"));
    iter::once("/*\n".to_owned()).chain(lines).collect()
}
