//! The one validator of invitations, whichever way they are asked for: the command, a list, the
//! administrators' API, `dev`, and tokens.
//!
//! An [`InvitationRequest`] is text. It becomes an [`Invitation`], a [`PersonRequest`] for an invitation
//! that is sent again, or a [`TokenRequest`], in normalised form; or every [`Fault`] is returned at
//! once. Nothing here asks AWS: the pool's description, the settings and the brands are arguments
//! ([`Rules`]).

mod fault;
mod request;
pub(crate) mod text;

pub use fault::{Fault, Reason};
pub use request::InvitationRequest;

use std::collections::{BTreeMap, BTreeSet};

use cognito::UserPool;
use cognito::limits::{LONGEST_VALUE, MAX_USER_NAME};
use cognito::user_pool::Naming;
use invitation::admission::{AdmissionPolicy, INVITATION_KEY, SignUp, SignUpKind, admit};
use invitation::{
    AttributeName, Attributes, BRAND_ATTRIBUTE, EmailAddress, GrantPolicy, GroupName, Rejection,
    is_in_name_pattern,
};
use jiff::Timestamp;
use messages::{Brand, Brands, Locale, ReadBy};

use crate::checks;
use crate::error::AdminError;
use crate::issue::{TokenRequest, USUAL_LIFETIME};
use crate::naming;
use crate::profile::{HookData, Invitation, Profile};
use crate::record::keeps_record;
use crate::record_request::{End, Handover, InviterRequest, RecordRequest};

/// What a request is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// What may be given.
    pub grants: &'a GrantPolicy,
    /// The user pool; none for a token that is signed offline.
    pub pool: Option<&'a UserPool>,
    /// The brands that exist.
    pub brands: &'a Brands,
    /// The policy of the pre sign-up hook, if its decision is to be predicted.
    pub admission: Option<(AdmissionPolicy<'a>, Timestamp)>,
}

impl Rules<'_> {
    /// Whether the pool keeps this attribute, as far as that is known.
    pub(crate) fn keeps(&self, attribute: &str) -> bool {
        self.pool
            .is_none_or(|pool| pool.schema.contains_key(attribute))
    }
}

/// What is changed about a person when an invitation is sent again, and what the hooks get.
#[derive(Debug, Clone, Default)]
pub struct PersonRequest {
    /// The person.
    pub profile: Profile,
    /// What the hooks get.
    pub hook_data: HookData,
    /// Who invites, and until when.
    pub record: RecordRequest,
}

/// Reads an invitation of a user.
pub fn invitation(
    request: &InvitationRequest,
    rules: &Rules<'_>,
) -> Result<Invitation, Vec<Fault>> {
    let mut validator = Validator::new(rules);
    let email = validator.email(request);
    let user_name = validator.user_name(request);
    let PersonRequest {
        profile,
        hook_data,
        record,
    } = validator.person(request, Spoken::ByTheBrand);
    let invitation = email.map(|email| Invitation {
        email,
        user_name,
        profile,
        hook_data,
        force_alias_creation: request.force_alias_creation,
        record,
    });
    if let (Some(invitation), Some(pool)) = (&invitation, rules.pool) {
        let forced = checks::force_alias_creation(invitation, pool);
        validator.note("force_alias_creation", forced);
    }
    if let (Some(invitation), true) = (&invitation, validator.faults.is_empty()) {
        validator.admission(invitation);
    }
    validator.finish(invitation)
}

/// Reads what is said anew of somebody whose invitation is sent again.
pub fn resend(request: &InvitationRequest, rules: &Rules<'_>) -> Result<PersonRequest, Vec<Fault>> {
    let mut validator = Validator::new(rules);
    // Which brand the person has already is the pool's to know.
    let spoken = match field(request.brand.as_deref()) {
        Some(_) => Spoken::ByTheBrand,
        None => Spoken::ByAnyBrand,
    };
    let person = validator.person(request, spoken);
    validator.finish(Some(person))
}

