//! Mails as files, to be looked at in a browser.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use local_user_pool::SentMessage;

/// A mail's HTML.
#[derive(Debug, Clone)]
pub struct SentHtml {
    /// The recipients, if they are known.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its body.
    pub html: String,
}

impl From<&SentMessage> for SentHtml {
    fn from(sent: &SentMessage) -> Self {
        Self {
            to: sent.to.join(", "),
            subject: sent.subject.clone(),
            html: sent.html.clone().unwrap_or_default(),
        }
    }
}

/// Writes each mail as an HTML file, and an index page with the occasion of each.
pub fn write<'a>(
    folder: &Path,
    title: &str,
    mails: impl Iterator<Item = (&'a str, &'a SentHtml)>,
) -> Result<()> {
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))
    };
    fs::create_dir_all(folder).with_context(|| {
        format!(
            "{} cannot be made; name a folder with --mails",
            folder.display()
        )
    })?;
    let mut rows = String::new();
    for (number, (occasion, mail)) in mails.enumerate() {
        let file = format!("{:03}.html", number + 1);
        write(&file, &mail.html)?;
        let cells = [occasion, &mail.to, &mail.subject].map(escape);
        let [occasion, to, subject] = &cells;
        // Writing to a String cannot fail.
        let _ = writeln!(
            rows,
            "<tr><td>{occasion}<td>{to}<td><a href=\"{file}\">{subject}</a>"
        );
    }
    let index = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <style>body{{font:16px/1.5 system-ui,sans-serif;margin:2rem}}td,th{{padding:.3rem 1rem .3rem 0;text-align:left}}</style>\
         <h1>{title}</h1><table><tr><th>occasion<th>to<th>subject\n{rows}</table></html>\n"
    );
    write("index.html", &index)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
