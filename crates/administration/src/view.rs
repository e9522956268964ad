//! Refusals and warnings as everybody shows them: the command, the administrators' API, `dev`, and
//! the journals of imports.
//!
//! The same types make the JSON and, by [`JsonSchema`], its description in the `OpenAPI` document.
//! So do the results themselves, such as [`Invited`](crate::Invited) and [`Entry`](crate::Entry).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::AdminError;
use crate::validation::Fault;

/// Something that was asked for and not done, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("required" = ["code", "detail"]))]
pub struct Warning {
    /// The stable code.
    pub code: String,
    /// One sentence.
    // A journal leaves it out where it can quote a person's data.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("required" = ["code", "detail"]))]
pub struct Rejection {
    /// The stable code.
    pub code: String,
    /// One sentence that says what to do.
    // A journal leaves it out where it can quote a person's data.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Where something is wrong with several fields: what with which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FieldError {
    /// The field: `email`, `groups`, an attribute by its name, `validation_data.<key>`.
    pub field: String,
    /// The stable code.
    pub code: String,
    /// One sentence that says what to do.
    pub detail: String,
}

impl From<&AdminError> for Rejection {
    fn from(error: &AdminError) -> Self {
        Self {
            code: error.code().to_owned(),
            detail: error.to_string(),
            errors: Vec::new(),
        }
    }
}

/// All that is wrong with a request; code and detail are those of the first fault, and of all.
impl From<&[Fault]> for Rejection {
    fn from(faults: &[Fault]) -> Self {
        let details: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let code = faults.first().map(Fault::code).unwrap_or_default();
        Self {
            code: code.to_owned(),
            detail: details.join("; "),
            errors: faults.iter().map(FieldError::from).collect(),
        }
    }
}

impl From<&Fault> for FieldError {
    fn from(fault: &Fault) -> Self {
        Self {
            field: fault.field.clone(),
            code: fault.code().to_owned(),
            detail: fault.reason.to_string(),
        }
    }
}
