//! `function-timeout`: whether a function ends when Cognito has given it up.

use crate::doctor::judgement::Judgement;

/// Cognito waits so many seconds for a function, its start included (contract §6).
const COGNITO_WAITS: u32 = 5;

pub(crate) fn function_timeout(judgement: &mut Judgement<'_>) -> Option<String> {
    for (name, lambda) in judgement.functions()? {
        if let Some(found) = judgement.read(name, &lambda.configuration)
            && found.timeout > COGNITO_WAITS
        {
            judgement.wrong(
                format!("{name} may run for {} s: Cognito gives up after {COGNITO_WAITS} s and calls again, and the first run goes on beside the second", found.timeout),
                format!("Set the function's timeout to {COGNITO_WAITS} s"),
            );
        }
    }
    Some("no function runs longer than Cognito waits".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG};

    pub(crate) const CASES: &[Case] = &[(|it| it.function().timeout = 6, WRONG, "6 s")];
}
