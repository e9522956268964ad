//! The person whom a command is about: names, attributes, groups, brand and language.

use std::collections::BTreeMap;

use administration::{HookData, Particulars};
use anyhow::{Result, bail};
use clap::Args;
use invitation::{AttributeName, GroupName};
use messages::{Brands, Locale};

use crate::preview::brand;

/// The person, and what the hooks are told.
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
    groups: Vec<GroupName>,

    /// A further attribute, as name=value; repeat it for more
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute)]
    attributes: Vec<(AttributeName, String)>,

    /// The brand of mails and pages; the pool needs the attribute custom:brand for it
    #[arg(long)]
    brand: Option<String>,

    /// The language of mails and pages, such as de or pt-BR
    #[arg(long, value_name = "TAG")]
    locale: Option<Locale>,

    /// Validation data for the hooks, as key=value; repeat it for more
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    validation_data: Vec<(String, String)>,

    /// Client metadata for the hooks, as key=value; repeat it for more
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    client_metadata: Vec<(String, String)>,
}

impl PersonArguments {
    /// The person, with a brand that exists.
    pub fn particulars(&self, brands: &Brands) -> Result<Particulars> {
        brand(brands, self.brand.as_deref())?;
        Ok(Particulars {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            attributes: each_once(&self.attributes, AttributeName::as_str)?,
            groups: self.groups.iter().cloned().collect(),
            brand: self.brand.clone(),
            locale: self.locale.clone(),
        })
    }

    /// What the hooks are told.
    pub fn hook_data(&self) -> Result<HookData> {
        Ok(HookData {
            validation_data: each_once(&self.validation_data, String::as_str)?,
            client_metadata: each_once(&self.client_metadata, String::as_str)?,
        })
    }
}

/// The pairs by name; one that is given twice is a mistake, and which value is meant nobody knows.
pub(crate) fn each_once<K: Clone + Ord>(
    pairs: &[(K, String)],
    name: fn(&K) -> &str,
) -> Result<BTreeMap<K, String>> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        if map.insert(key.clone(), value.clone()).is_some() {
            bail!("\"{}\" is given twice; give it once", name(key));
        }
    }
    Ok(map)
}

/// `name=value` for an attribute.
pub(crate) fn attribute(text: &str) -> Result<(AttributeName, String), String> {
    let (name, value) = split(text, "custom:tenant=acme")?;
    let name = name
        .parse::<AttributeName>()
        .map_err(|error| error.to_string())?;
    if value.is_empty() {
        return Err(
            "a blank value would delete the attribute; give it a value or leave it out".to_owned(),
        );
    }
    Ok((name, value.to_owned()))
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
