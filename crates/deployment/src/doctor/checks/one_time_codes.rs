//! `one-time-codes`: whether invitations can come into being without a password: in a pool that
//! offers codes, `AdminCreateUser` without a temporary password makes a member at once (contract
//! §9).

use crate::doctor::judgement::Judgement;

pub(crate) fn one_time_codes(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    let codes = ["EMAIL_OTP", "SMS_OTP"];
    let offered: Vec<&str> = codes
        .into_iter()
        .filter(|code| pool.first_factors.contains(*code))
        .collect();
    if !offered.is_empty() {
        judgement.warning(
            format!("people can sign in by {}: anybody who is created without a temporary password, such as in the console, is a member at once and has no invitation to accept", offered.join(" and ")),
            "Invite by `invitations create` or the administrators' API, which always set one, or take it off AllowedFirstAuthFactors",
        );
    }
    Some("an invitation always has a temporary password".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WARNING, names};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.pool().first_factors = names(&["PASSWORD", "EMAIL_OTP"]),
            WARNING,
            "EMAIL_OTP",
        ),
        (
            |it| it.pool().first_factors = names(&["PASSWORD", "WEB_AUTHN"]),
            OK,
            "",
        ),
    ];
}
