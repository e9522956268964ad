//! `self-sign-up`: whether the pool lets those sign up whom the settings let in, and nobody else.

use crate::doctor::judgement::Judgement;

pub(crate) fn self_sign_up(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    match (pool.admin_create_only, known.lets_sign_up()) {
        (true, true) => judgement.wrong(
            "the settings let people sign up, by an invitation token or by their domain, and the pool lets administrators alone create users",
            "Set AllowAdminCreateUserOnly to false; or, if nobody is to sign up, set self_sign_up.policy to \"invited\" and trust no key",
        ),
        (false, false) => judgement.warning(
            "the settings let nobody sign up, and the pool asks pre-sign-up about everybody who tries",
            "Set AllowAdminCreateUserOnly to true, which turns strangers away without a function",
        ),
        _ => {}
    }
    Some("who may sign up by the settings may do so in the pool".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.pool().admin_create_only = true,
            WRONG,
            "administrators alone",
        ),
        (
            |it| {
                it.settings.self_sign_up = toml::from_str("").unwrap();
                it.settings.tokens.keys.clear();
            },
            WARNING,
            "nobody sign up",
        ),
    ];
}
