//! `development-key`: whether tokens count that anybody can make: the development key is published.

use invitation::key::is_local_pool;

use crate::doctor::judgement::Judgement;

pub(crate) fn development_key(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let keys = &known.settings.tokens.keys;
    let pool = &known.facts.pool_id;
    if !is_local_pool(pool) {
        for key in keys.iter().filter(|key| key.is_development()) {
            judgement.wrong(
                format!("tokens.keys (kid \"{}\") is the published development key, and {pool} is a real user pool", key.kid()),
                format!("Remove it from {}, and trust a key of your own: `invitations keygen`", known.file()),
            );
        }
    }
    Some("no key is trusted whose private half is published".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use settings::Settings;

    use crate::doctor::tests::{Case, OK, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.settings.tokens = Settings::load(&it.settings.file).unwrap().tokens,
            WRONG,
            "published",
        ),
        (
            |it| {
                it.settings.tokens = Settings::load(&it.settings.file).unwrap().tokens;
                it.facts.pool_id = "local_Example".to_owned();
            },
            OK,
            "",
        ),
    ];
}
