//! `address-required`: whether an invited person can choose another address with their password: of
//! all attributes, Cognito protects the required ones that have a value there (contract §1.3).

use crate::doctor::judgement::Judgement;

pub(crate) fn address_required(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    if !pool.schema.get("email").is_some_and(|email| email.required) {
        judgement.warning(
            "the attribute email is not required, so that an invited person can put another address in place of the invited one when they choose their password",
            "Make a new pool that requires it, or take email off the WriteAttributes of the app clients that nobody signs up through",
        );
    }
    Some("the pool requires an address, which then stays the invited one".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WARNING};

    pub(crate) const CASES: &[Case] = &[(
        |it| it.attribute("email").required = false,
        WARNING,
        "another address",
    )];
}
