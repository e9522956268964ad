//! `invitations doctor`, as a person runs it: against a local user pool, with stand-ins for Lambda,
//! SES and the host of the pages.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

mod cures;
mod described;
mod stand_in;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use jiff::Timestamp;
use local_user_pool::{
    Alias, AttributeDefinition, Client, DefaultEmailOption, EmailSendingAccount,
    InviteMessageTemplate, LocalUserPool, Pool, SignIn, VersionedLambda,
};
use serde_json::{Value, json};
use stand_in::{Document, Documents, listen, serve};
use tempfile::TempDir;

const POOL: &str = "local_Example";
const FUNCTIONS: [&str; 5] = [
    "pre-sign-up",
    "custom-message",
    "post-confirmation",
    "post-authentication",
    "pre-token-generation",
];

/// The key is the published one, which counts for local user pools.
const SETTINGS: &str = r#"
[user_pool]
sign_in = "email"
case_sensitive = false

[tokens]
issuer = "https://accounts.northwind.example"

[[tokens.keys]]
kid = "development"
kty = "EC"
crv = "P-256"
x = "B3zCKMuFzG_Z6-J-MRmfQHptfD9EZq0ZsyDI6_VJ-o4"
y = "phs9QQLIWb0P56d107ySxMYYVS8YSi_9oCu2fJT36NU"

[grants]
assignable_groups = ["clients"]
assignable_attributes = ["custom:tenant"]

[mail]
from = "Northwind <welcome@northwind.example>"

[events]
bus = "invitations"

[pages]
region = "eu-west-1"
endpoint = "ORIGIN"
client = "pages"
sign_in = "https://app.northwind.example/"
password = { minimum_length = 8 }
"#;

/// A deployment before it is served.
struct World {
    origin: String,
    pool: Pool,
    documents: Documents,
    settings: String,
    /// A brand beside the first.
    second_brand: Option<&'static str>,
}

impl World {
    /// One with which nothing is wrong.
    fn sound(origin: &str) -> Self {
        let mut world = Self {
            origin: origin.to_owned(),
            pool: pool(),
            documents: Documents::new(),
            settings: SETTINGS.replace("ORIGIN", origin),
            second_brand: None,
        };
        for function in FUNCTIONS {
            let configuration = json!({ "Timeout": 5, "MemorySize": 256, "State": "Active" });
            world.lambda(function, "configuration", &configuration);
            world.permit(
                function,
                &json!({
                    "ArnLike": { "AWS:SourceArn": arn() },
                    "StringEquals": { "AWS:SourceAccount": "123456789012" },
                }),
            );
        }
        world.ses(
            "account",
            &json!({ "ProductionAccessEnabled": true, "SendingEnabled": true }),
        );
        world.ses(
            "identities/northwind.example",
            &json!({ "VerifiedForSendingStatus": true }),
        );
        world.ses("configuration-sets/invitations", &json!({}));
        world.destinations(&json!([]));
        for page in ["/accept", "/join", "/confirm", "/reset", "/"] {
            world.page(page, 200);
        }
        world
    }

    fn lambda(&mut self, function: &str, what: &str, document: &Value) {
        let path = lambda_path(function, what);
        self.documents.insert(path, Document::json(document));
    }

    /// Cognito may invoke the function on this condition.
    fn permit(&mut self, function: &str, condition: &Value) {
        let policy = json!({ "Statement": [{
            "Sid": "cognito",
            "Effect": "Allow",
            "Principal": { "Service": "cognito-idp.amazonaws.com" },
            "Action": "lambda:InvokeFunction",
            "Condition": condition,
        }]});
        self.lambda(function, "policy", &json!({ "Policy": policy.to_string() }));
    }

    fn ses(&mut self, what: &str, document: &Value) {
        let path = format!("/v2/email/{what}");
        self.documents.insert(path, Document::json(document));
    }

    fn destinations(&mut self, destinations: &Value) {
        let document = json!({ "EventDestinations": destinations });
        self.ses(
            "configuration-sets/invitations/event-destinations",
            &document,
        );
    }

