//! The pages that the links lead to, as a static site that any host can serve: `/accept`, `/join`,
//! `/confirm`, `/reset`, and the start page.
//!
//! The crate is pure: a brand and settings in, files out. What runs in the browser is plain HTML,
//! CSS and ES modules in the folder `site/`, beside this source, and nothing is built or fetched from
//! elsewhere.
//!
//! | module | concept |
//! |---|---|
//! | [`site`] | [`Site`]: every file of a brand's pages |
//! | [`page`] | the five pages |
//! | `site_settings`, `picture` | what a site is made from, beside the brand |
//! | [`facts`] | what the scripts know: whom to call, what to ask for, where to lead on |
//! | [`headers()`] | what a host sends with each file, the content security policy among it |
//! | `document` | the HTML of a page |
//! | `texts` | its sentences, in every language that the brand speaks |
//! | `compact` | scripts and styles without comments and indentation |
//! | `style` | the brand's colours as a style sheet |

mod compact;
mod document;
mod error;
pub mod facts;
pub mod headers;
pub mod page;
mod picture;
pub mod site;
mod site_settings;
mod style;
mod texts;

pub use error::SiteError;
pub use headers::headers;
pub use page::Page;
pub use picture::{Picture, PictureFormat};
pub use site::{File, Site};
pub use site_settings::SiteSettings;
