//! The brands that the tests write with.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use messages::{
    BrandConfig, BrandSource, Brands, CognitoMessage, Locale, MessageKind, PersonName,
    TokenInvitation,
};

/// A user name as pools with e-mail addresses as user names generate it.
pub(crate) const USER_NAME: &str = "26e2d294-80b1-709e-51e1-27beb70d3cee";

pub(crate) fn locale(tag: &str) -> Locale {
    tag.parse().unwrap()
}

/// A brand with nothing but what it must have.
pub(crate) fn source(name: &str) -> BrandSource {
    BrandSource {
        name: name.to_owned(),
        config: config("name = 'Contoso'\nlinks = 'https://accounts.contoso.example'"),
        layout: None,
        locales: Vec::new(),
    }
}

pub(crate) fn config(toml: &str) -> BrandConfig {
    toml::from_str(toml).unwrap()
}

pub(crate) fn with_locale(mut source: BrandSource, tag: &str, text: &str) -> BrandSource {
    source.locales.push((locale(tag), text.to_owned()));
    source
}

/// The only brand there is.
pub(crate) fn brands(source: BrandSource) -> Brands {
    Brands::new(vec![source], None, Locale::english()).unwrap()
}

/// The brands of the sample configuration, which the replay and the simulation use.
pub(crate) fn sample_brands() -> Brands {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations/brands");
    let sources = fs::read_dir(root)
        .unwrap()
        .map(|folder| {
            let folder = folder.unwrap();
            let mut source = source(folder.file_name().to_str().unwrap());
            source.config = config(&fs::read_to_string(folder.path().join("brand.toml")).unwrap());
            source.layout = fs::read_to_string(folder.path().join("layout.html")).ok();
            for file in fs::read_dir(folder.path()).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "ftl") {
                    let tag = path.file_stem().unwrap().to_str().unwrap();
                    source
                        .locales
                        .push((locale(tag), fs::read_to_string(&path).unwrap()));
                }
            }
            source
        })
        .collect();
    Brands::new(sources, Some("northwind"), Locale::english()).unwrap()
}

/// Somebody with all the parts of a name.
pub(crate) const ADA: PersonName<'_> = PersonName {
    given: Some("Ada"),
    family: Some("Lovelace"),
    whole: Some("Augusta Ada King"),
};

/// The three parts of a token, each of the length that a common one has.
pub(crate) const TOKEN: &str = concat!(
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImRldmVsb3BtZW50IiwidHlwIjoiaW52aXRhdGlvbitqd3QifQ.",
    "eyJlbWFpbCI6ImFkYUBjbGllbnQuZXhhbXBsZSJ9.",
    "c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmUtc2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmU"
);

/// An invitation that names nobody.
pub(crate) fn token_invitation() -> TokenInvitation<'static> {
    TokenInvitation {
        token: TOKEN,
        expires: Timestamp::UNIX_EPOCH,
        recipient: PersonName::default(),
        inviter_name: None,
        inviter_address: None,
    }
}

/// What Cognito's event brings for this kind.
pub(crate) fn message(kind: MessageKind) -> CognitoMessage<'static> {
    CognitoMessage {
        kind,
        code: "{####}",
        username: (kind == MessageKind::AdminCreateUser).then_some("{username}"),
        user_name: USER_NAME,
        address: None,
        recipient: ADA,
        inviter_name: None,
        until: None,
        is_reminder: false,
    }
}