    fn page(&mut self, path: &str, status: u16) {
        let headers = pages::headers(&self.origin).into_iter();
        let document = Document {
            status,
            headers: headers
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            body: "<!doctype html>".to_owned(),
        };
        self.documents.insert(path.to_owned(), document);
    }

    fn client(&mut self) -> &mut Client {
        self.pool.clients.get_mut("pages").unwrap()
    }

    fn setting(&mut self, old: &str, new: &str) {
        assert!(self.settings.contains(old));
        self.settings = self.settings.replace(old, new);
    }
}

fn lambda_path(function: &str, what: &str) -> String {
    format!("/2015-03-31/functions/{}/{what}", function_arn(function))
}

fn function_arn(function: &str) -> String {
    format!("arn:aws:lambda:local:123456789012:function:{function}")
}

fn arn() -> String {
    format!("arn:aws:cognito-idp:local:123456789012:userpool/{POOL}")
}

fn pool() -> Pool {
    let mut pool = Pool::new(POOL);
    pool.sign_in = SignIn::Attribute([Alias::Email].into());
    pool.case_sensitive = false;
    pool.add_groups(["clients"]);
    for name in [
        "custom:tenant",
        "custom:brand",
        "custom:invitation",
        "custom:invited",
    ] {
        pool.schema.define(name, AttributeDefinition::TEXT);
    }
    let required = AttributeDefinition {
        required: true,
        ..AttributeDefinition::TEXT
    };
    pool.schema.define("email", required);
    let triggers = &mut pool.settings.lambda_config;
    triggers.pre_sign_up = Some(function_arn("pre-sign-up"));
    triggers.custom_message = Some(function_arn("custom-message"));
    triggers.post_confirmation = Some(function_arn("post-confirmation"));
    triggers.post_authentication = Some(function_arn("post-authentication"));
    triggers.pre_token_generation_config = Some(VersionedLambda {
        lambda_version: "V2_0".to_owned(),
        lambda_arn: function_arn("pre-token-generation"),
    });
    let email = &mut pool.settings.email_configuration;
    email.email_sending_account = EmailSendingAccount::Developer;
    let identity = "arn:aws:ses:eu-west-1:123456789012:identity/northwind.example";
    email.other.insert("SourceArn".to_owned(), json!(identity));
    email
        .other
        .insert("ConfigurationSet".to_owned(), json!("invitations"));
    pool.settings.auto_verified_attributes = [Alias::Email].into();
    pool.settings
        .user_attribute_update_settings
        .attributes_require_verification_before_update = [Alias::Email].into();
    let mut client = Client::new("pages", "pages", Timestamp::UNIX_EPOCH);
    let list = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    client.settings.explicit_auth_flows = list(&["ALLOW_USER_PASSWORD_AUTH"]);
    client.settings.write_attributes = list(&["email", "custom:invitation"]);
    client.settings.read_attributes = list(&["email", "custom:invitation"]);
    client.settings.prevent_user_existence_errors = Some("ENABLED".to_owned());
    pool.add_client(client);
    pool
}

