//! What Cognito says: `DescribeUserPool`, the app clients, the groups.

use std::collections::{BTreeMap, BTreeSet};

use aws_config::Region;
use aws_sdk_cognitoidentityprovider::Client as Cognito;
use aws_sdk_cognitoidentityprovider::config::Builder;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::types::{
    AdminCreateUserConfigType, AttributeDataType, DefaultEmailOptionType, EmailSendingAccountType,
    IssuerType, LambdaConfigType, PasswordPolicyType, PreTokenGenerationVersionConfigType,
    PreventUserExistenceErrorTypes, SchemaAttributeType, SignInPolicyType,
    UserAttributeUpdateSettingsType, UserPoolClientType, UserPoolTierType, UserPoolType,
    UsernameConfigurationType,
};
use serde_json::Value;
use trigger::Function;

use super::Sources;
use crate::aws::raw_answer::RawAnswer;
use crate::doctor::facts::{
    Attribute, Client, ClientRegistration, Email, Fact, Password, Pool, Replica, Template,
};

/// How many app clients or groups a page has at most.
const PAGE: i32 = 60;

/// What a password needs at least where nothing is said (API reference, `PasswordPolicyType`).
const DEFAULT_LENGTH: u8 = 8;

impl Sources {
    pub(super) async fn pool(&self) -> Fact<Pool> {
        let raw = RawAnswer::default();
        let request = self
            .cognito()
            .describe_user_pool()
            .user_pool_id(&self.pool_id)
            .customize()
            .interceptor(raw.clone());
        let answer = self
            .ask("cognito-idp:DescribeUserPool", request.send())
            .await;
        match answer.map(|answer| answer.user_pool) {
            Fact::Read(Some(described)) => Fact::Read(Pool {
                client_registration: client_registration(&raw),
                ..pool(&described)
            }),
            Fact::Read(None) => Fact::Unknown("the answer has no user pool".to_owned()),
            Fact::Absent => Fact::Absent,
            Fact::Denied(action) => Fact::Denied(action),
            Fact::Unknown(why) => Fact::Unknown(why),
        }
    }

    /// The pool in other Regions. Where AWS does not know of replicas, there are none.
    pub(super) async fn replicas(&self) -> Fact<Vec<Replica>> {
        // What is older than this operation answers it with an error of its own, again and again.
        let config = Builder::from(&self.aws).retry_config(RetryConfig::standard());
        let request = Cognito::from_conf(config.build())
            .list_user_pool_replicas()
            .user_pool_id(&self.pool_id);
        let mut replicas = Vec::new();
        let mut next = None;
        loop {
            let page = request.clone().set_next_token(next).send();
            let page = match self.ask("cognito-idp:ListUserPoolReplicas", page).await {
                Fact::Read(page) => page,
                other => return other.map(|_| Vec::new()),
            };
            for listed in page.user_pool_replicas.into_iter().flatten() {
                let region = listed.region_name.unwrap_or_default();
                if region.is_empty() || region == self.region.as_ref() {
                    continue;
                }
                let triggers = self.triggers_in(&region).await;
                replicas.push(Replica { region, triggers });
            }
            next = page.next_token;
            if next.is_none() {
                return Fact::Read(replicas);
            }
        }
    }

    async fn triggers_in(&self, region: &str) -> Fact<BTreeSet<Function>> {
        let config = Builder::from(&self.aws).region(Region::new(region.to_owned()));
        let request = Cognito::from_conf(config.build())
            .describe_user_pool()
            .user_pool_id(&self.pool_id);
        let action = "cognito-idp:DescribeUserPool";
        let answer = self.ask(action, request.send()).await;
        answer.map(|answer| {
            let described = answer.user_pool;
            let config = described.as_ref().and_then(|pool| pool.lambda_config());
            let (named, _) = config.map(triggers).unwrap_or_default();
            named.into_keys().collect()
        })
    }

    pub(super) async fn clients(&self) -> Fact<Vec<Client>> {
        let cognito = self.cognito();
        let request = cognito.list_user_pool_clients().user_pool_id(&self.pool_id);
        let request = request.max_results(PAGE);
        let mut clients = Vec::new();
        let mut next = None;
        loop {
            let page = request.clone().set_next_token(next).send();
            let page = match self.ask("cognito-idp:ListUserPoolClients", page).await {
                Fact::Read(page) => page,
                other => return other.map(|_| Vec::new()),
            };
            for listed in page.user_pool_clients.into_iter().flatten() {
                let request = cognito
                    .describe_user_pool_client()
                    .user_pool_id(&self.pool_id)
                    .set_client_id(listed.client_id);
                match self
                    .ask("cognito-idp:DescribeUserPoolClient", request.send())
                    .await
                {
                    Fact::Read(answer) => {
                        clients.extend(answer.user_pool_client.as_ref().map(client));
                    }
                    // Deleted meanwhile.
                    Fact::Absent => {}
                    other => return other.map(|_| Vec::new()),
                }
            }
            next = page.next_token;
            if next.is_none() {
                return Fact::Read(clients);
            }
        }
    }

