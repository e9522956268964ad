//! `LambdaConfig` of a described pool: which hook calls which function (API reference:
//! `LambdaConfigType`).

use serde_json::Value;
use trigger::Function;

/// The member that has the ARN of a hook's function.
pub(crate) fn slot(hook: Function) -> &'static str {
    match hook {
        Function::PreSignUp => "PreSignUp",
        Function::CustomMessage => "CustomMessage",
        Function::PostConfirmation => "PostConfirmation",
        Function::PostAuthentication => "PostAuthentication",
        Function::PreTokenGeneration => "PreTokenGeneration",
    }
}

/// The member that has its ARN and the version of its events.
pub(crate) fn versioned_slot(hook: Function) -> Option<&'static str> {
    (hook == Function::PreTokenGeneration).then_some("PreTokenGenerationConfig")
}

/// The members that the hook has.
pub(crate) fn slots(hook: Function) -> impl Iterator<Item = &'static str> {
    [Some(slot(hook)), versioned_slot(hook)]
        .into_iter()
        .flatten()
}

/// The hook that a member is about.
pub(crate) fn hook_of(member: &str) -> Option<Function> {
    let mut hooks = Function::ALL.into_iter();
    hooks.find(|hook| slots(*hook).any(|slot| slot == member))
}

/// Whether a function is named like ours for this hook: `pre-sign-up`, or with the name of a stack
/// before it.
pub(crate) fn is_named_like(hook: Function, arn: &str) -> bool {
    Function::from_reference(arn) == Some(hook)
}

/// A member of `LambdaConfig`, if it is there.
pub(crate) fn member<'a>(pool: &'a Value, name: &str) -> Option<&'a Value> {
    let found = pool.get("LambdaConfig")?.get(name)?;
    (!found.is_null()).then_some(found)
}

/// The function that a member of `LambdaConfig` names.
pub(crate) fn arn_of(member: &Value) -> Option<&str> {
    member
        .as_str()
        .or_else(|| member.get("LambdaArn")?.as_str())
}

/// The function in a hook's slot; of two members, the one with a version counts.
pub(crate) fn arn_of_slot(pool: &Value, hook: Function) -> Option<&str> {
    let versioned = versioned_slot(hook).and_then(|slot| member(pool, slot));
    versioned
        .or_else(|| member(pool, slot(hook)))
        .and_then(arn_of)
}
