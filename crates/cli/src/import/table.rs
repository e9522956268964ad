//! A CSV file as lines of cells.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use csv::{ReaderBuilder, StringRecord};

/// How many people a list has at most. The pool's quotas let through some sixteen a second: more
/// would take the better part of a day, on one connection.
pub(crate) const MAX_ROWS: usize = 100_000;

/// The longest file that is read, in bytes: so many rows with a kilobyte each.
const MAX_FILE: u64 = 100 * 1024 * 1024;

/// What a spreadsheet writes before UTF-8, and needs to read it as such.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file as lines of cells; the first line names the columns.
#[derive(Debug)]
pub(crate) struct Table {
    /// The names of the columns.
    pub(crate) header: Line,
    /// The rows, without blank ones.
    pub(crate) rows: Vec<Line>,
    /// How the file is written.
    pub(crate) dialect: Dialect,
}

/// Cells, and where they stand.
#[derive(Debug)]
pub(crate) struct Line {
    /// The line of the file in which they begin, from 1.
    pub(crate) number: u64,
    /// The cells.
    pub(crate) cells: StringRecord,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// What separates cells: a comma, a semicolon or a tab.
    pub(crate) separator: u8,
    /// Whether a byte order mark stands at its beginning.
    pub(crate) byte_order_mark: bool,
}

/// The bytes of the file.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
        .with_context(|| {
            format!(
                "{} cannot be read; name the CSV file with the people",
                file.display()
            )
        })?;
    if bytes.len() as u64 > MAX_FILE {
        bail!(
            "{} has more than {} MiB; split it",
            file.display(),
            MAX_FILE / (1024 * 1024)
        );
    }
    Ok(bytes)
}

impl Table {
    /// Reads a file's bytes. What is within the cells is not judged here.
    pub(crate) fn new(bytes: &[u8]) -> Result<Self> {
        let text = text(bytes)?;
        let (text, byte_order_mark) = match text.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let said = said_separator(text);
        let dialect = Dialect {
            separator: said.unwrap_or_else(|| separator(text)),
            byte_order_mark,
        };
        let mut lines = lines(text, dialect.separator)?.into_iter();
        if said.is_some() {
            lines.next();
        }
        let mut header = lines.next().context(
            "the file is empty; its first line names the columns, such as email,given_name,family_name,groups",
        )?;
        let mut rows: Vec<Line> = lines.collect();
        if rows.len() > MAX_ROWS {
            bail!(
                "the file has {} rows; split it into files of at most {MAX_ROWS}",
                rows.len()
            );
        }
        cut_blank_columns(&mut header, &mut rows);
        Ok(Self {
            header,
            rows,
            dialect,
        })
    }

    /// Whether there are rows, and none has a value in this column.
    pub(crate) fn is_blank(&self, position: usize) -> bool {
        let cell = |row: &Line| row.cells.get(position).map(str::trim).map(str::is_empty);
        !self.rows.is_empty() && self.rows.iter().all(|row| cell(row).unwrap_or(true))
    }
}

/// The separator in a first line such as `sep=;`, which spreadsheets understand.
fn said_separator(text: &str) -> Option<u8> {
    let first = text.lines().next()?.trim().trim_matches('"');
    let (name, separator) = first.split_at_checked(4)?;
    match separator.as_bytes() {
        [only] if name.eq_ignore_ascii_case("sep=") => Some(*only),
        // A tab was trimmed.
        [] if name.eq_ignore_ascii_case("sep=") => Some(b'\t'),
        _ => None,
    }
}

/// Takes away columns at the end that have neither a name nor a cell with anything in it, which
/// spreadsheets leave behind.
fn cut_blank_columns(header: &mut Line, rows: &mut [Line]) {
    let is_said = |cell: &str| !cell.trim().is_empty();
    let width = header
        .cells
        .iter()
        .collect::<Vec<_>>()
        .into_iter()
        .rposition(is_said)
        .map_or(0, |last| last + 1);
    let is_blank = |line: &Line| !line.cells.iter().skip(width).any(is_said);
    if rows.iter().all(is_blank) {
        header.cells.truncate(width);
        for row in rows {
            row.cells.truncate(width);
        }
    }
}

fn text(bytes: &[u8]) -> Result<&str> {
    const SAVE_AS: &str = "save it as \"CSV UTF-8\"";
    // Without a byte order mark, every other byte of UTF-16 is zero where the text is plain.
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let has_nul = bytes.iter().take(1024).any(|byte| *byte == 0);
    if is_wide || has_nul {
        bail!("the file is written in UTF-16, or is no text; {SAVE_AS}");
    }
    str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        anyhow::anyhow!("line {line} is not written in UTF-8; {SAVE_AS}")
    })
}

/// What separates the names of the columns, which hold none of these unless they are quoted. A
/// file of one column has nothing to separate.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0u32), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    let header = text.trim_start().bytes();
    for byte in header.take_while(|byte| !matches!(byte, b'\n' | b'\r')) {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += u32::from(byte == *separator && !quoted);
        }
    }
    let [comma, others @ ..] = counts;
    let most = others.into_iter().fold(
        comma,
        |most, other| if other.1 > most.1 { other } else { most },
    );
    most.0
}

