//! How far a long import is.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use terminal::output::remark;

/// How often a log line is printed.
const NOW_AND_THEN: Duration = Duration::from_secs(10);

/// How far an import is: a bar on a terminal, else a line now and then.
#[derive(Debug)]
pub(crate) enum Progress {
    /// On a terminal.
    Bar(ProgressBar),
    /// In a log.
    Lines {
        /// How many rows there are to do.
        all: usize,
        /// How many are done.
        done: usize,
        /// When the last line was printed.
        printed: Instant,
    },
}

impl Progress {
    /// So many rows, on the standard error.
    pub(crate) fn of(all: usize) -> Self {
        if !io::stderr().is_terminal() {
            let printed = Instant::now();
            return Self::Lines {
                all,
                done: 0,
                printed,
            };
        }
        let target = ProgressDrawTarget::stderr();
        let bar = ProgressBar::with_draw_target(Some(all as u64), target);
        let style = ProgressStyle::with_template("{wide_bar} {pos} of {len}, {eta} left");
        // A bar of another look is no reason not to invite anybody.
        Self::Bar(match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// One row is done.
    pub(crate) fn advance(&mut self) {
        match self {
            Self::Bar(bar) => bar.inc(1),
            Self::Lines { all, done, printed } => {
                *done += 1;
                if printed.elapsed() >= NOW_AND_THEN {
                    remark(&format!("{done} of {all} rows"));
                    *printed = Instant::now();
                }
            }
        }
    }

    /// Prints a line beside it.
    pub(crate) fn print(&self, text: &str) {
        match self {
            Self::Bar(bar) => bar.println(text),
            Self::Lines { .. } => remark(text),
        }
    }

    /// Removes the bar, so that other lines can follow.
    pub(crate) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
