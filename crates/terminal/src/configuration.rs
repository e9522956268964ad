//! Finding the configuration.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use clap::Args;
use settings::{CONFIG_VARIABLE, DEFAULT_CONFIG, Settings};

/// Where a configuration may be below this folder: what `invitations init` writes, and the sample of
/// the repository.
const BELOW_THIS_FOLDER: [&str; 2] = [
    "invitations/invitations.toml",
    "infra/invitations/invitations.toml",
];

/// Where the configuration is.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigurationArguments {
    /// The configuration file [default: `$INVITATIONS_CONFIG`, else invitations/invitations.toml or
    /// infra/invitations/invitations.toml below this folder, else /opt/invitations/invitations.toml]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

impl ConfigurationArguments {
    /// The path of the configuration that is meant.
    pub fn path(&self) -> PathBuf {
        let below = BELOW_THIS_FOLDER.map(PathBuf::from);
        self.config
            .clone()
            .or_else(|| env::var_os(CONFIG_VARIABLE).map(PathBuf::from))
            .or_else(|| below.into_iter().find(|path| path.exists()))
            .unwrap_or_else(|| PathBuf::from(DEFAULT_CONFIG))
    }

    /// The path, where a file is: that none is there is the most frequent of all faults.
    pub fn find(&self) -> Result<PathBuf> {
        let path = self.path();
        match fs::metadata(&path) {
            Ok(_) => Ok(path),
            Err(error)
                if error.kind() == ErrorKind::NotFound && path == Path::new(DEFAULT_CONFIG) =>
            {
                bail!(
                    "there is no configuration at {} below this folder, nor at {DEFAULT_CONFIG}; make one with `invitations init`, or name one with --config or {CONFIG_VARIABLE}",
                    BELOW_THIS_FOLDER.join(" or ")
                )
            }
            Err(error) if error.kind() == ErrorKind::NotFound => bail!(
                "there is no configuration at {}; name one with --config or {CONFIG_VARIABLE}",
                path.display()
            ),
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }

    /// Reads it.
    pub fn load(&self) -> Result<Settings> {
        let path = self.find()?;
        tracing::debug!(file = %path.display(), "the settings are read");
        Ok(Settings::load(&path)?)
    }
}
