//! The command line.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::first_build;
#[cfg(feature = "load")]
use crate::load;
use crate::report::Format;

/// Measure the functions side by side with a no-op function, a bare function with the AWS SDK,
/// and Node handlers that do the same jobs.
///
/// Example: cargo run --release -p bench -- --starts 50 --markdown
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
#[derive(Debug, Parser)]
#[command(name = "bench", version, args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    /// Another thing to do than the comparison.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Cold starts of each function, each after one that is not counted.
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) starts: NonZeroU32,
    /// Warm invocations of each function, after a tenth as many that are not counted.
    #[arg(long, value_name = "N", default_value = "2000")]
    pub(crate) invocations: NonZeroU32,
    /// Exit with 1 if a bar is missed.
    #[arg(long)]
    pub(crate) bars: bool,
    /// Measure the release binaries as they are, instead of building them first.
    #[arg(long)]
    pub(crate) no_build: bool,
    /// Measure the functions in this folder, and build only what they are compared with.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) functions: Option<PathBuf>,
    /// Measure the functions in this folder, too, which were built earlier.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) earlier: Option<PathBuf>,
    /// Print JSON: durations in microseconds, sizes in bytes.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print Markdown tables.
    #[arg(long)]
    markdown: bool,
}

/// What there is besides the comparison.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    FirstBuild(first_build::Arguments),
    #[cfg(feature = "load")]
    Load(load::arguments::Arguments),
}

impl Arguments {
    /// How the report is written.
    pub(crate) fn format(&self) -> Format {
        match (self.json, self.markdown) {
            (true, _) => Format::Json,
            (_, true) => Format::Markdown,
            _ => Format::Text,
        }
    }
}
