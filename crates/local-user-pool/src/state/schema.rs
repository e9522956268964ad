//! The attributes that users of a pool can have.

use std::collections::BTreeMap;

use strum::{EnumString, IntoStaticStr, VariantNames};

/// The longest attribute value, in bytes (quotas page of the developer guide; contract §8).
pub const MAX_ATTRIBUTE_BYTES: usize = 2048;

/// The attributes of a pool by name (API reference: `SchemaAttributeType`).
#[derive(Clone, Debug)]
pub struct Schema(BTreeMap<String, AttributeDefinition>);

/// The values of an attribute, and whether they can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeDefinition {
    /// The type, with its limits.
    pub data_type: AttributeDataType,
    /// Whether it can be set after the user was created.
    pub mutable: bool,
    /// Whether every user must have it before the first sign-in ends.
    pub required: bool,
}

/// The type of an attribute, with its limits. On the wire every value is a string. Read from its
/// name, a type has no limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
pub enum AttributeDataType {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Number {
        /// The least value.
        min: Option<i64>,
        /// The greatest value.
        max: Option<i64>,
    },
    /// Text.
    String {
        /// The least number of characters.
        min_length: Option<usize>,
        /// The greatest number of characters.
        max_length: Option<usize>,
    },
    /// A date and time. Which spellings Cognito takes is not documented: any value passes.
    DateTime,
}

impl AttributeDefinition {
    /// Mutable text of up to 2,048 characters, as most attributes are.
    pub const TEXT: Self = Self::of(AttributeDataType::text(0, 2048));

    /// A mutable attribute that users may lack.
    const fn of(data_type: AttributeDataType) -> Self {
        Self {
            data_type,
            mutable: true,
            required: false,
        }
    }
}

impl AttributeDataType {
    const fn text(least: usize, most: usize) -> Self {
        Self::String {
            min_length: Some(least),
            max_length: Some(most),
        }
    }
}

impl Schema {
    /// The attributes that every pool has, as `DescribeUserPool` lists them for a new pool.
    /// `identities` is left out, because no administrator can write it.
    pub fn standard() -> Self {
        let text = [
            "address",
            "email",
            "family_name",
            "gender",
            "given_name",
            "locale",
            "middle_name",
            "name",
            "nickname",
            "phone_number",
            "picture",
            "preferred_username",
            "profile",
            "website",
            "zoneinfo",
        ];
        let mut schema = Self(BTreeMap::new());
        for name in text {
            schema.define(name, AttributeDefinition::TEXT);
        }
        let whole_number = AttributeDataType::Number {
            min: Some(0),
            max: None,
        };
        for (name, data_type) in [
            ("email_verified", AttributeDataType::Boolean),
            ("phone_number_verified", AttributeDataType::Boolean),
            ("birthdate", AttributeDataType::text(10, 10)),
            ("updated_at", whole_number),
        ] {
            schema.define(name, AttributeDefinition::of(data_type));
        }
        let sub = AttributeDefinition {
            mutable: false,
            ..AttributeDefinition::of(AttributeDataType::text(1, 2048))
        };
        schema.define("sub", sub);
        schema
    }

    /// Adds an attribute or replaces its definition. The names of custom attributes begin with
    /// `custom:`, and with `dev:custom:` if only administrators see them.
    pub fn define(&mut self, name: impl Into<String>, definition: AttributeDefinition) {
        self.0.insert(name.into(), definition);
    }

