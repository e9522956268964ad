//! The names of hooks on the command line.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use trigger::Function;

/// Reads the name of a hook.
pub fn hook() -> impl TypedValueParser<Value = Function> {
    let names = Function::ALL.map(|hook| PossibleValue::new(hook.name()).help(purpose(hook)));
    PossibleValuesParser::new(names)
        .try_map(|name| Function::from_name(&name).ok_or("there is no such hook"))
}

/// Reads the name of a hook whose slot two functions can share.
pub(crate) fn chained_hook() -> impl TypedValueParser<Value = Function> {
    let mut hooks = Function::ALL.to_vec();
    hooks.retain(|hook| *hook != Function::PreTokenGeneration);
    let names = hooks
        .into_iter()
        .map(|hook| PossibleValue::new(hook.name()).help(purpose(hook)));
    PossibleValuesParser::new(names)
        .try_map(|name| Function::from_name(&name).ok_or("there is no such hook"))
}

fn purpose(hook: Function) -> &'static str {
    match hook {
        Function::PreSignUp => "Admission",
        Function::CustomMessage => "Mails and SMS",
        Function::PostConfirmation => "The grant of a self sign-up",
        Function::PostAuthentication => "The policy's groups of admin-created users",
        Function::PreTokenGeneration => "The policy's groups in the first token",
    }
}
