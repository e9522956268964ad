//! A configuration folder of its own for each run, and the ways to break it.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::canary::leak;

/// The sample configuration.
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/invitations");

/// A copy of the sample configuration, which goes with the value.
#[derive(Debug)]
pub struct Configuration {
    folder: TempDir,
}

impl Configuration {
    /// The sample as it is.
    pub fn sample() -> Self {
        // A random name can read like the beginning of a token; errors show it, so draw again.
        let folder = std::iter::repeat_with(|| tempfile::tempdir().unwrap())
            .find(|folder| leak(&folder.path().to_string_lossy()).is_none())
            .unwrap();
        copy(Path::new(SAMPLE), folder.path());
        Self { folder }
    }

    /// The sample with one thing wrong.
    pub fn broken(by: &Breakage) -> Self {
        let configuration = Self::sample();
        let file = configuration.folder.path().join(by.file);
        let text = fs::read_to_string(&file).unwrap_or_default();
        match (by.edit)(text) {
            Some(bytes) => fs::write(&file, bytes).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        configuration
    }

    /// The sample, with events on a bus.
    pub fn with_event_bus() -> Self {
        let configuration = Self::sample();
        let file = configuration.path();
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{text}\n[events]\nbus = \"invitations\"\n")).unwrap();
        configuration
    }

    /// What `INVITATIONS_CONFIG` is set to.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("invitations.toml")
    }
}

/// One thing wrong with a configuration.
#[derive(Debug)]
pub struct Breakage {
    /// The file at fault, below the folder; every error names it.
    pub file: &'static str,
    /// The key at fault; every error names it where there is one.
    pub key: &'static str,
    /// The file's text with the fault in it; `None` takes the file away.
    edit: fn(String) -> Option<Vec<u8>>,
}

impl Breakage {
    /// Whether it is the brands that cannot be read, which some functions never look at.
    pub fn is_about_brands(&self) -> bool {
        self.file.starts_with("brands/") || self.key.starts_with("brands.")
    }

    /// A configuration can go wrong in each of these ways.
    pub const ALL: [Self; 11] = [
        Self::of("invitations.toml", "", |_| None),
        Self::of("invitations.toml", "", |text| {
            Some(format!("{text}\n[tokens").into())
        }),
        Self::of("invitations.toml", "", |_| Some(b"\xff\xfe".to_vec())),
        Self::of("invitations.toml", "surprise", |text| {
            Some(format!("surprise = true\n{text}").into())
        }),
        Self::of("invitations.toml", "self_sign_up.polcy", |text| {
            Some(text.replacen("policy =", "polcy =", 1).into())
        }),
        Self::of("invitations.toml", "default_locale", |text| {
            Some(
                text.replacen("default_locale = \"en\"", "default_locale = 7", 1)
                    .into(),
            )
        }),
        Self::of("invitations.toml", "tokens.keys", |text| {
            Some(text.replacen("B3zCKMuFzG", "AAAAAAAAAA", 1).into())
        }),
        Self::of("invitations.toml", "self_sign_up.groups", |text| {
            Some(
                text.replacen("\"members\", \"staff\"]", "\"members\"]", 1)
                    .into(),
            )
        }),
        Self::of("invitations.toml", "brands.default", |text| {
            Some(
                text.replacen("default = \"northwind\"", "default = \"nobody\"", 1)
                    .into(),
            )
        }),
        Self::of("brands/northwind/brand.toml", "colour", |text| {
            Some(format!("colour = \"red\"\n{text}").into())
        }),
        Self::of("brands/northwind/de.ftl", "", |text| {
            Some(text.replace("$brand", "$barnd").into())
        }),
    ];

    const fn of(
        file: &'static str,
        key: &'static str,
        edit: fn(String) -> Option<Vec<u8>>,
    ) -> Self {
        Self { file, key, edit }
    }
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
