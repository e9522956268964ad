//! The commands of the documents, run as they stand there.
//!
//! A comment on the line before a block of commands says how it is tried:
//!
//! - `<!-- run -->`: here, in the order of the document. A section (`##`) begins with a new
//!   `invitations dev`; the user pool and the address that the documents name are its own.
//! - `<!-- emulator -->`: `tests/foreign/run`, which has the AWS CLI, runs such a call.
//! - `<!-- ci: TEXT -->`: `.ci/run` has this text.
//! - `<!-- test: PATH -->`: the test in this file does the same against a server of its own.
//! - `<!-- shown: WHY -->`: nobody runs it. A command of ours is never only shown.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The pool that the documents name.
const POOL: &str = "--user-pool-id eu-central-1_AbCdEfGhI";

/// The address that `dev` has unless another is named.
const ADDRESS: &str = "http://127.0.0.1:8787";

/// Commands that stand together in a document.
struct Block {
    document: String,
    line: usize,
    section: usize,
    mark: String,
    commands: String,
}

impl Block {
    fn place(&self) -> String {
        format!("{}:{}", self.document, self.line)
    }

    /// What it does: the verb of its first command of ours, else that of its first command.
    fn verb(&self) -> &str {
        let mut lines = self.commands.lines().map(str::trim_start);
        let ours = lines.find(|line| line.starts_with("invitations "));
        let mut words = ours.unwrap_or(&self.commands).split_whitespace();
        words.nth(1).unwrap()
    }

    /// Whether it has a command of ours.
    fn is_ours(&self) -> bool {
        self.commands
            .lines()
            .any(|line| line.trim_start().starts_with("invitations "))
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The documents that somebody follows with a terminal beside them: what stands below `docs/`, and
/// the two that stand beside it.
fn documents() -> Vec<String> {
    let mut documents = ["README.md", "infra/README.md"].map(str::to_owned).to_vec();
    let mut folders = vec!["docs".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(repository().join(&folder)).unwrap() {
            let path = format!("{folder}/{}", entry.unwrap().file_name().display());
            if repository().join(&path).is_dir() {
                folders.push(path);
            } else if Path::new(&path)
                .extension()
                .is_some_and(|kind| kind == "md")
            {
                documents.push(path);
            }
        }
    }
    documents.sort();
    documents
}

fn blocks(document: &str) -> Vec<Block> {
    let text = fs::read_to_string(repository().join(document)).unwrap();
    let mut blocks = Vec::new();
    let mut section = 0;
    let mut before = "";
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if line.starts_with("## ") {
            section += 1;
        }
        let Some(language) = line.trim_start().strip_prefix("```") else {
            before = line.trim();
            continue;
        };
        let body: Vec<&str> = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| line.trim() != "```")
            .collect();
        let commands = match language {
            "sh" => body.join("\n"),
            "text" | "console" => typed(&body),
            _ => String::new(),
        };
        if !commands.is_empty() {
            blocks.push(Block {
                document: document.to_owned(),
                line: number + 1,
                section,
                mark: before.to_owned(),
                commands,
            });
        }
        before = "";
    }
    blocks
}

/// What somebody typed behind `$`, without what came of it.
fn typed(lines: &[&str]) -> String {
    let mut typed = Vec::new();
    let mut goes_on = false;
    for line in lines {
        let command = line.strip_prefix("$ ").or(goes_on.then_some(*line));
        goes_on = command.is_some_and(|command| command.ends_with('\\'));
        typed.extend(command);
    }
    typed.join("\n")
}

fn mark<'a>(block: &'a Block, kind: &str) -> Option<&'a str> {
    let text = block.mark.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    text.strip_prefix(kind)
        .map(|rest| rest.trim_start_matches(':').trim())
}

#[test]
fn every_block_of_commands_says_how_it_is_tried() {
    let ci = fs::read_to_string(repository().join(".ci/run")).unwrap();
    let mut shown = Vec::new();
    for block in documents().iter().flat_map(|path| blocks(path)) {
        let place = block.place();
        if let Some(why) = mark(&block, "shown") {
            assert!(!why.is_empty(), "{place}: say why it is only shown");
            assert!(!block.is_ours(), "{place}: a command of ours is to be run");
            shown.push(format!("{place}: {why}"));
        } else if let Some(text) = mark(&block, "ci") {
            assert!(ci.contains(text), "{place}: .ci/run has no {text:?}");
        } else if let Some(path) = mark(&block, "test") {
            let test = fs::read_to_string(repository().join(path));
            let verb = block.verb();
            assert!(
                test.is_ok_and(|test| test.contains(verb)),
                "{place}: {path} does not run {verb}"
            );
        } else if mark(&block, "emulator").is_none() {
            assert_eq!(block.mark, "<!-- run -->", "{place} has no mark");
        }
    }
    println!("Only shown:\n{}", shown.join("\n"));
}

/// `invitations dev` on a free port, ended with the test.
struct Dev {
    process: Child,
    at: String,
}

impl Dev {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_invitations"))
            .args(["dev", "--port", "0", "--json"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = process.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let at = ready.get("endpoint").unwrap().as_str().unwrap().to_owned();
        Self { process, at }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn the_commands_that_are_to_be_run_do_what_they_are_there_for() {
    for document in documents() {
        let to_run = blocks(&document).into_iter();
        let to_run: Vec<Block> = to_run
            .filter(|block| mark(block, "run").is_some())
            .collect();
        for section in to_run.chunk_by(|one, next| one.section == next.section) {
            let folder = tempfile::tempdir().unwrap();
            copy(
                &repository().join("infra/invitations"),
                &folder.path().join("infra/invitations"),
            );
            let dev = Dev::start(folder.path());
            for block in section {
                run(block, &dev.at, folder.path());
            }
        }
    }
}

fn run(block: &Block, at: &str, folder: &Path) {
    let pool = format!("--user-pool-id local_Example --endpoint-url {at}");
    let script = block.commands.replace(POOL, &pool).replace(ADDRESS, at);
    let binaries = Path::new(env!("CARGO_BIN_EXE_invitations"))
        .parent()
        .unwrap();
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("sh")
        .args(["-euc", &script])
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("PATH", format!("{}:{path}", binaries.display()))
        .env("POOL", &pool)
        .env_remove("INVITATIONS_CONFIG")
        .env_remove("AWS_REGION")
        .env_remove("AWS_ACCESS_KEY_ID")
        .output()
        .unwrap();
    let place = block.place();
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    assert!(
        output.status.success(),
        "{place}:\n{script}\n{stdout}{stderr}"
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
