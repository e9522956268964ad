//! `sign-in-kind`: whether `user_pool.sign_in` matches the pool. The functions cannot see it in an
//! event.

use invitation::policy::SignIn;

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn sign_in_kind(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        let [ours, theirs] = [known.settings.user_pool.sign_in, pool.sign_in()].map(name);
        if ours != theirs {
            judgement.wrong(
                format!("the settings say that people sign in by {ours}, and in this pool it is {theirs}"),
                format!("{}: the pool's own choice is for good", known.set("user_pool.sign_in", format!("\"{theirs}\""))),
            );
        }
    }
    judgement.or_ok("the settings say what people sign in with")
}

fn name(sign_in: SignIn) -> &'static str {
    match sign_in {
        SignIn::Email => "email",
        SignIn::Alias => "alias",
        SignIn::Username => "username",
    }
}
