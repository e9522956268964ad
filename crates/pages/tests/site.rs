//! The site of a brand, held against what a host and a browser make of it.

#![expect(clippy::unwrap_used, reason = "what is not as expected ends the test")]

use std::fs;
use std::path::Path;

use invitation::SelfSignUpPolicy;
use invitation::policy::SignIn;
use messages::{BrandSource, Brands, Locale, PageSettings};
use pages::{File, Page, Picture, PictureFormat, Site, SiteSettings, headers};
use serde_json::Value;

const PAGES: &str = "region = 'eu-west-1'\nclient = 'c'\nsign_in = 'https://app.a.example/'\n";

fn brands(brand: &str, sentences: &str) -> Brands {
    let source = BrandSource {
        name: "a".to_owned(),
        config: toml::from_str(brand).unwrap(),
        layout: None,
        locales: vec![("en".parse().unwrap(), sentences.to_owned())],
    };
    Brands::new(vec![source], None, Locale::english()).unwrap()
}

fn site(brand: &str, sentences: &str, pages: &str, self_sign_up: &str) -> Site {
    let brands = brands(brand, sentences);
    let pages: PageSettings = toml::from_str(pages).unwrap();
    let self_sign_up: SelfSignUpPolicy = toml::from_str(self_sign_up).unwrap();
    let settings = SiteSettings {
        pages: &pages,
        sign_in: SignIn::Email,
        self_sign_up: &self_sign_up,
    };
    let logo = Picture {
        format: PictureFormat::Png,
        bytes: b"png",
    };
    Site::of(brands.select([]), &settings, Some(&logo)).unwrap()
}

fn plain() -> Site {
    let brand = "name = 'A'\nlinks = 'https://a.example'\nsupport = 'help@a.example'";
    site(brand, "", PAGES, "")
}

fn text(site: &Site, path: &str) -> String {
    String::from_utf8(site.file(path).unwrap().bytes.clone()).unwrap()
}

/// What stands between `from` and the next `to`.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap();
    rest.split_once(to).unwrap().0
}

/// An attribute's value as a browser reads it.
fn unescaped(html: &str) -> String {
    html.replace("&#x27;", "'").replace("&#x2f;", "/")
}

fn facts(site: &Site) -> Value {
    let html = text(site, "join/index.html");
    let json = between(&html, "id=\"settings\">", "</script>");
    serde_json::from_str(json).unwrap()
}

#[test]
fn every_page_asks_for_nothing_that_the_site_does_not_have() {
    let site = plain();
    for page in Page::ALL {
        let html = unescaped(&text(&site, page.file()));
        let named: Vec<&str> = ["src=\"", "href=\""]
            .into_iter()
            .flat_map(|attribute| html.split(attribute).skip(1))
            .map(|rest| rest.split('"').next().unwrap())
            .filter(|address| !address.starts_with("mailto:"))
            .collect();
        assert!(named.len() >= 4, "{named:?}");
        for address in named {
            let path = address.strip_prefix('/').unwrap();
            assert!(site.file(path).is_some(), "{address} of {page:?}");
        }
    }
}

#[test]
fn scripts_import_what_the_site_has() {
    let site = plain();
    let is_script = |file: &&File| file.content_type.starts_with("text/javascript");
    let scripts = site.files.iter().filter(is_script);
    for script in scripts {
        let source = String::from_utf8(script.bytes.clone()).unwrap();
        for import in source.split(" from \"./").skip(1) {
            let name = import.split('"').next().unwrap();
            assert!(site.file(&format!("assets/{name}")).is_some(), "{name}");
        }
        assert!(!source.contains("console."), "{}", script.path);
        assert!(!source.contains("innerHTML"), "{}", script.path);
    }
}

/// What is left out of them shows in how a line begins.
#[test]
fn no_text_of_a_script_goes_over_several_lines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("site");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "js") {
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines() {
            let code = !line.trim_start().starts_with(['/', '*']);
            let even = line.matches('`').count() % 2 == 0;
            assert!(
                even || !code || line.contains("~`"),
                "{}: {line}",
                path.display()
            );
        }
    }
}

/// The scripts that a page loads, by name.
fn scripts_of(site: &Site, page: Page) -> Vec<(String, String)> {
    let mut open = vec![format!("{}.js", page.name())];
    let mut scripts: Vec<(String, String)> = Vec::new();
    while let Some(name) = open.pop() {
        if scripts.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let source = text(site, &format!("assets/{name}"));
        let imports = source.split(" from \"./").skip(1);
        open.extend(imports.map(|import| import.split('"').next().unwrap().to_owned()));
        scripts.push((name, source));
    }
    scripts
}

