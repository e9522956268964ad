//! `user-existence`: whether a client shows strangers who has an account.

use crate::doctor::judgement::Judgement;

pub(crate) fn user_existence(judgement: &mut Judgement<'_>) -> Option<String> {
    for client in judgement.clients()? {
        if !client.hides_missing_users {
            judgement.wrong(
                format!("{client} tells anybody who asks whether an address has an account"),
                "Set PreventUserExistenceErrors to ENABLED",
            );
        }
    }
    Some("no app client tells who has an account".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG};

    pub(crate) const CASES: &[Case] = &[(
        |it| it.client().hides_missing_users = false,
        WRONG,
        "tells anybody",
    )];
}
