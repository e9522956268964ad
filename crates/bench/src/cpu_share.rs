//! The share of a processor that Lambda gives a function once it has started.
//!
//! During initialization a function has a full processor; afterwards it has what its memory buys, which is
//! one processor at 1,769 MB ([Lambda developer guide][memory]).
//!
//! [memory]: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

/// The memory of the functions in our templates, in MB.
pub(crate) const MEMORY_MB: u32 = 256;

/// The memory that buys one processor, in MB.
const MEMORY_OF_A_PROCESSOR_MB: u32 = 1769;

/// The time after which a share begins anew.
const PERIOD: Duration = Duration::from_millis(20);

/// Folders in which a control group may be made: of version 1 and of version 2.
const PARENTS: [&str; 2] = ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup"];

/// A process that has a share of a processor, until this is dropped.
#[derive(Debug)]
pub(crate) enum CpuShare {
    /// The kernel takes the processor away when the share is used up.
    Group(PathBuf),
    /// The process is stopped and continued. It loses the time that it waits as well.
    Stopped(Arc<AtomicBool>, Option<JoinHandle<()>>),
}

impl CpuShare {
    /// Gives the process the share that [`MEMORY_MB`] buys.
    pub(crate) fn give(pid: u32) -> Result<Self> {
        let share = PERIOD * MEMORY_MB / MEMORY_OF_A_PROCESSOR_MB;
        match Self::group(pid, share) {
            Some(group) => Ok(group),
            None => Self::stopping(pid, share),
        }
    }

    fn group(pid: u32, share: Duration) -> Option<Self> {
        let name = format!("invitations-bench-{pid}");
        let mut folders = PARENTS.iter().map(|parent| Path::new(parent).join(&name));
        let group = folders.find(|group| set_up(group, pid, share).is_ok())?;
        Some(Self::Group(group))
    }

    fn stopping(pid: u32, share: Duration) -> Result<Self> {
        let raw = i32::try_from(pid).ok().and_then(Pid::from_raw);
        let process = raw.context("no such process")?;
        let ends = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&ends);
        let turns = thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                // A process that has ended needs no share.
                let _ = kill_process(process, Signal::STOP);
                thread::sleep(PERIOD.saturating_sub(share));
                let _ = kill_process(process, Signal::CONT);
                thread::sleep(share);
            }
        });
        Ok(Self::Stopped(ends, Some(turns)))
    }

    /// How it is done, for the report.
    pub(crate) fn means(&self) -> &'static str {
        match self {
            Self::Group(_) => "by a quota of its control group",
            Self::Stopped(..) => "by stopping and continuing it",
        }
    }
}

impl Drop for CpuShare {
    fn drop(&mut self) {
        match self {
            // It fails as long as the process is there; then the group stays, without harm.
            Self::Group(group) => drop(fs::remove_dir(group)),
            Self::Stopped(ends, turns) => {
                ends.store(true, Ordering::Relaxed);
                if let Some(turns) = turns.take() {
                    let _ = turns.join();
                }
            }
        }
    }
}

/// Makes a group with a quota, and moves the process into it.
fn set_up(group: &Path, pid: u32, share: Duration) -> Result<()> {
    fs::create_dir(group)?;
    let (period, share) = (PERIOD.as_micros(), share.as_micros());
    let version_1 = || {
        fs::write(group.join("cpu.cfs_period_us"), period.to_string())?;
        fs::write(group.join("cpu.cfs_quota_us"), share.to_string())
    };
    let version_2 = || fs::write(group.join("cpu.max"), format!("{share} {period}"));
    let is_version_1 = group.join("cpu.cfs_quota_us").exists();
    let is_set = if is_version_1 {
        version_1()
    } else {
        version_2()
    };
    let moved = is_set.and_then(|()| fs::write(group.join("cgroup.procs"), pid.to_string()));
    if moved.is_err() {
        let _ = fs::remove_dir(group);
    }
    Ok(moved?)
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Instant;

    use super::*;
    use crate::process::cpu_time;

    /// A process that is never idle gets far less than a processor.
    fn check(give: impl FnOnce(u32) -> Option<CpuShare>) {
        let mut busy = Command::new("sh")
            .args(["-c", "while :; do :; done"])
            .spawn()
            .unwrap();
        let given = give(busy.id());
        let begun = Instant::now();
        let before = cpu_time(busy.id()).unwrap();
        thread::sleep(PERIOD * 20);
        let used = cpu_time(busy.id()).unwrap().saturating_sub(before);
        let elapsed = begun.elapsed();
        busy.kill().unwrap();
        busy.wait().unwrap();
        if let Some(share) = given {
            drop(share);
            assert!(used < elapsed / 2, "{used:?} of {elapsed:?}");
        }
    }

    #[test]
    fn a_process_gets_its_share() {
        let share = PERIOD / 10;
        // Where no group can be made, nothing is given.
        check(|pid| CpuShare::group(pid, share));
        check(|pid| Some(CpuShare::stopping(pid, share).unwrap()));
    }
}