fn texts_of(site: &Site, page: Page) -> Value {
    serde_json::from_str(&text(
        site,
        &format!("assets/texts/{}.en.json", page.name()),
    ))
    .unwrap()
}

/// Said of a code that a link brings, or that was not asked for on the page.
const OF_A_LINK: [&str; 3] = ["confirm.heading", "confirm.typed", "confirm.stranger"];

/// Said by fields that `/join` has, and not every page.
const PASSWORD_OR_ADDRESS: [&str; 9] = [
    "page.email",
    "page.not-an-email",
    "page.optional",
    "page.read",
    "page.choose",
    "page.show",
    "page.hide",
    "page.code",
    "problem.password-refused",
];

#[test]
fn every_sentence_that_a_page_says_is_sent_with_it() {
    let site = plain();
    for page in Page::ALL {
        let texts = texts_of(&site, page);
        let scripts = scripts_of(&site, page);
        let document = ("page.html".to_owned(), text(&site, page.file()));
        let mut said = 0;
        for (script, source) in scripts.iter().chain([&document]) {
            for literal in source.split('"').skip(1).step_by(2) {
                let mut parts = literal.split('.');
                let (Some(message), Some(attribute), None) =
                    (parts.next(), parts.next(), parts.next())
                else {
                    continue;
                };
                let messages = [
                    "page", "accept", "join", "confirm", "reset", "home", "rule", "problem",
                ];
                // All kinds of fields are in a script that pages without some of them load, too.
                let of_form = *script == "form.js"
                    && (message == "rule" || PASSWORD_OR_ADDRESS.contains(&literal))
                    && texts["join.title"].is_null();
                let of_others = of_form
                    // What a page says that was opened with a code.
                    || page == Page::Join && OF_A_LINK.contains(&literal)
                    // What the ways out of other pages' problems say.
                    || page == Page::Home && *script == "page.js";
                let is_sentence = messages.contains(&message)
                    && !matches!(attribute, "js" | "css" | "html" | "no-script")
                    && !of_others;
                if is_sentence {
                    said += 1;
                    assert!(texts[literal].is_string(), "{page:?}, {script}: {literal}");
                }
            }
        }
        assert!(said >= 6, "only {said} sentences of {page:?} were found");
    }
}

/// Every page has words for whatever its calls can answer, by the type of `invitations.d.ts`.
#[test]
fn every_problem_has_words_on_some_page() {
    let site = plain();
    let types = text(&site, "assets/invitations.d.ts");
    let codes = between(&types, "export type ProblemCode =", "\n\n").lines();
    let codes: Vec<&str> = codes
        .filter_map(|line| line.trim().strip_prefix("| \"")?.split('"').next())
        .collect();
    assert!(codes.len() > 15, "{codes:?}");
    // It brings its own sentence.
    for code in codes.into_iter().filter(|code| *code != "rejected") {
        let name = format!("problem.{code}");
        let pages = Page::ALL.map(|page| texts_of(&site, page)[&name].is_string());
        assert!(pages.contains(&true), "{code}");
    }
}

#[test]
fn what_a_brand_says_is_text_and_never_markup() {
    let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
    let brand = format!("name = 'A'\nlinks = 'https://a.example'\npostal_address = '{hostile}'");
    let pages = format!("{PAGES}ask = ['{hostile}']\n");
    let sentences = format!(
        "page-accept =\n    .title = {hostile}\n    .heading = {hostile}\n    .body = {hostile}\n"
    );
    let site = site(&brand, &sentences, &pages, "");
    for page in Page::ALL {
        let html = text(&site, page.file());
        assert!(!html.contains("<img src=x"), "{html}");
        assert_eq!(html.matches("<script").count(), 2, "{html}");
        assert_eq!(html.matches("</script").count(), 2, "{html}");
    }
    assert_eq!(facts(&site)["signUp"]["attributes"][0]["name"], hostile);
}

