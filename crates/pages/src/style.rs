//! The brand's colours as a style sheet, and as an icon.

use messages::Colors;

use crate::compact::compact;

/// The colours as custom properties, by day and by night, in front of the style sheet that every
/// brand shares.
pub(crate) fn style_sheet(colors: &Colors) -> String {
    let Colors {
        accent,
        accent_text,
        background,
        surface,
        text,
        muted,
        dark_accent,
        dark_accent_text,
        dark_background,
        dark_surface,
        dark_text,
        dark_muted,
    } = colors;
    let dark_accent = dark_accent.unwrap_or(*accent);
    let dark_accent_text = dark_accent_text.unwrap_or(*accent_text);
    format!(
        ":root{{--accent:{accent};--accent-text:{accent_text};--background:{background};\
         --surface:{surface};--text:{text};--muted:{muted}}}\n\
         @media (prefers-color-scheme:dark){{:root{{--accent:{dark_accent};\
         --accent-text:{dark_accent_text};--background:{dark_background};\
         --surface:{dark_surface};--text:{dark_text};--muted:{dark_muted}}}}}\n{}",
        compact(include_str!("../site/page.css"))
            .replace(": ", ":")
            .replace(", ", ",")
            .replace(" {", "{")
            .replace("{ ", "{")
            .replace("; }", "}")
            .replace(";}", "}")
    )
}

/// The icon in a browser's tab: the brand's initial on its accent, drawn large enough to be told
/// apart.
pub(crate) fn icon(name: &str, colors: &Colors) -> String {
    let initial = name.chars().find(|character| character.is_alphanumeric());
    let initial = initial.map(|character| character.to_uppercase().to_string());
    let Colors {
        accent,
        accent_text,
        ..
    } = colors;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" \
         height=\"32\" rx=\"7\" fill=\"{accent}\"/><text x=\"16\" y=\"23\" fill=\"{accent_text}\" \
         font-family=\"sans-serif\" font-size=\"20\" font-weight=\"700\" \
         text-anchor=\"middle\">{}</text></svg>\n",
        initial.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_shows_a_letter_and_no_markup() {
        let letter = |name: &str| {
            let icon = icon(name, &Colors::default());
            let (_, rest) = icon.split_once("\"middle\">").unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        };
        assert_eq!(letter("Northwind"), "N");
        assert_eq!(letter("<b>northwind"), "B");
        assert_eq!(letter("östlich"), "Ö");
        assert_eq!(letter("&&"), "");
    }
}
