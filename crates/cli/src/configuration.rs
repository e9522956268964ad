//! Finding the configuration.

use std::env;
use std::path::PathBuf;

use clap::Args;
use settings::{CONFIG_VARIABLE, ConfigurationErrors, DEFAULT_CONFIG, Settings};

/// The sample configuration of the repository.
const SAMPLE_CONFIG: &str = "infra/invitations/invitations.toml";

/// Where the configuration is.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigurationArguments {
    /// The configuration file [default: `$INVITATIONS_CONFIG`, else infra/invitations/invitations.toml
    /// below this folder, else /opt/invitations/invitations.toml]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

impl ConfigurationArguments {
    /// The path of the configuration that is meant.
    pub fn path(&self) -> PathBuf {
        let sample = PathBuf::from(SAMPLE_CONFIG);
        self.config
            .clone()
            .or_else(|| env::var_os(CONFIG_VARIABLE).map(PathBuf::from))
            .unwrap_or_else(|| {
                if sample.exists() {
                    sample
                } else {
                    PathBuf::from(DEFAULT_CONFIG)
                }
            })
    }

    /// Reads it.
    pub fn load(&self) -> Result<Settings, ConfigurationErrors> {
        let path = self.path();
        tracing::debug!(file = %path.display(), "the settings are read");
        Settings::load(&path)
    }
}
