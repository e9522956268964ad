//! `default-sender`: whether Cognito's default sender is in use, which refuses texts of one's own.

use trigger::Function;

use crate::doctor::judgement::Judgement;

pub(crate) fn default_sender(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    if !pool.email.is_own && pool.mail_sender.is_none() {
        let remedy = "Set EmailConfiguration to EmailSendingAccount DEVELOPER with the SourceArn of an SES identity";
        if pool.triggers.contains_key(&Function::CustomMessage) {
            judgement.wrong(
                "Cognito's default sender refuses the texts of custom-message: every sign-up and invitation that mails fails",
                format!("{remedy}, or take custom-message off the pool"),
            );
        }
        judgement.warning(
            "Cognito's default sender sends 50 mails a day for the whole account, from an address of AWS's",
            remedy,
        );
    }
    Some("mails come from a sender of the team's own".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use trigger::Function;

    use crate::doctor::tests::{Case, OK, WARNING, WRONG, detach, function_arn};

    pub(crate) const CASES: &[Case] = &[
        (|it| it.pool().email.is_own = false, WRONG, "refuses"),
        (
            |it| {
                detach(it, Function::CustomMessage);
                it.pool().email.is_own = false;
            },
            WARNING,
            "50 mails a day",
        ),
        (
            |it| {
                detach(it, Function::CustomMessage);
                it.pool().email.is_own = false;
                it.pool().mail_sender = Some(function_arn("sender"));
            },
            OK,
            "",
        ),
    ];
}
