//! `invitations import`, as a person runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use local_user_pool::{
    Alias, AttributeDataType, AttributeDefinition, Fault, FaultKind, Invoked, LocalUserPool,
    Operation, Pool, Server, SignIn, User, UserStatus,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

const POOL: &str = "local_Example";

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations")
}

/// What a command came to.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The command ended with `code` and said each of these on one of its outputs.
    #[track_caller]
    fn said(&self, code: i32, expected: &[&str]) {
        let all = format!("{}{}", self.stdout, self.stderr);
        assert_eq!(self.code, Some(code), "{all}");
        for text in expected {
            assert!(all.contains(text), "{text:?} is not in {all}");
        }
    }
}

/// A pool, and a folder for lists.
struct TestPool {
    pool: LocalUserPool,
    server: Server,
    folder: TempDir,
    settings: PathBuf,
}

impl TestPool {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(edit: impl FnOnce(&mut Pool)) -> Self {
        let mut pool = Pool::new(POOL);
        pool.sign_in = SignIn::Attribute([Alias::Email].into());
        pool.case_sensitive = false;
        pool.add_groups(["clients", "beta", "members", "staff"]);
        for name in ["custom:brand", "custom:invitation"] {
            pool.schema.define(name, AttributeDefinition::TEXT);
        }
        let tenant = AttributeDefinition {
            data_type: AttributeDataType::String {
                min_length: Some(2),
                max_length: Some(20),
            },
            ..AttributeDefinition::TEXT
        };
        pool.schema.define("custom:tenant", tenant);
        edit(&mut pool);
        let pool = LocalUserPool::new(vec![pool]);
        let server = pool.serve().await.unwrap();
        Self {
            pool,
            server,
            folder: tempfile::tempdir().unwrap(),
            settings: sample().join("invitations.toml"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, text: impl AsRef<[u8]>) {
        fs::write(self.path("list.csv"), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The import of the list under the test's settings, without credentials.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
        command
            .current_dir(self.folder.path())
            .args(["import", "list.csv", "--user-pool-id", POOL])
            .args(["--endpoint-url", &self.server.endpoint_url()])
            .arg("--config")
            .arg(&self.settings)
            .args(arguments)
            .env_remove("AWS_REGION")
            .env_remove("AWS_ACCESS_KEY_ID");
        command
    }

    /// Runs the import beside the pool, which lives in this process.
    async fn import(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let output = spawn_blocking(move || command.output()).await.unwrap();
        Ran::from(output.unwrap())
    }

    /// Imports a list that is written so.
    async fn import_text(&self, text: impl AsRef<[u8]>) -> Ran {
        self.write(text);
        self.import(&[]).await
    }

    /// Begins the import, and kills it once so many mails are out.
    async fn kill_after(&self, mails: usize) {
        let mut command = self.command(&[]);
        let mut import = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while self.inbox_size() < mails && import.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(5)).await;
        }
        import.kill().unwrap();
        import.wait().unwrap();
    }

    fn users(&self) -> usize {
        let count = |pool: &mut Pool| pool.users.iter().count();
        self.pool.with_pool(POOL, count).unwrap()
    }

    /// How many mails each address got.
    fn mails(&self) -> BTreeMap<String, usize> {
        let mut mails = BTreeMap::new();
        for mail in self.pool.inbox() {
            *mails.entry(mail.to.concat()).or_default() += 1;
        }
        mails
    }

    fn inbox_size(&self) -> usize {
        self.pool.inbox().len()
    }

    /// Of how many people the newest result says that nobody knows of their mail.
    fn in_doubt(&self) -> usize {
        self.read("result.csv").matches(",mail-unknown,").count()
    }

