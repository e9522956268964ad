//! The user pool of `simulate`, `dev` and `replay`: on this machine what `infra/template.yaml`
//! makes at AWS, as the settings say.

use invitation::policy::SignIn as SignInSetting;
use invitation::{AttributeName, GroupName, INVITATION_ATTRIBUTE};
use jiff::Timestamp;
use local_user_pool::{
    Alias, AttributeDefinition, Client, EmailSendingAccount, LambdaConfig, PasswordPolicy, Pool,
    SignIn, VersionedLambda,
};
use settings::Settings;

use crate::hooks::Function;

/// The app client's identifier.
pub const CLIENT_ID: &str = "localclient";

/// The days that a temporary password lasts, as in the template.
pub const TEMPORARY_PASSWORD_DAYS: i64 = 7;

/// What people may write about themselves. Their invitation token is believed only as far as its
/// signature goes.
const WRITABLE: [&str; 6] = [
    "email",
    "name",
    "given_name",
    "family_name",
    "locale",
    INVITATION_ATTRIBUTE,
];

/// An empty pool with the attributes, groups, app client and hooks that the settings count on.
///
/// An `id` that begins with `local_` lets the development key count.
pub fn local_pool(settings: &Settings, id: &str, created: Timestamp) -> Pool {
    let mut pool = Pool::new(id);
    pool.created = created;
    pool.modified = created;
    pool.sign_in = match settings.user_pool.sign_in {
        SignInSetting::Email => SignIn::Attribute([Alias::Email].into()),
        SignInSetting::Alias => SignIn::Username([Alias::Email].into()),
        SignInSetting::Username => SignIn::Username([].into()),
    };
    pool.case_sensitive = settings.user_pool.case_sensitive;
    require_email(&mut pool);
    let own = settings.grants.assignable_attributes.iter();
    let own = own.map(AttributeName::as_str);
    for name in own.chain([INVITATION_ATTRIBUTE, "custom:brand"]) {
        if pool.schema.get(name).is_none() {
            pool.schema.define(name, AttributeDefinition::TEXT);
        }
    }
    let groups = settings.grants.assignable_groups.iter();
    pool.add_groups(groups.map(GroupName::as_str));
    pool.add_client(client(created));
    configure(&mut pool, settings);
    pool
}

/// Whoever was invited keeps the address that the invitation went to: the challenge for a new
/// password refuses to change only what is required.
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
    let changeable = &mut pool.settings;
    changeable.policies.password_policy = PasswordPolicy {
        minimum_length: 12,
        require_symbols: false,
        temporary_password_validity_days: TEMPORARY_PASSWORD_DAYS,
        ..PasswordPolicy::default()
    };
    changeable.auto_verified_attributes = [Alias::Email].into();
    changeable
        .user_attribute_update_settings
        .attributes_require_verification_before_update = [Alias::Email].into();
    // Cognito's own sender takes no body of a hook's.
    changeable.email_configuration.email_sending_account = EmailSendingAccount::Developer;
    changeable.email_configuration.from = sender;
    changeable.lambda_config = five_hooks();
}

fn client(created: Timestamp) -> Client {
    let mut client = Client::new(CLIENT_ID, "web", created);
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    client.settings.explicit_auth_flows = Some(set(&[
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
    ]));
    client.settings.write_attributes = Some(set(&WRITABLE));
    client.settings.read_attributes =
        Some(set(
            &[&WRITABLE[..], &["email_verified", "custom:brand"]].concat()
        ));
    client.settings.prevent_user_existence_errors = Some("ENABLED".to_owned());
    client
}

/// All five functions, by ARN as a real pool names them.
pub fn five_hooks() -> LambdaConfig {
    let arn =
        |function: Function| format!("arn:aws:lambda:us-east-1:123456789012:function:{function}");
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
    use std::path::Path;

    use super::*;

    #[test]
    fn an_invited_person_keeps_the_address() {
        let sample =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/invitations/invitations.toml");
        let settings = Settings::load(&sample).unwrap();
        let pool = local_pool(&settings, "local_Test", Timestamp::UNIX_EPOCH);
        let email = pool.schema.get("email").unwrap();
        assert!(email.required && email.mutable);
    }
}
