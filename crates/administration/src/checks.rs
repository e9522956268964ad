//! A request held against the settings and the pool's schema, before anything is done.

use std::collections::BTreeSet;

use cognito::UserPool;
use cognito::user_pool::Naming;
use invitation::admission::INVITATION_KEY;
use invitation::policy::SignIn;
use invitation::{AttributeName, GrantPolicy, GroupName, UserPoolSettings};

use crate::error::AdminError;
use crate::profile::{HookData, Invitation, Profile};

/// Refuses settings that say of the pool what it is not. Those that say nothing have the defaults,
/// which are the careful ones in every pool.
pub(crate) fn agreement(said: UserPoolSettings, pool: &UserPool) -> Result<(), AdminError> {
    let is = UserPoolSettings {
        sign_in: pool.sign_in(),
        case_sensitive: pool.case_sensitive,
    };
    if said == is || said == UserPoolSettings::default() {
        return Ok(());
    }
    Err(AdminError::SettingsContradictPool {
        sign_in: match is.sign_in {
            SignIn::Email => "email",
            SignIn::Alias => "alias",
            SignIn::Username => "username",
        },
        case_sensitive: is.case_sensitive,
    })
}

/// Refuses a group or attribute that may not be given (design §4 rule 1). The fields of the form,
/// names and language and brand, need not be on the list: an administrator fills them in.
pub(crate) fn assignable<'a>(
    groups: impl IntoIterator<Item = &'a GroupName>,
    attributes: impl IntoIterator<Item = &'a AttributeName>,
    policy: &GrantPolicy,
) -> Result<(), AdminError> {
    for group in groups {
        if !policy.assignable_groups.contains(group) {
            return Err(AdminError::GroupNotAssignable {
                group: group.clone(),
                assignable: names(&policy.assignable_groups, GroupName::as_str),
            });
        }
    }
    for attribute in attributes {
        if !policy.assignable_attributes.contains(attribute) {
            return Err(AdminError::AttributeNotAssignable {
                name: attribute.as_str().to_owned(),
                assignable: names(&policy.assignable_attributes, AttributeName::as_str),
            });
        }
    }
    Ok(())
}

/// The names as sentences list them.
pub(crate) fn names<T>(all: &BTreeSet<T>, name: fn(&T) -> &str) -> Vec<String> {
    all.iter().map(|one| name(one).to_owned()).collect()
}

/// Refuses profile that may not be given, or that the pool could not keep.
pub(crate) fn profile(
    profile: &Profile,
    policy: &GrantPolicy,
    pool: &UserPool,
) -> Result<(), AdminError> {
    assignable(&profile.groups, profile.attributes.keys(), policy)?;
    if let Some(name) = profile.repeated() {
        return Err(AdminError::AttributeTwice(name.to_owned()));
    }
    for (name, value) in profile.all_attributes() {
        if value.is_empty() {
            return Err(AdminError::AttributeBlank(name.to_owned()));
        }
        kept(name, value, pool)?;
    }
    Ok(())
}

/// Refuses an attribute that is not in the pool's schema, or does not take the value.
pub(crate) fn kept(name: &str, value: &str, pool: &UserPool) -> Result<(), AdminError> {
    let Some(attribute) = pool.schema.get(name) else {
        return Err(AdminError::AttributeUnknown(name.to_owned()));
    };
    if attribute.rule.takes(value) {
        return Ok(());
    }
    Err(AdminError::AttributeValue {
        name: name.to_owned(),
        rule: attribute.rule.clone(),
    })
}

/// Refuses hook data that names an invitation token: pre sign-up believes one only if the
/// attribute carries it, too, which an administrator cannot set.
pub(crate) fn hook_data(data: &HookData) -> Result<(), AdminError> {
    let keys = [&data.validation_data, &data.client_metadata];
    if keys.iter().any(|data| data.contains_key(INVITATION_KEY)) {
        return Err(AdminError::KeyReserved);
    }
    Ok(())
}

