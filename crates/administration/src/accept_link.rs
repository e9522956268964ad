//! The link on which an invitation is accepted.

use std::fmt;

use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, Serializer};

/// The link on which an invitation is accepted, with its temporary password: whoever has it can
/// become the member. Its `Debug` shows nothing; it is written in one answer alone.
#[derive(Clone, JsonSchema)]
#[schemars(with = "String")]
pub struct AcceptLink(SecretString);

impl AcceptLink {
    pub(crate) fn new(link: String) -> Self {
        Self(SecretString::from(link))
    }

    /// The link, for the one answer that has it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for AcceptLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AcceptLink")
    }
}

impl PartialEq for AcceptLink {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for AcceptLink {}

impl Serialize for AcceptLink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}
