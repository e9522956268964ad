//! What the form does, through the crate `administration`.

use std::fmt;
use std::sync::Arc;

use administration::{Again, HookData, Invitation, Revocation, TokenRequest, issue};
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::routing::post;
use axum::{Json, Router};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::desk::Desk;
use super::form::{Create, Issue, Resend, Revoke, address, brand};
use super::objection::Objection;
use crate::connection::deadline;
use crate::revoke::revoked_document;
use crate::told::invited_document;

/// How long a token says yes, which is the default of `invitations issue`.
const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(72);

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/_dev/invitations", post(create))
        .route("/_dev/resend", post(resend))
        .route("/_dev/revoke", post(revoke))
        .route("/_dev/tokens", post(issue_token))
}

type Form<T> = Result<Json<T>, JsonRejection>;
type Answer = Result<Json<Value>, Objection>;

async fn create(State(desk): State<Arc<Desk>>, form: Form<Create>) -> Answer {
    let Json(form) = form?;
    let invitation = Invitation {
        email: address(&form.email)?,
        user_name: form.user_name,
        particulars: form.person.particulars(&desk.brands)?,
        hook_data: HookData::default(),
    };
    let deadline = deadline();
    let administration = desk.administration(deadline).await?;
    let invited = administration
        .create(&invitation, Again::Complete, desk.local.now(), deadline)
        .await?;
    Ok(Json(invited_document(&invited)))
}

async fn resend(State(desk): State<Arc<Desk>>, form: Form<Resend>) -> Answer {
    let Json(form) = form?;
    let particulars = form.person.particulars(&desk.brands)?;
    let deadline = deadline();
    let administration = desk.administration(deadline).await?;
    let resent = administration
        .resend(&form.user, &particulars, &HookData::default(), deadline)
        .await?;
    Ok(Json(invited_document(&resent)))
}

async fn revoke(State(desk): State<Arc<Desk>>, form: Form<Revoke>) -> Answer {
    let Json(form) = form?;
    let revocation = Revocation {
        disable: form.disable,
        member: form.member,
    };
    let deadline = deadline();
    let administration = desk.administration(deadline).await?;
    let revoked = administration
        .revoke(&form.user, revocation, desk.local.now(), deadline)
        .await?;
    Ok(Json(revoked_document(&revoked)))
}

async fn issue_token(State(desk): State<Arc<Desk>>, form: Form<Issue>) -> Answer {
    let Json(form) = form?;
    let brand = brand(&desk.brands, form.person.brand.as_deref())?;
    let request = TokenRequest {
        user_pool_id: desk.pool_id.clone(),
        email: address(&form.email)?,
        attributes: form.person.all_attributes()?,
        groups: form.person.groups,
        brand: form.person.brand,
        locale: form.person.locale,
        inviter: form.inviter.as_deref().map(address).transpose()?,
        issuer: None,
        lifetime: TOKEN_LIFETIME,
    };
    let mailer = desk.mailer().map_err(|error| no_mail(&error))?;
    let mailer = mailer.ok_or_else(|| no_mail(&"the settings have no section [mail]"))?;
    let issued = issue(&request, &desk.settings, &desk.key, desk.local.now())?;
    let sent = issued.mail(&mailer, brand, deadline()).await;
    sent.map_err(|why| no_mail(&why))?;
    Ok(Json(json!({
        "outcome": "issued",
        "mail": "sent",
        "jti": issued.claims.jti,
        "expires": issued.expires,
    })))
}

/// Nobody has the token then, so there is nothing to take back.
fn no_mail(why: &dyn fmt::Display) -> Objection {
    Objection::new("no-mail", format!("the token was not mailed: {why:#}"))
}
