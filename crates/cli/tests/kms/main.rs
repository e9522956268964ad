//! `invitations keygen` and `invitations issue` with keys in AWS KMS, as a person runs them.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

mod stand_in;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use invitation::token::Binding;
use invitation::{EmailAddress, GroupName, TrustedKey, VerifiedToken};
use serde_json::{Value, json};
use settings::Settings;
use stand_in::{Fault, StandIn};
use tempfile::TempDir;

const EMAIL: &str = "ada@client.example";
const POOL: &str = "eu-central-1_AbCdEfGhI";

const SETTINGS: &str = r#"# Ours.
[tokens]
issuer   = 'https://accounts.northwind.example' # as the tokens have it

[grants]
assignable_groups = ["clients", "beta"]
"#;

const BRAND: &str = "name = 'Northwind'\nlinks = 'https://accounts.northwind.example'\n";

/// What stands in front of the entry, and what behind it.
const BEFORE: &str = "# as the tokens have it\n";
const BEHIND: &str = "\n[grants]\n";

struct TestKms {
    kms: StandIn,
    endpoint: String,
    folder: TempDir,
}

/// What a command came to.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    #[track_caller]
    fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    /// The command did nothing, and said each of these, and nothing that AWS said.
    #[track_caller]
    fn refused(self, expected: &[&str]) {
        let Self {
            code,
            stdout,
            stderr,
        } = self;
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
        assert!(!stderr.contains("CANARY"), "{stderr}");
        for text in expected {
            assert!(stderr.contains(text), "{text:?} is not in {stderr}");
        }
    }
}

impl TestKms {
    async fn new() -> Self {
        let kms = StandIn::default();
        let endpoint = kms.serve().await;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("invitations.toml"), SETTINGS).unwrap();
        let brand = folder.path().join("brands/northwind");
        fs::create_dir_all(&brand).unwrap();
        fs::write(brand.join("brand.toml"), BRAND).unwrap();
        Self {
            kms,
            endpoint,
            folder,
        }
    }

    /// A test whose settings trust a key in AWS KMS by the kid `2026-11`, for `clients` alone.
    async fn with_key() -> Self {
        let test_kms = Self::new().await;
        let arguments = ["--kms", "--alias", "invitations", "--kid", "2026-11"];
        test_kms
            .keygen(&[&arguments[..], &["--group", "clients"]].concat())
            .await
            .done();
        test_kms
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("invitations.toml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    async fn keygen(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["keygen"], arguments].concat(), &[]).await
    }

    async fn issue(&self, arguments: &[&str]) -> Ran {
        let usual = ["issue", "--user-pool-id", POOL, "--email", EMAIL];
        self.run(&[&usual, arguments].concat(), &[]).await
    }

    async fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut arguments = arguments.to_vec();
        if !arguments.contains(&"--endpoint-url") {
            arguments.extend(["--endpoint-url", &self.endpoint]);
        }
        invitations(&arguments, &self.file(), environment).await
    }

    /// What the functions make of a token under these settings.
    #[track_caller]
    fn verify(&self, token: &str) -> VerifiedToken {
        let settings = Settings::load(&self.file()).unwrap();
        let email: EmailAddress = EMAIL.parse().unwrap();
        let binding = Binding {
            user_pool_id: POOL,
            email: Some(&email),
        };
        settings
            .tokens
            .verify(token, binding, terminal::clock::now())
            .unwrap()
    }
}

