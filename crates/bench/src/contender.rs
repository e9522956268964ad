//! Who is measured.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use lambda_host::Function;

use crate::binaries::{Binaries, package_folder};
use crate::job::Job;
use crate::stage::Stage;

/// A function that is measured.
#[derive(Debug)]
pub(crate) struct Contender {
    /// The name in the report.
    pub(crate) name: String,
    /// What kind of function it is, and so which bars it has.
    pub(crate) kind: Kind,
    /// What it is given to do.
    pub(crate) job: Job,
    /// The function, which finds AWS over plain HTTP.
    pub(crate) plain: Function,
    /// The function, which finds AWS over TLS; `None` if it never calls AWS.
    pub(crate) over_tls: Option<Function>,
    /// The size of its binary in bytes; `None` for Node.
    pub(crate) binary_bytes: Option<u64>,
}

/// The kinds of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The floor without an SDK.
    NoOp,
    /// The floor with an SDK.
    BareSdk,
    /// One of the five functions, without an SDK.
    Hook,
    /// One of the five functions, with an SDK.
    HookWithSdk,
    /// Node.
    Node,
}

/// Whether there are figures of Node.
#[derive(Debug)]
pub(crate) enum Node {
    /// Its version.
    Measured(String),
    /// Why there are none, and how to get them.
    Skipped(String),
}

/// Binary, configuration, job, and the handler for Node that does the same.
const HOOKS: [(Job, Kind, &str, &str, &str); 6] = [
    (
        Job::PreSignUp,
        Kind::Hook,
        "pre-sign-up",
        "invitations.toml",
        "pre-sign-up",
    ),
    (
        Job::CustomMessage,
        Kind::Hook,
        "custom-message",
        "invitations.toml",
        "custom-message",
    ),
    (
        Job::PreTokenGeneration,
        Kind::Hook,
        "pre-token-generation",
        "invitations.toml",
        "pre-token-generation",
    ),
    (
        Job::PostAuthentication,
        Kind::HookWithSdk,
        "post-authentication",
        "invitations.toml",
        "post-authentication",
    ),
    (
        Job::PostConfirmation,
        Kind::HookWithSdk,
        "post-confirmation",
        "invitations.toml",
        "post-confirmation",
    ),
    (
        Job::PostConfirmationWithMail,
        Kind::HookWithSdk,
        "post-confirmation",
        "with-mail.toml",
        "post-confirmation-with-mail",
    ),
];

/// All contenders: the floors, then the functions, then Node.
pub(crate) fn all(binaries: &Binaries, stage: &Stage) -> Result<(Vec<Contender>, Node)> {
    let floors = [
        (Job::Echo, Kind::NoOp, "no-op"),
        (Job::OneCall, Kind::BareSdk, "bare-sdk"),
    ];
    let mut contenders = Vec::new();
    for (job, kind, name) in floors {
        contenders.push(binary(
            name,
            kind,
            job,
            name,
            "invitations.toml",
            binaries,
            stage,
        )?);
    }
    for (job, kind, name, configuration, handler) in HOOKS {
        contenders.push(binary(
            handler,
            kind,
            job,
            name,
            configuration,
            binaries,
            stage,
        )?);
    }
    let node = find_node();
    if let Node::Measured(_) = node {
        contenders.extend(HOOKS.map(|(job, _, _, _, handler)| node_handler(job, handler, stage)));
    }
    Ok((contenders, node))
}

fn binary(
    name: &str,
    kind: Kind,
    job: Job,
    program: &str,
    configuration: &str,
    binaries: &Binaries,
    stage: &Stage,
) -> Result<Contender> {
    let (path, bytes) = binaries.get(program)?;
    let function = Function {
        environment: vec![variable(
            "INVITATIONS_CONFIG",
            stage.configuration.path(configuration),
        )],
        ..Function::new(name, path)
    };
    let roots = variable("SSL_CERT_FILE", &stage.authority.with_system_roots);
    let has_sdk = matches!(kind, Kind::BareSdk | Kind::HookWithSdk);
    Ok(Contender {
        name: name.to_owned(),
        kind,
        job,
        over_tls: has_sdk.then(|| with_endpoint(&function, stage.tls.endpoint_url(), Some(roots))),
        plain: with_endpoint(&function, stage.endpoint_url(), None),
        binary_bytes: Some(bytes),
    })
}

fn node_handler(job: Job, handler: &str, stage: &Stage) -> Contender {
    let name = format!("node-{handler}");
    let bootstrap = node_folder()
        .join("bootstrap.mjs")
        .to_string_lossy()
        .into_owned();
    let function = Function {
        arguments: vec![bootstrap, format!("./{handler}.mjs")],
        environment: vec![variable(
            "INVITATIONS_CONFIG",
            stage.configuration.path("node.json"),
        )],
        ..Function::new(&name, "node")
    };
    let has_sdk = !matches!(
        job,
        Job::PreSignUp | Job::CustomMessage | Job::PreTokenGeneration
    );
    // Node carries the well-known roots in its binary.
    let roots = variable("NODE_EXTRA_CA_CERTS", &stage.authority.certificate);
    Contender {
        name,
        kind: Kind::Node,
        job,
        over_tls: has_sdk.then(|| with_endpoint(&function, stage.tls.endpoint_url(), Some(roots))),
        plain: with_endpoint(&function, stage.endpoint_url(), None),
        binary_bytes: None,
    }
}

fn with_endpoint(function: &Function, url: String, roots: Option<(String, String)>) -> Function {
    let mut function = function.clone();
    function
        .environment
        .push(("AWS_ENDPOINT_URL".to_owned(), url));
    function.environment.extend(roots);
    function
}

fn variable(name: &str, path: impl AsRef<OsStr>) -> (String, String) {
    (
        name.to_owned(),
        path.as_ref().to_string_lossy().into_owned(),
    )
}

fn find_node() -> Node {
    let version = Command::new("node")
        .arg("--version")
        .output()
        .context("no node");
    let Ok(version) = version else {
        return Node::Skipped("node is not in PATH; install Node 20 or newer".to_owned());
    };
    if !node_folder().join("node_modules").is_dir() {
        let folder = node_folder().display().to_string();
        return Node::Skipped(format!(
            "its packages are not there; run `npm ci --prefix {folder}`"
        ));
    }
    Node::Measured(String::from_utf8_lossy(&version.stdout).trim().to_owned())
}

fn node_folder() -> PathBuf {
    Path::new(package_folder()).join("node")
}
