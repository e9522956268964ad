//! Which function an event is for.

use std::fmt;
use std::path::Path;

use custom_message::CustomMessage;
use post_authentication::PostAuthentication;
use post_confirmation::PostConfirmation;
use pre_sign_up::PreSignUp;
use pre_token_generation::PreTokenGeneration;
use trigger::Hook;

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
    pub fn name(self) -> &'static str {
        match self {
            Self::PreSignUp => PreSignUp::NAME,
            Self::CustomMessage => CustomMessage::NAME,
            Self::PostConfirmation => PostConfirmation::NAME,
            Self::PostAuthentication => PostAuthentication::NAME,
            Self::PreTokenGeneration => PreTokenGeneration::NAME,
        }
    }

    /// The function with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.name() == name)
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

    /// The function whose folder an event stands in, for sources that tell nothing.
    pub fn from_folder(file: &Path) -> Option<Self> {
        file.parent()?
            .file_name()?
            .to_str()
            .and_then(Self::from_name)
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