/// What the command came to.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn findings(&self) -> Vec<Value> {
        let document: Value = serde_json::from_str(&self.stdout).unwrap();
        document["findings"].as_array().unwrap().clone()
    }

    /// The verdicts of one check.
    fn verdicts(&self, check: &str) -> BTreeSet<String> {
        let of = self
            .findings()
            .into_iter()
            .filter(|finding| finding["check"] == check);
        of.map(|finding| finding["verdict"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// A deployment that is served, with its settings in a folder.
struct Deployment {
    pool_id: String,
    origin: String,
    folder: TempDir,
}

impl Deployment {
    /// One that was changed in this way.
    async fn serve(change: impl FnOnce(&mut World)) -> Self {
        let (listener, origin) = listen().await;
        let mut world = World::sound(&origin);
        change(&mut world);
        let pool_id = world.pool.id.clone();
        let local = LocalUserPool::new(vec![world.pool]);
        serve(listener, &local, world.documents);
        let folder = TempDir::new().unwrap();
        let brand = folder.path().join("brands/northwind");
        fs::create_dir_all(&brand).unwrap();
        fs::write(folder.path().join("invitations.toml"), world.settings).unwrap();
        let text = format!("name = 'Northwind'\nlinks = '{origin}'\n");
        fs::write(brand.join("brand.toml"), text).unwrap();
        if let Some(second) = world.second_brand {
            let brand = folder.path().join("brands").join(second);
            fs::create_dir_all(&brand).unwrap();
            let text = format!("name = 'Fabrikam'\nlinks = '{origin}'\n");
            fs::write(brand.join("brand.toml"), text).unwrap();
        }
        Self {
            pool_id,
            origin,
            folder,
        }
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("invitations.toml")
    }

    /// Runs the command with arguments of its own.
    async fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_invitations"));
        command.args(arguments);
        // A command that is advised says where AWS is.
        if !arguments.contains(&"--endpoint-url") {
            command.args(["--endpoint-url", &self.origin]);
        }
        command
            .env_remove("AWS_REGION")
            .env_remove("AWS_ACCESS_KEY_ID");
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let ran = Ran {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        };
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!all.contains("CANARY"), "{all}");
        ran
    }

    async fn doctor(&self, arguments: &[&str]) -> Ran {
        let settings = self.settings();
        let usual = [
            "doctor",
            "--user-pool-id",
            &self.pool_id,
            "--config",
            settings.to_str().unwrap(),
        ];
        self.run(&[&usual, arguments].concat()).await
    }
}

/// Runs the command against a deployment that was changed in this way.
async fn run(change: impl FnOnce(&mut World), arguments: &[&str]) -> Ran {
    Deployment::serve(change).await.doctor(arguments).await
}

#[tokio::test]
async fn a_sound_deployment() {
    let ran = run(|_| {}, &["--strict"]).await;
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout
            .ends_with("\n0 wrong, 0 to know, 0 not checked.\n"),
        "{}",
        ran.stdout
    );
}

type Damage = (&'static str, &'static str, fn(&mut World));

const WRONG: &str = "wrong";
const WARNING: &str = "warning";

