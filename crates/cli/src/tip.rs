//! Tips for a command line that cannot be read, beside those that clap finds by spelling.

use std::env;
use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// Names that people try because other tools use them, and the commands that they mean.
const OTHER_NAMES: [(&[&str], &[&str]); 8] = [
    (
        &["invite", "invitation", "add", "new"],
        &["create", "issue", "import"],
    ),
    (&["token", "sign"], &["issue"]),
    (&["cancel", "delete", "remove", "disable"], &["revoke"]),
    (&["reinvite", "send", "remind"], &["resend"]),
    (&["ls", "users", "get", "describe"], &["list", "show"]),
    (&["serve", "server", "start", "run", "up"], &["dev"]),
    (&["validate", "lint", "verify"], &["check"]),
    (&["key", "keys", "keypair"], &["keygen"]),
];

/// Reads the command line, or ends with what is wrong in it.
pub fn parse<T: Parser>() -> T {
    let words: Vec<OsString> = env::args_os().collect();
    T::try_parse_from(&words).unwrap_or_else(|mut error| {
        add_to(&mut error, &words);
        error.exit()
    })
}

/// Adds a tip where clap has none.
fn add_to(error: &mut Error, words: &[OsString]) {
    match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::InvalidSubcommand, Some(ContextValue::String(name))) => {
            let meant = OTHER_NAMES
                .iter()
                .find(|(names, _)| names.contains(&name.as_str()));
            if let Some((_, commands)) = meant {
                let commands = commands.iter().map(|command| (*command).to_owned());
                let commands = ContextValue::Strings(commands.collect());
                error.insert(ContextKind::SuggestedSubcommand, commands);
            }
        }
        (ErrorKind::UnknownArgument, _) if error.get(ContextKind::SuggestedArg).is_none() => {
            if let Some(option) = words.iter().find_map(|word| one_dash(word.to_str()?)) {
                let tip = format!("write '--{option}' with two dashes").into();
                error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
            }
        }
        _ => {}
    }
}

/// The option in a word such as `-email`.
fn one_dash(word: &str) -> Option<&str> {
    let option = word.strip_prefix('-')?;
    let is_name = option.len() > 1 && option.starts_with(|first: char| first.is_ascii_lowercase());
    is_name.then_some(option)
}
