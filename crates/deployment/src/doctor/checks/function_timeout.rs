//! `function-timeout`: whether a function ends when Cognito has given it up.

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

/// Cognito waits so many seconds for a function, its start included (contract §6).
const COGNITO_WAITS: u32 = 5;

pub(in crate::doctor) fn function_timeout(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    for (name, lambda) in known.functions(&mut judgement) {
        if let Some(found) = judgement.read(name, &lambda.configuration)
            && found.timeout > COGNITO_WAITS
        {
            judgement.wrong(
                format!("{name} may run for {} s: Cognito gives up after {COGNITO_WAITS} s and calls again, and the first run goes on beside the second", found.timeout),
                format!("Set the function's timeout to {COGNITO_WAITS} s"),
            );
        }
    }
    judgement.or_ok("no function runs longer than Cognito waits")
}
