//! Side-by-side figures of the functions, measured in one run on one machine: start to first
//! answer, peak memory, CPU per warm invocation, size, and first answer over TLS.
//!
//! Beside the five functions and the administrators' API stand a no-op `lambda_runtime` function and a bare function with the
//! Cognito SDK (`src/bin/`), built with the same profile, and handlers written for Node
//! (`node/`) that do the same jobs. Nothing leaves the machine: calls to AWS go to
//! `local-user-pool`, for the TLS figures through a TLS server with a throw-away authority. With
//! `--earlier FOLDER`, functions that were built earlier are measured beside those of now, turn by
//! turn: what a change costs.
//!
//! # Layout
//!
//! * [`arguments`]: the command line.
//! * [`clock`]: the one place where the time is read.
//! * [`binaries`]: builds the functions and finds them.
//! * [`configuration`]: the folder that the functions read, and the key that signs the token.
//! * [`job`]: what a function is given to do, and whether it did it; [`rest_event`] is how an
//!   administrator's request arrives.
//! * [`test_pool`]: the user pool, with [`tls`] in front of it.
//! * [`called_functions`]: what the chain calls: `trigger-chain` with a sign-up through it stands beside
//!   `pre-sign-up`, called directly.
//! * [`contender`]: who is measured, and with what in the environment.
//! * [`measure`]: cold starts and warm loops; [`process`] reads the figures from `/proc`,
//!   [`cpu_share`] gives a process as much of a processor as Lambda does.
//! * [`figures`]: what was measured; [`bars`]: what was promised.
//! * [`report`]: table, Markdown and JSON; [`machine`]: where the figures come from.
//!
//! Beside the comparison, [`first_build`] (`bench first-build`) says how long the command takes to
//! compile from nothing, and `bench load` (feature `load`) sends many people through the functions
//! at once.

mod arguments;
mod bars;
mod binaries;
mod called_functions;
mod clock;
mod configuration;
mod contender;
mod cpu_share;
mod figures;
mod first_build;
mod job;
#[cfg(feature = "load")]
mod load;
mod machine;
mod measure;
mod process;
mod report;
mod rest_event;
mod test_pool;
mod tls;

use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::bars::Bar;
use crate::binaries::Binaries;
use crate::called_functions::CalledFunctions;
use crate::measure::Measurements;
use crate::report::Report;
use crate::test_pool::TestPool;

// One thread, so that on a small machine a second core is left to the function being measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    match &arguments.command {
        None => {}
        Some(Command::FirstBuild(arguments)) => {
            return Ok(exit_code(first_build::run(arguments)?));
        }
        #[cfg(feature = "load")]
        Some(Command::Load(arguments)) => return Ok(exit_code(load::run(arguments).await?)),
    }
    let functions = arguments.functions.clone();
    let binaries = if arguments.no_build {
        Binaries::find(functions)?
    } else {
        Binaries::build(functions)?
    };
    let earlier = arguments.earlier.clone().map(Binaries::at);
    let pool = TestPool::start(clock::now()).await?;
    let called = CalledFunctions::serve(&binaries, &pool).await?;
    let (contenders, node) = contender::all(&binaries, earlier.as_ref(), &pool, &called)?;
    let Measurements {
        measured,
        shared_by,
    } = measure::all(&contenders, &pool, arguments.starts, arguments.invocations).await?;
    let bars = bars::judge(&measured);
    let all_hold = bars.iter().all(Bar::holds);

    let report = Report {
        machine: machine::describe(&node),
        starts: arguments.starts,
        invocations: arguments.invocations,
        measured,
        shared_by,
        bars,
        node,
    };
    stdout().write_all(report.write(arguments.format()).as_bytes())?;
    Ok(exit_code(all_hold || !arguments.bars))
}

fn exit_code(succeeded: bool) -> ExitCode {
    if succeeded {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
