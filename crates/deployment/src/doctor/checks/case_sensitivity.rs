//! `case-sensitivity`: whether `user_pool.case_sensitive` says what the pool is like.

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn case_sensitivity(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
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
    }
    judgement.or_ok("the settings say whether case counts")
}
