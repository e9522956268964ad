//! Mistakes that people make at the command line, and what they read then: what is wrong, where, and
//! what to do about it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use local_user_pool::{Alias, AttributeDefinition, LocalUserPool, Pool, SignIn};

/// A command line with `{pool}` for the options of a user pool that is there, `{at}` for its
/// address, `{port}` for a port that is taken and `{key}` for the development key; its exit code; and
/// what the message has to have.
type Mistake = (&'static str, i32, &'static [&'static str]);

const COMMAND_LINE: &[Mistake] = &[
    (
        "invite",
        2,
        &["unrecognized", "'create', 'issue', 'import'"],
    ),
    ("delete", 2, &["'revoke'"]),
    ("serve", 2, &["'dev'"]),
    ("grups", 2, &["'groups'"]),
    ("create", 2, &["--user-pool-id <ID>", "--email <ADDRESS>"]),
    (
        "create {pool} -email ada@client.example",
        2,
        &["'--email' with two dashes"],
    ),
    ("create {pool} --groups clients", 2, &["'--group'"]),
    (
        "create --user-pool-id example",
        2,
        &["such as eu-central-1_AbCdEfGhI"],
    ),
    ("show {pool}", 2, &["--user <USER>"]),
    ("revoke {pool}", 2, &["--user <USER>|--token <FILE>"]),
    (
        "revoke {pool} --token there.txt",
        2,
        &["--user-pool-id", "--token"],
    ),
    (
        "list {pool} --state gone",
        2,
        &["pending, expiring, expired, bounced, accepted"],
    ),
    (
        "list {pool} --limit some",
        2,
        &["--limit", "a whole number from 1 on"],
    ),
    ("list {pool} --limit 0", 2, &["a whole number from 1 on"]),
    (
        "dev --advance-days x",
        2,
        &["a whole number of days, 3650 at most"],
    ),
    (
        "reconcile {pool} --policy x",
        2,
        &["both, self-sign-up, admin-created"],
    ),
    (
        "preview --message nothing",
        2,
        &["AdminCreateUser", "InviterNotice"],
    ),
    (
        "simulate --story nothing",
        2,
        &["admin-create", "invitation-token"],
    ),
    ("replay --at yesterday", 2, &["2026-11-20T09:00:00Z"]),
    (
        "attach {pool} --function pre-sign-up=x",
        2,
        &["\"x\" is not the ARN of a Lambda function"],
    ),
    ("keygen", 2, &["--out <FILE>|--kms|--kms-key <KEY>"]),
    (
        "keygen --out new.pem --group a,b",
        2,
        &["repeat --group for more"],
    ),
];

const POOLS: &[Mistake] = &[
    (
        "list --user-pool-id local_Example --endpoint-url 127.0.0.1:9300",
        2,
        &["--endpoint-url", "a URL, such as http://127.0.0.1:8787"],
    ),
    (
        "list --user-pool-id local_Example",
        2,
        &["local_Example", "--endpoint-url"],
    ),
    (
        "list --user-pool-id local_Other --endpoint-url {at}",
        2,
        &["local_Other at {at}", "no such user pool"],
    ),
    (
        "list --user-pool-id local_Example --endpoint-url {at}/x",
        2,
        &["local_Example at {at}/x"],
    ),
    (
        "list --user-pool-id local_Example --endpoint-url http://127.0.0.1:1",
        2,
        &["nobody listens at http://127.0.0.1:1", "invitations dev"],
    ),
    (
        "doctor --user-pool-id local_Other --endpoint-url {at}",
        2,
        &["no user pool local_Other", "correct its id"],
    ),
    (
        "list {pool} --region Europe",
        2,
        &["\"Europe\" is no AWS Region", "eu-central-1"],
    ),
    (
        "keygen --kms --alias nothing --endpoint-url {at}",
        2,
        &[
            "alias/nothing",
            "whether AWS KMS is what the endpoint leads to",
        ],
    ),
];

const PEOPLE: &[Mistake] = &[
    (
        "create {pool} --email ada",
        1,
        &["--email", "ada@client.example"],
    ),
    (
        "create {pool} --email ada@client.example --group a,b",
        1,
        &["\"a,b\"", "repeat --group for more"],
    ),
    (
        "create {pool} --email ada@client.example --group admins",
        1,
        &["\"admins\"", "clients", "grants.assignable_groups"],
    ),
    (
        "create {pool} --email ada@client.example --brand nothing",
        1,
        &["\"nothing\"", "northwind, fabrikam"],
    ),
    (
        "create {pool} --email ada@client.example --locale german",
        1,
        &["--locale", "pt-BR"],
    ),
    (
        "create {pool} --email ada@client.example --attribute tenant",
        2,
        &["custom:tenant=acme"],
    ),
    (
        "create {pool} --email ada@client.example --attribute tenant=acme",
        1,
        &["custom:tenant"],
    ),
    (
        "create {pool} --email ada@client.example --user-name ada",
        1,
        &["user-name-not-taken", "give no user name"],
    ),
    (
        "show {pool} --user bob@client.example",
        1,
        &["user-not-found", "\"bob@client.example\"", "list --all"],
    ),
    (
        "resend {pool} --user bob@client.example",
        1,
        &["\"bob@client.example\""],
    ),
    (
        "revoke {pool} --user bob@client.example",
        1,
        &["\"bob@client.example\""],
    ),
    (
        "reconcile {pool} --user bob@client.example",
        1,
        &["\"bob@client.example\""],
    ),
];

const TOKENS: &[Mistake] = &[
    (
        "issue {pool} --email ada@client.example",
        2,
        &["--key <FILE>|--kms-key <KEY>"],
    ),
    (
        "issue {pool} --key {key} --kms-key alias/x --email ada@client.example",
        2,
        &["--key", "cannot be used with '--kms-key"],
    ),
    (
        "issue {pool} --key {key} --email Ada@Client.example",
        0,
        &["The token is for ada@client.example"],
    ),
    (
        "issue {pool} --key {key} --email ada@client.example --group a,b",
        2,
        &["\"a,b\"", "repeat --group for more"],
    ),
    (
        "issue {pool} --key {key} --email ada@client.example --expires 3",
        2,
        &["72h or 7d"],
    ),
    (
        "issue {pool} --key {key} --email ada@client.example --expires 400d",
        2,
        &["1s to 365d"],
    ),
    (
        "issue {pool} --key {key} --email ada@client.example --inviter me",
        2,
        &["--inviter"],
    ),
    (
        "issue {pool} --key missing.pem --email ada@client.example",
        2,
        &["missing.pem", "invitations keygen"],
    ),
    (
        "issue {pool} --key there.txt --email ada@client.example",
        2,
        &["there.txt", "BEGIN PRIVATE KEY", "openssl"],
    ),
    (
        "issue --user-pool-id eu-central-1_AbCdEfGhI --key {key} --email ada@client.example",
        2,
        &["development key", "invitations keygen"],
    ),
    (
        "revoke --token missing.txt",
        2,
        &["missing.txt", "- for the standard input"],
    ),
    (
        "revoke --token there.txt",
        1,
        &[
            "token-not-verified",
            "a file that has the token and nothing else",
        ],
    ),
    ("revoke --token -", 1, &["token-not-verified"]),
];

const FILES: &[Mistake] = &[
    (
        "create --config missing.toml {pool} --email ada@client.example",
        2,
        &["no configuration at missing.toml", "--config"],
    ),
    (
        "check --config missing.toml",
        2,
        &["no configuration at missing.toml", "INVITATIONS_CONFIG"],
    ),
    ("dev --config there.txt", 2, &["there.txt:1", "TOML"]),
    (
        "import {pool} missing.csv",
        2,
        &["missing.csv cannot be read", "name the CSV file"],
    ),
    (
        "import {pool} empty.csv",
        2,
        &["empty.csv", "its first line names the columns"],
    ),
    (
        "keygen --out there.txt",
        2,
        &["there.txt exists already", "name another file"],
    ),
    (
        "keygen --out missing/key.pem",
        2,
        &["missing/key.pem", "a folder that exists"],
    ),
    (
        "dev --port {port}",
        2,
        &["127.0.0.1:{port}", "--port", "0 for a free one"],
    ),
    (
        "dev --port 0 --seed missing.json",
        2,
        &["missing.json", "--seed"],
    ),
    (
        "dev --port 0 --seed there.txt",
        2,
        &["there.txt is no seed", "\"Pools\""],
    ),
    (
        "dev --port 0 --binaries .",
        2,
        &["./pre-sign-up does not exist", "cargo build"],
    ),
    (
        "dev --port 0 --hooks-endpoint 127.0.0.1:9001",
        2,
        &["such as http://127.0.0.1:9001"],
    ),
    (
        "host --binaries .",
        2,
        &["./pre-sign-up does not exist", "cargo build"],
    ),
    (
        "preview --message SignUp --locale xx",
        2,
        &["does not speak xx", "ar, de, en"],
    ),
    (
        "preview --message SignUp --out missing/x.html",
        2,
        &["missing/x.html", "a folder that exists"],
    ),
    (
        "pages --out there.txt",
        2,
        &["there.txt", "name a folder with --out"],
    ),
    (
        "pages --out site --brand nothing",
        2,
        &["\"nothing\"", "northwind, fabrikam"],
    ),
    (
        "replay missing.json",
        2,
        &["missing.json", "a folder of events"],
    ),
    (
        "replay there.txt",
        2,
        &["there.txt holds no Cognito trigger event"],
    ),
    (
        "detach {pool} --record there.txt",
        2,
        &["there.txt", "--record"],
    ),
];

/// A user pool like that of `invitations dev`, with nobody in it.
fn pool() -> LocalUserPool {
    let mut pool = Pool::new("local_Example");
    pool.sign_in = SignIn::Attribute([Alias::Email].into());
    pool.case_sensitive = false;
    pool.add_groups(["clients", "members"]);
    for name in ["custom:tenant", "custom:brand", "custom:invitation"] {
        pool.schema.define(name, AttributeDefinition::TEXT);
    }
    LocalUserPool::new(vec![pool])
}

#[tokio::test]
async fn a_mistake_is_told_with_what_to_do_about_it() {
    let server = pool().serve().await.unwrap();
    let at = server.endpoint_url();
    let printed = tokio::task::spawn_blocking(move || {
        let tables = [COMMAND_LINE, POOLS, PEOPLE, TOKENS, FILES];
        let mistakes = tables.into_iter().flatten();
        mistakes
            .filter_map(|mistake| objection(mistake, &at))
            .collect::<Vec<_>>()
    });
    let objections = printed.await.unwrap();
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

/// What is not as the table has it.
fn objection((line, code, expected): &Mistake, at: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("there.txt"),
        "neither a key nor a token\n",
    )
    .unwrap();
    fs::write(folder.path().join("empty.csv"), "").unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations");
    let key = sample.join("development-key.pem");
    let port = at.rsplit(':').next().unwrap();
    let filled = |text: &str| {
        text.replace("{pool}", "--user-pool-id local_Example --endpoint-url {at}")
            .replace("{at}", at)
            .replace("{port}", port)
            .replace("{key}", key.to_str().unwrap())
    };
    let line = filled(line);
    let output = Command::new(env!("CARGO_BIN_EXE_invitations"))
        .args(line.split(' '))
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .env("INVITATIONS_CONFIG", sample.join("invitations.toml"))
        .env_remove("AWS_REGION")
        .env_remove("AWS_ACCESS_KEY_ID")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let missing: Vec<String> = expected
        .iter()
        .map(|text| filled(text))
        .filter(|text| !said.contains(text.as_str()))
        .collect();
    let as_expected = output.status.code() == Some(*code) && missing.is_empty();
    (!as_expected).then(|| {
        format!(
            "\n$ invitations {line}\nexit {:?}, expected {code}; lacks {missing:?}:\n{said}",
            output.status.code()
        )
    })
}
