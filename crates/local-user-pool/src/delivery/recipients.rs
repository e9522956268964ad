//! The recipients of codes, and simulated recipients for users who do not exist.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::delivery::message::delivery_details;
use crate::state::attributes;
use crate::state::codes::Recipient;
use crate::state::error::ApiError;
use crate::state::medium::Medium;
use crate::state::pool::{Pool, RecoveryOption};
use crate::state::user::{User, UserStatus};

/// The recipient of a sign-up's code: the first of phone and mail that the pool verifies and the
/// user has (developer guide, "Signing up and confirming user accounts": if the pool verifies both,
/// the code goes to the phone).
pub(crate) fn of_sign_up(pool: &Pool, user: &User) -> Option<Recipient> {
    [Medium::Sms, Medium::Email]
        .into_iter()
        .filter(|&medium| pool.verifies(medium))
        .find_map(|medium| user.recipient(medium))
}

/// The recipient of the code for a forgotten password, if the user's status allows it (contract
/// §5).
pub(crate) fn of_recovery(pool: &Pool, user: &User) -> Result<Recipient, ApiError> {
    let unfit = || ApiError::not_authorized("User password cannot be reset in the current state.");
    match user.status {
        UserStatus::Confirmed | UserStatus::ResetRequired => verified_address(pool, user),
        UserStatus::Unconfirmed => verified_address(pool, user).and_then(|_| Err(unfit())),
        UserStatus::ForceChangePassword | UserStatus::ExternalProvider => Err(unfit()),
    }
}

/// A verified address of the user, chosen by the pool's setting (API reference: `CreateUserPool`,
/// `AccountRecoverySetting`).
fn verified_address(pool: &Pool, user: &User) -> Result<Recipient, ApiError> {
    let verified = |&medium: &Medium| attributes::is_true(user.attribute(medium.verified_flag()));
    recovery_media(pool)?
        .into_iter()
        .filter(verified)
        .find_map(|medium| user.recipient(medium))
        .ok_or_else(|| {
            ApiError::invalid(
                "Cannot reset password for the user as there is no registered/verified email or \
                 phone_number",
            )
        })
}

/// `CodeDeliveryDetails` for a user who does not exist. They follow from the entered name, or from
/// the settings if the name is not an address (developer guide, "Managing user existence error
/// responses"). They are the same every time.
pub(crate) fn simulated(pool: &Pool, name: &str) -> Value {
    if name.contains('@') {
        return delivery_details(Medium::Email, name);
    }
    if name.starts_with('+') {
        return delivery_details(Medium::Sms, name);
    }
    let [a, b, ..]: [u8; 32] = Sha256::digest(format!("{} {name}", pool.id)).into();
    if pool.verifies(Medium::Email) || !pool.verifies(Medium::Sms) {
        let letter = |byte: u8| char::from(b'a'.saturating_add(byte % 26));
        return delivery_details(Medium::Email, &format!("{}@{}", letter(a), letter(b)));
    }
    let last = u32::from(a) * 39 + u32::from(b) % 39;
    delivery_details(Medium::Sms, &format!("+1555555{last:04}"))
}

