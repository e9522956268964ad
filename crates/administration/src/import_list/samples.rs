//! What lists of tests are held against.

use std::collections::BTreeSet;

use cognito::UserPool;
use cognito::ValueRule;
use cognito::user_pool::{Attribute, Naming};
use invitation::GrantPolicy;
use messages::Brands;

use crate::validation::Rules;

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

/// A pool with this naming, which ignores case.
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
        naming,
        case_sensitive: false,
        schema: attributes
            .map(|name| {
                let rule = match name {
                    "custom:level" => level.clone(),
                    "custom:tenant" => tenant.clone(),
                    _ => ValueRule::default(),
                };
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
