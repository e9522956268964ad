//! The sentences of a brand in one language, found and filled.

use fluent_bundle::FluentArgs;

use crate::brand_config::{BrandConfig, Logo};
use crate::letter::{Action, BrandView, Letter, SupportView};
use crate::person_name::Greeted;
use crate::{Brand, InvalidMessage, Locale, PersonName, sentences};

/// Finds and fills the sentences of a brand in one language.
#[derive(Clone, Copy)]
pub(crate) struct Renderer<'a> {
    pub(crate) brand: &'a Brand,
    pub(crate) locale: &'a Locale,
}

impl Brand {
    /// Writes the brand's sentences in this language.
    pub(crate) fn renderer<'a>(&'a self, locale: &'a Locale) -> Renderer<'a> {
        let brand = self;
        Renderer { brand, locale }
    }
}

impl Renderer<'_> {
    /// The sentence with the brand's name in it.
    pub(crate) fn sentence(
        &self,
        message: &'static str,
        attribute: &'static str,
    ) -> Result<String, InvalidMessage> {
        self.sentence_with(message, attribute, &[])
    }

    /// The sentence with the brand's name and further values in it.
    pub(crate) fn sentence_with(
        &self,
        message: &'static str,
        attribute: &'static str,
        values: &[(&'static str, &str)],
    ) -> Result<String, InvalidMessage> {
        let mut args = FluentArgs::with_capacity(values.len() + 1);
        args.set("brand", self.brand.config().name.as_str());
        for (name, value) in values {
            args.set(*name, *value);
        }
        self.brand.sentence(self.locale, message, attribute, &args)
    }

    /// A letter with what every mail has. A mail to nobody in particular has an empty `recipient`.
    pub(crate) fn letter(
        &self,
        message: &'static str,
        recipient: &PersonName<'_>,
        values: &[(&'static str, &str)],
    ) -> Result<Letter, InvalidMessage> {
        let config = self.brand.config();
        let greeting = match recipient.greeted(self.locale) {
            Some(Greeted { name, full_name }) => self.sentence_with(
                sentences::COMMON,
                "greeting-named",
                &[("name", &name), ("full-name", &full_name)],
            )?,
            None => self.sentence(sentences::COMMON, "greeting")?,
        };
        Ok(Letter {
            lang: self.locale.to_string(),
            dir: self.locale.direction().as_str(),
            brand: BrandView {
                name: config.name.clone(),
            },
            logo: logo(config),
            colors: config.colors.clone(),
            subject: self.sentence(message, "subject")?,
            preheader: self.sentence(message, "preheader")?,
            heading: self.sentence(message, "heading")?,
            greeting,
            paragraphs: self.paragraphs(message, "body", values)?,
            action: None,
            secret: None,
            token: None,
            user_name: None,
            notes: Vec::new(),
            reason: self.sentence(message, "reason")?,
            unexpected: self.sentence(message, "unexpected")?,
            support: self.support()?,
            postal_address: config.postal_address.clone(),
        })
    }

    /// Says in the invitation that it was sent before.
    pub(crate) fn remind(&self, letter: &mut Letter) -> Result<(), InvalidMessage> {
        let message = sentences::INVITATION_REMINDER;
        letter.subject = self.sentence(message, "subject")?;
        letter.preheader = self.sentence(message, "preheader")?;
        letter.heading = self.sentence(message, "heading")?;
        letter.paragraphs = self.paragraphs(message, "body", &[])?;
        Ok(())
    }

    /// A sentence that may have several paragraphs, such as a body or the small print.
    pub(crate) fn paragraphs(
        &self,
        message: &'static str,
        attribute: &'static str,
        values: &[(&'static str, &str)],
    ) -> Result<Vec<String>, InvalidMessage> {
        Ok(paragraphs(&self.sentence_with(message, attribute, values)?))
    }

    /// The button of a message that has one, leading to `url`.
    pub(crate) fn action(
        &self,
        message: &'static str,
        url: String,
    ) -> Result<Action, InvalidMessage> {
        let page_url = match url.split_once('#') {
            Some((page, _secret)) => page.to_owned(),
            None => url.clone(),
        };
        let page = page_url
            .split_once("://")
            .map_or(page_url.as_str(), |(_scheme, page)| page)
            .trim_end_matches('/')
            .to_owned();
        Ok(Action {
            label: self.sentence(message, "action")?,
            url,
            page_hint: self.sentence(sentences::COMMON, "page-hint")?,
            page,
            page_url,
        })
    }

    fn support(&self) -> Result<Option<SupportView>, InvalidMessage> {
        let Some(support) = &self.brand.config().support else {
            return Ok(None);
        };
        Ok(Some(SupportView {
            text: self.sentence(sentences::COMMON, "support")?,
            label: support.label().to_owned(),
            href: support.href(),
        }))
    }
}

/// The picture, called by the brand's name where it has no words of its own.
fn logo(config: &BrandConfig) -> Option<Logo> {
    let mut logo = config.logo.clone()?;
    logo.alt.get_or_insert_with(|| config.name.clone());
    Some(logo)
}

/// Blank lines part paragraphs; single line breaks are only how the file was typed.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n")
        .map(|paragraph| paragraph.split('\n').collect::<Vec<_>>().join(" "))
        .map(|paragraph| paragraph.trim().to_owned())
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(paragraphs("one\ntwo\n\nthree"), ["one two", "three"]);
        assert_eq!(paragraphs("\n\n\n"), [""; 0]);
    }
}
