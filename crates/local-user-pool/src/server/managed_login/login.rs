//! `/login`: the page where people type their name and password, and the one where an invited person
//! chooses a new password.

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::http::read_form;
use super::pages::{Field, Form, failure};
use super::redirect::redirect;
use super::site::Site;
use super::{authorize, cookies};
use crate::authentication::managed_login::authorization_code::issue;
use crate::authentication::managed_login::authorization_request::AuthorizationRequest;
use crate::authentication::managed_login::query::Query;
use crate::authentication::managed_login::sign_in::{
    NewPasswordStep, Step, with_new_password, with_password,
};
use crate::authentication::tokens::TokenRequest;
use crate::server::local_user_pool::LocalUserPool;
use crate::state::clock::later;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::sessions::{LOGIN_LIFETIME, Login};

/// The prefix of the fields for missing attributes.
const ATTRIBUTE: &str = "attribute.";

/// A field for any text.
const EMPTY: Field<'_> = Field {
    name: "",
    label: "",
    kind: "text",
    autocomplete: "on",
    value: "",
    is_fixed: false,
};

const USERNAME: Field<'_> = Field {
    name: "username",
    label: "User name",
    autocomplete: "username",
    ..EMPTY
};

/// The page, in the browser that the cookie is for.
struct Page<'a> {
    site: &'a Site,
    query: &'a str,
    asked: &'a AuthorizationRequest,
    forgery_token: &'a str,
}

/// `GET /login`: the form.
pub(super) async fn show(
    State(local): State<LocalUserPool>,
    site: Site,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let asked = match authorize::read(&local, &site, &query) {
        Ok(asked) => asked,
        Err(instead) => return redirect(&instead),
    };
    let kept = cookies::get(&headers, cookies::FORGERY_TOKEN);
    let forgery_token = kept.unwrap_or_else(cookies::new_value);
    let page = Page {
        site: &site,
        query: &query,
        asked: &asked,
        forgery_token: &forgery_token,
    };
    let hint = asked.login_hint.as_deref().unwrap_or_default();
    page.password(hint, None)
}

/// `POST /login`: the form, sent.
pub(super) async fn sign_in(
    State(local): State<LocalUserPool>,
    site: Site,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let query = query.unwrap_or_default();
    let asked = match authorize::read(&local, &site, &query) {
        Ok(asked) => asked,
        Err(instead) => return redirect(&instead),
    };
    let Some(form) = read_form(request).await else {
        return failure(StatusCode::BAD_REQUEST, "invalid_request");
    };
    let kept = cookies::get(&headers, cookies::FORGERY_TOKEN);
    let Some(forgery_token) = kept.filter(|kept| form.get("_csrf") == Some(kept)) else {
        return failure(StatusCode::FORBIDDEN, "CSRF token mismatch");
    };
    let page = Page {
        site: &site,
        query: &query,
        asked: &asked,
        forgery_token: &forgery_token,
    };
    let context = local.context("Login");
    let username = form.get("username").unwrap_or_default();
    let stepped = step(&context, &site, &asked, &form).await;
    let ended = match stepped {
        Ok(Step::SignedIn(person)) => end(&context, &site, &asked, person, &headers).await,
        Ok(Step::NewPassword(step)) => Ok(page.new_password(username, &step, None)),
        Err(error) => Err(error),
    };
    local.end_as(&context, ended.as_ref().err());
    ended.unwrap_or_else(|error| match form.get("session") {
        Some(session) => {
            let missing = form.under(ATTRIBUTE).map(|(name, _)| name.to_owned());
            let step = NewPasswordStep {
                session: session.to_owned(),
                missing: missing.collect(),
            };
            page.new_password(username, &step, Some(&error))
        }
        None => page.password(username, Some(&error)),
    })
}

/// Takes what the form has: a password, or the new one with the challenge that asked for it.
async fn step(
    context: &Context,
    site: &Site,
    asked: &AuthorizationRequest,
    form: &Query,
) -> Result<Step, ApiError> {
    let username = form.get("username").unwrap_or_default();
    let password = form.get("password").unwrap_or_default();
    match form.get("session") {
        Some(session) => {
            let attributes = form.under(ATTRIBUTE);
            let pool_id = &site.pool_id;
            with_new_password(
                context, pool_id, asked, username, session, password, attributes,
            )
            .await
        }
        None => with_password(context, &site.pool_id, asked, username, password).await,
    }
}

/// Starts the session of a person who has just signed in, and redirects to the application. What
/// pre token generation says against it is shown above the form, as what other hooks say is
/// (contract §11), and there is no session.
async fn end(
    context: &Context,
    site: &Site,
    asked: &AuthorizationRequest,
    person: TokenRequest,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let login = Login {
        pool_id: person.pool_id.clone(),
        username: person.username.clone(),
        sub: person.seen.sub.clone(),
        authenticated: context.now,
        expires: later(context.now, LOGIN_LIFETIME),
    };
    let code = issue(context, person, asked, context.now).await?;
    let session = cookies::new_value();
    {
        let logins = &mut context.state().sessions.logins;
        if let Some(old) = cookies::get(headers, cookies::SESSION) {
            logins.remove(&old);
        }
        logins.insert(session.clone(), login);
    }
    let mut response = redirect(&asked.callback.code(&code));
    cookies::set_session(&mut response, site, &session);
    cookies::set_forgery_token(&mut response, site, &cookies::new_value());
    Ok(response)
}

impl Page<'_> {
    /// The form for a name and a password.
    fn password(&self, username: &str, error: Option<&ApiError>) -> Response {
        let password = Field {
            name: "password",
            label: "Password",
            kind: "password",
            autocomplete: "current-password",
            ..EMPTY
        };
        let username = Field {
            value: username,
            ..USERNAME
        };
        self.form("Sign in", "Sign in", None, &[username, password], error)
    }

    /// The form for a new password, and for the attributes that the person has not got. It shows
    /// the name, as programs that keep passwords want it.
    fn new_password(
        &self,
        username: &str,
        step: &NewPasswordStep,
        error: Option<&ApiError>,
    ) -> Response {
        let names: Vec<String> = step
            .missing
            .iter()
            .map(|name| format!("{ATTRIBUTE}{name}"))
            .collect();
        let attributes = step.missing.iter().zip(&names);
        let attributes = attributes.map(|(label, name)| Field {
            name,
            label,
            ..EMPTY
        });
        let username = Field {
            value: username,
            is_fixed: true,
            ..USERNAME
        };
        let password = Field {
            name: "password",
            label: "New password",
            kind: "password",
            autocomplete: "new-password",
            ..EMPTY
        };
        let fields: Vec<Field<'_>> = [username].into_iter().chain(attributes).collect();
        let fields = [&fields[..], &[password]].concat();
        let session = Some(step.session.as_str());
        self.form("Change password", "Send", session, &fields, error)
    }

    fn form(
        &self,
        title: &str,
        button: &str,
        session: Option<&str>,
        fields: &[Field<'_>],
        error: Option<&ApiError>,
    ) -> Response {
        let mut hidden = vec![("_csrf", self.forgery_token)];
        hidden.extend(session.map(|session| ("session", session)));
        let error = error.map(ToString::to_string);
        let form = Form {
            title,
            action: &format!("{}?{}", self.site.path("login"), self.query),
            hidden: &hidden,
            fields,
            button,
            error: error.as_deref(),
            redirect_uri: &self.asked.callback.redirect_uri,
        };
        let mut response = form.page();
        cookies::set_forgery_token(&mut response, self.site, self.forgery_token);
        response
    }
}
