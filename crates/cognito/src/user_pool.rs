//! A user pool, read once from the answer of `DescribeUserPool`.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cognitoidentityprovider::types::{
    AdminCreateUserConfigType, AliasAttributeType, AttributeDataType, DefaultEmailOptionType,
    EmailSendingAccountType, IssuerType, LambdaConfigType, PasswordPolicyType,
    PreTokenGenerationVersionConfigType, SchemaAttributeType, SignInPolicyType,
    UserAttributeUpdateSettingsType, UserPoolTierType, UserPoolType, UsernameAttributeType,
    UsernameConfigurationType,
};
use invitation::EmailAddress;
use invitation::policy::SignIn;
use serde_json::Value;
use trigger::Function;

use crate::expiry::validity_days;
use crate::raw_answer::RawAnswer;
use crate::value_rule::ValueRule;

/// The shortest password where nothing is said (API reference, `PasswordPolicyType`).
const DEFAULT_LENGTH: usize = 8;

/// A user pool (API reference, `UserPoolType`). What it does not say has the API's own default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPool {
    /// Its identifier.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// `LITE`, `ESSENTIALS` or `PLUS`; empty where it is not said.
    pub tier: String,
    /// What the user name of an invited person is.
    pub naming: Naming,
    /// Whether `Jane@…` and `jane@…` are two people.
    pub case_sensitive: bool,
    /// Its attributes by name, `custom:` included.
    pub schema: BTreeMap<String, Attribute>,
    /// What a password needs.
    pub password: PasswordPolicy,
    /// How many days a temporary password works.
    pub validity_days: u16,
    /// Whether administrators alone create users.
    pub admin_create_only: bool,
    /// The ARN of the function behind each trigger.
    pub triggers: BTreeMap<Function, String>,
    /// `V1_0`, `V2_0` or `V3_0`, where there is a function for tokens; else empty.
    pub token_event: String,
    /// The function that writes and sends mails in place of Cognito (`CustomEmailSender`).
    pub mail_sender: Option<String>,
    /// The function that sends text messages in place of Cognito (`CustomSMSSender`).
    pub text_sender: Option<String>,
    /// Who sends its mails.
    pub email: Email,
    /// The messages that Cognito itself would send.
    pub templates: Vec<(Template, String)>,
    /// Whether a click in a verification mail confirms, with no page between.
    pub confirms_by_link: bool,
    /// The attributes whose new value counts only once it is verified.
    pub verified_before_update: BTreeSet<String>,
    /// `ORIGINAL` or `UPDATED`: whose name the pool's tokens bear; empty where it is not said.
    pub issuer: String,
    /// How applications register app clients of their own, where they may.
    pub client_registration: Option<ClientRegistration>,
    /// `PASSWORD`, `EMAIL_OTP`, `SMS_OTP`, `WEB_AUTHN`.
    pub first_factors: BTreeSet<String>,
}

/// What the user name of an invited person is (contract §8, §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// The e-mail address (`UsernameAttributes` has `email`); Cognito makes a UUID of it.
    Address,
    /// A telephone number alone: nobody can be invited by e-mail.
    PhoneNumber,
    /// Any that looks like no address (`AliasAttributes` has `email`); generated unless given.
    BesideAddress,
    /// The one that the administrator gives.
    Given,
}

/// An attribute of the schema (API reference, `SchemaAttributeType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// `String`, `Number`, `DateTime` or `Boolean`.
    pub kind: String,
    /// Whether it can be changed after the user's creation.
    pub mutable: bool,
    /// Whether every user needs it.
    pub required: bool,
    /// Which values it takes.
    pub rule: ValueRule,
}

/// What a password needs (API reference, `PasswordPolicyType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "AWS's own structure")]
pub struct PasswordPolicy {
    /// So many characters, 6 to 99.
    pub minimum_length: usize,
    /// A lower-case letter.
    pub lowercase: bool,
    /// An upper-case letter.
    pub uppercase: bool,
    /// A digit.
    pub numbers: bool,
    /// A symbol.
    pub symbols: bool,
}

/// Who sends a pool's mails (API reference, `EmailConfigurationType`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Email {
    /// An SES identity of the team's own, and not Cognito's default sender.
    pub is_own: bool,
    /// The ARN of the SES identity.
    pub identity: Option<String>,
    /// The configuration set of SES.
    pub configuration_set: Option<String>,
}

/// A message of a pool's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// The mail to a user whom an administrator created.
    InvitationMail,
    /// The same as SMS.
    InvitationSms,
    /// The mail that verifies an address.
    VerificationMail,
    /// The SMS that verifies a number.
    VerificationSms,
}

/// Dynamic client registration (API reference, `DcrConfigurationType`), where it is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientRegistration {
    /// Whether it asks for no token of the pool.
    pub is_open: bool,
}

/// A pool of which nothing is known but the API's own defaults.
impl Default for UserPool {
    fn default() -> Self {
        Self::new("", &UserPoolType::builder().build())
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: DEFAULT_LENGTH,
            lowercase: true,
            uppercase: true,
            numbers: true,
            symbols: true,
        }
    }
}

