//! All brands of a deployment, checked when they are put together.

use std::collections::HashSet;
use std::iter;

use crate::catalogue::{Catalogue, built_in_languages};
use crate::layout::Layout;
use crate::sanitize::{is_basic, is_printable};
use crate::{Brand, BrandConfig, BrandFault, BrandProblem, Colors, LinkOrigin, Locale};

/// The name of the brand that stands in where none is configured.
const BUILT_IN: &str = "built-in";

/// The longest `name` of a brand, in characters: subjects and text messages have to hold it.
const MAX_NAME: usize = 60;

/// The longest `sms_name`, in characters.
const MAX_SMS_NAME: usize = 20;

/// The longest `postal_address` and `logo.alt`, in characters.
const MAX_LINE: usize = 200;

/// A brand's folder as it was read, before any check.
#[derive(Clone, Debug)]
pub struct BrandSource {
    /// The folder's name, by which settings and tokens call the brand.
    pub name: String,
    /// `brand.toml`.
    pub config: BrandConfig,
    /// `layout.html`, if the brand has its own.
    pub layout: Option<String>,
    /// The `.ftl` files: language and text. A file holds the sentences that the brand words
    /// differently from the built-in ones.
    pub locales: Vec<(Locale, String)>,
}

/// The name of a brand that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no brand \"{name}\"; name one of: {}", known.join(", "))]
pub struct UnknownBrand {
    /// What was asked for.
    pub name: String,
    /// The brands that exist.
    pub known: Vec<String>,
}

/// All brands of a deployment. There is always at least one.
#[derive(Debug)]
pub struct Brands {
    default: Brand,
    others: Vec<Brand>,
}

impl Brands {
    /// Checks and takes in all brands, and finds every fault at once.
    ///
    /// `default_brand` may be left out where there is only one. Without any source there is the
    /// built-in brand, whose links lead to `accounts.example`, a name that is reserved for
    /// documentation.
    pub fn new(
        sources: Vec<BrandSource>,
        default_brand: Option<&str>,
        default_locale: Locale,
    ) -> Result<Self, Vec<BrandFault>> {
        match Self::usable(sources, Vec::new(), default_brand, default_locale) {
            (brands, faults) if faults.is_empty() => Ok(brands),
            (_, faults) => Err(faults),
        }
    }

    /// Takes the brands that can be used, and reports the others: a hook must not keep anybody from
    /// going on because of a sentence.
    ///
    /// A layout or a language file with a fault gives way to the built-in one. A brand whose
    /// `brand.toml` has one, and each of `unreadable`, is known by its name and writes nothing:
    /// nobody knows where its links lead ([`InvalidMessage::BrandUnusable`](crate::InvalidMessage)).
    pub fn usable(
        sources: Vec<BrandSource>,
        unreadable: Vec<String>,
        default_brand: Option<&str>,
        default_locale: Locale,
    ) -> (Self, Vec<BrandFault>) {
        let mut faults = repeated_names(&sources);
        let names: Vec<&str> = sources
            .iter()
            .map(|source| source.name.as_str())
            .chain(unreadable.iter().map(String::as_str))
            .collect();
        let chosen = match default_name(&names, default_brand) {
            Ok(chosen) => Some(chosen.to_owned()),
            Err(fault) => {
                faults.push(fault);
                None
            }
        };
        let built_in = names.is_empty().then(built_in_source);
        let sources = sources.into_iter().chain(built_in);
        let mut others = Vec::new();
        for (source, default_locale) in sources.zip(iter::repeat(default_locale.clone())) {
            let (brand, found) = brand(source, default_locale);
            faults.extend(found);
            others.push(brand);
        }
        others.extend(
            unreadable
                .into_iter()
                .map(|name| unusable(name, default_locale.clone())),
        );
        let position = others
            .iter()
            .position(|brand| Some(&brand.name) == chosen.as_ref());
        let default = match position {
            Some(position) => others.remove(position),
            None => unusable(BUILT_IN.to_owned(), default_locale),
        };
        (Self { default, others }, faults)
    }

    /// The built-in brand alone, in English where the language is unknown.
    pub fn built_in() -> Self {
        let BrandSource { name, config, .. } = built_in_source();
        Self {
            default: Brand {
                name,
                config,
                layout: None,
                catalogues: Vec::new(),
                default_locale: Locale::english(),
                is_usable: true,
            },
            others: Vec::new(),
        }
    }

    /// The first of the candidates that exists, else the default brand. Candidates may be any
    /// text.
    pub fn select<'a>(&self, candidates: impl IntoIterator<Item = &'a str>) -> &Brand {
        candidates
            .into_iter()
            .find_map(|candidate| self.iter().find(|brand| brand.name == candidate))
            .unwrap_or(&self.default)
    }

    /// The brand of this name, or the default one.
    pub fn named(&self, name: Option<&str>) -> Result<&Brand, UnknownBrand> {
        let Some(name) = name else {
            return Ok(&self.default);
        };
        let found = self.iter().find(|brand| brand.name == name);
        found.ok_or_else(|| UnknownBrand {
            name: name.to_owned(),
            known: self.iter().map(|brand| brand.name.clone()).collect(),
        })
    }

    /// Lets the links of each brand lead to the origin that `of` answers for its name, if it has one.
    pub fn set_link_origins(&mut self, of: impl Fn(&str) -> Option<LinkOrigin>) {
        for brand in iter::once(&mut self.default).chain(&mut self.others) {
            if let Some(origin) = of(&brand.name) {
                brand.config.links = origin;
            }
        }
    }

    /// Every brand, the default one first.
    pub fn iter(&self) -> impl Iterator<Item = &Brand> {
        iter::once(&self.default).chain(&self.others)
    }
}

