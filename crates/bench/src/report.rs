//! The figures as tables for a terminal, as Markdown, or as JSON.

use std::fmt::Write;
use std::num::NonZeroU32;
use std::time::Duration;

use comfy_table::presets::{ASCII_MARKDOWN, UTF8_BORDERS_ONLY};
use comfy_table::{CellAlignment, Table, TableStyle};
use serde_json::{Value, json};

use crate::bars::{Bar, Limit};
use crate::contender::Node;
use crate::cpu_share::MEMORY_MB;
use crate::figures::Spread;
use crate::measure::Measured;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Tables for a terminal.
    Text,
    /// Tables for a README.
    Markdown,
    /// For machines.
    Json,
}

/// Everything that one run found out.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    pub(crate) machine: String,
    pub(crate) starts: NonZeroU32,
    pub(crate) invocations: NonZeroU32,
    pub(crate) measured: Vec<Measured<'a>>,
    pub(crate) shared_by: &'static str,
    pub(crate) bars: Vec<Bar>,
    pub(crate) node: Node,
}

impl Report<'_> {
    /// The report, with a line break at its end.
    pub(crate) fn write(&self, format: Format) -> String {
        match format {
            Format::Json => format!("{:#}\n", self.json()),
            Format::Text => self.text(UTF8_BORDERS_ONLY),
            Format::Markdown => self.text(ASCII_MARKDOWN),
        }
    }

    fn text(&self, style: TableStyle) -> String {
        let Self {
            machine,
            starts,
            invocations,
            shared_by,
            ..
        } = self;
        let mut text = format!(
            "{machine}.\n\
             {starts} cold starts (median, 90th percentile in brackets) and {invocations} warm invocations of each function, \
             turn by turn. First event: after initialization, with the share of a processor that {MEMORY_MB} MB buy in \
             Lambda ({shared_by}), over TLS where a function has an SDK.\n"
        );
        if let Node::Skipped(reason) = &self.node {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "Node is skipped: {reason}.");
        }
        let _ = write!(
            text,
            "\n{}\n\n{}\n",
            self.figures_table(style),
            bars_table(&self.bars, style)
        );
        text
    }

    fn figures_table(&self, style: TableStyle) -> Table {
        let mut table = table(
            style,
            &["function"],
            &[
                "first answer, ms",
                "over TLS, ms",
                "initialization, ms",
                "first event, ms",
                "CPU start, ms",
                "memory, MiB",
                "memory warm, MiB",
                "CPU warm, µs",
                "AWS calls",
                "binary, MB",
            ],
        );
        for Measured { contender, figures } in &self.measured {
            table.add_row([
                contender.name.clone(),
                spread(figures.first_answer),
                figures
                    .first_answer_over_tls
                    .map(spread)
                    .unwrap_or_default(),
                format!("{:.1}", milliseconds(figures.ready)),
                format!("{:.1}", milliseconds(figures.first_event)),
                format!("{:.1}", milliseconds(figures.cpu_first)),
                mebibytes(figures.memory_first),
                mebibytes(figures.memory_warm),
                format!("{:.0}", microseconds(figures.cpu_warm)),
                figures.aws_calls.to_string(),
                contender.binary_bytes.map(megabytes).unwrap_or_default(),
            ]);
        }
        table
    }

    fn json(&self) -> Value {
        let functions = self.measured.iter().map(|Measured { contender, figures }| {
            json!({
                "function": contender.name,
                "first_answer_us": spread_json(figures.first_answer),
                "first_answer_over_tls_us": figures.first_answer_over_tls.map(spread_json),
                "initialization_us": microseconds(figures.ready),
                "first_event_us": microseconds(figures.first_event),
                "cpu_first_us": microseconds(figures.cpu_first),
                "memory_bytes": figures.memory_first,
                "memory_warm_bytes": figures.memory_warm,
                "cpu_warm_us": microseconds(figures.cpu_warm),
                "aws_calls": figures.aws_calls,
                "binary_bytes": contender.binary_bytes,
            })
        });
        let bars = self.bars.iter().map(|bar| {
            json!({
                "function": bar.function,
                "bar": bar.what,
                "ratio": bar.ratio,
                "limit": limit(bar.limit),
                "holds": bar.holds(),
            })
        });
        let node_skipped = match &self.node {
            Node::Measured(_) => None,
            Node::Skipped(reason) => Some(reason),
        };
        json!({
            "machine": self.machine,
            "starts": self.starts,
            "invocations": self.invocations,
            "shared_by": self.shared_by,
            "functions": functions.collect::<Value>(),
            "bars": bars.collect::<Value>(),
            "node_skipped": node_skipped,
        })
    }
}

/// What was promised, and whether it holds.
pub(crate) fn bars_table(bars: &[Bar], style: TableStyle) -> Table {
    let mut table = table(
        style,
        &["function", "bar"],
        &["measured", "promised", "holds"],
    );
    for bar in bars {
        table.add_row([
            bar.function.clone(),
            bar.what.to_owned(),
            format!("{:.2}", bar.ratio),
            limit(bar.limit),
            if bar.holds() { "yes" } else { "NO" }.to_owned(),
        ]);
    }
    table
}

/// A table whose columns with words stand left, and those with figures right.
pub(crate) fn table(style: TableStyle, words: &[&str], figures: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(style)
        .set_header(words.iter().chain(figures));
    for column in table.column_iter_mut().skip(words.len()) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn spread(spread: Spread) -> String {
    format!(
        "{:.1} ({:.1})",
        milliseconds(spread.median),
        milliseconds(spread.p90)
    )
}

fn spread_json(spread: Spread) -> Value {
    json!({ "median": microseconds(spread.median), "p90": microseconds(spread.p90) })
}

fn limit(limit: Limit) -> String {
    match limit {
        Limit::AtMost(limit) => format!("at most {limit}"),
        Limit::Below(limit) => format!("below {limit}"),
        Limit::AtLeast(limit) => format!("at least {limit}"),
    }
}

pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn microseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes_as(bytes, 1024.0 * 1024.0))
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes_as(bytes, 1e6))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "shown with one digit after the point"
)]
fn bytes_as(bytes: u64, unit: f64) -> f64 {
    bytes as f64 / unit
}
