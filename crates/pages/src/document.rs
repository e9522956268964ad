//! The HTML of a page: `site/page.html`, filled in.

use messages::{Brand, Locale};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, value::Serde};
use serde::Serialize;

use crate::facts::Facts;
use crate::headers::policy_in_page;
use crate::texts::Texts;
use crate::{Page, Picture, SiteError};

const NAME: &str = "page.html";

/// What the template may use.
#[derive(Serialize)]
struct Context<'a> {
    page: &'static str,
    lang: String,
    dir: &'static str,
    title: &'a str,
    /// What the page says before its script has found the person's language.
    heading: &'a str,
    body: &'a str,
    brand: BrandName<'a>,
    logo: Option<LogoView<'a>>,
    support: Option<SupportView<'a>>,
    postal_address: Option<&'a str>,
    /// The content security policy.
    policy: String,
    /// What the scripts know, in JSON.
    settings: String,
    no_script: Vec<NoScript<'a>>,
}

#[derive(Serialize)]
struct BrandName<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct LogoView<'a> {
    path: String,
    alt: &'a str,
    width: u16,
    height: Option<u16>,
}

#[derive(Serialize)]
struct SupportView<'a> {
    text: &'a str,
    label: &'a str,
    href: String,
}

/// What stands there without scripts, which nobody can choose the language of.
#[derive(Serialize)]
struct NoScript<'a> {
    lang: &'a str,
    dir: &'static str,
    text: &'a str,
}

/// The template, once for all pages of a site.
pub(crate) struct Template {
    environment: Environment<'static>,
}

impl Template {
    pub(crate) fn new() -> Result<Self, SiteError> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_template(NAME, include_str!("../site/page.html"))?;
        Ok(Self { environment })
    }

    /// The page in the brand's default language, in which it stands until the script has chosen.
    pub(crate) fn fill(
        &self,
        page: Page,
        brand: &Brand,
        facts: &Facts<'_>,
        texts: &Texts,
        logo: Option<&Picture<'_>>,
    ) -> Result<String, SiteError> {
        let locale = brand.locale([]);
        let config = brand.config();
        let say = |locale: &Locale, name: &str| -> Result<&str, SiteError> {
            let text = texts.get(locale).and_then(|texts| texts.get(name));
            text.map(String::as_str)
                .ok_or_else(|| SiteError::NoText(name.to_owned()))
        };
        let support = match &config.support {
            Some(support) => Some(SupportView {
                text: say(&locale, "page.support")?,
                label: support.label(),
                href: support.href(),
            }),
            None => None,
        };
        let no_script = texts
            .keys()
            .map(|locale| {
                Ok(NoScript {
                    lang: locale.as_str(),
                    dir: locale.direction().as_str(),
                    text: say(locale, "page.no-script")?,
                })
            })
            .collect::<Result<_, SiteError>>()?;
        let (heading, body) = page.at_first(facts.sign_up.invitation_required);
        let own = config.logo.as_ref();
        let context = Context {
            page: page.name(),
            lang: locale.to_string(),
            dir: locale.direction().as_str(),
            title: say(&locale, &page.title())?,
            heading: say(&locale, heading)?,
            body: say(&locale, body)?,
            brand: BrandName { name: &config.name },
            logo: logo.map(|picture| LogoView {
                path: format!("/{}", picture.path()),
                alt: own
                    .and_then(|logo| logo.alt.as_deref())
                    .unwrap_or(&config.name),
                width: own.map_or(160, |logo| logo.width),
                height: own.and_then(|logo| logo.height),
            }),
            support,
            postal_address: config.postal_address.as_deref(),
            policy: policy_in_page(&facts.endpoint),
            settings: script_json(facts)?,
            no_script,
        };
        let template = self.environment.get_template(NAME)?;
        Ok(template.render(Serde(&context))?)
    }
}

/// JSON that may stand inside a script element: nothing in it ends the element or begins a comment.
fn script_json(value: &impl Serialize) -> Result<String, SiteError> {
    let json = serde_json::to_string(value)?;
    Ok(json.replace('<', "\\u003c"))
}
