//! The machine that the figures come from.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use crate::contender::Node;

/// Processor, cores, system, compiler and Node in one line. What is not known is left out.
pub(crate) fn describe(node: &Node) -> String {
    let cores = available_parallelism()
        .ok()
        .map(|cores| format!("{cores} cores"));
    let node = match node {
        Node::Measured(version) => Some(format!("Node {version}")),
        Node::Skipped(_) => None,
    };
    let parts = [processor(), cores, kernel(), compiler(), node];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    let (_, name) = line.split_once(':')?;
    Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn kernel() -> Option<String> {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    Some(format!("Linux {}", release.trim()))
}

fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    // `rustc 1.95.0 (hash date)`: the first two words say it.
    Some(
        version
            .split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" "),
    )
}
