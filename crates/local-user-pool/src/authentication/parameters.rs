//! `AuthParameters` and `ChallengeResponses`: maps whose members depend on the flow.

use std::collections::BTreeMap;

use crate::operations::request::members::Reader;
use crate::state::error::ApiError;

/// The members of such a map.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(super) fn read(members: &mut Reader, name: &str) -> Self {
        Self(members.map(name).unwrap_or_default())
    }

    /// Parameters that did not come over the wire as such.
    pub(super) fn of(parameters: BTreeMap<String, String>) -> Self {
        Self(parameters)
    }

    /// A parameter that the flow requires.
    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        let value = self.optional(name).filter(|value| !value.is_empty());
        value.ok_or_else(|| ApiError::invalid(format!("Missing required parameter {name}")))
    }

    pub(super) fn optional(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The parameters with this prefix, without the prefix.
    pub(super) fn under(&self, prefix: &str) -> Vec<(String, String)> {
        let all = self.0.iter();
        all.filter_map(|(name, value)| Some((name.strip_prefix(prefix)?.to_owned(), value.clone())))
            .collect()
    }
}
