//! A brand's pages, as the settings describe them: the links in mails lead there.

use anyhow::{Context, Result};
use messages::{Brand, PageSettings};
use pages::{Picture, PictureFormat, Site, SiteSettings};
use settings::Settings;

/// A brand's pages with these settings in place of the section `[pages]`.
pub fn site(settings: &Settings, pages: &PageSettings, brand: &Brand) -> Result<Site> {
    let file = settings.load_logo(brand.name())?;
    let logo = file.as_ref().map(|(name, bytes)| Picture {
        format: match *name {
            "logo.svg" => PictureFormat::Svg,
            _ => PictureFormat::Png,
        },
        bytes,
    });
    let of_settings = SiteSettings {
        pages,
        sign_in: settings.user_pool.sign_in,
        self_sign_up: &settings.self_sign_up,
    };
    Site::of(brand, &of_settings, logo.as_ref())
        .with_context(|| format!("the pages of the brand \"{}\"", brand.name()))
}
