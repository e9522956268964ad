//! A dry run: every mail, and nobody gets it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use administration::{AdminError, Administration, Invitation, RecordRequest};
use anyhow::{Context, Result};
use connection::deadline;
use invitation::{Attributes, InvitationRecord, InviterName};
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
    /// these to the pool's own template. And the lines whose inviter or end cannot be.
    pub(crate) held_back: Vec<(u64, String)>,
}

/// Writes every invitation as the custom message hook would, into the folder if there is one. A
/// member who is given access gets another mail, and only the pool knows who is one.
pub(crate) async fn render(
    people: &[Person],
    administration: &Administration,
    settings: &Settings,
    brands: &Brands,
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
    let mut records = Records::of(administration);
    for person in people {
        let invitation = &person.invitation;
        let attributes = attributes(invitation);
        let record = match records.read(&invitation.record, now).await {
            Ok(record) => record,
            Err(error) => {
                rendered.held_back.push((person.line, error.to_string()));
                continue;
            }
        };
        let reader = Reader {
            user_pool_id: &administration.user_pool().id,
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
            inviter_name: (record.as_ref())
                .and_then(|record| record.by_name.as_ref())
                .map(InviterName::as_str),
            until: record.as_ref().and_then(|record| record.until),
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

/// What the record of a row will say. Rows one after the other mostly name the same inviter, who is
/// then looked up once.
struct Records<'a> {
    administration: &'a Administration,
    last: Option<(RecordRequest, Option<InvitationRecord>)>,
}

impl<'a> Records<'a> {
    fn of(administration: &'a Administration) -> Self {
        Self {
            administration,
            last: None,
        }
    }

    async fn read(
        &mut self,
        request: &RecordRequest,
        now: Timestamp,
    ) -> Result<Option<InvitationRecord>, AdminError> {
        if let Some((asked, record)) = &self.last
            && asked == request
        {
            return Ok(record.clone());
        }
        let record = self.administration.new_record(request, now, deadline());
        let record = record.await?;
        self.last = Some((request.clone(), record.clone()));
        Ok(record)
    }
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