    fn fail(&self, operation: Operation, kind: FaultKind, times: Option<u32>) {
        self.pool.set_faults(vec![Fault {
            operation: Some(operation),
            kind,
            times,
        }]);
    }
}

/// A list of so many people, in two groups each.
fn list(people: usize) -> String {
    let mut text = "email,given_name,groups,custom:tenant\n".to_owned();
    for number in 0..people {
        // Writing into a String does not fail.
        let _ = writeln!(
            text,
            "client-{number}@client.example,Ada,clients|beta,acme-{number}"
        );
    }
    text
}

/// Kills the import of so many people three times, and lets it end the fourth time.
/// Answers how many mails nobody knows of then; all of them went out.
async fn kill_three_times(people: usize, test_pool: TestPool) -> usize {
    test_pool.pool.set_quotas(true);
    test_pool.write(list(people));
    for part in 1..=3 {
        test_pool.kill_after(people * part / 4).await;
    }
    let journal = test_pool.read("list.csv.journal");
    assert!(!journal.contains("client.example"), "{journal}");
    let last = test_pool
        .import(&["--json", "--result", "result.csv"])
        .await;
    last.said(
        i32::from(test_pool.in_doubt() > 0),
        &["done by an earlier run"],
    );
    let json = last.json();
    assert_eq!(json.get("rows"), Some(&json!(people)));
    assert_eq!(json.get("incomplete"), Some(&json!(test_pool.in_doubt())));
    assert_eq!(
        json.get("invited"),
        Some(&json!(people - test_pool.in_doubt()))
    );
    assert_eq!(test_pool.users(), people);
    let mails = test_pool.mails();
    assert_eq!(mails.len(), people);
    assert!(mails.values().all(|mails| *mails == 1), "{mails:?}");
    let whole = test_pool.pool.with_pool(POOL, |pool| {
        pool.users
            .iter()
            .all(|user| user.groups.len() == 2 && user.attribute("custom:tenant").is_some())
    });
    assert_eq!(whole, Some(true));
    let result = test_pool.read("result.csv");
    assert_eq!(result.lines().count(), people + 1);
    let in_doubt = test_pool.in_doubt();

    // There is nothing left to create.
    test_pool.pool.clear_history();
    test_pool.import(&[]).await;
    assert!(test_pool.mails().is_empty());
    in_doubt
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_import_goes_on_and_invites_nobody_twice() {
    kill_three_times(200, TestPool::new().await).await;
}

/// There user names are made up, and whoever has an address is listed first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_import_goes_on_where_addresses_are_aliases() {
    let alias = |pool: &mut Pool| pool.sign_in = SignIn::Username([Alias::Email].into());
    let mut test_pool = TestPool::with(alias).await;
    test_pool.settings = test_pool.path("invitations.toml");
    let settings = r#"
        user_pool = { sign_in = "alias", case_sensitive = false }
        [grants]
        assignable_groups = ["clients", "beta"]
        assignable_attributes = ["custom:tenant"]
    "#;
    fs::write(&test_pool.settings, settings).unwrap();
    kill_three_times(60, test_pool).await;
}

/// Whether a pool goes on with what it was asked for when whoever asked is gone is not documented.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_left_without_a_mail_where_hooks_take_their_time() {
    let test_pool = TestPool::with(|pool| {
        pool.settings.lambda_config.custom_message = Some("custom-message".to_owned());
    })
    .await;
    test_pool.pool.set_invoke(Arc::new(|invocation| {
        Box::pin(async move {
            sleep(Duration::from_millis(200)).await;
            Invoked::Answer(invocation.payload)
        })
    }));
    test_pool.write(list(60));
    for mails in [10, 20, 30] {
        test_pool.kill_after(mails).await;
    }
    let printed = test_pool.import(&["--result", "result.csv"]).await;
    printed.said(1, &["mail-unknown"]);
    let in_doubt = test_pool.in_doubt();
    assert!(test_pool.mails().values().all(|mails| *mails == 1));
    assert!(test_pool.mails().len() >= 60 - in_doubt);
    let last = test_pool
        .import(&["--result", "result.csv", "--resend-unknown"])
        .await;
    last.said(0, &[]);
    assert_eq!(test_pool.mails().len(), 60);
    assert!(test_pool.inbox_size() <= 60 + in_doubt);
}