/// Reads an invitation to sign up, for this user pool and with the usual lifetime. The address is
/// put into lower case, which is how tokens carry it.
pub fn token(
    request: &InvitationRequest,
    user_pool_id: &str,
    rules: &Rules<'_>,
) -> Result<TokenRequest, Vec<Fault>> {
    let mut validator = Validator::new(rules);
    let email = validator.email(request);
    // The person chooses a user name, and the hooks get the data of the person's own client.
    let no_name = match field(request.user_name.as_deref()) {
        Some(_) => Err(AdminError::TokenWithUserName),
        None => Ok(()),
    };
    validator.note("user_name", no_name);
    for (field, data) in [
        ("validation_data", &request.validation_data),
        ("client_metadata", &request.client_metadata),
    ] {
        if !data.is_empty() {
            validator.note::<()>(field, Err(AdminError::TokenWithHookData));
        }
    }
    if request.force_alias_creation {
        validator.note::<()>(
            "force_alias_creation",
            Err(AdminError::TokenWithForcedAlias),
        );
    }
    // Inviter and end of a token are its own claims.
    let person = InvitationRequest {
        inviter: None,
        inviter_name: None,
        expires: None,
        handover: Handover::ByMail,
        validation_data: Vec::new(),
        client_metadata: Vec::new(),
        ..request.clone()
    };
    let Profile {
        given_name,
        family_name,
        mut attributes,
        groups,
        brand,
        locale,
    } = validator.person(&person, Spoken::ByTheBrand).profile;
    // A token sets names as attributes, which have to be on the list of those that it may set.
    for (name, value) in [("given_name", given_name), ("family_name", family_name)] {
        let Some((parsed, value)) = name.parse::<AttributeName>().ok().zip(value) else {
            continue;
        };
        validator.note(name, checks::assignable([], [&parsed], rules.grants));
        attributes.insert(parsed, value);
    }
    let lower = email.and_then(|email| email.as_str().to_lowercase().parse().ok());
    let token = lower.map(|email| TokenRequest {
        user_pool_id: user_pool_id.to_owned(),
        email,
        groups,
        attributes,
        brand,
        locale,
        inviter: None,
        issuer: None,
        lifetime: USUAL_LIFETIME,
    });
    validator.finish(token)
}

/// Reads an address by itself, such as an inviter's.
pub fn address(text: &str) -> Result<EmailAddress, Reason> {
    let text = text::trimmed(text);
    if text.is_empty() {
        return Err(Reason::EmailMissing);
    }
    text::identifier(text)?;
    let address: EmailAddress = text.parse().map_err(|_| Reason::EmailNotValid)?;
    if !address.has_top_level_domain() {
        return Err(Reason::EmailDomainNotValid);
    }
    Ok(address)
}

/// In which languages a person may be written to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spoken {
    /// Those of the brand that is named, or of the default one.
    ByTheBrand,
    /// Those of any brand.
    ByAnyBrand,
}

/// A request as far as it is read.
struct Validator<'a> {
    rules: &'a Rules<'a>,
    faults: Vec<Fault>,
}

impl<'a> Validator<'a> {
    fn new(rules: &'a Rules<'a>) -> Self {
        let faults = Vec::new();
        Self { rules, faults }
    }

