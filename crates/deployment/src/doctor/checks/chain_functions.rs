//! `chain-functions`: whether a chain stands where the settings say so, and both functions that it
//! calls are there. Where one is not, pre-sign-up admits nobody.

use trigger::Function;

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;
use crate::doctor::remedies::attach_command;

pub(crate) fn chain_functions(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let chains = known.chains;
    let triggers: Vec<(Function, &str)> = judgement.triggers()?.collect();
    for (hook, arn) in &triggers {
        let is_chain = Function::from_chain(arn).is_some();
        if is_chain && chains.of(*hook).is_none() {
            judgement.wrong(
                format!("{hook} calls the chain {arn}, and the settings do not say whom it calls: it admits nobody, and does nothing else"),
                format!("Name the two functions as `ours` and `theirs` in [chain.{hook}] of {}", known.file()),
            );
        }
    }
    for (hook, chain) in chains.iter() {
        let called = triggers.iter().find(|(function, _)| *function == hook);
        let called = called.map(|(_, arn)| *arn).unwrap_or_default();
        // A chain can have any name. What it calls is none.
        let is_part = [&chain.ours, &chain.theirs]
            .into_iter()
            .any(|part| part.is_function_of(called));
        if called.is_empty() || is_part {
            let now = if called.is_empty() {
                "calls no function".to_owned()
            } else {
                format!("calls {called} alone")
            };
            judgement.wrong(
                format!("the settings chain {hook}, and the pool {now}"),
                format!("{} --chain {hook}", attach_command(&known, &[hook])),
            );
        } else if Function::from_chain(called) != Some(hook) {
            judgement.warning(
                format!("the settings chain {hook}, and the pool calls {called}, which is not named like a chain"),
                format!("Look whether it is the function trigger-chain; if not: {} --chain {hook}", attach_command(&known, &[hook])),
            );
        }
        for part in [&chain.ours, &chain.theirs] {
            let arn = part.to_string();
            let Some(found) = known.facts.chained.get(&arn) else {
                continue;
            };
            if *found == Fact::Absent {
                judgement.wrong(
                    format!("the chain of {hook} calls {arn}, and there is no such function"),
                    format!("Deploy it, or correct [chain.{hook}] of {}", known.file()),
                );
            } else {
                judgement.read(&arn, found);
            }
        }
    }
    Some("each chain is in its slot, and calls functions that are there".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use settings::Chains;
    use trigger::Function;

    use crate::doctor::facts::Fact;
    use crate::doctor::tests::{
        Case, NOT_CHECKED, OK, SampleDeployment, WARNING, WRONG, detach, function_arn, lambda,
    };

    const CHAIN: &str = "invitations-trigger-chain-pre-sign-up:live";
    const OURS: &str = "invitations-pre-sign-up";
    const THEIRS: &str = "check-domain";

    /// pre-sign-up is a chain of ours and of one that the team has.
    fn chain(it: &mut SampleDeployment) {
        it.trigger(Function::PreSignUp, CHAIN);
        let [ours, theirs] = [OURS, THEIRS].map(function_arn);
        let section = format!("[pre-sign-up]\nours = '{ours}'\ntheirs = '{theirs}'");
        it.chains = toml::from_str(&section).unwrap();
        let there = [ours, theirs].map(|arn| (arn, lambda().configuration));
        it.facts.chained = there.into();
    }

    pub(crate) const CASES: &[Case] = &[
        (chain, OK, "each chain"),
        (
            |it| {
                chain(it);
                it.chains = Chains::default();
            },
            WRONG,
            "do not say whom it calls",
        ),
        (
            |it| {
                chain(it);
                it.trigger(Function::PreSignUp, THEIRS);
            },
            WRONG,
            "check-domain alone",
        ),
        (
            |it| {
                chain(it);
                it.trigger(Function::PreSignUp, "legacy-pre-sign-up");
            },
            WARNING,
            "not named like a chain",
        ),
        (
            |it| {
                chain(it);
                detach(it, Function::PreSignUp);
            },
            WRONG,
            "calls no function",
        ),
        (
            |it| {
                chain(it);
                it.facts.chained.insert(function_arn(THEIRS), Fact::Absent);
            },
            WRONG,
            "no such function",
        ),
        (
            |it| {
                chain(it);
                let denied = Fact::Denied("lambda:GetFunctionConfiguration");
                it.facts.chained.insert(function_arn(THEIRS), denied);
            },
            NOT_CHECKED,
            THEIRS,
        ),
    ];
}
