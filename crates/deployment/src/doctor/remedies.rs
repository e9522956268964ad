//! The commands that fix what was found.

use std::fmt::Write;

use cognito::ResourcePolicy;
use cognito::arn::account_of;
use cognito::permission::statement_id;
use invitation::INVITATION_ATTRIBUTE;
use trigger::Function;
use trigger::function::bare_name;

use super::facts::{Client, Fact};
use super::known::{Known, before_hook, qualifier, quoted};

/// A placeholder in a command: what the names of the functions begin with.
pub(super) const STACK: &str = "STACK";

/// Whether a remedy has the placeholder.
pub(super) fn has_placeholder(remedy: &str) -> bool {
    remedy.contains(&format!(" --functions-prefix {STACK}"))
}

/// The command that attaches functions of the same stack as the others, by their names.
pub(super) fn attach_command(known: &Known<'_>, functions: &[Function]) -> String {
    attach_command_in(known, &known.facts.region, functions)
}

/// The same for the pool or its replica in a Region.
pub(super) fn attach_command_in(known: &Known<'_>, region: &str, functions: &[Function]) -> String {
    let names: Vec<&str> = functions.iter().map(|function| function.name()).collect();
    // Without the option, `attach` is about the Region that the pool was made in.
    let elsewhere = (region != known.home()).then(|| format!(" --region {region}"));
    let mut command = format!(
        "invitations attach --user-pool-id {}{}{} --config {} --only {}",
        known.facts.pool_id,
        elsewhere.unwrap_or_default(),
        known.options(),
        quoted(&known.file()),
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
        None => {
            let _ = write!(command, " --functions-prefix {STACK}");
        }
    }
    let clients = match &known.facts.clients {
        Fact::Read(clients) if known.has_tokens() => clients.as_slice(),
        _ => &[],
    };
    let of_pages = known.pages_clients();
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

/// How the functions of the pool are named.
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
        Some(Stack {
            before: before_hook(*function, arn)?,
            arn,
            named: function.name(),
        })
    })
}

/// The command that lets the pool call the function, by a statement whose name is free. `without`
/// is one that goes.
pub(super) fn permit(
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
pub(super) fn forbid(known: &Known<'_>, arn: &str, sid: &str) -> String {
    format!(
        "aws lambda remove-permission {} --statement-id {sid}",
        named_for_cli(known, arn)
    )
}

/// What names a function or its alias to the AWS CLI: a permission is one or the other's.
fn named_for_cli(known: &Known<'_>, arn: &str) -> String {
    let qualifier = qualifier(arn).map(|alias| format!(" --qualifier {alias}"));
    format!(
        "--function-name {}{} --region {}{}",
        bare_name(arn),
        qualifier.unwrap_or_default(),
        known.facts.region,
        known.options()
    )
}

/// The command that adds an attribute.
pub(super) fn add_attribute(known: &Known<'_>, name: &str, longest: &str) -> String {
    let bare = name.trim_start_matches("custom:");
    format!(
        "aws cognito-idp add-custom-attributes --user-pool-id {}{} --custom-attributes '[{{\"Name\":\"{bare}\",\"AttributeDataType\":\"String\",\"Mutable\":true,\"StringAttributeConstraints\":{{\"MinLength\":\"0\",\"MaxLength\":\"{longest}\"}}}}]'",
        known.facts.pool_id,
        known.options()
    )
}