    /// Takes a value, or notes what is wrong with the field.
    fn note<T>(&mut self, field: &str, read: Result<T, impl Into<Reason>>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(reason) => {
                self.faults.push(Fault {
                    field: field.to_owned(),
                    reason: reason.into(),
                });
                None
            }
        }
    }

    fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Fault>> {
        match value {
            Some(value) if self.faults.is_empty() => Ok(value),
            _ => Err(self.faults),
        }
    }

    fn email(&mut self, request: &InvitationRequest) -> Option<EmailAddress> {
        let read = read_email(request.email.as_deref().unwrap_or_default(), self.rules);
        self.note("email", read)
    }

    fn user_name(&mut self, request: &InvitationRequest) -> Option<String> {
        let given = field(request.user_name.as_deref());
        let read = read_user_name(given, self.rules);
        self.note("user_name", read).flatten()
    }

    fn person(&mut self, request: &InvitationRequest, spoken: Spoken) -> PersonRequest {
        let given_name = self.name("given_name", request.given_name.as_deref());
        let family_name = self.name("family_name", request.family_name.as_deref());
        let groups = self.groups(&request.groups);
        let brand = field(request.brand.as_deref()).and_then(|brand| {
            let read = read_brand(brand, self.rules);
            self.note("brand", read)
        });
        let locale = field(request.locale.as_deref()).and_then(|tag| {
            let read = read_locale(tag, brand, spoken, self.rules);
            self.note("locale", read)
        });
        let attributes = self.attributes(request);
        let validation_data = self.hook_data("validation_data", &request.validation_data);
        let client_metadata = self.hook_data("client_metadata", &request.client_metadata);
        PersonRequest {
            profile: Profile {
                given_name,
                family_name,
                attributes,
                groups,
                brand: brand.map(|brand| brand.name().to_owned()),
                locale,
            },
            hook_data: HookData {
                validation_data,
                client_metadata,
            },
            record: self.record(request),
        }
    }

    /// Who invites is looked up later; nothing here asks the pool.
    fn record(&mut self, request: &InvitationRequest) -> RecordRequest {
        let inviter = field(request.inviter.as_deref()).and_then(|inviter| {
            let read = read_kept_text(inviter, self.rules);
            self.note("inviter", read)
        });
        let inviter_name = field(request.inviter_name.as_deref()).and_then(|name| {
            let read = read_kept_text(name, self.rules).and_then(|name| Ok(name.parse()?));
            self.note("inviter_name", read)
        });
        let end = field(request.expires.as_deref()).and_then(|end| {
            let read = read_end(end, self.rules);
            self.note("expires", read)
        });
        if request.handover == Handover::ByLink {
            let kept = read_kept_text("", self.rules).map(drop);
            self.note("link", kept);
        }
        RecordRequest {
            handover: request.handover,
            inviter: inviter.map(InviterRequest::Named),
            inviter_name,
            end,
        }
    }

    fn name(&mut self, name: &str, given: Option<&str>) -> Option<String> {
        let given = field(given)?;
        let read = read_value(name, given, self.rules);
        self.note(name, read)
    }

    fn groups(&mut self, given: &[String]) -> BTreeSet<GroupName> {
        let mut groups = BTreeSet::new();
        for name in given {
            let read = read_group(text::trimmed(name), self.rules.grants);
            groups.extend(self.note("groups", read));
        }
        groups
    }

    fn attributes(&mut self, request: &InvitationRequest) -> BTreeMap<AttributeName, String> {
        let own_fields = [
            ("given_name", &request.given_name),
            ("family_name", &request.family_name),
            ("locale", &request.locale),
            (BRAND_ATTRIBUTE, &request.brand),
        ];
        let is_own = |name: &str| {
            let mut own = own_fields.iter();
            own.any(|(own, said)| *own == name && field(said.as_deref()).is_some())
        };
        let mut attributes = BTreeMap::new();
        for (name, value) in &request.attributes {
            let read = read_attribute(name, value, self.rules);
            let Some((parsed, value)) = self.note(name, read) else {
                continue;
            };
            if is_own(name) || attributes.insert(parsed, value).is_some() {
                self.note::<()>(name, Err(AdminError::AttributeTwice(name.clone())));
            }
        }
        attributes
    }

    fn hook_data(&mut self, of: &str, pairs: &[(String, String)]) -> BTreeMap<String, String> {
        let mut data = BTreeMap::new();
        for (key, value) in pairs {
            let field = format!("{of}.{key}");
            let Some(value) = self.note(&field, read_hook_data(key, value)) else {
                continue;
            };
            if data.insert(key.clone(), value).is_some() {
                self.note::<()>(&field, Err(Reason::KeyTwice));
            }
        }
        data
    }

    /// Predicts what the pre sign-up hook says of an invitation without faults.
    fn admission(&mut self, invitation: &Invitation) {
        let (Some((policy, now)), Some(pool)) = (&self.rules.admission, self.rules.pool) else {
            return;
        };
        let all = invitation.profile.all_attributes().into_iter();
        let of_address = [
            ("email", invitation.email.as_str()),
            ("email_verified", "true"),
        ];
        let attributes: Attributes = all
            .chain(of_address)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let user_name = invitation.user_name.as_deref();
        let sign_up = SignUp {
            kind: SignUpKind::AdminCreateUser,
            user_pool_id: &pool.id,
            user_name: user_name.unwrap_or(invitation.email.as_str()),
            attributes: &attributes,
            validation_data: &invitation.hook_data.validation_data,
            client_metadata: &invitation.hook_data.client_metadata,
        };
        let Err(rejection) = admit(&sign_up, policy, *now) else {
            return;
        };
        let brand = self
            .rules
            .brands
            .select(invitation.profile.brand.as_deref());
        let (code, detail) = (rejection.code(), rejection.detail());
        // The hook reads the administrator's language there, too.
        let own = invitation.hook_data.client_metadata.get("locale");
        let locale = brand.locale(own.map(String::as_str));
        let sentence = brand.rejection(&locale, ReadBy::Administrator, code, detail);
        let said = AdminError::Rejected(format!("{code}: {sentence}"));
        self.note::<()>(&decided_by(&rejection), Err(said));
    }
}

