//! The user pool of `simulate`, `dev` and `replay`, made from the settings as
//! `infra/template.yaml` makes one at AWS.

use invitation::policy::SignIn as SignInSetting;
use invitation::{
    AttributeName, BRAND_ATTRIBUTE, GroupName, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE,
};
use jiff::Timestamp;
use local_user_pool::{
    Alias, AttributeDefinition, Client, EmailSendingAccount, LambdaConfig, PasswordPolicy, Pool,
    SignIn, VersionedLambda,
};
use settings::Settings;
use trigger::Function;

/// The AWS account of everything on this machine.
pub const ACCOUNT: &str = "123456789012";

/// The app client that every pool has, whatever the settings say.
pub const CLIENT_ID: &str = "localclient";

/// The prefix of the pool's domain: its managed login.
pub const DOMAIN: &str = "local";

/// The days that a temporary password lasts, as in the template.
pub const TEMPORARY_PASSWORD_DAYS: i64 = 7;

/// The attributes that users may write. An invitation token among them is only believed if its
/// signature is valid.
const WRITABLE: [&str; 6] = [
    "email",
    "name",
    "given_name",
    "family_name",
    "locale",
    INVITATION_ATTRIBUTE,
];

/// An empty pool with the attributes, groups, app clients and hooks that the settings need.
///
/// An `id` that begins with `local_` lets the development key count.
pub fn local_pool(settings: &Settings, id: &str, created: Timestamp) -> Pool {
    let mut pool = Pool::new(id);
    pool.created = created;
    pool.modified = created;
    pool.domain = Some(DOMAIN.to_owned());
    pool.sign_in = match settings.user_pool.sign_in {
        SignInSetting::Email => SignIn::Attribute([Alias::Email].into()),
        SignInSetting::Alias => SignIn::Username([Alias::Email].into()),
        SignInSetting::Username => SignIn::Username([].into()),
    };
    pool.case_sensitive = settings.user_pool.case_sensitive;
    require_email(&mut pool);
    let assignable = settings.grants.assignable_attributes.iter();
    let attributes = assignable
        .map(AttributeName::as_str)
        .chain(attributes_of_sign_up(settings))
        .chain([INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE, BRAND_ATTRIBUTE]);
    for name in attributes {
        if pool.schema.get(name).is_none() {
            pool.schema.define(name, AttributeDefinition::TEXT);
        }
    }
    let groups = settings.grants.assignable_groups.iter();
    pool.add_groups(groups.map(GroupName::as_str));
    for id in page_clients(settings).chain([CLIENT_ID]) {
        pool.add_client(client(id, settings, created));
    }
    configure(&mut pool, settings);
    pool
}

/// How people sign in to a pool, in the words of the settings. A pool from a seed need not be what
/// the settings say.
pub fn sign_in_setting(pool: &Pool) -> SignInSetting {
    match &pool.sign_in {
        SignIn::Attribute(_) => SignInSetting::Email,
        SignIn::Username(aliases) if aliases.contains(&Alias::Email) => SignInSetting::Alias,
        SignIn::Username(_) => SignInSetting::Username,
    }
}

/// Makes the address a required attribute. The challenge for a new password refuses to change
/// those, so that invited people keep the address that the invitation went to.
fn require_email(pool: &mut Pool) {
    let email = Alias::Email.attribute();
    let Some(&standard) = pool.schema.get(email) else {
        return;
    };
    let required = AttributeDefinition {
        required: true,
        ..standard
    };
    pool.schema.define(email, required);
}

fn configure(pool: &mut Pool, settings: &Settings) {
    let sender = settings.mail.as_ref().map(|mail| mail.from.clone());
    let region = pool.region().to_owned();
    let changeable = &mut pool.settings;
    changeable.policies.password_policy = password_policy(settings);
    changeable.auto_verified_attributes = [Alias::Email].into();
    changeable
        .user_attribute_update_settings
        .attributes_require_verification_before_update = [Alias::Email].into();
    // With Cognito's own sender, the mails of hooks are not sent.
    changeable.email_configuration.email_sending_account = EmailSendingAccount::Developer;
    changeable.email_configuration.from = sender;
    changeable.lambda_config = five_hooks(&region);
}

/// The password policy of the settings, or else that of the template.
fn password_policy(settings: &Settings) -> PasswordPolicy {
    let of_template = PasswordPolicy {
        minimum_length: 12,
        require_symbols: false,
        temporary_password_validity_days: TEMPORARY_PASSWORD_DAYS,
        ..PasswordPolicy::default()
    };
    let Some(pages) = &settings.pages else {
        return of_template;
    };
    let rules = pages.password;
    PasswordPolicy {
        minimum_length: rules.minimum_length.get().into(),
        require_lowercase: rules.lowercase,
        require_uppercase: rules.uppercase,
        require_numbers: rules.numbers,
        require_symbols: rules.symbols,
        ..of_template
    }
}

