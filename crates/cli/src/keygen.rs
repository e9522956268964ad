//! `keygen`: a key pair for invitation tokens, in a file or in AWS KMS.

mod arguments;
mod in_file;
mod in_kms;

use anyhow::Result;

pub use arguments::Arguments;

/// Makes the key pair.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    match &arguments.out {
        Some(file) => in_file::run(arguments, file),
        None => in_kms::run(arguments).await,
    }
}
