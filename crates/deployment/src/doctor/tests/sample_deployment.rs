//! A deployment with which nothing is wrong, for a check to find what a test breaks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cognito::resource_policy::Statement;
use cognito::user_pool::{Attribute, Email, Naming, PasswordPolicy, Template};
use cognito::{ResourcePolicy, UserPool, ValueRule};
use connection::EndpointArguments;
use messages::Brands;
use pages::Page;
use settings::{Chains, Settings};
use trigger::Function;

use crate::doctor::facts::{
    Account, Answer, Client, ConfigurationSet, EventBus, Fact, Facts, FunctionConfiguration,
    Identity, LambdaFunction, Link, Opened, Schedule, Sender, Sweeper,
};
use crate::doctor::known::Known;

pub(crate) const POOL: &str = "eu-west-1_AbCdEfGhI";
pub(crate) const ARN: &str =
    "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEfGhI";

/// A deployment, and what the settings say of it.
pub(crate) struct SampleDeployment {
    pub(crate) facts: Facts,
    pub(crate) settings: Settings,
    pub(crate) chains: Chains,
    pub(crate) brands: Brands,
    pub(crate) only: Vec<Function>,
    pub(crate) endpoint: EndpointArguments,
}

impl SampleDeployment {
    /// One with which nothing is wrong: the sample configuration, with a key of its own.
    pub(crate) fn sound() -> Self {
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
            chained: BTreeMap::new(),
            senders: vec![sender()],
            event_bus: Fact::Read(EventBus::default()),
            sweeper: Some(sweeper()),
            links: links.collect(),
        };
        settings.events = Some(toml::from_str("bus = 'invitations'").unwrap());
        Self {
            facts,
            settings,
            chains: Chains::default(),
            brands,
            only: Vec::new(),
            endpoint: EndpointArguments::default(),
        }
    }

    pub(crate) fn known(&self) -> Known<'_> {
        Known {
            facts: &self.facts,
            settings: &self.settings,
            chains: &self.chains,
            brands: &self.brands,
            only: &self.only,
            endpoint: &self.endpoint,
        }
    }

    pub(crate) fn pool(&mut self) -> &mut UserPool {
        read(&mut self.facts.pool)
    }

    /// The pages' own client.
    pub(crate) fn client(&mut self) -> &mut Client {
        &mut read(&mut self.facts.clients)[0]
    }

    pub(crate) fn function(&mut self) -> &mut FunctionConfiguration {
        let pre_sign_up = self.facts.functions.get_mut(&Function::PreSignUp);
        read(&mut pre_sign_up.unwrap().configuration)
    }

    pub(crate) fn policy(&mut self) -> &mut ResourcePolicy {
        let pre_sign_up = self.facts.functions.get_mut(&Function::PreSignUp);
        read(&mut pre_sign_up.unwrap().policy)
    }

    pub(crate) fn attribute(&mut self, name: &str) -> &mut Attribute {
        self.pool().schema.get_mut(name).unwrap()
    }

    pub(crate) fn headers(&mut self) -> &mut BTreeMap<String, String> {
        let Opened::Answered(answer) = &mut self.facts.links[0].opened else {
            panic!("the page was answered with");
        };
        &mut answer.headers
    }

    pub(crate) fn sweeper(&mut self) -> &mut Sweeper {
        self.facts.sweeper.as_mut().unwrap()
    }

    /// Events go to this bus.
    pub(crate) fn bus(&mut self, bus: &str) {
        self.settings.events = Some(toml::from_str(&format!("bus = '{bus}'")).unwrap());
    }

    pub(crate) fn trigger(&mut self, function: Function, name: &str) {
        self.trigger_at(function, &function_arn(name));
    }

    pub(crate) fn trigger_at(&mut self, function: Function, arn: &str) {
        self.pool().triggers.insert(function, arn.to_owned());
    }
}

pub(crate) fn read<T>(fact: &mut Fact<T>) -> &mut T {
    match fact {
        Fact::Read(read) => read,
        _ => panic!("it was read"),
    }
}

pub(crate) const ELSEWHERE: &str =
    "arn:aws:lambda:us-east-1:111122223333:function:stack-PreSignUp-1A";
pub(crate) const THEIRS: &str = "arn:aws:lambda:eu-west-1:999999999999:function:stack-PreSignUp-1A";

pub(crate) fn function_arn(name: &str) -> String {
    format!("arn:aws:lambda:eu-west-1:111122223333:function:{name}")
}

pub(crate) fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(crate) fn pool() -> UserPool {
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
        ("custom:invited", text(false)),
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

pub(crate) fn client(id: &str) -> Client {
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

pub(crate) fn lambda() -> LambdaFunction {
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

fn sweeper() -> Sweeper {
    Sweeper {
        name: "invitations-sweeper".to_owned(),
        user_pool_id: Fact::Read(POOL.to_owned()),
        reserved: Fact::Read(Some(1)),
        schedule: Fact::Read(Schedule {
            is_enabled: true,
            target: function_arn("invitations-sweeper"),
        }),
    }
}

pub(crate) fn sender() -> Sender {
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
