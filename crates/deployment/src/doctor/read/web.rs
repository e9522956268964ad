//! What the hosts of the pages say.

use std::time::Duration;

use anyhow::{Context, Result};
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use messages::Brands;
use pages::Page;
use tokio::time::timeout;
use tokio_rustls::rustls::crypto::aws_lc_rs;

use crate::doctor::facts::{Answer, Link, Opened};

/// How long a host may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// How many redirects are followed: many hosts add a slash, and some drop `index.html` before it.
const REDIRECTS: usize = 2;

type Web = Client<HttpsConnector<HttpConnector>, Body>;

/// Opens every page that a brand's links lead to.
pub(super) async fn links(brands: &Brands) -> Result<Vec<Link>> {
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(aws_lc_rs::default_provider())
        .context("this machine's certificate authorities cannot be read; name them with SSL_CERT_FILE, or use --offline")?
        .https_or_http()
        .enable_http1()
        .build();
    let web = Client::builder(TokioExecutor::new()).build(connector);
    let mut links = Vec::new();
    for mut link in all(brands) {
        // A host that did not answer is not asked for its other pages.
        let silent = links.iter().find(|other: &&Link| {
            other.origin == link.origin && matches!(other.opened, Opened::Silent(_))
        });
        link.opened = match silent {
            Some(other) => other.opened.clone(),
            None => open(&web, &link.origin, link.page).await,
        };
        links.push(link);
    }
    Ok(links)
}

/// The same pages, none of which was opened.
pub(super) fn untouched(brands: &Brands) -> Vec<Link> {
    all(brands).collect()
}

fn all(brands: &Brands) -> impl Iterator<Item = Link> {
    brands.iter().flat_map(|brand| {
        Page::ALL.into_iter().map(|page| Link {
            brand: brand.name().to_owned(),
            origin: brand.config().links.to_string(),
            page,
            opened: Opened::Not,
        })
    })
}

async fn open(web: &Web, origin: &str, page: Page) -> Opened {
    let mut address = format!("{origin}{}", page.path());
    for _ in 0..=REDIRECTS {
        let Ok(request) = Request::get(&address)
            .header(header::USER_AGENT, "invitations-doctor")
            .body(Body::empty())
        else {
            return Opened::Silent(format!("{address} is no address"));
        };
        let response = match timeout(ANSWER_TIMEOUT, web.request(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Opened::Silent(cause(&error)),
            Err(_elapsed) => {
                return Opened::Silent(format!("no answer within {} s", ANSWER_TIMEOUT.as_secs()));
            }
        };
        match next(origin, &response) {
            Some(next) => address = next,
            None => return Opened::Answered(answer(&response)),
        }
    }
    Opened::Silent(format!("{origin}{} leads in a circle", page.path()))
}

/// Where a redirect leads within the origin. A redirect to another origin is not followed.
fn next<B>(origin: &str, response: &Response<B>) -> Option<String> {
    let status = response.status();
    if !status.is_redirection() || status == StatusCode::NOT_MODIFIED {
        return None;
    }
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let path = location.strip_prefix(origin).unwrap_or(location);
    let is_path = path.starts_with('/') && !path.starts_with("//");
    // A fragment of its own would take the place of the link's, and with it the secret.
    let keeps_fragment = !path.contains('#');
    (is_path && keeps_fragment).then(|| format!("{origin}{path}"))
}

fn answer<B>(response: &Response<B>) -> Answer {
    let headers = response.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into_owned())
    });
    Answer {
        status: response.status().as_u16(),
        headers: headers.collect(),
    }
}

/// What lies at the bottom of an error: "certificate expired" says more than "client error".
fn cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
