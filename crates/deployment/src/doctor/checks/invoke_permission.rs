//! `invoke-permission`: whether the functions' own policies let Cognito invoke them for this pool.

use cognito::resource_policy::Statement;

use crate::doctor::facts::Fact;
use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::{Known, known_arn};
use crate::doctor::remedies::{forbid, permit};

pub(in crate::doctor) fn invoke_permission(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
    let Some(pool) = judgement.read("user pool", &known.facts.pool) else {
        return judgement.or_ok("");
    };
    for (name, lambda) in known.functions(&mut judgement) {
        let remedy = known_arn(pool, name).map_or_else(String::new, |(function, arn)| {
            permit(known, function, arn, &lambda.policy, None)
        });
        let refused = format!(
            "{name} does not let Cognito invoke it for this pool: every call that fires its trigger fails"
        );
        if lambda.policy == Fact::Absent {
            judgement.wrong(refused, remedy);
            continue;
        }
        let what = format!("policy of {name}");
        let Some(policy) = judgement.read(&what, &lambda.policy) else {
            continue;
        };
        let holds = |statement: &&Statement| statement.holds_for(&pool.arn);
        if let Some(denial) = policy.denied.iter().find(holds) {
            judgement.wrong(
                format!(
                    "{name} denies Cognito to invoke it, in the statement {}",
                    denial.sid
                ),
                known_arn(pool, name)
                    .map_or_else(String::new, |(_, arn)| forbid(known, arn, &denial.sid)),
            );
            continue;
        }
        let mut allowing = policy.allowed.iter().filter(holds).peekable();
        if allowing.peek().is_none() {
            judgement.wrong(refused, remedy);
        } else if allowing.all(|statement| statement.is_unclear) {
            judgement.not_checked(
                format!("{name} lets Cognito invoke it on a condition that is not understood here"),
                remedy,
            );
        }
    }
    judgement.or_ok("Cognito may invoke every function for this pool")
}
