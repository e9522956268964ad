//! The configuration that the functions read: one brand with three locales, and one trusted key.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use invitation::key::{PublicJwk, SigningKey};
use invitation::{TokenClaims, issue};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::json;
use tempfile::TempDir;

/// The user pool of every event. It has a Region's name in front, as a real one does.
pub(crate) const POOL: &str = "eu-west-1_Bench0001";
/// The address that every event is about.
pub(crate) const EMAIL: &str = "jane.doe@example.com";
/// The group that the token gives.
pub(crate) const TOKEN_GROUP: &str = "clients";
/// The group that the policy gives.
pub(crate) const POLICY_GROUP: &str = "members";
/// The group that may use the administrators' API.
pub(crate) const ADMINISTRATORS: &str = "administrators";
/// The function of ours that the chain calls.
pub(crate) const OURS: &str = "pre-sign-up";
/// The other one: the no-op function, which answers the event as it came.
pub(crate) const THEIRS: &str = "no-op";
/// The attribute that the token gives.
pub(crate) const TOKEN_ATTRIBUTE: &str = "custom:tenant";

const ISSUER: &str = "https://accounts.northwind.example";
const LIFETIME_SECONDS: i64 = 72 * 60 * 60;

const BRAND: &str = r##"
name = "Northwind Traders"
links = "https://accounts.northwind.example"
support = "help@northwind.example"

[colors]
accent = "#0b6b4f"
"##;

/// The built-in sentences of a language in one file, as a brand has its own.
macro_rules! sentences {
    ($locale:literal) => {
        concat!(
            include_str!(concat!("../../messages/builtin/", $locale, "/common.ftl")),
            include_str!(concat!("../../messages/builtin/", $locale, "/cognito.ftl")),
            include_str!(concat!("../../messages/builtin/", $locale, "/mails.ftl")),
            include_str!(concat!(
                "../../messages/builtin/",
                $locale,
                "/rejections.ftl"
            )),
        )
    };
}

/// The built-in sentences as the brand's own: a brand that words every message itself.
const LOCALES: [(&str, &str); 3] = [
    ("en.ftl", sentences!("en")),
    ("de.ftl", sentences!("de")),
    ("fr.ftl", sentences!("fr")),
];

/// A temporary folder with a configuration, and a token that is valid under it.
#[derive(Debug)]
pub(crate) struct Configuration {
    folder: TempDir,
    /// The token, for [`EMAIL`] and [`POOL`].
    pub(crate) token: String,
}

impl Configuration {
    /// Writes the folder and issues the token as of `now`, both with a key of this moment.
    pub(crate) fn write(now: Timestamp) -> Result<Self> {
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        let key = SigningKey::from_random(&random, Some("bench".to_owned()))?;
        let jwk = key.public_jwk();
        let token = issue::sign(&claims(now)?, &key)?.expose_secret().to_owned();

        let configuration = Self {
            folder: TempDir::new()?,
            token,
        };
        let settings = settings(&jwk);
        configuration.add("invitations.toml", &settings)?;
        configuration.add("chained.toml", &format!("{settings}{}", chained()))?;
        configuration.add("with-mail.toml", &format!("{settings}{MAIL}"))?;
        configuration.add("admin-api.toml", &format!("{settings}{}", admin_api()))?;
        configuration.add("node.json", &for_node(&jwk).to_string())?;
        let brand = configuration.path("brands/northwind");
        fs::create_dir_all(&brand)?;
        configuration.add("brands/northwind/brand.toml", BRAND)?;
        for (name, sentences) in LOCALES {
            configuration.add(&format!("brands/northwind/{name}"), sentences)?;
        }
        Ok(configuration)
    }

    /// The path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn add(&self, name: &str, content: &str) -> Result<PathBuf> {
        let path = self.path(name);
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }
}

/// A chain of the two functions behind the Invoke endpoint. Theirs confirms nobody.
fn chained() -> String {
    let arn = |name: &str| format!("arn:aws:lambda:eu-west-1:123456789012:function:{name}");
    let (ours, theirs) = (arn(OURS), arn(THEIRS));
    format!("\n[chain.pre-sign-up]\nours = \"{ours}\"\ntheirs = \"{theirs}\"\n")
}

fn claims(now: Timestamp) -> Result<TokenClaims> {
    Ok(TokenClaims {
        iss: ISSUER.to_owned(),
        aud: POOL.to_owned().into(),
        jti: "0198c0de-0000-7000-8000-000000000001".to_owned(),
        iat: now.as_second(),
        exp: now.as_second() + LIFETIME_SECONDS,
        nbf: None,
        email: EMAIL.to_owned(),
        groups: vec![TOKEN_GROUP.parse()?],
        attributes: [(TOKEN_ATTRIBUTE.to_owned(), "northwind-7".to_owned())].into(),
        brand: None,
        locale: None,
        inviter: None,
    })
}

fn settings(jwk: &PublicJwk) -> String {
    let PublicJwk { kid, x, y, .. } = jwk;
    format!(
        r#"default_locale = "en"

[user_pool]
sign_in = "email"
case_sensitive = false

[tokens]
issuer = "{ISSUER}"
revoked = []

[[tokens.keys]]
kid = "{kid}"
kty = "EC"
crv = "P-256"
x = "{x}"
y = "{y}"

[self_sign_up]
policy = "domains"
domains.allow = ["example.com", "*.example.com"]
groups.default = ["{POLICY_GROUP}"]

[admin_created]
policy = "open"
groups.default = ["{POLICY_GROUP}"]

[grants]
assignable_groups = ["{TOKEN_GROUP}", "{POLICY_GROUP}"]
assignable_attributes = ["{TOKEN_ATTRIBUTE}"]

[brands]
default = "northwind"
"#
    )
}

/// The section of the administrators' API.
fn admin_api() -> String {
    format!(
        r#"
[admin_api]
user_pool_id = "{POOL}"

[[admin_api.roles]]
members = ["{ADMINISTRATORS}"]
verbs = ["*"]
groups = ["{TOKEN_GROUP}", "{POLICY_GROUP}"]
attributes = ["*"]
"#
    )
}

const SENDER: &str = "welcome@northwind.example";

const MAIL: &str = r#"
[mail]
from = "welcome@northwind.example"
welcome = true
"#;

fn for_node(jwk: &PublicJwk) -> serde_json::Value {
    json!({
        "issuer": ISSUER,
        "keys": [jwk],
        "allow": ["example.com", "*.example.com"],
        "defaultGroups": [POLICY_GROUP],
        "brand": "Northwind Traders",
        "links": "https://accounts.northwind.example",
        "from": SENDER,
        "administrators": ADMINISTRATORS,
        "userPoolId": POOL,
    })
}
