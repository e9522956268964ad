//! Why there are no pages.

use messages::InvalidMessage;

/// Why there are no pages.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A sentence of the brand's own that cannot be used.
    #[error(transparent)]
    Sentence(#[from] InvalidMessage),
    /// A sentence that is not among the brand's texts.
    #[error("the pages need the sentence `{0}`, which does not exist")]
    NoText(String),
    /// The template of the pages.
    #[error("the template of the pages cannot be filled in")]
    Template(#[from] minijinja::Error),
    /// What the scripts know.
    #[error("what the pages need to know cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}
