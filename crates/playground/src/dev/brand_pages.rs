//! The pages that mailed links lead to, served as in production: the files of [`pages::Site`], made
//! once, with their headers.
//!
//! The host of a request selects the brand. Under a brand's own host there is nothing else: no
//! form, no inbox, no user pool.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use local_user_pool::{PasswordPolicy, Pool};
use messages::page_settings::{BrandPages, PasswordLength, Region};
use messages::{Brands, PageSettings, PasswordRules, QueryParameter};
use pages::{File, Page, Site};
use settings::Settings;

use super::brand_origins::{Origins, host};
use super::page::APP;
use crate::local_pool::sign_in_setting;
use crate::site::site;

/// The pages of all brands.
#[derive(Debug)]
pub(super) struct Sites {
    /// Those of the default brand, for every other host.
    default: Arc<Site>,
    /// By a brand's own host, in lower case.
    by_host: BTreeMap<String, Arc<Site>>,
    /// The headers of each file.
    headers: HeaderMap,
}

impl Sites {
    /// The pages of all brands, which call this pool through this app client.
    pub(super) fn new(
        settings: &Settings,
        brands: &Brands,
        pool: &Pool,
        client: &str,
        origins: &Origins,
    ) -> Result<Self> {
        let pages = page_settings(settings, pool, client, origins)?;
        // A pool from a seed may differ from the settings.
        let mut settings = settings.clone();
        settings.user_pool.sign_in = sign_in_setting(pool);
        let mut default = None;
        let mut by_host = BTreeMap::new();
        for brand in brands.iter() {
            let site = Arc::new(site(&settings, &pages, brand)?);
            if let Some(host) = host(brand.name()) {
                by_host.insert(host, Arc::clone(&site));
            }
            // The default brand is the first one.
            default.get_or_insert(site);
        }
        Ok(Self {
            default: default.context("there is no brand")?,
            by_host,
            headers: headers(&pages)?,
        })
    }

    /// Answers with the file at this path of a site, or "not found".
    fn answer(&self, site: &Site, method: &Method, path: &str) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let allow = [(header::ALLOW, "GET, HEAD")];
            return (StatusCode::METHOD_NOT_ALLOWED, self.headers.clone(), allow).into_response();
        }
        let Some(file) = file(site, path) else {
            let sentence = "There is no such page.\n";
            return (StatusCode::NOT_FOUND, self.headers.clone(), sentence).into_response();
        };
        let content_type = [(header::CONTENT_TYPE, file.content_type)];
        (self.headers.clone(), content_type, file.bytes.clone()).into_response()
    }
}

/// Answers requests for the pages, and passes the others on.
pub(super) async fn serve(
    State(sites): State<Arc<Sites>>,
    request: Request,
    next: Next,
) -> Response {
    let own = host_of(&request).and_then(|host| sites.by_host.get(&host));
    let path = request.uri().path();
    let site = match own {
        Some(site) => site,
        None if is_of_a_link(path) => &sites.default,
        None => return next.run(request).await,
    };
    sites.answer(site, request.method(), path)
}

/// The host of a request, in lower case. A host in the target has priority over the header
/// (RFC 9112 §3.2.2).
fn host_of(request: &Request) -> Option<String> {
    let authority = match request.uri().authority() {
        Some(authority) => authority.as_str(),
        None => request.headers().get(header::HOST)?.to_str().ok()?,
    };
    // An IPv6 address is cut off here; no brand has one.
    let (host, _) = authority.split_once(':').unwrap_or((authority, ""));
    Some(host.to_ascii_lowercase())
}

/// Whether a link leads to this path, or a page needs the file there. The path of the start page
/// does not count: without a brand's host, the form is there.
fn is_of_a_link(path: &str) -> bool {
    // No page has an icon. The user pool would take this for an unknown call.
    path == "/favicon.ico"
        || path.starts_with(ASSETS)
        || page(path).is_some_and(|page| page != Page::Home)
}

/// The path of the files that the pages need.
const ASSETS: &str = "/assets/";

/// The file at a path. Paths are compared without decoding, and nothing is read from disk.
fn file<'s>(site: &'s Site, path: &str) -> Option<&'s File> {
    match page(path) {
        Some(page) => site.file(page.file()),
        None if path.starts_with(ASSETS) => site.file(path.strip_prefix('/')?),
        None => None,
    }
}

/// The page at a path, with or without a slash at the end: hosts add one for a folder.
fn page(path: &str) -> Option<Page> {
    let folder = path.strip_suffix('/').filter(|&folder| folder != "/");
    let is_here = |page: &Page| page.path() == path || folder == Some(page.path());
    Page::ALL.into_iter().find(is_here)
}

fn headers(pages: &PageSettings) -> Result<HeaderMap> {
    let headers = pages::headers(&pages.user_pools());
    headers
        .into_iter()
        .map(|(name, value)| Ok((HeaderName::try_from(name)?, HeaderValue::try_from(value)?)))
        .collect()
}

