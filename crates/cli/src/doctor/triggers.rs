//! The triggers, the functions behind them, and who may invoke these (contract §6, §10).

use super::check::{Check, Known};
use super::facts::{Fact, LambdaFunction, Pool};
use super::finding::{Finding, Judgement};
use super::resource_policy::{Statement, account_of, region_of};
use crate::hooks::Function;
use crate::hooks::function::bare_name;

/// Cognito waits so many seconds for a function, its start included (contract §6).
const PATIENCE: u32 = 5;

/// The MiB that the template gives a function, and that its first answer was measured with: CPU
/// time grows with them.
const MEMORY: u32 = 256;

/// Whether each trigger names a function. Which guarantee is lost without one decides how bad
/// that is.
pub(super) fn attached(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::TriggersAttached);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        for function in Function::ALL {
            if pool.triggers.contains_key(&function) {
                continue;
            }
            let remedy = format!("Attach the function: {}", attach(function));
            match function {
                Function::PreSignUp => judgement.wrong(
                    "pre-sign-up has no function: whoever signs up is let in, with or without an invitation",
                    remedy,
                ),
                Function::PostConfirmation => judgement.wrong(
                    "post-confirmation has no function: an accepted invitation gives no groups and no attributes",
                    remedy,
                ),
                // Cognito refuses its texts there.
                Function::CustomMessage if !pool.email.is_own => {}
                Function::CustomMessage => judgement.warning(
                    "custom-message has no function: mails are Cognito's own, and their links do not lead to the pages",
                    remedy,
                ),
                Function::PostAuthentication => judgement.warning(
                    "post-authentication has no function: users whom an administrator creates get no groups of the policy, and a grant that failed is not tried again",
                    remedy,
                ),
                Function::PreTokenGeneration => judgement.warning(
                    "pre-token-generation has no function: the first token of a user whom an administrator created lacks the policy's groups",
                    remedy,
                ),
            }
        }
    }
    judgement.or_ok("every trigger that is needed names a function")
}

/// Whether each trigger's function is the one that was made for it, as far as names tell: a
/// function that answers another trigger's events fails every call.
pub(super) fn ours(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::TriggerFunction);
    for (function, arn) in named(known, &mut judgement) {
        let name = bare_name(arn);
        let told = plain(name);
        let remedy = format!(
            "Name the function {function} there, or see that this one is it: {}",
            attach(function)
        );
        let Some(pool) = judgement.read("user pool", &known.facts.pool) else {
            continue;
        };
        if region_of(arn) != region_of(&pool.arn) {
            judgement.wrong(
                format!("{function} calls {arn}, which is in another Region than the pool: Cognito calls none there"),
                "Deploy the function beside the pool, and attach that one",
            );
        } else if account_of(arn) != account_of(&pool.arn) {
            judgement.wrong(
                format!("{function} calls {arn}, a function of another account: whoever owns it decides in your place"),
                attach_or_trust(function),
            );
        }
        // The name stands at the end; what a stack is called stands before it.
        let last = |other: &Function| told.rfind(&plain(other.name()));
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
    judgement.or_ok("each trigger calls the function that is named like it")
}

/// Whether the functions are there and can run: a trigger without one breaks every call.
pub(super) fn exist(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::FunctionExists);
    for (function, arn) in named(known, &mut judgement) {
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

/// Whether a trigger names a version, which Cognito does not call.
pub(super) fn qualifiers(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::FunctionVersion);
    for (function, arn) in named(known, &mut judgement) {
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

/// Whether a function ends when Cognito has given it up.
pub(super) fn timeouts(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::FunctionTimeout);
    for (name, lambda) in functions(known, &mut judgement) {
        if let Some(found) = judgement.read(name, &lambda.configuration)
            && found.timeout > PATIENCE
        {
            judgement.wrong(
                format!("{name} may run for {} s: Cognito gives up after {PATIENCE} s and calls again, and the first run goes on beside the second", found.timeout),
                format!("Set the function's timeout to {PATIENCE} s"),
            );
        }
    }
    judgement.or_ok("no function runs longer than Cognito waits")
}

/// Whether a function has the memory, and with it the CPU, for a quick start.
pub(super) fn memory(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::FunctionMemory);
    for (name, lambda) in functions(known, &mut judgement) {
        if let Some(found) = judgement.read(name, &lambda.configuration)
            && found.memory < MEMORY
        {
            judgement.warning(
                format!("{name} has {} MiB, and with it a smaller share of a CPU: its first answer takes longer than was measured", found.memory),
                format!("Give the function {MEMORY} MiB, as the template does"),
            );
        }
    }
    judgement.or_ok(format!("every function has {MEMORY} MiB or more"))
}

