//! The scopes of the access tokens of one sign-in.

use std::collections::BTreeSet;

use crate::state::scope;

/// The scopes of access tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scopes {
    /// Those of a sign-in through the API, which asks for none.
    Api,
    /// Those that an application asked managed login for.
    Asked(BTreeSet<String>),
}

impl Scopes {
    /// The scopes by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let (api, asked) = match self {
            Self::Api => (Some(scope::ADMIN), None),
            Self::Asked(asked) => (None, Some(asked)),
        };
        let asked = asked.into_iter().flatten().map(String::as_str);
        api.into_iter().chain(asked)
    }

    /// Whether tokens show this attribute.
    pub(crate) fn open(&self, attribute: &str) -> bool {
        match self {
            Self::Api => true,
            Self::Asked(asked) => scope::opens(asked, attribute),
        }
    }

    /// Whether there is an ID token.
    pub(crate) fn have_id_token(&self) -> bool {
        match self {
            Self::Api => true,
            Self::Asked(asked) => asked.contains(scope::OPENID),
        }
    }
}