fn built_in_source() -> BrandSource {
    BrandSource {
        name: BUILT_IN.to_owned(),
        config: BrandConfig {
            name: "Example".to_owned(),
            links: LinkOrigin::example(),
            logo: None,
            colors: Colors::default(),
            support: None,
            postal_address: None,
            from: None,
            sms_name: None,
        },
        layout: None,
        locales: Vec::new(),
    }
}

/// A brand that is known by its name alone.
fn unusable(name: String, default_locale: Locale) -> Brand {
    Brand {
        name,
        config: built_in_source().config,
        layout: None,
        catalogues: Vec::new(),
        default_locale,
        is_usable: false,
    }
}

fn default_name<'a>(names: &[&'a str], wanted: Option<&'a str>) -> Result<&'a str, BrandFault> {
    let fault = |brand: &str, problem| BrandFault {
        brand: brand.to_owned(),
        file: "invitations.toml".to_owned(),
        problem,
    };
    let names = match names {
        [] => &[BUILT_IN],
        names => names,
    };
    match (wanted, names) {
        (Some(wanted), names) if names.contains(&wanted) => Ok(wanted),
        (Some(wanted), names) => Err(fault(
            wanted,
            BrandProblem::UnknownDefaultBrand(names.join(", ")),
        )),
        (None, [only]) => Ok(only),
        (None, names) => Err(fault(&names.join(", "), BrandProblem::NoDefaultBrand)),
    }
}

fn repeated_names(sources: &[BrandSource]) -> Vec<BrandFault> {
    let mut seen = HashSet::from([BUILT_IN]);
    sources
        .iter()
        .filter(|source| !seen.insert(&source.name))
        .map(|source| BrandFault {
            brand: source.name.clone(),
            file: "brand.toml".to_owned(),
            problem: BrandProblem::RepeatedBrand,
        })
        .collect()
}

/// The brand as far as it can be used, and everything that is wrong with it.
fn brand(source: BrandSource, default_locale: Locale) -> (Brand, Vec<BrandFault>) {
    let BrandSource {
        name,
        config,
        layout,
        locales,
    } = source;
    let mut faults = Vec::new();
    let mut report = |file: String, problems: Vec<BrandProblem>| {
        faults.extend(problems.into_iter().map(|problem| BrandFault {
            brand: name.clone(),
            file: file.clone(),
            problem,
        }));
    };

    let texts = unusable_texts(&config);
    let is_usable = texts.is_empty();
    report("brand.toml".to_owned(), texts);
    let layout = layout.and_then(|source| match Layout::checked(source) {
        Ok(layout) => Some(layout),
        Err(problems) => {
            report("layout.html".to_owned(), problems);
            None
        }
    });
    let mut catalogues: Vec<(Locale, Catalogue)> = Vec::with_capacity(locales.len());
    for (locale, text) in locales {
        let file = format!("{locale}.ftl");
        if catalogues.iter().any(|(known, _)| *known == locale) {
            report(file, vec![BrandProblem::RepeatedLocale(locale)]);
            continue;
        }
        match Catalogue::checked(&locale, &text) {
            Ok(catalogue) => catalogues.push((locale, catalogue)),
            Err(problems) => report(file, problems),
        }
    }
    let spoken = catalogues
        .iter()
        .any(|(locale, _)| *locale == default_locale)
        || built_in_languages().any(|language| language == default_locale.as_str());
    // A faulty file has been reported already.
    if !spoken && faults.is_empty() {
        faults.push(BrandFault {
            brand: name.clone(),
            file: "invitations.toml".to_owned(),
            problem: BrandProblem::UnknownDefaultLocale(default_locale.clone()),
        });
    }
    let brand = Brand {
        name,
        config,
        layout,
        catalogues,
        default_locale,
        is_usable,
    };
    (brand, faults)
}

fn unusable_texts(config: &BrandConfig) -> Vec<BrandProblem> {
    let alt = config.logo.as_ref().and_then(|logo| logo.alt.as_deref());
    [
        ("name", Some(config.name.as_str()), MAX_NAME),
        ("sms_name", config.sms_name.as_deref(), MAX_SMS_NAME),
        ("postal_address", config.postal_address.as_deref(), MAX_LINE),
        ("logo.alt", alt, MAX_LINE),
    ]
    .into_iter()
    .filter(|(_, text, max)| text.is_some_and(|text| !is_usable(text, *max)))
    .map(|(key, _, max)| BrandProblem::UnusableText { key, max })
    .collect()
}

/// Whether the text can stand in a subject and a text message as it is (contract §4.2).
fn is_usable(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.chars().count())
        && !text.trim().is_empty()
        && text
            .chars()
            .all(|c| c == ' ' || (is_printable(c) && is_basic(c) && !matches!(c, '{' | '}')))
}
