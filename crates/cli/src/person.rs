//! The person whom a command is about: names, attributes, groups, brand and language.

use administration::InvitationRequest;
use clap::Args;

/// The person, and data for the hooks.
#[derive(Debug, Clone, Default, Args)]
pub struct PersonArguments {
    /// The given name
    #[arg(long, value_name = "NAME")]
    given_name: Option<String>,

    /// The family name
    #[arg(long, value_name = "NAME")]
    family_name: Option<String>,

    /// A group to be in; repeat it for more
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<String>,

    /// A further attribute, as name=value; repeat it for more
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute)]
    attributes: Vec<(String, String)>,

    /// The brand of mails and pages; the pool needs the attribute custom:brand for it
    #[arg(long)]
    brand: Option<String>,

    /// The language of mails and pages, such as de or pt-BR
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,

    /// Validation data for the hooks, as key=value; repeat it for more
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    validation_data: Vec<(String, String)>,

    /// Client metadata for the hooks, as key=value; repeat it for more
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    client_metadata: Vec<(String, String)>,
}

impl PersonArguments {
    /// The same as the validator takes it.
    pub fn request(&self) -> InvitationRequest {
        InvitationRequest {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            attributes: self.attributes.clone(),
            groups: self.groups.clone(),
            brand: self.brand.clone(),
            locale: self.locale.clone(),
            validation_data: self.validation_data.clone(),
            client_metadata: self.client_metadata.clone(),
            ..InvitationRequest::default()
        }
    }
}

/// `name=value` for an attribute.
pub(crate) fn attribute(text: &str) -> Result<(String, String), String> {
    let (name, value) = split(text, "custom:tenant=acme")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = split(text, "terms=accepted")?;
    if key.is_empty() {
        return Err("there is no key before the =".to_owned());
    }
    Ok((key.to_owned(), value.to_owned()))
}

fn split<'a>(text: &'a str, example: &str) -> Result<(&'a str, &'a str), String> {
    text.split_once('=')
        .ok_or_else(|| format!("write it as name=value, such as {example}"))
}