/// A thousand people, or as many as `IMPORT_PEOPLE` says, at some eight a second: their groups
/// wait for the quota. `cargo test -p invitations --test import -- --ignored --nocapture` prints how
/// long it took.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes under the quotas"]
async fn a_thousand_people_through_three_kills() {
    let people: u32 = env::var("IMPORT_PEOPLE").map_or(1000, |people| people.parse().unwrap());
    let begun = Instant::now();
    let in_doubt = kill_three_times(people as usize, TestPool::new().await).await;
    let took = begun.elapsed().as_secs_f64();
    println!(
        "{people} people in {took:.0} s, {:.1} a second; killed three times, {in_doubt} mails in doubt",
        f64::from(people) / took
    );
}

#[tokio::test]
async fn everybody_is_invited_as_the_list_says() {
    let test_pool = TestPool::new().await;
    test_pool.write(
        "\u{feff}email;Given_Name;family_name;groups;brand;locale;custom:tenant;validation_data.terms\r\n\
         ada@client.example;Ada;Lovelace;clients | beta;fabrikam;de;acme;accepted\r\n\
         ;;;;;;;\r\n\
         =eve@client.example;\"Eve \"\"E\"\"\";;;;;;\r\n",
    );
    let ran = test_pool.import(&["--result", "result.csv"]).await;
    ran.said(0, &["rows", "invited"]);
    let find = |address: &str| {
        let find = |pool: &mut Pool| pool.find(address).cloned().unwrap();
        test_pool.pool.with_pool(POOL, find).unwrap()
    };
    let ada = find("ada@client.example");
    for (name, value) in [
        ("given_name", "Ada"),
        ("family_name", "Lovelace"),
        ("custom:brand", "fabrikam"),
        ("locale", "de"),
        ("custom:tenant", "acme"),
    ] {
        assert_eq!(ada.attribute(name), Some(value));
    }
    assert_eq!(
        ada.groups.into_iter().collect::<Vec<_>>(),
        ["beta", "clients"]
    );
    let eve = find("=eve@client.example");
    assert_eq!(eve.attribute("given_name"), Some("Eve \"E\""));

    let result = test_pool.read("result.csv");
    let lines: Vec<&str> = result.lines().collect();
    assert_eq!(
        lines[0],
        "\u{feff}line;email;user_name;sub;outcome;mail;warnings;detail"
    );
    let ada = &ada.username;
    assert_eq!(
        lines[1],
        format!("2;ada@client.example;{ada};{ada};created;sent;;")
    );
    assert!(lines[2].starts_with("4;'=eve@client.example;"), "{result}");
}

#[tokio::test]
async fn all_faults_are_told_at_once_and_nobody_is_invited() {
    let test_pool = TestPool::new().await;
    let list = "email,groups,locale,custom:tenant,brand\n\
                ada@client.example,clients,de,acme,\n\
                bob,clients,,acme,\n\
                ADA@client.example,admins,,,\n\
                eve@client.example,admins,xx,a,contoso\n\
                \n\
                cut@client.example,clients\n\
                \"open@client.example,,,,\n\
                last@client.example,,,,\n";
    let ran = test_pool.import_text(list).await;
    ran.said(
        1,
        &[
            "list.csv:3: email (column A): this is no e-mail address",
            "list.csv:4: this person stands in line 2 already",
            "list.csv:4: groups (column B): the group",
            "list.csv:5: groups (column B): the group \"admins\" is not assignable; name one of beta, clients",
            "list.csv:5: locale (column C): the brand does not speak \"xx\"; name one of ar, de, en",
            "list.csv:5: custom:tenant (column D): the attribute \"custom:tenant\" takes a text of 2 to 20 characters",
            "list.csv:5: brand (column E): there is no brand \"contoso\"; name one of northwind, fabrikam",
            "list.csv:7: there are 2 cells for 5 columns",
            "list.csv:8: there are 1 cells for 5 columns; is a quotation mark left open",
            "9 faults; nobody was invited.",
        ],
    );
    let json = test_pool.import(&["--json"]).await;
    json.said(1, &[]);
    assert_eq!(json.json()["faults"][0]["code"], "email-not-valid");
    assert_eq!(json.json()["faults"][0]["line"], 3);

    let heads = test_pool
        .import_text("emial,groups,groups,custom:rank,phone_number\n")
        .await;
    heads.said(
        1,
        &[
            "list.csv:1: emial (column A): this column is unknown; did you mean \"email\"?",
            "list.csv:1: groups (column C): this column stands twice",
            "list.csv:1: custom:rank (column D): this column is unknown",
            "list.csv:1: phone_number (column E): this attribute is never given",
            "list.csv:1: there is no column \"email\"",
        ],
    );
    assert_eq!(test_pool.users(), 0);
    assert!(!test_pool.path("list.csv.journal").exists());
}

