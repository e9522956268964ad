//! `invitations man`: the manual, a page for each command.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Command;
use terminal::output::remark;

/// Write the manual pages: `invitations(1)`, and one for each command.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  invitations man --out ~/.local/share/man/man1")]
pub struct Arguments {
    /// The folder for them; it is made where there is none
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Writes the pages of `command`.
pub fn run(arguments: &Arguments, command: Command) -> Result<bool> {
    let folder = &arguments.out;
    fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .with_context(|| {
            format!(
                "the manual cannot be written into {}; name a folder that may be written to",
                folder.display()
            )
        })?;
    remark(&format!("The manual is in {}.", folder.display()));
    Ok(true)
}
