//! The people of a list, or all that is wrong with it.

use std::fmt;
use std::path::Path;

use administration::import_list::{Column, ColumnFault, Listed, RowFault, invitation};
use administration::{Invitation, Rules};
use cognito::UserPool;
use serde_json::{Value, json};

use crate::import::column_options::ColumnOptions;
use crate::import::table::{Line, Table};

/// Somebody to invite.
#[derive(Debug)]
pub(crate) struct Person {
    /// The line of the file.
    pub(crate) line: u64,
    /// The invitation.
    pub(crate) invitation: Invitation,
}

/// Something that is wrong with the file.
#[derive(Debug)]
pub(crate) struct Fault {
    line: u64,
    /// The name of the column, or the field; none where it is the row as a whole.
    column: Option<String>,
    /// The letter that a spreadsheet shows above the column.
    letter: Option<String>,
    code: &'static str,
    detail: String,
}

/// Everybody in the list; with a single fault, nobody.
pub(crate) fn people(
    table: &Table,
    options: &ColumnOptions,
    pool: &UserPool,
    rules: &Rules<'_>,
) -> Result<Vec<Person>, Vec<Fault>> {
    let columns = options.columns(table, rules).map_err(|faults| {
        let faults = faults.into_iter().map(|(position, fault)| Fault {
            line: table.header.number,
            column: table.column(position),
            letter: position.map(letter),
            code: fault.code(),
            detail: with_option(&fault),
        });
        faults.collect::<Vec<_>>()
    })?;
    let mut people = Vec::new();
    let mut faults = Vec::new();
    let mut listed = Listed::new(pool);
    let mut note = |line: u64, position: Option<usize>, fault: &RowFault| {
        let field = fault.field().map(str::to_owned);
        faults.push(Fault {
            line,
            column: table.column(position).or(field),
            letter: position.map(letter),
            code: fault.code(),
            detail: fault.to_string(),
        });
    };
    let position = |column| columns.iter().position(|other| *other == column);
    let (email, user_name) = (position(Column::Email), position(Column::UserName));
    for row in &table.rows {
        let line = row.number;
        if let Err(fault) = listed.note(row.cell(email), row.cell(user_name), line) {
            note(line, None, &fault);
        }
        let cells: Vec<&str> = row.cells.iter().collect();
        match invitation(&columns, &cells, rules) {
            Ok(invitation) => people.push(Person { line, invitation }),
            Err(found) => {
                for (position, fault) in found {
                    note(line, position, &fault);
                }
            }
        }
    }
    if faults.is_empty() {
        Ok(people)
    } else {
        Err(faults)
    }
}

/// The sentence, with the options of this command that help.
fn with_option(fault: &ColumnFault) -> String {
    match fault {
        ColumnFault::ColumnUnknown { .. } => {
            format!("{fault} (--map OLD=NEW, --ignore-column NAME)")
        }
        ColumnFault::AttributeNeverGiven => format!("{fault} (--ignore-column NAME)"),
        _ => fault.to_string(),
    }
}

/// The letters above a column in a spreadsheet: A to Z, then AA.
fn letter(position: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = position + 1;
    while rest > 0 {
        rest -= 1;
        let index = u8::try_from(rest % 26).unwrap_or_default();
        letters.push(char::from(b'A' + index));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

impl Table {
    /// What a column is called in the file.
    fn column(&self, position: Option<usize>) -> Option<String> {
        let name = self.header.cells.get(position?)?.trim();
        // A name can be any text, and a terminal obeys some.
        let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
        (!shown.is_empty()).then_some(shown)
    }
}

impl Line {
    /// What a cell says, unless it is blank.
    fn cell(&self, position: Option<usize>) -> Option<&str> {
        let cell = self.cells.get(position?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }
}

impl Fault {
    /// As compilers write it: editors find the line.
    pub(crate) fn in_file<'a>(&'a self, file: &'a Path) -> impl fmt::Display + 'a {
        fmt::from_fn(move |f| {
            write!(f, "{}:{}: ", file.display(), self.line)?;
            match (&self.column, &self.letter) {
                (Some(column), Some(letter)) => write!(f, "{column} (column {letter}): ")?,
                (Some(column), None) => write!(f, "{column}: ")?,
                (None, Some(letter)) => write!(f, "column {letter}: ")?,
                (None, None) => {}
            }
            f.write_str(&self.detail)
        })
    }

    /// The same as JSON.
    pub(crate) fn document(&self) -> Value {
        json!({
            "line": self.line,
            "column": self.column,
            "letter": self.letter,
            "code": self.code,
            "detail": self.detail,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (position, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letter(position), expected);
        }
    }
}
