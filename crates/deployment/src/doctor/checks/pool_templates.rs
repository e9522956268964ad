//! `pool-templates`: whether the messages that Cognito falls back to carry what they are sent for.

use cognito::user_pool::Template;

use crate::doctor::judgement::Judgement;

pub(crate) fn pool_templates(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    for (template, text) in &pool.templates {
        let sender = match template {
            Template::InvitationMail | Template::VerificationMail => &pool.mail_sender,
            Template::InvitationSms | Template::VerificationSms => &pool.text_sender,
        };
        // Cognito hands the secret to that function, and sends no words of its own.
        if sender.is_some() {
            continue;
        }
        let (name, needed) = match template {
            Template::InvitationMail => ("invitation by mail", &["{####}", "{username}"][..]),
            Template::InvitationSms => {
                ("invitation by text message", &["{####}", "{username}"][..])
            }
            Template::VerificationMail => ("verification by mail", &["{####}"][..]),
            Template::VerificationSms => ("verification by text message", &["{####}"][..]),
        };
        let missing: Vec<&str> = needed
            .iter()
            .copied()
            .filter(|placeholder| !text.contains(placeholder))
            .collect();
        if !missing.is_empty() {
            judgement.wrong(
                format!("the pool's own {name} lacks {}: where Cognito falls back to it, people are sent nothing to go on with", missing.join(" and ")),
                "Add the placeholder to the pool's message, or remove the message, for Cognito's own",
            );
        }
    }
    Some("the pool's own messages have their placeholders".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WRONG, function_arn};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| {
                it.pool().templates[0].1 = "Welcome".to_owned();
                it.pool().mail_sender = Some(function_arn("sender"));
            },
            OK,
            "",
        ),
        (
            |it| it.pool().templates[0].1 = "Welcome, {username}".to_owned(),
            WRONG,
            "lacks {####}",
        ),
        (
            |it| it.pool().templates[0].1 = "{####}".to_owned(),
            WRONG,
            "lacks {username}",
        ),
        (
            |it| it.pool().templates[1].1 = "Welcome".to_owned(),
            WRONG,
            "verification by mail",
        ),
        (|it| it.pool().templates.clear(), OK, ""),
    ];
}