/// Runs the command beside the stand-in, which lives in this process.
async fn invitations(arguments: &[&str], config: &Path, environment: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
    command.args(arguments).arg("--config").arg(config);
    for name in ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL"] {
        command.env_remove(name);
    }
    command.envs(environment.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

#[tokio::test]
async fn a_key_is_made_and_trusted_and_signs() {
    let test_kms = TestKms::new().await;
    let keygen = ["--kms", "--alias", "invitations", "--kid", "2026-11"];
    let made = test_kms
        .keygen(&[&keygen[..], &["--group", "clients"]].concat())
        .await
        .done();
    let arn = test_kms.kms.only_key();
    assert_eq!(
        test_kms.kms.aliases(),
        [("alias/invitations".to_owned(), arn.clone())].into()
    );

    // The file says what it did, byte by byte, and trusts one more key.
    let text = test_kms.text();
    let (first, rest) = text.split_once(BEFORE).unwrap();
    let (entry, last) = rest.split_once(BEHIND).unwrap();
    assert_eq!(format!("{first}{BEFORE}{BEHIND}{last}"), SETTINGS);
    assert!(
        entry.starts_with(&format!("\n# In AWS KMS: {arn}\n[[tokens.keys]]\n")),
        "{entry}"
    );
    assert!(entry.ends_with("groups = [\"clients\"]\n"), "{entry}");
    assert!(
        made.stdout.contains(entry.trim()) && made.stdout.contains(&arn),
        "{}",
        made.stdout
    );
    let check = ["check", "--user-pool-id", POOL];
    invitations(&check, &test_kms.file(), &[]).await.done();

    let id = arn.rsplit('/').next().unwrap();
    for name in [arn.as_str(), id, "alias/invitations"] {
        let issued = test_kms
            .issue(&["--kms-key", name, "--group", "clients"])
            .await
            .done();
        assert!(!issued.stderr.contains("Note"), "{}", issued.stderr);
        let token = test_kms.verify(issued.stdout.trim_end());
        assert_eq!(token.kid(), "2026-11");
        let groups: Vec<&str> = token
            .claims()
            .groups
            .iter()
            .map(GroupName::as_str)
            .collect();
        assert_eq!(groups, ["clients"]);
    }
    let signed = test_kms.kms.calls("Sign");
    assert_eq!(signed.len(), 3);
    assert!(
        signed
            .iter()
            .all(|call| call.parameters["KeyId"] == arn.as_str())
    );
}

/// Both forms that a signature has: KMS does not choose the smaller of the two.
#[tokio::test]
async fn many_tokens_verify() {
    let test_kms = TestKms::with_key().await;
    for _ in 0..16 {
        let issued = test_kms
            .issue(&["--kms-key", "alias/invitations", "--json"])
            .await
            .done();
        let document = issued.json();
        let token = test_kms.verify(document["token"].as_str().unwrap());
        assert_eq!(document["kid"], "2026-11");
        assert_eq!(document["jti"], token.claims().jti);
    }
}

#[tokio::test]
async fn once_more_changes_nothing() {
    let test_kms = TestKms::with_key().await;
    let text = test_kms.text();
    let arn = test_kms.kms.only_key();
    for arguments in [
        &["--kms", "--alias", "invitations"][..],
        &["--kms", "--alias", "alias/invitations", "--kid", "2026-11"],
        &["--kms", "--alias", "invitations", "--group", "clients"],
        &["--kms-key", &arn],
    ] {
        let ran = test_kms.keygen(arguments).await.done();
        for text in ["nothing was written", "2026-11", &arn] {
            assert!(
                ran.stdout.contains(text),
                "{text:?} is not in {}",
                ran.stdout
            );
        }
    }
    let known = ["--kms", "--alias", "invitations", "--json"];
    let document = test_kms.keygen(&known).await.done().json();
    assert_eq!(document["jwk"]["kid"], "2026-11");
    assert_eq!(document["written"], Value::Null);
    for (arguments, expected) in [
        (["--kid", "other"], "as \"2026-11\""),
        (["--group", "beta"], "for other groups"),
    ] {
        let again = ["--kms", "--alias", "invitations"];
        let ran = test_kms.keygen(&[&again[..], &arguments].concat()).await;
        ran.refused(&["trusts this key already", expected]);
    }
    assert_eq!(test_kms.text(), text);
    test_kms.kms.only_key();
}

#[tokio::test]
async fn a_key_that_is_there_is_trusted() {
    let test_kms = TestKms::new().await;
    let arn = test_kms.kms.add("ECC_NIST_P256", "SIGN_VERIFY");
    let printed = test_kms
        .keygen(&["--kms-key", &arn, "--print"])
        .await
        .done();
    assert!(
        printed.stdout.contains("[[tokens.keys]]"),
        "{}",
        printed.stdout
    );
    let printed = test_kms
        .keygen(&["--kms-key", &arn, "--print", "--json"])
        .await
        .done();
    assert_eq!(printed.json()["written"], Value::Null);
    assert_eq!(test_kms.text(), SETTINGS);

    let document = test_kms
        .keygen(&["--kms-key", &arn, "--json"])
        .await
        .done()
        .json();
    assert_eq!(document["arn"], arn.as_str());
    assert_eq!(document["written"], json!(test_kms.file()));
    assert_eq!(document["jwk"], printed.json()["jwk"]);
    let settings = Settings::load(&test_kms.file()).unwrap();
    let [key] = settings.tokens.keys.as_slice() else {
        panic!("one key: {}", test_kms.text())
    };
    // Without a name it goes by its thumbprint.
    assert_eq!(key.kid(), key.thumbprint());
    assert_eq!(document["jwk"]["kid"], key.kid());
    assert!(test_kms.kms.calls("CreateKey").is_empty());
}

#[tokio::test]
async fn a_second_key_stands_beside_the_first() {
    let test_kms = TestKms::with_key().await;
    test_kms.keygen(&["--kms", "--kid", "2027-01"]).await.done();
    let settings = Settings::load(&test_kms.file()).unwrap();
    let kids: Vec<&str> = settings.tokens.keys.iter().map(TrustedKey::kid).collect();
    assert_eq!(kids, ["2026-11", "2027-01"]);
    let again = test_kms.keygen(&["--kms", "--kid", "2027-01"]).await;
    again.refused(&["another key under the kid \"2027-01\""]);
    assert_eq!(test_kms.kms.calls("CreateKey").len(), 2);
}

#[tokio::test]
async fn what_is_printed_is_not_written() {
    let test_kms = TestKms::new().await;
    let ran = test_kms
        .keygen(&["--kms", "--kid", "own", "--print"])
        .await
        .done();
    let (_, entry) = ran.stdout.split_once("# For invitations.toml:\n").unwrap();
    assert_eq!(test_kms.text(), SETTINGS);
    fs::write(test_kms.file(), format!("{SETTINGS}\n{entry}")).unwrap();
    let arn = test_kms.kms.only_key();
    let ran = test_kms.issue(&["--kms-key", &arn]).await.done();
    assert_eq!(test_kms.verify(ran.stdout.trim_end()).kid(), "own");
}

#[tokio::test]
async fn a_key_that_cannot_be_trusted_yet_is_named() {
    let test_kms = TestKms::with_key().await;
    let text = test_kms.text();
    let arn = test_kms.kms.add("ECC_NIST_P256", "SIGN_VERIFY");
    for (arguments, expected) in [
        (["--group", "admins"], "\"admins\" is not assignable"),
        (
            ["--kid", "2026-11"],
            "another key under the kid \"2026-11\"",
        ),
    ] {
        let ran = test_kms
            .keygen(&[&["--kms-key", &arn], &arguments[..]].concat())
            .await;
        ran.refused(&[expected, "not trusted yet", &arn]);
    }
    assert_eq!(test_kms.text(), text);
}

/// A key is charged for, so that all that can be known before is looked at before.
#[tokio::test]
async fn nothing_is_made_for_settings_that_could_not_trust_it() {
    let test_kms = TestKms::new().await;
    let refused = async |text: &str, arguments: &[&str], expected: &[&str]| {
        fs::write(test_kms.file(), text).unwrap();
        let ran = test_kms.keygen(&[&["--kms"], arguments].concat()).await;
        ran.refused(expected);
        assert_eq!(test_kms.text(), text);
        let left = fs::read_dir(test_kms.folder.path()).unwrap().count();
        assert_eq!(left, 2, "a copy is left behind");
    };
    refused(
        SETTINGS,
        &["--group", "admins"],
        &["\"admins\"", "invitations.toml", "assignable"],
    )
    .await;
    refused(SETTINGS, &["--kid", ""], &["no kid"]).await;
    refused("", &[], &["[tokens]", "issuer"]).await;
    refused("nonsense", &[], &["invitations.toml:1"]).await;
    let listed = "[tokens]\nissuer = \"us\"\nkeys = []\n";
    refused(listed, &[], &["another form", "--print"]).await;
    assert!(test_kms.kms.calls("CreateKey").is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_is_not_to_be_written_is_not() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let test_kms = TestKms::new().await;
    let permit = |mode| fs::set_permissions(test_kms.file(), fs::Permissions::from_mode(mode));
    permit(0o444).unwrap();
    test_kms.keygen(&["--kms"]).await.refused(&["read-only"]);
    permit(0o640).unwrap();
    let link = test_kms.folder.path().join("link.toml");
    symlink(test_kms.file(), &link).unwrap();
    let keygen = ["keygen", "--kms", "--endpoint-url", &test_kms.endpoint];
    invitations(&keygen, &link, &[])
        .await
        .refused(&["symbolic link"]);
    assert!(test_kms.kms.calls("CreateKey").is_empty());

    test_kms.keygen(&["--kms"]).await.done();
    let mode = fs::metadata(test_kms.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[tokio::test]
async fn only_trusted_keys_sign() {
    let test_kms = TestKms::with_key().await;
    let other = test_kms.kms.add("ECC_NIST_P256", "SIGN_VERIFY");
    let ran = test_kms.issue(&["--kms-key", &other]).await;
    ran.refused(&["does not trust", &other, "keygen --kms-key"]);
    let named = ["--kms-key", "alias/invitations"];
    let ran = test_kms
        .issue(&[&named[..], &["--kid", "other"]].concat())
        .await;
    ran.refused(&["under the kid \"other\""]);
    let ran = test_kms
        .issue(&[&named[..], &["--group", "beta"]].concat())
        .await;
    ran.refused(&["the key \"2026-11\" may not give the group \"beta\""]);
    assert!(test_kms.kms.calls("Sign").is_empty());
    let ran = test_kms
        .issue(&[&named[..], &["--kid", "2026-11"]].concat())
        .await;
    test_kms.verify(ran.done().stdout.trim_end());
}

/// A key that was exchanged in the settings for another, under the same name.
#[tokio::test]
async fn a_name_alone_is_no_trust() {
    let test_kms = TestKms::with_key().await;
    let other = test_kms.kms.add("ECC_NIST_P256", "SIGN_VERIFY");
    let ran = test_kms
        .issue(&["--kms-key", &other, "--kid", "2026-11"])
        .await;
    ran.refused(&["does not trust", "\"2026-11\""]);
}

#[tokio::test]
async fn other_kinds_of_keys_are_refused() {
    let test_kms = TestKms::new().await;
    let untold = test_kms.kms.add("", "SIGN_VERIFY");
    test_kms
        .keygen(&["--kms-key", &untold, "--print"])
        .await
        .done();
    for (spec, usage, expected) in [
        ("ECC_NIST_P384", "SIGN_VERIFY", "ECC_NIST_P384"),
        ("ECC_SECG_P256K1", "SIGN_VERIFY", "ECC_SECG_P256K1"),
        ("RSA_2048", "SIGN_VERIFY", "RSA_2048"),
        ("ECC_NIST_P256", "KEY_AGREEMENT", "KEY_AGREEMENT"),
        (
            "SYMMETRIC_DEFAULT",
            "ENCRYPT_DECRYPT",
            "no key that makes ES256",
        ),
    ] {
        let arn = test_kms.kms.add(spec, usage);
        for ran in [
            test_kms.keygen(&["--kms-key", &arn]).await,
            test_kms.issue(&["--kms-key", &arn]).await,
        ] {
            ran.refused(&[&arn, expected, "invitations keygen --kms"]);
        }
    }
    assert_eq!(test_kms.text(), SETTINGS);
}

#[tokio::test]
async fn what_kms_refuses_is_told_in_our_words() {
    let test_kms = TestKms::with_key().await;
    for (status, exception, expected) in [
        (400, "AccessDeniedException", "not permitted"),
        (400, "DisabledException", "enable it"),
        (400, "KMSInvalidStateException", "waiting to be deleted"),
        (400, "InvalidKeyUsageException", "ES256"),
        (400, "InvalidArnException", "alias/NAME"),
        (400, "ValidationException", "alias/NAME"),
        (400, "UnrecognizedClientException", "sign in once more"),
        (400, "ExpiredTokenException", "sign in once more"),
        (400, "NewFangledException", "NewFangledException"),
    ] {
        for action in ["GetPublicKey", "Sign"] {
            test_kms
                .kms
                .fail([(action, Fault::Exception(status, exception))]);
            let ran = test_kms.issue(&["--kms-key", "alias/invitations"]).await;
            ran.refused(&[expected]);
        }
    }
    test_kms
        .issue(&["--kms-key", "alias/none"])
        .await
        .refused(&["there is no KMS key alias/none"]);
    test_kms
        .keygen(&["--kms-key", "alias/none"])
        .await
        .refused(&["there is no KMS key alias/none"]);
}

#[tokio::test]
async fn a_moment_of_weakness_is_waited_for() {
    let test_kms = TestKms::with_key().await;
    test_kms.kms.fail([
        ("GetPublicKey", Fault::Exception(400, "ThrottlingException")),
        (
            "GetPublicKey",
            Fault::Exception(500, "KMSInternalException"),
        ),
        ("Sign", Fault::Exception(500, "DependencyTimeoutException")),
        ("Sign", Fault::Exception(400, "ThrottlingException")),
        ("Sign", Fault::Lost),
    ]);
    let ran = test_kms
        .issue(&["--kms-key", "alias/invitations"])
        .await
        .done();
    test_kms.verify(ran.stdout.trim_end());
}

#[tokio::test]
async fn a_longer_weakness_is_told() {
    let test_kms = TestKms::with_key().await;
    for (status, exception, expected) in [
        (400, "ThrottlingException", "too many requests"),
        (500, "KMSInternalException", "try again"),
    ] {
        test_kms
            .kms
            .fail([("Sign", Fault::Exception(status, exception)); 5]);
        test_kms
            .issue(&["--kms-key", "alias/invitations"])
            .await
            .refused(&[expected]);
    }
}

#[tokio::test]
async fn nobody_answers() {
    let test_kms = TestKms::with_key().await;
    let arguments = ["issue", "--user-pool-id", POOL, "--email", EMAIL];
    // Nothing listens at the port that is reserved for multiplexing.
    let nobody = [
        "--kms-key",
        "alias/invitations",
        "--endpoint-url",
        "http://127.0.0.1:1",
    ];
    let arguments = [&arguments[..], &nobody].concat();
    let credentials = [
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "CANARY"),
    ];
    test_kms
        .run(&arguments, &[])
        .await
        .refused(&["nobody listens"]);
    test_kms
        .run(&arguments, &credentials)
        .await
        .refused(&["no answer"]);
}

#[tokio::test]
async fn a_signature_that_does_not_fit_is_not_passed_on() {
    let test_kms = TestKms::with_key().await;
    for (fault, expected) in [
        (Fault::OtherKey, "not one of the key \"2026-11\""),
        (Fault::OtherDigest, "not one of the key \"2026-11\""),
        (Fault::Garbage, "cannot be read"),
    ] {
        test_kms.kms.fail([("Sign", fault)]);
        test_kms
            .issue(&["--kms-key", "alias/invitations"])
            .await
            .refused(&[expected]);
    }
}

/// Asked for once more, it would be a second key.
#[tokio::test]
async fn a_key_is_asked_for_once() {
    let test_kms = TestKms::new().await;
    for (number, (fault, expected)) in [
        (Fault::Lost, &["not known", "--kms-key"][..]),
        (
            Fault::Exception(400, "AccessDeniedException"),
            &["kms:CreateKey"],
        ),
        (Fault::Exception(400, "LimitExceededException"), &["quota"]),
        (
            Fault::Exception(400, "ThrottlingException"),
            &["too many requests"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        test_kms.kms.fail([("CreateKey", fault)]);
        test_kms.keygen(&["--kms"]).await.refused(expected);
        assert_eq!(test_kms.kms.calls("CreateKey").len(), number + 1);
    }
    assert_eq!(test_kms.text(), SETTINGS);
}

#[tokio::test]
async fn a_key_that_was_made_is_not_lost() {
    let test_kms = TestKms::new().await;
    test_kms.kms.fail([(
        "CreateAlias",
        Fault::Exception(400, "AccessDeniedException"),
    )]);
    let keygen = ["--kms", "--alias", "invitations"];
    let ran = test_kms.keygen(&keygen).await;
    let arn = test_kms.kms.only_key();
    ran.refused(&["kms:CreateAlias", &format!("--kms-key {arn}")]);
    assert_eq!(test_kms.text(), SETTINGS);
    test_kms.keygen(&["--kms-key", &arn]).await.done();
    let ran = test_kms.issue(&["--kms-key", &arn]).await.done();
    test_kms.verify(ran.stdout.trim_end());
}

/// AWS KMS is eventually consistent: a new key is not known everywhere at once.
#[tokio::test]
async fn a_new_key_is_waited_for() {
    let test_kms = TestKms::new().await;
    test_kms
        .kms
        .fail([("GetPublicKey", Fault::Exception(400, "NotFoundException")); 3]);
    test_kms
        .keygen(&["--kms", "--alias", "invitations"])
        .await
        .done();
    test_kms.kms.only_key();
}

#[tokio::test]
async fn a_key_is_asked_for_where_it_is() {
    let test_kms = TestKms::with_key().await;
    let arn = test_kms.kms.only_key();
    let credentials = [
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];
    let region = [&credentials[..], &[("AWS_REGION", "us-east-1")]].concat();
    for (name, environment, expected) in [
        (arn.as_str(), &credentials[..], "eu-central-1"),
        (&arn, &region, "eu-central-1"),
        ("alias/invitations", &region, "us-east-1"),
        // Without anything else, where the user pool is.
        ("alias/invitations", &credentials, "eu-central-1"),
    ] {
        let arguments = ["issue", "--user-pool-id", POOL, "--email", EMAIL];
        let arguments = [&arguments[..], &["--kms-key", name]].concat();
        test_kms.run(&arguments, environment).await.done();
        let calls = test_kms.kms.calls("Sign");
        assert_eq!(calls.last().unwrap().region, expected, "{name}");
    }
}

#[tokio::test]
async fn contradictions_are_refused() {
    let test_kms = TestKms::new().await;
    for (arguments, expected) in [
        (&["keygen"][..], "--kms"),
        (
            &["keygen", "--kms", "--out", "key.pem"],
            "cannot be used with",
        ),
        (
            &["keygen", "--kms", "--kms-key", "x"],
            "cannot be used with",
        ),
        (
            &["keygen", "--kms-key", "x", "--alias", "y"],
            "cannot be used with",
        ),
        (
            &["keygen", "--out", "key.pem", "--print"],
            "cannot be used with",
        ),
        (&["keygen", "--kms", "--alias", ""], "--alias"),
        (&["keygen", "--kms", "--alias", "aws/ses"], "--alias"),
        (&["keygen", "--kms", "--alias", "two words"], "--alias"),
        (
            &["issue", "--user-pool-id", POOL, "--email", EMAIL],
            "--key",
        ),
        (
            &[
                "issue",
                "--user-pool-id",
                POOL,
                "--email",
                EMAIL,
                "--key",
                "x",
                "--kms-key",
                "y",
            ],
            "cannot be used with",
        ),
    ] {
        test_kms.run(arguments, &[]).await.refused(&[expected]);
    }
    let long = "x".repeat(251);
    test_kms
        .keygen(&["--kms", "--alias", &long])
        .await
        .refused(&["--alias"]);
    assert!(test_kms.kms.calls("CreateKey").is_empty());
    assert!(test_kms.kms.calls("GetPublicKey").is_empty());
}
