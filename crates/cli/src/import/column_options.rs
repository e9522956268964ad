//! The options --map and --ignore-column: what the columns of a list mean.

use administration::Rules;
use administration::import_list::{Column, ColumnFault};
use anyhow::{Result, bail};

use crate::import::table::Table;

/// The columns by which a file of Cognito's own import is known (`GetCSVHeader`).
const OF_COGNITO: [&str; 2] = ["cognito:username", "cognito:mfa_enabled"];

/// What the command line says about the columns.
#[derive(Debug, Default)]
pub(crate) struct ColumnOptions {
    /// Other names of columns: the one in the file, and the one that is meant.
    pub(crate) renamed: Vec<(String, String)>,
    /// Columns to leave out.
    pub(crate) ignored: Vec<String>,
}

impl ColumnOptions {
    /// Refuses columns that the file does not have: nobody would notice a typing mistake.
    pub(crate) fn check(&self, table: &Table) -> Result<()> {
        let renamed = self.renamed.iter().map(|(old, _)| old);
        for name in renamed.chain(&self.ignored) {
            if !table.header.cells.iter().any(|cell| is_same(cell, name)) {
                bail!("the file has no column {name:?}; write it as its first line does");
            }
        }
        Ok(())
    }

    /// The columns, or what is wrong with them. A column without a name and without values is left
    /// out; in a file of Cognito's own import, so are the columns that an invitation does not give.
    pub(crate) fn columns(
        &self,
        table: &Table,
        rules: &Rules<'_>,
    ) -> Result<Vec<Column>, Vec<(Option<usize>, ColumnFault)>> {
        let ignored = |position: usize| {
            let cell = table.header.cells.get(position).unwrap_or_default();
            let is_named = self.ignored.iter().any(|name| is_same(cell, name));
            is_named || (cell.trim().is_empty() && table.is_blank(position))
        };
        let cells = table.header.cells.iter().map(|cell| {
            let renamed = self.renamed.iter().find(|(old, _)| is_same(cell, old));
            renamed.map_or(cell, |(_, new)| new.as_str())
        });
        Column::all(
            cells,
            ignored,
            |position| is_left_out(table, position),
            rules,
        )
    }

    /// The columns with values that are left out of a file of Cognito's own import.
    pub(crate) fn left_out<'t>(&self, table: &'t Table, columns: &[Column]) -> Vec<&'t str> {
        let cells = table.header.cells.iter().zip(columns).enumerate();
        cells
            .filter(|(position, (cell, column))| {
                let is_named = self.ignored.iter().any(|name| is_same(cell, name));
                let says_nothing = Column::says_nothing(cell);
                **column == Column::Ignored
                    && !is_named
                    && !says_nothing
                    && !table.is_blank(*position)
            })
            .map(|(_, (cell, _))| cell)
            .collect()
    }
}

/// Whether a column is left out if an invitation does not give it, as in a file of Cognito's own
/// import.
fn is_left_out(table: &Table, position: usize) -> bool {
    table.is_blank(position) || is_of_cognito(table)
}

fn is_of_cognito(table: &Table) -> bool {
    let has = |name: &&str| table.header.cells.iter().any(|cell| is_same(cell, name));
    OF_COGNITO.iter().all(has)
}

fn is_same(cell: &str, name: &str) -> bool {
    cell.trim().to_lowercase() == name.trim().to_lowercase()
}
