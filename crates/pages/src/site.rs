//! Every file of a brand's pages.

use std::collections::BTreeMap;

use messages::Brand;

use crate::compact::compact;
use crate::document::Template;
use crate::facts::Facts;
use crate::headers::headers_file;
use crate::picture::SVG;
use crate::style::{icon, style_sheet};
use crate::texts::texts;
use crate::{Page, Picture, SiteError, SiteSettings};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The scripts, which are the same for every brand: name and content. The module `invitations.js`
/// is there for a team's own front end too, with its types.
const SCRIPTS: [(&str, &str); 9] = [
    ("accept.js", include_str!("../site/accept.js")),
    ("join.js", include_str!("../site/join.js")),
    ("confirm.js", include_str!("../site/confirm.js")),
    ("reset.js", include_str!("../site/reset.js")),
    ("home.js", include_str!("../site/home.js")),
    ("page.js", include_str!("../site/page.js")),
    ("form.js", include_str!("../site/form.js")),
    ("code.js", include_str!("../site/code.js")),
    ("invitations.js", include_str!("../site/invitations.js")),
];

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the site's root, such as `accept/index.html`.
    pub path: String,
    /// The value of the header `Content-Type`.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Every file of a brand's pages.
#[derive(Clone, Debug)]
pub struct Site {
    /// The files, by path.
    pub files: Vec<File>,
}

impl Site {
    /// The pages of `brand`.
    pub fn of(
        brand: &Brand,
        settings: &SiteSettings<'_>,
        logo: Option<&Picture<'_>>,
    ) -> Result<Self, SiteError> {
        let facts = Facts::of(brand, settings);
        let texts = texts(brand, &facts)?;
        let template = Template::new()?;
        let mut files = Vec::new();
        let mut add = |path: String, content_type: &'static str, bytes: Vec<u8>| {
            files.push(File {
                path,
                content_type,
                bytes,
            });
        };
        for page in Page::ALL {
            let html = template.fill(page, brand, &facts, &texts, logo)?;
            add(page.file().to_owned(), HTML, html.into_bytes());
        }
        for (name, script) in SCRIPTS {
            add(
                format!("assets/{name}"),
                SCRIPT,
                compact(script).into_bytes(),
            );
        }
        let types = include_str!("../site/invitations.d.ts");
        add("assets/invitations.d.ts".to_owned(), TEXT, types.into());
        let style = style_sheet(&brand.config().colors);
        add("assets/page.css".to_owned(), STYLE, style.into_bytes());
        let icon = icon(&brand.config().name, &brand.config().colors);
        add("assets/icon.svg".to_owned(), SVG, icon.into_bytes());
        for (locale, texts) in &texts {
            for page in Page::ALL {
                let said: BTreeMap<_, _> = texts
                    .iter()
                    .filter(|(name, _)| page.says(name) || asks(page, &facts, name))
                    .collect();
                let path = format!("assets/texts/{}.{locale}.json", page.name());
                add(path, JSON, serde_json::to_vec(&said)?);
            }
        }
        if let Some(logo) = logo {
            add(
                logo.path().to_owned(),
                logo.content_type(),
                logo.bytes.to_vec(),
            );
        }
        let headers = headers_file(&facts.endpoint);
        add("_headers".to_owned(), TEXT, headers.into_bytes());
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self { files })
    }

    /// The file of this path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// Whether a field of this page has this label. An invited person is asked for what the user pool
/// says then; somebody who signs up, for what the settings say.
fn asks(page: Page, facts: &Facts<'_>, label: &str) -> bool {
    let Some(field) = label.strip_prefix("field.") else {
        return false;
    };
    match page {
        Page::Accept => true,
        Page::Join => facts.sign_up.fields().any(|asked| asked == field),
        Page::Confirm | Page::Reset | Page::Home => false,
    }
}
