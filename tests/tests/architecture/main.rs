//! The invariants of ARCHITECTURE.md: which crate may know which, and names that have to agree.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use modules::Modules;
use serde_json::Value;

/// Each crate and the crates of ours that it may know. An edge that is not here is refused:
/// a new one is the most scrutinised kind of change.
const MAY_KNOW: [(&str, &[&str]); 30] = [
    ("invitation", &[]),
    ("messages", &[]),
    ("trigger", &[]),
    ("lambda-host", &[]),
    ("aws-service", &[]),
    ("authorization", &["invitation"]),
    ("lifecycle-events", &["invitation"]),
    (
        "settings",
        &[
            "authorization",
            "invitation",
            "lifecycle-events",
            "messages",
            "trigger",
        ],
    ),
    ("local-user-pool", &[]),
    ("pages", &["invitation", "messages"]),
    ("cognito", &["invitation", "trigger"]),
    ("event-bus", &["aws-service", "cognito", "lifecycle-events"]),
    (
        "acceptance",
        &[
            "cognito",
            "event-bus",
            "invitation",
            "lifecycle-events",
            "messages",
            "trigger",
        ],
    ),
    (
        "pre-sign-up",
        &["invitation", "messages", "settings", "trigger"],
    ),
    (
        "custom-message",
        &["invitation", "messages", "settings", "trigger"],
    ),
    (
        "pre-token-generation",
        &["invitation", "settings", "trigger"],
    ),
    (
        "post-confirmation",
        &["acceptance", "cognito", "invitation", "settings", "trigger"],
    ),
    (
        "post-authentication",
        &["acceptance", "cognito", "invitation", "settings", "trigger"],
    ),
    (
        "trigger-chain",
        &[
            "aws-service",
            "cognito",
            "invitation",
            "messages",
            "settings",
            "trigger",
        ],
    ),
    (
        "administration",
        &[
            "acceptance",
            "aws-service",
            "cognito",
            "event-bus",
            "invitation",
            "lifecycle-events",
            "messages",
            "settings",
        ],
    ),
    (
        "admin-api",
        &[
            "acceptance",
            "administration",
            "authorization",
            "cognito",
            "invitation",
            "messages",
            "settings",
            "trigger",
        ],
    ),
    (
        "sweeper",
        &["administration", "cognito", "settings", "trigger"],
    ),
    (
        "notifier",
        &[
            "acceptance",
            "administration",
            "cognito",
            "invitation",
            "messages",
            "settings",
            "trigger",
        ],
    ),
    ("terminal", &["settings"]),
    (
        "connection",
        &[
            "acceptance",
            "cognito",
            "invitation",
            "messages",
            "settings",
            "terminal",
        ],
    ),
    (
        "deployment",
        &[
            "aws-service",
            "cognito",
            "connection",
            "invitation",
            "messages",
            "pages",
            "settings",
            "terminal",
            "trigger",
        ],
    ),
    (
        "playground",
        &[
            "acceptance",
            "admin-api",
            "administration",
            "authorization",
            "cognito",
            "connection",
            "custom-message",
            "invitation",
            "lambda-host",
            "local-user-pool",
            "messages",
            "notifier",
            "pages",
            "post-authentication",
            "post-confirmation",
            "pre-sign-up",
            "pre-token-generation",
            "settings",
            "terminal",
            "trigger",
            "trigger-chain",
        ],
    ),
    (
        "invitations",
        &[
            "acceptance",
            "admin-api",
            "administration",
            "authorization",
            "cognito",
            "connection",
            "deployment",
            "invitation",
            "lambda-host",
            "messages",
            "pages",
            "playground",
            "settings",
            "terminal",
            "trigger",
        ],
    ),
    (
        "bench",
        &[
            "acceptance",
            "administration",
            "connection",
            "invitation",
            "lambda-host",
            "local-user-pool",
            "playground",
            "settings",
            "trigger",
        ],
    ),
    ("tests", &["invitation", "lambda-host", "local-user-pool"]),
];

const FUNCTIONS: [&str; 5] = [
    "pre-sign-up",
    "custom-message",
    "post-confirmation",
    "post-authentication",
    "pre-token-generation",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The platform that this is built on, as cargo calls it.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    let host = lines.find_map(|line| line.strip_prefix("host: "));
    host.unwrap().to_owned()
}