/// The media for recovering a password, the preferred one first.
fn recovery_media(pool: &Pool) -> Result<Vec<Medium>, ApiError> {
    let setting = &pool.settings.account_recovery_setting;
    if setting.recovery_mechanisms.is_empty() {
        return Ok(vec![Medium::Sms, Medium::Email]);
    }
    let media: Vec<Medium> = setting
        .options()
        .filter_map(|option| match option {
            RecoveryOption::VerifiedEmail => Some(Medium::Email),
            RecoveryOption::VerifiedPhoneNumber => Some(Medium::Sms),
            RecoveryOption::AdminOnly => None,
        })
        .collect();
    if media.is_empty() {
        // No source shows Cognito's words for a pool where only administrators reset passwords.
        return Err(ApiError::not_authorized(
            "Contact administrator to reset password.",
        ));
    }
    Ok(media)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::pool::{AccountRecoverySetting, Alias, RecoveryMechanism};
    use jiff::Timestamp;

    const MAIL: &str = "ada@example.com";
    const PHONE: &str = "+12065551234";

    fn pool(verified: &[Alias]) -> Pool {
        let mut pool = Pool::new("eu-west-1_Test");
        pool.settings.auto_verified_attributes = verified.iter().copied().collect();
        pool
    }

    fn user(attributes: &[(&str, &str)]) -> User {
        let mut user = User::new("ada", "sub", UserStatus::Confirmed, Timestamp::UNIX_EPOCH);
        for (name, value) in attributes {
            user.attributes
                .insert((*name).to_owned(), (*value).to_owned());
        }
        user
    }

    #[track_caller]
    fn check_sign_up(verified: &[Alias], attributes: &[(&str, &str)], expected: Option<&str>) {
        let found = of_sign_up(&pool(verified), &user(attributes));
        assert_eq!(found.map(|to| to.address).as_deref(), expected);
    }

    #[test]
    fn a_sign_up_is_confirmed_by_phone_or_else_by_mail() {
        use Alias::{Email, PhoneNumber};
        let both = [("email", MAIL), ("phone_number", PHONE)];
        check_sign_up(&[], &both, None);
        check_sign_up(&[Email], &both, Some(MAIL));
        check_sign_up(&[Email, PhoneNumber], &both, Some(PHONE));
        check_sign_up(&[Email, PhoneNumber], &both[..1], Some(MAIL));
        check_sign_up(&[PhoneNumber], &both[..1], None);
    }

    #[track_caller]
    fn check_recovery(
        options: Option<&[(RecoveryOption, i64)]>,
        verified: &[&str],
        expected: &str,
    ) {
        let mut pool = pool(&[]);
        if let Some(options) = options {
            let mechanisms = options.iter();
            let mechanisms =
                mechanisms.map(|&(name, priority)| RecoveryMechanism { priority, name });
            pool.settings.account_recovery_setting = AccountRecoverySetting {
                recovery_mechanisms: mechanisms.collect(),
            };
        }
        let mut user = user(&[("email", MAIL), ("phone_number", PHONE)]);
        for flag in verified {
            user.attributes
                .insert((*flag).to_owned(), "true".to_owned());
        }
        let found = match verified_address(&pool, &user) {
            Ok(to) => to.address,
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_password_is_recovered_through_a_verified_address() {
        use RecoveryOption::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
        let both = ["email_verified", "phone_number_verified"];
        let nowhere = "Cannot reset password for the user as there is no registered/verified \
                       email or phone_number";
        check_recovery(None, &both, MAIL);
        check_recovery(None, &both[1..], PHONE);
        check_recovery(Some(&[]), &both, PHONE);
        check_recovery(Some(&[]), &both[..1], MAIL);
        check_recovery(None, &[], nowhere);
        let mail_first = [(VerifiedPhoneNumber, 2), (VerifiedEmail, 1)];
        let phone_first = [(VerifiedEmail, 2), (VerifiedPhoneNumber, 1)];
        check_recovery(Some(&mail_first), &both, MAIL);
        check_recovery(Some(&phone_first), &both, PHONE);
        check_recovery(Some(&phone_first), &both[..1], MAIL);
        check_recovery(Some(&phone_first[1..]), &both[..1], nowhere);
        check_recovery(
            Some(&[(AdminOnly, 1)]),
            &both,
            "Contact administrator to reset password.",
        );
    }

    #[track_caller]
    fn check_state(status: UserStatus, verified: &str, expected: Option<&str>) {
        let mut user = user(&[("email", MAIL), ("email_verified", verified)]);
        user.status = status;
        let refusal = of_recovery(&pool(&[]), &user).err();
        let refusal = refusal.map(|error| error.to_string());
        assert_eq!(refusal.as_deref(), expected, "{status}");
    }

    #[test]
    fn only_members_recover_a_password() {
        let unfit = Some("User password cannot be reset in the current state.");
        let nowhere = Some(
            "Cannot reset password for the user as there is no registered/verified email or \
             phone_number",
        );
        check_state(UserStatus::Confirmed, "true", None);
        check_state(UserStatus::ResetRequired, "true", None);
        check_state(UserStatus::Confirmed, "false", nowhere);
        check_state(UserStatus::Unconfirmed, "false", nowhere);
        check_state(UserStatus::Unconfirmed, "true", unfit);
        check_state(UserStatus::ForceChangePassword, "true", unfit);
        check_state(UserStatus::ForceChangePassword, "false", unfit);
        check_state(UserStatus::ExternalProvider, "true", unfit);
    }

    #[track_caller]
    fn check_simulated(verified: &[Alias], name: &str, medium: &str, destination: Option<&str>) {
        let pool = pool(verified);
        let details = simulated(&pool, name);
        assert_eq!(details["DeliveryMedium"], medium, "{name}");
        assert_eq!(details, simulated(&pool, name), "{name}");
        if let Some(destination) = destination {
            assert_eq!(details["Destination"], destination, "{name}");
        }
    }

    #[test]
    fn nobody_has_an_address_that_looks_like_one() {
        use Alias::{Email, PhoneNumber};
        check_simulated(&[Email], MAIL, "EMAIL", Some("a***@e***"));
        check_simulated(&[Email], PHONE, "SMS", Some("+*******1234"));
        check_simulated(&[Email], "ada", "EMAIL", None);
        check_simulated(&[], "ada", "EMAIL", None);
        check_simulated(&[PhoneNumber], "ada", "SMS", None);
    }
}
