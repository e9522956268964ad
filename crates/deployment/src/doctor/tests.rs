//! Every check, seen failing and passing: a table of what is broken in a sound deployment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cognito::resource_policy::Statement;
use cognito::user_pool::{Attribute, ClientRegistration, Email, Naming, PasswordPolicy, Template};
use cognito::{ResourcePolicy, UserPool, ValueRule};
use connection::EndpointArguments;
use messages::Brands;
use pages::Page;
use settings::Settings;
use strum::VariantArray;
use terminal::paint::Paint;
use trigger::Function;

use super::check::{Check, judge};
use super::facts::{
    Account, Answer, Client, ConfigurationSet, Fact, Facts, FunctionConfiguration, Identity,
    LambdaFunction, Link, Opened, Replica, Sender,
};
use super::finding::Verdict;
use super::known::Known;

const POOL: &str = "eu-west-1_AbCdEfGhI";
const ARN: &str = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEfGhI";

/// A deployment, and what the settings say of it.
struct Scene {
    facts: Facts,
    settings: Settings,
    brands: Brands,
    endpoint: EndpointArguments,
}

impl Scene {
    /// One with which nothing is wrong: the sample configuration, with a key of its own.
    fn sound() -> Self {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations/invitations.toml");
        let mut settings = Settings::load(&file).unwrap();
        // The key of RFC 7515, appendix A.3.
        settings.tokens = toml::from_str(
            "issuer = 'us'\n[[keys]]\nkid = 'own'\nkty = 'EC'\ncrv = 'P-256'\n\
             x = 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'\n\
             y = 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'\n",
        )
        .unwrap();
        let brands = settings.load_brands().unwrap();
        let headers = pages::headers(&settings.pages.as_ref().unwrap().user_pools());
        let headers = headers.into_iter();
        let answer = Answer {
            status: 200,
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value))
                .collect(),
        };
        let links = brands.iter().flat_map(|brand| {
            Page::ALL.map(|page| Link {
                brand: brand.name().to_owned(),
                origin: brand.config().links.to_string(),
                page,
                opened: Opened::Answered(answer.clone()),
            })
        });
        let groups = settings.grants.assignable_groups.iter();
        let facts = Facts {
            pool_id: POOL.to_owned(),
            region: "eu-west-1".to_owned(),
            replicas: Fact::Read(Vec::new()),
            pool: Fact::Read(pool()),
            clients: Fact::Read(vec![
                client("4northwindclient000000000"),
                client("4fabrikamclient0000000000"),
            ]),
            groups: Fact::Read(groups.map(|name| (name.to_string(), None)).collect()),
            functions: Function::ALL.map(|function| (function, lambda())).into(),
            senders: vec![sender()],
            links: links.collect(),
        };
        Self {
            facts,
            settings,
            brands,
            endpoint: EndpointArguments::default(),
        }
    }

    fn known(&self) -> Known<'_> {
        Known {
            facts: &self.facts,
            settings: &self.settings,
            brands: &self.brands,
            endpoint: &self.endpoint,
        }
    }

    fn pool(&mut self) -> &mut UserPool {
        read(&mut self.facts.pool)
    }

    /// The pages' own client.
    fn client(&mut self) -> &mut Client {
        &mut read(&mut self.facts.clients)[0]
    }

    fn function(&mut self) -> &mut FunctionConfiguration {
        let pre_sign_up = self.facts.functions.get_mut(&Function::PreSignUp);
        read(&mut pre_sign_up.unwrap().configuration)
    }

    fn policy(&mut self) -> &mut ResourcePolicy {
        let pre_sign_up = self.facts.functions.get_mut(&Function::PreSignUp);
        read(&mut pre_sign_up.unwrap().policy)
    }

    fn attribute(&mut self, name: &str) -> &mut Attribute {
        self.pool().schema.get_mut(name).unwrap()
    }

    fn headers(&mut self) -> &mut BTreeMap<String, String> {
        let Opened::Answered(answer) = &mut self.facts.links[0].opened else {
            panic!("the page was answered with");
        };
        &mut answer.headers
    }

    fn trigger(&mut self, function: Function, name: &str) {
        self.trigger_at(function, &function_arn(name));
    }

    fn trigger_at(&mut self, function: Function, arn: &str) {
        self.pool().triggers.insert(function, arn.to_owned());
    }
}

fn read<T>(fact: &mut Fact<T>) -> &mut T {
    match fact {
        Fact::Read(read) => read,
        _ => panic!("it was read"),
    }
}

const ELSEWHERE: &str = "arn:aws:lambda:us-east-1:111122223333:function:stack-PreSignUp-1A";
const THEIRS: &str = "arn:aws:lambda:eu-west-1:999999999999:function:stack-PreSignUp-1A";