/// All lines with a value: spreadsheets leave rows of separators behind.
fn lines(text: &str, separator: u8) -> Result<Vec<Line>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    // Counted from one record to the next: the reader's own count says where it looked first, and
    // that is a blank line where there is one.
    let mut counted = Counted::default();
    for cells in reader.records() {
        let cells = cells.context("the file cannot be read as CSV")?;
        let position = cells.position().map_or(0, csv::Position::byte);
        let number = counted.line_of(text, usize::try_from(position).unwrap_or(usize::MAX));
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            lines.push(Line { number, cells });
        }
    }
    Ok(lines)
}

/// Line feeds, counted as far as the file is read.
#[derive(Default)]
struct Counted {
    offset: usize,
    line_feeds: u64,
}

impl Counted {
    /// The number of the line in which the record begins that the reader looked for at `offset`.
    fn line_of(&mut self, text: &str, offset: usize) -> u64 {
        let rest = text.get(offset..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let begin = offset + blank;
        let passed = text.get(self.offset..begin).unwrap_or_default();
        self.line_feeds += passed.matches('\n').count() as u64;
        self.offset = begin.max(self.offset);
        self.line_feeds + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, separator: char, expected: &[(u64, &[&str])]) {
        let table = Table::new(text.as_bytes()).unwrap();
        assert_eq!(char::from(table.dialect.separator), separator);
        let lines: Vec<(u64, Vec<&str>)> = [&table.header]
            .into_iter()
            .chain(&table.rows)
            .map(|line| (line.number, line.cells.iter().collect()))
            .collect();
        let expected: Vec<(u64, Vec<&str>)> = expected
            .iter()
            .map(|(number, cells)| (*number, cells.to_vec()))
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn separators_and_line_ends_of_spreadsheets() {
        let expected: &[(u64, &[&str])] = &[(1, &["email", "groups"]), (2, &["a@x.example", "b"])];
        check("email,groups\na@x.example,b\n", ',', expected);
        check("email;groups\r\na@x.example;b\r\n", ';', expected);
        check("email\tgroups\na@x.example\tb", '\t', expected);
        check("\u{feff}email;groups\r\na@x.example;b", ';', expected);
        check(
            "email\na@x.example\n",
            ',',
            &[(1, &["email"]), (2, &["a@x.example"])],
        );
        // A quoted name may hold what separates nothing.
        check("\"a,b,c\";email\n", ';', &[(1, &["a,b,c", "email"])]);
    }

    #[test]
    fn what_spreadsheets_add_is_no_part_of_the_list() {
        let expected: &[(u64, &[&str])] = &[(2, &["email", "groups"]), (3, &["a@x.example", "b"])];
        check("sep=;\r\nemail;groups\r\na@x.example;b\r\n", ';', expected);
        check("SEP=,\nemail,groups\na@x.example,b", ',', expected);
        check(
            "\u{feff}sep=\t\nemail\tgroups\na@x.example\tb",
            '\t',
            expected,
        );
        check(
            "email,groups,,\na@x.example,b,,\nc@x.example,d,,,\n",
            ',',
            &[
                (1, &["email", "groups"]),
                (2, &["a@x.example", "b"]),
                (3, &["c@x.example", "d"]),
            ],
        );
        // Something stands there, which is reported.
        check(
            "email,,\na@x.example,,x\n",
            ',',
            &[(1, &["email", "", ""]), (2, &["a@x.example", "", "x"])],
        );
    }

    #[test]
    fn lines_are_numbered_as_an_editor_numbers_them() {
        check(
            "\n\nemail,note\n\r\na,\"x\ny\"\n,\n\n\nb,\n   \n\"c\",\"say \"\"hi\"\"\"",
            ',',
            &[
                (3, &["email", "note"]),
                (5, &["a", "x\ny"]),
                (10, &["b", ""]),
                (12, &["c", "say \"hi\""]),
            ],
        );
    }

    #[test]
    fn rows_of_another_width_are_kept_to_be_reported() {
        check(
            "email,a\nx\n1,2,3\n",
            ',',
            &[(1, &["email", "a"]), (2, &["x"]), (3, &["1", "2", "3"])],
        );
        // What an open quotation mark swallows is one cell.
        check(
            "email,a\n1,\"2\n3,4\n",
            ',',
            &[(1, &["email", "a"]), (2, &["1", "2\n3,4\n"])],
        );
    }

    #[test]
    fn what_is_no_utf_8_is_refused() {
        #[track_caller]
        fn refused(bytes: &[u8], expected: &str) {
            let error = Table::new(bytes).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        refused(b"", "empty");
        refused(b"\n\n,,\n", "empty");
        refused(b"\xff\xfee\0m\0a\0i\0l\0", "UTF-16");
        refused(b"\xfe\xff\0e\0m\0a\0i\0l", "UTF-16");
        refused(b"e\0m\0a\0i\0l\0", "UTF-16");
        refused(
            b"email,given_name\na@x.example,Ren\xe9\n",
            "line 2 is not written in UTF-8",
        );
        let many = format!("email\n{}", "a\n".repeat(MAX_ROWS + 1));
        refused(many.as_bytes(), "100001 rows");
    }
}