#[tokio::test]
async fn hostile_files_are_refused_in_words() {
    let test_pool = TestPool::new().await;
    let field = "x".repeat(10 * 1024 * 1024);
    for (text, code, expected) in [
        (String::new(), 2, "the file is empty"),
        ("\u{0}\u{1}\u{2}".to_owned(), 2, "UTF-16, or is no text"),
        (
            format!("email\n{field}\n"),
            1,
            "list.csv:2: email (column A): this is no e-mail address",
        ),
        (
            format!("email,given_name\na@x.example,{field}\n"),
            1,
            "list.csv:2: given_name (column B): the attribute \"given_name\" takes a text",
        ),
        (
            "email,given_name\na@x.example,\"Ada\nb@x.example,Bob\nc@x.example,Eve\n".to_owned(),
            1,
            "list.csv:2: given_name (column B): there is a line break",
        ),
        (
            "email,given_name\na@x.example,\u{1b}[2J\n".to_owned(),
            1,
            "given_name (column B): there is a line break or a control character",
        ),
        (format!("{field}\n"), 1, "this column is unknown"),
    ] {
        let ran = test_pool.import_text(text).await;
        ran.said(code, &[expected]);
        assert!(ran.stdout.len() + ran.stderr.len() < 2000);
        assert!(!ran.stdout.contains('\u{1b}'));
    }
    let utf_16: Vec<u8> = "email\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    test_pool
        .import_text([&b"\xff\xfe"[..], &utf_16].concat())
        .await
        .said(2, &["UTF-16"]);
    test_pool
        .import_text(b"email,given_name\na@x.example,Ren\xe9\n")
        .await
        .said(2, &["line 2"]);
    fs::remove_file(test_pool.path("list.csv")).unwrap();
    test_pool
        .import(&[])
        .await
        .said(2, &["list.csv cannot be read"]);
    assert_eq!(test_pool.users(), 0);
}

#[tokio::test]
async fn a_dry_run_writes_every_mail_and_sends_none() {
    let test_pool = TestPool::new().await;
    test_pool.write(
        "email,given_name,brand,locale\n\
         ada@client.example,Ada,,de\n\
         bob@client.example,Bob,fabrikam,\n\
         eve@client.example,<b>Eve,fabrikam,\n",
    );
    let ran = test_pool.import(&["--dry-run", "--mails", "mails"]).await;
    ran.said(
        0,
        &[
            "northwind, de",
            "fabrikam, en",
            "held back",
            "nobody was invited",
        ],
    );
    let mail = test_pool.read("mails/line-2.html");
    assert!(
        mail.contains("lang=\"de\"") && mail.contains("/accept#username="),
        "{mail}"
    );
    assert!(!test_pool.read("mails/line-4.html").contains("<b>Eve"));
    let json = test_pool.import(&["--dry-run", "--json"]).await.json();
    assert_eq!(json["rows"], 3);
    assert_eq!(json["held_back"], json!([]));
    assert_eq!(test_pool.users(), 0);
    assert!(!test_pool.path("list.csv.journal").exists());
}

