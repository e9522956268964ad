//! What the kernel says of a process, in [`/proc`][proc].
//!
//! [proc]: https://www.kernel.org/doc/html/latest/filesystems/proc.html

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};

/// The most memory that the process has had in RAM at once (`VmHWM`), in bytes. Pages of its
/// binary that it has touched are among it.
pub(crate) fn peak_memory(pid: u32) -> Result<u64> {
    let path = PathBuf::from(format!("/proc/{pid}/status"));
    let status =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    high_water_mark(&status).context("the kernel shows no VmHWM")
}

/// The time that all threads of the process have spent on a CPU so far (`schedstat`, in
/// nanoseconds). What threads that have ended spent is not among it.
pub(crate) fn cpu_time(pid: u32) -> Result<Duration> {
    let mut total = Duration::ZERO;
    for task in fs::read_dir(format!("/proc/{pid}/task")).context("the process is gone")? {
        // A thread may end between the listing and this.
        let Ok(schedstat) = fs::read_to_string(task?.path().join("schedstat")) else {
            continue;
        };
        total += on_cpu(&schedstat).context("the kernel shows no schedstat")?;
    }
    Ok(total)
}

/// The CPU time of all processes that this one started and waited for, and of those that they
/// waited for (`/proc/self/stat`).
pub(crate) fn cpu_time_of_children() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").context("there is no /proc")?;
    children_on_cpu(&stat).context("the kernel tells no CPU time of children")
}

/// A process that another one started.
#[cfg(feature = "load")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Child {
    /// The file name of its program.
    pub(crate) program: String,
    /// As [`peak_memory`] has it.
    pub(crate) peak_memory: u64,
}

/// The processes that `parent` started and that still run.
#[cfg(feature = "load")]
pub(crate) fn children(parent: u32) -> Result<Vec<Child>> {
    let mut children = Vec::new();
    for process in fs::read_dir("/proc").context("there is no /proc")? {
        let folder = process?.path();
        // Most of what stands in /proc is no process, or may end between the listing and this.
        let Ok(status) = fs::read_to_string(folder.join("status")) else {
            continue;
        };
        let (Some(peak_memory), Ok(program)) =
            (high_water_mark(&status), fs::read_link(folder.join("exe")))
        else {
            continue;
        };
        if parent_of(&status) != Some(parent) {
            continue;
        }
        let program = program.file_name().unwrap_or_default();
        children.push(Child {
            program: program.to_string_lossy().into_owned(),
            peak_memory,
        });
    }
    Ok(children)
}

#[cfg(feature = "load")]
fn parent_of(status: &str) -> Option<u32> {
    let mut lines = status.lines();
    let parent = lines.find_map(|line| line.strip_prefix("PPid:"))?;
    parent.trim().parse().ok()
}

fn high_water_mark(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// The fields `cutime` and `cstime`, in hundredths of a second on every Linux. The name of the
/// program before them is in brackets and may have spaces.
fn children_on_cpu(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(13);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + kernel) * 10))
}

fn on_cpu(schedstat: &str) -> Option<Duration> {
    let nanoseconds = schedstat.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines() {
        let status = "Name:\tno-op\nVmPeak:\t   80000 kB\nVmHWM:\t    2868 kB\nVmRSS:\t 2000 kB\n";
        assert_eq!(high_water_mark(status), Some(2868 * 1024));
        assert_eq!(high_water_mark("VmRSS:\t 2000 kB\n"), None);
        assert_eq!(high_water_mark("VmHWM:\t many kB\n"), None);
    }

    #[cfg(feature = "load")]
    #[test]
    fn a_child_is_found_by_its_parent() {
        assert_eq!(parent_of("Name:\tx\nPPid:\t12\nTracerPid:\t0\n"), Some(12));
        assert_eq!(parent_of("Name:\tx\n"), None);

        let mut sleep = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let found = children(std::process::id()).unwrap();
        sleep.kill().unwrap();
        sleep.wait().unwrap();
        assert!(found.iter().any(|child| child.peak_memory > 0), "{found:?}");
    }

    #[test]
    fn schedstat_lines() {
        assert_eq!(on_cpu("1500000 200 3\n"), Some(Duration::from_micros(1500)));
        assert_eq!(on_cpu(""), None);
        assert_eq!(on_cpu("x 1 2"), None);
    }

    #[test]
    fn the_time_of_children_stands_after_a_name_with_spaces() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194560 900 80 0 0 5 6 120 30 20 0 1 0 99 0 0\n";
        assert_eq!(children_on_cpu(stat), Some(Duration::from_millis(1500)));
        assert_eq!(children_on_cpu("7 (a) S 1\n"), None);
        assert!(cpu_time_of_children().is_ok());
    }

    #[test]
    fn this_process_has_used_memory_and_cpu() {
        let pid = std::process::id();
        assert!(peak_memory(pid).unwrap() > 100_000);
        assert!(cpu_time(pid).unwrap() > Duration::ZERO);
    }
}
