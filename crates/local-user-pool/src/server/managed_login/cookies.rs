//! The two cookies of managed login. Their names and attributes are the real service's, without
//! `Secure`, because this server does not speak TLS.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::site::Site;
use crate::state::random;
use crate::state::sessions::LOGIN_LIFETIME;

/// The session of a person who is signed in.
pub(super) const SESSION: &str = "cognito";

/// What a form has to repeat, so that no other site can send it.
pub(super) const FORGERY_TOKEN: &str = "XSRF-TOKEN";

/// The value of a cookie, if it has the form of one that this server made.
pub(super) fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines.filter_map(|line| line.to_str().ok());
    let mut pairs = pairs.flat_map(|line| line.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    let is_ours = |letter: u8| letter.is_ascii_alphanumeric() || b"-_".contains(&letter);
    let fits = value.len() == VALUE_LENGTH && value.bytes().all(is_ours);
    fits.then(|| value.to_owned())
}

/// The length of a new value.
const VALUE_LENGTH: usize = 43;

/// A value that nobody can guess.
pub(super) fn new_value() -> String {
    URL_SAFE_NO_PAD.encode(random::bytes::<32>())
}

/// Sets the cookie of a session, which lasts as long as the session.
pub(super) fn set_session(response: &mut Response, site: &Site, value: &str) {
    let lifetime = LOGIN_LIFETIME.as_secs();
    set(
        response,
        site,
        SESSION,
        value,
        &format!("; Max-Age={lifetime}"),
    );
}

/// Takes the cookie of a session back.
pub(super) fn clear_session(response: &mut Response, site: &Site) {
    set(response, site, SESSION, "", "; Max-Age=0");
}

/// Sets the cookie that a form has to repeat.
pub(super) fn set_forgery_token(response: &mut Response, site: &Site, value: &str) {
    set(response, site, FORGERY_TOKEN, value, "");
}

fn set(response: &mut Response, site: &Site, name: &str, value: &str, lifetime: &str) {
    let path = site.cookie_path();
    let cookie = format!("{name}={value}; Path={path}{lifetime}; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
