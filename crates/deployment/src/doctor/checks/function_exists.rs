//! `function-exists`: whether the functions are there and can run: a trigger without one breaks
//! every call.

use trigger::function::bare_name;

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;

pub(crate) fn function_exists(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    for (function, arn) in judgement.triggers()? {
        let name = bare_name(arn);
        let Some(lambda) = known.facts.functions.get(&function) else {
            continue;
        };
        if lambda.configuration == Fact::Absent {
            judgement.wrong(
                format!("{function} calls {arn}, and there is no such function: every call that fires the trigger fails"),
                "Deploy the function again, or take it off the pool: `invitations detach`",
            );
            continue;
        }
        let Some(found) = judgement.read(name, &lambda.configuration) else {
            continue;
        };
        if matches!(found.state.as_str(), "Failed" | "Inactive") {
            judgement.wrong(
                format!("{name} is in the state {}", found.state),
                "Look at its StateReason in the console, and deploy it again",
            );
        }
        if found.last_update_failed {
            judgement.warning(
                format!("the last update of {name} failed, so that it runs what it ran before"),
                "Look at its LastUpdateStatusReason in the console, and deploy it again",
            );
        }
    }
    Some("every function is there and can run".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use trigger::Function;

    use crate::doctor::facts::Fact;
    use crate::doctor::tests::{Case, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| {
                it.facts
                    .functions
                    .get_mut(&Function::PreSignUp)
                    .unwrap()
                    .configuration = Fact::Absent;
            },
            WRONG,
            "no such function",
        ),
        (
            |it| it.function().state = "Failed".to_owned(),
            WRONG,
            "Failed",
        ),
        (
            |it| it.function().last_update_failed = true,
            WARNING,
            "last update",
        ),
    ];
}