fn metadata(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What each crate of ours asks for itself, whichever feature asks; not for its tests.
fn declared() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().unwrap();
    let normal = |dependency: &&Value| dependency["kind"].is_null();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let names = dependencies.iter().filter(normal).map(name_of);
            (name_of(package), names.collect())
        })
        .collect()
}

fn name_of(value: &Value) -> String {
    value["name"].as_str().unwrap().to_owned()
}

/// Every package's normal dependencies, by name, as cargo resolves them with every feature. What
/// other platforms need is not on this machine.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata(&["--all-features", "--filter-platform", &host()]);
    let packages = metadata["packages"].as_array().unwrap();
    let names: BTreeMap<&str, String> = packages
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), name_of(package)))
        .collect();
    let mut dependencies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let of_node = dependencies
            .entry(names[node["id"].as_str().unwrap()].clone())
            .or_default();
        for dependency in node["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                of_node.insert(names[dependency["pkg"].as_str().unwrap()].clone());
            }
        }
    }
    dependencies
}

/// All that `package` links, directly or not.
fn closure(dependencies: &BTreeMap<String, BTreeSet<String>>, package: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![package.to_owned()];
    while let Some(next) = open.pop() {
        for dependency in dependencies.get(&next).into_iter().flatten() {
            if seen.insert(dependency.clone()) {
                open.push(dependency.clone());
            }
        }
    }
    seen
}

#[test]
fn arrows_point_down() {
    let dependencies = declared();
    let ours: BTreeSet<&str> = MAY_KNOW.iter().map(|(name, _)| *name).collect();
    for (name, may_know) in MAY_KNOW {
        let knows = dependencies
            .get(name)
            .unwrap_or_else(|| panic!("there is no crate {name}"));
        for known in knows.iter().filter(|known| ours.contains(known.as_str())) {
            assert!(
                may_know.contains(&known.as_str()),
                "{name} must not know {known}"
            );
        }
        for known in may_know {
            assert!(knows.contains(*known), "{name} need not know {known}");
        }
    }
    let members = fs::read_dir(root().join("crates")).unwrap().count() + 1;
    assert_eq!(
        members,
        MAY_KNOW.len(),
        "a crate is missing from the table above"
    );
}

#[test]
fn the_core_is_pure() {
    let dependencies = dependencies();
    for name in [
        "invitation",
        "messages",
        "authorization",
        "lifecycle-events",
        "pages",
    ] {
        for linked in closure(&dependencies, name) {
            let impure = linked.starts_with("aws")
                || ["tokio", "hyper", "lambda_runtime", "rustls"].contains(&linked.as_str());
            assert!(!impure, "{name} links {linked}");
        }
    }
}

#[test]
fn hooks_that_call_nothing_link_no_sdk() {
    let dependencies = dependencies();
    for name in ["pre-sign-up", "custom-message", "pre-token-generation"] {
        for linked in closure(&dependencies, name) {
            assert!(!linked.starts_with("aws-"), "{name} links {linked}");
        }
    }
}

#[test]
fn no_binary_can_verify_with_anything_but_es256() {
    let dependencies = dependencies();
    for name in FUNCTIONS {
        let linked = closure(&dependencies, name);
        assert!(
            linked.contains("jsonwebtoken")
                && !linked.contains("rsa")
                && !linked.contains("ed25519-dalek"),
            "{name}"
        );
    }
}

/// The hooks hold public keys only: whoever invites asks for signatures, and nobody else.
#[test]
fn only_those_who_invite_reach_signing_keys() {
    let dependencies = dependencies();
    let invites = [
        "administration",
        "admin-api",
        "bench",
        "invitations",
        "playground",
        // It sends invitations again, and its role may use no key.
        "sweeper",
        // It finishes grants as an administrator does, and its role may use no key.
        "notifier",
    ];
    assert!(!read("infra/sweeper.yaml").contains("kms:"));
    for (name, _) in MAY_KNOW.iter().filter(|(name, _)| !invites.contains(name)) {
        let linked = closure(&dependencies, name);
        // The one crate that asks for a key and signs with it (`kms.rs`).
        assert!(!linked.contains("administration"), "{name} can sign");
    }
}

/// `cargo run` and `cargo test --workspace` compile each dependency once: with the same features.
#[test]
fn the_command_is_compiled_as_the_tests_are() {
    let by_run = compiled(&["normal,build", "--package", "invitations"]);
    let by_tests = compiled(&["normal,build,dev", "--workspace"]);
    let twice: Vec<_> = by_run.difference(&by_tests).collect();
    assert!(
        twice.is_empty(),
        "name their other features in crates/cli/Cargo.toml: {twice:#?}"
    );
}