fn function_arn(name: &str) -> String {
    format!("arn:aws:lambda:eu-west-1:111122223333:function:{name}")
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn pool() -> UserPool {
    let text = |required| Attribute {
        kind: "String".to_owned(),
        mutable: true,
        required,
        rule: ValueRule::default(),
    };
    let schema = [
        ("email", text(true)),
        ("given_name", text(false)),
        ("family_name", text(false)),
        ("custom:tenant", text(false)),
        ("custom:brand", text(false)),
        ("custom:invitation", text(false)),
    ];
    let triggers = Function::ALL.map(|function| {
        let arn = function_arn(&format!("invitations-{function}"));
        (function, arn)
    });
    UserPool {
        id: POOL.to_owned(),
        arn: ARN.to_owned(),
        tier: "ESSENTIALS".to_owned(),
        triggers: triggers.into(),
        token_event: "V2_0".to_owned(),
        mail_sender: None,
        text_sender: None,
        schema: schema.map(|(name, of)| (name.to_owned(), of)).into(),
        email: Email {
            is_own: true,
            identity: Some(
                "arn:aws:ses:eu-west-1:111122223333:identity/northwind.example".to_owned(),
            ),
            configuration_set: Some("invitations".to_owned()),
        },
        templates: vec![
            (
                Template::InvitationMail,
                "{username}: {####}, for 7 days".to_owned(),
            ),
            (Template::VerificationMail, "{####}".to_owned()),
        ],
        confirms_by_link: false,
        naming: Naming::Address,
        case_sensitive: false,
        admin_create_only: false,
        password: PasswordPolicy {
            minimum_length: 12,
            lowercase: true,
            uppercase: true,
            numbers: true,
            symbols: false,
        },
        validity_days: 7,
        verified_before_update: names(&["email"]),
        issuer: "ORIGINAL".to_owned(),
        client_registration: None,
        first_factors: names(&["PASSWORD"]),
    }
}

fn client(id: &str) -> Client {
    Client {
        id: id.to_owned(),
        name: "web".to_owned(),
        has_secret: false,
        flows: names(&["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]),
        writes: Some(names(&["email", "given_name", "custom:invitation"])),
        reads: Some(names(&["email", "custom:invitation"])),
        hides_missing_users: true,
    }
}

fn lambda() -> LambdaFunction {
    let policy = ResourcePolicy {
        allowed: vec![Statement {
            sid: "cognito".to_owned(),
            source_arns: Some(vec![ARN.to_owned()]),
            source_accounts: Some(vec!["111122223333".to_owned()]),
            is_unclear: false,
        }],
        denied: Vec::new(),
    };
    LambdaFunction {
        configuration: Fact::Read(FunctionConfiguration {
            timeout: 5,
            memory: 256,
            state: "Active".to_owned(),
            last_update_failed: false,
        }),
        policy: Fact::Read(policy),
    }
}

fn sender() -> Sender {
    Sender {
        of: "the user pool",
        name: "northwind.example".to_owned(),
        region: "eu-west-1".to_owned(),
        account: Fact::Read(Account {
            in_production: true,
            may_send: true,
        }),
        identity: Fact::Read(Identity {
            is_verified: true,
            configuration_set: None,
        }),
        configuration_set: Some((
            "invitations".to_owned(),
            Fact::Read(ConfigurationSet::default()),
        )),
    }
}

/// What is broken, what the check then comes to, and words of what it says.
type Case = (Check, fn(&mut Scene), Verdict, &'static str);

const WRONG: Verdict = Verdict::Wrong;
const WARNING: Verdict = Verdict::Warning;
const NOT_CHECKED: Verdict = Verdict::NotChecked;
const OK: Verdict = Verdict::Ok;

fn detach(scene: &mut Scene, function: Function) {
    scene.pool().triggers.remove(&function);
}

const CASES: &[Case] = &[
    (
        Check::TriggersAttached,
        |s| detach(s, Function::PreSignUp),
        WRONG,
        "let in",
    ),
    (
        Check::TriggersAttached,
        |s| detach(s, Function::PostConfirmation),
        WRONG,
        "gives no groups",
    ),
    (
        Check::TriggersAttached,
        |s| detach(s, Function::CustomMessage),
        WARNING,
        "Cognito's own",
    ),
    (
        Check::TriggersAttached,
        |s| detach(s, Function::PostAuthentication),
        WARNING,
        "not tried again",
    ),
    (
        Check::TriggersAttached,
        |s| detach(s, Function::PreTokenGeneration),
        WARNING,
        "first token",
    ),
    (
        Check::TriggersAttached,
        |s| {
            detach(s, Function::CustomMessage);
            s.pool().email.is_own = false;
        },
        OK,
        "every trigger",
    ),
    (
        Check::TriggerFunction,
        |s| s.trigger(Function::PreSignUp, "stack-PostConfirmation-1A"),
        WRONG,
        "named like post-confirmation",
    ),
    (
        Check::TriggerFunction,
        |s| s.trigger(Function::PreSignUp, "their-hook"),
        WARNING,
        "their-hook",
    ),
    (
        Check::TriggerFunction,
        |s| s.trigger_at(Function::PreSignUp, ELSEWHERE),
        WRONG,
        "another Region",
    ),
    (
        Check::TriggerFunction,
        |s| s.trigger_at(Function::PreSignUp, THEIRS),
        WRONG,
        "another account",
    ),
    (
        Check::TriggerFunction,
        |s| s.trigger(Function::PreSignUp, "stack-PreSignUp-1A:live"),
        OK,
        "named like it",
    ),
    (
        Check::FunctionExists,
        |s| {
            s.facts
                .functions
                .get_mut(&Function::PreSignUp)
                .unwrap()
                .configuration = Fact::Absent;
        },
        WRONG,
        "no such function",
    ),
    (
        Check::FunctionExists,
        |s| s.function().state = "Failed".to_owned(),
        WRONG,
        "Failed",
    ),
    (
        Check::FunctionExists,
        |s| s.function().last_update_failed = true,
        WARNING,
        "last update",
    ),
    (
        Check::FunctionVersion,
        |s| s.trigger(Function::PreSignUp, "pre-sign-up:7"),
        WRONG,
        "pre-sign-up:7",
    ),
    (
        Check::FunctionVersion,
        |s| s.trigger(Function::PreSignUp, "pre-sign-up:$LATEST"),
        WRONG,
        "$LATEST",
    ),
    (
        Check::FunctionVersion,
        |s| s.trigger(Function::PreSignUp, "pre-sign-up:live"),
        OK,
        "",
    ),
    (
        Check::InvokePermission,
        |s| s.policy().allowed.clear(),
        WRONG,
        "does not let Cognito",
    ),
    (
        Check::InvokePermission,
        |s| {
            s.facts
                .functions
                .get_mut(&Function::PreSignUp)
                .unwrap()
                .policy = Fact::Absent;
        },
        WRONG,
        "does not let Cognito",
    ),
    (
        Check::InvokePermission,
        |s| s.policy().allowed[0].source_arns = Some(vec![format!("{ARN}x")]),
        WRONG,
        "does not let Cognito",
    ),
    (
        Check::InvokePermission,
        |s| s.policy().allowed[0].source_accounts = Some(vec!["999999999999".to_owned()]),
        WRONG,
        "does not let Cognito",
    ),
    (
        Check::InvokePermission,
        |s| s.policy().denied.push(Statement::default()),
        WRONG,
        "denies",
    ),
    (
        Check::InvokePermission,
        |s| s.policy().allowed[0].is_unclear = true,
        NOT_CHECKED,
        "a condition",
    ),
    (
        Check::InvokeConfinement,
        |s| {
            s.policy().allowed[0].source_arns = None;
            s.policy().allowed[0].source_accounts = None;
        },
        WRONG,
        "any user pool of any account",
    ),
    (
        Check::InvokeConfinement,
        |s| s.policy().allowed[0].source_accounts = None,
        WARNING,
        "SourceAccount",
    ),
    (
        Check::InvokeConfinement,
        |s| s.policy().allowed[0].source_arns = Some(vec!["*".to_owned()]),
        WARNING,
        "every user pool",
    ),
    (
        Check::InvokeConfinement,
        |s| {
            let theirs = "arn:aws:cognito-idp:eu-central-1:999999999999:userpool/eu-central-1_B";
            let statement = &mut s.policy().allowed[0];
            statement.source_arns = Some(vec![theirs.to_owned()]);
            statement.source_accounts = Some(vec!["999999999999".to_owned()]);
        },
        WRONG,
        "another account",
    ),
    (
        Check::TokenEvent,
        |s| s.pool().token_event = "V1_0".to_owned(),
        WARNING,
        "access token",
    ),
    (
        Check::TokenEvent,
        |s| s.pool().token_event = "V4_0".to_owned(),
        WRONG,
        "V4_0",
    ),
    (
        Check::TokenEvent,
        |s| s.pool().token_event = "V3_0".to_owned(),
        OK,
        "",
    ),
    (
        Check::TokenEvent,
        |s| {
            s.pool().tier = "LITE".to_owned();
            s.pool().token_event = "V3_0".to_owned();
        },
        WRONG,
        "LITE",
    ),
    (
        Check::TokenEvent,
        |s| s.pool().tier = "LITE".to_owned(),
        WRONG,
        "LITE",
    ),
    (
        Check::TokenEvent,
        |s| {
            s.pool().tier = "LITE".to_owned();
            s.pool().token_event = "V1_0".to_owned();
        },
        OK,
        "",
    ),
    (
        Check::FunctionTimeout,
        |s| s.function().timeout = 6,
        WRONG,
        "6 s",
    ),
    (
        Check::FunctionMemory,
        |s| s.function().memory = 128,
        WARNING,
        "128 MiB",
    ),
    (
        Check::InvitationAttribute,
        |s| drop(s.pool().schema.remove("custom:invitation")),
        WRONG,
        "no attribute",
    ),
    (
        Check::InvitationAttribute,
        |s| s.attribute("custom:invitation").kind = "Number".to_owned(),
        WRONG,
        "Number",
    ),
    (
        Check::InvitationAttribute,
        |s| s.attribute("custom:invitation").mutable = false,
        WRONG,
        "cannot be changed",
    ),
    (
        Check::InvitationAttribute,
        |s| s.attribute("custom:invitation").rule = ValueRule::Text { min: 1, max: 2048 },
        WRONG,
        "needs 1",
    ),
    (
        Check::InvitationAttribute,
        |s| s.attribute("custom:invitation").rule = ValueRule::Text { min: 0, max: 256 },
        WRONG,
        "256",
    ),
    (
        Check::InvitationAttribute,
        |s| s.attribute("custom:invitation").rule = ValueRule::default(),
        OK,
        "",
    ),
    (
        Check::BrandAttribute,
        |s| drop(s.pool().schema.remove("custom:brand")),
        WARNING,
        "default brand",
    ),
    (
        Check::BrandAttribute,
        |s| s.attribute("custom:brand").rule = ValueRule::Text { min: 0, max: 3 },
        WRONG,
        "takes 3",
    ),
    (
        Check::AssignableAttributes,
        |s| drop(s.pool().schema.remove("custom:tenant")),
        WRONG,
        "custom:tenant",
    ),
    (
        Check::AssignableAttributes,
        |s| s.attribute("custom:tenant").mutable = false,
        WRONG,
        "after sign-up",
    ),
    (
        Check::AddressRequired,
        |s| s.attribute("email").required = false,
        WARNING,
        "another address",
    ),
    (
        Check::ClientWriteList,
        |s| s.client().writes = None,
        WRONG,
        "no list",
    ),
    (
        Check::ClientWritesProtected,
        |s| s.client().writes = Some(names(&["custom:tenant", "custom:brand"])),
        WRONG,
        "custom:brand, custom:tenant",
    ),
    (
        Check::ClientWritesProtected,
        |s| s.client().writes = Some(names(&["email_verified"])),
        WRONG,
        "email_verified",
    ),
    (
        Check::ClientWritesInvitation,
        |s| s.client().writes = Some(names(&["email"])),
        WRONG,
        "which the pages use",
    ),
    (
        Check::ClientWritesInvitation,
        |s| {
            s.settings.pages = None;
            s.client().writes = Some(names(&["email"]));
        },
        OK,
        "",
    ),
    (
        Check::ClientWritesInvitation,
        |s| {
            s.settings.pages = None;
            read(&mut s.facts.clients).clear();
        },
        WRONG,
        "no app client",
    ),
    (
        Check::ClientWritesInvitation,
        |s| {
            s.settings.tokens.keys.clear();
            s.client().writes = Some(names(&["email"]));
        },
        OK,
        "no key is trusted",
    ),
    (
        Check::ClientReadsInvitation,
        |s| s.client().reads = None,
        WARNING,
        "not documented",
    ),
    (
        Check::UserExistence,
        |s| s.client().hides_missing_users = false,
        WRONG,
        "tells anybody",
    ),
    (
        Check::PagesClient,
        |s| s.client().id = "other".to_owned(),
        WRONG,
        "does not have",
    ),
    (
        Check::PagesClient,
        |s| s.client().has_secret = true,
        WRONG,
        "secret",
    ),
    (
        Check::PagesClient,
        |s| s.client().flows = names(&["ALLOW_USER_SRP_AUTH"]),
        WRONG,
        "does not allow",
    ),
    (
        Check::PagesClient,
        |s| s.facts.pool_id = "eu-north-1_AbCdEfGhI".to_owned(),
        WRONG,
        "eu-north-1",
    ),
    (
        Check::PagesClient,
        |s| s.settings.pages = None,
        OK,
        "no section [pages]",
    ),
    (
        Check::DefaultSender,
        |s| s.pool().email.is_own = false,
        WRONG,
        "refuses",
    ),
    (
        Check::DefaultSender,
        |s| {
            detach(s, Function::CustomMessage);
            s.pool().email.is_own = false;
        },
        WARNING,
        "50 mails a day",
    ),
    (
        Check::DefaultSender,
        |s| {
            detach(s, Function::CustomMessage);
            s.pool().email.is_own = false;
            s.pool().mail_sender = Some(function_arn("sender"));
        },
        OK,
        "",
    ),
    (
        Check::CustomSender,
        |s| s.pool().mail_sender = Some(function_arn("sender")),
        WARNING,
        "beside custom-message",
    ),
    (
        Check::CustomSender,
        |s| {
            detach(s, Function::CustomMessage);
            s.pool().mail_sender = Some(function_arn("sender"));
        },
        WARNING,
        "function:sender writes and sends the pool's mails",
    ),
    (
        Check::CustomSender,
        |s| s.pool().text_sender = Some(function_arn("sender")),
        WARNING,
        "text messages",
    ),
    (
        Check::TriggersAttached,
        |s| {
            detach(s, Function::CustomMessage);
            s.pool().mail_sender = Some(function_arn("sender"));
        },
        OK,
        "",
    ),
    (
        Check::PoolTemplates,
        |s| {
            s.pool().templates[0].1 = "Welcome".to_owned();
            s.pool().mail_sender = Some(function_arn("sender"));
        },
        OK,
        "",
    ),
    (
        Check::RequiredAttributes,
        |s| s.attribute("custom:tenant").required = true,
        WRONG,
        "requires custom:tenant",
    ),
    (
        Check::RequiredAttributes,
        |s| s.attribute("family_name").required = true,
        WRONG,
        "may not write",
    ),
    (
        Check::RequiredAttributes,
        |s| {
            s.attribute("given_name").required = true;
            s.attribute("custom:tenant").required = true;
            s.settings.pages = None;
        },
        WARNING,
        "nobody signs up through it",
    ),
    (
        Check::RequiredAttributes,
        |s| s.attribute("given_name").required = true,
        OK,
        "",
    ),
    (
        Check::VerifiedBeforeUpdate,
        |s| s.pool().verified_before_update.clear(),
        WRONG,
        "somebody else's",
    ),
    (
        Check::ClientRegistration,
        |s| s.pool().client_registration = Some(ClientRegistration { is_open: false }),
        WARNING,
        "of this moment",
    ),
    (
        Check::ClientRegistration,
        |s| s.pool().client_registration = Some(ClientRegistration { is_open: true }),
        WRONG,
        "anybody can register",
    ),
    (
        Check::TokenIssuer,
        |s| s.pool().issuer = "UPDATED".to_owned(),
        WARNING,
        "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
    ),
    (
        Check::TokenIssuer,
        |s| {
            let api = s.settings.admin_api.as_mut().unwrap();
            api.issuer = Some("https://accounts.northwind.example".to_owned());
        },
        WRONG,
        "takes none",
    ),
    (
        Check::TokenIssuer,
        |s| {
            s.pool().issuer = "UPDATED".to_owned();
            s.settings.admin_api = None;
        },
        OK,
        "no section",
    ),
    (
        Check::Replicas,
        |s| {
            s.facts.replicas = Fact::Read(vec![Replica {
                region: "eu-north-1".to_owned(),
                triggers: Fact::Read([Function::PreSignUp].into()),
            }]);
        },
        WARNING,
        "eu-north-1 calls no function for custom-message, post-confirmation",
    ),
    (
        Check::Replicas,
        |s| {
            s.facts.replicas = Fact::Read(vec![Replica {
                region: "eu-north-1".to_owned(),
                triggers: Fact::Read(Function::ALL.into()),
            }]);
        },
        OK,
        "",
    ),
    (Check::Replicas, |s| s.facts.replicas = Fact::Absent, OK, ""),
    (
        Check::ClientWriteList,
        |s| {
            s.client().writes = None;
            s.settings.tokens.keys.clear();
            s.settings.grants.assignable_attributes.clear();
            s.brands = Brands::new(Vec::new(), None, messages::Locale::english()).unwrap();
        },
        OK,
        "nothing that an invitation",
    ),
    (
        Check::SesIdentity,
        |s| s.facts.senders[0].identity = Fact::Absent,
        WRONG,
        "no identity",
    ),
    (
        Check::SesIdentity,
        |s| {
            s.facts.senders[0].identity = Fact::Read(Identity {
                is_verified: false,
                configuration_set: None,
            });
        },
        WRONG,
        "not verified",
    ),
    (
        Check::SesIdentity,
        |s| s.facts.senders.clear(),
        OK,
        "no mail goes through",
    ),
    (
        Check::SesSandbox,
        |s| read(&mut s.facts.senders[0].account).in_production = false,
        WRONG,
        "sandbox",
    ),
    (
        Check::SesSandbox,
        |s| read(&mut s.facts.senders[0].account).may_send = false,
        WRONG,
        "paused",
    ),
    (
        Check::ClickTracking,
        |s| {
            let (_, set) = s.facts.senders[0].configuration_set.as_mut().unwrap();
            read(set).redirect_domain = Some("click.northwind.example".to_owned());
        },
        WARNING,
        "click.northwind.example",
    ),
    (
        Check::ClickTracking,
        |s| {
            let (_, set) = s.facts.senders[0].configuration_set.as_mut().unwrap();
            read(set).click_destinations = vec!["clicks".to_owned()];
        },
        WARNING,
        "ses:no-track",
    ),
    (
        Check::ClickTracking,
        |s| s.facts.senders[0].configuration_set = Some(("gone".to_owned(), Fact::Absent)),
        WRONG,
        "gone",
    ),
    (
        Check::ClickTracking,
        |s| s.facts.senders[0].configuration_set = None,
        OK,
        "",
    ),
    (
        Check::PoolTemplates,
        |s| s.pool().templates[0].1 = "Welcome, {username}".to_owned(),
        WRONG,
        "lacks {####}",
    ),
    (
        Check::PoolTemplates,
        |s| s.pool().templates[0].1 = "{####}".to_owned(),
        WRONG,
        "lacks {username}",
    ),
    (
        Check::PoolTemplates,
        |s| s.pool().templates[1].1 = "Welcome".to_owned(),
        WRONG,
        "verification by mail",
    ),
    (Check::PoolTemplates, |s| s.pool().templates.clear(), OK, ""),
    (
        Check::VerificationByCode,
        |s| s.pool().confirms_by_link = true,
        WRONG,
        "mail scanner",
    ),
    (
        Check::SignInKind,
        |s| s.pool().naming = Naming::Given,
        WRONG,
        "by email, and in this pool it is username",
    ),
    (
        Check::SignInKind,
        |s| {
            s.pool().naming = Naming::BesideAddress;
        },
        WRONG,
        "it is alias",
    ),
    (
        Check::CaseSensitivity,
        |s| s.pool().case_sensitive = true,
        WRONG,
        "tells Ada@",
    ),
    (
        Check::CaseSensitivity,
        |s| s.settings.user_pool.case_sensitive = true,
        WRONG,
        "for one",
    ),
    (
        Check::SelfSignUp,
        |s| s.pool().admin_create_only = true,
        WRONG,
        "administrators alone",
    ),
    (
        Check::SelfSignUp,
        |s| {
            s.settings.self_sign_up = toml::from_str("").unwrap();
            s.settings.tokens.keys.clear();
        },
        WARNING,
        "nobody sign up",
    ),
    (
        Check::OneTimeCodes,
        |s| s.pool().first_factors = names(&["PASSWORD", "EMAIL_OTP"]),
        WARNING,
        "EMAIL_OTP",
    ),
    (
        Check::OneTimeCodes,
        |s| s.pool().first_factors = names(&["PASSWORD", "WEB_AUTHN"]),
        OK,
        "",
    ),
    (
        Check::PasswordPolicy,
        |s| s.pool().password.symbols = true,
        WRONG,
        "refuses passwords",
    ),
    (
        Check::PasswordPolicy,
        |s| s.pool().password.minimum_length = 13,
        WRONG,
        "refuses passwords",
    ),
    (
        Check::PasswordPolicy,
        |s| s.pool().password.minimum_length = 8,
        WARNING,
        "ask more",
    ),
    (
        Check::PasswordPolicy,
        |s| s.pool().password.numbers = false,
        WARNING,
        "ask more",
    ),
    (
        Check::TemporaryPasswordValidity,
        |s| s.pool().validity_days = 3,
        WRONG,
        "speaks of 7 days",
    ),
    (
        Check::TemporaryPasswordValidity,
        |s| {
            s.pool().templates.clear();
            s.pool().validity_days = 365;
        },
        WARNING,
        "365 days",
    ),
    (
        Check::TemporaryPasswordValidity,
        |s| {
            s.pool().templates.clear();
            s.pool().validity_days = 1;
        },
        WARNING,
        "for a day",
    ),
    (
        Check::AssignableGroups,
        |s| drop(read(&mut s.facts.groups).remove("beta")),
        WRONG,
        "no group beta",
    ),
    (
        Check::GroupRoles,
        |s| {
            drop(
                read(&mut s.facts.groups)
                    .insert("staff".to_owned(), Some("arn:aws:iam::1:role/r".to_owned())),
            );
        },
        WARNING,
        "role/r",
    ),
    (
        Check::GroupRoles,
        |s| {
            drop(read(&mut s.facts.groups).insert(
                "admins".to_owned(),
                Some("arn:aws:iam::1:role/r".to_owned()),
            ));
        },
        OK,
        "",
    ),
    (
        Check::DevelopmentKey,
        |s| s.settings.tokens = Settings::load(&s.settings.file).unwrap().tokens,
        WRONG,
        "published",
    ),
    (
        Check::DevelopmentKey,
        |s| {
            s.settings.tokens = Settings::load(&s.settings.file).unwrap().tokens;
            s.facts.pool_id = "local_Example".to_owned();
        },
        OK,
        "",
    ),
    (
        Check::LinksReachable,
        |s| s.facts.links[0].opened = Opened::Silent("no such host".to_owned()),
        WRONG,
        "no such host",
    ),
    (
        Check::LinksReachable,
        |s| {
            s.facts.links[0].opened = Opened::Answered(Answer {
                status: 404,
                headers: BTreeMap::new(),
            });
        },
        WRONG,
        "status 404",
    ),
    (
        Check::LinksReachable,
        |s| s.facts.links[0].origin = "http://localhost:1".to_owned(),
        WRONG,
        "this machine",
    ),
    (Check::LinksReachable, |s| s.facts.links.truncate(1), OK, ""),
    (
        Check::LinksReachable,
        |s| s.facts.links[0].opened = Opened::Not,
        NOT_CHECKED,
        "--offline",
    ),
    (
        Check::LinkHeaders,
        |s| drop(s.headers().remove("x-frame-options")),
        WRONG,
        "without X-Frame-Options",
    ),
    (
        Check::LinkHeaders,
        |s| {
            drop(
                s.headers()
                    .insert("referrer-policy".to_owned(), "origin".to_owned()),
            );
        },
        WARNING,
        "Referrer-Policy",
    ),
    (
        Check::LinkHeaders,
        |s| {
            drop(
                s.headers()
                    .insert("cache-control".to_owned(), "no-store".to_owned()),
            );
        },
        OK,
        "",
    ),
    (
        Check::LinkHeaders,
        |s| s.settings.pages = None,
        OK,
        "the team's own",
    ),
];

#[test]
fn a_sound_deployment_is_ok_in_every_respect() {
    let scene = Scene::sound();
    let findings = judge(&scene.known());
    let checks: Vec<Check> = findings.iter().map(|(check, _)| *check).collect();
    assert_eq!(checks, Check::VARIANTS);
    for (_, finding) in findings {
        assert_eq!(finding.verdict, OK, "{finding:?}");
        assert!(finding.remedy.is_empty(), "{finding:?}");
    }
}

#[test]
fn what_is_broken_is_told_by_its_check() {
    for (check, damage, verdict, words) in CASES {
        let mut scene = Scene::sound();
        damage(&mut scene);
        let findings = check.judge(&scene.known());
        let worst = findings
            .iter()
            .max_by_key(|finding| finding.verdict)
            .unwrap();
        assert_eq!(worst.verdict, *verdict, "{findings:?}");
        assert!(worst.sentence.contains(words), "{words:?}: {findings:?}");
        for finding in &findings {
            let is_to_mend = matches!(finding.verdict, Verdict::Warning | Verdict::Wrong);
            assert!(!is_to_mend || !finding.remedy.is_empty(), "{finding:?}");
        }
    }
}

/// With [`a_sound_deployment_is_ok_in_every_respect`], which has every check passing.
#[test]
fn every_check_is_seen_failing() {
    let fails = |verdict: &Verdict| matches!(verdict, Verdict::Warning | Verdict::Wrong);
    let failing: BTreeSet<Check> = CASES
        .iter()
        .filter(|(_, _, verdict, _)| fails(verdict))
        .map(|(check, ..)| *check)
        .collect();
    assert_eq!(failing, Check::VARIANTS.iter().copied().collect());
}

/// A permission is an alias's or the function's: what fixes the one does nothing for the other.
#[test]
fn a_permission_is_given_to_what_the_pool_calls() {
    let mut scene = Scene::sound();
    scene.trigger(Function::PreSignUp, "team-pre-sign-up:live");
    let function = scene.facts.functions.get_mut(&Function::PreSignUp).unwrap();
    function.policy = Fact::Absent;
    let findings = Check::InvokePermission.judge(&scene.known());
    let expected = format!(
        "aws lambda add-permission --function-name team-pre-sign-up --qualifier live --region eu-west-1 --statement-id invitations-pre-sign-up-{POOL} --action lambda:InvokeFunction --principal cognito-idp.amazonaws.com --source-arn {ARN} --source-account 111122223333"
    );
    assert_eq!(findings[0].remedy, expected);
}

/// The stack and the alias that the pool calls, and the clients that people sign up through.
#[test]
fn what_attaches_names_what_is_attached() {
    let mut scene = Scene::sound();
    detach(&mut scene, Function::PreSignUp);
    for function in Function::ALL {
        if function != Function::PreSignUp {
            scene.trigger(function, &format!("team-{function}:live"));
        }
    }
    let findings = Check::TriggersAttached.judge(&scene.known());
    let remedy = &findings[0].remedy;
    assert!(
        remedy.starts_with(&format!(
            "invitations attach --user-pool-id {POOL} --config "
        )),
        "{remedy}"
    );
    let rest = " --only pre-sign-up --functions-prefix team --alias live --self-sign-up 4northwindclient000000000,4fabrikamclient0000000000";
    assert!(remedy.ends_with(rest), "{remedy}");
}

/// One command for everything that is missing, to be pasted as it stands.
#[test]
fn what_is_missing_is_attached_by_one_command() {
    let mut scene = Scene::sound();
    scene.endpoint.endpoint_url = Some("http://127.0.0.1:8787".to_owned());
    detach(&mut scene, Function::PreSignUp);
    detach(&mut scene, Function::CustomMessage);
    let findings = Check::TriggersAttached.judge(&scene.known());
    assert_eq!(findings.len(), 2);
    assert_eq!(findings[0].remedy, findings[1].remedy);
    for words in [
        "--only pre-sign-up,custom-message ",
        " --endpoint-url http://127.0.0.1:8787 ",
    ] {
        assert!(findings[0].remedy.contains(words), "{findings:?}");
    }
    let findings: Vec<_> = findings
        .into_iter()
        .map(|found| (Check::TriggersAttached, found))
        .collect();
    let text = super::report::text(&findings, Paint::plain());
    assert_eq!(text.matches("invitations attach").count(), 1, "{text}");
}

#[test]
fn no_two_checks_have_one_name() {
    let ids: BTreeSet<&str> = Check::VARIANTS.iter().map(|check| check.id()).collect();
    assert_eq!(ids.len(), Check::VARIANTS.len());
}

/// A call that is not permitted takes no other check with it, and names the permission.
#[test]
fn what_is_denied_is_not_checked() {
    type Denial = (fn(&mut Facts), &'static str, &'static [Check]);
    let denials: &[Denial] = &[
        (
            |facts| facts.clients = Fact::Denied("cognito-idp:ListUserPoolClients"),
            "cognito-idp:ListUserPoolClients",
            &[
                Check::ClientWriteList,
                Check::ClientWritesProtected,
                Check::ClientWritesInvitation,
                Check::ClientReadsInvitation,
                Check::UserExistence,
                Check::PagesClient,
                Check::RequiredAttributes,
            ],
        ),
        (
            |facts| facts.replicas = Fact::Denied("cognito-idp:ListUserPoolReplicas"),
            "cognito-idp:ListUserPoolReplicas",
            &[Check::Replicas],
        ),
        (
            |facts| facts.groups = Fact::Denied("cognito-idp:ListGroups"),
            "cognito-idp:ListGroups",
            &[Check::AssignableGroups, Check::GroupRoles],
        ),
        (
            |facts| {
                let functions = facts.functions.values_mut();
                functions.for_each(|function| function.policy = Fact::Denied("lambda:GetPolicy"));
            },
            "lambda:GetPolicy",
            &[Check::InvokePermission, Check::InvokeConfinement],
        ),
        (
            |facts| {
                for function in facts.functions.values_mut() {
                    function.configuration = Fact::Denied("lambda:GetFunctionConfiguration");
                }
            },
            "lambda:GetFunctionConfiguration",
            &[
                Check::FunctionExists,
                Check::FunctionTimeout,
                Check::FunctionMemory,
            ],
        ),
        (
            |facts| facts.senders[0].account = Fact::Denied("ses:GetAccount"),
            "ses:GetAccount",
            &[Check::SesSandbox],
        ),
        (
            |facts| facts.senders[0].identity = Fact::Denied("ses:GetEmailIdentity"),
            "ses:GetEmailIdentity",
            &[Check::SesIdentity],
        ),
        (
            |facts| {
                let denied = Fact::Denied("ses:GetConfigurationSet");
                facts.senders[0].configuration_set = Some(("invitations".to_owned(), denied));
            },
            "ses:GetConfigurationSet",
            &[Check::ClickTracking],
        ),
    ];
    for (deny, action, checks) in denials {
        let mut scene = Scene::sound();
        deny(&mut scene.facts);
        for (check, finding) in judge(&scene.known()) {
            if checks.contains(&check) {
                assert_eq!(finding.verdict, NOT_CHECKED, "{finding:?}");
                assert!(finding.sentence.contains(action), "{finding:?}");
                assert!(finding.remedy.contains(action), "{finding:?}");
            } else {
                assert_eq!(finding.verdict, OK, "{finding:?}");
            }
        }
    }
}

/// Without the pool, the rest is looked at all the same.
#[test]
fn a_pool_that_may_not_be_described_leaves_the_rest() {
    let mut scene = Scene::sound();
    scene.facts.pool = Fact::Denied("cognito-idp:DescribeUserPool");
    let findings = judge(&scene.known());
    assert!(findings.iter().any(|(_, finding)| finding.verdict == OK));
    for (_, finding) in findings {
        assert!(
            matches!(finding.verdict, Verdict::Ok | Verdict::NotChecked),
            "{finding:?}"
        );
    }
}
