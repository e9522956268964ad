//! `password-policy`: whether the pages ask for the passwords that the pool takes.

use crate::doctor::judgement::Judgement;

pub(crate) fn password_policy(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let Some(pages) = &known.settings.pages else {
        return Some("the settings have no section [pages]".into());
    };
    let pool = judgement.pool()?;
    let (ours, theirs) = (pages.password, pool.password);
    let mut refused = Vec::new();
    let mut asked = Vec::new();
    let (least, needed) = (
        usize::from(ours.minimum_length.get()),
        theirs.minimum_length,
    );
    if needed > least {
        refused.push(("pages.password.minimum_length", needed.to_string()));
    } else if needed < least {
        asked.push(("pages.password.minimum_length", needed.to_string()));
    }
    for (key, ours, theirs) in [
        ("pages.password.lowercase", ours.lowercase, theirs.lowercase),
        ("pages.password.uppercase", ours.uppercase, theirs.uppercase),
        ("pages.password.numbers", ours.numbers, theirs.numbers),
        ("pages.password.symbols", ours.symbols, theirs.symbols),
    ] {
        match (ours, theirs) {
            (false, true) => refused.push((key, "true".to_owned())),
            (true, false) => asked.push((key, "false".to_owned())),
            _ => {}
        }
    }
    if !refused.is_empty() {
        judgement.wrong(
            "the pool refuses passwords that the pages take",
            known.set_all(&refused),
        );
    }
    if !asked.is_empty() {
        judgement.warning(
            "the pages ask more of a password than the pool does",
            format!(
                "{}, or raise the pool's password policy",
                known.set_all(&asked)
            ),
        );
    }
    Some("the pages ask for the passwords that the pool takes".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.pool().password.symbols = true,
            WRONG,
            "refuses passwords",
        ),
        (
            |it| it.pool().password.minimum_length = 13,
            WRONG,
            "refuses passwords",
        ),
        (
            |it| it.pool().password.minimum_length = 8,
            WARNING,
            "ask more",
        ),
        (|it| it.pool().password.numbers = false, WARNING, "ask more"),
    ];
}
