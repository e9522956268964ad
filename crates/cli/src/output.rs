//! What the command says: results on the standard output, remarks beside them on the standard
//! error.

use std::io::{self, Write};

use anyhow::Context;
use comfy_table::Table;
use comfy_table::presets::NOTHING;

/// Writes a result to stdout. A reader that closes the pipe has seen enough, so that is no error.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to the standard output")
        }
        _ => Ok(()),
    }
}

/// Names and values below each other, for [`print()`].
pub fn fields(rows: &[(&str, String)]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    for (name, value) in rows {
        table.add_row([*name, value.as_str()]);
    }
    table.trim_fmt() + "\n"
}

/// Writes a remark beside a result to stderr. Nothing depends on its being read.
pub fn remark(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
