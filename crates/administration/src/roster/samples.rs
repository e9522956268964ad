//! What lists of tests are held against.

use std::collections::BTreeSet;

use invitation::GrantPolicy;
use messages::Brands;

use crate::user_pool::{Mutability, Naming, UserPool};
use crate::validation::Rules;
use crate::value_rule::ValueRule;

/// What lists of tests are held against.
pub(crate) struct Sample {
    grants: GrantPolicy,
    pool: UserPool,
    brands: Brands,
}

impl Sample {
    /// The built-in brand, a few groups and attributes, and this pool.
    pub(crate) fn new(pool: UserPool) -> Self {
        Self {
            grants: GrantPolicy {
                assignable_groups: ["clients", "beta"].map(|name| name.parse().unwrap()).into(),
                assignable_attributes: BTreeSet::from(
                    [
                        "given_name",
                        "custom:tenant",
                        "custom:level",
                        "custom:absent",
                    ]
                    .map(|name| name.parse().unwrap()),
                ),
            },
            pool,
            brands: Brands::built_in(),
        }
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            grants: &self.grants,
            pool: Some(&self.pool),
            brands: &self.brands,
            admission: None,
        }
    }
}

/// A pool whose people are named so, told apart without case.
pub(crate) fn pool(naming: Naming) -> UserPool {
    let attributes = [
        "email",
        "email_verified",
        "phone_number",
        "sub",
        "given_name",
        "family_name",
        "locale",
        "custom:tenant",
        "custom:level",
        "custom:rank",
        "custom:brand",
        "custom:invitation",
    ];
    let level = ValueRule::Number {
        min: Some(1),
        max: Some(9),
    };
    let tenant = ValueRule::Text { min: 2, max: 20 };
    UserPool {
        id: "local_A".to_owned(),
        naming,
        case_sensitive: false,
        schema: attributes
            .map(|name| (name.to_owned(), Mutability::Mutable))
            .into(),
        values: [("custom:level", level), ("custom:tenant", tenant)]
            .map(|(name, rule)| (name.to_owned(), rule))
            .into(),
        minimum_password_length: 8,
        validity_days: 7,
        has_pre_sign_up: false,
    }
}
