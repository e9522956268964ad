//! `function-exists`: whether the functions are there and can run: a trigger without one breaks
//! every call.

use trigger::function::bare_name;

use crate::doctor::facts::Fact;
use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn function_exists(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    for (function, arn) in known.triggers(&mut judgement) {
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
    judgement.or_ok("every function is there and can run")
}
