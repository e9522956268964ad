//! A dry run: every mail, and nobody gets it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use administration::Invitation;
use anyhow::{Context, Result};
use invitation::Attributes;
use jiff::Timestamp;
use messages::{Brands, CognitoMessage, CognitoText, MessageKind, PersonName};
use serde_json::{Value, json};
use settings::{Reader, Settings};
use terminal::output::fields;

use crate::import::people::Person;
use crate::preview::{CODE, SAMPLE_PASSWORD, SAMPLE_USER_NAME, USERNAME};

/// What a dry run came to.
#[derive(Debug, Default)]
pub(crate) struct DryRun {
    /// How many mails there are of each brand and language.
    pub(crate) mails: BTreeMap<(String, String), usize>,
    /// The lines whose mail cannot be written, and the reason: the custom message hook would leave
    /// these to the pool's own template.
    pub(crate) held_back: Vec<(u64, String)>,
}

/// Writes every invitation as the custom message hook would, into the folder if there is one. A
/// member who is given access gets another mail, and only the pool knows who is one.
pub(crate) fn render(
    people: &[Person],
    settings: &Settings,
    brands: &Brands,
    user_pool_id: &str,
    folder: Option<&Path>,
    now: Timestamp,
) -> Result<DryRun> {
    if let Some(folder) = folder {
        fs::create_dir_all(folder).with_context(|| {
            format!(
                "{} cannot be made; name a folder with --mails",
                folder.display()
            )
        })?;
    }
    let mut rendered = DryRun::default();
    for person in people {
        let invitation = &person.invitation;
        let attributes = attributes(invitation);
        let reader = Reader {
            user_pool_id,
            client_id: None,
            attributes: &attributes,
            // What AdminCreateUser is given does not reach this hook everywhere (contract §13.4).
            client_metadata: &BTreeMap::new(),
        };
        let (brand, locale) = settings.appearance(brands, &reader, now);
        let user_name = invitation.user_name.as_deref().unwrap_or(SAMPLE_USER_NAME);
        let message = CognitoMessage {
            kind: MessageKind::AdminCreateUser,
            code: CODE,
            username: Some(USERNAME),
            user_name,
            address: Some(invitation.email.as_str()),
            recipient: PersonName::of(|name| attributes.get(name)),
            inviter_name: None,
            until: None,
            is_reminder: false,
        };
        match brand.cognito_message(&locale, &message) {
            Err(refusal) => {
                let why = refusal.to_string();
                rendered.held_back.push((person.line, why));
            }
            Ok(text) => {
                let appearance = (brand.name().to_owned(), locale.to_string());
                *rendered.mails.entry(appearance).or_default() += 1;
                if let Some(folder) = folder {
                    write(folder, person.line, &text, user_name)?;
                }
            }
        }
    }
    Ok(rendered)
}

impl DryRun {
    /// How many mails there are of each kind.
    pub(crate) fn table(&self, rows: usize) -> String {
        let mut lines = vec![("rows".to_owned(), rows)];
        for ((brand, locale), count) in &self.mails {
            lines.push((format!("{brand}, {locale}"), *count));
        }
        lines.push(("held back".to_owned(), self.held_back.len()));
        let lines: Vec<(&str, String)> = lines
            .iter()
            .map(|(name, count)| (name.as_str(), count.to_string()))
            .collect();
        fields(&lines)
    }

    /// The same as JSON.
    pub(crate) fn document(&self, rows: usize) -> Value {
        let mails = self.mails.iter().map(
            |((brand, locale), count)| json!({ "brand": brand, "locale": locale, "mails": count }),
        );
        let held_back = self
            .held_back
            .iter()
            .map(|(line, why)| json!({ "line": line, "detail": why }));
        json!({
            "rows": rows,
            "mails": mails.collect::<Vec<_>>(),
            "held_back": held_back.collect::<Vec<_>>(),
        })
    }
}

fn attributes(invitation: &Invitation) -> Attributes {
    let address = ("email", invitation.email.as_str());
    let all = invitation.profile.all_attributes();
    all.into_iter()
        .chain([address])
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Sample values stand in the place of what Cognito fills in.
fn write(folder: &Path, line: u64, text: &CognitoText, user_name: &str) -> Result<()> {
    let html = text
        .email_message
        .replace(CODE, SAMPLE_PASSWORD)
        .replace(USERNAME, user_name);
    let file = folder.join(format!("line-{line}.html"));
    fs::write(&file, html).with_context(|| format!("{} cannot be written", file.display()))
}
