//! `invitations man`: the manual, a page for each command.

use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result};
use clap::Command;
use clap_mangen::Man;
use terminal::output::remark;

/// Write the manual pages: `invitations(1)`, and one for each command.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  invitations man --out ~/.local/share/man/man1")]
pub struct Arguments {
    /// The folder for them; it is created if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Writes the pages of `command`.
pub fn run(arguments: &Arguments, command: Command) -> Result<bool> {
    let folder = &arguments.out;
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let version = command.get_version().unwrap_or_default();
    let source = format!("{} {version}", command.get_name());
    fs::create_dir_all(folder)
        .and_then(|()| write(&command, &source, folder))
        .with_context(|| {
            format!(
                "the manual cannot be written into {}; name a folder that may be written to",
                folder.display()
            )
        })?;
    remark(&format!("The manual is in {}.", folder.display()));
    Ok(true)
}

/// Writes the pages of a command and of those below it. `source` is what each page is from.
fn write(command: &Command, source: &str, folder: &Path) -> io::Result<()> {
    for below in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        write(below, source, folder)?;
    }
    Man::new(command.clone())
        .source(source)
        .generate_to(folder)?;
    Ok(())
}
