//! The sample configuration. It is part of the command, because what the stories and the captured
//! events of the project expect holds under this configuration.

use std::fs;

use anyhow::{Context, Result};
use settings::Settings;
use tempfile::TempDir;

/// The files of `infra/invitations/` by their path there, without the development key.
const FILES: [(&str, &str); 6] = [
    (
        "invitations.toml",
        include_str!("../../../infra/invitations/invitations.toml"),
    ),
    (
        "brands/fabrikam/brand.toml",
        include_str!("../../../infra/invitations/brands/fabrikam/brand.toml"),
    ),
    (
        "brands/fabrikam/logo.svg",
        include_str!("../../../infra/invitations/brands/fabrikam/logo.svg"),
    ),
    (
        "brands/northwind/brand.toml",
        include_str!("../../../infra/invitations/brands/northwind/brand.toml"),
    ),
    (
        "brands/northwind/de.ftl",
        include_str!("../../../infra/invitations/brands/northwind/de.ftl"),
    ),
    (
        "brands/northwind/en.ftl",
        include_str!("../../../infra/invitations/brands/northwind/en.ftl"),
    ),
];

/// A folder with the sample configuration. It is deleted when this is dropped.
#[derive(Debug)]
pub struct SampleConfiguration {
    folder: TempDir,
}

impl SampleConfiguration {
    /// Where the same settings are in the repository.
    pub const PLACE: &str = "infra/invitations/invitations.toml";

    /// Writes the files into a temporary folder.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        for (place, text) in FILES {
            let file = folder.path().join(place);
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&file, text)?;
        }
        Ok(Self { folder })
    }

    /// Reads them.
    pub fn settings(&self) -> Result<Settings> {
        Ok(Settings::load(
            &self.folder.path().join("invitations.toml"),
        )?)
    }
}

/// The sample settings, from the files of the repository.
#[cfg(test)]
pub(crate) fn sample_settings() -> Settings {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../infra/invitations/invitations.toml"
    );
    Settings::load(file.as_ref()).unwrap()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn files_below(folder: &Path, root: &Path, found: &mut BTreeSet<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files_below(&path, root, found);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_owned());
            }
        }
    }

    #[test]
    fn no_file_of_the_sample_is_left_out() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations");
        let mut there = BTreeSet::new();
        files_below(&root, &root, &mut there);
        assert!(there.remove(Path::new("development-key.pem")));
        let carried: BTreeSet<PathBuf> = FILES.iter().map(|(place, _)| place.into()).collect();
        assert_eq!(carried, there);
        let sample = SampleConfiguration::new().unwrap();
        assert_eq!(
            sample
                .settings()
                .unwrap()
                .load_brands()
                .unwrap()
                .iter()
                .count(),
            2
        );
    }
}
