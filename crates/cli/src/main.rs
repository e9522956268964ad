//! The `invitations` command; see the library for its parts.

#[cfg(test)]
mod commands_page;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use deployment::{attach, detach, doctor};
use invitations::{
    check, completions, create, groups, history, host, import, init, issue, keygen, list, man,
    openapi, pages, preview, reconcile, resend, revoke, show, sweep, tip, view,
};
use playground::{dev, replay, simulate};
use terminal::output;

/// Invitations for Amazon Cognito: the command beside the trigger functions.
///
/// Exit codes: 0 all is well, 1 something differs or is wrong, 2 the command could not do its work.
#[derive(Debug, Parser)]
#[command(
    name = "invitations",
    version,
    propagate_version = true,
    after_help = "Example:\n  invitations simulate"
)]
struct Invitations {
    #[command(subcommand)]
    command: Command,

    /// Log to the standard error what the command does, without names and addresses
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Simulate(simulate::Arguments),
    Replay(replay::Arguments),
    Dev(dev::Arguments),
    Init(init::Arguments),
    Check(check::Arguments),
    Preview(preview::Arguments),
    Pages(pages::Arguments),
    Keygen(keygen::Arguments),
    Create(create::Arguments),
    Resend(resend::Arguments),
    Revoke(revoke::Arguments),
    Issue(issue::Arguments),
    Import(import::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    History(history::Arguments),
    Groups(groups::Arguments),
    Reconcile(reconcile::Arguments),
    Sweep(sweep::Arguments),
    Doctor(doctor::Arguments),
    Openapi(openapi::Arguments),
    Host(host::Arguments),
    Attach(attach::Arguments),
    Detach(detach::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Invitations { command, verbose } = tip::parse::<Invitations>();
    if verbose {
        trigger::log::init_command();
    }
    let result = match command {
        Command::Simulate(arguments) => Box::pin(simulate::run(&arguments)).await,
        Command::Replay(arguments) => Box::pin(replay::run(&arguments)).await,
        Command::Dev(arguments) => Box::pin(dev::run(&arguments)).await,
        Command::Init(arguments) => Box::pin(init::run(&arguments)).await,
        Command::Check(arguments) => check::run(&arguments),
        Command::Preview(arguments) => preview::run(&arguments),
        Command::Pages(arguments) => pages::run(&arguments),
        Command::Keygen(arguments) => Box::pin(keygen::run(&arguments)).await,
        Command::Create(arguments) => Box::pin(create::run(&arguments)).await,
        Command::Resend(arguments) => Box::pin(resend::run(&arguments)).await,
        Command::Revoke(arguments) => Box::pin(revoke::run(&arguments)).await,
        Command::Issue(arguments) => Box::pin(issue::run(&arguments)).await,
        Command::Import(arguments) => Box::pin(import::run(&arguments)).await,
        Command::List(arguments) => Box::pin(list::run(&arguments)).await,
        Command::Show(arguments) => Box::pin(show::run(&arguments)).await,
        Command::History(arguments) => Box::pin(history::run(&arguments)).await,
        Command::Groups(arguments) => Box::pin(groups::run(&arguments)).await,
        Command::Reconcile(arguments) => Box::pin(reconcile::run(&arguments)).await,
        Command::Sweep(arguments) => Box::pin(sweep::run(&arguments)).await,
        Command::Doctor(arguments) => Box::pin(doctor::run(&arguments)).await,
        Command::Openapi(arguments) => openapi::run(arguments),
        Command::Host(arguments) => host::run(&arguments).await,
        Command::Attach(arguments) => Box::pin(attach::run(&arguments)).await,
        Command::Detach(arguments) => Box::pin(detach::run(&arguments)).await,
        Command::Completions(arguments) => completions::run(arguments, Invitations::command()),
        Command::Man(arguments) => man::run(&arguments, Invitations::command()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            output::remark(&format!("invitations: {}", view::error_with_hint(&error)));
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Invitations::command().debug_assert();
    }

    /// A longer line is wrapped, and what is pasted then is another command.
    #[test]
    fn examples_can_be_pasted() {
        for command in Invitations::command().get_subcommands() {
            let examples = command.get_after_help().map(ToString::to_string);
            for line in examples.unwrap_or_default().lines() {
                assert!(
                    line.chars().count() <= 100,
                    "{}: {line}",
                    command.get_name()
                );
            }
        }
    }
}
