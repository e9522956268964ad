//! The parts of a mail, put together from sentences and values, before they become HTML or plain
//! text.

use serde::Serialize;

use crate::brand_config::{Colors, Logo};

/// Everything that a layout shows. The head of `builtin/layout.html` explains each field.
#[derive(Debug, Serialize)]
pub(crate) struct Letter {
    pub(crate) lang: String,
    pub(crate) dir: &'static str,
    pub(crate) brand: BrandView,
    pub(crate) logo: Option<Logo>,
    pub(crate) colors: Colors,
    pub(crate) subject: String,
    pub(crate) preheader: String,
    pub(crate) heading: String,
    pub(crate) greeting: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) action: Option<Action>,
    pub(crate) secret: Option<Labelled>,
    /// An invitation token, for the plain text alone: nobody types one from a page.
    #[serde(skip)]
    pub(crate) token: Option<Labelled>,
    pub(crate) user_name: Option<Labelled>,
    pub(crate) notes: Vec<String>,
    pub(crate) reason: String,
    pub(crate) unexpected: String,
    pub(crate) support: Option<SupportView>,
    pub(crate) postal_address: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct BrandView {
    pub(crate) name: String,
}

/// The button, and the page that it leads to without the secret.
#[derive(Debug, Serialize)]
pub(crate) struct Action {
    pub(crate) label: String,
    pub(crate) url: String,
    pub(crate) page_hint: String,
    pub(crate) page: String,
    pub(crate) page_url: String,
}

/// A value with the words in front of it.
#[derive(Debug, Serialize)]
pub(crate) struct Labelled {
    pub(crate) label: String,
    pub(crate) value: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct SupportView {
    pub(crate) text: String,
    pub(crate) label: String,
    pub(crate) href: String,
}

impl Letter {
    /// The mail in plain text, for the clients and people that prefer it.
    pub(crate) fn plain_text(&self) -> String {
        let mut blocks = vec![self.heading.clone(), self.greeting.clone()];
        blocks.extend(self.paragraphs.iter().cloned());
        if let Some(action) = &self.action {
            blocks.push(format!("{}:\n{}", action.label, action.url));
        }
        for secret in self.secret.iter().chain(&self.token) {
            blocks.push(format!("{}\n{}", secret.label, secret.value));
        }
        blocks.extend(self.notes.iter().cloned());
        let mut footer = vec![self.reason.clone(), self.unexpected.clone()];
        if let Some(support) = &self.support {
            let SupportView { text, label, href } = support;
            let shown = href.strip_prefix("mailto:").map_or(href, |_| label);
            footer.push(format!("{text} {shown}"));
        }
        footer.push(self.brand.name.clone());
        footer.extend(self.postal_address.clone());
        blocks.push("-".repeat(40));
        blocks.push(footer.join("\n"));
        blocks.join("\n\n") + "\n"
    }
}

/// A letter in which every field is filled.
#[cfg(test)]
pub(crate) fn sample() -> Letter {
    let labelled = |label: &str| Labelled {
        label: label.to_owned(),
        value: "{####}".to_owned(),
    };
    Letter {
        lang: "en".to_owned(),
        dir: "ltr",
        brand: BrandView {
            name: "Northwind".to_owned(),
        },
        logo: Some(Logo {
            url: "https://cdn.northwind.example/logo.png".parse().unwrap(),
            alt: Some("Northwind".to_owned()),
            width: 160,
            height: Some(40),
        }),
        colors: Colors::default(),
        subject: "Subject".to_owned(),
        preheader: "Preheader".to_owned(),
        heading: "Heading".to_owned(),
        greeting: "Hello <b>&\"'/,".to_owned(),
        paragraphs: vec!["One.".to_owned(), "Two.".to_owned()],
        action: Some(Action {
            label: "Go".to_owned(),
            url: "https://accounts.northwind.example/go#code={####}".to_owned(),
            page_hint: "Or open:".to_owned(),
            page: "accounts.northwind.example/go".to_owned(),
            page_url: "https://accounts.northwind.example/go".to_owned(),
        }),
        secret: Some(labelled("Code:")),
        token: None,
        user_name: Some(labelled("User name:")),
        notes: vec!["Note.".to_owned()],
        reason: "Reason.".to_owned(),
        unexpected: "Unexpected.".to_owned(),
        support: Some(SupportView {
            text: "Questions?".to_owned(),
            label: "help@northwind.example".to_owned(),
            href: "mailto:help@northwind.example".to_owned(),
        }),
        postal_address: Some("1 Harbour Street".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_says_all_that_the_page_says() {
        let text = sample().plain_text();
        for part in [
            "Heading",
            "Hello <b>&\"'/,",
            "One.\n\nTwo.",
            "Go:\nhttps://accounts.northwind.example/go#code={####}",
            "Code:\n{####}",
            "Note.",
            "Reason.",
            "Unexpected.",
            "Questions? help@northwind.example",
            "1 Harbour Street",
        ] {
            assert!(text.contains(part), "{part:?} is not in {text:?}");
        }
    }
}
