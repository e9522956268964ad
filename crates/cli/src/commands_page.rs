//! docs/reference/commands.md is made from the command line itself. `UPDATE_PAGES=1 cargo test -p
//! invitations --bin invitations` writes it anew.

use std::fmt::Write;
use std::path::Path;

use clap::{Arg, Command, CommandFactory};

const PAGE: &str = "docs/reference/commands.md";

#[test]
fn the_page_of_the_commands_is_made_from_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(PAGE);
    let made = page(crate::Invitations::command());
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == made,
        "{PAGE} is not what the command says; UPDATE_PAGES=1 writes it anew"
    );
}

fn page(command: Command) -> String {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut page = "# The command

<!-- Made from the command line by crates/cli/src/commands_page.rs. -->

`invitations --help` and `invitations COMMAND --help` print the same. `invitations man` writes it as manual pages, and `invitations completions` what a shell completes. `-v` logs to the standard error what a command does, without names and addresses.

Exit codes: 0 all is well, 1 something differs or is wrong, 2 the command could not do its work.

| command | does |
|---|---|
"
    .to_owned();
    let commands: Vec<&Command> = shown(&command).collect();
    for command in &commands {
        let name = command.get_name();
        let about = command.get_about().unwrap_or_default();
        writeln!(
            page,
            "| [`{name}`](#invitations-{name}) | {} |",
            cell(&about.to_string())
        )
        .unwrap();
    }
    for command in commands {
        section(&mut page, command);
    }
    page
}

fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|one| !one.is_hide_set())
}

fn section(page: &mut String, command: &Command) {
    let about = command.get_long_about().or(command.get_about());
    let about = about.unwrap_or_default().to_string();
    write!(
        page,
        "\n## invitations {}\n\n{}\n",
        command.get_name(),
        text(&about)
    )
    .unwrap();
    let arguments: Vec<&Arg> = command
        .get_arguments()
        .filter(|one| !one.is_hide_set())
        .filter(|one| !["help", "version", "verbose"].contains(&one.get_id().as_str()))
        .collect();
    if !arguments.is_empty() {
        page.push_str("\n| option | |\n|---|---|\n");
    }
    for argument in arguments {
        writeln!(page, "| {} | {} |", name(argument), cell(&says(argument))).unwrap();
    }
    // Examples stand last in what a command's help ends with.
    let after = command.get_after_help().unwrap_or_default().to_string();
    let examples = after.find("Example").map(|at| after.split_at(at));
    let (after, examples) = examples.unwrap_or((after.as_str(), ""));
    if !after.trim().is_empty() {
        write!(page, "\n{}\n", text(after.trim())).unwrap();
    }
    if let Some((_, examples)) = examples.split_once('\n') {
        let examples: Vec<&str> = examples.lines().map(str::trim_end).collect();
        let examples = examples.join("\n").replace("\n  ", "\n");
        // Indented, so that it is no block of commands to be run: these name what does not exist.
        page.push('\n');
        for line in examples.trim().lines() {
            writeln!(page, "    {line}").unwrap();
        }
    }
}

/// How an argument is written.
fn name(argument: &Arg) -> String {
    let values = argument.get_value_names().unwrap_or_default();
    let values = values.iter().map(ToString::to_string);
    let takes = argument.get_action().takes_values();
    let values = values.filter(|_| takes).collect::<Vec<_>>().join(" ");
    match argument.get_long() {
        Some(long) if values.is_empty() => format!("`--{long}`"),
        Some(long) => format!("`--{long} {values}`"),
        None => format!("`{values}`"),
    }
}

/// What an argument's help says, its default and the values that are possible.
fn says(argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help());
    let mut says = text(&help.unwrap_or_default().to_string());
    if !argument.get_action().takes_values() {
        return says;
    }
    let defaults = argument.get_default_values().iter();
    let defaults: Vec<String> = defaults
        .map(|value| format!("`{}`", value.display()))
        .collect();
    if !defaults.is_empty() {
        write!(says, " (default {})", defaults.join(", ")).unwrap();
    }
    let possible = argument.get_possible_values();
    let possible: Vec<String> = possible
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if !possible.is_empty() {
        write!(says, ". One of {}", possible.join(", ")).unwrap();
    }
    if let Some(variable) = argument.get_env() {
        write!(says, ". Or the variable `{}`", variable.display()).unwrap();
    }
    says
}

/// A text in which an angle bracket begins no element. In backquotes none does.
fn text(plain: &str) -> String {
    let parts = plain.split('`').enumerate().map(|(number, part)| {
        if number % 2 == 0 {
            part.replace('<', "&lt;")
        } else {
            part.to_owned()
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

/// A text as a cell of a table.
fn cell(plain: &str) -> String {
    plain
        .replace('|', "\\|")
        .replace("\n\n", " ")
        .replace('\n', " ")
}
