//! Everything that the pages say, for a script that fills them in.

use std::collections::BTreeMap;

use fluent_bundle::FluentArgs;

use crate::{Brand, InvalidMessage, Locale, sentences};

/// What the pages of a deployment have sentences about.
#[derive(Clone, Copy, Debug)]
pub struct PageTopics<'a> {
    /// The fewest characters of a password.
    pub minimum_length: u8,
    /// The fields that a form may ask for: attributes such as `custom:tenant`, and keys of
    /// validation data such as `terms`.
    pub fields: &'a [String],
}

impl Brand {
    /// Every sentence in this language, by its name without the `page-` in front:
    /// `accept.heading`, and `page.continue` of those that the pages share.
    ///
    /// `{address}` in a sentence is for the page to fill in. A field that nobody has worded is
    /// called by its technical name.
    pub fn page_texts(
        &self,
        locale: &Locale,
        topics: &PageTopics<'_>,
    ) -> Result<BTreeMap<String, String>, InvalidMessage> {
        let mut args = FluentArgs::with_capacity(3);
        args.set("brand", self.config.name.as_str());
        args.set("address", "{address}");
        args.set("minimum", topics.minimum_length);
        let mut texts = BTreeMap::new();
        for page in &sentences::PAGE_SENTENCES {
            let name = page.message.strip_prefix("page-").unwrap_or(page.message);
            for attribute in page.attributes {
                let text = self.sentence(locale, page.message, attribute, &args)?;
                texts.insert(format!("{name}.{attribute}"), one_line(&text));
            }
        }
        let support = self
            .renderer(locale)
            .sentence(sentences::COMMON, "support")?;
        texts.insert("page.support".to_owned(), support);
        for field in topics.fields {
            let attribute = field.replace(':', "-");
            let label = self
                .find_sentence(locale, sentences::PAGE_FIELD, &attribute, &args)
                .unwrap_or_else(|| Ok(field.clone()))?;
            texts.insert(format!("field.{field}"), one_line(&label));
        }
        Ok(texts)
    }
}

/// Line breaks are only how the file was typed.
fn one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
