//! `verification-by-code`: whether a click in a mail confirms by itself: whatever opens links
//! before people do confirms, too (contract §5).

use trigger::Function;

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn verification_by_code(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
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
