//! Configuration errors: each names file, key and remedy.

use std::fmt;
use std::path::{Path, PathBuf};

/// One fault of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationError {
    /// The file it is in, or that is missing.
    pub file: PathBuf,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// The key, as a dotted path; empty where it is about the whole file.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to do; empty where the problem says it already.
    pub remedy: String,
}

impl ConfigurationError {
    /// A fault of a file as a whole.
    pub fn of_file(file: &Path, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            key: String::new(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.problem)?;
        if self.remedy.is_empty() {
            Ok(())
        } else {
            write!(f, ". {}", self.remedy)
        }
    }
}

/// Every fault that was found, at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationErrors(pub Vec<ConfigurationError>);

impl fmt::Display for ConfigurationErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, error) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigurationErrors {}

impl From<ConfigurationError> for ConfigurationErrors {
    fn from(error: ConfigurationError) -> Self {
        Self(vec![error])
    }
}
