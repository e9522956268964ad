//! The logo of a brand's pages.

/// The content type of SVG.
pub(crate) const SVG: &str = "image/svg+xml";

/// A picture that stands in place of the brand's name.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// What kind of file it is.
    pub format: PictureFormat,
    /// Its content.
    pub bytes: &'a [u8],
}

/// The kinds of pictures that every browser shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// `logo.png`.
    Png,
    /// `logo.svg`.
    Svg,
}

impl Picture<'_> {
    /// Where it stands in the site.
    pub(crate) fn path(&self) -> &'static str {
        match self.format {
            PictureFormat::Png => "assets/logo.png",
            PictureFormat::Svg => "assets/logo.svg",
        }
    }

    /// The value of the header `Content-Type`.
    pub(crate) fn content_type(&self) -> &'static str {
        match self.format {
            PictureFormat::Png => "image/png",
            PictureFormat::Svg => SVG,
        }
    }
}
