//! What the command says: results on the standard output, remarks beside them on the standard
//! error.

use std::io::{self, Write};

use anyhow::Context;
use comfy_table::Table;
use comfy_table::presets::NOTHING;
use serde::Serialize;

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

/// Writes a result to stdout as JSON.
pub fn print_json(document: &impl Serialize) -> anyhow::Result<()> {
    print(&format!("{:#}\n", serde_json::to_value(document)?))
}

/// Writes a result to stdout: the document as JSON, or else the text.
pub fn print_result<T: Serialize>(
    as_json: bool,
    document: impl FnOnce() -> T,
    text: impl FnOnce() -> String,
) -> anyhow::Result<()> {
    if as_json {
        print_json(&document())
    } else {
        print(&text())
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

/// Rows under a header, for [`print()`]. What people wrote about themselves is to be
/// [`printable`].
pub fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(header);
    table.add_rows(rows);
    let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

/// A text on one line that a terminal takes for nothing but text. Anybody who signs up chooses a name,
/// and control sequences in it could rewrite what an administrator reads above it.
pub fn printable(text: &str) -> String {
    let is_bidi = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_break = |c| matches!(c, '\u{2028}' | '\u{2029}');
    let is_harmful = |c: char| c.is_control() || is_bidi(c) || is_break(c);
    text.replace(is_harmful, "\u{fffd}")
}

/// Writes a remark beside a result to stderr. Nothing depends on its being read.
pub fn remark(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_shown_text_and_nothing_else() {
        for (text, expected) in [
            ("Ada Lovelace", "Ada Lovelace"),
            ("O\u{2019}Brien-Łukasz 李", "O\u{2019}Brien-Łukasz 李"),
            ("\u{1b}[2Jx", "\u{fffd}[2Jx"),
            ("\u{9b}2Jx", "\u{fffd}2Jx"),
            ("a\nb\tc\r", "a\u{fffd}b\u{fffd}c\u{fffd}"),
            ("\u{202e}abc", "\u{fffd}abc"),
            // A name can need it, and it moves nothing.
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ] {
            assert_eq!(printable(text), expected);
        }
    }

    #[test]
    fn columns_stand_below_their_names() {
        let rows = [["ada", "pending"], ["grace", ""]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let expected = " user   state\n ada    pending\n grace\n";
        assert_eq!(table(&["user", "state"], rows), expected);
    }
}
