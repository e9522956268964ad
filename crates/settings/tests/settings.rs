//! The configuration as it is read from a folder: what is refused, and with which words.

#![expect(clippy::unwrap_used, reason = "what is not as expected ends the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use invitation::Attributes;
use jiff::Timestamp;
use settings::{Reader, Settings};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations")
}

/// A folder with this `invitations.toml` and these files.
fn folder(settings: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files.iter().chain(&[("invitations.toml", settings)]) {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

fn load(folder: &Path) -> Result<Settings, String> {
    let settings =
        Settings::load(&folder.join("invitations.toml")).map_err(|errors| errors.to_string())?;
    settings
        .load_brands()
        .map_err(|errors| errors.to_string())?;
    settings
        .load_chains()
        .map_err(|errors| errors.to_string())?;
    Ok(settings)
}

/// The error for these settings begins with the file and says each of `says`.
#[track_caller]
fn check(settings: &str, files: &[(&str, &str)], says: &[&str]) {
    let folder = folder(settings, files);
    let error = load(folder.path()).err().unwrap_or_default();
    assert!(
        error.starts_with(&folder.path().display().to_string()),
        "{error}"
    );
    for text in says {
        assert!(error.contains(text), "{text} is not in: {error}");
    }
}

#[test]
fn the_sample_is_read() {
    let settings = load(&sample()).unwrap();
    assert_eq!(settings.tokens.keys.len(), 1);
    assert!(settings.user_pool.token_may_confirm());
}

#[test]
fn pages_and_the_rest_agree() {
    let a = (
        "brands/a/brand.toml",
        "name = 'A'\nlinks = 'https://a.example'",
    );
    let pages = "[pages]\nregion = 'eu-west-1'\nclient = 'c'\nsign_in = 'https://a.example'\n";
    let with = |more: &str| format!("{pages}{more}");
    assert!(load(folder(pages, &[a]).path()).is_ok());
    let own = with("by_brand.a.client = 'd'\n[brands]\nby_client = { d = 'a' }");
    assert!(load(folder(&own, &[a]).path()).is_ok());
    check(
        &with("by_brand.a.client = 'd'"),
        &[a],
        &["pages.by_brand.a", "of another brand", "brands.by_client"],
    );
    check(
        &with("by_brand.b = {}\n[brands]\ndefault = 'b'"),
        &[a],
        &["pages.by_brand.b", "no brand \"b\""],
    );
    check(
        &with("information = { terms = 'https://a.example' }"),
        &[a],
        &["pages.information.terms", "does not need"],
    );
    check(
        &with("[self_sign_up]\nrequire.client_metadata = { app = [] }"),
        &[a],
        &[
            "self_sign_up.require.client_metadata.app",
            "List the values",
        ],
    );
    for (fault, key) in [
        ("sign_in = 'http://a.example'", "pages.sign_in"),
        ("sign_in = 'javascript:alert(1)'", "pages.sign_in"),
        ("region = 'eu-west-1.evil.example/'", "pages.region"),
        ("redirects = ['//evil.example']", "pages.redirects"),
        ("password = { minimum_length = 5 }", "pages.password"),
        ("endpoint = 'https://a.example/path'", "pages.endpoint"),
    ] {
        let name = fault.split(' ').next().unwrap();
        let kept = pages.lines().filter(|line| !line.starts_with(name));
        let text = kept.chain([fault]).collect::<Vec<_>>().join("\n");
        check(&text, &[a], &[key]);
    }
}

#[test]
fn a_logo_is_the_pages_alone() {
    let toml = (
        "brands/a/brand.toml",
        "name = 'A'\nlinks = 'https://a.example'",
    );
    let both = [
        toml,
        ("brands/a/logo.png", "png"),
        ("brands/a/logo.svg", "svg"),
    ];
    let folder = folder("", &both);
    let settings = load(folder.path()).unwrap();
    let logo = settings.load_logo("a").unwrap();
    assert_eq!(logo, Some(("logo.svg", b"svg".to_vec())));
    assert_eq!(settings.load_logo("b").unwrap(), None);
}

#[test]
fn an_empty_file_has_the_stricter_value_of_everything() {
    let folder = folder("", &[]);
    let settings = load(folder.path()).unwrap();
    assert!(settings.grants.assignable_groups.is_empty() && settings.tokens.keys.is_empty());
    assert!(!settings.user_pool.token_may_confirm() && settings.mail.is_none());
}

#[test]
fn errors_name_file_line_key_and_remedy() {
    check(
        "default_local = \"en\"",
        &[],
        &[":1: default_local: unknown field", "Correct the spelling"],
    );
    check(
        "\n[user_pool]\nsign_in = \"mail\"",
        &[],
        &[
            ":3: user_pool.sign_in",
            "unknown variant `mail`",
            "configuration table",
        ],
    );
    check(
        "[self_sign_up]\npolicy = ",
        &[],
        &[":2:", "Correct the TOML"],
    );
    check(
        "[grants]\nassignable_groups = [\"two words\"]",
        &[],
        &["grants.assignable_groups", "not a group name"],
    );
    check(
        "[grants]\nassignable_attributes = [\"email\"]",
        &[],
        &["grants.assignable_attributes", "never given"],
    );
    check(
        "[self_sign_up.domains]\ndeny = [\"a..b\"]",
        &[],
        &["self_sign_up.domains.deny", "not a domain name"],
    );
    check(
        "[[tokens.keys]]\nkid = \"a\"",
        &[],
        &["tokens", "missing field"],
    );
    check("default_locale = \"not a tag\"", &[], &["default_locale"]);
}

#[test]
fn sections_that_disagree() {
    check(
        "[self_sign_up.groups]\ndefault = [\"x\"]",
        &[],
        &["self_sign_up.groups", "\"x\" is not assignable"],
    );
    check(
        "[federated.groups.by_domain]\n\"a.example\" = [\"x\"]",
        &[],
        &["federated.groups"],
    );
    check(
        "[self_sign_up]\npolicy = \"domains\"",
        &[],
        &["self_sign_up.domains.allow", "nobody would be admitted"],
    );
    check(
        "[self_sign_up]\ndomains.allow = [\"a.example\"]",
        &[],
        &["is not asked under this policy"],
    );
    check(
        "[federated]\npolicy = \"domains\"\ndomains.allow = [\"a.example\"]",
        &[],
        &["federated.trusted_providers", "is empty"],
    );
    check(
        "[federated]\ntrusted_providers = [\"a_b\"]",
        &[],
        &["federated.trusted_providers", "underscore"],
    );
    let key = "[[tokens.keys]]\nkid = \"a\"\nkty = \"EC\"\ncrv = \"P-256\"\nx = \"B3zCKMuFzG_Z6-J-MRmfQHptfD9EZq0ZsyDI6_VJ-o4\"\ny = \"phs9QQLIWb0P56d107ySxMYYVS8YSi_9oCu2fJT36NU\"\n";
    check(
        &format!("[tokens]\nissuer = \"i\"\n{key}{key}"),
        &[],
        &["two keys have this kid"],
    );
    check(
        &format!("[tokens]\nissuer = \"\"\n{key}"),
        &[],
        &["tokens.issuer", "is empty"],
    );
    check(
        &format!("[tokens]\nissuer = \"i\"\n{key}groups = [\"x\"]"),
        &[],
        &["kid \"a\"", "no token could give it"],
    );
}

#[test]
fn all_disagreements_are_reported_at_once() {
    let folder = folder(
        "[self_sign_up]\npolicy = \"domains\"\ngroups.default = [\"x\", \"y\"]",
        &[],
    );
    assert_eq!(load(folder.path()).unwrap_err().lines().count(), 3);
}

#[test]
fn brands() {
    let brand = "name = \"A\"\nlinks = \"https://a.example\"";
    let a = ("brands/a/brand.toml", brand);
    check(
        "[brands]\ndefault = \"b\"",
        &[a],
        &["brands.default", "no brand \"b\"", "name one of: a"],
    );
    check(
        "[brands.by_client]\nc = \"b\"",
        &[a],
        &["brands.by_client.c", "no brand \"b\""],
    );
    check(
        "",
        &[("brands/a/brand.toml", "nam = \"A\"")],
        &["brands/a/brand.toml:1: nam: unknown field"],
    );
    check(
        "",
        &[a, ("brands/a/de.flt", "x")],
        &["brands/a/de.flt", "belongs to no brand", "<locale>.ftl"],
    );
    check(
        "",
        &[a, ("brands/a/dutch.ftl", "sign-up =\n .subject = x")],
        &["brands/a/dutch.ftl", "not a language tag", "nl.ftl"],
    );
    check(
        "",
        &[a, ("brands/a/de.ftl", "no-such-sentence = x")],
        &["brands/a/de.ftl", "no-such-sentence"],
    );
    check(
        "",
        &[("brands/a/layout.html", "x")],
        &["brands/a/brand.toml", "cannot be read"],
    );
    check(
        "",
        &[a, ("brands/b/brand.toml", brand)],
        &["invitations.toml"],
    );
}

#[test]
fn a_file_that_is_not_there() {
    let error = Settings::load(Path::new("/nowhere/invitations.toml"))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("/nowhere/invitations.toml: cannot be read")
            && error.contains("INVITATIONS_CONFIG"),
        "{error}"
    );
}

#[test]
fn the_administrators_api_is_checked() {
    const POOL: &str = "[admin_api]\nuser_pool_id = 'eu-west-1_AbCdEfGhI'\n";
    const ROLE: &str = "[[admin_api.roles]]\nmembers = ['Admins']\n";
    let check = |rest: &str, says: &[&str]| check(&format!("{POOL}{rest}"), &[], says);
    check("origin = []", &["unknown field", "origins"]);
    check("roles = [{ member = [] }]", &["unknown field", "members"]);
    check("origins = ['*']", &["admin_api.origins", "wildcard"]);
    check("origins = ['https://a.example/']", &["admin_api.origins"]);
    check("origins = ['a.example']", &["admin_api.origins"]);
    check("app_clients = ['the web']", &["admin_api.app_clients"]);
    check(
        "app_clients = ['3n4b5urk1ft4fl3mg5e62d9ado']\nissuer = 'http://127.0.0.1/eu-west-1_AbCdEfGhI'",
        &["admin_api.issuer", "https"],
    );
    check(
        "[[admin_api.roles]]\nverbs = ['*']\ngroups = ['a']\nattributes = ['*']",
        &["admin_api.roles[0].members", "nobody"],
    );
    check(ROLE, &["admin_api.roles[0].verbs", "nothing"]);
    let with = |keys: &str| format!("{ROLE}{keys}");
    check(
        &with("verbs = ['dropUser']"),
        &["admin_api", "unknown verb"],
    );
    check(
        &with("verbs = ['addUserToGroup']"),
        &["roles[0].groups", "addUserToGroup"],
    );
    check(
        &with("verbs = ['updateUserAttributes']"),
        &["roles[0].attributes"],
    );
    check(
        &with("verbs = ['getUser']\ngroups = ['x,Admins']"),
        &["not a group name"],
    );
    let folder = folder(
        &format!("{POOL}origins = ['http://localhost:5173']\n{ROLE}verbs = ['getUser']"),
        &[],
    );
    assert_eq!(
        load(folder.path()).unwrap().admin_api.unwrap().roles.len(),
        1
    );
}

#[test]
fn the_pool_of_the_administrators_api_is_checked() {
    check("[admin_api]", &[], &["user_pool_id", "Add the key"]);
    check(
        "admin_api.user_pool_id = 'clients'",
        &[],
        &["admin_api.user_pool_id"],
    );
}

/// The brand and language that the sample's settings choose.
#[track_caller]
fn check_appearance(
    client: Option<&str>,
    attributes: &[(&str, &str)],
    metadata: &[(&str, &str)],
    chosen: (&str, &str),
) {
    let settings = load(&sample()).unwrap();
    let brands = settings.load_brands().unwrap();
    let owned = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    let attributes: Attributes = owned(attributes).into_iter().collect();
    let reader = Reader {
        user_pool_id: "local_Example01",
        client_id: client,
        attributes: &attributes,
        client_metadata: &owned(metadata),
    };
    let (brand, locale) = settings.appearance(&brands, &reader, Timestamp::UNIX_EPOCH);
    assert_eq!((brand.name(), locale.as_str()), chosen);
}

#[test]
fn brand_and_language_are_chosen() {
    let client = Some("4fabrikamclient0000000000");
    check_appearance(None, &[], &[], ("northwind", "en"));
    check_appearance(client, &[], &[], ("fabrikam", "en"));
    check_appearance(
        client,
        &[("custom:brand", "northwind")],
        &[],
        ("northwind", "en"),
    );
    check_appearance(
        client,
        &[("custom:brand", "../../etc")],
        &[],
        ("fabrikam", "en"),
    );
    check_appearance(
        None,
        &[("locale", "de-AT")],
        &[("locale", "fr")],
        ("northwind", "de"),
    );
    check_appearance(
        None,
        &[("locale", "xx")],
        &[("locale", "fr")],
        ("northwind", "fr"),
    );
    check_appearance(None, &[], &[("locale", "<script>")], ("northwind", "en"));
    // A token that does not verify chooses nothing.
    check_appearance(
        None,
        &[("email", "a@b.example"), ("custom:invitation", "a.b.c")],
        &[],
        ("northwind", "en"),
    );
}

#[test]
fn chains_are_checked() {
    const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:";
    let section = |hook: &str, ours: &str, theirs: &str, rest: &str| {
        format!("[chain.{hook}]\nours = '{ours}'\ntheirs = '{theirs}'\n{rest}")
    };
    let named = |hook: &str, ours: &str, theirs: &str| {
        section(hook, &format!("{ARN}{ours}"), &format!("{ARN}{theirs}"), "")
    };
    let ours = "invitations-pre-sign-up:live";
    for (settings, says) in [
        (
            named("pre-sign-up", ours, "invitations-pre-sign-up"),
            &["chain.pre-sign-up.theirs", "twice"][..],
        ),
        (
            named("pre-sign-up", "check-domain", ours),
            &["chain.pre-sign-up", "Name our function as `ours`"],
        ),
        (
            named("pre-sign-up", ours, "a-trigger-chain-pre-sign-up"),
            &["chain.pre-sign-up.theirs", "call itself"],
        ),
        (
            named("pre-sign-up", "a-trigger-chain-pre-sign-up:live", "a"),
            &["chain.pre-sign-up.ours", "call itself"],
        ),
        (
            named("pre-sign-up", ours, "team-pre-token-generation"),
            &["theirs", "named like pre-token-generation"],
        ),
        (
            named("custom-message", ours, "a"),
            &["chain.custom-message.ours", "named like pre-sign-up"],
        ),
        (
            named("pre-token-generation", "pre-token-generation", "a"),
            &["chain.pre-token-generation", "only one"],
        ),
        (
            named("pre-sign-up", ours, "a:7"),
            &["chain.pre-sign-up.theirs", "alias"],
        ),
        (
            section("pre-sign-up", "pre-sign-up", &format!("{ARN}a"), ""),
            &["chain.pre-sign-up.ours", "not the ARN"],
        ),
        (
            section(
                "pre-sign-up",
                &format!("{ARN}a"),
                "arn:aws:lambda:eu-west-2:123456789012:function:b",
                "",
            ),
            &["theirs", "eu-west-2"],
        ),
        (
            section(
                "custom-message",
                &format!("{ARN}a"),
                &format!("{ARN}b"),
                "their_auto_verify = true",
            ),
            &["chain.custom-message", "about pre-sign-up"],
        ),
        ("[chain.pre-sign-up]\n".to_owned(), &["ours", "Add the key"]),
        (
            "[chain.pre-authentication]\n".to_owned(),
            &["unknown field", "post-authentication"],
        ),
    ] {
        check(&settings, &[], says);
    }
    let good = section(
        "pre-sign-up",
        &format!("{ARN}{ours}"),
        &format!("{ARN}their-check"),
        "their_auto_confirm = true\n",
    );
    let folder = folder(&good, &[]);
    let chains = load(folder.path()).unwrap().load_chains().unwrap();
    let chain = chains.pre_sign_up.as_ref().unwrap();
    assert_eq!(chain.theirs.to_string(), format!("{ARN}their-check"));
    assert!(chain.their_auto_confirm && !chain.their_auto_verify);
    assert_eq!(chains.iter().count(), 1);
}
