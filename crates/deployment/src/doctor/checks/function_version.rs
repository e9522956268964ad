//! `function-version`: whether a trigger names a version, which Cognito does not call.

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::{Known, qualifier};

pub(in crate::doctor) fn function_version(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    for (function, arn) in known.triggers(&mut judgement) {
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
    judgement.or_ok("no trigger names a version of a function")
}
