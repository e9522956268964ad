//! `token-issuer`: whether the administrators' API takes tokens of the pool's issuer. API Gateway's
//! authorizer takes only one issuer and is not read, so a pool with the newer issuer gets a warning.

use invitation::key::is_local_pool;

use crate::doctor::judgement::Judgement;

/// The form of the issuer that a pool can be switched to.
const UPDATED: &str = "UPDATED";

pub(crate) fn token_issuer(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let Some(api) = &known.settings.admin_api else {
        return Some("the settings have no section [admin_api], which verifies tokens".into());
    };
    let pool = judgement.pool()?;
    let (id, region) = (&known.facts.pool_id, known.home());
    let is_updated = pool.issuer == UPDATED;
    let service = if is_updated {
        "issuer-cognito-idp"
    } else {
        "cognito-idp"
    };
    let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
    let issuer = format!("https://{service}.{region}.amazonaws.com{suffix}/{id}");
    let is_real = api.user_pool_id == *id && !is_local_pool(id);
    if is_real && !api.issuers().contains(&issuer) {
        judgement.wrong(
            format!("the pool's tokens name {issuer}, and the administrators' API takes none of that issuer"),
            known.set("admin_api.issuer", format!("\"{issuer}\"")),
        );
    }
    if is_updated {
        judgement.warning(
            format!(
                "the pool's tokens name {issuer} (IssuerConfiguration): an API Gateway before the administrators' API that expects the older name refuses all of them"
            ),
            "Deploy the API with UserPoolIssuer=UPDATED (docs/reference/template.md), or see that its authorizer expects this issuer",
        );
    }
    Some("the pool's tokens bear the issuer that the administrators' API takes".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.pool().issuer = "UPDATED".to_owned(),
            WARNING,
            "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
        ),
        (
            |it| {
                let api = it.settings.admin_api.as_mut().unwrap();
                api.issuer = Some("https://accounts.northwind.example".to_owned());
            },
            WRONG,
            "takes none",
        ),
        (
            |it| {
                it.pool().issuer = "UPDATED".to_owned();
                it.settings.admin_api = None;
            },
            OK,
            "no section",
        ),
    ];
}
