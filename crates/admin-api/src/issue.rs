//! An invitation by token is issued and mailed: the mode `self-sign-up`.

use administration::{Delivery, Issued, TokenRequest, issue_by_kms, trusted_half};
use invitation::token::Binding;
use schemars::JsonSchema;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::problem::Problem;
use crate::session::Session;

/// What became of it. The token is a bearer secret, and stands in the mail alone; its `jti` is what
/// takes it back.
#[derive(Serialize, JsonSchema)]
#[schemars(
    rename = "Issued",
    deny_unknown_fields,
    extend("required" = [
        "outcome", "mail", "jti", "kid", "expires", "groups", "notice_to_caller", "to_resend",
        "to_revoke",
    ])
)]
pub(crate) struct IssuedByMail {
    #[serde(flatten)]
    issued: Issued,
    /// Whether the caller gets a mail when the person accepts.
    notice_to_caller: bool,
    /// How to send it again.
    to_resend: &'static str,
    /// How to take it back.
    to_revoke: String,
}

/// Issues a token and mails it. Nothing is kept of it here: to create the invitation again issues
/// another token, and the settings take one back (design §3.4).
///
/// The inviter is the caller, by the address that the pool shows as verified at this moment; there
/// is none without such an address. The mail names the inviter, who gets a notice of the
/// acceptance: an address of the caller's choice would send it to anybody.
pub(crate) async fn issue(
    session: &mut Session<'_>,
    mut request: TokenRequest,
) -> Result<IssuedByMail, Problem> {
    let settings = &session.state.settings;
    let mailer = session.administration().await?.mailer();
    let mailer = mailer.ok_or_else(Problem::not_configured)?;
    let brands = mailer.brands();
    let named = brands
        .iter()
        .find(|brand| Some(brand.name()) == request.brand.as_deref());
    let brand = named.unwrap_or_else(|| brands.select([]));
    request.inviter = session.address().await?;

    let signer = session.state.signer(session.pool.deadline).await?;
    let trusted = trusted_half(&signer.key, settings, None)?;
    let issued = issue_by_kms(
        &request,
        settings,
        &signer.kms,
        &signer.key,
        trusted,
        session.now,
        session.pool.deadline,
    )
    .await?;
    // With `issued_after` in the future, the hooks would refuse this token.
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
    let sent = issued.mail(mailer, brand, session.pool.deadline).await;
    // A mail whose answer is lost may have gone out.
    let mail = sent.map_or(Delivery::Unknown, |()| Delivery::Sent);
    let notices = settings.mail.as_ref();
    Ok(IssuedByMail {
        notice_to_caller: request.inviter.is_some()
            && notices.is_some_and(|mail| mail.notice_to_inviter),
        to_resend: "Create the invitation again; this token stays valid beside the new one until it expires or is revoked",
        to_revoke: format!(
            "Add \"{}\" to the list `revoked` below [tokens] in the settings, and deploy them",
            issued.claims.jti
        ),
        issued: issued.shown(trusted.kid(), Some(mail)),
    })
}
