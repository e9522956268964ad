//! The result of an import as a CSV file, for the spreadsheet that the list came from.

use std::io::{self, Write};
use std::path::Path;

use administration::view::{Rejection, Warning};
use anyhow::{Context, Result, bail};
use csv::WriterBuilder;
use tempfile::NamedTempFile;

use crate::import::journal::Journal;
use crate::import::outcome::{Done, RowOutcome};
use crate::import::people::Person;
use crate::import::table::{BYTE_ORDER_MARK, Dialect};

/// The columns.
const HEADER: [&str; 8] = [
    "line",
    "email",
    "user_name",
    "sub",
    "outcome",
    "mail",
    "warnings",
    "detail",
];

/// Where a result is written in the end.
#[derive(Debug)]
pub(crate) struct ResultFile<'a> {
    path: &'a Path,
}

impl<'a> ResultFile<'a> {
    /// Checks that a file can be written there, before anybody is invited.
    pub(crate) fn new(path: &'a Path) -> Result<Self> {
        let result = Self { path };
        // It is gone at once, so that an import that is killed leaves nothing behind.
        result.beside().with_context(|| result.cannot())?;
        if path.is_dir() {
            bail!("{}: it is a folder", result.cannot());
        }
        Ok(result)
    }

    /// A file beside the result, which takes its place when it is whole.
    fn beside(&self) -> io::Result<NamedTempFile> {
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
    }

    fn cannot(&self) -> String {
        format!("{} cannot be written", self.path.display())
    }

    /// Writes the result of every row, in the dialect of the list.
    pub(crate) fn write(
        self,
        people: &[Person],
        journal: &Journal,
        dialect: Dialect,
    ) -> Result<()> {
        let written = || -> Result<()> {
            let mut file = self.beside()?;
            if dialect.byte_order_mark {
                file.write_all(BYTE_ORDER_MARK.as_bytes())?;
            }
            let mut writer = WriterBuilder::new()
                .delimiter(dialect.separator)
                .from_writer(&mut file);
            writer.write_record(HEADER)?;
            for person in people {
                let past = journal.past(person);
                let row = row(person, past.and_then(|past| past.outcome.as_ref()));
                writer.write_record(row.iter().map(|cell| without_formula(cell)))?;
            }
            writer.flush()?;
            drop(writer);
            file.persist(self.path)?;
            Ok(())
        };
        written().with_context(|| self.cannot())
    }
}

fn row(person: &Person, outcome: Option<&RowOutcome>) -> [String; HEADER.len()] {
    let invitation = &person.invitation;
    let named = invitation.user_name.clone().unwrap_or_default();
    let start = [
        person.line.to_string(),
        invitation.email.as_str().to_owned(),
    ];
    let [line, email] = start;
    let no = |word: &str, rejection: &Rejection| {
        let (code, detail) = (rejection.code.clone(), rejection.detail.clone());
        (
            named.clone(),
            String::new(),
            word.to_owned(),
            String::new(),
            code,
            detail,
        )
    };
    let (user_name, sub, word, mail, codes, sentence) = match outcome {
        None => {
            let nobody = String::new;
            let left = "not-begun".to_owned();
            (named.clone(), nobody(), left, nobody(), nobody(), nobody())
        }
        Some(RowOutcome::Refused(rejection)) => no("refused", rejection),
        Some(RowOutcome::Failed(rejection)) => no("failed", rejection),
        Some(RowOutcome::Invited(done)) => {
            let (codes, sentences) = warnings(done);
            let user_name = done.user_name.clone().unwrap_or(named);
            let mail = done.mail.as_str().to_owned();
            (
                user_name,
                done.sub.clone(),
                done.outcome.as_str().to_owned(),
                mail,
                codes,
                sentences,
            )
        }
    };
    [line, email, user_name, sub, word, mail, codes, sentence]
}

/// The codes, and the sentences.
fn warnings(done: &Done) -> (String, String) {
    let of = |part: fn(&Warning) -> &str, between: &str| {
        let parts: Vec<&str> = done.warnings.iter().map(part).collect();
        parts.join(between)
    };
    (of(|one| &one.code, " "), of(|one| &one.detail, "; "))
}

/// The cell, with an apostrophe in front if a spreadsheet would take it for a formula.
fn without_formula(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [
            ("ada@client.example", "ada@client.example"),
            ("", ""),
            ("=1+1@x.example", "'=1+1@x.example"),
            ("+49@x.example", "'+49@x.example"),
            ("-1@x.example", "'-1@x.example"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
        ] {
            assert_eq!(without_formula(cell), expected);
        }
    }
}
