//! `self-sign-up`: whether the pool lets those sign up whom the settings let in, and nobody else.

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn self_sign_up(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
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
    }
    judgement.or_ok("who may sign up by the settings may do so in the pool")
}