/// The field that a rejection is about.
fn decided_by(rejection: &Rejection) -> String {
    match rejection {
        Rejection::AttributeRequired { name } | Rejection::AttributeNotAllowed { name } => {
            name.clone()
        }
        Rejection::ValidationDataRefused { key } => format!("validation_data.{key}"),
        Rejection::ClientMetadataRefused { key } => format!("client_metadata.{key}"),
        _ => "email".to_owned(),
    }
}

/// What a field says, unless it is blank.
fn field(text: Option<&str>) -> Option<&str> {
    text.map(text::trimmed).filter(|text| !text.is_empty())
}

fn read_email(text: &str, rules: &Rules<'_>) -> Result<EmailAddress, Reason> {
    let address = address(text)?;
    let is_user_name = rules
        .pool
        .is_some_and(|pool| pool.naming == Naming::Address);
    if is_user_name {
        if address.as_str().chars().count() > MAX_USER_NAME {
            return Err(Reason::EmailTooLong(MAX_USER_NAME));
        }
        in_pattern(address.as_str())?;
    }
    if let Some(pool) = rules.pool
        && pool.schema.contains_key("email")
    {
        checks::kept("email", address.as_str(), pool)?;
    }
    Ok(address)
}

/// What a user name of an invitation is kept free of: Cognito fills it into the mail by itself, after
/// everything else was escaped, so that a tag, a placeholder or an address in it would stand there.
const MARKUP: [char; 9] = ['<', '>', '&', '"', '\'', '{', '}', '/', '\\'];

fn read_user_name(given: Option<&str>, rules: &Rules<'_>) -> Result<Option<String>, Reason> {
    if let Some(name) = given {
        text::identifier(name)?;
        if name.chars().count() > MAX_USER_NAME {
            return Err(Reason::UserNameTooLong(MAX_USER_NAME));
        }
        in_pattern(name)?;
        if let Some(markup) = name.chars().find(|c| MARKUP.contains(c)) {
            return Err(Reason::CharacterNotTaken(markup.into()));
        }
    }
    if let Some(pool) = rules.pool {
        naming::check(pool.naming, given)?;
    }
    Ok(given.map(str::to_owned))
}

/// Cognito's pattern of user names.
fn in_pattern(name: &str) -> Result<(), Reason> {
    match name.chars().find(|c| !is_in_name_pattern(*c)) {
        Some(other) => Err(Reason::CharacterNotTaken(other.into())),
        None => Ok(()),
    }
}

fn read_group(name: &str, grants: &GrantPolicy) -> Result<GroupName, Reason> {
    text::identifier(name).or_else(|reason| match reason {
        Reason::Space => Ok(()),
        other => Err(other),
    })?;
    let malformed = |_| Reason::GroupNotValid(shortened(name));
    let group: GroupName = name.parse().map_err(malformed)?;
    checks::assignable([&group], [], grants)?;
    Ok(group)
}

