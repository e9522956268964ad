//! How large payloads may be, in bytes, as [Lambda's quotas][quotas] say.
//!
//! [quotas]: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

/// The payload of a synchronous invocation: 6 MiB.
pub(crate) const PAYLOAD_LIMIT: usize = 6 * 1024 * 1024;

/// The payload of an asynchronous invocation: 1 MiB.
pub(crate) const EVENT_LIMIT: usize = 1024 * 1024;

/// The answer of a function: 6 MiB, and the 100 bytes that Lambda's error message allows on top.
pub(crate) const ANSWER_LIMIT: usize = PAYLOAD_LIMIT + 100;

/// How much of a body that is too large is read all the same. A refusal in the middle of an
/// upload would reach its sender as a broken connection.
pub(crate) const READ_LIMIT: usize = 64 * 1024 * 1024;
