//! Attributes of a schema in requests and answers.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::operations::request::validation::Violations;
use crate::state::error::ApiError;
use crate::state::schema::{AttributeDataType, AttributeDefinition, MAX_ATTRIBUTE_BYTES, Schema};

/// The most custom attributes of one pool (contract §8).
const MAX_CUSTOM: usize = 50;

/// The longest name of a custom attribute, without its prefix (contract §8).
const MAX_NAME: usize = 20;

const CUSTOM: &str = "custom:";
const DEVELOPER: &str = "dev:";

/// API reference: `SchemaAttributeType`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct SchemaAttribute {
    name: String,
    attribute_data_type: Option<String>,
    developer_only_attribute: bool,
    mutable: Option<bool>,
    required: bool,
    number_attribute_constraints: Option<NumberConstraints>,
    string_attribute_constraints: Option<StringConstraints>,
}

/// API reference: `NumberAttributeConstraintsType`. The numbers are text.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct NumberConstraints {
    min_value: Option<String>,
    max_value: Option<String>,
}

/// API reference: `StringAttributeConstraintsType`. The numbers are text.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct StringConstraints {
    min_length: Option<String>,
    max_length: Option<String>,
}

impl Schema {
    /// Applies the `Schema` of `CreateUserPool`: it redefines standard attributes, and all other
    /// names are custom attributes.
    pub(crate) fn amend(&mut self, attributes: &[SchemaAttribute]) -> Result<(), ApiError> {
        for attribute in attributes {
            match self.get(&attribute.name).copied() {
                Some(standard) => self.redefine(attribute, standard)?,
                None => self.add_custom(attribute)?,
            }
        }
        Ok(())
    }

    fn redefine(
        &mut self,
        attribute: &SchemaAttribute,
        standard: AttributeDefinition,
    ) -> Result<(), ApiError> {
        let name = &attribute.name;
        let data_type = attribute.attribute_data_type.as_deref();
        let has_other_type =
            data_type.is_some_and(|given| given != <&str>::from(standard.data_type));
        if has_other_type || attribute.developer_only_attribute {
            return Err(ApiError::invalid(format!(
                "You can not change AttributeDataType or set developerOnlyAttribute for standard \
                 schema attribute {name}"
            )));
        }
        let definition = AttributeDefinition {
            data_type: attribute.limits(standard.data_type)?,
            mutable: attribute.mutable.unwrap_or(standard.mutable),
            required: attribute.required && name != "sub",
        };
        self.define(name, definition);
        Ok(())
    }

    /// Adds a custom attribute. The request names it without the prefix.
    pub(crate) fn add_custom(&mut self, attribute: &SchemaAttribute) -> Result<(), ApiError> {
        let base = attribute.base_name()?;
        let developer = if attribute.developer_only_attribute {
            DEVELOPER
        } else {
            ""
        };
        let name = format!("{developer}{CUSTOM}{base}");
        if attribute.required {
            return Err(ApiError::invalid(
                "Required custom attributes are not supported currently.",
            ));
        }
        if self.get(&name).is_some() {
            return Err(ApiError::invalid(format!(
                "{CUSTOM}{base}: Existing attribute already has name {name}."
            )));
        }
        let custom = self.iter().filter(|(name, _)| name.contains(CUSTOM));
        if custom.count() >= MAX_CUSTOM {
            // The quota is documented, the text is not.
            return Err(ApiError::invalid(format!(
                "A user pool can have at most {MAX_CUSTOM} custom attributes"
            )));
        }
        let definition = AttributeDefinition {
            data_type: attribute.limits(attribute.data_type()?)?,
            mutable: attribute.mutable.unwrap_or(true),
            required: false,
        };
        self.define(name, definition);
        Ok(())
    }

    /// The attributes as `DescribeUserPool` shows them.
    pub(crate) fn described(&self) -> impl Iterator<Item = SchemaAttribute> {
        self.iter()
            .map(|(name, definition)| SchemaAttribute::of(name, definition))
    }
}

