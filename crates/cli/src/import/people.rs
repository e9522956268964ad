//! The people of a list, or all that is wrong with it.

use std::fmt;
use std::path::Path;

use administration::Invitation;
use administration::roster::{Against, Column, Listed, RowFault, invitation};
use serde_json::{Value, json};

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
    /// The head of the column, unless it is the row as a whole.
    column: Option<String>,
    code: &'static str,
    detail: String,
}

/// Everybody in the list; with a single fault, nobody.
pub(crate) fn people(table: &Table, against: &Against<'_>) -> Result<Vec<Person>, Vec<Fault>> {
    let columns = Column::all(table.head.cells.iter(), against).map_err(|faults| {
        let faults = faults.into_iter().map(|(position, fault)| Fault {
            line: table.head.number,
            column: table.column(position),
            code: fault.code(),
            detail: fault.to_string(),
        });
        faults.collect::<Vec<_>>()
    })?;
    let mut people = Vec::new();
    let mut faults = Vec::new();
    let mut listed = Listed::new(against.pool);
    let mut note = |line: u64, position: Option<usize>, fault: &RowFault| {
        faults.push(Fault {
            line,
            column: table.column(position),
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
        match invitation(&columns, &cells, against) {
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

impl Table {
    /// What a column is called in the file.
    fn column(&self, position: Option<usize>) -> Option<String> {
        let head = self.head.cells.get(position?)?.trim();
        // A head can be any text, and a terminal obeys some.
        let shown: String = head.chars().filter(|c| !c.is_control()).take(60).collect();
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
            if let Some(column) = &self.column {
                write!(f, "{column}: ")?;
            }
            f.write_str(&self.detail)
        })
    }

    /// The same as JSON.
    pub(crate) fn document(&self) -> Value {
        json!({
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "detail": self.detail,
        })
    }
}
