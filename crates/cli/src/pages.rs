//! `pages`: the site that the links lead to, as files for any host.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use messages::Brand;
use pages::Site;
use playground::site::site;
use terminal::configuration::ConfigurationArguments;
use terminal::output::print;

/// Write the pages that the links lead to, as a static site for each brand.
///
/// Any host can serve a brand's folder at the brand's own origin (`links` in brand.toml): the pages
/// for accepting an invitation, signing up, confirming and choosing a new password, in every
/// language of the brand, and a JavaScript module with types for a front end of your own. The section
/// [pages] of the settings says which user pool they call and where they lead. docs/how-to/host-the-pages.md says how
/// to set up a host.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  invitations pages --out site
  invitations pages --brand northwind --out site")]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    /// Only the pages of this brand [default: of every brand]
    #[arg(long)]
    brand: Option<String>,

    /// The folder to write to; each brand gets a folder in it. Existing files of the same name are
    /// replaced, others stay
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Writes the pages that the arguments ask for.
pub fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let page_settings = settings.pages.as_ref().with_context(|| {
        format!(
            "{} has no section [pages]; add one with region, client and sign_in",
            settings.file.display()
        )
    })?;
    let brands = settings.load_brands()?;
    let chosen: Vec<&Brand> = match &arguments.brand {
        Some(name) => vec![brands.named(Some(name))?],
        None => brands.iter().collect(),
    };
    // Nothing is written before everything can be.
    let sites = chosen
        .into_iter()
        .map(|brand| Ok((brand, site(&settings, page_settings, brand)?)))
        .collect::<Result<Vec<_>>>()?;
    for (brand, site) in &sites {
        let folder = arguments.out.join(brand.name());
        write(site, &folder)?;
        print(&format!(
            "{}: {} files, to be served at {}\n",
            folder.display(),
            site.files.len(),
            brand.config().links
        ))?;
    }
    Ok(true)
}

fn write(site: &Site, folder: &Path) -> Result<()> {
    for file in &site.files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| {
                format!(
                    "{} cannot be made; name a folder with --out",
                    parent.display()
                )
            })?;
        }
        fs::write(&path, &file.bytes)
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}