impl SchemaAttribute {
    fn of(name: &str, definition: &AttributeDefinition) -> Self {
        let (mut number, mut string) = (None, None);
        match definition.data_type {
            AttributeDataType::String {
                min_length,
                max_length,
            } => {
                string = Some(StringConstraints {
                    min_length: min_length.map(|least| least.to_string()),
                    max_length: max_length.map(|greatest| greatest.to_string()),
                });
            }
            AttributeDataType::Number { min, max } => {
                number = Some(NumberConstraints {
                    min_value: min.map(|min| min.to_string()),
                    max_value: max.map(|max| max.to_string()),
                });
            }
            AttributeDataType::DateTime | AttributeDataType::Boolean => {}
        }
        let data_type: &str = definition.data_type.into();
        Self {
            name: name.to_owned(),
            attribute_data_type: Some(data_type.to_owned()),
            developer_only_attribute: name.starts_with(DEVELOPER),
            mutable: Some(definition.mutable),
            // `sub` is always there, and no request sets it.
            required: definition.required || name == "sub",
            number_attribute_constraints: number,
            string_attribute_constraints: string,
        }
    }

    /// The name without the prefix, also if the request has the prefix.
    fn base_name(&self) -> Result<&str, ApiError> {
        let name = self.name.strip_prefix(CUSTOM).unwrap_or(&self.name);
        if (1..=MAX_NAME).contains(&name.chars().count()) {
            return Ok(name);
        }
        Err(ApiError::invalid(format!(
            "1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: \
             Member must have length between 1 and {MAX_NAME}"
        )))
    }

    /// The type of a custom attribute. Without limits in the request it has none, and is described
    /// without (terraform-provider-aws#20386).
    fn data_type(&self) -> Result<AttributeDataType, ApiError> {
        let Some(name) = self.attribute_data_type.as_deref() else {
            return Err(ApiError::invalid(
                "Invalid AttributeDataType input, consider using the provided AttributeDataType \
                 enum.",
            ));
        };
        name.parse().or_else(|_| unknown_type(name))
    }

    /// The type with the limits of the request.
    fn limits(&self, data_type: AttributeDataType) -> Result<AttributeDataType, ApiError> {
        Ok(match data_type {
            AttributeDataType::String {
                min_length,
                max_length,
            } => {
                let limits = self
                    .string_attribute_constraints
                    .clone()
                    .unwrap_or_default();
                let min_length = limit(limits.min_length)?.or(min_length);
                let max_length = limit(limits.max_length)?.or(max_length);
                let greatest = max_length.unwrap_or(MAX_ATTRIBUTE_BYTES);
                let fits = min_length.is_none_or(|least| least <= greatest);
                in_order(fits && greatest <= MAX_ATTRIBUTE_BYTES)?;
                AttributeDataType::String {
                    min_length,
                    max_length,
                }
            }
            AttributeDataType::Number { min, max } => {
                let limits = self
                    .number_attribute_constraints
                    .clone()
                    .unwrap_or_default();
                let min = limit(limits.min_value)?.or(min);
                let max = limit(limits.max_value)?.or(max);
                in_order(min.zip(max).is_none_or(|(min, max)| min <= max))?;
                AttributeDataType::Number { min, max }
            }
            AttributeDataType::DateTime | AttributeDataType::Boolean => data_type,
        })
    }
}

fn unknown_type(name: &str) -> Result<AttributeDataType, ApiError> {
    let mut violations = Violations::default();
    violations.choice("attributeDataType", name, AttributeDataType::VARIANTS);
    violations.into_result()?;
    Err(ApiError::Serialization)
}

/// A limit, which is a text in the API. No source shows the texts of the refusals.
fn limit<T: std::str::FromStr>(limit: Option<String>) -> Result<Option<T>, ApiError> {
    let read = limit.map(|limit| limit.parse().ok());
    match read {
        Some(None) => Err(ApiError::invalid(
            "A constraint of an attribute is no number.",
        )),
        Some(limit) => Ok(limit),
        None => Ok(None),
    }
}

