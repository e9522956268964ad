//! `[chain.<hook>]`: the two functions that share a hook's slot.
//!
//! Read apart from the other sections, by those who ask for it: the hooks themselves need nothing of
//! it at their start.

use serde::Deserialize;
use serde::de::IgnoredAny;
use trigger::{Function, FunctionArn};

use crate::consistency::Fault;

/// The hooks whose slot the function `trigger-chain` holds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Chains {
    /// `[chain.pre-sign-up]`.
    pub pre_sign_up: Option<Chain>,
    /// `[chain.custom-message]`.
    pub custom_message: Option<Chain>,
    /// `[chain.post-confirmation]`.
    pub post_confirmation: Option<Chain>,
    /// `[chain.post-authentication]`.
    pub post_authentication: Option<Chain>,
    /// Never chained: of two functions that override groups, only one can be right.
    pub pre_token_generation: Option<IgnoredAny>,
}

/// One hook's two functions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Our function of the hook.
    pub ours: FunctionArn,
    /// The function that the team had there already.
    pub theirs: FunctionArn,
    /// Whether a person whom theirs confirms is confirmed; pre-sign-up alone.
    #[serde(default)]
    pub their_auto_confirm: bool,
    /// Whether an address or number that theirs verifies is verified; pre-sign-up alone.
    #[serde(default)]
    pub their_auto_verify: bool,
}

impl Chains {
    /// The two functions of a hook, if it is chained.
    pub fn of(&self, hook: Function) -> Option<&Chain> {
        match hook {
            Function::PreSignUp => self.pre_sign_up.as_ref(),
            Function::CustomMessage => self.custom_message.as_ref(),
            Function::PostConfirmation => self.post_confirmation.as_ref(),
            Function::PostAuthentication => self.post_authentication.as_ref(),
            Function::PreTokenGeneration => None,
        }
    }

    /// Every hook that is chained.
    pub fn iter(&self) -> impl Iterator<Item = (Function, &Chain)> {
        let hooks = Function::ALL.into_iter();
        hooks.filter_map(|hook| Some((hook, self.of(hook)?)))
    }

    /// What cannot work.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.pre_token_generation.is_some() {
            faults.push(Fault {
                key: "chain.pre-token-generation".to_owned(),
                problem: "of two functions that override groups, only one can be right".to_owned(),
                remedy: "Remove the section: one function has this hook",
            });
        }
        for (hook, chain) in self.iter() {
            faults_of(hook, chain, &mut faults);
        }
        faults
    }
}

fn faults_of(hook: Function, chain: &Chain, faults: &mut Vec<Fault>) {
    let key = format!("chain.{hook}");
    let Chain {
        ours,
        theirs,
        their_auto_confirm,
        their_auto_verify,
    } = chain;
    if ours.unqualified() == theirs.unqualified() {
        faults.push(Fault {
            key: format!("{key}.theirs"),
            problem: "is the function that `ours` names, which would run twice".to_owned(),
            remedy: "Name the function that the pool called before",
        });
    }
    if ours.region != theirs.region {
        faults.push(Fault {
            key: format!("{key}.theirs"),
            problem: format!("is in {}, and `ours` in {}", theirs.region, ours.region),
            remedy: "Name functions of the pool's own Region",
        });
    }
    for (member, function) in [("ours", ours), ("theirs", theirs)] {
        let name = function.unqualified();
        let key = format!("{key}.{member}");
        if Function::from_chain(&name).is_some() {
            faults.push(Fault {
                key,
                problem: format!("{function} is a chain itself, which would call itself"),
                remedy: "Name one of the two functions that the chain calls",
            });
        } else if let Some(other) = Function::from_reference(&name).filter(|named| *named != hook) {
            faults.push(Fault {
                key,
                problem: format!("{function} is named like {other}, which gets other events"),
                remedy: "Name the function of this hook",
            });
        }
    }
    let is_named =
        |function: &FunctionArn| Function::from_reference(&function.unqualified()) == Some(hook);
    if is_named(theirs) && !is_named(ours) {
        faults.push(Fault {
            key: key.clone(),
            problem: format!("`theirs` is named like our {hook}, and `ours` is not: what `ours` confirms and verifies counts"),
            remedy: "Name our function as `ours`, and the team's own as `theirs`",
        });
    }
    if hook != Function::PreSignUp && (*their_auto_confirm || *their_auto_verify) {
        faults.push(Fault {
            key,
            problem: "their_auto_confirm and their_auto_verify are about pre-sign-up".to_owned(),
            remedy: "Remove them here",
        });
    }
}
