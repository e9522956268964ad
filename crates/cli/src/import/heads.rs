//! The heads of a list, as its owner says they are meant.

use administration::Rules;
use administration::import_list::{Column, ColumnFault};
use anyhow::{Result, bail};

use crate::import::table::Table;

/// The columns by which a file of Cognito's own import is known (`GetCSVHeader`).
const OF_COGNITO: [&str; 2] = ["cognito:username", "cognito:mfa_enabled"];

/// What is said about the heads besides the file.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    /// Other names of columns: the one in the file, and the one that is meant.
    pub(crate) renamed: Vec<(String, String)>,
    /// Columns to leave out.
    pub(crate) ignored: Vec<String>,
}

impl Heads {
    /// Refuses names of columns that the file does not have: a slip would go unnoticed.
    pub(crate) fn check(&self, table: &Table) -> Result<()> {
        let renamed = self.renamed.iter().map(|(old, _)| old);
        for name in renamed.chain(&self.ignored) {
            if !table.head.cells.iter().any(|head| is_same(head, name)) {
                bail!("the file has no column {name:?}; write it as its first line does");
            }
        }
        Ok(())
    }

    /// The columns, or what is wrong with which. A column without a name and without a cell in it
    /// is left out; of a file of Cognito's own import, so is what no invitation gives.
    pub(crate) fn columns(
        &self,
        table: &Table,
        rules: &Rules<'_>,
    ) -> Result<Vec<Column>, Vec<(Option<usize>, ColumnFault)>> {
        let ignored = |position: usize| {
            let head = table.head.cells.get(position).unwrap_or_default();
            let is_named = self.ignored.iter().any(|name| is_same(head, name));
            is_named || (head.trim().is_empty() && table.is_blank(position))
        };
        let heads = table.head.cells.iter().map(|head| {
            let renamed = self.renamed.iter().find(|(old, _)| is_same(head, old));
            renamed.map_or(head, |(_, new)| new.as_str())
        });
        Column::all(
            heads,
            ignored,
            |position| is_left_out(table, position),
            rules,
        )
    }

    /// The columns with something in them that are left out of a file of Cognito's own import.
    pub(crate) fn left_out<'t>(&self, table: &'t Table, columns: &[Column]) -> Vec<&'t str> {
        let heads = table.head.cells.iter().zip(columns).enumerate();
        heads
            .filter(|(position, (head, column))| {
                let is_named = self.ignored.iter().any(|name| is_same(head, name));
                let says_nothing = Column::says_nothing(head);
                **column == Column::Ignored
                    && !is_named
                    && !says_nothing
                    && !table.is_blank(*position)
            })
            .map(|(_, (head, _))| head)
            .collect()
    }
}

/// Whether a column that no invitation gives is left out, as in a file of Cognito's own import.
fn is_left_out(table: &Table, position: usize) -> bool {
    table.is_blank(position) || is_of_cognito(table)
}

fn is_of_cognito(table: &Table) -> bool {
    let has = |name: &&str| table.head.cells.iter().any(|head| is_same(head, name));
    OF_COGNITO.iter().all(has)
}

fn is_same(head: &str, name: &str) -> bool {
    head.trim().to_lowercase() == name.trim().to_lowercase()
}
