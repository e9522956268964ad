//! Answers that several routes give. Users and groups are as the AWS SDK for JavaScript writes
//! them, which is what Admin Queries answer; AWS describes their members.

use administration::TokenLeft;
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::primitives::DateTime;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, GroupType, MfaOptionType, UserType};
use invitation::INVITATION_ATTRIBUTE;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Done {
    message: String,
}

impl Done {
    pub(crate) fn new(message: String) -> Self {
        Self { message }
    }
}

/// It is done, and this is left of an invitation token.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Removed {
    /// What was done.
    pub(crate) message: String,
    /// Whether the person could come back by an invitation token. Its `jti` is no secret, and
    /// belongs into `tokens.revoked` of the settings.
    pub(crate) token: TokenLeft,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Users {
    pub(crate) users: Vec<User>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub(crate) next_token: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Groups {
    pub(crate) groups: Vec<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    pub(crate) next_token: Option<String>,
}

// An entry of `ListUsers` and `ListUsersInGroup`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct User {
    attributes: Vec<Attribute>,
    #[serde(flatten)]
    common: UserMembers,
}

// The answer of `AdminGetUser`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("required" = ["Username", "UserAttributes", "Enabled"]))]
pub(crate) struct UserDetails {
    user_attributes: Vec<Attribute>,
    #[serde(flatten)]
    common: UserMembers,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    preferred_mfa_setting: Option<String>,
    #[serde(rename = "UserMFASettingList", skip_serializing_if = "Vec::is_empty")]
    user_mfa_setting_list: Vec<String>,
}

// What both have.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
struct UserMembers {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Timestamp")]
    user_create_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Timestamp")]
    user_last_modified_date: Option<String>,
    enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    user_status: Option<String>,
    #[serde(rename = "MFAOptions", skip_serializing_if = "Vec::is_empty")]
    mfa_options: Vec<MfaOption>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("required" = ["Name"]))]
struct Attribute {
    name: String,
    value: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "MFAOption", deny_unknown_fields, extend("required" = []))]
struct MfaOption {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    delivery_medium: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    attribute_name: Option<String>,
}

// As far as Admin Queries show a group: role and precedence stay inside.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, extend("required" = []))]
pub(crate) struct Group {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    group_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(required)]
    description: Option<String>,
}

impl From<AdminGetUserOutput> for UserDetails {
    fn from(user: AdminGetUserOutput) -> Self {
        Self {
            user_attributes: attributes(user.user_attributes()),
            common: UserMembers {
                username: Some(user.username.clone()),
                user_create_date: date(user.user_create_date()),
                user_last_modified_date: date(user.user_last_modified_date()),
                enabled: user.enabled(),
                user_status: user.user_status().map(ToString::to_string),
                mfa_options: mfa_options(user.mfa_options()),
            },
            user_mfa_setting_list: user.user_mfa_setting_list().to_vec(),
            preferred_mfa_setting: user.preferred_mfa_setting,
        }
    }
}

impl From<&UserType> for User {
    fn from(user: &UserType) -> Self {
        Self {
            attributes: attributes(user.attributes()),
            common: UserMembers {
                username: user.username.clone(),
                user_create_date: date(user.user_create_date()),
                user_last_modified_date: date(user.user_last_modified_date()),
                enabled: user.enabled(),
                user_status: user.user_status().map(ToString::to_string),
                mfa_options: mfa_options(user.mfa_options()),
            },
        }
    }
}

impl From<&GroupType> for Group {
    fn from(group: &GroupType) -> Self {
        Self {
            group_name: group.group_name.clone(),
            description: group.description.clone(),
        }
    }
}

/// Without an invitation token that the user still carries: it is a bearer secret.
fn attributes(attributes: &[AttributeType]) -> Vec<Attribute> {
    let shown = attributes
        .iter()
        .filter(|attribute| attribute.name() != INVITATION_ATTRIBUTE);
    let attribute = |attribute: &AttributeType| Attribute {
        name: attribute.name.clone(),
        value: attribute.value.clone(),
    };
    shown.map(attribute).collect()
}

/// A date as JavaScript writes it: UTC, with three digits of a second.
fn date(date: Option<&DateTime>) -> Option<String> {
    let milliseconds = date?.to_millis().ok()?;
    let moment = Timestamp::from_millisecond(milliseconds).ok()?;
    Some(format!("{moment:.3}"))
}

fn mfa_options(options: &[MfaOptionType]) -> Vec<MfaOption> {
    let option = |option: &MfaOptionType| MfaOption {
        delivery_medium: option.delivery_medium().map(ToString::to_string),
        attribute_name: option.attribute_name.clone(),
    };
    options.iter().map(option).collect()
}
