//! Finding and reading the folder.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use messages::{BrandConfig, BrandSource, Brands, Locale};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{Chains, ConfigurationError, ConfigurationErrors, Settings, consistency};

/// The variable that names `invitations.toml`.
pub const CONFIG_VARIABLE: &str = "INVITATIONS_CONFIG";

/// Where `invitations.toml` is without it: in a Lambda layer.
pub const DEFAULT_CONFIG: &str = "/opt/invitations/invitations.toml";

/// The picture that a brand's pages show, the one that is preferred first. Mails show the one of
/// `brand.toml`, which mail clients can fetch.
pub const LOGOS: [&str; 2] = ["logo.svg", "logo.png"];

impl Settings {
    /// Reads the configuration that the environment names.
    pub fn from_environment() -> Result<Self, ConfigurationErrors> {
        let path = env::var_os(CONFIG_VARIABLE)
            .map_or_else(|| PathBuf::from(DEFAULT_CONFIG), PathBuf::from);
        Self::load(&path)
    }

    /// Reads `invitations.toml` at `path` and checks that its sections agree.
    pub fn load(path: &Path) -> Result<Self, ConfigurationErrors> {
        let text = read(path)?;
        let mut settings: Self = parse(path, &text)?;
        path.clone_into(&mut settings.file);
        let faults = consistency::faults(&settings, path);
        if faults.is_empty() {
            Ok(settings)
        } else {
            Err(ConfigurationErrors(faults))
        }
    }

    /// Reads `[chain.<hook>]` of the same file, and checks it.
    pub fn load_chains(&self) -> Result<Chains, ConfigurationErrors> {
        /// The one section that is asked for.
        #[derive(Deserialize)]
        struct Section {
            #[serde(default)]
            chain: Chains,
        }
        let Section { chain } = parse(&self.file, &read(&self.file)?)?;
        let faults = chain.faults().into_iter();
        let faults: Vec<_> = faults.map(|fault| fault.of(&self.file)).collect();
        if faults.is_empty() {
            Ok(chain)
        } else {
            Err(ConfigurationErrors(faults))
        }
    }

    /// The names of the brands beside `invitations.toml`: their folders. None where they cannot
    /// be read, which [`Settings::load_brands`] reports.
    pub(crate) fn brand_names(&self) -> Vec<String> {
        let folders = entries(&self.folder().join("brands")).unwrap_or_default();
        folders.iter().map(|folder| file_name(folder)).collect()
    }

    /// Reads the picture of a brand's pages, if its folder has one: its name, which is one of
    /// [`LOGOS`], and its content.
    pub fn load_logo(
        &self,
        brand: &str,
    ) -> Result<Option<(&'static str, Vec<u8>)>, ConfigurationErrors> {
        let folder = self.folder().join("brands").join(brand);
        for name in LOGOS {
            let file = folder.join(name);
            match fs::read(&file) {
                Ok(bytes) => return Ok(Some((name, bytes))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    let problem = format!("cannot be read: {error}");
                    let remedy = "It has to be a picture that this process may read";
                    return Err(ConfigurationError::of_file(&file, problem, remedy).into());
                }
            }
        }
        Ok(None)
    }

    /// Reads the brands beside `invitations.toml`. A folder without `brands/` has the built-in
    /// brand alone.
    pub fn load_brands(&self) -> Result<Brands, ConfigurationErrors> {
        match self.usable_brands() {
            (brands, None) => Ok(brands),
            (_, Some(errors)) => Err(errors),
        }
    }

    /// Reads the brands as far as they can be used, and says what cannot: for a hook, which must
    /// not stop people because of a sentence (design §4 rule 3). See [`Brands::usable`].
    pub fn usable_brands(&self) -> (Brands, Option<ConfigurationErrors>) {
        let root = self.folder().join("brands");
        let mut sources = Vec::new();
        let mut unreadable = Vec::new();
        let mut errors = Vec::new();
        let folders = entries(&root).unwrap_or_else(|unlisted| {
            errors.extend(unlisted.0);
            unreadable.push("brands".to_owned());
            Vec::new()
        });
        for folder in folders.into_iter().filter(|path| path.is_dir()) {
            let (source, found) = brand_source(&folder);
            errors.extend(found);
            match source {
                Some(source) => sources.push(source),
                None => unreadable.push(file_name(&folder)),
            }
        }
        let known: Vec<&str> = sources
            .iter()
            .map(|source| source.name.as_str())
            .chain(unreadable.iter().map(String::as_str))
            .collect();
        errors.extend(consistency::unknown_brands(self, &known));
        let (brands, faults) = Brands::usable(
            sources,
            unreadable,
            self.brands.default.as_deref(),
            self.default_locale.clone(),
        );
        errors.extend(faults.into_iter().map(|fault| {
            let file = match fault.file.as_str() {
                "invitations.toml" => self.file.clone(),
                file => root.join(&fault.brand).join(file),
            };
            ConfigurationError::of_file(&file, fault.problem.to_string(), "")
        }));
        (
            brands,
            (!errors.is_empty()).then_some(ConfigurationErrors(errors)),
        )
    }
}

