//! `invoke-permission`: whether the functions' own policies let Cognito invoke them for this pool.

use cognito::resource_policy::Statement;

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;
use crate::doctor::known::known_arn;
use crate::doctor::remedies::{forbid, permit};

pub(crate) fn invoke_permission(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    for (name, lambda) in judgement.functions()? {
        let remedy = known_arn(pool, name).map_or_else(String::new, |(function, arn)| {
            permit(&known, function, arn, &lambda.policy, None)
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
                    .map_or_else(String::new, |(_, arn)| forbid(&known, arn, &denial.sid)),
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
    Some("Cognito may invoke every function for this pool".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use cognito::resource_policy::Statement;
    use trigger::Function;

    use crate::doctor::facts::Fact;
    use crate::doctor::tests::{ARN, Case, NOT_CHECKED, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.policy().allowed.clear(),
            WRONG,
            "does not let Cognito",
        ),
        (
            |it| {
                it.facts
                    .functions
                    .get_mut(&Function::PreSignUp)
                    .unwrap()
                    .policy = Fact::Absent;
            },
            WRONG,
            "does not let Cognito",
        ),
        (
            |it| it.policy().allowed[0].source_arns = Some(vec![format!("{ARN}x")]),
            WRONG,
            "does not let Cognito",
        ),
        (
            |it| it.policy().allowed[0].source_accounts = Some(vec!["999999999999".to_owned()]),
            WRONG,
            "does not let Cognito",
        ),
        (
            |it| it.policy().denied.push(Statement::default()),
            WRONG,
            "denies",
        ),
        (
            |it| it.policy().allowed[0].is_unclear = true,
            NOT_CHECKED,
            "a condition",
        ),
    ];
}
