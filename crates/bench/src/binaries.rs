//! The functions' release binaries.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, ensure};

/// What is built, in one Cargo call each.
///
/// Cargo unifies the features of all packages that it builds together, so a function without an
/// SDK is never built together with one that has it: it would carry HTTP/2 that it does not use.
const BUILDS: [&[&str]; 5] = [
    &["-p", "bench", "--no-default-features", "--bin", "no-op"],
    &[
        "-p",
        "bench",
        "--no-default-features",
        "--features",
        "bare-sdk",
        "--bin",
        "bare-sdk",
    ],
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
];

/// The folder with the release binaries.
#[derive(Debug)]
pub(crate) struct Binaries(PathBuf);

impl Binaries {
    /// Builds the binaries in the release profile.
    pub(crate) fn build() -> Result<Self> {
        for build in BUILDS {
            let status = cargo()
                .args(["build", "--release"])
                .args(build)
                .status()
                .context("cannot run cargo")?;
            ensure!(status.success(), "`{}` failed", command_line(build));
        }
        Self::find()
    }

    /// Takes the binaries that were built before.
    pub(crate) fn find() -> Result<Self> {
        let own = env::current_exe().context("cannot tell where this program is")?;
        // This program may itself be a debug build; what it measures never is.
        let target = own
            .ancestors()
            .nth(2)
            .context("this program is not in a target folder")?;
        Ok(Self(target.join("release")))
    }

    /// Takes those in another folder.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder itself.
    #[cfg(feature = "load")]
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// The path of a binary, and its size in bytes.
    pub(crate) fn get(&self, name: &str) -> Result<(PathBuf, u64)> {
        let path = self.0.join(name);
        let file = fs::metadata(&path).with_context(|| {
            let builds: Vec<String> = BUILDS.iter().map(|build| command_line(build)).collect();
            format!(
                "{} is not there; build it with\n{}",
                path.display(),
                builds.join("\n")
            )
        })?;
        Ok((path, file.len()))
    }
}

fn cargo() -> Command {
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
