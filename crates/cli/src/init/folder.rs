//! The text of a new configuration folder.

use std::path::{Path, PathBuf};

use invitation::UserPoolSettings;
use invitation::policy::SignIn;
use messages::LinkOrigin;
use toml::Value;
use trigger::Function;

use super::answers::Complete;

/// The settings, in the configuration folder.
pub(crate) const SETTINGS_FILE: &str = "invitations.toml";

/// The longest name of a brand's folder that is made here, in characters.
const MAX_FOLDER_NAME: usize = 40;

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// Below the folder.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// Every file that the answers need.
pub(crate) fn files(answers: &Complete) -> Vec<File> {
    let mut files = vec![File {
        path: PathBuf::from(SETTINGS_FILE),
        text: settings(answers),
    }];
    if let Some((name, links)) = &answers.brand {
        files.push(File {
            path: Path::new("brands")
                .join(folder_name(name))
                .join("brand.toml"),
            text: brand(name, links),
        });
    }
    files
}

fn settings(answers: &Complete) -> String {
    let hooks: Vec<&str> = answers.hooks.iter().map(|hook| hook.name()).collect();
    let mut sections = vec![format!(
        "# What the hooks do: {}.\n\
         # A key that is absent has its stricter meaning; a key that is unknown is an error.\n\
         # `invitations check --config FILE` reads this file as the functions do, and\n\
         # `invitations check --stories --config FILE` shows who may join, and in which groups.\n",
        hooks.join(", ")
    )];
    sections.extend(answers.user_pool.map(user_pool));
    sections.extend(tokens(answers));
    if answers.has_any(&[Function::PreSignUp, Function::PostConfirmation]) {
        sections.push(self_sign_up(answers));
    }
    sections.extend(admin_created(answers));
    if answers.has_any(&[Function::PreSignUp]) {
        sections.push(federated(answers));
    }
    sections.extend(grants(answers));
    if answers.has_any(&[Function::PostConfirmation]) {
        sections.push(mail(answers));
    }
    sections.join("\n")
}

fn user_pool(pool: UserPoolSettings) -> String {
    let sign_in = match pool.sign_in {
        SignIn::Email => "email",
        SignIn::Alias => "alias",
        SignIn::Username => "username",
    };
    format!(
        "[user_pool]                 # as the pool was made; doctor compares it\n\
         sign_in = {}\n\
         case_sensitive = {}\n",
        quoted(sign_in),
        pool.case_sensitive
    )
}

fn tokens(answers: &Complete) -> Option<String> {
    let (_, links) = answers.brand.as_ref().filter(|_| answers.trusts_tokens())?;
    Some(format!(
        "[tokens]                    # invitations by a link; `invitations keygen` adds a key here\n\
         issuer = {}\n",
        quoted(&links.to_string())
    ))
}

fn self_sign_up(answers: &Complete) -> String {
    let admitted = if answers.domains.is_empty() {
        "policy = \"invited\"          # only with an invitation; \"domains\": these without one, too\n\
         # domains.allow = [\"example.com\", \"*.example.com\"]\n"
            .to_owned()
    } else {
        format!(
            "policy = \"domains\"          # only with such an address, or with an invitation\n\
             domains.allow = {}    # \"*.example.com\" is every domain below it\n",
            list(&answers.domains)
        )
    };
    let groups = if answers.has_any(&[Function::PostConfirmation]) {
        default_groups(answers)
    } else {
        String::new()
    };
    format!("[self_sign_up]              # people who sign up by themselves\n{admitted}{groups}")
}

fn admin_created(answers: &Complete) -> Option<String> {
    let reads = [Function::PostAuthentication, Function::PreTokenGeneration];
    (answers.has_any(&reads) && !answers.groups.is_empty()).then(|| {
        format!(
            "[admin_created]             # users whom an administrator creates\n{}",
            default_groups(answers)
        )
    })
}

fn federated(answers: &Complete) -> String {
    let example = match answers.domains.as_slice() {
        [] => "[\"example.com\"]".to_owned(),
        domains => list(domains),
    };
    format!(
        "# Nobody new comes in through another identity provider (Google, SAML, OIDC), unless you say so:\n\
         # [federated]\n\
         # policy = \"domains\"\n\
         # domains.allow = {example}\n\
         # trusted_providers = [\"Google\"]        # whose word about an address is believed\n"
    )
}

fn default_groups(answers: &Complete) -> String {
    if answers.groups.is_empty() {
        "# groups.default = [\"members\"]          # name them in grants.assignable_groups, too\n"
            .to_owned()
    } else {
        format!("groups.default = {}\n", list(&answers.groups))
    }
}

fn grants(answers: &Complete) -> Option<String> {
    let gives = [
        Function::PostConfirmation,
        Function::PostAuthentication,
        Function::PreTokenGeneration,
    ];
    answers.has_any(&gives).then(|| {
        format!(
            "[grants]                    # all that may ever be given\nassignable_groups = {}\n",
            list(&answers.groups)
        )
    })
}

fn mail(answers: &Complete) -> String {
    let name = answers.brand.as_ref().map_or("Name", |(name, _)| name);
    // An address that stands in quotes would need an escape of its own.
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == ' ');
    let from = format!(
        "{} <welcome@example.com>",
        if plain { name } else { "Name" }
    );
    format!(
        "# A welcome to the member, and a notice to who invited, through Amazon SES:\n\
         # [mail]\n\
         # from = {}\n\
         # welcome = true\n\
         # notice_to_inviter = true\n",
        quoted(&from)
    )
}

fn brand(name: &str, links: &LinkOrigin) -> String {
    format!(
        "# How your mails look and where their links lead. `invitations preview --help` shows one.\n\
         name = {}\n\
         links = {}\n\
         # support = \"help@example.com\"        # whom to ask, below every mail\n\
         \n\
         # [colors]\n\
         # accent = \"#0b6b4f\"                  # of the button\n",
        quoted(name),
        quoted(&links.to_string())
    )
}

/// The name of a brand as the name of its folder.
fn folder_name(name: &str) -> String {
    let mut folder = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            folder.push(c);
        } else if !folder.ends_with('-') && !folder.is_empty() {
            folder.push('-');
        }
    }
    let folder: String = folder.chars().take(MAX_FOLDER_NAME).collect();
    match folder.trim_end_matches('-') {
        "" | "built-in" => "brand".to_owned(),
        folder => folder.to_owned(),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn list(values: &[impl ToString]) -> String {
    Value::Array(
        values
            .iter()
            .map(|value| Value::from(value.to_string()))
            .collect(),
    )
    .to_string()
}
