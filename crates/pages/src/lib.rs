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
//! | [`facts`] | what the scripts are told: whom to call, what to ask for, where to lead on |
//! | [`headers()`] | what a host sends with each file, the content security policy among it |
//! | `document` | the HTML of a page |
//! | `compact` | scripts and styles without comments and indentation |
//! | `style` | the brand's colours as a style sheet |

mod compact;
mod document;
pub mod facts;
pub mod headers;
pub mod page;
pub mod site;
mod style;

pub use headers::headers;
pub use page::Page;
pub use site::{File, Picture, PictureFormat, Site, SiteError, SiteSettings};
