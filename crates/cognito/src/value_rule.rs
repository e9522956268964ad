//! What values an attribute of the pool's schema takes.

use std::fmt;

use aws_sdk_cognitoidentityprovider::types::{AttributeDataType, SchemaAttributeType};

use crate::limits::LONGEST_VALUE;

/// What values an attribute takes (API reference, `SchemaAttributeType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueRule {
    /// A text of so many characters.
    Text {
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
    },
    /// A whole number, within bounds where the schema has some.
    Number {
        /// The smallest.
        min: Option<i128>,
        /// The largest.
        max: Option<i128>,
    },
    /// `true` or `false`.
    Boolean,
}

impl Default for ValueRule {
    fn default() -> Self {
        Self::Text {
            min: 0,
            max: LONGEST_VALUE,
        }
    }
}

impl ValueRule {
    /// Reads the rule of an attribute. In which form a `DateTime` is written is not documented
    /// (contract §8): such a value counts as text here and is left to Cognito.
    pub fn new(attribute: &SchemaAttributeType) -> Self {
        match attribute.attribute_data_type() {
            Some(AttributeDataType::Boolean) => Self::Boolean,
            Some(AttributeDataType::Number) => {
                let bounds = attribute.number_attribute_constraints();
                Self::Number {
                    min: bounds.and_then(|bounds| bounds.min_value()?.parse().ok()),
                    max: bounds.and_then(|bounds| bounds.max_value()?.parse().ok()),
                }
            }
            Some(AttributeDataType::String) => {
                let lengths = attribute.string_attribute_constraints();
                let min = lengths.and_then(|lengths| lengths.min_length()?.parse().ok());
                let max = lengths.and_then(|lengths| lengths.max_length()?.parse().ok());
                Self::Text {
                    min: min.unwrap_or_default(),
                    max: max.unwrap_or(LONGEST_VALUE).min(LONGEST_VALUE),
                }
            }
            _ => Self::default(),
        }
    }

    /// Whether the attribute takes the value.
    pub fn takes(&self, value: &str) -> bool {
        match self {
            Self::Text { min, max } => {
                value.len() <= LONGEST_VALUE && (*min..=*max).contains(&value.chars().count())
            }
            Self::Number { min, max } => value.parse::<i128>().is_ok_and(|number| {
                min.is_none_or(|min| min <= number) && max.is_none_or(|max| number <= max)
            }),
            Self::Boolean => ["true", "false"]
                .iter()
                .any(|flag| value.eq_ignore_ascii_case(flag)),
        }
    }
}

impl fmt::Display for ValueRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { min: 0, max } => write!(f, "a text of at most {max} characters"),
            Self::Text { min, max } => write!(f, "a text of {min} to {max} characters"),
            Self::Number {
                min: None,
                max: None,
            } => f.write_str("a whole number"),
            Self::Number {
                min: Some(min),
                max: None,
            } => write!(f, "a whole number of at least {min}"),
            Self::Number {
                min: None,
                max: Some(max),
            } => write!(f, "a whole number of at most {max}"),
            Self::Number {
                min: Some(min),
                max: Some(max),
            } => write!(f, "a whole number from {min} to {max}"),
            Self::Boolean => f.write_str("true or false"),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_cognitoidentityprovider::types::{
        NumberAttributeConstraintsType, StringAttributeConstraintsType,
    };

    use super::*;

    #[track_caller]
    fn check(attribute: &SchemaAttributeType, rule: &str, taken: &[&str], refused: &[&str]) {
        let found = ValueRule::new(attribute);
        assert_eq!(found.to_string(), rule);
        assert!(taken.iter().all(|value| found.takes(value)), "{taken:?}");
        assert!(
            !refused.iter().any(|value| found.takes(value)),
            "{refused:?}"
        );
    }

    #[test]
    fn values_are_held_against_the_schema() {
        let of = |data_type| SchemaAttributeType::builder().attribute_data_type(data_type);
        let length = StringAttributeConstraintsType::builder()
            .min_length("2")
            .max_length("3");
        let text = of(AttributeDataType::String).string_attribute_constraints(length.build());
        check(
            &text.build(),
            "a text of 2 to 3 characters",
            &["ab", "äöü"],
            &["a", "abcd"],
        );
        let range = NumberAttributeConstraintsType::builder()
            .min_value("-1")
            .max_value("9");
        let number = of(AttributeDataType::Number).number_attribute_constraints(range.build());
        check(
            &number.build(),
            "a whole number from -1 to 9",
            &["-1", "9"],
            &["10", "1.5", "x"],
        );
        let number = of(AttributeDataType::Number);
        check(
            &number.build(),
            "a whole number",
            &["123456789012345"],
            &["one", ""],
        );
        let boolean = of(AttributeDataType::Boolean);
        check(
            &boolean.build(),
            "true or false",
            &["true", "True"],
            &["1", ""],
        );
        let date = of(AttributeDataType::Datetime);
        let long = "é".repeat(1025);
        let any = "a text of at most 2048 characters";
        check(&date.build(), any, &["2026-11-20", ""], &[&long]);
    }
}
