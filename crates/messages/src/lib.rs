//! Everything a person reads: the mails and text messages that Cognito sends, the mails that go
//! out through SES, and the sentences that explain a rejection.
//!
//! The crate is pure: texts in, texts out. It reads no file and no clock and knows neither AWS
//! nor the rest of the project.
//!
//! # Tour
//! - [`brands`]: all brands of a deployment, checked when they are put together
//! - [`brand`]: one brand and the messages that it writes
//! - [`brand_config`]: `brand.toml`, the settings of a brand
//! - [`message_kind`], [`cognito_message`], [`mail`]: what goes into a message and what comes out
//! - [`rejection`]: the codes that have a sentence
//! - [`links`]: where the links in messages lead
//! - [`locale`]: languages, from well-formed tags and from hostile ones
//! - [`cognito_rules`], [`invalid_message`]: what Cognito accepts, and why a message is not sent
//! - [`mail_settings`], [`page_settings`]: the sections `[mail]` and `[pages]` of the settings
//! - [`page_texts`]: everything that the pages say
//!
//! Inside: `catalogue` reads sentences (`builtin/<language>/*.ftl`), `sentences` lists those that exist,
//! `layout` fills the HTML (`builtin/layout.html`), `letter` puts both together, `moment` puts a
//! moment into words, `sanitize` makes names and addresses harmless.

pub mod brand;
pub mod brand_config;
pub mod brands;
mod catalogue;
pub mod cognito_message;
pub mod cognito_rules;
pub mod invalid_message;
mod layout;
mod letter;
pub mod links;
pub mod locale;
pub mod mail;
pub mod mail_settings;
pub mod message_kind;
mod moment;
pub mod page_settings;
pub mod page_texts;
pub mod rejection;
mod sanitize;
mod sentences;

pub use brand::{Brand, Translated};
pub use brand_config::{BrandConfig, Color, Colors, HttpsUrl, Logo, Support};
pub use brands::{BrandFault, BrandProblem, BrandSource, Brands, UnknownBrand};
pub use cognito_message::{CognitoMessage, CognitoText};
pub use invalid_message::{InvalidMessage, Part};
pub use links::{LinkOrigin, MAX_LINKED_ADDRESS};
pub use locale::{Direction, Locale};
pub use mail::{AccessGiven, InviterNotice, Mail, TokenInvitation, Welcome};
pub use mail_settings::MailSettings;
pub use message_kind::MessageKind;
pub use page_settings::{PageAddress, PageSettings, PasswordRules, QueryParameter};
pub use page_texts::PageTopics;
pub use rejection::{Audience, REJECTION_CODES};
