//! The documents: what they say of codes is what there is, and everybody finds the way.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    let path = repository().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every document below `folder`.
fn documents_below(folder: &str) -> BTreeSet<PathBuf> {
    let mut documents = BTreeSet::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(repository().join(&folder)).unwrap() {
            let path = folder.join(entry.unwrap().file_name());
            if repository().join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "md") {
                documents.insert(path);
            }
        }
    }
    documents
}

/// The documents for readers of the repository.
fn documents() -> BTreeSet<PathBuf> {
    let mut documents = documents_below("docs");
    let others = [
        "README.md",
        "ARCHITECTURE.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "events/README.md",
        "infra/README.md",
        "tests/TRAPS.md",
        "tests/foreign/README.md",
    ];
    documents.extend(others.map(PathBuf::from));
    documents
}

/// The lines outside of blocks of code, without what stands in backquotes.
fn prose(text: &str) -> Vec<String> {
    let mut in_block = false;
    let mut prose = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            prose.push(line.split('`').step_by(2).collect::<Vec<_>>().join("`"));
        }
    }
    prose
}

/// Where the links and pictures of a document lead, as they are written.
fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in prose(text) {
        for (begin, end) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
            let targets = line.split(begin).skip(1);
            links.extend(targets.filter_map(|rest| Some(rest.split_once(end)?.0.to_owned())));
        }
    }
    links.retain(|link| !link.contains("://") && !link.starts_with("mailto:"));
    links
}

/// The file that a link leads to, and the heading in it.
fn target(document: &Path, link: &str) -> (PathBuf, Option<String>) {
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (link, None),
    };
    if path.is_empty() {
        return (document.to_owned(), anchor);
    }
    let mut target = document.parent().unwrap().to_owned();
    for component in Path::new(path).components() {
        match component {
            Component::ParentDir => assert!(target.pop(), "{link} leads out of the repository"),
            Component::Normal(name) => target.push(name),
            _ => {}
        }
    }
    (target, anchor)
}

/// The anchors that GitHub gives to the headings of a document.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut in_block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        }
        let heading = line.trim_start_matches('#');
        if in_block || heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let kept = heading.trim().to_lowercase();
        let kept = kept.chars().filter_map(|character| match character {
            ' ' => Some('-'),
            '-' | '_' => Some(character),
            _ => character.is_alphanumeric().then_some(character),
        });
        anchors.insert(kept.collect());
    }
    anchors
}

#[test]
fn every_rejection_code_is_told() {
    let page = "docs/reference/events.md";
    let text = read(Path::new(page));
    for code in messages::REJECTION_CODES {
        assert!(
            text.contains(&format!("| `{code}` |")),
            "{page} does not name {code}"
        );
    }
}

#[test]
fn every_address_of_the_local_pool_is_told() {
    let page = "docs/reference/local-pool.md";
    let text = read(Path::new(page));
    let source = read(Path::new("crates/local-user-pool/src/server/local.rs"));
    let routes = source.split(".route(\"").skip(1);
    let routes: Vec<&str> = routes
        .filter_map(|rest| Some(rest.split_once('"')?.0))
        .collect();
    assert!(routes.contains(&"/_local/messages"), "{routes:?}");
    for route in routes {
        let is_told = [" ", "`"].iter().any(|before| {
            ["?", "`", " {"]
                .iter()
                .any(|after| text.contains(&format!("{before}{route}{after}")))
        });
        assert!(is_told, "{page} does not have {route}");
    }
}

/// Where the alarms' descriptions lead unless somebody says otherwise.
#[test]
fn the_runbook_is_where_the_template_looks_for_it() {
    let template = read(Path::new("infra/template.yaml"));
    let (_, parameter) = template.split_once("\n  RunbookUrl:\n").unwrap();
    let (_, default) = parameter.split_once("Default: ").unwrap();
    let default = default.lines().next().unwrap();
    assert!(
        documents().contains(Path::new(default)),
        "{default} is no document"
    );
}

#[test]
fn nothing_is_left_to_fill_in() {
    for document in documents() {
        assert!(
            !read(&document).contains("@@"),
            "{} has a blank",
            document.display()
        );
    }
}

#[test]
fn the_readme_is_short() {
    let lines = read(Path::new("README.md")).lines().count();
    assert!(lines <= 150, "README.md has {lines} lines");
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for document in documents() {
        for link in links(&read(&document)) {
            let (target, anchor) = target(&document, &link);
            let exists = repository().join(&target).exists();
            let has_anchor = anchor.is_none_or(|anchor| {
                exists
                    && target.extension().is_some_and(|kind| kind == "md")
                    && anchors(&read(&target)).contains(&anchor)
            });
            if !exists || !has_anchor {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_page_is_reached_from_the_readme() {
    let mut reached = BTreeSet::from([PathBuf::from("README.md")]);
    let mut to_read = vec![PathBuf::from("README.md")];
    while let Some(document) = to_read.pop() {
        for link in links(&read(&document)) {
            let (target, _) = target(&document, &link);
            let is_document = target.extension().is_some_and(|kind| kind == "md");
            if is_document && repository().join(&target).exists() && reached.insert(target.clone())
            {
                to_read.push(target);
            }
        }
    }
    let pages = documents_below("docs");
    assert!(pages.len() > 30, "{} pages", pages.len());
    let lost: Vec<_> = pages.difference(&reached).collect();
    assert!(lost.is_empty(), "nothing leads to {lost:?}");
}

/// What the tests above look for is found where it is.
#[test]
fn links_and_anchors_are_read_as_github_reads_them() {
    let text =
        "# A `b` c: d, e's\n\n[one](x.md#a) `[no](y.md)` <img src=\"z.png\">\n```sh\n# no\n```\n";
    assert_eq!(links(text), ["x.md#a", "z.png"]);
    assert_eq!(anchors(text), BTreeSet::from(["a-b-c-d-es".to_owned()]));
    let (path, anchor) = target(Path::new("docs/how-to/a.md"), "../reference/b.md#c");
    assert_eq!(path, Path::new("docs/reference/b.md"));
    assert_eq!(anchor.as_deref(), Some("c"));
}
