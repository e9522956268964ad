//! `brand.toml`: the settings of a brand.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::LinkOrigin;

/// The settings of a brand, one key each.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrandConfig {
    /// The name that people know, at most 60 characters: `Northwind Traders`.
    pub name: String,
    /// Where the brand's pages stand and every link leads: `https://accounts.northwind.example`.
    pub links: LinkOrigin,
    /// The picture on top of every mail; without one, the name stands there.
    pub logo: Option<Logo>,
    /// The colours of mails; what is absent is taken from the built-in ones.
    #[serde(default)]
    pub colors: Colors,
    /// Whom to ask for help, shown below every mail: an e-mail address or an `https` address.
    pub support: Option<Support>,
    /// The postal address, shown below every mail where the law asks for one.
    pub postal_address: Option<String>,
    /// Whom the mails that we send for the brand come from, an identity that SES has verified:
    /// `Northwind <welcome@northwind.example>`; `from` of the section `[mail]` unless set. What
    /// Cognito sends comes from the user pool's own sender.
    pub from: Option<String>,
    /// A shorter name for text messages, which hold 140 characters; at most 20 characters.
    pub sms_name: Option<String>,
}

/// The picture on top of every mail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// Where mail clients fetch it: an `https` address.
    pub url: HttpsUrl,
    /// What is read out, or shown while the picture is not; the brand's name unless set.
    pub alt: Option<String>,
    /// How wide it is shown, in pixels; 160 unless set.
    #[serde(default = "default_logo_width")]
    pub width: u16,
    /// How high it is shown, in pixels; follows from the width unless set.
    pub height: Option<u16>,
}

fn default_logo_width() -> u16 {
    160
}

/// The colours of mails, each `#rrggbb`.
///
/// The built-in ones have the contrast that WCAG 2.2 asks for at level AA (success criterion
/// 1.4.3). A brand that sets its own keeps 4.5:1 between each text colour and what is behind it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Colors {
    /// The button.
    pub accent: Color,
    /// The text on the button.
    pub accent_text: Color,
    /// Around the message.
    pub background: Color,
    /// Behind the message.
    pub surface: Color,
    /// The message.
    pub text: Color,
    /// Hints and the footer.
    pub muted: Color,
    /// The button in dark mode; `accent` unless set.
    pub dark_accent: Option<Color>,
    /// The text on the button in dark mode; `accent_text` unless set.
    pub dark_accent_text: Option<Color>,
    /// Around the message in dark mode.
    pub dark_background: Color,
    /// Behind the message in dark mode.
    pub dark_surface: Color,
    /// The message in dark mode.
    pub dark_text: Color,
    /// Hints and the footer in dark mode.
    pub dark_muted: Color,
}

impl Default for Colors {
    fn default() -> Self {
        Self {
            accent: Color(0x1f_4f_bf),
            accent_text: Color(0xff_ff_ff),
            background: Color(0xf1_f3_f6),
            surface: Color(0xff_ff_ff),
            text: Color(0x1b_20_28),
            muted: Color(0x56_5f_6e),
            dark_accent: None,
            dark_accent_text: None,
            dark_background: Color(0x12_15_1a),
            dark_surface: Color(0x1e_23_2b),
            dark_text: Color(0xee_f1_f5),
            dark_muted: Color(0xa9_b2_c0),
        }
    }
}

/// A colour as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Color(u32);

/// Why a text is not a [`Color`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a colour as # and six hexadecimal digits, such as #1f4fbf")]
pub struct InvalidColor;

impl Color {
    /// How well one colour can be read on the other, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let [_, red, green, blue] = self.0.to_be_bytes().map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl FromStr for Color {
    type Err = InvalidColor;

    fn from_str(text: &str) -> Result<Self, InvalidColor> {
        let digits = text.strip_prefix('#').ok_or(InvalidColor)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(InvalidColor);
        }
        u32::from_str_radix(digits, 16)
            .map(Self)
            .map_err(|_| InvalidColor)
    }
}

impl TryFrom<String> for Color {
    type Error = InvalidColor;

    fn try_from(text: String) -> Result<Self, InvalidColor> {
        text.parse()
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.0)
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An `https` address without anything that could end an HTML attribute or be a placeholder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct HttpsUrl(String);

/// Why a text is not an [`HttpsUrl`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an address that starts with https:// and a host, percent-encoded, without braces")]
pub struct InvalidHttpsUrl;

impl HttpsUrl {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HttpsUrl {
    type Err = InvalidHttpsUrl;

