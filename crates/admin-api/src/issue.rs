//! `POST /invitations` in the mode `self-sign-up`: a token, by mail.

use administration::{Delivery, TokenRequest, issue_by_kms, trusted_half, view};
use invitation::token::Binding;
use schemars::JsonSchema;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::problem::Problem;
use crate::routes::create_invitation::{self, Made};
use crate::session::Session;
use crate::state::Office;

/// What became of it. The token is a bearer secret, and stands in the mail alone; who is told how
/// to take it back needs its `jti`.
#[derive(Serialize, JsonSchema)]
#[schemars(
    rename = "Issued",
    deny_unknown_fields,
    extend("required" = [
        "outcome", "mail", "jti", "kid", "expires", "groups", "caller_is_told", "to_resend",
        "to_revoke",
    ])
)]
pub(crate) struct Answer {
    #[serde(flatten)]
    issued: view::Issued,
    /// Whether the caller gets a mail when the person accepts.
    caller_is_told: bool,
    /// How to send it again.
    to_resend: &'static str,
    /// How to take it back.
    to_revoke: String,
}

/// Issues a token and mails it. Nothing is kept of it here: creating again issues another, and to
/// take one back is the settings' (design §3.4).
///
/// The inviter, whom the mail names and who is told of the acceptance, is the caller, by the
/// address that the pool shows as verified at this moment, and nobody where it shows none. An
/// address of the caller's choice would send the member's to anybody.
pub(crate) async fn issue(
    session: &mut Session<'_>,
    office: &Office,
    mut request: TokenRequest,
) -> Result<Made, Problem> {
    let settings = &session.api.settings;
    let mailer = office.administration.mailer();
    let mailer = mailer.ok_or_else(Problem::not_configured)?;
    let brands = mailer.brands();
    let named = brands
        .iter()
        .find(|brand| Some(brand.name()) == request.brand.as_deref());
    let brand = named.unwrap_or_else(|| brands.select([]));
    request.inviter = session.address().await?;

    let signer = session.api.signer(session.deadline).await?;
    let trusted = trusted_half(&signer.key, settings, None)?;
    let issued = issue_by_kms(
        &request,
        settings,
        &signer.kms,
        &signer.key,
        trusted,
        session.now,
        session.deadline,
    )
    .await?;
    // What the hooks would refuse, by settings that take back every token of now, helps nobody.
    let binding = Binding {
        user_pool_id: &request.user_pool_id,
        email: Some(&request.email),
    };
    let verified = settings
        .tokens
        .verify(issued.token.expose_secret(), binding, session.now);
    if let Err(fault) = verified {
        return Err(Problem {
            cause: Some(fault.as_str().to_owned()),
            ..Problem::not_configured()
        });
    }

    let claims = &issued.claims;
    session.audit.token = Some(claims.jti.clone());
    session.audit.groups = claims.groups.iter().map(ToString::to_string).collect();
    session.audit.attributes = claims.attributes.keys().cloned().collect();
    let sent = issued.mail(mailer, brand, session.deadline).await;
    // A mail whose answer is lost may have gone out.
    let mail = sent.map_or(Delivery::Unknown, |()| Delivery::Sent);
    let notices = settings.mail.as_ref();
    let caller_is_told =
        request.inviter.is_some() && notices.is_some_and(|mail| mail.notice_to_inviter);
    Ok(Made {
        is_new: true,
        answer: create_invitation::Answer::Issued(Answer {
            to_resend: "Create the invitation again; this token stays valid beside the new one until it expires or is revoked",
            to_revoke: format!(
                "Add \"{}\" to the list `revoked` below [tokens] in the settings, and deploy them",
                issued.claims.jti
            ),
            issued: view::Issued::new(&issued, trusted.kid(), Some(mail)),
            caller_is_told,
        }),
    })
}
