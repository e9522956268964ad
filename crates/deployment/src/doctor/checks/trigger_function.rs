//! `trigger-function`: whether each trigger calls the function that was made for it, by its name. A
//! function that gets another trigger's events fails every call.

use cognito::arn::{account_of, region_of};
use trigger::Function;
use trigger::function::bare_name;

use crate::doctor::judgement::Judgement;
use crate::doctor::known::Known;
use crate::doctor::remedies::attach_command;

pub(crate) fn trigger_function(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    for (function, arn) in judgement.triggers()? {
        let name = bare_name(arn);
        let written = plain(name);
        let remedy = format!(
            "Name the function {function} there, or see that this one is it: {} --replace {function}",
            attach_command(&known, &[function])
        );
        if region_of(arn) != region_of(&pool.arn) {
            judgement.wrong(
                format!("{function} calls {arn}, which is in another Region than the pool: Cognito calls none there"),
                "Deploy the function beside the pool, and attach that one",
            );
        } else if account_of(arn) != account_of(&pool.arn) {
            judgement.wrong(
                format!("{function} calls {arn}, a function of another account: its owner decides in your place"),
                attach_or_trust(&known, function),
            );
        }
        // The name stands at the end; what a stack is called stands before it.
        let last = |other: &Function| written.rfind(&plain(other.name()));
        let meant = Function::ALL
            .into_iter()
            .filter(|other| last(other).is_some());
        match meant.max_by_key(last) {
            Some(meant) if meant == function => {}
            Some(other) => judgement.wrong(
                format!("{function} calls {name}, which is named like {other}"),
                remedy,
            ),
            None => judgement.warning(
                format!("{function} calls {name}, whose name does not tell that it is ours"),
                remedy,
            ),
        }
    }
    Some("each trigger calls the function that is named like it".into())
}

fn attach_or_trust(known: &Known<'_>, function: Function) -> String {
    format!(
        "Attach the function beside the pool: {} --replace {function}; if the other account is yours, nothing is amiss",
        attach_command(known, &[function])
    )
}

/// A function's name without what `CloudFormation` and people put between its words.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use trigger::Function;

    use crate::doctor::tests::{Case, ELSEWHERE, OK, THEIRS, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.trigger(Function::PreSignUp, "stack-PostConfirmation-1A"),
            WRONG,
            "named like post-confirmation",
        ),
        (
            |it| it.trigger(Function::PreSignUp, "their-hook"),
            WARNING,
            "their-hook",
        ),
        (
            |it| it.trigger_at(Function::PreSignUp, ELSEWHERE),
            WRONG,
            "another Region",
        ),
        (
            |it| it.trigger_at(Function::PreSignUp, THEIRS),
            WRONG,
            "another account",
        ),
        (
            |it| it.trigger(Function::PreSignUp, "stack-PreSignUp-1A:live"),
            OK,
            "named like it",
        ),
    ];
}
