//! Everything a person reads: the mails and text messages that Cognito sends, the mails that go
//! out through SES, and the sentences that explain a rejection.
//!
//! The crate is pure: texts in, texts out. It reads no file and no clock and knows neither AWS
//! nor the rest of the project.
//!
//! # Tour
//! - [`brands`]: all brands of a deployment; `brand_fault`: what is wrong with one
//! - [`brand`]: one brand; [`brand_config`]: its `brand.toml`; `brand_messages`: what it writes
//! - [`message_kind`], [`cognito_message`], [`mail`], [`page_texts`]: what goes in and what comes out
//! - [`cognito_rules`], [`invalid_message`]: what Cognito accepts, and why a message is not sent
//! - [`rejection`], [`links`], [`locale`]: codes with a sentence, links, languages
//! - [`mail_settings`], [`page_settings`]: the sections `[mail]` and `[pages]` of the settings
//! - `sentences` lists the sentences, `catalogue` reads their files, `renderer` fills them
//! - `letter` is a mail in parts, `layout` makes HTML of it, `moment` writes a time in words
//! - [`person_name`] is a name, and how a language greets with it; `sanitize` makes names and
//!   addresses harmless

pub mod brand;
pub mod brand_config;
mod brand_fault;
mod brand_messages;
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
pub mod person_name;
pub mod rejection;
mod renderer;
mod sanitize;
mod sentences;

pub use brand::{Brand, Translated};
pub use brand_config::{BrandConfig, Color, Colors, HttpsUrl, Logo, Support};
pub use brand_fault::{BrandFault, BrandProblem};
pub use brands::{BrandSource, Brands, UnknownBrand};
pub use cognito_message::{CognitoMessage, CognitoText};
pub use invalid_message::{InvalidMessage, Part};
pub use links::{LinkOrigin, MAX_LINKED_ADDRESS};
pub use locale::{Direction, Locale};
pub use mail::{Mail, TokenInvitation};
pub use mail_settings::MailSettings;
pub use message_kind::MessageKind;
pub use page_settings::{PageAddress, PageSettings, PasswordRules, QueryParameter};
pub use page_texts::PageTopics;
pub use person_name::PersonName;
pub use rejection::{REJECTION_CODES, ReadBy};
