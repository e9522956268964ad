//! Where the lines go that functions write.

use std::{
    collections::VecDeque,
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader},
    process::{Child, Command},
    task::JoinSet,
};

use crate::HostError;

/// Where the standard output and standard error of functions go, unchanged.
///
/// Clones share one destination.
#[derive(Clone, Debug)]
pub struct Output(Destination);

#[derive(Clone, Debug)]
enum Destination {
    Stderr,
    Discard,
    Memory(Arc<Mutex<Lines>>),
    File { path: PathBuf, file: Arc<File> },
}

impl Output {
    /// Both streams go to this process's standard error, which leaves its standard output to its
    /// own answers.
    pub fn stderr() -> Self {
        Self(Destination::Stderr)
    }

    /// Nothing is kept.
    pub fn discard() -> Self {
        Self(Destination::Discard)
    }

    /// The last lines are kept for [`Output::lines`], up to 4 MiB of them.
    pub fn memory() -> Self {
        Self(Destination::Memory(Arc::default()))
    }

    /// Lines are appended to a file, which is created if it is not there.
    pub fn append_to(path: impl AsRef<Path>) -> Result<Self, HostError> {
        let path = path.as_ref().to_owned();
        match OpenOptions::new().create(true).append(true).open(&path) {
            Ok(file) => Ok(Self(Destination::File {
                path,
                file: Arc::new(file),
            })),
            Err(source) => Err(HostError::OutputFile { path, source }),
        }
    }

    /// The lines kept in memory, oldest first; none unless this is [`Output::memory`].
    ///
    /// What a process wrote is complete once it has ended. While it runs, its last lines may
    /// still be on their way.
    pub fn lines(&self) -> Vec<String> {
        match &self.0 {
            Destination::Memory(lines) => {
                let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
                lines.kept.iter().cloned().collect()
            }
            Destination::Stderr | Destination::Discard | Destination::File { .. } => Vec::new(),
        }
    }

    /// Directs both streams of a process that is about to start.
    pub(crate) fn direct(&self, command: &mut Command) -> Result<(), HostError> {
        let stream = || match &self.0 {
            Destination::Stderr => Ok(Stdio::from(io::stderr())),
            Destination::Discard => Ok(Stdio::null()),
            Destination::Memory(_) => Ok(Stdio::piped()),
            // In append mode the kernel keeps the lines of several processes apart.
            Destination::File { path, file } => match file.try_clone() {
                Ok(file) => Ok(Stdio::from(file)),
                Err(source) => Err(HostError::OutputFile {
                    path: path.clone(),
                    source,
                }),
            },
        };
        command.stdout(stream()?).stderr(stream()?);
        Ok(())
    }

    /// Tasks that collect what a process writes to its pipes; none where there are no pipes.
    pub(crate) fn collect(&self, child: &mut Child) -> JoinSet<()> {
        let mut readers = JoinSet::new();
        if let Destination::Memory(lines) = &self.0 {
            if let Some(stdout) = child.stdout.take() {
                readers.spawn(read_lines(stdout, Arc::clone(lines)));
            }
            if let Some(stderr) = child.stderr.take() {
                readers.spawn(read_lines(stderr, Arc::clone(lines)));
            }
        }
        readers
    }
}

/// The most that is kept in memory, in bytes; the oldest lines go first.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// Longer lines are broken, in bytes, so that a line that never ends needs no memory without end.
const LINE_BYTES: u64 = 256 * 1024;

#[derive(Debug, Default)]
struct Lines {
    kept: VecDeque<String>,
    bytes: usize,
}

impl Lines {
    fn push(&mut self, line: String) {
        self.bytes += size_of_line(&line);
        self.kept.push_back(line);
        while self.bytes > KEPT_BYTES
            && let Some(oldest) = self.kept.pop_front()
        {
            self.bytes -= size_of_line(&oldest);
        }
    }
}

/// What keeping a line takes, in bytes. Empty lines take room too.
fn size_of_line(line: &str) -> usize {
    line.len() + size_of::<String>()
}

async fn read_lines(stream: impl AsyncRead + Unpin, lines: Arc<Mutex<Lines>>) {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = Vec::new();
        let mut limited = (&mut stream).take(LINE_BYTES);
        // A broken pipe ends the output as its regular end does.
        if limited.read_until(b'\n', &mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.strip_suffix('\n').unwrap_or(&line).to_owned();
        let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines_of(written: &[u8]) -> Vec<String> {
        let output = Output::memory();
        let Destination::Memory(lines) = &output.0 else {
            unreachable!("memory() keeps lines");
        };
        read_lines(written, Arc::clone(lines)).await;
        output.lines()
    }

    #[tokio::test]
    async fn lines_are_kept_as_written() {
        assert_eq!(lines_of(b"").await, [""; 0]);
        assert_eq!(lines_of(b"a\n\n b\nlast").await, ["a", "", " b", "last"]);
        assert_eq!(lines_of(b"\xff\n").await, ["\u{fffd}"]);
    }

    #[tokio::test]
    async fn memory_is_bounded() {
        let one = "x".repeat(1_000_000);
        let written = [one.as_str(); 6].concat();
        let lines = lines_of(written.as_bytes()).await;
        assert!(lines.iter().all(|line| line.len() <= 256 * 1024));
        let bytes: usize = lines.iter().map(String::len).sum();
        assert!((3_900_000..=4 * 1024 * 1024).contains(&bytes), "{bytes}");

        let lines = lines_of("\n".repeat(1_000_000).as_bytes()).await;
        assert!((100_000..200_000).contains(&lines.len()), "{}", lines.len());
    }
}
