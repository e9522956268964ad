//! `verified-before-update`: whether a member's new address waits until she has shown that it is
//! hers. Where it does not, she can write anybody's address into her account, and every system that
//! identifies people by their address takes her for that person.

use crate::doctor::judgement::Judgement;

pub(crate) fn verified_before_update(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    if !pool.verified_before_update.contains("email") {
        judgement.wrong(
            "a member's new address counts at once, also one that is somebody else's: AttributesRequireVerificationBeforeUpdate lacks email",
            "Set it to [\"email\"] in UserAttributeUpdateSettings of the tool that keeps the pool, or in the console (Keep original attribute value active when an update is pending); aws cognito-idp update-user-pool resets what it is not told",
        );
    }
    Some("a member's new address counts once it is verified".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG};

    pub(crate) const CASES: &[Case] = &[(
        |it| it.pool().verified_before_update.clear(),
        WRONG,
        "somebody else's",
    )];
}
