//! `function-version`: whether a trigger names a version, which Cognito does not call.

use crate::doctor::judgement::Judgement;
use crate::doctor::known::qualifier;

pub(crate) fn function_version(judgement: &mut Judgement<'_>) -> Option<String> {
    for (function, arn) in judgement.triggers()? {
        let is_version = |qualifier: &str| {
            qualifier == "$LATEST" || qualifier.bytes().all(|b| b.is_ascii_digit())
        };
        if qualifier(arn).is_some_and(is_version) {
            judgement.wrong(
                format!("{function} names a version of its function, {arn}"),
                "Name the function without a version, or an alias that points to the version",
            );
        }
    }
    Some("no trigger names a version of a function".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use trigger::Function;

    use crate::doctor::tests::{Case, OK, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.trigger(Function::PreSignUp, "pre-sign-up:7"),
            WRONG,
            "pre-sign-up:7",
        ),
        (
            |it| it.trigger(Function::PreSignUp, "pre-sign-up:$LATEST"),
            WRONG,
            "$LATEST",
        ),
        (
            |it| it.trigger(Function::PreSignUp, "pre-sign-up:live"),
            OK,
            "",
        ),
    ];
}