/// Each package with its features, along edges of these kinds.
fn compiled(arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix", "none"])
        .args(["--format", "{p} [{f}]", "--edges"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.lines().map(|line| line.trim_end_matches(" (*)"));
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_function_has_one_name_everywhere() {
    let template = read("infra/template.yaml");
    for name in FUNCTIONS {
        let manifest = read(&format!("crates/{name}/Cargo.toml"));
        assert!(
            manifest.contains(&format!("name = \"{name}\"")),
            "{name}: crate"
        );
        assert!(
            root().join("events").join(name).is_dir(),
            "{name}: folder of events"
        );
        assert!(
            template.contains(&format!("target/lambda/{name}/")),
            "{name}: resource"
        );
    }
}

/// Trap 26: a function that refers to the pool in its environment makes a dependency cycle, and
/// the linters do not see it in a SAM template.
#[test]
fn no_function_of_the_template_refers_to_the_pool() {
    let template = read("infra/template.yaml");
    let mut resource = String::new();
    let mut is_function = false;
    for line in template.lines() {
        let depth = line.len() - line.trim_start().len();
        if depth <= 2 && line.trim_end().ends_with(':') {
            resource = line.trim().trim_end_matches(':').to_owned();
            is_function = resource == "Globals";
        }
        if line.trim() == "Type: AWS::Serverless::Function" {
            is_function = true;
        }
        let refers = line.contains("UserPool") && !line.trim_start().starts_with('#');
        assert!(
            !(is_function && refers),
            "{resource} refers to the pool: {line}"
        );
    }
    assert!(template.contains("Type: AWS::Serverless::Function"));
}

/// The sample's folder holds the development key's private half, which must not be deployed.
#[test]
fn the_configuration_layer_holds_no_key() {
    let layer = root().join("infra/layer/invitations");
    let names: BTreeSet<String> = fs::read_dir(layer)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        names,
        BTreeSet::from(["brands".to_owned(), "invitations.toml".to_owned()])
    );
}

#[test]
fn the_documents_name_what_is_there() {
    let architecture = read("ARCHITECTURE.md");
    for (name, _) in MAY_KNOW {
        let folder = match name {
            "invitations" => "crates/cli".to_owned(),
            "tests" => "tests/".to_owned(),
            name => format!("crates/{name}"),
        };
        assert!(
            architecture.contains(&folder),
            "ARCHITECTURE.md does not name {folder}"
        );
    }
    let words = architecture.split('`').filter(|word| word.contains('/'));
    let is_rust = |file: &&str| Path::new(file).extension().is_some_and(|kind| kind == "rs");
    for file in words.filter(is_rust) {
        let is_there = |folder: &str| root().join(folder).join(file).exists();
        assert!(
            ["", "crates"].into_iter().any(is_there),
            "ARCHITECTURE.md names {file}, which does not exist"
        );
    }
    assert!(
        architecture.lines().count() <= 200,
        "ARCHITECTURE.md is long"
    );
    let events = read("events/README.md");
    for function in FUNCTIONS {
        for entry in fs::read_dir(root().join("events").join(function)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if !name.ends_with(".expected.json") {
                assert!(
                    events.contains(&name),
                    "events/README.md does not say where {function}/{name} comes from"
                );
            }
        }
    }
}

/// Files of one crate may use each other in one direction only: what is read first stands alone.
#[test]
fn no_files_of_a_crate_use_each_other_in_a_circle() {
    let mut circles = String::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let source = entry.unwrap().path().join("src");
        for file in ["lib.rs", "main.rs"] {
            let file = source.join(file);
            if !file.exists() {
                continue;
            }
            let modules = Modules::read(&file);
            let short = |file: &Path| file.strip_prefix(&source).unwrap().display().to_string();
            for circle in modules.circles() {
                writeln!(circles, "{}:", source.display()).unwrap();
                for file in &circle {
                    let of_file = &modules.uses()[file];
                    let within = of_file.intersection(&circle);
                    let used: Vec<String> = within.map(|other| short(other)).collect();
                    writeln!(circles, "  {} uses {}", short(file), used.join(", ")).unwrap();
                }
            }
        }
    }
    assert!(
        circles.is_empty(),
        "files use each other in a circle\n{circles}"
    );
}
