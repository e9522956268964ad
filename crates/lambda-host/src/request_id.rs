//! Request identifiers.

use std::{
    process,
    sync::atomic::{AtomicU64, Ordering},
};

/// A request id in the form of Lambda's (a UUID): unique within this process, and with the process
/// id in front, so that runs that append to one log can be distinguished.
pub(crate) fn next() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let serial = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{:08x}-0000-4000-8000-{serial:012x}", process::id())
}