fn in_order(fits: bool) -> Result<(), ApiError> {
    if fits {
        return Ok(());
    }
    Err(ApiError::invalid(
        "The constraints of an attribute contradict each other.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::answer::without_nulls;
    use serde_json::{Value, json};

    /// Describes the attribute after it was defined, or compares the refusal.
    #[track_caller]
    fn check(attribute: Value, expected: Result<Value, &str>) {
        let attribute: SchemaAttribute = serde_json::from_value(attribute).unwrap();
        let mut schema = Schema::standard();
        let before: Vec<String> = texts(&schema);
        let found = schema.amend(&[attribute]).map(|()| {
            let changed = texts(&schema);
            let mut changed = changed.iter().filter(|text| !before.contains(text));
            serde_json::from_str(changed.next().expect("a change")).unwrap()
        });
        let found = found.map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned));
    }

    fn texts(schema: &Schema) -> Vec<String> {
        let described = schema.described();
        described
            .map(|attribute| without_nulls(json!(attribute)).to_string())
            .collect()
    }

    #[test]
    fn attributes_are_described_as_they_were_defined() {
        check(
            json!({ "Name": "invitation", "AttributeDataType": "String",
                    "StringAttributeConstraints": { "MaxLength": "2000" } }),
            Ok(
                json!({ "Name": "custom:invitation", "AttributeDataType": "String",
                "DeveloperOnlyAttribute": false, "Mutable": true, "Required": false,
                "StringAttributeConstraints": { "MaxLength": "2000" } }),
            ),
        );
        check(
            json!({ "Name": "tenant", "AttributeDataType": "String" }),
            Ok(
                json!({ "Name": "custom:tenant", "AttributeDataType": "String",
                "DeveloperOnlyAttribute": false, "Mutable": true, "Required": false,
                "StringAttributeConstraints": {} }),
            ),
        );
        check(
            json!({ "Name": "level", "AttributeDataType": "Number", "Mutable": false,
                    "DeveloperOnlyAttribute": true }),
            Ok(
                json!({ "Name": "dev:custom:level", "AttributeDataType": "Number",
                "DeveloperOnlyAttribute": true, "Mutable": false, "Required": false,
                "NumberAttributeConstraints": {} }),
            ),
        );
        check(
            json!({ "Name": "email", "Required": true, "Mutable": true }),
            Ok(json!({ "Name": "email", "AttributeDataType": "String",
                "DeveloperOnlyAttribute": false, "Mutable": true, "Required": true,
                "StringAttributeConstraints": { "MinLength": "0", "MaxLength": "2048" } })),
        );
    }

    #[test]
    fn what_no_schema_holds_is_refused() {
        let required = json!({ "Name": "x", "AttributeDataType": "String", "Required": true });
        check(
            required,
            Err("Required custom attributes are not supported currently."),
        );
        check(
            json!({ "Name": "x" }),
            Err(
                "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
            ),
        );
        check(
            json!({ "Name": "x", "AttributeDataType": "Text" }),
            Err(
                "1 validation error detected: Value 'Text' at 'attributeDataType' failed to satisfy constraint: Member must satisfy enum value set: [Boolean, Number, String, DateTime]",
            ),
        );
        check(
            json!({ "Name": "email", "AttributeDataType": "Number" }),
            Err(
                "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
            ),
        );
        check(
            json!({ "Name": "a_name_that_is_too_long", "AttributeDataType": "String" }),
            Err(
                "1 validation error detected: Value 'a_name_that_is_too_long' at 'name' failed to satisfy constraint: Member must have length between 1 and 20",
            ),
        );
        check(
            json!({ "Name": "x", "AttributeDataType": "Number",
                    "NumberAttributeConstraints": { "MinValue": "9", "MaxValue": "1" } }),
            Err("The constraints of an attribute contradict each other."),
        );
        check(
            json!({ "Name": "x", "AttributeDataType": "Number",
                    "NumberAttributeConstraints": { "MinValue": "nine" } }),
            Err("A constraint of an attribute is no number."),
        );
    }
}