    pub(super) async fn groups(&self) -> Fact<BTreeMap<String, Option<String>>> {
        let request = self.cognito().list_groups().user_pool_id(&self.pool_id);
        let request = request.limit(PAGE);
        let mut groups = BTreeMap::new();
        let mut next = None;
        loop {
            let page = request.clone().set_next_token(next).send();
            let page = match self.ask("cognito-idp:ListGroups", page).await {
                Fact::Read(page) => page,
                other => return other.map(|_| BTreeMap::new()),
            };
            for group in page.groups.into_iter().flatten() {
                let role = group.role_arn.filter(|role| !role.is_empty());
                groups.insert(group.group_name.unwrap_or_default(), role);
            }
            next = page.next_token;
            if next.is_none() {
                return Fact::Read(groups);
            }
        }
    }

    fn cognito(&self) -> Cognito {
        Cognito::new(&self.aws)
    }
}

/// A description, with the API's own default for what it does not say.
fn pool(described: &UserPoolType) -> Pool {
    let policies = described.policies();
    let password = policies.and_then(|policies| policies.password_policy());
    let sign_in = policies.and_then(|policies| policies.sign_in_policy());
    let factors = sign_in.map(SignInPolicyType::allowed_first_auth_factors);
    let creation = described.admin_create_user_config();
    let days = password.map(PasswordPolicyType::temporary_password_validity_days);
    let config = described.lambda_config();
    let verification = described.verification_message_template();
    let updates = described.user_attribute_update_settings();
    let before_update =
        updates.map(UserAttributeUpdateSettingsType::attributes_require_verification_before_update);
    let (triggers, token_event) = config.map(triggers).unwrap_or_default();
    Pool {
        arn: text(described.arn()),
        tier: text(described.user_pool_tier().map(UserPoolTierType::as_str)),
        triggers,
        token_event,
        mail_sender: config
            .and_then(|config| config.custom_email_sender())
            .map(|sender| sender.lambda_arn().to_owned()),
        text_sender: config
            .and_then(|config| config.custom_sms_sender())
            .map(|sender| sender.lambda_arn().to_owned()),
        schema: described
            .schema_attributes()
            .iter()
            .filter_map(attribute)
            .collect(),
        email: email(described),
        templates: templates(described),
        confirms_by_link: verification.and_then(|template| template.default_email_option())
            == Some(&DefaultEmailOptionType::ConfirmWithLink),
        username_attributes: names(described.username_attributes(), |name| name.as_str()),
        alias_attributes: names(described.alias_attributes(), |name| name.as_str()),
        case_sensitive: described
            .username_configuration()
            .is_none_or(UsernameConfigurationType::case_sensitive),
        admin_create_only: creation
            .is_some_and(AdminCreateUserConfigType::allow_admin_create_user_only),
        password: password.map_or(
            Password {
                minimum_length: DEFAULT_LENGTH,
                lowercase: true,
                uppercase: true,
                numbers: true,
                symbols: true,
            },
            password_rules,
        ),
        temporary_password_days: days
            .and_then(|days| u16::try_from(days).ok())
            .unwrap_or_default(),
        verified_before_update: names(before_update.unwrap_or_default(), |name| name.as_str()),
        issuer: text(
            described
                .issuer_configuration()
                .and_then(|issuer| issuer.r#type())
                .map(IssuerType::as_str),
        ),
        client_registration: None,
        first_factors: names(factors.unwrap_or_default(), |factor| factor.as_str()),
    }
}

/// How applications register app clients (API reference, `DcrConfigurationType`, which is younger
/// than the SDK). Where it is configured, it is on unless it says otherwise.
fn client_registration(raw: &RawAnswer) -> Option<ClientRegistration> {
    let pool = raw.member("UserPool").ok()?;
    let configuration = pool.get("DcrConfiguration")?.as_object()?;
    let status = configuration.get("EnableStatus").and_then(Value::as_str);
    let is_open = configuration.get("OpenDcrEnabled").and_then(Value::as_bool);
    (status != Some("Disabled")).then_some(ClientRegistration {
        is_open: is_open == Some(true),
    })
}

fn password_rules(policy: &PasswordPolicyType) -> Password {
    let length = policy
        .minimum_length()
        .and_then(|length| u8::try_from(length).ok());
    Password {
        minimum_length: length.unwrap_or(DEFAULT_LENGTH),
        lowercase: policy.require_lowercase(),
        uppercase: policy.require_uppercase(),
        numbers: policy.require_numbers(),
        symbols: policy.require_symbols(),
    }
}

/// The functions of our triggers, and the version of the events for tokens. Of the two places of
/// the last, the one that has a version takes precedence.
fn triggers(config: &LambdaConfigType) -> (BTreeMap<Function, String>, String) {
    let versioned = config.pre_token_generation_config();
    let for_tokens = versioned.map(PreTokenGenerationVersionConfigType::lambda_arn);
    let for_tokens = for_tokens.or(config.pre_token_generation());
    let version = match (versioned, for_tokens) {
        (Some(versioned), _) => versioned.lambda_version().as_str(),
        (None, Some(_)) => "V1_0",
        (None, None) => "",
    };
    let triggers = [
        (Function::PreSignUp, config.pre_sign_up()),
        (Function::CustomMessage, config.custom_message()),
        (Function::PostConfirmation, config.post_confirmation()),
        (Function::PostAuthentication, config.post_authentication()),
        (Function::PreTokenGeneration, for_tokens),
    ];
    let named = triggers.into_iter().filter_map(|(function, arn)| {
        let arn = arn.filter(|arn| !arn.is_empty())?;
        Some((function, arn.to_owned()))
    });
    (named.collect(), version.to_owned())
}

fn attribute(attribute: &SchemaAttributeType) -> Option<(String, Attribute)> {
    let bounds = attribute.string_attribute_constraints();
    let bound = |text: Option<&str>| text.and_then(|text| text.parse().ok());
    let read = Attribute {
        kind: text(
            attribute
                .attribute_data_type()
                .map(AttributeDataType::as_str),
        ),
        mutable: attribute.mutable().unwrap_or(true),
        required: attribute.required().unwrap_or_default(),
        length: (
            bound(bounds.and_then(|bounds| bounds.min_length())),
            bound(bounds.and_then(|bounds| bounds.max_length())),
        ),
    };
    Some((attribute.name()?.to_owned(), read))
}

fn email(described: &UserPoolType) -> Email {
    let email = described.email_configuration();
    let account = email.and_then(|email| email.email_sending_account());
    let owned = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    Email {
        is_own: account == Some(&EmailSendingAccountType::Developer),
        identity: owned(email.and_then(|email| email.source_arn())),
        configuration_set: owned(email.and_then(|email| email.configuration_set())),
    }
}

/// The pool's own messages, in the old places and the new ones.
fn templates(described: &UserPoolType) -> Vec<(Template, String)> {
    let creation = described.admin_create_user_config();
    let invitation = creation.and_then(|creation| creation.invite_message_template());
    let verification = described.verification_message_template();
    let mut templates: Vec<(Template, String)> = Vec::new();
    for (template, text) in [
        (
            Template::InvitationMail,
            invitation.and_then(|own| own.email_message()),
        ),
        (
            Template::InvitationSms,
            invitation.and_then(|own| own.sms_message()),
        ),
        (
            Template::VerificationMail,
            described.email_verification_message(),
        ),
        (
            Template::VerificationMail,
            verification.and_then(|own| own.email_message()),
        ),
        (
            Template::VerificationSms,
            described.sms_verification_message(),
        ),
        (
            Template::VerificationSms,
            verification.and_then(|own| own.sms_message()),
        ),
    ] {
        let own = text.filter(|text| !text.is_empty());
        templates.extend(own.map(|text| (template, text.to_owned())));
    }
    templates
}

fn client(described: &UserPoolClientType) -> Client {
    let list = |list: Option<&Vec<String>>| list.map(|list| list.iter().cloned().collect());
    let existence = described.prevent_user_existence_errors();
    Client {
        id: text(described.client_id()),
        name: text(described.client_name()),
        has_secret: described.client_secret().is_some(),
        flows: names(described.explicit_auth_flows(), |flow| flow.as_str()),
        writes: list(described.write_attributes.as_ref()),
        reads: list(described.read_attributes.as_ref()),
        hides_missing_users: existence == Some(&PreventUserExistenceErrorTypes::Enabled),
    }
}

fn names<T>(list: &[T], name: fn(&T) -> &str) -> BTreeSet<String> {
    list.iter().map(|of| name(of).to_owned()).collect()
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}
