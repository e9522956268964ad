//! What the buttons of the form do, through the crate `administration`.

mod error;
mod request;

use std::sync::Arc;

use administration::{
    Delivery, Fault, IfInvited, InvitationRequest, IssuedToken, Revocation, Scope, TokenRequest,
    issue, keeps_record, validation,
};
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::routing::post;
use axum::{Json, Router};
use connection::deadline;
use serde_json::{Value, json};

use self::error::FormError;
use self::request::{Create, Issue, Resend, Revoke, brand};
use super::app_state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/_dev/invitations", post(create))
        .route("/_dev/resend", post(resend))
        .route("/_dev/revoke", post(revoke))
        .route("/_dev/tokens", post(issue_token))
}

type Form<T> = Result<Json<T>, JsonRejection>;
type Answer = Result<Json<Value>, FormError>;

async fn create(State(state): State<Arc<AppState>>, form: Form<Create>) -> Answer {
    let Json(form) = form?;
    let deadline = deadline();
    let administration = state.administration(deadline).await?;
    // Whoever fills in the form does so as the administrator that `dev` prints.
    let by = state.administrator.as_ref();
    let by = by.filter(|_| keeps_record(administration.user_pool()));
    let request = InvitationRequest {
        email: Some(form.email),
        user_name: form.user_name,
        inviter: by.map(|administrator| administrator.user_name.to_owned()),
        ..form.person.request()
    };
    let rules = state.rules(administration.user_pool());
    let invitation = validation::invitation(&request, &rules)?;
    let invited = administration
        .create(
            &invitation,
            IfInvited::Complete,
            Scope::Anybody,
            state.local.now(),
            deadline,
        )
        .await?;
    Ok(Json(json!(invited)))
}

async fn resend(State(state): State<Arc<AppState>>, form: Form<Resend>) -> Answer {
    let Json(form) = form?;
    let deadline = deadline();
    let administration = state.administration(deadline).await?;
    let rules = state.rules(administration.user_pool());
    let person = validation::resend(&form.person.request(), &rules)?;
    let resent = administration
        .resend(&form.user, &person, state.local.now(), deadline)
        .await?;
    Ok(Json(json!(resent)))
}

async fn revoke(State(state): State<Arc<AppState>>, form: Form<Revoke>) -> Answer {
    let Json(form) = form?;
    let revocation = Revocation {
        disable: form.disable,
        member: form.member,
    };
    let deadline = deadline();
    let administration = state.administration(deadline).await?;
    let revoked = administration
        .revoke(&form.user, revocation, state.local.now(), deadline)
        .await?;
    Ok(Json(json!(revoked)))
}

async fn issue_token(State(state): State<Arc<AppState>>, form: Form<Issue>) -> Answer {
    let Json(form) = form?;
    let request = InvitationRequest {
        email: Some(form.email),
        ..form.person.request()
    };
    let administration = state.administration(deadline()).await?;
    let rules = state.rules(administration.user_pool());
    let inviter = form.inviter.as_deref().map(validation::address);
    let request = TokenRequest {
        inviter: inviter.transpose().map_err(|reason| {
            vec![Fault {
                field: "inviter".to_owned(),
                reason,
            }]
        })?,
        ..validation::token(&request, &state.pool_id, &rules)?
    };
    let brand = brand(&state.brands, request.brand.as_deref())?;
    let mailer = state
        .mailer()
        .map_err(|error| no_mail(&format!("{error:#}")))?;
    let mailer = mailer.ok_or_else(|| no_mail("the settings have no section [mail]"))?;
    let issued = issue(&request, &state.settings, &state.key, state.local.now())?;
    let sent = issued.mail(&mailer, brand, deadline()).await;
    sent.map_err(|why| uncertain(&issued, why))?;
    let shown = issued.shown(state.key.kid(), Some(Delivery::Sent));
    Ok(Json(json!(shown)))
}

/// No mail can be sent, so no token was issued.
fn no_mail(why: &str) -> FormError {
    FormError::new("no-mail", format!("no token was issued: {why}"))
}

/// SES did not confirm the mail, but may have sent it. So the message says how to revoke the token.
fn uncertain(issued: &IssuedToken, why: &str) -> FormError {
    let IssuedToken {
        claims, expires, ..
    } = issued;
    let jti = &claims.jti;
    FormError::new(
        "mail-uncertain",
        format!(
            "the mail may have been sent, and may not ({why}). The token expires {expires}; to revoke it, write `revoked = [\"{jti}\"]` below [tokens] in invitations.toml"
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::development_key::development_key;
    use crate::sample_configuration::sample_settings;

    #[test]
    fn a_token_whose_mail_is_uncertain_can_be_revoked() {
        let request = TokenRequest {
            user_pool_id: "local_Example".to_owned(),
            email: "ada@client.example".parse().unwrap(),
            groups: BTreeSet::new(),
            attributes: BTreeMap::new(),
            brand: None,
            locale: None,
            inviter: None,
            issuer: None,
            lifetime: administration::USUAL_LIFETIME,
        };
        let settings = sample_settings();
        let key = development_key().unwrap();
        let issued = issue(&request, &settings, &key, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let said = uncertain(&issued, "mail-failed").document.to_string();
        for text in [
            "mail-uncertain",
            "may have been sent",
            "(mail-failed)",
            "expires 1970-01-04T00:00:00Z",
            &issued.claims.jti,
        ] {
            assert!(said.contains(text), "{text:?} is not in {said}");
        }
    }
}
