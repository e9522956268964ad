//! `custom-sender`: whether another function writes and sends the messages, past ours.

use trigger::Function;

use crate::doctor::judgement::Judgement;

pub(crate) fn custom_sender(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    let is_attached = pool.triggers.contains_key(&Function::CustomMessage);
    for (sender, member, what, whose) in [
        (&pool.mail_sender, "CustomEmailSender", "mails", "its mails"),
        (
            &pool.text_sender,
            "CustomSMSSender",
            "text messages",
            "them",
        ),
    ] {
        let Some(sender) = sender else { continue };
        if is_attached {
            judgement.warning(
                format!("{sender} writes and sends the pool's {what} ({member}) beside custom-message, whose texts it is not known to be given"),
                format!("Use one of the two: take {member} off the pool, or leave custom-message out, where both kinds of messages are written elsewhere"),
            );
        } else if member == "CustomEmailSender" {
            judgement.warning(
                format!("{sender} writes and sends the pool's {what} ({member}): words, brands and links of this folder are not in {whose}"),
                "See that it links to the pages as docs/explanation/pages.md says, or take CustomEmailSender off the pool and attach custom-message then",
            );
        }
    }
    Some("no other function writes the messages".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use trigger::Function;

    use crate::doctor::tests::{Case, WARNING, detach, function_arn};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.pool().mail_sender = Some(function_arn("sender")),
            WARNING,
            "beside custom-message",
        ),
        (
            |it| {
                detach(it, Function::CustomMessage);
                it.pool().mail_sender = Some(function_arn("sender"));
            },
            WARNING,
            "function:sender writes and sends the pool's mails",
        ),
        (
            |it| it.pool().text_sender = Some(function_arn("sender")),
            WARNING,
            "text messages",
        ),
    ];
}