/// What is shown on a slow line, and where no script runs.
#[test]
fn each_page_says_what_it_is_for_before_its_script_runs() {
    let first = |site: &Site, page: Page| {
        let html = text(site, page.file());
        let main = between(
            &html,
            "<main data-waiting lang=\"en\" dir=\"ltr\">",
            "</main>",
        );
        let part = |tag: &str| {
            let (from, to) = (format!("<{tag}>"), format!("</{tag}>"));
            between(main, &from, &to).to_owned()
        };
        (part("h1"), part("p"))
    };
    let open = site(
        "name = 'A & B'\nlinks = 'https://a.example'",
        "",
        PAGES,
        "policy = 'open'",
    );
    for page in Page::ALL {
        let (heading, body) = first(&open, page);
        assert!(!heading.is_empty() && !body.is_empty(), "{page:?}");
    }
    let (heading, body) = first(&open, Page::Accept);
    assert_eq!(heading, "Accept your invitation to A &amp; B");
    assert_eq!(body, "Set a password to activate your account.");
    let invited = site(
        "name = 'A'\nlinks = 'https://a.example'",
        "",
        PAGES,
        "policy = 'invited'",
    );
    assert_ne!(first(&open, Page::Join).1, first(&invited, Page::Join).1);
}

#[test]
fn the_name_to_sign_in_with_is_handed_on_only_where_the_settings_say_how() {
    let brand = "name = 'A'\nlinks = 'https://a.example'";
    assert!(facts(&site(brand, "", PAGES, ""))["nameParameter"].is_null());
    let pages = format!("{PAGES}name_parameter = 'login_hint'\n");
    let known = facts(&site(brand, "", &pages, ""));
    assert_eq!(known["nameParameter"], "login_hint");
}

#[test]
fn the_policy_stands_in_the_page_and_in_the_headers() {
    let site = plain();
    let endpoint = "https://cognito-idp.eu-west-1.amazonaws.com";
    let html = text(&site, "accept/index.html");
    let in_page = between(&html, "Content-Security-Policy\" content=\"", "\"");
    let of_headers = headers(endpoint);
    let (_, policy) = &of_headers[0];
    assert_eq!(format!("{in_page}; frame-ancestors 'none'"), *policy);
    assert!(policy.contains(&format!("connect-src 'self' {endpoint};")));
    assert!(!policy.contains("unsafe"), "{policy}");
    let file = text(&site, "_headers");
    for (name, value) in of_headers {
        assert!(file.contains(&format!("\n  {name}: {value}\n")), "{name}");
    }
}

#[test]
fn the_scripts_are_told_what_the_settings_say() {
    let brand = "name = 'A'\nlinks = 'https://a.example'";
    let pages = format!(
        "{PAGES}ask = ['given_name']\ninformation = {{ terms = 'https://a.example/terms' }}\n\
         password = {{ minimum_length = 14, symbols = false }}\n"
    );
    let policy = "policy = 'open'\n[require]\nattributes = ['custom:tenant']\n\
                  validation_data = { terms = ['accepted'] }\nclient_metadata = { app = ['pages', 'ios'] }";
    let facts = facts(&site(brand, "", &pages, policy));
    let expected = serde_json::json!({
        "endpoint": "https://cognito-idp.eu-west-1.amazonaws.com",
        "clientId": "c",
        "signIn": "https://app.a.example/",
        "redirects": ["https://app.a.example/"],
        "userNames": "email",
        "password": {
            "minimumLength": 14, "lowercase": true, "uppercase": true, "numbers": true, "symbols": false
        },
        "signUp": {
            "invitationRequired": false,
            "attributes": [
                { "name": "given_name", "required": false },
                { "name": "custom:tenant", "required": true },
            ],
            "validationData": [
                { "key": "terms", "values": ["accepted"], "information": "https://a.example/terms" },
            ],
            "clientMetadata": { "app": "pages" },
        },
        "locales": { "ar": "rtl", "de": "ltr", "en": "ltr", "es": "ltr", "fr": "ltr" },
        "defaultLocale": "en",
    });
    assert_eq!(facts, expected);
}

#[test]
fn fields_have_words_or_their_own_name() {
    let brand = "name = 'A'\nlinks = 'https://a.example'";
    let pages = format!("{PAGES}ask = ['custom:tenant', 'custom:desk']\n");
    let sentences = "page-field =\n    .custom-tenant = Customer number of { $brand }\n";
    let site = site(brand, sentences, &pages, "");
    let texts = texts_of(&site, Page::Join);
    assert_eq!(texts["field.custom:tenant"], "Customer number of A");
    assert_eq!(texts["field.custom:desk"], "custom:desk");
    // What nobody asks for needs no words, but for what a user pool may require of the invited.
    assert!(texts["field.given_name"].is_null());
    let accept = texts_of(&site, Page::Accept);
    assert_eq!(accept["field.given_name"], "Given name");
    assert_eq!(
        texts["join.sent"]
            .as_str()
            .unwrap()
            .matches("{address}")
            .count(),
        1
    );
}