/// A brand's folder, less what cannot be read, and what that is; none without a `brand.toml`.
fn brand_source(folder: &Path) -> (Option<BrandSource>, Vec<ConfigurationError>) {
    let config = match brand_config(&folder.join("brand.toml")) {
        Ok(config) => config,
        Err(errors) => return (None, errors.0),
    };
    let mut source = BrandSource {
        name: file_name(folder),
        config,
        layout: None,
        locales: Vec::new(),
    };
    let mut errors = Vec::new();
    let files = entries(folder).unwrap_or_else(|unlisted| {
        errors.extend(unlisted.0);
        Vec::new()
    });
    for file in files {
        let read = read_into(&mut source, &file);
        errors.extend(read.err().into_iter().flat_map(|found| found.0));
    }
    (Some(source), errors)
}

fn brand_config(file: &Path) -> Result<BrandConfig, ConfigurationErrors> {
    let config: BrandConfig = parse(file, &read(file)?)?;
    let no_sender = (config.from.as_deref()).and_then(|from| consistency::no_sender("from", from));
    match no_sender {
        None => Ok(config),
        Some(fault) => Err(fault.of(file).into()),
    }
}

/// Takes a file of a brand's folder into it.
fn read_into(source: &mut BrandSource, file: &Path) -> Result<(), ConfigurationErrors> {
    let stray = |problem: &str, remedy: &str| {
        Err(ConfigurationError::of_file(file, problem, remedy).into())
    };
    match file_name(file).as_str() {
        "brand.toml" => {}
        "layout.html" => source.layout = Some(read(file)?),
        // For the pages alone; see `load_logo`.
        name if LOGOS.contains(&name) => {}
        name if name.starts_with('.') => {}
        name => match name.strip_suffix(".ftl").map(str::parse::<Locale>) {
            Some(Ok(locale)) => source.locales.push((locale, read(file)?)),
            Some(Err(invalid)) => {
                let problem = format!("the file's name is {invalid}, so that nobody would read it");
                return stray(
                    &problem,
                    "Name it after the language: nl.ftl for Dutch, pt-BR.ftl for Brazilian Portuguese",
                );
            }
            None => {
                return stray(
                    "this file belongs to no brand",
                    "A brand has brand.toml, layout.html, logo.svg or logo.png, and one <locale>.ftl for each language, such as de.ftl; rename or remove it",
                );
            }
        },
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The entries of a folder in order of their names; none where there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, ConfigurationErrors> {
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect()
        }),
    };
    let mut paths: Vec<PathBuf> = listing.map_err(|error| unreadable(folder, &error))?;
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String, ConfigurationErrors> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error).into())
}

fn unreadable(path: &Path, error: &io::Error) -> ConfigurationError {
    let problem = format!("cannot be read: {error}");
    let remedy = format!(
        "It has to be a UTF-8 text file that this process may read; {CONFIG_VARIABLE} names the settings (default: {DEFAULT_CONFIG})"
    );
    ConfigurationError::of_file(path, problem, remedy)
}

fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, ConfigurationErrors> {
    toml::from_str(text).or_else(|_| parse_to_explain(file, text))
}

/// Parses once more what could not be parsed, and watches for the key: a start that goes well
/// does not pay for it.
fn parse_to_explain<T: DeserializeOwned>(
    file: &Path,
    text: &str,
) -> Result<T, ConfigurationErrors> {
    let fault = |error: &toml::de::Error, key: String| ConfigurationError {
        file: file.to_owned(),
        line: error.span().map(|span| {
            text.get(..span.start)
                .unwrap_or_default()
                .matches('\n')
                .count()
                + 1
        }),
        problem: error.message().trim().replace('\n', " "),
        remedy: remedy(error.message(), &key),
        key,
    };
    let document = toml::Deserializer::parse(text).map_err(|error| fault(&error, String::new()))?;
    serde_path_to_error::deserialize(document).map_err(|error| {
        let key = error.path().to_string();
        let key = if key == "." { String::new() } else { key };
        fault(error.inner(), key).into()
    })
}

fn remedy(message: &str, key: &str) -> String {
    if message.contains("unknown field") {
        return "Correct the spelling or remove the key".to_owned();
    }
    if message.contains("missing field") {
        return "Add the key".to_owned();
    }
    if key.is_empty() {
        return "Correct the TOML at this place".to_owned();
    }
    "Correct the value; the configuration table in docs/reference/configuration.md says what the key takes".to_owned()
}