/// A mutable text that nobody needs.
impl Default for Attribute {
    fn default() -> Self {
        Self {
            kind: AttributeDataType::String.as_str().to_owned(),
            mutable: true,
            required: false,
            rule: ValueRule::default(),
        }
    }
}

impl UserPool {
    /// Reads a description.
    pub fn new(id: &str, description: &UserPoolType) -> Self {
        let policies = description.policies();
        let password = policies.and_then(|policies| policies.password_policy());
        let sign_in = policies.and_then(|policies| policies.sign_in_policy());
        let factors = sign_in.map(SignInPolicyType::allowed_first_auth_factors);
        let days = password.map(PasswordPolicyType::temporary_password_validity_days);
        let hooks = description.lambda_config();
        let (triggers, token_event) = hooks.map(triggers).unwrap_or_default();
        let verification = description.verification_message_template();
        let updates = description.user_attribute_update_settings();
        let before_update = updates
            .map(UserAttributeUpdateSettingsType::attributes_require_verification_before_update);
        let issuer = description.issuer_configuration();
        Self {
            id: id.to_owned(),
            arn: text(description.arn()),
            tier: text(description.user_pool_tier().map(UserPoolTierType::as_str)),
            naming: naming(description),
            case_sensitive: description
                .username_configuration()
                .is_none_or(UsernameConfigurationType::case_sensitive),
            schema: description
                .schema_attributes()
                .iter()
                .filter_map(|attribute| {
                    Some((attribute.name()?.to_owned(), Attribute::new(attribute)))
                })
                .collect(),
            password: password.map(PasswordPolicy::new).unwrap_or_default(),
            validity_days: validity_days(days.unwrap_or_default()),
            admin_create_only: description
                .admin_create_user_config()
                .is_some_and(AdminCreateUserConfigType::allow_admin_create_user_only),
            triggers,
            token_event,
            mail_sender: hooks
                .and_then(|hooks| hooks.custom_email_sender())
                .map(|sender| sender.lambda_arn().to_owned()),
            text_sender: hooks
                .and_then(|hooks| hooks.custom_sms_sender())
                .map(|sender| sender.lambda_arn().to_owned()),
            email: Email::new(description),
            templates: templates(description),
            confirms_by_link: verification.and_then(|template| template.default_email_option())
                == Some(&DefaultEmailOptionType::ConfirmWithLink),
            verified_before_update: names(before_update.unwrap_or_default(), |name| name.as_str()),
            issuer: text(
                issuer
                    .and_then(|issuer| issuer.r#type())
                    .map(IssuerType::as_str),
            ),
            client_registration: None,
            first_factors: names(factors.unwrap_or_default(), |factor| factor.as_str()),
        }
    }

    /// The same with what the answer says that is younger than the SDK.
    #[must_use]
    pub fn with_raw_answer(self, answer: &RawAnswer) -> Self {
        let raw = answer.take("UserPool");
        Self {
            client_registration: raw.as_ref().and_then(ClientRegistration::new),
            ..self
        }
    }

    /// What people sign in with, in the settings' words.
    pub fn sign_in(&self) -> SignIn {
        match self.naming {
            Naming::Address => SignIn::Email,
            Naming::BesideAddress => SignIn::Alias,
            Naming::Given | Naming::PhoneNumber => SignIn::Username,
        }
    }

    /// Whether both addresses are one person's in this pool.
    pub fn is_same_address(&self, ours: &EmailAddress, theirs: &str) -> bool {
        if self.case_sensitive {
            ours.as_str() == theirs
        } else {
            ours.as_str().to_lowercase() == theirs.to_lowercase()
        }
    }
}

impl Attribute {
    fn new(attribute: &SchemaAttributeType) -> Self {
        Self {
            kind: text(
                attribute
                    .attribute_data_type()
                    .map(AttributeDataType::as_str),
            ),
            mutable: attribute.mutable().unwrap_or(true),
            required: attribute.required().unwrap_or_default(),
            rule: ValueRule::new(attribute),
        }
    }
}

impl PasswordPolicy {
    fn new(policy: &PasswordPolicyType) -> Self {
        let length = policy
            .minimum_length()
            .and_then(|length| usize::try_from(length).ok());
        Self {
            minimum_length: length.unwrap_or(DEFAULT_LENGTH),
            lowercase: policy.require_lowercase(),
            uppercase: policy.require_uppercase(),
            numbers: policy.require_numbers(),
            symbols: policy.require_symbols(),
        }
    }
}

impl Email {
    fn new(description: &UserPoolType) -> Self {
        let email = description.email_configuration();
        let account = email.and_then(|email| email.email_sending_account());
        let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            is_own: account == Some(&EmailSendingAccountType::Developer),
            identity: some(email.and_then(|email| email.source_arn())),
            configuration_set: some(email.and_then(|email| email.configuration_set())),
        }
    }
}

impl ClientRegistration {
    /// Reads `DcrConfiguration`. Where it is configured, it is on unless it says otherwise.
    fn new(pool: &Value) -> Option<Self> {
        let configuration = pool.get("DcrConfiguration")?.as_object()?;
        let status = configuration.get("EnableStatus").and_then(Value::as_str);
        let is_open = configuration.get("OpenDcrEnabled").and_then(Value::as_bool);
        (status != Some("Disabled")).then_some(Self {
            is_open: is_open == Some(true),
        })
    }
}