#[tokio::test]
async fn a_dry_run_names_who_invites_and_until_when() {
    let test_pool = TestPool::with(|pool| {
        pool.schema
            .define("custom:invited", AttributeDefinition::TEXT);
        let mut carol = User::new(
            "6a2c",
            "6a2c1f0e-0000-4000-8000-000000000001",
            UserStatus::Confirmed,
            Timestamp::UNIX_EPOCH,
        );
        for (name, value) in [
            ("email", "carol@client.example"),
            ("email_verified", "true"),
            ("name", "Carol Danvers"),
        ] {
            carol.attributes.insert(name.to_owned(), value.to_owned());
        }
        pool.insert(carol);
    })
    .await;
    test_pool.write(
        "email,inviter,inviter_name,expires\n\
         ada@client.example,carol@client.example,,48h\n\
         bob@client.example,,Sales,\n\
         eve@client.example,nobody@client.example,,\n",
    );
    let ran = test_pool.import(&["--dry-run", "--mails", "mails"]).await;
    ran.said(1, &["list.csv:4: "]);
    let [ada, bob] = [2, 3].map(|line| test_pool.read(&format!("mails/line-{line}.html")));
    assert!(
        ada.contains("Carol Danvers") && ada.contains(" until "),
        "{ada}"
    );
    assert!(bob.contains("Sales") && !bob.contains(" until "), "{bob}");
    assert_eq!(test_pool.users(), 1);
}

#[tokio::test]
async fn who_is_there_already_is_completed() {
    let test_pool = TestPool::new().await;
    let mut member = User::new("6a2c", "6a2c", UserStatus::Confirmed, Timestamp::UNIX_EPOCH);
    for (name, value) in [("email", "bob@client.example"), ("email_verified", "true")] {
        member.attributes.insert(name.to_owned(), value.to_owned());
    }
    let mut disabled = User::new("7b3d", "7b3d", UserStatus::Confirmed, Timestamp::UNIX_EPOCH);
    let address = ("email".to_owned(), "eve@client.example".to_owned());
    disabled.attributes.extend([address]);
    disabled.enabled = false;
    for user in [member, disabled] {
        test_pool
            .pool
            .with_pool(POOL, |pool| pool.insert(user))
            .unwrap();
    }
    test_pool.write(
        "email,groups\n\
         ada@client.example,clients\n\
         bob@client.example,clients\n\
         eve@client.example,clients\n",
    );
    let arguments = ["--result", "result.csv"];
    let ran = test_pool.import(&arguments).await;
    ran.said(1, &["list.csv:4: user-disabled: the user is disabled"]);
    let result = test_pool.read("result.csv");
    assert!(
        result.contains("bob@client.example,6a2c,6a2c,access-given,sent,,"),
        "{result}"
    );
    assert!(
        result.contains("4,eve@client.example,,,refused,,user-disabled,"),
        "{result}"
    );

    // What was refused is tried again, and the others are left alone.
    let enable = |pool: &mut Pool| {
        let user = pool.find("eve@client.example").cloned();
        let mut user = user.unwrap();
        user.enabled = true;
        let verified = ("email_verified".to_owned(), "true".to_owned());
        user.attributes.extend([verified]);
        pool.insert(user);
    };
    test_pool.pool.with_pool(POOL, enable).unwrap();
    test_pool
        .import(&arguments)
        .await
        .said(0, &["2 of 3 rows are done"]);
    assert_eq!(test_pool.mails().values().collect::<Vec<_>>(), [&1, &1, &1]);
}

#[tokio::test]
async fn a_mail_that_did_not_go_out_is_sent_by_the_next_run() {
    let test_pool = TestPool::new().await;
    test_pool.write(list(1));
    test_pool.fail(
        Operation::AdminCreateUser,
        FaultKind::Undeliverable,
        Some(1),
    );
    let arguments = ["--result", "result.csv"];
    let first = test_pool.import(&arguments).await;
    first.said(
        1,
        &["list.csv:2: not-delivered: the invitation could not be delivered"],
    );
    assert!(
        test_pool
            .read("result.csv")
            .contains(",created,failed,not-delivered,")
    );
    test_pool.import(&arguments).await.said(0, &[]);
    assert!(test_pool.read("result.csv").contains(",resent,sent,,"));
    assert_eq!(test_pool.mails().len(), 1);
}