    fn from_str(text: &str) -> Result<Self, InvalidHttpsUrl> {
        let rest = text.strip_prefix("https://").ok_or(InvalidHttpsUrl)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let plain = |b: u8| b.is_ascii_graphic() && !b"\"'<>{}\\^`|".contains(&b);
        if host.is_empty() || host.contains('@') || !text.bytes().all(plain) {
            return Err(InvalidHttpsUrl);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for HttpsUrl {
    type Error = InvalidHttpsUrl;

    fn try_from(text: String) -> Result<Self, InvalidHttpsUrl> {
        text.parse()
    }
}

/// Whom to ask for help.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Support {
    /// An e-mail address.
    Address(String),
    /// A page.
    Page(HttpsUrl),
}

/// Why a text is not a [`Support`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an e-mail address or an address that starts with https://")]
pub struct InvalidSupport;

impl Support {
    /// What is shown.
    pub fn label(&self) -> &str {
        match self {
            Self::Address(address) => address,
            Self::Page(page) => page.as_str().trim_start_matches("https://"),
        }
    }

    /// Where a click leads.
    pub fn href(&self) -> String {
        match self {
            Self::Address(address) => format!("mailto:{address}"),
            Self::Page(page) => page.as_str().to_owned(),
        }
    }
}

impl FromStr for Support {
    type Err = InvalidSupport;

    fn from_str(text: &str) -> Result<Self, InvalidSupport> {
        if text.starts_with("https://") {
            return text.parse().map(Self::Page).map_err(|_| InvalidSupport);
        }
        // The characters that need no quoting in a mailto: link (RFC 6068 §2).
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"._+-".contains(&b);
        match text.split_once('@') {
            Some((local, domain))
                if !local.is_empty()
                    && !domain.is_empty()
                    && local.bytes().chain(domain.bytes()).all(plain) =>
            {
                Ok(Self::Address(text.to_owned()))
            }
            _ => Err(InvalidSupport),
        }
    }
}

impl TryFrom<String> for Support {
    type Error = InvalidSupport;

    fn try_from(text: String) -> Result<Self, InvalidSupport> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AA: f64 = 4.5;

    #[test]
    fn built_in_colours_can_be_read() {
        let colors = Colors::default();
        for (text, behind) in [
            (colors.accent_text, colors.accent),
            (colors.text, colors.surface),
            (colors.text, colors.background),
            (colors.muted, colors.surface),
            (colors.muted, colors.background),
            (colors.dark_text, colors.dark_surface),
            (colors.dark_text, colors.dark_background),
            (colors.dark_muted, colors.dark_surface),
            (colors.dark_muted, colors.dark_background),
        ] {
            let contrast = text.contrast(behind);
            assert!(contrast >= AA, "{text} on {behind}: {contrast:.2}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let black: Color = "#000000".parse().unwrap();
        let white: Color = "#ffffff".parse().unwrap();
        let grey: Color = "#777777".parse().unwrap();
        assert!((black.contrast(white) - 21.0).abs() < 0.001);
        assert!((grey.contrast(white) - 4.48).abs() < 0.01);
    }

    #[test]
    fn colours() {
        assert_eq!("#1F4fbf".parse::<Color>().unwrap().to_string(), "#1f4fbf");
        for text in [
            "",
            "1f4fbf",
            "#1f4fb",
            "#1f4fbg",
            "#+f4fbf",
            "red",
            "#1f4fbf;}",
        ] {
            assert_eq!(text.parse::<Color>(), Err(InvalidColor), "{text:?}");
        }
    }

    #[test]
    fn logo_addresses() {
        assert!(
            "https://cdn.example/logo.png?v=2"
                .parse::<HttpsUrl>()
                .is_ok()
        );
        for text in [
            "http://cdn.example/logo.png",
            "https://",
            "https:///logo.png",
            "https://user@cdn.example",
            "https://cdn.example/\"onload=",
            "https://cdn.example/{####}",
            "https://cdn.example/a b",
            "data:image/png;base64,",
        ] {
            assert_eq!(text.parse::<HttpsUrl>(), Err(InvalidHttpsUrl), "{text:?}");
        }
    }

    #[test]
    fn support_is_an_address_or_a_page() {
        let support = |text: &str| text.parse::<Support>();
        let address = support("help@northwind.example").unwrap();
        assert_eq!(address.href(), "mailto:help@northwind.example");
        assert_eq!(address.label(), "help@northwind.example");
        let page = support("https://northwind.example/help").unwrap();
        assert_eq!(page.href(), "https://northwind.example/help");
        assert_eq!(page.label(), "northwind.example/help");
        for text in [
            "",
            "help",
            "@",
            "a@b?subject=x",
            "http://x.example",
            "javascript:x@y",
        ] {
            assert_eq!(support(text), Err(InvalidSupport), "{text:?}");
        }
    }

    #[test]
    fn unknown_keys_are_errors_and_missing_ones_have_defaults() {
        let config: BrandConfig = toml::from_str(
            "name = 'Northwind'\nlinks = 'https://a.example'\n[colors]\naccent = '#123456'\n",
        )
        .unwrap();
        assert_eq!(config.colors.accent.to_string(), "#123456");
        assert_eq!(config.colors.text, Colors::default().text);
        for unknown in [
            "name = 'N'\nlinks = 'https://a.example'\nlogos = 1",
            "name = 'N'\nlinks = 'https://a.example'\n[colors]\naccnt = '#123456'",
            "name = 'N'\nlinks = 'https://a.example'\n[logo]\nurl = 'https://a.example'\nx = 1",
        ] {
            let error = toml::from_str::<BrandConfig>(unknown).unwrap_err();
            assert!(error.to_string().contains("unknown field"), "{error}");
        }
    }
}
