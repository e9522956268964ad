//! The sentences of the pages, in every language that the brand speaks.

use std::collections::BTreeMap;

use invitation::STANDARD_ATTRIBUTES;
use messages::{Brand, Locale, PageTopics};

use crate::SiteError;
use crate::facts::Facts;

/// The sentences of each language, by name.
pub(crate) type Texts = BTreeMap<Locale, BTreeMap<String, String>>;

/// What no page asks an invited person for: the invitation has the address, and Cognito sets the
/// time. Of the other standard attributes any can be required; which of them, the pool says later.
const NEVER_ASKED: [&str; 2] = ["email", "updated_at"];

/// Every sentence in every language that the brand speaks.
pub(crate) fn texts(brand: &Brand, facts: &Facts<'_>) -> Result<Texts, SiteError> {
    let standard = STANDARD_ATTRIBUTES
        .into_iter()
        .filter(|name| !NEVER_ASKED.contains(name));
    let mut fields: Vec<String> = facts
        .sign_up
        .fields()
        .chain(standard)
        .map(str::to_owned)
        .collect();
    fields.sort();
    fields.dedup();
    let topics = PageTopics {
        minimum_length: facts.password.minimum_length,
        fields: &fields,
    };
    brand
        .locales()
        .into_iter()
        .map(|locale| {
            let texts = brand.page_texts(&locale, &topics)?;
            Ok((locale, texts))
        })
        .collect()
}