fn naming(description: &UserPoolType) -> Naming {
    let attributes = description.username_attributes();
    if attributes.contains(&UsernameAttributeType::Email) {
        return Naming::Address;
    }
    if !attributes.is_empty() {
        return Naming::PhoneNumber;
    }
    if description
        .alias_attributes()
        .contains(&AliasAttributeType::Email)
    {
        return Naming::BesideAddress;
    }
    Naming::Given
}

/// The functions of the triggers, and the version of the events for tokens. Of the two places of
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
    let named = triggers.into_iter().filter_map(|(trigger, arn)| {
        let arn = arn.filter(|arn| !arn.is_empty())?;
        Some((trigger, arn.to_owned()))
    });
    (named.collect(), version.to_owned())
}

/// The pool's own messages, in the old places and the new ones.
fn templates(description: &UserPoolType) -> Vec<(Template, String)> {
    let creation = description.admin_create_user_config();
    let invitation = creation.and_then(|creation| creation.invite_message_template());
    let verification = description.verification_message_template();
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
            description.email_verification_message(),
        ),
        (
            Template::VerificationMail,
            verification.and_then(|own| own.email_message()),
        ),
        (
            Template::VerificationSms,
            description.sms_verification_message(),
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

fn names<T>(list: &[T], name: fn(&T) -> &str) -> BTreeSet<String> {
    list.iter().map(|of| name(of).to_owned()).collect()
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use aws_sdk_cognitoidentityprovider::types::UserPoolPolicyType;

    use super::*;

    fn described(
        usernames: &[UsernameAttributeType],
        alias_names: &[AliasAttributeType],
    ) -> UserPoolType {
        UserPoolType::builder()
            .set_username_attributes(Some(usernames.to_vec()))
            .set_alias_attributes(Some(alias_names.to_vec()))
            .build()
    }

    #[test]
    fn what_the_user_name_is() {
        use AliasAttributeType as Alias;
        use UsernameAttributeType as Username;
        for (usernames, aliases, expected) in [
            (&[Username::Email][..], &[][..], Naming::Address),
            (
                &[Username::PhoneNumber, Username::Email],
                &[],
                Naming::Address,
            ),
            (&[Username::PhoneNumber], &[], Naming::PhoneNumber),
            (&[], &[Alias::Email], Naming::BesideAddress),
            (&[], &[Alias::PreferredUsername], Naming::Given),
            (&[], &[], Naming::Given),
        ] {
            let pool = UserPool::new("local_A", &described(usernames, aliases));
            assert_eq!(pool.naming, expected, "{usernames:?} {aliases:?}");
        }
    }

    #[test]
    fn what_a_description_leaves_out_has_the_default_of_the_api() {
        let expected = UserPool {
            id: "local_A".to_owned(),
            arn: String::new(),
            tier: String::new(),
            naming: Naming::Given,
            case_sensitive: true,
            schema: BTreeMap::new(),
            password: PasswordPolicy {
                minimum_length: 8,
                lowercase: true,
                uppercase: true,
                numbers: true,
                symbols: true,
            },
            validity_days: 7,
            admin_create_only: false,
            triggers: BTreeMap::new(),
            token_event: String::new(),
            mail_sender: None,
            text_sender: None,
            email: Email {
                is_own: false,
                identity: None,
                configuration_set: None,
            },
            templates: Vec::new(),
            confirms_by_link: false,
            verified_before_update: BTreeSet::new(),
            issuer: String::new(),
            client_registration: None,
            first_factors: BTreeSet::new(),
        };
        let pool = UserPool::new("local_A", &UserPoolType::builder().build());
        assert_eq!(pool, expected);
    }

    #[test]
    fn the_password_policy() {
        for (length, days, expected) in [
            (8, 0, (8, 7)),
            (99, 1, (99, 1)),
            (6, 365, (6, 365)),
            (-1, -1, (8, 7)),
        ] {
            let policy = PasswordPolicyType::builder()
                .minimum_length(length)
                .temporary_password_validity_days(days)
                .build();
            let policies = UserPoolPolicyType::builder()
                .password_policy(policy)
                .build();
            let described = UserPoolType::builder().policies(policies).build();
            let pool = UserPool::new("local_A", &described);
            assert_eq!((pool.password.minimum_length, pool.validity_days), expected);
        }
    }

    #[test]
    fn addresses_of_one_person() {
        let pool = |case_sensitive| UserPool {
            case_sensitive,
            ..UserPool::default()
        };
        for (case_sensitive, theirs, expected) in [
            (true, "ada@client.example", true),
            (true, "Ada@client.example", false),
            (false, "Ada@CLIENT.example", true),
            (false, "ada@client.example.org", false),
        ] {
            let ours = "ada@client.example".parse().unwrap();
            let same = pool(case_sensitive).is_same_address(&ours, theirs);
            assert_eq!(same, expected, "{theirs}");
        }
    }
}