/// Each check, what it comes to, and what was done to the deployment.
const DAMAGES: &[Damage] = &[
    ("triggers-attached", WRONG, |w| {
        w.pool.settings.lambda_config.pre_sign_up = None;
    }),
    ("trigger-function", WRONG, |w| {
        w.pool.settings.lambda_config.post_confirmation = Some(function_arn("pre-sign-up"));
    }),
    ("chain-functions", WRONG, |w| {
        let chain = function_arn("trigger-chain-pre-sign-up");
        w.pool.settings.lambda_config.pre_sign_up = Some(chain);
    }),
    ("function-exists", WRONG, |w| {
        drop(
            w.documents
                .remove(&lambda_path("pre-sign-up", "configuration")),
        );
    }),
    ("function-version", WRONG, |w| {
        w.pool.settings.lambda_config.pre_sign_up = Some(function_arn("pre-sign-up:3"));
    }),
    ("invoke-permission", WRONG, |w| {
        drop(w.documents.remove(&lambda_path("pre-sign-up", "policy")));
    }),
    ("invoke-permission", WRONG, |w| {
        w.permit(
            "pre-sign-up",
            &json!({ "ArnLike": { "AWS:SourceArn": format!("{}Other", arn()) } }),
        );
    }),
    ("invoke-confinement", WRONG, |w| {
        w.permit("pre-sign-up", &json!({}));
    }),
    ("invoke-confinement", WARNING, |w| {
        w.permit(
            "pre-sign-up",
            &json!({ "ArnLike": { "AWS:SourceArn": arn() } }),
        );
    }),
    ("token-event", WRONG, |w| {
        w.pool
            .settings
            .other
            .insert("UserPoolTier".to_owned(), json!("LITE"));
    }),
    ("function-timeout", WRONG, |w| {
        w.lambda(
            "pre-sign-up",
            "configuration",
            &json!({ "Timeout": 30, "MemorySize": 256 }),
        );
    }),
    ("function-memory", WARNING, |w| {
        w.lambda(
            "pre-sign-up",
            "configuration",
            &json!({ "Timeout": 5, "MemorySize": 128 }),
        );
    }),
    ("invitation-attribute", WRONG, |w| {
        let fixed = AttributeDefinition {
            mutable: false,
            ..AttributeDefinition::TEXT
        };
        w.pool.schema.define("custom:invitation", fixed);
    }),
    ("brand-attribute", WRONG, |w| {
        let fixed = AttributeDefinition {
            mutable: false,
            ..AttributeDefinition::TEXT
        };
        w.pool.schema.define("custom:brand", fixed);
    }),
    ("invited-attribute", WRONG, |w| {
        let fixed = AttributeDefinition {
            mutable: false,
            ..AttributeDefinition::TEXT
        };
        w.pool.schema.define("custom:invited", fixed);
    }),
    ("assignable-attributes", WRONG, |w| {
        w.setting("custom:tenant", "custom:other");
    }),
    ("address-required", WARNING, |w| {
        w.pool.schema.define("email", AttributeDefinition::TEXT);
    }),
    ("required-attributes", WRONG, |w| {
        let required = AttributeDefinition {
            required: true,
            ..AttributeDefinition::TEXT
        };
        w.pool.schema.define("birthdate", required);
    }),
    ("verified-before-update", WRONG, |w| {
        w.pool
            .settings
            .user_attribute_update_settings
            .attributes_require_verification_before_update
            .clear();
    }),
    ("client-registration", WARNING, |w| {
        let registration = json!({ "EnableStatus": "Enabled" });
        w.pool
            .settings
            .other
            .insert("DcrConfiguration".to_owned(), registration);
    }),
    ("token-issuer", WARNING, |w| {
        w.settings += "\n[admin_api]\nuser_pool_id = \"local_Example\"\n";
        let issuer = json!({ "Type": "UPDATED" });
        w.pool
            .settings
            .other
            .insert("IssuerConfiguration".to_owned(), issuer);
    }),
    ("replicas", WARNING, |w| {
        let replica =
            json!({ "RegionName": "eu-north-1", "Role": "SECONDARY", "Status": "ACTIVE" });
        let replicas = json!({ "UserPoolReplicas": [replica] });
        w.documents
            .insert("ListUserPoolReplicas".to_owned(), Document::json(&replicas));
        let pool = json!({ "UserPool": { "LambdaConfig": {} } });
        w.documents.insert(
            "DescribeUserPool@eu-north-1".to_owned(),
            Document::json(&pool),
        );
    }),
    ("client-write-list", WRONG, |w| {
        w.client().settings.write_attributes = None;
    }),
    ("client-writes-protected", WRONG, |w| {
        let writes = w.client().settings.write_attributes.as_mut();
        writes.unwrap().insert("custom:tenant".to_owned());
    }),
    ("client-writes-invitation", WRONG, |w| {
        w.client()
            .settings
            .write_attributes
            .as_mut()
            .unwrap()
            .remove("custom:invitation");
    }),
    ("client-reads-invitation", WARNING, |w| {
        w.client().settings.read_attributes = None;
    }),
    ("user-existence", WRONG, |w| {
        w.client().settings.prevent_user_existence_errors = None;
    }),
    ("pages-client", WRONG, |w| {
        w.client().secret = Some("secret".to_owned());
    }),
    ("pages-client", WRONG, |w| {
        w.setting("client = \"pages\"", "client = \"gone\"");
    }),
    ("default-sender", WRONG, |w| {
        w.pool.settings.email_configuration.email_sending_account =
            EmailSendingAccount::CognitoDefault;
    }),
    ("custom-sender", WARNING, |w| {
        let sender = json!({ "LambdaVersion": "V1_0", "LambdaArn": function_arn("sender") });
        w.pool
            .settings
            .lambda_config
            .other
            .insert("CustomEmailSender".to_owned(), sender);
    }),
    ("ses-identity", WRONG, |w| {
        w.ses(
            "identities/northwind.example",
            &json!({ "VerifiedForSendingStatus": false }),
        );
    }),
    ("ses-identity", WRONG, |w| {
        w.setting("welcome@northwind.example", "welcome@fabrikam.example");
    }),
    ("ses-sandbox", WRONG, |w| {
        w.ses(
            "account",
            &json!({ "ProductionAccessEnabled": false, "SendingEnabled": true }),
        );
    }),
    ("click-tracking", WARNING, |w| {
        w.destinations(
            &json!([{ "Name": "clicks", "Enabled": true, "MatchingEventTypes": ["CLICK"] }]),
        );
    }),
    ("click-tracking", WARNING, |w| {
        let tracking = json!({ "TrackingOptions": { "CustomRedirectDomain": "click.example" } });
        w.ses("configuration-sets/invitations", &tracking);
    }),
    ("pool-templates", WRONG, |w| {
        w.pool
            .settings
            .admin_create_user_config
            .invite_message_template = Some(InviteMessageTemplate {
            email_message: Some("Welcome, {username}".to_owned()),
            ..InviteMessageTemplate::default()
        });
    }),
    ("verification-by-code", WRONG, |w| {
        let template = &mut w.pool.settings.verification_message_template;
        template.default_email_option = DefaultEmailOption::ConfirmWithLink;
    }),
    ("sign-in-kind", WRONG, |w| {
        w.setting("\"email\"", "\"alias\"");
    }),
    ("case-sensitivity", WRONG, |w| w.pool.case_sensitive = true),
    ("self-sign-up", WRONG, |w| {
        w.pool
            .settings
            .admin_create_user_config
            .allow_admin_create_user_only = true;
    }),
    ("one-time-codes", WARNING, |w| {
        let factors = ["PASSWORD", "EMAIL_OTP"].map(str::to_owned);
        let policy = &mut w.pool.settings.policies.sign_in_policy;
        policy.allowed_first_auth_factors = factors.into();
    }),
    ("password-policy", WRONG, |w| {
        w.pool.settings.policies.password_policy.minimum_length = 12;
    }),
    ("temporary-password-validity", WARNING, |w| {
        w.pool
            .settings
            .policies
            .password_policy
            .temporary_password_validity_days = 365;
    }),
    ("assignable-groups", WRONG, |w| w.pool.groups.clear()),
    ("group-roles", WARNING, |w| {
        let group = w.pool.groups.get_mut("clients").unwrap();
        group.role_arn = Some("arn:aws:iam::123456789012:role/clients".to_owned());
    }),
    ("event-bus", WRONG, |w| {
        let gone = Document::refusal(400, "ResourceNotFoundException");
        w.documents.insert("DescribeEventBus".to_owned(), gone);
    }),
    ("event-addresses", WARNING, |w| {
        w.setting(
            "bus = \"invitations\"",
            "bus = \"default\"\ninclude_email = true",
        );
    }),
    ("sweeper", WARNING, |w| {
        "eu-west-1_AbCdEfGhI".clone_into(&mut w.pool.id);
        w.settings += "\n[sweep]\nremind_hours_before_end = 24\n";
    }),
    ("development-key", WRONG, |w| {
        "eu-west-1_AbCdEfGhI".clone_into(&mut w.pool.id);
    }),
    ("links-reachable", WRONG, |w| w.page("/join", 404)),
    ("link-headers", WRONG, |w| {
        let page = w.documents.get_mut("/accept").unwrap();
        page.headers.remove("Content-Security-Policy");
    }),
];