/// A row that was begun by a run that was cut off: Cognito may have written to the person.
#[tokio::test]
async fn a_row_in_doubt_is_completed_and_told_of() {
    let test_pool = TestPool::new().await;
    test_pool.write(list(2));
    test_pool.import(&[]).await.said(0, &[]);
    let journal = test_pool.read("list.csv.journal");
    // As it stands before the second row ends.
    let mut lines: Vec<&str> = journal.lines().collect();
    let second = lines
        .iter()
        .rposition(|line| line.contains("ended"))
        .unwrap();
    lines.remove(second);
    fs::write(
        test_pool.path("list.csv.journal"),
        format!("{}\n", lines.join("\n")),
    )
    .unwrap();
    let again = test_pool.import(&["--result", "result.csv"]).await;
    again.said(1, &["list.csv:3: mail-unknown: an earlier run was cut off"]);
    let result = test_pool.read("result.csv");
    assert!(
        result.contains(",unchanged,unknown,mail-unknown,"),
        "{result}"
    );
    assert!(test_pool.mails().values().all(|mails| *mails == 1));
    // It stays so until somebody decides.
    test_pool.import(&[]).await.said(1, &["mail-unknown"]);
    test_pool.import(&["--resend-unknown"]).await.said(0, &[]);
    assert_eq!(test_pool.mails().values().collect::<Vec<_>>(), [&1, &2]);
    test_pool
        .import(&["--resend-unknown"])
        .await
        .said(0, &["2 of 2 rows are done"]);
}

/// The journal knows rows by what they say: a corrected row is done, and those that are done are
/// left alone, wherever they stand.
#[tokio::test]
async fn corrected_and_added_rows_are_done_and_others_left_alone() {
    let test_pool = TestPool::new().await;
    test_pool.write("email,given_name\nada@client.example,Ada\nbob@client.example,Bob\n");
    test_pool.import(&[]).await.said(0, &[]);
    let corrected = "given_name,email\nNew,new@client.example\nBobby,bob@client.example\nAda,ada@client.example\n";
    let again = test_pool.import_text(corrected).await;
    again.said(
        0,
        &[
            "1 of 3 rows are done",
            "invited         3\n",
            "invited before  1\n",
        ],
    );
    assert_eq!(test_pool.users(), 3);
    // Nobody was written to twice.
    assert_eq!(test_pool.mails().values().collect::<Vec<_>>(), [&1, &1, &1]);
    test_pool
        .import(&[])
        .await
        .said(0, &["3 of 3 rows are done"]);
    let journal = test_pool.read("list.csv.journal");
    for personal in ["@", "Ada", "Bobby", "client"] {
        assert!(!journal.contains(personal), "{journal}");
    }
}

/// What Cognito's own import takes, and what spreadsheets make of a list.
#[tokio::test]
async fn lists_of_cognito_and_of_spreadsheets_are_read() {
    let test_pool = TestPool::new().await;
    let cognito = "name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,website,email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,phone_number_verified,address,updated_at,cognito:mfa_enabled,cognito:username\n\
                   Grace Example,Grace,Example,,,,,,,grace@example.com,TRUE,,,,,,FALSE,,0,FALSE,grace@example.com\n";
    for (text, arguments) in [
        (cognito, &[][..]),
        ("sep=;\nemail;given_name\ngrace@example.com;Grace\n", &[]),
        ("email,given_name,,\ngrace@example.com,Grace,,\n", &[]),
        (
            "E-Mail-Adresse;Vorname;Nachname\ngrace@example.com;Grace;Example\n",
            &[],
        ),
        (
            "email,given_name\n grace@example.com\u{a0},\u{200b}Grace \n",
            &[],
        ),
        (
            "Kontakt,Notiz,given_name\ngrace@example.com,x,Grace\n",
            &["--map", "Kontakt=email", "--ignore-column", "Notiz"],
        ),
    ] {
        test_pool.write(text);
        let ran = test_pool
            .import(&[&["--dry-run"], arguments].concat())
            .await;
        ran.said(0, &["nobody was invited"]);
    }
    let slip = test_pool
        .import(&["--dry-run", "--map", "Kontct=email"])
        .await;
    slip.said(2, &["no column \"Kontct\""]);
}