/// The section `[pages]` for this server: what pages ask and say comes from the settings, the rest
/// from the pool and the stand-in app.
fn page_settings(
    settings: &Settings,
    pool: &Pool,
    client: &str,
    origins: &Origins,
) -> Result<PageSettings> {
    let (ask, information, mut by_brand) = match &settings.pages {
        Some(pages) => (
            pages.ask.clone(),
            pages.information.clone(),
            pages.by_brand.clone(),
        ),
        None => Default::default(),
    };
    // The hooks know the brand by its own app client. A pool from a seed may lack that client.
    for of_brand in by_brand.values_mut() {
        let client = of_brand.client.take();
        *of_brand = BrandPages {
            client: client.filter(|id| pool.clients.contains_key(id)),
            ..BrandPages::default()
        };
    }
    let endpoint = origins.here();
    Ok(PageSettings {
        // The endpoint has priority.
        region: Region::try_from("us-east-1".to_owned())?,
        endpoint: Some(endpoint.clone()),
        client: client.to_owned(),
        sign_in: format!("{endpoint}{APP}").parse()?,
        // Where members sign in.
        redirects: Vec::new(),
        name_parameter: Some(QueryParameter::try_from("login_hint".to_owned())?),
        ask,
        information,
        password: password_rules(&pool.settings.policies.password_policy)?,
        by_brand,
    })
}

fn password_rules(policy: &PasswordPolicy) -> Result<PasswordRules> {
    Ok(PasswordRules {
        minimum_length: PasswordLength::try_from(u8::try_from(policy.minimum_length)?)?,
        lowercase: policy.require_lowercase,
        uppercase: policy.require_uppercase,
        numbers: policy.require_numbers,
        symbols: policy.require_symbols,
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::local_pool::{CLIENT_ID, local_pool};
    use crate::sample_configuration::sample_settings;

    fn sample() -> (Settings, Brands) {
        let settings = sample_settings();
        let brands = settings.load_brands().unwrap();
        (settings, brands)
    }

    #[test]
    fn paths_are_pages_files_or_nothing() {
        let site = Site {
            files: [
                "index.html",
                "accept/index.html",
                "assets/page.css",
                "_headers",
            ]
            .into_iter()
            .map(|path| File {
                path: path.to_owned(),
                content_type: "text/plain",
                bytes: Vec::new(),
            })
            .collect(),
        };
        let check = |path: &str, expected: Option<&str>| {
            let found = file(&site, path).map(|file| file.path.as_str());
            assert_eq!(found, expected, "{path}");
        };
        check("/", Some("index.html"));
        check("/accept", Some("accept/index.html"));
        check("/accept/", Some("accept/index.html"));
        check("/assets/page.css", Some("assets/page.css"));
        for path in [
            "",
            "//",
            "/accept//",
            "/acceptance",
            "/accept/index.html",
            "/assets",
            "/assets/",
            "/assets//page.css",
            "/assets/../_headers",
            "/assets/%2e%2e/_headers",
            "/assets/../../invitations.toml",
            "/_headers",
        ] {
            check(path, None);
        }
    }

    #[test]
    fn without_a_brand_the_root_is_the_form() {
        for (path, expected) in [
            ("/accept", true),
            ("/reset/", true),
            ("/assets/none", true),
            ("/favicon.ico", true),
            ("/", false),
            ("/_dev/app", false),
            ("/assets", false),
        ] {
            assert_eq!(is_of_a_link(path), expected, "{path}");
        }
    }

    #[track_caller]
    fn check_host(target: &str, header: Option<&str>, expected: Option<&str>) {
        let mut request = Request::get(target);
        if let Some(header) = header {
            request = request.header(header::HOST, header);
        }
        let request = request.body(axum::body::Body::empty()).unwrap();
        assert_eq!(host_of(&request).as_deref(), expected);
    }

    #[test]
    fn the_host_is_read_without_its_port() {
        let own = Some("fabrikam.localhost");
        check_host("/", Some("fabrikam.localhost:8787"), own);
        check_host("/", Some("FABRIKAM.localhost"), own);
        check_host("http://fabrikam.localhost:1/", Some("127.0.0.1"), own);
        check_host("/", Some("[::1]:8787"), Some("["));
        check_host("/", None, None);
    }

    #[test]
    fn the_pages_are_about_the_pool_that_is_shown() {
        let (settings, brands) = sample();
        let own = settings.pages.clone().unwrap();
        let mut pool = local_pool(&settings, "local_Test", Timestamp::UNIX_EPOCH);
        pool.settings.policies.password_policy.minimum_length = 33;
        let origins = Origins::new(8787, Some("northwind")).unwrap();
        let pages = page_settings(&settings, &pool, CLIENT_ID, &origins).unwrap();
        assert_eq!(pages.user_pools(), "http://127.0.0.1:8787");
        assert_eq!(pages.password.minimum_length.get(), 33);
        assert_eq!(
            (pages.ask.clone(), pages.information.clone()),
            (own.ask, own.information)
        );
        // Every brand leads to the stand-in app.
        for brand in brands.iter() {
            let addresses = pages.redirects_of(brand.name());
            let addresses: Vec<_> = addresses.iter().map(|address| address.as_str()).collect();
            assert_eq!(addresses, ["http://127.0.0.1:8787/_dev/app"]);
        }
        // The hooks know the brand by its app client, unless a seed lacks that.
        assert_eq!(pages.client_of("northwind"), CLIENT_ID);
        assert_eq!(pages.client_of("fabrikam"), "4fabrikamclient0000000000");
        pool.clients.remove("4fabrikamclient0000000000");
        let pages = page_settings(&settings, &pool, CLIENT_ID, &origins).unwrap();
        assert_eq!(pages.client_of("fabrikam"), CLIENT_ID);
    }

    #[test]
    fn a_password_policy_that_no_pool_has_is_an_error() {
        let (settings, brands) = sample();
        let mut pool = local_pool(&settings, "local_Test", Timestamp::UNIX_EPOCH);
        pool.settings.policies.password_policy.minimum_length = 300;
        let origins = Origins::new(8787, None).unwrap();
        assert!(Sites::new(&settings, &brands, &pool, CLIENT_ID, &origins).is_err());
    }
}
