//! How people sign in and sign up, against what the settings say of it.

use std::collections::BTreeSet;

use invitation::policy::SignIn;
use trigger::Function;

use super::check::{Check, Known};
use super::facts::Pool;
use super::finding::{Finding, Judgement};

/// Whether `user_pool.sign_in` says what the pool is like: no event tells the functions.
pub(super) fn kind(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::SignInKind);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        let [ours, theirs] = [known.settings.user_pool.sign_in, sign_in(pool)].map(name);
        if ours != theirs {
            judgement.wrong(
                format!("the settings say that people sign in by {ours}, and in this pool it is {theirs}"),
                format!("{}: the pool's own choice is for good", known.set("user_pool.sign_in", format!("\"{theirs}\""))),
            );
        }
    }
    judgement.or_ok("the settings say what people sign in with")
}

/// Whether `user_pool.case_sensitive` says what the pool is like.
pub(super) fn case(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::CaseSensitivity);
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

/// Whether invitations can come into being without a password: in a pool that offers codes,
/// `AdminCreateUser` without a temporary password makes a member at once (contract §9).
pub(super) fn codes(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::OneTimeCodes);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        let codes = ["EMAIL_OTP", "SMS_OTP"];
        let offered: Vec<&str> = codes
            .into_iter()
            .filter(|code| pool.first_factors.contains(*code))
            .collect();
        if !offered.is_empty() {
            judgement.warning(
                format!("people can sign in by {}: whoever is created without a temporary password, such as in the console, is a member at once and has no invitation to accept", offered.join(" and ")),
                "Invite by `invitations create` or the administrators' API, which always set one, or take it off AllowedFirstAuthFactors",
            );
        }
    }
    judgement.or_ok("an invitation always has a temporary password")
}

/// Whether the pool lets those sign up whom the settings let in, and nobody else.
pub(super) fn self_sign_up(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::SelfSignUp);
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

/// Whether a click in a mail confirms by itself: whatever opens links before people do confirms,
/// too (contract §5).
pub(super) fn by_code(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::VerificationByCode);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool)
        && pool.confirms_by_link
    {
        judgement.wrong(
            "the pool verifies addresses by Cognito's own link, which a mail scanner opens before its reader does",
            if pool.triggers.contains_key(&Function::CustomMessage) {
                "Set VerificationMessageTemplate.DefaultEmailOption to CONFIRM_WITH_CODE; custom-message makes a link of the code"
            } else {
                "Set VerificationMessageTemplate.DefaultEmailOption to CONFIRM_WITH_CODE"
            },
        );
    }
    judgement.or_ok("an address is verified by a code, and not by whatever opens a link")
}

fn sign_in(pool: &Pool) -> SignIn {
    let has_email = |names: &BTreeSet<String>| names.contains("email");
    if has_email(&pool.username_attributes) {
        SignIn::Email
    } else if has_email(&pool.alias_attributes) {
        SignIn::Alias
    } else {
        SignIn::Username
    }
}

fn name(sign_in: SignIn) -> &'static str {
    match sign_in {
        SignIn::Email => "email",
        SignIn::Alias => "alias",
        SignIn::Username => "username",
    }
}
