//! The attributes that an invitation needs (contract §8).

use invitation::INVITATION_ATTRIBUTE;
use invitation::token::MAX_TOKEN_BYTES;

use super::check::{Check, Known};
use super::facts::Attribute;
use super::finding::{Finding, Judgement};

/// Names the brand in which an administrator's invitation is written.
pub(super) const BRAND_ATTRIBUTE: &str = "custom:brand";

/// Whether `custom:invitation` takes a token, and is blanked at acceptance.
pub(super) fn invitation(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::InvitationAttribute);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        match pool.schema.get(INVITATION_ATTRIBUTE) {
            None if !known.has_tokens() => {
                return judgement
                    .or_ok("no key is trusted, so that no invitation token is handed in");
            }
            None => judgement.wrong(
                format!("the pool has no attribute {INVITATION_ATTRIBUTE}, so that no sign-up can hand in an invitation"),
                add_command(known, INVITATION_ATTRIBUTE, "2048"),
            ),
            Some(found) => {
                for fault in faults(found, MAX_TOKEN_BYTES) {
                    judgement.wrong(
                        format!("{INVITATION_ATTRIBUTE} {fault}"),
                        "An attribute can never be changed: make a new pool, with a mutable String of 0 to 2048 characters",
                    );
                }
            }
        }
    }
    judgement.or_ok(format!(
        "{INVITATION_ATTRIBUTE} takes a token, and can be blanked"
    ))
}

/// Whether `custom:brand` names a brand.
pub(super) fn brand(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::BrandAttribute);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        let longest = known.brands.iter().map(|brand| brand.name().len()).max();
        match pool.schema.get(BRAND_ATTRIBUTE) {
            None if !known.has_brands() => {
                return judgement.or_ok("there is one brand, which nobody has to name");
            }
            None => judgement.warning(
                format!("the pool has no attribute {BRAND_ATTRIBUTE}, so that an administrator's invitation has the default brand"),
                add_command(known, BRAND_ATTRIBUTE, "64"),
            ),
            Some(found) => {
                for fault in faults(found, longest.unwrap_or_default()) {
                    judgement.wrong(
                        format!("{BRAND_ATTRIBUTE} {fault}"),
                        "An attribute can never be changed: make a new pool, with a mutable String of 0 to 64 characters",
                    );
                }
            }
        }
    }
    judgement.or_ok(format!("{BRAND_ATTRIBUTE} names a brand"))
}

/// Whether the pool has the attributes that an invitation may set: a grant that sets another one
/// fails as a whole.
pub(super) fn assignable(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::AssignableAttributes);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        for name in &known.settings.grants.assignable_attributes {
            let name = name.as_str();
            let remedy = format!(
                "Add it to the pool, or take it off grants.assignable_attributes in {}",
                known.file()
            );
            match pool.schema.get(name) {
                None => judgement.wrong(
                    format!("invitations may set {name}, which the pool does not have"),
                    remedy,
                ),
                Some(found) if !found.mutable => judgement.wrong(
                    format!("invitations may set {name}, which cannot be changed after sign-up"),
                    remedy,
                ),
                Some(_) => {}
            }
        }
    }
    judgement.or_ok("the pool has every attribute that an invitation may set")
}

/// Whether an invited person can choose another address with their password: of all attributes,
/// Cognito protects the required ones that have a value there (contract §1.3).
pub(super) fn address(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::AddressRequired);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool)
        && !pool.schema.get("email").is_some_and(|email| email.required)
    {
        judgement.warning(
            "the attribute email is not required, so that an invited person can put another address in place of the invited one when they choose their password",
            "Make a new pool that requires it, or take email off the WriteAttributes of the app clients that nobody signs up through",
        );
    }
    judgement.or_ok("the pool requires an address, which then stays the invited one")
}

/// The command that adds an attribute.
fn add_command(known: &Known<'_>, name: &str, longest: &str) -> String {
    let bare = name.trim_start_matches("custom:");
    format!(
        "aws cognito-idp add-custom-attributes --user-pool-id {} --custom-attributes '[{{\"Name\":\"{bare}\",\"AttributeDataType\":\"String\",\"Mutable\":true,\"StringAttributeConstraints\":{{\"MinLength\":\"0\",\"MaxLength\":\"{longest}\"}}}}]'",
        known.facts.pool_id
    )
}

/// What keeps an attribute from holding text of up to so many characters, and being blanked.
fn faults(found: &Attribute, longest: usize) -> Vec<String> {
    let mut faults = Vec::new();
    if found.kind != "String" {
        faults.push(format!("is a {}, and no String", found.kind));
    }
    if !found.mutable {
        faults.push("cannot be changed once it is set, so that it is never blanked".to_owned());
    }
    let (fewest, most) = found.length;
    if let Some(fewest) = fewest.filter(|fewest| *fewest > 0) {
        faults.push(format!(
            "needs {fewest} characters, so that it is never blanked"
        ));
    }
    if let Some(most) = most.filter(|most| usize::try_from(*most).is_ok_and(|most| most < longest))
    {
        faults.push(format!(
            "takes {most} characters, of the {longest} that are needed"
        ));
    }
    faults
}
