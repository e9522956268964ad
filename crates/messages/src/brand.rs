//! One brand: its settings, languages and sentences.

use std::fmt;

use fluent_bundle::FluentArgs;
use serde::Serialize;

use crate::catalogue::{Catalogue, built_in_languages, built_in_sentences};
use crate::layout::Layout;
use crate::{BrandConfig, InvalidMessage, Locale, sentences};

/// A brand: its settings, its sentences and its layout, each with the built-in ones behind it.
pub struct Brand {
    pub(crate) name: String,
    pub(crate) config: BrandConfig,
    /// Its own layout, if it has one.
    pub(crate) layout: Option<Layout>,
    /// Its own sentences.
    pub(crate) catalogues: Vec<(Locale, Catalogue)>,
    /// The language of people whose own is unknown.
    pub(crate) default_locale: Locale,
    /// Whether `brand.toml` could be used: without it nobody knows where the links lead.
    pub(crate) is_usable: bool,
}

/// How many sentences are written in a language, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Translated {
    /// Those of mails, text messages and rejections.
    pub messages: usize,
    /// How many of them there are.
    pub all_messages: usize,
    /// Those of the pages.
    pub pages: usize,
    /// How many of them there are.
    pub all_pages: usize,
}

impl Brand {
    /// The name of the brand's folder, by which settings and tokens call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The brand's settings.
    pub fn config(&self) -> &BrandConfig {
        &self.config
    }

    /// Every language that the brand speaks, sorted: the built-in ones and those it has a file
    /// for.
    pub fn locales(&self) -> Vec<Locale> {
        let mut locales: Vec<Locale> = built_in_languages()
            .filter_map(|language| language.parse().ok())
            .chain(self.catalogues.iter().map(|(locale, _)| locale.clone()))
            .collect();
        locales.sort();
        locales.dedup();
        locales
    }

    /// The language to write in: of the first candidate that the brand speaks, itself or one
    /// near to it (see [`Brand::spoken`]), else the default.
    ///
    /// Candidates may be any text; what is no language tag is passed over.
    pub fn locale<'a>(&self, candidates: impl IntoIterator<Item = &'a str>) -> Locale {
        candidates
            .into_iter()
            .filter_map(|candidate| candidate.parse::<Locale>().ok())
            .find_map(|candidate| self.spoken(&candidate))
            .unwrap_or_else(|| self.default_locale.clone())
    }

    /// The language that somebody who reads `wanted` is written in, or nothing where the brand
    /// speaks no language that is near to it.
    pub fn spoken(&self, wanted: &Locale) -> Option<Locale> {
        wanted.nearest(&self.locales()).cloned()
    }

    /// The sentence from the first file that has it: the brand's own and the built-in one of the
    /// language and of what it is a variety of, then those of the default language, then English.
    pub(crate) fn sentence(
        &self,
        locale: &Locale,
        message: &'static str,
        attribute: &str,
        args: &FluentArgs<'_>,
    ) -> Result<String, InvalidMessage> {
        self.find_sentence(locale, message, attribute, args)
            .unwrap_or_else(|| {
                Err(InvalidMessage::Sentence {
                    message,
                    attribute: attribute.to_owned(),
                })
            })
    }

    /// As [`Brand::sentence`]; nothing if no file has it.
    pub(crate) fn find_sentence(
        &self,
        locale: &Locale,
        message: &'static str,
        attribute: &str,
        args: &FluentArgs<'_>,
    ) -> Option<Result<String, InvalidMessage>> {
        let own_first = |locale: &Locale| {
            self.catalogue(locale)
                .and_then(|catalogue| catalogue.sentence(message, attribute, args))
                .or_else(|| {
                    Catalogue::built_in(locale, message)?.sentence(message, attribute, args)
                })
        };
        (locale.lineage().iter())
            .find_map(own_first)
            .or_else(|| own_first(&self.default_locale))
            .or_else(|| {
                Catalogue::built_in(&Locale::english(), message)?.sentence(message, attribute, args)
            })
    }

    /// How much of what is said in `locale` is written in this language, and not taken from the
    /// default one or from English.
    pub fn translated(&self, locale: &Locale) -> Translated {
        let lineage = locale.lineage();
        let mut translated = Translated::default();
        for (message, attribute) in built_in_sentences() {
            let is_written = lineage.iter().any(|locale| {
                let own = self.catalogue(locale);
                let built_in = Catalogue::built_in(locale, &message);
                (own.into_iter().chain(built_in))
                    .any(|catalogue| catalogue.has(&message, &attribute))
            });
            let (written, all) = match sentences::Topic::of(&message) {
                sentences::Topic::Pages => (&mut translated.pages, &mut translated.all_pages),
                _ => (&mut translated.messages, &mut translated.all_messages),
            };
            *written += usize::from(is_written);
            *all += 1;
        }
        translated
    }

    fn catalogue(&self, locale: &Locale) -> Option<&Catalogue> {
        self.catalogues
            .iter()
            .find(|(own, _)| own == locale)
            .map(|(_, catalogue)| catalogue)
    }
}

impl fmt::Debug for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Brand")
            .field("name", &self.name)
            .field("config", &self.config)
            .field("locales", &self.locales())
            .finish_non_exhaustive()
    }
}
