//! What the command says: results on the standard output, remarks beside them on the standard
//! error.

use std::io::{self, Write};

use anyhow::Context;

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

/// Writes a remark beside a result to stderr. Nothing depends on its being read.
pub fn remark(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
