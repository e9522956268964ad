//! Changes of a user's address. The new address counts after a code has verified it, or at once but
//! unverified (developer guide, "Verifying updates to email addresses and phone numbers").

use jiff::Timestamp;

use crate::state::attributes::{self, Changes, last};
use crate::state::codes::{Code, Purpose, Recipient};
use crate::state::error::ApiError;
use crate::state::medium::Medium;
use crate::state::pool::Pool;
use crate::state::user::User;

/// Changes the attributes of a user, and makes the codes for new addresses that the pool verifies.
/// There is no code if an administrator sets the address as verified.
pub(crate) fn change(
    pool: &mut Pool,
    name: &str,
    changes: &Changes,
    now: Timestamp,
) -> Result<Vec<Code>, ApiError> {
    let mut user = pool.user(name)?.clone();
    let codes = apply(pool, &mut user, changes, now)?;
    user.modified = now;
    pool.insert(user);
    Ok(codes)
}

/// [`change`] for a user outside the pool.
pub(crate) fn apply(
    pool: &Pool,
    user: &mut User,
    changes: &Changes,
    now: Timestamp,
) -> Result<Vec<Code>, ApiError> {
    let new: Vec<Recipient> = [Medium::Email, Medium::Sms]
        .into_iter()
        .filter_map(|medium| to_verify(pool, user, changes, medium))
        .collect();

    // Another user's alias is refused, even if the address has to wait. A change of anything else
    // asks for no alias.
    let mut candidate = user.clone();
    attributes::update(&pool.schema, &mut candidate, changes)?;
    let active = |user, alias| pool.sign_in.active(user, alias);
    let mut aliases = pool.sign_in.aliases().iter();
    if aliases.any(|&alias| active(&candidate, alias) != active(user, alias)) {
        pool.check_aliases(&candidate)?;
    }

    attributes::update(&pool.schema, user, &without_waiting(pool, &new, changes))?;
    for medium in [Medium::Email, Medium::Sms] {
        if last(changes, medium.attribute()).is_some() {
            user.credentials.codes(Purpose::Address(medium)).forget();
        }
    }
    let codes = new.into_iter().map(|recipient| {
        let purpose = Purpose::Address(recipient.medium);
        let codes = user.credentials.codes(purpose);
        codes.issue(purpose, recipient, now)
    });
    Ok(codes.collect())
}

/// A code for the user's address. Requests are limited.
pub(crate) fn request(
    pool: &mut Pool,
    name: &str,
    medium: Medium,
    now: Timestamp,
) -> Result<Code, ApiError> {
    let user = pool.user(name)?;
    let recipient = user.recipient(medium).ok_or_else(|| {
        // The words of the real service (floci#1898).
        ApiError::invalid(match medium {
            Medium::Email => "User does not have a valid registered email address",
            Medium::Sms => "User does not have a valid registered phone number",
        })
    })?;
    let username = user.username.clone();
    let code = pool.users.change(&username, |user| {
        let purpose = Purpose::Address(medium);
        let codes = user.credentials.codes(purpose);
        codes.request(purpose, recipient, now)
    });
    code.ok_or(ApiError::UserNotFound)?
}

/// Uses up a code. The address that got it is now verified, and replaces the user's address if it
/// was waiting. The code is not used up if another user has the address as an alias.
pub(crate) fn verify(
    pool: &mut Pool,
    name: &str,
    medium: Medium,
    typed: &str,
    now: Timestamp,
) -> Result<(), ApiError> {
    let mut user = pool.user(name)?.clone();
    let codes = user.credentials.codes(Purpose::Address(medium));
    let recipient = match codes.redeem(typed, now) {
        Ok(recipient) => recipient,
        Err(error) => {
            pool.insert(user);
            return Err(error);
        }
    };
    let is_held = user.recipient(medium).as_ref() == Some(&recipient);
    if !is_held && !waits(pool, medium) {
        return Err(ApiError::ExpiredCode);
    }
    attributes::set(&mut user, medium.attribute(), &recipient.address);
    attributes::set(&mut user, medium.verified_flag(), "true");
    pool.check_aliases(&user)?;
    user.modified = now;
    pool.insert(user);
    Ok(())
}

/// The new address, if the pool verifies its kind and the change does not set it as verified.
fn to_verify(pool: &Pool, user: &User, changes: &Changes, medium: Medium) -> Option<Recipient> {
    let address = last(changes, medium.attribute()).filter(|address| !address.is_empty())?;
    let is_same = user.attribute(medium.attribute()) == Some(address);
    let is_vouched_for = attributes::is_true(last(changes, medium.verified_flag()));
    // The same address again gets no code (amazon-cognito-identity-js#350).
    if is_same || is_vouched_for || !pool.verifies(medium) {
        return None;
    }
    Some(Recipient {
        medium,
        address: address.to_owned(),
    })
}

/// Whether an address of this kind keeps its old value until the new one is verified.
fn waits(pool: &Pool, medium: Medium) -> bool {
    let settings = &pool.settings.user_attribute_update_settings;
    settings
        .attributes_require_verification_before_update
        .contains(&medium.alias())
}

/// The changes, without those that wait for one of these codes.
fn without_waiting(pool: &Pool, new: &[Recipient], changes: &Changes) -> Vec<(String, String)> {
    let is_waiting = |name: &str| {
        let mut media = new.iter().map(|recipient| recipient.medium);
        media.any(|medium| {
            waits(pool, medium) && (name == medium.attribute() || name == medium.verified_flag())
        })
    };
    let now = changes.iter().filter(|(name, _)| !is_waiting(name));
    now.cloned().collect()
}
