//! A copy of a configuration, changed for a run on this machine.
//!
//! Functions read their configuration from a folder, in this process as well as built. A run that
//! needs other settings has a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use messages::LinkOrigin;
use settings::Settings;
use tempfile::TempDir;
use toml::{Table, Value};

/// A folder with a configuration. It is deleted when this is dropped.
#[derive(Debug)]
pub struct ConfigurationCopy {
    folder: TempDir,
}

impl ConfigurationCopy {
    /// Copies the folder of `settings`: `invitations.toml` and the brands beside it.
    pub fn of(settings: &Settings) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        let copy = Self { folder };
        copy_file(&settings.file, &copy.file())?;
        let brands = settings.folder().join("brands");
        if brands.is_dir() {
            copy_folder(&brands, &copy.brands())?;
        }
        Ok(copy)
    }

    /// The copy of `invitations.toml`.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("invitations.toml")
    }

    fn brands(&self) -> PathBuf {
        self.folder.path().join("brands")
    }

    /// Trusts more keys, given as entries of `tokens.keys`. A configuration without an issuer gets
    /// this one: keys have no effect without.
    pub fn trust(&self, keys: impl IntoIterator<Item = Table>, issuer: &str) -> Result<()> {
        edit(&self.file(), |document| {
            let tokens = document
                .entry("tokens")
                .or_insert_with(|| Table::new().into());
            let tokens = tokens.as_table_mut().context("[tokens] is no table")?;
            tokens.entry("issuer").or_insert_with(|| issuer.into());
            let trusted = tokens
                .entry("keys")
                .or_insert_with(|| Value::Array(Vec::new()));
            let trusted = trusted.as_array_mut().context("tokens.keys is no list")?;
            trusted.extend(keys.into_iter().map(Value::Table));
            Ok(())
        })
    }

    /// Points the administrators' API, if the settings have it, to this user pool, whose tokens
    /// have `issuer` in `iss`.
    pub fn administer(&self, user_pool_id: &str, issuer: &str) -> Result<()> {
        edit(&self.file(), |document| {
            let api = document.get_mut("admin_api");
            if let Some(api) = api.and_then(Value::as_table_mut) {
                api.insert("user_pool_id".to_owned(), user_pool_id.into());
                api.insert("issuer".to_owned(), issuer.into());
            }
            Ok(())
        })
    }

    /// Makes the links of each brand lead to the origin that `of` returns for its name. If there is
    /// no brand, the built-in one gets a folder for it.
    pub fn set_link_origins(&self, of: impl Fn(&str) -> LinkOrigin) -> Result<()> {
        let brands = self.brands();
        if !brands.is_dir() {
            let folder = brands.join("example");
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("brand.toml"), "name = \"Example\"\n")?;
        }
        for folder in entries(&brands)? {
            let file = folder.join("brand.toml");
            if !file.is_file() {
                continue;
            }
            let brand = folder.file_name().unwrap_or_default().to_string_lossy();
            let origin = of(&brand);
            edit(&file, |document| {
                document.insert("links".to_owned(), origin.to_string().into());
                Ok(())
            })?;
        }
        Ok(())
    }
}

fn edit(file: &Path, change: impl FnOnce(&mut Table) -> Result<()>) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| unreadable(file))?;
    let mut document: Table = text.parse().with_context(|| unreadable(file))?;
    change(&mut document)?;
    fs::write(file, toml::to_string(&document)?).with_context(|| unwritable(file))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to).with_context(|| unwritable(to))?;
    for entry in entries(from)? {
        let Some(name) = entry.file_name() else {
            continue;
        };
        let copy = to.join(name);
        if entry.is_dir() {
            copy_folder(&entry, &copy)?;
        } else {
            copy_file(&entry, &copy)?;
        }
    }
    Ok(())
}

/// Copies the content of a file and not its mode: the original may be read-only.
fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| unreadable(from))?;
    fs::write(to, bytes).with_context(|| unwritable(to))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| unreadable(folder))?;
    entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()
        .with_context(|| unreadable(folder))
}

fn unreadable(path: &Path) -> String {
    format!("{} cannot be read", path.display())
}

fn unwritable(path: &Path) -> String {
    format!("{} cannot be written", path.display())
}

#[cfg(test)]
mod tests {
    use invitation::key::SigningKey;

    use super::*;
    use crate::development_key::development_key;
    use crate::sample_configuration::sample_settings;

    const HERE: &str = "http://127.0.0.1:8787";

    /// Settings in a folder without brands.
    fn bare(text: &str) -> (TempDir, Settings) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("invitations.toml");
        fs::write(&file, text).unwrap();
        let settings = Settings::load(&file).unwrap();
        (folder, settings)
    }

    #[track_caller]
    fn check_links(settings: &Settings, expected: &[&str]) {
        let copy = ConfigurationCopy::of(settings).unwrap();
        let origin = |brand: &str| format!("http://{brand}.localhost:8787").parse().unwrap();
        copy.set_link_origins(origin).unwrap();
        let copied = Settings::load(&copy.file()).unwrap().load_brands().unwrap();
        let links: Vec<String> = copied
            .iter()
            .map(|brand| brand.config().links.to_string())
            .collect();
        assert_eq!(links, expected);
    }

    #[test]
    fn the_links_of_each_brand_lead_to_its_origin() {
        let both = [
            "http://northwind.localhost:8787",
            "http://fabrikam.localhost:8787",
        ];
        check_links(&sample_settings(), &both);
        check_links(&bare("").1, &["http://example.localhost:8787"]);
        // The original is unchanged.
        let brands = sample_settings().load_brands().unwrap();
        let mut links = brands.iter().map(|brand| brand.config().links.to_string());
        assert!(links.all(|links| links.starts_with("https://")));
    }

    #[track_caller]
    fn check_trust(settings: &Settings, issuer: &str, keys: usize) {
        let other = SigningKey::from_random(&[7; 32], Some("other".to_owned())).unwrap();
        let copy = ConfigurationCopy::of(settings).unwrap();
        let entry = Table::try_from(other.public_jwk()).unwrap();
        copy.trust([entry], HERE).unwrap();
        let copied = Settings::load(&copy.file()).unwrap();
        assert_eq!(copied.tokens.issuer, issuer);
        assert_eq!(copied.tokens.keys.len(), keys);
        assert!(copied.tokens.keys.iter().any(|key| key.kid() == "other"));
    }

    #[test]
    fn one_more_key_is_trusted() {
        check_trust(&sample_settings(), "https://accounts.northwind.example", 2);
        check_trust(&bare("").1, HERE, 1);
        check_trust(&bare("[tokens]\nissuer = \"us\"\n").1, "us", 1);
    }

    #[test]
    fn the_api_is_for_the_local_pool() {
        let copy = ConfigurationCopy::of(&sample_settings()).unwrap();
        copy.administer("local_Here", HERE).unwrap();
        let api = Settings::load(&copy.file()).unwrap().admin_api.unwrap();
        assert_eq!(api.user_pool_id, "local_Here");
        assert_eq!(api.issuers(), [HERE]);
        assert_eq!(api.roles, sample_settings().admin_api.unwrap().roles);

        let copy = ConfigurationCopy::of(&bare("").1).unwrap();
        copy.administer("local_Here", HERE).unwrap();
        assert_eq!(Settings::load(&copy.file()).unwrap().admin_api, None);
    }

    #[test]
    fn the_sample_trusts_the_development_key() {
        let trusted = sample_settings().tokens.keys;
        assert!(
            trusted
                .iter()
                .any(|key| key.kid() == development_key().unwrap().kid())
        );
    }
}
