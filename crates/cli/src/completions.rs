//! `invitations completions`: what a shell completes.

use anyhow::Result;
use clap::Command;
use clap_complete::{Shell, generate};
use terminal::output::print;

/// Print the script by which a shell completes this command's names and options.
#[derive(Debug, Clone, Copy, clap::Args)]
#[command(after_help = "Examples:
  invitations completions bash > ~/.local/share/bash-completion/completions/invitations
  invitations completions zsh > ~/.zfunc/_invitations
  invitations completions fish > ~/.config/fish/completions/invitations.fish")]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Prints the script for `command`.
pub fn run(arguments: Arguments, mut command: Command) -> Result<bool> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, name, &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(true)
}
