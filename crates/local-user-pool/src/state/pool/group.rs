//! Groups of users.

use jiff::Timestamp;

/// A group (API reference: `GroupType`). Its name is its key in the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its description.
    pub description: Option<String>,
    /// A lower number takes precedence; none comes last.
    pub precedence: Option<i64>,
    /// The IAM role that identity pools give its members.
    pub role_arn: Option<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
}

impl Group {
    /// A group without a role, created and last changed at `created`.
    pub fn new(created: Timestamp) -> Self {
        Self {
            description: None,
            precedence: None,
            role_arn: None,
            created,
            modified: created,
        }
    }
}
