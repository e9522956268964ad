//! The logos in mails that are looked at before the logos are published.
//!
//! A mail has the address of a logo, which mail clients fetch. Here the picture in the brand's
//! folder replaces that address.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use messages::Brands;
use settings::Settings;

/// The addresses of the brands' logos, each with the picture in the brand's folder.
#[derive(Debug)]
pub struct Logos(Vec<(String, String)>);

impl Logos {
    /// The logos of the brands that have both an address and a picture.
    pub fn of(settings: &Settings, brands: &Brands) -> Self {
        let logos = brands.iter().filter_map(|brand| {
            let url = brand.config().logo.as_ref()?.url.as_str();
            // A picture that cannot be read is left out; `invitations pages` reports it.
            let (name, bytes) = settings.load_logo(brand.name()).ok()??;
            let kind = match name {
                "logo.svg" => "svg+xml",
                _ => "png",
            };
            let picture = format!("data:image/{kind};base64,{}", STANDARD.encode(bytes));
            Some((url.replace('&', "&amp;"), picture))
        });
        Self(logos.collect())
    }

    /// The HTML of a mail with its logo in it.
    pub fn show(&self, html: &str) -> String {
        self.0.iter().fold(html.to_owned(), |html, (url, picture)| {
            html.replace(&format!("src=\"{url}\""), &format!("src=\"{picture}\""))
        })
    }
}
