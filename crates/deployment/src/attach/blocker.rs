//! What blocks a plan, and what to do about it.

use std::fmt;

use trigger::Function;

use crate::permission::Statement;

/// Something that has to be changed or said before anything is done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Blocker {
    /// Cognito sends the pool's mails itself.
    DefaultSender,
    /// A function sends them.
    CustomEmailSender(String),
    /// A slot has somebody else's function.
    Foreign { hook: Function, function: String },
    /// A slot has a chain, and with it somebody else's function.
    Chained { hook: Function, function: String },
    /// The settings do not name the functions of a chain.
    NoChain(Function),
    /// A chain is one of the two functions that it calls.
    ChainOfItself { hook: Function, function: String },
    /// A function that a chain calls is not there.
    ChainLacks { hook: Function, function: String },
    /// A chain would call another function than the pool does.
    ChainOfAnother {
        hook: Function,
        there: String,
        theirs: String,
    },
    /// A function is in another Region or account than the pool.
    Elsewhere {
        hook: Function,
        function: String,
        region: String,
        account: String,
    },
    /// There is no such function or alias.
    NoFunction { hook: Function, function: String },
    /// A statement has our name and says something else.
    StatementTaken(Statement),
    /// An attribute is there and of no use.
    Unfit {
        name: &'static str,
        why: &'static str,
    },
    /// Another pool may call a function.
    ServesAnother {
        hook: Function,
        function: String,
        pool: String,
        remove: String,
    },
    /// There is no such attribute.
    NoAttribute(String),
    /// There is no such app client.
    NoClient(String),
}

impl Blocker {
    /// Its stable word.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::DefaultSender => "default-sender",
            Self::CustomEmailSender(_) => "custom-email-sender",
            Self::Foreign { .. } => "foreign-trigger",
            Self::Chained { .. } => "chained",
            Self::NoChain(_) => "chain-unnamed",
            Self::ChainOfItself { .. } => "chain-of-itself",
            Self::ChainLacks { .. } => "chain-function-missing",
            Self::ChainOfAnother { .. } => "chain-of-another",
            Self::Elsewhere { .. } => "function-elsewhere",
            Self::NoFunction { .. } => "function-missing",
            Self::StatementTaken(_) => "statement-taken",
            Self::Unfit { .. } => "attribute-unfit",
            Self::ServesAnother { .. } => "function-of-another-pool",
            Self::NoAttribute(_) => "attribute-missing",
            Self::NoClient(_) => "client-missing",
        }
    }
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DefaultSender => f.write_str(
                "Cognito sends this pool's mails itself and refuses bodies of ours; let an SES identity send them (EmailSendingAccount DEVELOPER), or leave custom-message out with --only",
            ),
            Self::CustomEmailSender(function) => write!(
                f,
                "{function} sends this pool's mails (CustomEmailSender), so custom-message would write none; take it off, or leave custom-message out with --only"
            ),
            Self::Foreign { hook, function } => write!(
                f,
                "the pool calls {function} where {hook} would stand; keep both with --chain {hook}, leave {hook} out with --only, or displace that function with --replace {hook}"
            ),
            Self::Chained { hook, function } => write!(
                f,
                "the pool calls {function} for {hook}, a chain that calls a function of the team's own, too; keep both with --chain {hook}, or displace the chain with --replace {hook}"
            ),
            Self::NoChain(hook) => write!(
                f,
                "the settings do not say which two functions the chain of {hook} calls; name them as `ours` and `theirs` in [chain.{hook}]"
            ),
            Self::ChainOfItself { hook, function } => write!(
                f,
                "{function} is one of the two functions that the chain of {hook} calls; name the function trigger-chain with --function {hook}=ARN, or correct [chain.{hook}]"
            ),
            Self::ChainLacks { hook, function } => write!(
                f,
                "there is no function {function}, which [chain.{hook}] names; deploy it, or correct the settings"
            ),
            Self::ChainOfAnother {
                hook,
                there,
                theirs,
            } => write!(
                f,
                "the pool calls {there} for {hook}, and the chain would call {theirs}; name the former as `theirs` in [chain.{hook}], or displace it with --replace {hook} and without --chain"
            ),
            Self::Elsewhere {
                hook,
                function,
                region,
                account,
            } => write!(
                f,
                "{function} is not in the pool's Region and account, {region} and {account}; deploy {hook} there"
            ),
            Self::NoFunction { hook, function } => {
                let what = match Function::from_chain(function) {
                    Some(_) => "the chain of ",
                    None => "",
                };
                write!(
                    f,
                    "there is no function {function}; deploy {what}{hook}, or correct --functions-prefix, --alias or --function"
                )
            }
            Self::StatementTaken(statement) => write!(
                f,
                "the resource policy of {} has a statement {} that does not permit this pool alone; remove it (aws lambda remove-permission)",
                statement.function, statement.statement_id
            ),
            Self::Unfit { name, why } => write!(
                f,
                "the pool has {name}, and {why}; no attribute can be changed or removed, so this pool cannot be attached to"
            ),
            Self::ServesAnother {
                hook,
                function,
                pool,
                remove,
            } => write!(
                f,
                "{function} serves {pool}, and the roles of a deployment are for one pool: what {hook} does for another ends in not-permitted. Deploy a stack for this pool and name it with --functions-prefix; if that pool is gone: {remove}; if you have seen to the roles and both pools have the same settings, say --shared"
            ),
            Self::NoAttribute(name) => {
                write!(f, "the pool has no attribute {name}; correct --writable")
            }
            Self::NoClient(id) => {
                write!(f, "the pool has no app client {id}; correct --self-sign-up")
            }
        }
    }
}
