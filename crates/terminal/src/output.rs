//! What the command says: results on the standard output, remarks beside them on the standard
//! error.

use std::io::{self, Write};

use anyhow::Context;
use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, Table, Width};
use serde::Serialize;

/// Writes a result to stdout. A reader that closes the pipe has seen enough, so that is no error.
pub fn print(text: &str) -> anyhow::Result<()> {
    print_part(text).map(|_| ())
}

/// Writes a part of a result to stdout at once; false where the reader has closed the pipe, so that
/// nobody sees the rest.
pub fn print_part(text: &str) -> anyhow::Result<bool> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("cannot write to the standard output"),
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
    PagedTable::new(header).page(rows)
}

/// Rows under a header that come page by page, so that the first is shown before the last is known.
///
/// A column is as wide as its widest cell so far: it can grow from one page to the next, and never
/// shrinks.
#[derive(Debug)]
pub struct PagedTable<'a> {
    header: &'a [&'a str],
    widths: Vec<u16>,
}

impl<'a> PagedTable<'a> {
    /// A table without rows.
    pub fn new(header: &'a [&'a str]) -> Self {
        Self {
            header,
            widths: Vec::new(),
        }
    }

    /// The next rows, the first time under the header, for [`print_part`]. What people wrote about
    /// themselves is to be [`printable`].
    pub fn page(&mut self, rows: impl IntoIterator<Item = Vec<String>>) -> String {
        let mut table = Table::new();
        table.load_style(NOTHING);
        if self.is_empty() {
            table.set_header(self.header);
        }
        table.add_rows(rows);
        for (column, width) in table.column_iter_mut().zip(&self.widths) {
            let width = width.saturating_add(column.padding_width());
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
        let widths = table.column_max_content_widths();
        self.widths.resize(widths.len(), 0);
        for (widest, width) in self.widths.iter_mut().zip(widths) {
            *widest = width.max(*widest);
        }
        let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
        lines.collect()
    }

    /// Whether there was no page yet.
    pub fn is_empty(&self) -> bool {
        self.widths.is_empty()
    }
}

/// A JSON document of one list, whose elements are written as they come, and one value after it.
/// Its form is that of [`print_json`].
#[derive(Debug)]
pub struct PagedJson {
    name: &'static str,
    is_begun: bool,
    has_elements: bool,
}

impl PagedJson {
    /// A list of this name, nothing of which is written.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            is_begun: false,
            has_elements: false,
        }
    }

    /// The next elements, for [`print_part`].
    pub fn page<T: Serialize>(&mut self, elements: &[T]) -> anyhow::Result<String> {
        let mut text = String::new();
        if !self.is_begun {
            text = format!("{{\n  {}: [", serde_json::to_string(self.name)?);
            self.is_begun = true;
        }
        for element in elements {
            // A value sorts its names as `print_json` does. No line break is inside a JSON string.
            let element = format!("{:#}", serde_json::to_value(element)?);
            let comma = if self.has_elements { "," } else { "" };
            self.has_elements = true;
            text.extend([comma, "\n    ", &element.replace('\n', "\n    ")]);
        }
        Ok(text)
    }

    /// The end of the list, and a value beside it.
    pub fn end(&mut self, name: &str, value: &impl Serialize) -> anyhow::Result<String> {
        let begin = self.page::<()>(&[])?;
        let bracket = if self.has_elements { "\n  ]" } else { "]" };
        let name = serde_json::to_string(name)?;
        let value = serde_json::to_value(value)?;
        Ok(format!("{begin}{bracket},\n  {name}: {value}\n}}\n"))
    }
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

    #[test]
    fn columns_of_later_pages_stand_below_those_of_the_first() {
        let row = |cells: [&str; 3]| vec![cells.map(str::to_owned).to_vec()];
        let mut table = PagedTable::new(&["user", "name", "sub"]);
        assert!(table.is_empty());
        let first = table.page(row(["augusta", "李", "1"]));
        assert_eq!(first, " user     name  sub\n augusta  李    1\n");
        assert!(!table.is_empty());
        assert_eq!(table.page(row(["bob", "-", "2"])), " bob      -     2\n");
        // One that does not fit moves what stands beside it, and stays whole.
        let wider = table.page(row(["bob", "Robert", "3"]));
        assert_eq!(wider, " bob      Robert  3\n");
        assert_eq!(table.page(row(["al", "-", "4"])), " al       -       4\n");
    }

    #[test]
    fn a_document_written_in_parts_is_the_same_document() {
        let element = |name: &str| serde_json::json!({ "z": name, "a": [1, { "b": null }] });
        let all = ["ada", "a\nb \"q\"\u{2028}", "eve"].map(element);
        for split in 0..=all.len() {
            let mut paged = PagedJson::new("people");
            let (first, second) = all.split_at(split);
            let mut text = String::new();
            for part in [first, &[], second] {
                text += &paged.page(part).unwrap();
            }
            text += &paged.end("size", &all.len()).unwrap();
            let whole = serde_json::json!({ "people": all, "size": all.len() });
            assert_eq!(text, format!("{whole:#}\n"));
        }
        let nobody = PagedJson::new("people").end("size", &0).unwrap();
        let whole = serde_json::json!({ "people": [], "size": 0 });
        assert_eq!(nobody, format!("{whole:#}\n"));
    }
}