/// Whether the functions' own policies let Cognito invoke them for this pool.
pub(super) fn permissions(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::InvokePermission);
    let Some(pool) = judgement.read("user pool", &known.facts.pool) else {
        return judgement.or_ok("");
    };
    for (name, lambda) in functions(known, &mut judgement) {
        let remedy = permission_remedy(name, pool);
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
                "Remove that statement from the function's policy",
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

/// Whether Cognito may invoke the functions for other pools too: somebody else's pool could then
/// have our functions judge events that it made up.
pub(super) fn confinement(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::InvokeConfinement);
    let Some(pool) = judgement.read("user pool", &known.facts.pool) else {
        return judgement.or_ok("");
    };
    for (name, lambda) in functions(known, &mut judgement) {
        if lambda.policy == Fact::Absent {
            continue;
        }
        let what = format!("policy of {name}");
        let Some(policy) = judgement.read(&what, &lambda.policy) else {
            continue;
        };
        for statement in &policy.allowed {
            let sid = &statement.sid;
            let remedy = format!(
                "Remove the statement {sid}, and add the permission anew: {}",
                permission_remedy(name, pool)
            );
            match (statement.names_resources(), statement.names_accounts()) {
                (true, true) if statement.holds_for(&pool.arn) => {}
                (true, true) if !statement.is_within(account_of(&pool.arn)) => judgement.wrong(
                    format!("{name} lets Cognito invoke it for a user pool of another account, by the statement {sid}"),
                    format!("Remove the statement {sid}, unless that account is yours and shares the function"),
                ),
                (true, true) => judgement.warning(
                    format!("{name} lets Cognito invoke it for another user pool, by the statement {sid}"),
                    format!("Remove the statement {sid}, unless that pool is yours and shares the function"),
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
    judgement.or_ok("Cognito may invoke the functions for named pools and accounts alone")
}

/// Whether tokens can get the policy's groups: version 1 events do not reach the access token, and
/// our function leaves versions after the second alone.
pub(super) fn token_event(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::TokenEvent);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool)
        && pool.triggers.contains_key(&Function::PreTokenGeneration)
    {
        let remedy = "Set LambdaVersion to V2_0 in LambdaConfig.PreTokenGenerationConfig";
        match (pool.token_event.as_str(), pool.tier.as_str()) {
            ("V2_0", "LITE") => judgement.wrong(
                "pre-token-generation is to get version 2 events, and the tier LITE has version 1 alone",
                "Set LambdaVersion to V1_0, or choose the tier ESSENTIALS",
            ),
            ("V2_0", _) | ("V1_0", "LITE") => {}
            ("V1_0", _) => judgement.warning(
                "pre-token-generation gets version 1 events, so that the first access token lacks the policy's groups",
                remedy,
            ),
            (version, _) => judgement.wrong(
                format!("pre-token-generation gets events of the version {version}, which it leaves as they are"),
                remedy,
            ),
        }
    }
    judgement.or_ok("pre-token-generation gets the events that its answers are for")
}

/// The triggers that have a function, with its ARN.
fn named<'a>(
    known: &Known<'a>,
    judgement: &mut Judgement,
) -> impl Iterator<Item = (Function, &'a str)> + use<'a> {
    let pool = judgement.read("user pool", &known.facts.pool);
    pool.into_iter()
        .flat_map(|pool| &pool.triggers)
        .map(|(function, arn)| (*function, arn.as_str()))
}

/// The functions that are there, or may be, with their names.
fn functions<'a>(
    known: &Known<'a>,
    judgement: &mut Judgement,
) -> impl Iterator<Item = (&'a str, &'a LambdaFunction)> + use<'a> {
    let facts = known.facts;
    named(known, judgement).filter_map(|(function, arn)| {
        let lambda = facts.functions.get(&function)?;
        let is_there = lambda.configuration != Fact::Absent;
        is_there.then(|| (bare_name(arn), lambda))
    })
}

/// The command that attaches a function, with what it has to be told.
fn attach(function: Function) -> String {
    format!(
        "`invitations attach --only {function} --functions-prefix STACK`, with --alias and --self-sign-up as before"
    )
}

fn attach_or_trust(function: Function) -> String {
    format!(
        "Attach the function beside the pool, {}; if the other account is yours, nothing is amiss",
        attach(function)
    )
}

/// The version or alias in an ARN.
pub(super) fn qualifier(arn: &str) -> Option<&str> {
    let (_, named) = arn.rsplit_once(":function:")?;
    named.split_once(':').map(|(_, qualifier)| qualifier)
}

/// A function's name without what `CloudFormation` and people put between its words.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

fn permission_remedy(name: &str, pool: &Pool) -> String {
    format!(
        "aws lambda add-permission --function-name {name} --statement-id cognito --action lambda:InvokeFunction --principal cognito-idp.amazonaws.com --source-arn {} --source-account {}",
        pool.arn,
        account_of(&pool.arn)
    )
}
