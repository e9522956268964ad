//! The commands that invite refuse the same inputs with the same code: `create`, `issue`, `import`.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use local_user_pool::{Alias, AttributeDataType, AttributeDefinition, LocalUserPool, Pool, SignIn};
use serde::Deserialize;
use serde_json::Value;

const POOL: &str = "local_Example";
const ADDRESS: &str = "ada@client.example";

#[derive(Deserialize)]
struct Case {
    field: String,
    value: String,
    /// The code of the fault; none where the value is taken.
    code: Option<String>,
    /// What `issue` says, which does not ask the pool, where that is something else; blank where it
    /// takes the value.
    offline: Option<String>,
}

/// A pool like that of the validator's own tests.
fn pool() -> LocalUserPool {
    let mut pool = Pool::new(POOL);
    pool.sign_in = SignIn::Attribute([Alias::Email].into());
    pool.case_sensitive = false;
    pool.add_groups(["clients"]);
    let tenant = AttributeDefinition {
        data_type: AttributeDataType::String {
            min_length: Some(2),
            max_length: Some(20),
        },
        ..AttributeDefinition::TEXT
    };
    pool.schema.define("custom:tenant", tenant);
    for name in ["custom:brand", "custom:invitation"] {
        pool.schema.define(name, AttributeDefinition::TEXT);
    }
    LocalUserPool::new(vec![pool])
}

/// The command against the pool, under the sample settings.
struct TestPool {
    endpoint: String,
    sample: std::path::PathBuf,
}

impl TestPool {
    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_invitations"))
            .args(arguments)
            .args(["--json", "--user-pool-id", POOL])
            .args(["--endpoint-url", &self.endpoint])
            .arg("--config")
            .arg(self.sample.join("invitations.toml"))
            .env_remove("AWS_REGION")
            .env_remove("AWS_ACCESS_KEY_ID")
            .output()
            .unwrap()
    }

    /// The options that fill in one field besides the address.
    fn options(case: &Case) -> Vec<String> {
        let mut options = Vec::new();
        let mut add = |name: &str, value: &str| options.extend([name.to_owned(), value.to_owned()]);
        if case.field != "email" {
            add("--email", ADDRESS);
        }
        match case.field.as_str() {
            "groups" => add("--group", &case.value),
            "custom:tenant" => add("--attribute", &format!("custom:tenant={}", case.value)),
            field => add(&format!("--{}", field.replace('_', "-")), &case.value),
        }
        options
    }

    fn create(&self, case: &Case) -> Option<String> {
        let options = Self::options(case);
        let options = options.iter().map(String::as_str);
        let ran = self.run(&["create"].into_iter().chain(options).collect::<Vec<_>>());
        code(&json(&ran)["refused"]["code"])
    }

    /// A token has names as attributes, and its faults are on the standard error.
    fn issue(&self, case: &Case) -> Option<String> {
        let key = self.sample.join("development-key.pem");
        let mut options = Self::options(case);
        if let Some(at) = options.iter().position(|option| option == "--given-name") {
            "--attribute".clone_into(&mut options[at]);
            options[at + 1] = format!("given_name={}", case.value);
        }
        let options = options.iter().map(String::as_str);
        let issue = ["issue", "--key", key.to_str().unwrap()];
        let ran = self.run(&issue.into_iter().chain(options).collect::<Vec<_>>());
        if ran.status.success() {
            return None;
        }
        let said = String::from_utf8(ran.stderr).unwrap();
        let said = said.strip_prefix("invitations: ").unwrap();
        Some(said.split(": ").next().unwrap().to_owned())
    }

    fn import(&self, case: &Case, list: &Path) -> Option<String> {
        let cell = format!("\"{}\"", case.value);
        let text = match case.field.as_str() {
            "email" => format!("email,given_name\n{cell},Ada\n"),
            field => format!("email,{field}\n{ADDRESS},{cell}\n"),
        };
        fs::write(list, text).unwrap();
        let ran = self.run(&["import", list.to_str().unwrap(), "--dry-run"]);
        code(&json(&ran)["faults"][0]["code"])
    }
}

fn json(ran: &Output) -> Value {
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn code(code: &Value) -> Option<String> {
    code.as_str().map(str::to_owned)
}

#[tokio::test]
async fn every_way_in_says_the_same() {
    let cases = include_str!("../../administration/tests/ways-in.json");
    let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
    let server = pool().serve().await.unwrap();
    let test_pool = TestPool {
        endpoint: server.endpoint_url(),
        sample: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations"),
    };
    let said = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list.csv");
        for case in &cases {
            let value = &case.value;
            assert_eq!(test_pool.create(case), case.code, "create {value:?}");
            let offline = case.offline.clone().or_else(|| case.code.clone());
            let offline = offline.filter(|code| !code.is_empty());
            assert_eq!(test_pool.issue(case), offline, "issue {value:?}");
            assert_eq!(test_pool.import(case, &list), case.code, "import {value:?}");
        }
    });
    said.await.unwrap();
}
