//! Who is measured.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use lambda_host::HostedFunction;

use crate::binaries::{Binaries, package_folder};
use crate::called_functions::CalledFunctions;
use crate::job::Job;
use crate::test_pool::TestPool;

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
    pub(crate) plain: HostedFunction,
    /// The function, which finds AWS over TLS; `None` if it never calls AWS.
    pub(crate) over_tls: Option<HostedFunction>,
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
    /// The chain, which calls two functions and waits for them.
    Chain,
    /// The administrators' API.
    Api,
    /// One of ours, as it was built earlier.
    Earlier,
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

/// What one of our functions is measured at, and what it is compared with.
#[derive(Clone, Copy, Debug)]
struct Subject {
    job: Job,
    kind: Kind,
    name: &'static str,
    binary: &'static str,
    configuration: &'static str,
    /// The handler for Node that does the same.
    handler: &'static str,
}

impl Subject {
    /// A hook under the settings of all, whose binary and handler for Node have its name.
    const fn hook(job: Job, kind: Kind, name: &'static str) -> Self {
        Self {
            job,
            kind,
            name,
            binary: name,
            configuration: "invitations.toml",
            handler: name,
        }
    }

    /// A route of the administrators' API.
    const fn route(job: Job, name: &'static str) -> Self {
        Self {
            job,
            kind: Kind::Api,
            name,
            binary: "admin-api",
            configuration: "admin-api.toml",
            handler: "admin-queries",
        }
    }
}

/// A sign-up through the chain: what it costs beside `pre-sign-up` is the difference of the two.
const CHAIN: Subject = Subject {
    binary: "trigger-chain",
    configuration: "chained.toml",
    ..Subject::hook(Job::PreSignUp, Kind::Chain, "pre-sign-up-chained")
};

const SUBJECTS: [Subject; 8] = [
    Subject::hook(Job::PreSignUp, Kind::Hook, "pre-sign-up"),
    Subject::hook(Job::CustomMessage, Kind::Hook, "custom-message"),
    Subject::hook(Job::PreTokenGeneration, Kind::Hook, "pre-token-generation"),
    Subject::hook(
        Job::PostAuthentication,
        Kind::HookWithSdk,
        "post-authentication",
    ),
    Subject::hook(
        Job::PostConfirmation,
        Kind::HookWithSdk,
        "post-confirmation",
    ),
    Subject {
        binary: "post-confirmation",
        configuration: "with-mail.toml",
        ..Subject::hook(
            Job::PostConfirmationWithMail,
            Kind::HookWithSdk,
            "post-confirmation-with-mail",
        )
    },
    Subject::route(Job::GetUser, "admin-api-get-user"),
    Subject::route(Job::AddUserToGroup, "admin-api-add-user-to-group"),
];

/// All contenders: the floors, then the functions, then those that were built earlier, then Node.
pub(crate) fn all(
    binaries: &Binaries,
    earlier: Option<&Binaries>,
    pool: &TestPool,
    called: &CalledFunctions,
) -> Result<(Vec<Contender>, Node)> {
    let floors = [
        Subject::hook(Job::Echo, Kind::NoOp, "no-op"),
        Subject::hook(Job::OneCall, Kind::BareSdk, "bare-sdk"),
    ];
    let mut contenders = Vec::new();
    for subject in floors.into_iter().chain(SUBJECTS) {
        contenders.push(binary(subject, binaries, pool)?);
    }
    let mut chain = binary(CHAIN, binaries, pool)?;
    let url = variable("AWS_ENDPOINT_URL_LAMBDA", called.endpoint_url());
    chain.plain.environment.push(url);
    contenders.push(chain);
    // A function that did not exist yet has nothing to be compared with.
    let earlier = |subject: &Subject| earlier.filter(|all| all.get(subject.binary).is_ok());
    for subject in SUBJECTS {
        let Some(binaries) = earlier(&subject) else {
            continue;
        };
        contenders.push(Contender {
            name: format!("earlier-{}", subject.name),
            kind: Kind::Earlier,
            ..binary(subject, binaries, pool)?
        });
    }
    let node = find_node();
    if let Node::Measured(_) = node {
        contenders.extend(SUBJECTS.map(|subject| node_handler(subject, pool)));
    }
    Ok((contenders, node))
}

fn binary(subject: Subject, binaries: &Binaries, pool: &TestPool) -> Result<Contender> {
    let Subject {
        job,
        kind,
        name,
        binary,
        configuration,
        ..
    } = subject;
    let (path, bytes) = binaries.get(binary)?;
    let function = HostedFunction {
        environment: vec![variable(
            "INVITATIONS_CONFIG",
            pool.configuration.path(configuration),
        )],
        ..HostedFunction::new(name, path)
    };
    let roots = variable("SSL_CERT_FILE", &pool.authority.with_system_roots);
    let has_sdk = matches!(kind, Kind::BareSdk | Kind::HookWithSdk | Kind::Api);
    Ok(Contender {
        name: name.to_owned(),
        kind,
        job,
        over_tls: has_sdk.then(|| with_endpoint(&function, pool.tls.endpoint_url(), Some(roots))),
        plain: with_endpoint(&function, pool.endpoint_url(), None),
        binary_bytes: Some(bytes),
    })
}

fn node_handler(subject: Subject, pool: &TestPool) -> Contender {
    let Subject { job, handler, .. } = subject;
    let name = format!("node-{}", subject.name);
    let bootstrap = node_folder()
        .join("bootstrap.mjs")
        .to_string_lossy()
        .into_owned();
    let function = HostedFunction {
        arguments: vec![bootstrap, format!("./{handler}.mjs")],
        environment: vec![variable(
            "INVITATIONS_CONFIG",
            pool.configuration.path("node.json"),
        )],
        ..HostedFunction::new(&name, "node")
    };
    let has_sdk = subject.kind != Kind::Hook;
    // Node carries the well-known roots in its binary.
    let roots = variable("NODE_EXTRA_CA_CERTS", &pool.authority.certificate);
    Contender {
        name,
        kind: Kind::Node,
        job,
        over_tls: has_sdk.then(|| with_endpoint(&function, pool.tls.endpoint_url(), Some(roots))),
        plain: with_endpoint(&function, pool.endpoint_url(), None),
        binary_bytes: None,
    }
}

fn with_endpoint(
    function: &HostedFunction,
    url: String,
    roots: Option<(String, String)>,
) -> HostedFunction {
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
