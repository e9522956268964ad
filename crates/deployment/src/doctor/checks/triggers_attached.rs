//! `triggers-attached`: whether each trigger names a function. Which guarantee is lost without one
//! decides how bad that is.

use trigger::Function;

use crate::doctor::judgement::Judgement;
use crate::doctor::remedies::attach_command;

pub(crate) fn triggers_attached(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    let is_needed = |function: &Function| match function {
        // Cognito refuses its texts there, or hands the mails to another function.
        Function::CustomMessage => pool.email.is_own && pool.mail_sender.is_none(),
        _ => true,
    };
    let missing: Vec<Function> = Function::ALL
        .into_iter()
        .filter(|function| !pool.triggers.contains_key(function))
        .filter(is_needed)
        .filter(|&function| known.is_wanted(function))
        .collect();
    // One command for all of them.
    let remedy = attach_command(&known, &missing);
    for function in missing {
        let remedy = remedy.clone();
        match function {
            Function::PreSignUp => judgement.wrong(
                "pre-sign-up has no function: anybody who signs up is let in, with or without an invitation",
                remedy,
            ),
            Function::PostConfirmation => judgement.wrong(
                "post-confirmation has no function: an accepted invitation gives no groups and no attributes",
                remedy,
            ),
            Function::CustomMessage => judgement.warning(
                "custom-message has no function: mails are Cognito's own, and their links do not lead to the pages",
                remedy,
            ),
            Function::PostAuthentication => judgement.warning(
                "post-authentication has no function: users whom an administrator creates get no groups of the policy, and a grant that failed is not tried again",
                remedy,
            ),
            Function::PreTokenGeneration => judgement.warning(
                "pre-token-generation has no function: the first token of a user whom an administrator created lacks the policy's groups",
                remedy,
            ),
        }
    }
    Some("every trigger that is needed names a function".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use trigger::Function;

    use crate::doctor::tests::{Case, OK, WARNING, WRONG, detach, function_arn};

    pub(crate) const CASES: &[Case] = &[
        (|it| detach(it, Function::PreSignUp), WRONG, "let in"),
        (
            |it| {
                detach(it, Function::PostConfirmation);
                it.only = vec![Function::PreSignUp];
            },
            OK,
            "every trigger that is needed",
        ),
        (
            |it| detach(it, Function::PostConfirmation),
            WRONG,
            "gives no groups",
        ),
        (
            |it| detach(it, Function::CustomMessage),
            WARNING,
            "Cognito's own",
        ),
        (
            |it| detach(it, Function::PostAuthentication),
            WARNING,
            "not tried again",
        ),
        (
            |it| detach(it, Function::PreTokenGeneration),
            WARNING,
            "first token",
        ),
        (
            |it| {
                detach(it, Function::CustomMessage);
                it.pool().email.is_own = false;
            },
            OK,
            "every trigger",
        ),
        (
            |it| {
                detach(it, Function::CustomMessage);
                it.pool().mail_sender = Some(function_arn("sender"));
            },
            OK,
            "",
        ),
    ];
}
