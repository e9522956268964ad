//! `bench first-build`: how long somebody waits who has just cloned the repository and types
//! `cargo run -- simulate`.
//!
//! The command is compiled from an empty target folder in the dev profile, and so is the bare
//! function with the SDK, which is mostly what every program with the AWS SDK has to compile. The
//! ratio of the two says what this project adds, on a fast machine and on a slow one.

use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use comfy_table::presets::UTF8_BORDERS_ONLY;
use tempfile::TempDir;

use crate::bars::Bar;
use crate::binaries::{BARE_SDK, cargo};
use crate::process::cpu_time_of_children;
use crate::report::{bars_table, table};

/// Measure how long the command takes to compile from nothing, beside the bare function with the
/// AWS SDK, both in the dev profile and from empty target folders; and when `simulate` then prints
/// its first line.
///
/// The sources of the dependencies are fetched first, and are not measured. Each build takes some
/// minutes and 2 GB in the folder for temporary files, and the machine has to be idle: CPU time is
/// shown as well, and is less sensitive to other programs.
///
/// Example: cargo run -p bench -- first-build
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Exit with 1 if the bar is missed.
    #[arg(long)]
    bars: bool,
}

/// How long one build took.
#[derive(Clone, Copy, Debug)]
struct Build {
    wall: Duration,
    cpu: Duration,
}

/// Builds, prints, and answers whether the bar holds or does not count.
pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    cargo_does(&["fetch"])?;
    let floor = build(&BARE_SDK, empty_folder()?.path())?;
    let target = empty_folder()?;
    let command = build(&["-p", "invitations"], target.path())?;
    let first_output = command.wall + first_line(&target.path().join("debug/invitations"))?;
    drop(target);
    let ratio = |of: fn(&Build) -> Duration| of(&command).as_secs_f64() / of(&floor).as_secs_f64();
    let bars = [Bar::of_first_build(ratio(|build| build.wall))];

    let mut figures = table(UTF8_BORDERS_ONLY, &["first build"], &["wall, s", "CPU, s"]);
    for (name, Build { wall, cpu }) in [("bare-sdk", floor), ("invitations", command)] {
        let seconds = |duration: Duration| format!("{:.0}", duration.as_secs_f64());
        figures.add_row([name.to_owned(), seconds(wall), seconds(cpu)]);
    }
    figures.add_row([
        "ratio".to_owned(),
        format!("{:.2}", ratio(|build| build.wall)),
        format!("{:.2}", ratio(|build| build.cpu)),
    ]);
    let bars_table = bars_table(&bars, UTF8_BORDERS_ONLY);
    stdout().write_all(format!("{figures}\n\n{bars_table}\n").as_bytes())?;
    // As tests/release/run says it of the wheel.
    writeln!(
        stdout(),
        "first output by cargo: {} ms",
        first_output.as_millis()
    )?;
    Ok(!arguments.bars || bars.iter().all(Bar::holds))
}

fn empty_folder() -> Result<TempDir> {
    TempDir::new().context("no folder for the build")
}

/// How long `simulate` of a built command takes to say something.
fn first_line(command: &Path) -> Result<Duration> {
    let begin = Instant::now();
    let mut simulate = Command::new(command)
        .arg("simulate")
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run the command that was built")?;
    let mut output = BufReader::new(simulate.stdout.take().context("no standard output")?);
    let mut line = String::new();
    output.read_line(&mut line)?;
    let took = begin.elapsed();
    ensure!(!line.is_empty(), "`simulate` printed nothing");
    // What follows is read: a command that cannot write ends with an error.
    std::io::copy(&mut output, &mut std::io::sink())?;
    ensure!(simulate.wait()?.success(), "`simulate` failed");
    Ok(took)
}

/// Compiles what these arguments of Cargo name into a folder, an empty one.
fn build(what: &[&str], target: &Path) -> Result<Build> {
    let folder = target.to_string_lossy();
    let cpu = cpu_time_of_children()?;
    let begin = Instant::now();
    cargo_does(&[&["build", "--target-dir", &folder], what].concat())?;
    Ok(Build {
        wall: begin.elapsed(),
        cpu: cpu_time_of_children()?.saturating_sub(cpu),
    })
}

fn cargo_does(arguments: &[&str]) -> Result<()> {
    let status = cargo()
        .args(arguments)
        .arg("--locked")
        // As somebody has it who sets nothing.
        .env_remove("CARGO_INCREMENTAL")
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "`cargo {}` failed", arguments.join(" "));
    Ok(())
}