#[tokio::test]
async fn an_import_under_another_journal_is_refused() {
    let test_pool = TestPool::new().await;
    test_pool.write(list(1));
    test_pool.import(&[]).await.said(0, &[]);
    let pool = fs::read_to_string(test_pool.path("list.csv.journal")).unwrap();
    let pool = pool.replacen(POOL, "local_Other", 1);
    fs::write(test_pool.path("list.csv.journal"), pool).unwrap();
    let other = test_pool.import_text(list(2)).await;
    other.said(2, &["list.csv.journal", "is of another user pool"]);
    assert_eq!(test_pool.users(), 1);
    // A journal of its own begins anew, and completes who is there.
    test_pool
        .import(&["--journal", "second.journal"])
        .await
        .said(0, &[]);
    assert_eq!(test_pool.users(), 2);
    assert_eq!(test_pool.mails().values().collect::<Vec<_>>(), [&1, &1]);
    for (arguments, expected) in [
        (&["--result", "list.csv"][..], "take the place of the list"),
        (&["--result", "absent/result.csv"], "cannot be written"),
        (&["--mails", "mails"], "cannot be used with"),
    ] {
        test_pool
            .import(&[arguments, &["--journal", "third.journal"]].concat())
            .await
            .said(2, &[expected]);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn an_import_that_is_stopped_ends_what_it_began() {
    let test_pool = TestPool::new().await;
    test_pool.pool.set_quotas(true);
    test_pool.write(list(200));
    let mut command = test_pool.command(&["--json"]);
    let import = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while test_pool.inbox_size() < 20 {
        sleep(Duration::from_millis(5)).await;
    }
    let id = import.id().to_string();
    let ended = spawn_blocking(move || {
        Command::new("kill").args(["-INT", &id]).status().unwrap();
        import.wait_with_output().unwrap()
    });
    let ran = Ran::from(ended.await.unwrap());
    ran.said(2, &["because it was stopped", "run the same command again"]);
    let summary = ran.json();
    assert_eq!(summary["invited"], test_pool.users());
    assert_eq!(summary["failed"], 0);
    assert!(summary["not_begun"].as_u64().unwrap() > 0);
    let journal = test_pool.read("list.csv.journal");
    let ended = journal
        .lines()
        .filter(|line| line.contains("ended"))
        .count();
    assert_eq!(journal.lines().count(), 1 + 2 * ended);
}

#[tokio::test]
async fn an_import_that_only_fails_is_given_up() {
    let test_pool = TestPool::new().await;
    test_pool.write(list(40));
    test_pool.pool.set_invoke(Arc::new(|_| {
        Box::pin(async { Invoked::Refused("AccessDeniedException".to_owned()) })
    }));
    let hook = |pool: &mut Pool| {
        pool.settings.lambda_config.pre_sign_up = Some("pre-sign-up".to_owned());
    };
    test_pool.pool.with_pool(POOL, hook).unwrap();
    let ran = test_pool.import(&["--json"]).await;
    ran.said(2, &["hook-failed", "too many failed in a row"]);
    let failed = ran.json()["failed"].as_u64().unwrap();
    assert!((8..24).contains(&failed), "{failed}");

    let fix = |pool: &mut Pool| pool.settings.lambda_config.pre_sign_up = None;
    test_pool.pool.with_pool(POOL, fix).unwrap();
    test_pool.import(&[]).await.said(0, &[]);
    assert_eq!(test_pool.users(), 40);
    assert!(test_pool.mails().values().all(|mails| *mails == 1));
}
