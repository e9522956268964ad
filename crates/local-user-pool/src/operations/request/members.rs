//! The members of a request: each is read and checked against the API model, and all faults are
//! refused together.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use strum::VariantNames;

use crate::operations::request::validation::{Shape, Violations};
use crate::state::error::ApiError;

/// The greatest length of a key or a value of client metadata (API reference: `ClientMetadata`).
const MAX_METADATA: usize = 131_072;

/// The body of a request. Members that are not asked for are ignored, as AWS ignores them.
#[derive(Debug)]
pub(crate) struct Members(Map<String, Value>);

impl Members {
    /// The members of a body. No operation can read a body that is not a JSON object.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, ApiError> {
        let members = serde_json::from_slice(body).map_err(|_| ApiError::Serialization)?;
        Ok(Self(members))
    }

    /// The members of a request that did not come over the wire.
    pub(crate) fn of(members: Map<String, Value>) -> Self {
        Self(members)
    }

    /// Reads all members that the operation takes, and refuses the request if any is wrong.
    pub(crate) fn read<T>(self, read: impl FnOnce(&mut Reader) -> T) -> Result<T, ApiError> {
        let mut reader = Reader {
            left: self.0,
            violations: Violations::default(),
            misread: false,
        };
        let members = read(&mut reader);
        if reader.misread {
            return Err(ApiError::Serialization);
        }
        reader.violations.into_result()?;
        Ok(members)
    }
}

/// Reads members. Its values leave [`Members::read`] only if all of them are valid.
#[derive(Debug)]
pub(crate) struct Reader {
    left: Map<String, Value>,
    violations: Violations,
    /// A member has a type that the model does not give it.
    misread: bool,
}

impl Reader {
    /// A string that must be there.
    pub(crate) fn required(&mut self, name: &str, shape: Shape) -> String {
        let value = self.take(name);
        self.violations.required(&path(name), value, shape)
    }

    /// A string that may be there.
    pub(crate) fn optional(&mut self, name: &str, shape: Shape) -> Option<String> {
        let value = self.take(name)?;
        Some(self.violations.optional(&path(name), value, shape))
    }

