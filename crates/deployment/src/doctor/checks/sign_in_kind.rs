//! `sign-in-kind`: whether `user_pool.sign_in` matches the pool. The functions cannot see it in an
//! event.

use invitation::policy::SignIn;

use crate::doctor::judgement::Judgement;

pub(crate) fn sign_in_kind(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    let [ours, theirs] = [known.settings.user_pool.sign_in, pool.sign_in()].map(name);
    if ours != theirs {
        judgement.wrong(
            format!(
                "the settings say that people sign in by {ours}, and in this pool it is {theirs}"
            ),
            format!(
                "{}: the pool's own choice is for good",
                known.set("user_pool.sign_in", format!("\"{theirs}\""))
            ),
        );
    }
    Some("the settings say what people sign in with".into())
}

fn name(sign_in: SignIn) -> &'static str {
    match sign_in {
        SignIn::Email => "email",
        SignIn::Alias => "alias",
        SignIn::Username => "username",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use cognito::user_pool::Naming;

    use crate::doctor::tests::{Case, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.pool().naming = Naming::Given,
            WRONG,
            "by email, and in this pool it is username",
        ),
        (
            |it| {
                it.pool().naming = Naming::BesideAddress;
            },
            WRONG,
            "it is alias",
        ),
    ];
}