    /// The attributes, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &AttributeDefinition)> {
        self.0
            .iter()
            .map(|(name, definition)| (name.as_str(), definition))
    }

    /// The definition of an attribute.
    pub fn get(&self, name: &str) -> Option<&AttributeDefinition> {
        self.0.get(name)
    }

    /// Why an existing user's attribute cannot be set to `value`, as a sentence of AWS's without
    /// the attribute's name. A blank value deletes the attribute.
    ///
    /// "does not exist" and "cannot be updated" are reported of the real service
    /// (amplify-flutter#1531, amplify-js#3526). "Type for attribute {…} could not be determined" is
    /// the answer to `AdminCreateUser`. How Cognito words a breach of a limit is not established.
    pub(crate) fn violation(&self, name: &str, value: &str) -> Option<String> {
        let Some(definition) = self.get(name) else {
            return Some("Attribute does not exist in the schema.".to_owned());
        };
        if !definition.mutable {
            return Some("Attribute cannot be updated.".to_owned());
        }
        self.violation_at_creation(name, value)
    }

    /// [`Schema::violation`] for a new user, whose immutable attributes can be set.
    pub(crate) fn violation_at_creation(&self, name: &str, value: &str) -> Option<String> {
        let Some(definition) = self.get(name) else {
            return Some("Attribute does not exist in the schema.".to_owned());
        };
        if value.is_empty() {
            return None;
        }
        if value.len() > MAX_ATTRIBUTE_BYTES {
            return Some(format!(
                "Value must be no longer than {MAX_ATTRIBUTE_BYTES} bytes."
            ));
        }
        definition.data_type.violation(value)
    }
}

impl AttributeDataType {
    fn violation(self, value: &str) -> Option<String> {
        match self {
            Self::String {
                min_length,
                max_length,
            } => {
                let length = value.chars().count();
                if let Some(least) = min_length.filter(|&least| length < least) {
                    return Some(format!(
                        "String must be no shorter than {least} characters."
                    ));
                }
                let greatest = max_length.filter(|&greatest| length > greatest)?;
                Some(format!(
                    "String must be no longer than {greatest} characters."
                ))
            }
            Self::Number { min, max } => {
                let Ok(number) = value.parse::<i64>() else {
                    return Some("Value is not a number.".to_owned());
                };
                let fits =
                    min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max);
                (!fits).then(|| "Number is out of range.".to_owned())
            }
            Self::DateTime => None,
            // Any case is accepted, and stored unchanged (moto's AWS-verified test of
            // `email_verified`).
            Self::Boolean => {
                let mut flags = ["true", "false"].iter();
                (!flags.any(|flag| value.eq_ignore_ascii_case(flag)))
                    .then(|| "Value is not a boolean.".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, value: &str, expected: Option<&str>) {
        let mut schema = Schema::standard();
        schema.define("custom:invitation", AttributeDefinition::TEXT);
        schema.define(
            "custom:level",
            AttributeDefinition {
                data_type: AttributeDataType::Number {
                    min: Some(1),
                    max: Some(9),
                },
                mutable: true,
                required: false,
            },
        );
        schema.define(
            "custom:tenant",
            AttributeDefinition {
                mutable: false,
                ..AttributeDefinition::TEXT
            },
        );
        assert_eq!(schema.violation(name, value).as_deref(), expected, "{name}");
    }

    #[test]
    fn values_are_held_against_the_schema() {
        let unknown = Some("Attribute does not exist in the schema.");
        let immutable = Some("Attribute cannot be updated.");
        check("given_name", "Ada", None);
        check("given_name", "", None);
        check("invitation", "x", unknown);
        check("custom:unheard", "", unknown);
        check("sub", "x", immutable);
        check("custom:tenant", "", immutable);
        check("custom:invitation", &"x".repeat(2048), None);
        check(
            "custom:invitation",
            &"é".repeat(1025),
            Some("Value must be no longer than 2048 bytes."),
        );
        check("email_verified", "true", None);
        check("email_verified", "True", None);
        check("email_verified", "FALSE", None);
        check("email_verified", "yes", Some("Value is not a boolean."));
        check("custom:level", "9", None);
        check("custom:level", "10", Some("Number is out of range."));
        check("custom:level", "0", Some("Number is out of range."));
        check("custom:level", "nine", Some("Value is not a number."));
        check("birthdate", "1815-12-10", None);
        check(
            "birthdate",
            "1815",
            Some("String must be no shorter than 10 characters."),
        );
        check(
            "birthdate",
            "10 December 1815",
            Some("String must be no longer than 10 characters."),
        );
    }
}
