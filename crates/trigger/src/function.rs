//! The trigger functions: their names, and which one an event or a pool means.

use std::fmt;
use std::path::Path;

/// One of the five trigger functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    /// `pre-sign-up`.
    PreSignUp,
    /// `custom-message`.
    CustomMessage,
    /// `post-confirmation`.
    PostConfirmation,
    /// `post-authentication`.
    PostAuthentication,
    /// `pre-token-generation`.
    PreTokenGeneration,
}

/// The function that holds a slot for two others, one of ours and one of the team's own.
pub const CHAIN: &str = "trigger-chain";

/// Prefixes of the trigger sources for which we have no function.
const OTHER_TRIGGERS: [&str; 8] = [
    "CreateAuthChallenge",
    "CustomEmailSender",
    "CustomSMSSender",
    "DefineAuthChallenge",
    "InboundFederation",
    "PreAuthentication",
    "UserMigration",
    "VerifyAuthChallengeResponse",
];

impl Function {
    /// Every function.
    pub const ALL: [Self; 5] = [
        Self::PreSignUp,
        Self::CustomMessage,
        Self::PostConfirmation,
        Self::PostAuthentication,
        Self::PreTokenGeneration,
    ];

    /// Its name: crate, binary, folder of events, resource.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PreSignUp => "pre-sign-up",
            Self::CustomMessage => "custom-message",
            Self::PostConfirmation => "post-confirmation",
            Self::PostAuthentication => "post-authentication",
            Self::PreTokenGeneration => "pre-token-generation",
        }
    }

    /// The function with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.name() == name)
    }

    /// The function that an ARN or a name means, with any version or alias: what stands in a
    /// pool's `LambdaConfig`. The name of a stack may stand before its own: `team-pre-sign-up`.
    pub fn from_reference(reference: &str) -> Option<Self> {
        let name = bare_name(reference);
        let is_named = |function: &Self| {
            let stack = name.strip_suffix(function.name());
            stack.is_some_and(|stack| stack.is_empty() || stack.ends_with('-'))
        };
        Self::ALL.into_iter().find(is_named)
    }

    /// The hook whose slot a chain holds: `team-trigger-chain-pre-sign-up`. `None` for a function
    /// that is no chain by its name.
    pub fn from_chain(reference: &str) -> Option<Self> {
        let hook = Self::from_reference(reference)?;
        let before = bare_name(reference)
            .strip_suffix(hook.name())?
            .strip_suffix('-')?;
        let stack = before.strip_suffix(CHAIN)?;
        (stack.is_empty() || stack.ends_with('-')).then_some(hook)
    }

    /// The function that Cognito would call for this trigger source.
    pub fn from_trigger_source(source: &str) -> Option<Self> {
        let (prefix, _) = source.split_once('_')?;
        Some(match prefix {
            "PreSignUp" => Self::PreSignUp,
            "CustomMessage" => Self::CustomMessage,
            "PostConfirmation" => Self::PostConfirmation,
            "PostAuthentication" => Self::PostAuthentication,
            "TokenGeneration" => Self::PreTokenGeneration,
            _ => return None,
        })
    }

    /// Whether Cognito has a trigger of this source that is none of ours.
    pub fn is_of_another_trigger(source: &str) -> bool {
        let trigger = source.split_once('_').map_or(source, |(prefix, _)| prefix);
        OTHER_TRIGGERS.contains(&trigger)
    }

    /// The function whose folder an event stands in, for sources that say nothing.
    pub fn from_folder(file: &Path) -> Option<Self> {
        file.parent()?
            .file_name()?
            .to_str()
            .and_then(Self::from_name)
    }
}

/// The name of a function without what an ARN puts around it:
/// `arn:aws:lambda:<region>:<account>:function:<name>[:<version or alias>]`.
pub fn bare_name(reference: &str) -> &str {
    let named = reference
        .rsplit_once(":function:")
        .map_or(reference, |(_, named)| named);
    named.split_once(':').map_or(named, |(name, _)| name)
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reference: &str, name: &str) {
        let function = Function::from_reference(reference);
        assert_eq!(function.map(Function::name), Some(name), "{reference}");
    }

    #[test]
    fn arns_and_names_mean_the_same() {
        let arn = "arn:aws:lambda:eu-central-1:123456789012:function:pre-sign-up";
        check(arn, "pre-sign-up");
        check(&format!("{arn}:live"), "pre-sign-up");
        check("123456789012:function:custom-message:7", "custom-message");
        check("post-confirmation:$LATEST", "post-confirmation");
        check("pre-token-generation", "pre-token-generation");
        check("team-a-pre-sign-up:live", "pre-sign-up");
        assert_eq!(bare_name(&format!("{arn}:live")), "pre-sign-up");
    }

    #[test]
    fn a_chain_is_told_by_its_name() {
        for (reference, hook) in [
            ("trigger-chain-pre-sign-up", Some(Function::PreSignUp)),
            (
                "arn:aws:lambda:eu-central-1:123456789012:function:team-trigger-chain-custom-message:live",
                Some(Function::CustomMessage),
            ),
            ("team-pre-sign-up", None),
            ("trigger-chain", None),
            ("mytrigger-chain-pre-sign-up", None),
            ("trigger-chainpre-sign-up", None),
            ("trigger-chain-other", None),
        ] {
            assert_eq!(Function::from_chain(reference), hook, "{reference}");
        }
    }

    #[test]
    fn other_functions_are_none_of_ours() {
        for reference in [
            "",
            ":",
            "pre-sign",
            "teampre-sign-up",
            "pre-sign-up-old",
            "PreSignUp",
            "arn:aws:s3:::pre-sign-up",
        ] {
            assert_eq!(Function::from_reference(reference), None, "{reference}");
        }
    }
}
