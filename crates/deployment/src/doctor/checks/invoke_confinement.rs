//! `invoke-confinement`: whether Cognito may invoke the functions for other pools, too. Then a
//! stranger's pool could send our functions any event.

use cognito::arn::account_of;

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;
use crate::doctor::known::known_arn;
use crate::doctor::remedies::{forbid, permit};

pub(crate) fn invoke_confinement(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    for (name, lambda) in judgement.functions()? {
        if lambda.policy == Fact::Absent {
            continue;
        }
        let what = format!("policy of {name}");
        let Some(policy) = judgement.read(&what, &lambda.policy) else {
            continue;
        };
        for statement in &policy.allowed {
            let sid = &statement.sid;
            let remedy = known_arn(pool, name).map_or_else(String::new, |(function, arn)| {
                format!(
                    "{} && {}",
                    permit(&known, function, arn, &lambda.policy, Some(sid)),
                    forbid(&known, arn, sid)
                )
            });
            let remove =
                known_arn(pool, name).map_or_else(String::new, |(_, arn)| forbid(&known, arn, sid));
            match (statement.names_resources(), statement.names_accounts()) {
                (true, true) if statement.holds_for(&pool.arn) => {}
                (true, true) if !statement.is_within(account_of(&pool.arn)) => judgement.wrong(
                    format!("{name} lets Cognito invoke it for a user pool of another account, by the statement {sid}"),
                    format!("{remove}, unless that account is yours and shares the function"),
                ),
                (true, true) => judgement.warning(
                    format!("{name} lets Cognito invoke it for another user pool, by the statement {sid}"),
                    format!("{remove}, unless that pool is yours and shares the function"),
                ),
                (false, false) => judgement.wrong(
                    format!("{name} lets Cognito invoke it for any user pool of any account, by the statement {sid}"),
                    remedy,
                ),
                (true, false) => judgement.warning(
                    format!("{name} lets Cognito invoke it without naming the account (SourceAccount), by the statement {sid}"),
                    remedy,
                ),
                (false, true) => judgement.warning(
                    format!("{name} lets Cognito invoke it for every user pool of the account, by the statement {sid}"),
                    remedy,
                ),
            }
        }
    }
    Some("Cognito may invoke the functions for named pools and accounts alone".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| {
                it.policy().allowed[0].source_arns = None;
                it.policy().allowed[0].source_accounts = None;
            },
            WRONG,
            "any user pool of any account",
        ),
        (
            |it| it.policy().allowed[0].source_accounts = None,
            WARNING,
            "SourceAccount",
        ),
        (
            |it| it.policy().allowed[0].source_arns = Some(vec!["*".to_owned()]),
            WARNING,
            "every user pool",
        ),
        (
            |it| {
                let theirs =
                    "arn:aws:cognito-idp:eu-central-1:999999999999:userpool/eu-central-1_B";
                let statement = &mut it.policy().allowed[0];
                statement.source_arns = Some(vec![theirs.to_owned()]);
                statement.source_accounts = Some(vec!["999999999999".to_owned()]);
            },
            WRONG,
            "another account",
        ),
    ];
}
