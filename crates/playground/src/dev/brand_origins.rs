//! The address of each brand's pages on this machine.
//!
//! In production each brand has its own domain. Here each has a name below `localhost`, which
//! browsers only look for on this machine (RFC 6761 §6.3), so their pages have different origins.

use anyhow::Result;
use messages::LinkOrigin;

/// The server's own address, and those of the brands.
#[derive(Debug)]
pub(super) struct Origins {
    here: LinkOrigin,
    port: u16,
    /// None: there is at most one brand, which is the default.
    default_brand: Option<String>,
}

impl Origins {
    /// The origins of a server that listens on this port of the loopback interface.
    pub(super) fn new(port: u16, default_brand: Option<&str>) -> Result<Self> {
        Ok(Self {
            here: format!("http://127.0.0.1:{port}").parse()?,
            port,
            default_brand: default_brand.map(str::to_owned),
        })
    }

    /// The server's own address.
    pub(super) fn here(&self) -> &LinkOrigin {
        &self.here
    }

    /// Where a brand's links lead. Those of the default brand, and of a brand without a host name,
    /// lead to the server's own address.
    pub(super) fn links(&self, brand: &str) -> LinkOrigin {
        let is_default = self
            .default_brand
            .as_deref()
            .is_none_or(|name| name == brand);
        let own = if is_default { None } else { self.own(brand) };
        own.unwrap_or_else(|| self.here.clone())
    }

    /// The address of a brand's pages under its own host name; the start page is only there.
    pub(super) fn own(&self, brand: &str) -> Option<LinkOrigin> {
        let host = host(brand)?;
        format!("http://{host}:{}", self.port).parse().ok()
    }
}

/// The host name of a brand's pages. None if the name of its folder cannot be part of one.
pub(super) fn host(brand: &str) -> Option<String> {
    let host = format!("{}.localhost", brand.to_ascii_lowercase());
    let origin = format!("http://{host}").parse::<LinkOrigin>();
    origin.is_ok().then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(default: Option<&str>, brand: &str, links: &str, own: Option<&str>) {
        let origins = Origins::new(8787, default).unwrap();
        assert_eq!(origins.links(brand).to_string(), links);
        let found = origins.own(brand).map(|origin| origin.to_string());
        assert_eq!(found.as_deref(), own);
    }

    #[test]
    fn every_brand_has_an_origin() {
        let here = "http://127.0.0.1:8787";
        let fabrikam = "http://fabrikam.localhost:8787";
        let northwind = Some("northwind");
        check(None, "fabrikam", here, Some(fabrikam));
        check(Some("fabrikam"), "fabrikam", here, Some(fabrikam));
        check(northwind, "fabrikam", fabrikam, Some(fabrikam));
        check(northwind, "Fabrikam", fabrikam, Some(fabrikam));
        let dotted = "http://fabrikam.de.localhost:8787";
        check(northwind, "fabrikam.de", dotted, Some(dotted));
    }

    #[test]
    fn a_brand_without_a_host_name_leads_to_the_server() {
        let long = "a".repeat(64);
        for brand in [
            "my_brand", "a b", "-a", "a:1", "a@b", "a/b", "a#", "é", "", &long,
        ] {
            check(Some("northwind"), brand, "http://127.0.0.1:8787", None);
        }
    }
}
