//! The command line of `bench load`.

use std::num::{NonZeroU16, NonZeroU32};
use std::path::PathBuf;

/// Send many people through the stories at once, with the built functions as hooks and request
/// quotas on, and see whether everybody ends up in the right groups.
///
/// The exit code is 1 if anybody does not. The sample configuration in infra/invitations is used.
///
/// Example: cargo run -p bench --features load -- load --people 10000
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many people, a third through each of the stories A, B and C.
    #[arg(long, value_name = "N", default_value = "1000")]
    pub(crate) people: NonZeroU32,
    /// How many of them at once.
    #[arg(long, value_name = "N", default_value = "64")]
    pub(crate) clients: NonZeroU16,
    /// The folder with the built binaries of all five functions [default: the release folder
    /// beside this program].
    #[arg(long, value_name = "DIR")]
    pub(crate) binaries: Option<PathBuf>,
    /// How many changes of users per second the people's arrival is paced to; 25 is the quota of
    /// an AWS account, and what exceeds it has to be finished by an administrator.
    #[arg(long, value_name = "N", default_value = "24")]
    pub(crate) updates_per_second: NonZeroU16,
}