#[tokio::test]
async fn each_damage_is_told_and_decides_the_exit_code() {
    let sound = run(|_| {}, &["--json"]).await;
    let mut unseen: BTreeSet<String> = BTreeSet::new();
    for finding in sound.findings() {
        assert_eq!(finding["verdict"], "ok", "{finding}");
        assert_eq!(finding["remedy"], Value::Null, "{finding}");
        unseen.insert(finding["check"].as_str().unwrap().to_owned());
    }
    for (check, verdict, damage) in DAMAGES {
        let ran = run(damage, &["--json"]).await;
        let all = format!("{check}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.verdicts(check).contains(*verdict), "{all}");
        let is_wrong = ran
            .findings()
            .iter()
            .any(|finding| finding["verdict"] == WRONG);
        assert_eq!(ran.code, Some(i32::from(is_wrong)), "{all}");
        assert!(is_wrong || *verdict == WARNING, "{all}");
        unseen.remove(*check);
    }
    assert!(unseen.is_empty(), "never seen failing: {unseen:?}");
}

#[tokio::test]
async fn a_warning_is_wrong_if_one_is_strict() {
    let damage = |world: &mut World| world.client().settings.read_attributes = None;
    assert_eq!(run(damage, &[]).await.code, Some(0));
    let ran = run(damage, &["--strict"]).await;
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.contains("warning      client-reads-invitation"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("→ Add custom:invitation to its ReadAttributes"),
        "{}",
        ran.stdout
    );
}

#[tokio::test]
async fn nothing_is_opened_offline() {
    let damage = |world: &mut World| world.page("/join", 404);
    let ran = run(damage, &["--offline", "--json"]).await;
    assert_eq!(ran.code, Some(0));
    for check in ["links-reachable", "link-headers"] {
        assert_eq!(ran.verdicts(check), ["not-checked".to_owned()].into());
    }
}

/// A host that redirects keeps the link's fragment, and with it the secret.
#[tokio::test]
async fn a_redirect_to_the_page_is_followed_and_one_elsewhere_is_not() {
    for (location, expected) in [
        ("/accept/", "ok"),
        ("https://elsewhere.example/", WRONG),
        ("/accept/#x", WRONG),
    ] {
        let change = |world: &mut World| {
            world.page("/accept/", 200);
            world.page("/accept", 301);
            let page = world.documents.get_mut("/accept").unwrap();
            page.headers
                .insert("location".to_owned(), location.to_owned());
        };
        let ran = run(change, &["--json"]).await;
        assert_eq!(
            ran.verdicts("links-reachable"),
            [expected.to_owned()].into(),
            "{location}"
        );
    }
}

#[tokio::test]
async fn what_is_denied_is_named_and_takes_nothing_with_it() {
    for (key, status, exception, action, check) in [
        (
            "ListGroups",
            400,
            "AccessDeniedException",
            "cognito-idp:ListGroups",
            "assignable-groups",
        ),
        (
            "ListUserPoolClients",
            400,
            "AccessDeniedException",
            "cognito-idp:ListUserPoolClients",
            "user-existence",
        ),
        (
            "/v2/email/account",
            403,
            "AccessDeniedException",
            "ses:GetAccount",
            "ses-sandbox",
        ),
        (
            &lambda_path("pre-sign-up", "policy"),
            403,
            "AccessDeniedException",
            "lambda:GetPolicy",
            "invoke-permission",
        ),
        (
            "DescribeEventBus",
            400,
            "AccessDeniedException",
            "events:DescribeEventBus",
            "event-bus",
        ),
    ] {
        let change = |world: &mut World| {
            world
                .documents
                .insert(key.to_owned(), Document::refusal(status, exception));
        };
        let ran = run(change, &["--json"]).await;
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.verdicts(check), ["not-checked".to_owned()].into());
        assert!(
            ran.stdout
                .contains(&format!("Allow {action} to your AWS identity")),
            "{}",
            ran.stdout
        );
        assert_eq!(ran.verdicts("sign-in-kind"), ["ok".to_owned()].into());
    }
}

#[tokio::test]
async fn without_the_pool_there_is_no_verdict() {
    let denied = |world: &mut World| {
        let refusal = Document::refusal(400, "AccessDeniedException");
        world
            .documents
            .insert("DescribeUserPool".to_owned(), refusal);
    };
    let ran = run(denied, &[]).await;
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("cognito-idp:DescribeUserPool on local_Example is not permitted"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.contains("ok           user-existence"),
        "{}",
        ran.stdout
    );

    let gone = |world: &mut World| {
        let refusal = Document::refusal(400, "ResourceNotFoundException");
        world
            .documents
            .insert("DescribeUserPool".to_owned(), refusal);
    };
    let ran = run(gone, &[]).await;
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(
        ran.stderr.contains("there is no user pool local_Example"),
        "{}",
        ran.stderr
    );
}