    /// A boolean. Absent counts as false.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        self.take(name).unwrap_or_default()
    }

    /// A whole number within bounds, both included.
    pub(crate) fn number(&mut self, name: &str, least: i64, greatest: i64) -> Option<i64> {
        let value: i64 = self.take(name)?;
        self.violations.range(&path(name), value, least, greatest);
        Some(value)
    }

    /// A value of an enumeration.
    pub(crate) fn choice<T: FromStr + VariantNames>(&mut self, name: &str) -> Option<T> {
        self.choice_of(name, T::VARIANTS)?.parse().ok()
    }

    /// A value of an enumeration, as a text.
    pub(crate) fn choice_of(&mut self, name: &str, choices: &[&str]) -> Option<String> {
        let value: String = self.take(name)?;
        self.violations.choice(&path(name), &value, choices);
        Some(value)
    }

    /// [`Reader::choice_of`] that must be there.
    pub(crate) fn required_choice(&mut self, name: &str, choices: &[&str]) -> String {
        let chosen = self.choice_of(name, choices);
        self.violations.present(&path(name), chosen)
    }

    /// Several values of an enumeration.
    pub(crate) fn choices(&mut self, name: &str, choices: &[&str]) -> BTreeSet<String> {
        let values: Vec<String> = self.take(name).unwrap_or_default();
        for (value, position) in values.iter().zip(1_usize..) {
            let path = format!("{}.{position}.member", path(name));
            self.violations.choice(&path, value, choices);
        }
        values.into_iter().collect()
    }

    /// A list of strings of one shape.
    pub(crate) fn strings(&mut self, name: &str, shape: Shape) -> Option<Vec<String>> {
        let values: Vec<String> = self.take(name)?;
        let values = values.into_iter().zip(1_usize..);
        let values = values.map(|(value, position)| {
            let path = format!("{}.{position}.member", path(name));
            self.violations.optional(&path, value, shape)
        });
        Some(values.collect())
    }

    /// [`Reader::strings`] that must be there.
    pub(crate) fn required_strings(&mut self, name: &str, shape: Shape) -> Vec<String> {
        let list = self.strings(name, shape);
        self.violations.list(&path(name), list)
    }

    /// A list of name and value (`AttributeListType`), in the order of the request; a value that
    /// is absent is empty. `None` where there is no list.
    pub(crate) fn attributes(&mut self, name: &str) -> Option<Vec<(String, String)>> {
        let list: Vec<Map<String, Value>> = self.take(name)?;
        let mut attributes = Vec::new();
        for (mut pair, position) in list.into_iter().zip(1_usize..) {
            let path = format!("{}.{position}.member", path(name));
            let key = self.string_of(&mut pair, "Name");
            let key = self
                .violations
                .required(&format!("{path}.name"), key, Shape::AttributeName);
            let value = self.string_of(&mut pair, "Value").unwrap_or_default();
            let value =
                self.violations
                    .optional(&format!("{path}.value"), value, Shape::AttributeValue);
            attributes.push((key, value));
        }
        Some(attributes)
    }

    /// [`Reader::attributes`] that must be there.
    pub(crate) fn required_attributes(&mut self, name: &str) -> Vec<(String, String)> {
        let list = self.attributes(name);
        self.violations.list(&path(name), list)
    }

    /// A list of names that must be there, as changes that delete these attributes.
    pub(crate) fn deletions(&mut self, name: &str) -> Vec<(String, String)> {
        let names = self.required_strings(name, Shape::AttributeName);
        names
            .into_iter()
            .map(|name| (name, String::new()))
            .collect()
    }

    /// A map of strings: `ClientMetadata`, `AuthParameters`, `ChallengeResponses`.
    pub(crate) fn map(&mut self, name: &str) -> Option<BTreeMap<String, String>> {
        let map: BTreeMap<String, String> = self.take(name)?;
        let too_long = |text: &String| text.chars().count() > MAX_METADATA;
        if map
            .iter()
            .any(|(key, value)| too_long(key) || too_long(value))
        {
            self.violations.add(
                &path(name),
                "",
                &format!("Map entries must have length less than or equal to {MAX_METADATA}"),
            );
        }
        Some(map)
    }

    /// A structure of the API model.
    pub(crate) fn structure<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        self.take(name)
    }

    /// A list of structures of the API model that must be there.
    pub(crate) fn required_structures<T: DeserializeOwned>(&mut self, name: &str) -> Vec<T> {
        let list = self.take(name);
        self.violations.list(&path(name), list)
    }

    /// [`Reader::number`] that must be there.
    pub(crate) fn required_number(&mut self, name: &str, least: i64, greatest: i64) -> i64 {
        let number = self.number(name, least, greatest);
        self.violations.present(&path(name), number)
    }

    /// Checks a number of a structure against its bounds, both included. `path` is AWS's:
    /// `policies.passwordPolicy.minimumLength`.
    pub(crate) fn within(&mut self, path: &str, value: i64, least: i64, greatest: i64) {
        self.violations.range(path, value, least, greatest);
    }

    /// Checks a value of a structure against an enumeration.
    pub(crate) fn one_of(&mut self, path: &str, value: &str, choices: &[&str]) {
        self.violations.choice(path, value, choices);
    }

    /// Refuses a value of a structure for a constraint that it breaks.
    pub(crate) fn violate(&mut self, path: &str, value: &str, constraint: &str) {
        self.violations
            .add(path, &format!(" '{value}'"), constraint);
    }

    /// All members that were not read yet, as one structure of the API model. A null member counts
    /// as absent.
    pub(crate) fn rest<T: DeserializeOwned + Default>(&mut self) -> T {
        self.left.retain(|_, value| !value.is_null());
        let rest = Value::Object(std::mem::take(&mut self.left));
        serde_json::from_value(rest).unwrap_or_else(|_| {
            self.misread = true;
            T::default()
        })
    }

    /// Takes a member; none if it is absent or null.
    fn take<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.left.remove(name)?;
        self.read_value(value)
    }

    fn string_of(&mut self, members: &mut Map<String, Value>, name: &str) -> Option<String> {
        let value = members.remove(name)?;
        self.read_value(value)
    }

    fn read_value<T: DeserializeOwned>(&mut self, value: Value) -> Option<T> {
        if value.is_null() {
            return None;
        }
        let read = serde_json::from_value(value).ok();
        self.misread |= read.is_none();
        read
    }
}

/// A member as AWS's messages name it: `UserPoolId` is `userPoolId`.
fn path(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(letters)
        .collect()
}
