//! Cognito's limits (API reference; contract §8).

/// How many entries a page of any list has at most.
pub const PAGE: i32 = 60;

/// The longest filter of `ListUsers`, in characters.
pub const MAX_FILTER: usize = 256;

/// The longest value of any attribute, in characters and in bytes.
pub const LONGEST_VALUE: usize = 2048;

/// The longest user name, in characters (`AdminCreateUser`).
pub const MAX_USER_NAME: usize = 128;
