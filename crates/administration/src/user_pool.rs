//! What `DescribeUserPool` says that the decisions hang on.

use std::collections::BTreeMap;

use aws_sdk_cognitoidentityprovider::types::{
    AliasAttributeType, PasswordPolicyType, SchemaAttributeType, UserPoolType,
    UsernameAttributeType, UsernameConfigurationType,
};
use invitation::EmailAddress;

use crate::value_rule::ValueRule;

/// A user pool, as far as inviting somebody depends on it. Sign-in and case are fixed at its
/// creation; schema and password policy change seldom, so that it is read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPool {
    /// Its identifier.
    pub id: String,
    /// What the user name of an invited person is.
    pub naming: Naming,
    /// Whether `Jane@…` and `jane@…` are two people.
    pub case_sensitive: bool,
    /// Its attributes by name, and whether they can be changed after creation.
    pub schema: BTreeMap<String, Mutability>,
    /// What values its attributes take, by name.
    pub values: BTreeMap<String, ValueRule>,
    /// The least number of characters of a password, 6 to 99 (API reference,
    /// `PasswordPolicyType`). Which classes of characters it asks for makes no difference: a
    /// temporary password has one of each.
    pub minimum_password_length: usize,
    /// How many days a temporary password lasts; 0 where nobody ever chose, see
    /// [`expiry`](crate::expiry).
    pub validity_days: u16,
    /// Whether a hook decides before there is a user.
    pub has_pre_sign_up: bool,
}

/// What the user name of an invited person is (contract §8, §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// The e-mail address (`UsernameAttributes` has `email`); Cognito makes a UUID of it.
    Address,
    /// A telephone number alone: nobody can be invited by e-mail.
    PhoneNumber,
    /// Any that looks like no address (`AliasAttributes` has `email`); generated unless given.
    BesideAddress,
    /// The one that the administrator gives.
    Given,
}

/// Whether an attribute can be changed after creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// It can.
    Mutable,
    /// It is set at creation, or never.
    Immutable,
}

impl UserPool {
    /// Reads a description. What it does not say has the API's own default.
    pub(crate) fn new(id: &str, description: &UserPoolType) -> Self {
        let password_policy = description
            .policies()
            .and_then(|policies| policies.password_policy());
        let days = password_policy.map(PasswordPolicyType::temporary_password_validity_days);
        let length = password_policy.and_then(PasswordPolicyType::minimum_length);
        Self {
            id: id.to_owned(),
            naming: naming(description),
            case_sensitive: description
                .username_configuration()
                .is_none_or(UsernameConfigurationType::case_sensitive),
            schema: description
                .schema_attributes()
                .iter()
                .filter_map(attribute)
                .collect(),
            values: description
                .schema_attributes()
                .iter()
                .filter_map(|attribute| {
                    Some((attribute.name()?.to_owned(), ValueRule::new(attribute)))
                })
                .collect(),
            minimum_password_length: length
                .and_then(|length| usize::try_from(length).ok())
                .unwrap_or_default(),
            validity_days: days
                .and_then(|days| u16::try_from(days).ok())
                .unwrap_or_default(),
            has_pre_sign_up: description
                .lambda_config()
                .is_some_and(|hooks| hooks.pre_sign_up().is_some()),
        }
    }

    /// Whether both addresses are one person's in this pool.
    pub(crate) fn is_same_address(&self, ours: &EmailAddress, theirs: &str) -> bool {
        if self.case_sensitive {
            ours.as_str() == theirs
        } else {
            ours.as_str().to_lowercase() == theirs.to_lowercase()
        }
    }
}

fn naming(description: &UserPoolType) -> Naming {
    let attributes = description.username_attributes();
    if attributes.contains(&UsernameAttributeType::Email) {
        return Naming::Address;
    }
    if !attributes.is_empty() {
        return Naming::PhoneNumber;
    }
    if description
        .alias_attributes()
        .contains(&AliasAttributeType::Email)
    {
        return Naming::BesideAddress;
    }
    Naming::Given
}

fn attribute(attribute: &SchemaAttributeType) -> Option<(String, Mutability)> {
    let mutability = match attribute.mutable() {
        Some(false) => Mutability::Immutable,
        _ => Mutability::Mutable,
    };
    Some((attribute.name()?.to_owned(), mutability))
}

#[cfg(test)]
mod tests {
    use aws_sdk_cognitoidentityprovider::types::UserPoolPolicyType;

    use super::*;

    fn described(
        usernames: &[UsernameAttributeType],
        aliases: &[AliasAttributeType],
    ) -> UserPoolType {
        UserPoolType::builder()
            .set_username_attributes(Some(usernames.to_vec()))
            .set_alias_attributes(Some(aliases.to_vec()))
            .build()
    }

    #[test]
    fn what_the_user_name_is() {
        use AliasAttributeType as Alias;
        use UsernameAttributeType as Username;
        for (usernames, aliases, expected) in [
            (&[Username::Email][..], &[][..], Naming::Address),
            (
                &[Username::PhoneNumber, Username::Email],
                &[],
                Naming::Address,
            ),
            (&[Username::PhoneNumber], &[], Naming::PhoneNumber),
            (&[], &[Alias::Email], Naming::BesideAddress),
            (&[], &[Alias::PreferredUsername], Naming::Given),
            (&[], &[], Naming::Given),
        ] {
            let pool = UserPool::new("local_A", &described(usernames, aliases));
            assert_eq!(pool.naming, expected, "{usernames:?} {aliases:?}");
        }
    }

    #[test]
    fn what_a_description_leaves_out_has_the_default_of_the_api() {
        let pool = UserPool::new("local_A", &UserPoolType::builder().build());
        assert!(pool.case_sensitive);
        assert_eq!(pool.validity_days, 0);
        assert!(pool.schema.is_empty());
    }

    #[test]
    fn the_password_policy() {
        for (length, days, expected) in [
            (8, 0, (8, 0)),
            (99, 1, (99, 1)),
            (6, 365, (6, 365)),
            (-1, -1, (0, 0)),
        ] {
            let policy = PasswordPolicyType::builder()
                .minimum_length(length)
                .temporary_password_validity_days(days)
                .build();
            let policies = UserPoolPolicyType::builder()
                .password_policy(policy)
                .build();
            let described = UserPoolType::builder().policies(policies).build();
            let pool = UserPool::new("local_A", &described);
            assert_eq!((pool.minimum_password_length, pool.validity_days), expected);
        }
    }

    #[test]
    fn addresses_of_one_person() {
        let pool = |case_sensitive| UserPool {
            case_sensitive,
            ..UserPool::new("local_A", &UserPoolType::builder().build())
        };
        for (case_sensitive, theirs, expected) in [
            (true, "ada@client.example", true),
            (true, "Ada@client.example", false),
            (false, "Ada@CLIENT.example", true),
            (false, "ada@client.example.org", false),
        ] {
            let ours = "ada@client.example".parse().unwrap();
            let same = pool(case_sensitive).is_same_address(&ours, theirs);
            assert_eq!(same, expected, "{theirs}");
        }
    }
}