/// Refuses to take an alias in a pool that has none: Cognito would ignore it without a word
/// (API reference, `AdminCreateUser`), and somebody would believe that it was done.
pub(crate) fn force_alias_creation(
    invitation: &Invitation,
    pool: &UserPool,
) -> Result<(), AdminError> {
    if invitation.force_alias_creation && pool.naming != Naming::BesideAddress {
        return Err(AdminError::NoAliases);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognito::ValueRule;
    use cognito::user_pool::{Attribute, Naming};

    fn policy() -> GrantPolicy {
        GrantPolicy {
            assignable_groups: BTreeSet::from(["clients".parse().unwrap()]),
            assignable_attributes: ["given_name", "custom:tenant", "custom:absent"]
                .map(|name| name.parse().unwrap())
                .into(),
        }
    }

    fn pool() -> UserPool {
        UserPool {
            naming: Naming::Address,
            schema: ["given_name", "family_name", "locale", "custom:tenant"]
                .map(|name| {
                    let max = if name == "custom:tenant" { 8 } else { 2048 };
                    let rule = ValueRule::Text { min: 2, max };
                    let attribute = Attribute {
                        rule,
                        ..Attribute::default()
                    };
                    (name.to_owned(), attribute)
                })
                .into(),
            ..UserPool::default()
        }
    }

    #[track_caller]
    fn check(edit: impl FnOnce(&mut Profile), expected: Result<(), &str>) {
        let mut all = Profile::default();
        edit(&mut all);
        let result = profile(&all, &policy(), &pool());
        assert_eq!(result.map_err(|error| error.code()), expected);
    }

    fn attribute(all: &mut Profile, name: &str, value: &str) {
        all.attributes
            .insert(name.parse().unwrap(), value.to_owned());
    }

    #[test]
    fn what_is_assignable_and_in_the_schema_is_given() {
        check(|_| {}, Ok(()));
        check(
            |all| {
                all.groups.insert("clients".parse().unwrap());
                attribute(all, "custom:tenant", "acme");
                all.given_name = Some("Ada".to_owned());
                all.family_name = Some("Lovelace".to_owned());
                all.locale = Some("de".parse().unwrap());
            },
            Ok(()),
        );
    }

    #[test]
    fn only_groups_and_attributes_on_the_lists_are_given() {
        check(
            |all| {
                all.groups.insert("admins".parse().unwrap());
            },
            Err("group-not-assignable"),
        );
        check(
            |all| attribute(all, "custom:rank", "1"),
            Err("attribute-not-assignable"),
        );
        // The type itself keeps out what identifies a person or proves something.
        for name in [
            "email",
            "email_verified",
            "phone_number",
            "preferred_username",
            "custom:invitation",
        ] {
            assert!(name.parse::<AttributeName>().is_err(), "{name}");
        }
    }

    #[test]
    fn what_the_pool_could_not_keep_is_refused() {
        check(
            |all| attribute(all, "custom:absent", "x"),
            Err("attribute-unknown"),
        );
        check(
            |all| all.brand = Some("northwind".to_owned()),
            Err("attribute-unknown"),
        );
        check(
            |all| attribute(all, "custom:tenant", ""),
            Err("attribute-blank"),
        );
        for value in ["a", "much too long"] {
            check(
                |all| attribute(all, "custom:tenant", value),
                Err("attribute-value"),
            );
        }
        check(
            |all| all.family_name = Some(String::new()),
            Err("attribute-blank"),
        );
        check(
            |all| {
                attribute(all, "given_name", "Ada");
                all.given_name = Some("Ada".to_owned());
            },
            Err("attribute-twice"),
        );
    }

    #[test]
    fn the_key_of_tokens_is_reserved() {
        #[track_caller]
        fn check(validation: &str, metadata: &str, expected: Result<(), &str>) {
            let data = |key: &str| [(key.to_owned(), "x".to_owned())].into();
            let data = HookData {
                validation_data: data(validation),
                client_metadata: data(metadata),
            };
            assert_eq!(hook_data(&data).map_err(|error| error.code()), expected);
        }
        check("terms", "campaign", Ok(()));
        check("invitation", "campaign", Err("key-reserved"));
        check("terms", "invitation", Err("key-reserved"));
    }
}
