//! `[chain.<hook>]`: the two functions that share a hook's slot.

use serde::Deserialize;
use serde::de::IgnoredAny;
use trigger::{Function, FunctionArn};

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
    pub(crate) pre_token_generation: Option<IgnoredAny>,
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
}