/// A brand that exists, in a pool that can keep it.
fn read_brand<'a>(name: &str, rules: &Rules<'a>) -> Result<&'a Brand, Reason> {
    text::visible(name)?;
    let found = rules.brands.iter().find(|brand| brand.name() == name);
    let brand = found.ok_or_else(|| Reason::BrandUnknown {
        name: shortened(name),
        known: rules
            .brands
            .iter()
            .map(|brand| brand.name().to_owned())
            .collect(),
    })?;
    if !rules.keeps(BRAND_ATTRIBUTE) {
        return Err(Reason::BrandNotKept);
    }
    Ok(brand)
}

/// A language that the pool keeps, and that the person is written to in. Somebody who writes `ge`
/// means German, and would learn it from somebody who got English.
fn read_locale(
    tag: &str,
    brand: Option<&Brand>,
    spoken: Spoken,
    rules: &Rules<'_>,
) -> Result<Locale, Reason> {
    text::identifier(tag)?;
    let locale: Locale = tag.parse().map_err(|_| Reason::LocaleNotValid)?;
    read_value("locale", locale.as_str(), rules)?;
    let brand = brand.unwrap_or_else(|| rules.brands.select(None));
    let by_any = || {
        let mut brands = rules.brands.iter();
        spoken == Spoken::ByAnyBrand && brands.any(|brand| brand.spoken(&locale).is_some())
    };
    if brand.spoken(&locale).is_none() && !by_any() {
        let known = brand.locales().iter().map(ToString::to_string).collect();
        return Err(Reason::LocaleNotSpoken {
            locale: locale.to_string(),
            known,
        });
    }
    Ok(locale)
}

/// A part of the record of an invitation, in a pool that keeps one.
fn read_kept_text(value: &str, rules: &Rules<'_>) -> Result<String, Reason> {
    text::visible(value)?;
    if !rules.pool.is_none_or(keeps_record) {
        return Err(Reason::RecordNotKept);
    }
    Ok(value.to_owned())
}

/// An end, which a moment from now on can be judged by itself if it is so long after the sending; any
/// other is judged at that moment.
fn read_end(value: &str, rules: &Rules<'_>) -> Result<End, Reason> {
    let end = read_kept_text(value, rules)?.parse()?;
    if let (End::After(_), Some(pool)) = (end, rules.pool) {
        end.until(Timestamp::UNIX_EPOCH, pool.validity_days)?;
    }
    Ok(end)
}

/// A value that the pool keeps in this attribute.
fn read_value(name: &str, value: &str, rules: &Rules<'_>) -> Result<String, Reason> {
    text::visible(value)?;
    match rules.pool {
        Some(pool) => checks::kept(name, value, pool)?,
        None => within_limit(value)?,
    }
    Ok(value.to_owned())
}

fn read_attribute(
    name: &str,
    value: &str,
    rules: &Rules<'_>,
) -> Result<(AttributeName, String), Reason> {
    let parsed: AttributeName = name.parse()?;
    checks::assignable([], [&parsed], rules.grants)?;
    let value = text::trimmed(value);
    if value.is_empty() {
        return Err(AdminError::AttributeBlank(name.to_owned()).into());
    }
    let value = read_value(name, value, rules)?;
    Ok((parsed, value))
}

/// Cognito's limit of validation data, which a hook is handed beside client metadata.
fn read_hook_data(key: &str, value: &str) -> Result<String, Reason> {
    if key.is_empty() {
        return Err(Reason::KeyTwice);
    }
    if key == INVITATION_KEY {
        return Err(AdminError::KeyReserved.into());
    }
    let value = text::trimmed(value);
    text::visible(value)?;
    within_limit(value)?;
    Ok(value.to_owned())
}

fn within_limit(value: &str) -> Result<(), Reason> {
    if value.len() > LONGEST_VALUE {
        return Err(Reason::ValueTooLong);
    }
    Ok(())
}

/// As much of a text as a sentence can show.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut letters = text.chars().filter(|c| !c.is_control());
    let mut shown: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests;
