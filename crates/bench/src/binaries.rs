//! The functions' release binaries.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, ensure};

/// What the functions are compared with, in one Cargo call each.
///
/// Cargo unifies the features of all packages that it builds together, so a function without an
/// SDK is never built together with one that has it: it would carry HTTP/2 that it does not use.
const FLOORS: [(&str, &[&str]); 2] = [
    (
        "no-op",
        &["-p", "bench", "--no-default-features", "--bin", "no-op"],
    ),
    ("bare-sdk", &BARE_SDK),
];

/// The bare function with the SDK.
pub(crate) const BARE_SDK: [&str; 7] = [
    "-p",
    "bench",
    "--no-default-features",
    "--features",
    "bare-sdk",
    "--bin",
    "bare-sdk",
];

/// The functions, in one Cargo call each for the same reason.
const FUNCTIONS: [&[&str]; 4] = [
    &[
        "-p",
        "pre-sign-up",
        "-p",
        "custom-message",
        "-p",
        "pre-token-generation",
    ],
    &["-p", "post-authentication", "-p", "post-confirmation"],
    &["-p", "admin-api"],
    &["-p", "trigger-chain"],
];

/// The folders with the release binaries.
#[derive(Debug)]
pub(crate) struct Binaries {
    floors: PathBuf,
    functions: PathBuf,
}

impl Binaries {
    /// Builds the binaries in the release profile; the functions only where they are not already in
    /// a folder of their own.
    pub(crate) fn build(functions: Option<PathBuf>) -> Result<Self> {
        let ours = FUNCTIONS.into_iter().filter(|_| functions.is_none());
        for build in FLOORS.map(|(_, build)| build).into_iter().chain(ours) {
            let status = cargo()
                .args(["build", "--release"])
                .args(build)
                .status()
                .context("cannot run cargo")?;
            ensure!(status.success(), "`{}` failed", command_line(build));
        }
        Self::find(functions)
    }

    /// Takes the binaries that were built before.
    pub(crate) fn find(functions: Option<PathBuf>) -> Result<Self> {
        let own = env::current_exe().context("the place of this program is not known")?;
        // This program may itself be a debug build; what it measures never is.
        let target = own
            .ancestors()
            .nth(2)
            .context("this program is not in a target folder")?;
        let release = target.join("release");
        Ok(Self {
            functions: functions.unwrap_or_else(|| release.clone()),
            floors: release,
        })
    }

    /// Takes those in another folder.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self {
            floors: folder.clone(),
            functions: folder,
        }
    }

    /// The folder with the functions.
    #[cfg(feature = "load")]
    pub(crate) fn functions(&self) -> &Path {
        &self.functions
    }

    /// The path of a binary, and its size in bytes.
    pub(crate) fn get(&self, name: &str) -> Result<(PathBuf, u64)> {
        let is_floor = FLOORS.iter().any(|(floor, _)| *floor == name);
        let folder = if is_floor {
            &self.floors
        } else {
            &self.functions
        };
        let path = folder.join(name);
        let file = fs::metadata(&path).with_context(|| {
            let all = FLOORS.iter().map(|(_, build)| *build).chain(FUNCTIONS);
            let builds: Vec<String> = all.map(command_line).collect();
            format!(
                "{} is not there; build it with\n{}",
                path.display(),
                builds.join("\n")
            )
        })?;
        Ok((path, file.len()))
    }
}

/// Cargo, in this package's folder.
pub(crate) fn cargo() -> Command {
    // `cargo run` names itself, so that the same toolchain builds everything.
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(package_folder());
    command
}

fn command_line(build: &[&str]) -> String {
    format!("cargo build --release {}", build.join(" "))
}

/// Where this package's sources are.
pub(crate) fn package_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
