//! `case-sensitivity`: whether `user_pool.case_sensitive` says what the pool is like.

use crate::doctor::judgement::Judgement;

pub(crate) fn case_sensitivity(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    let said = known.settings.user_pool.case_sensitive;
    if pool.case_sensitive != said {
        let is = if pool.case_sensitive {
            "tells Ada@… from ada@…"
        } else {
            "takes Ada@… and ada@… for one"
        };
        judgement.wrong(
            format!("user_pool.case_sensitive is {said} in the settings, and the pool {is}"),
            format!(
                "{}: the pool's own choice is for good",
                known.set("user_pool.case_sensitive", pool.case_sensitive)
            ),
        );
    }
    Some("the settings say whether case counts".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (|it| it.pool().case_sensitive = true, WRONG, "tells Ada@"),
        (
            |it| it.settings.user_pool.case_sensitive = true,
            WRONG,
            "for one",
        ),
    ];
}