/// The attributes that a sign-up asks for: the pool has to have them, and users to write them.
fn attributes_of_sign_up(settings: &Settings) -> impl Iterator<Item = &str> {
    let by_pages = settings.pages.iter().flat_map(|pages| &pages.ask);
    let required = &settings.self_sign_up.require.attributes;
    by_pages.chain(required).map(String::as_str)
}

/// The app clients of the brands' pages.
fn page_clients(settings: &Settings) -> impl Iterator<Item = &str> {
    settings.pages.iter().flat_map(|pages| {
        let of_brands = pages.by_brand.values();
        let of_brands = of_brands.filter_map(|brand| brand.client.as_deref());
        of_brands.chain([pages.client.as_str()])
    })
}

fn client(id: &str, settings: &Settings, created: Timestamp) -> Client {
    let mut client = Client::new(id, "web", created);
    let writable: Vec<&str> = WRITABLE
        .into_iter()
        .chain(attributes_of_sign_up(settings))
        .collect();
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    client.settings.explicit_auth_flows = Some(set(&[
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
    ]));
    client.settings.write_attributes = Some(set(&writable));
    client.settings.read_attributes =
        Some(set(
            &[&writable[..], &["email_verified", BRAND_ATTRIBUTE]].concat()
        ));
    client.settings.prevent_user_existence_errors = Some("ENABLED".to_owned());
    client
}

/// All five functions as a real pool names them: by ARN, in the pool's own Region.
pub fn five_hooks(region: &str) -> LambdaConfig {
    let arn = |function: Function| format!("arn:aws:lambda:{region}:{ACCOUNT}:function:{function}");
    LambdaConfig {
        pre_sign_up: Some(arn(Function::PreSignUp)),
        custom_message: Some(arn(Function::CustomMessage)),
        post_confirmation: Some(arn(Function::PostConfirmation)),
        post_authentication: Some(arn(Function::PostAuthentication)),
        // Version 1 customises the ID token alone, version 2 the access token too.
        pre_token_generation_config: Some(VersionedLambda {
            lambda_version: "V2_0".to_owned(),
            lambda_arn: arn(Function::PreTokenGeneration),
        }),
        ..LambdaConfig::default()
    }
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;
    use crate::sample_configuration::sample_settings;

    #[track_caller]
    fn check_policy(pages: &str, minimum_length: usize, needed: [bool; 4]) {
        let mut settings = sample_settings();
        settings.pages = toml::from_str::<Table>(pages)
            .unwrap()
            .remove("pages")
            .map(|pages| pages.try_into().unwrap());
        let pool = local_pool(&settings, "local_Test", Timestamp::UNIX_EPOCH);
        let policy = &pool.settings.policies.password_policy;
        let found = [
            policy.require_lowercase,
            policy.require_uppercase,
            policy.require_numbers,
            policy.require_symbols,
        ];
        assert_eq!((policy.minimum_length, found), (minimum_length, needed));
        let days = policy.temporary_password_validity_days;
        assert_eq!(days, TEMPORARY_PASSWORD_DAYS);
    }

    #[test]
    fn passwords_are_as_the_settings_say() {
        let section =
            "[pages]\nregion = 'eu-west-1'\nclient = 'c'\nsign_in = 'https://a.example'\n";
        let password = "password = { minimum_length = 20, lowercase = false, numbers = false }";
        check_policy("", 12, [true, true, true, false]);
        check_policy(section, 8, [true, true, true, true]);
        let own = format!("{section}{password}");
        check_policy(&own, 20, [false, true, false, true]);
    }

    #[test]
    fn pages_find_their_clients_and_may_write_what_they_ask_for() {
        let mut settings = sample_settings();
        let pages = settings.pages.as_mut().unwrap();
        pages.ask = vec!["custom:desk".to_owned(), "nickname".to_owned()];
        let pool = local_pool(&settings, "local_Test", Timestamp::UNIX_EPOCH);
        let clients: Vec<&str> = pool.clients.keys().map(String::as_str).collect();
        let of_pages = ["4fabrikamclient0000000000", "4northwindclient000000000"];
        assert_eq!(clients, [of_pages[0], of_pages[1], CLIENT_ID]);
        assert!(pool.schema.get("custom:desk").is_some());
        for client in pool.clients.values() {
            let writable = client.settings.write_attributes.as_ref().unwrap();
            assert!(writable.contains("custom:desk") && writable.contains("nickname"));
        }
    }

    #[test]
    fn an_invited_person_keeps_the_address() {
        let pool = local_pool(&sample_settings(), "local_Test", Timestamp::UNIX_EPOCH);
        let email = pool.schema.get("email").unwrap();
        assert!(email.required && email.mutable);
    }
}
