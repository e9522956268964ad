//! `user-existence`: whether a client tells strangers who has an account.

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn user_existence(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    for client in known.clients(&mut judgement) {
        if !client.hides_missing_users {
            judgement.wrong(
                format!("{client} tells anybody who asks whether an address has an account"),
                "Set PreventUserExistenceErrors to ENABLED",
            );
        }
    }
    judgement.or_ok("no app client tells who has an account")
}
