//! The triggers, the functions behind them, and who may invoke these (contract §6, §10).

use std::fmt::Write;

use invitation::INVITATION_ATTRIBUTE;
use trigger::Function;
use trigger::function::bare_name;

use super::check::{Check, Known};
use super::clients::pages_clients;
use super::facts::{Client, Fact, LambdaFunction, Pool};
use super::finding::{Finding, Judgement};
use super::resource_policy::{ResourcePolicy, Statement, account_of, region_of};
use crate::permission::statement_id;

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
            let remedy = attach_command(known, &[function]);
            match function {
                Function::PreSignUp => judgement.wrong(
                    "pre-sign-up has no function: whoever signs up is let in, with or without an invitation",
                    remedy,
                ),
                Function::PostConfirmation => judgement.wrong(
                    "post-confirmation has no function: an accepted invitation gives no groups and no attributes",
                    remedy,
                ),
                // Cognito refuses its texts there, or hands the mails to another function.
                Function::CustomMessage if !pool.email.is_own || pool.mail_sender.is_some() => {}
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
            "Name the function {function} there, or see that this one is it: {} --replace {function}",
            attach_command(known, &[function])
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
                attach_or_trust(known, function),
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
            let remedy = known_arn(pool, name).map_or_else(String::new, |(function, arn)| {
                format!(
                    "{} && {}",
                    permit(known, function, arn, &lambda.policy, Some(sid)),
                    forbid(known, arn, sid)
                )
            });
            let remove =
                known_arn(pool, name).map_or_else(String::new, |(_, arn)| forbid(known, arn, sid));
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
    judgement.or_ok("Cognito may invoke the functions for named pools and accounts alone")
}

/// Whether tokens can get the policy's groups: version 1 events do not reach the access token, and
/// our function leaves versions after the third alone.
pub(super) fn token_event(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::TokenEvent);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool)
        && pool.triggers.contains_key(&Function::PreTokenGeneration)
    {
        let remedy = "Set LambdaVersion to V2_0 in LambdaConfig.PreTokenGenerationConfig";
        match (pool.token_event.as_str(), pool.tier.as_str()) {
            ("V2_0" | "V3_0", "LITE") => judgement.wrong(
                "pre-token-generation is to get version 2 or 3 events, and the tier LITE has version 1 alone",
                "Set LambdaVersion to V1_0, or choose the tier ESSENTIALS",
            ),
            // Version 3 differs in the tokens that it reaches: those of machines, too.
            ("V2_0" | "V3_0", _) | ("V1_0", "LITE") => {}
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

/// The command that attaches functions of the stack that the others are of, as far as names tell.
pub(super) fn attach_command(known: &Known<'_>, functions: &[Function]) -> String {
    let names: Vec<&str> = functions.iter().map(|function| function.name()).collect();
    let mut command = format!(
        "invitations attach --user-pool-id {} --config {} --only {}",
        known.facts.pool_id,
        known.file(),
        names.join(",")
    );
    match stack(known) {
        Some(Stack {
            before: "",
            arn,
            named,
        }) => {
            for function in functions {
                let beside = arn.replace(named, function.name());
                let _ = write!(command, " --function {function}={beside}");
            }
        }
        Some(Stack { before, arn, .. }) => {
            let prefix = before.trim_end_matches('-');
            let _ = write!(command, " --functions-prefix {prefix}");
            if let Some(alias) = qualifier(arn) {
                let _ = write!(command, " --alias {alias}");
            }
        }
        None => command.push_str(" --functions-prefix STACK"),
    }
    let clients = match &known.facts.clients {
        Fact::Read(clients) if known.has_tokens() => clients.as_slice(),
        _ => &[],
    };
    let of_pages = pages_clients(known);
    let is_for_sign_up = |client: &&Client| {
        let writes = client.writes.as_ref();
        writes.is_some_and(|writes| writes.contains(INVITATION_ATTRIBUTE))
            || of_pages.contains_key(client.id.as_str())
    };
    let listed: Vec<&str> = clients
        .iter()
        .filter(is_for_sign_up)
        .map(|client| client.id.as_str())
        .collect();
    if !listed.is_empty() {
        let _ = write!(command, " --self-sign-up {}", listed.join(","));
    }
    command
}

/// How the functions are called that stand beside those of the pool.
struct Stack<'a> {
    /// What a name begins with: nothing, or the name of a stack and "-".
    before: &'a str,
    /// One that the pool calls, and whose hook's name it has.
    arn: &'a str,
    named: &'static str,
}

fn stack<'a>(known: &Known<'a>) -> Option<Stack<'a>> {
    let Fact::Read(pool) = &known.facts.pool else {
        return None;
    };
    pool.triggers.iter().find_map(|(function, arn)| {
        let before = bare_name(arn).strip_suffix(function.name())?;
        let is_name = before.is_empty() || before.ends_with('-');
        is_name.then_some(Stack {
            before,
            arn,
            named: function.name(),
        })
    })
}

fn attach_or_trust(known: &Known<'_>, function: Function) -> String {
    format!(
        "Attach the function beside the pool: {} --replace {function}; if the other account is yours, nothing is amiss",
        attach_command(known, &[function])
    )
}

/// The trigger that calls the function of this name, with its ARN.
fn known_arn<'a>(pool: &'a Pool, name: &str) -> Option<(Function, &'a str)> {
    let mut triggers = pool.triggers.iter();
    let (function, arn) = triggers.find(|(_, arn)| bare_name(arn) == name)?;
    Some((*function, arn))
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

/// What names a function or its alias to the AWS CLI: a permission is one or the other's.
fn named_for_cli(known: &Known<'_>, arn: &str) -> String {
    let qualifier = qualifier(arn).map(|alias| format!(" --qualifier {alias}"));
    format!(
        "--function-name {}{} --region {}",
        bare_name(arn),
        qualifier.unwrap_or_default(),
        known.facts.region
    )
}

/// The command that lets the pool call the function, by a statement whose name is free. `without`
/// is one that goes.
fn permit(
    known: &Known<'_>,
    function: Function,
    arn: &str,
    policy: &Fact<ResourcePolicy>,
    without: Option<&str>,
) -> String {
    let pool = match &known.facts.pool {
        Fact::Read(pool) => pool.arn.as_str(),
        _ => "",
    };
    let mut sid = statement_id(function.name(), &known.facts.pool_id);
    let is_taken = |sid: &str| match policy {
        Fact::Read(policy) => {
            let mut all = policy.allowed.iter().chain(&policy.denied);
            all.any(|statement| statement.sid == sid)
        }
        _ => false,
    };
    if is_taken(&sid) || without == Some(sid.as_str()) {
        sid.push_str("-again");
    }
    format!(
        "aws lambda add-permission {} --statement-id {sid} --action lambda:InvokeFunction --principal cognito-idp.amazonaws.com --source-arn {pool} --source-account {}",
        named_for_cli(known, arn),
        account_of(pool)
    )
}

/// The command that takes a statement off the function's policy.
fn forbid(known: &Known<'_>, arn: &str, sid: &str) -> String {
    format!(
        "aws lambda remove-permission {} --statement-id {sid}",
        named_for_cli(known, arn)
    )
}
