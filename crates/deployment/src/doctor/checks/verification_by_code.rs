//! `verification-by-code`: whether a click in a mail confirms by itself: whatever opens links
//! before people do confirms, too (contract §5).

use trigger::Function;

use crate::doctor::judgement::Judgement;

pub(crate) fn verification_by_code(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    if pool.confirms_by_link {
        judgement.wrong(
            "the pool verifies addresses by Cognito's own link, which a mail scanner opens before its reader does",
            if pool.triggers.contains_key(&Function::CustomMessage) {
                "Set VerificationMessageTemplate.DefaultEmailOption to CONFIRM_WITH_CODE; custom-message makes a link of the code"
            } else {
                "Set VerificationMessageTemplate.DefaultEmailOption to CONFIRM_WITH_CODE"
            },
        );
    }
    Some("an address is verified by a code, and not by whatever opens a link".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG};

    pub(crate) const CASES: &[Case] = &[(
        |it| it.pool().confirms_by_link = true,
        WRONG,
        "mail scanner",
    )];
}
