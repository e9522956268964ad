//! `invitations openapi`: what the administrators' API takes and answers.

use anyhow::Result;
use terminal::output::print_json;

/// Print the `OpenAPI` 3.1 document of the administrators' API.
///
/// It is made of the code that answers: routes, parameters, answers, problem codes.
#[derive(Debug, Clone, Copy, clap::Args)]
#[command(after_help = "Example:\n  invitations openapi > openapi.json")]
pub struct Arguments {}

/// Prints the document.
pub fn run(Arguments {}: Arguments) -> Result<bool> {
    print_json(&admin_api::openapi::document())?;
    Ok(true)
}
