//! Users and groups as the AWS SDK for JavaScript writes them, which is what Admin Queries answer.

use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::primitives::DateTime;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, GroupType, MfaOptionType, UserType};
use cognito::User;
use invitation::INVITATION_ATTRIBUTE;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The answer of `AdminGetUser`.
pub(crate) fn user_details(user: &AdminGetUserOutput) -> Value {
    let mut shape = shape([
        ("Username", Some(json!(user.username()))),
        ("UserAttributes", Some(attributes(user.user_attributes()))),
        ("UserCreateDate", date(user.user_create_date())),
        ("UserLastModifiedDate", date(user.user_last_modified_date())),
        ("Enabled", Some(json!(user.enabled()))),
        (
            "UserStatus",
            user.user_status().map(|status| json!(status.as_str())),
        ),
        ("MFAOptions", mfa_options(user.mfa_options())),
        (
            "PreferredMfaSetting",
            user.preferred_mfa_setting().map(|setting| json!(setting)),
        ),
    ]);
    let settings = user.user_mfa_setting_list();
    if !settings.is_empty() {
        shape.insert("UserMFASettingList".to_owned(), json!(settings));
    }
    shape.into()
}

/// An entry of `ListUsers` and `ListUsersInGroup`.
pub(crate) fn user(user: &UserType) -> Value {
    shape([
        ("Username", user.username().map(|name| json!(name))),
        ("Attributes", Some(attributes(user.attributes()))),
        ("UserCreateDate", date(user.user_create_date())),
        ("UserLastModifiedDate", date(user.user_last_modified_date())),
        ("Enabled", Some(json!(user.enabled()))),
        (
            "UserStatus",
            user.user_status().map(|status| json!(status.as_str())),
        ),
        ("MFAOptions", mfa_options(user.mfa_options())),
    ])
    .into()
}

/// An entry of `ListGroups` and `AdminListGroupsForUser`, as far as Admin Queries show it: roles
/// and precedence stay inside.
pub(crate) fn group(group: &GroupType) -> Value {
    shape([
        ("GroupName", group.group_name().map(|name| json!(name))),
        ("Description", group.description().map(|text| json!(text))),
    ])
    .into()
}

/// A page of a list, with the way to the next.
pub(crate) fn page(name: &str, entries: Vec<Value>, next_token: Option<&str>) -> Value {
    let entries = Some(Value::Array(entries));
    shape([
        (name, entries),
        ("NextToken", next_token.map(|token| json!(token))),
    ])
    .into()
}

/// The `sub` of a user, for the audit.
pub(crate) fn sub(user: &AdminGetUserOutput) -> String {
    User::from(user).sub
}

/// An object of the members that have a value.
pub(crate) fn shape<'a>(
    members: impl IntoIterator<Item = (&'a str, Option<Value>)>,
) -> Map<String, Value> {
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// A user who has not spent an invitation token still carries it, and it is a bearer secret.
fn attributes(attributes: &[AttributeType]) -> Value {
    attributes
        .iter()
        .filter(|attribute| attribute.name() != INVITATION_ATTRIBUTE)
        .map(|attribute| json!({ "Name": attribute.name(), "Value": attribute.value() }))
        .collect()
}

/// A date as JavaScript writes it: UTC, with three digits of a second.
fn date(date: Option<&DateTime>) -> Option<Value> {
    let milliseconds = date?.to_millis().ok()?;
    let moment = Timestamp::from_millisecond(milliseconds).ok()?;
    Some(json!(format!("{moment:.3}")))
}

fn mfa_options(options: &[MfaOptionType]) -> Option<Value> {
    let option = |option: &MfaOptionType| {
        let medium = option
            .delivery_medium()
            .map(|medium| json!(medium.as_str()));
        let attribute = option.attribute_name().map(|name| json!(name));
        Value::from(shape([
            ("DeliveryMedium", medium),
            ("AttributeName", attribute),
        ]))
    };
    (!options.is_empty()).then(|| options.iter().map(option).collect())
}
