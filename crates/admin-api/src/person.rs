//! An invitation as a caller writes it.

use std::collections::{BTreeMap, BTreeSet};

use administration::expiry::DEFAULT_VALIDITY_DAYS;
use administration::{Again, HookData, Invitation, Particulars};
use authorization::{Asked, Verb};
use invitation::{AttributeName, EmailAddress, GroupName};
use messages::Locale;
use serde::Deserialize;

use crate::api::Office;
use crate::parameters::given;
use crate::problem::Problem;

/// The person whom an invitation is about, and what the hooks are told.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Person {
    given_name: Option<String>,
    family_name: Option<String>,
    attributes: BTreeMap<String, String>,
    groups: Vec<String>,
    brand: Option<String>,
    locale: Option<String>,
    validation_data: BTreeMap<String, String>,
    client_metadata: BTreeMap<String, String>,
}

/// An invitation.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    #[serde(flatten)]
    person: Person,
    email: Option<String>,
    user_name: Option<String>,
    /// Send one that is open already again.
    resend: bool,
    mode: Mode,
    /// For how many days it is to be open.
    expires_in_days: Option<u16>,
    /// How it is to be delivered: by mail alone.
    delivery_mediums: Option<Vec<String>>,
    force_alias_creation: bool,
}

/// Which of the two kinds of invitation.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    #[default]
    AdminCreate,
    SelfSignUp,
}

impl Person {
    /// What has to be the caller's to give. Names, brand and language are fields of the form, which
    /// whoever may invite fills in.
    pub(crate) fn asked<'a>(&'a self, verb: Verb, attributes: &'a [String]) -> Asked<'a> {
        Asked {
            groups: &self.groups,
            attributes,
            ..Asked::only(verb)
        }
    }

    /// The names of the attributes beyond the form's own.
    pub(crate) fn attribute_names(&self) -> Vec<String> {
        self.attributes.keys().cloned().collect()
    }

    /// The person in the domain's types, and what the hooks are told.
    pub(crate) fn read(
        &self,
        brands: &BTreeSet<String>,
    ) -> Result<(Particulars, HookData), Problem> {
        let groups = self.groups.iter().map(|name| name.parse::<GroupName>());
        let groups = groups.collect::<Result<_, _>>();
        let attribute = |(name, value): (&String, &String)| {
            let parsed = name.parse::<AttributeName>();
            parsed.map(|name| (name, value.clone()))
        };
        let attributes = self
            .attributes
            .iter()
            .map(attribute)
            .collect::<Result<_, _>>();
        let locale = given(self.locale.clone());
        let locale = locale.map(|tag| tag.parse::<Locale>()).transpose();
        let brand = given(self.brand.clone());
        if brand.as_ref().is_some_and(|brand| !brands.contains(brand)) {
            return Err(Problem::not_accepted(
                "brand-unknown",
                "There is no such brand",
            ));
        }
        let particulars = Particulars {
            given_name: given(self.given_name.clone()),
            family_name: given(self.family_name.clone()),
            attributes: attributes.map_err(|_| {
                let detail = "An invitation cannot set one of the attributes";
                Problem::not_accepted("attribute-not-assignable", detail)
            })?,
            groups: groups.map_err(|_| {
                let detail = "An invitation cannot give one of the groups";
                Problem::not_accepted("group-not-assignable", detail)
            })?,
            brand,
            locale: locale.map_err(|_| {
                Problem::not_accepted("locale-not-valid", "The locale is no BCP 47 tag")
            })?,
        };
        let hook_data = HookData {
            validation_data: self.validation_data.clone(),
            client_metadata: self.client_metadata.clone(),
        };
        Ok((particulars, hook_data))
    }
}

impl Wanted {
    /// What has to be the caller's to give; see [`Person::asked`].
    pub(crate) fn asked<'a>(&'a self, verb: Verb, attributes: &'a [String]) -> Asked<'a> {
        Asked {
            force_alias_creation: self.force_alias_creation,
            ..self.person.asked(verb, attributes)
        }
    }

    /// The names of the attributes beyond the form's own.
    pub(crate) fn attribute_names(&self) -> Vec<String> {
        self.person.attribute_names()
    }

    /// What to do with an open invitation that is there already.
    pub(crate) fn again(&self) -> Again {
        if self.resend {
            Again::Resend
        } else {
            Again::Complete
        }
    }

    /// The invitation in the domain's types.
    pub(crate) fn read(&self, office: &Office) -> Result<Invitation, Problem> {
        if self.mode == Mode::SelfSignUp {
            let detail = "This API has no signing key; issue the token with `invitations issue`, or where the key is";
            return Err(Problem::not_accepted("mode-not-available", detail));
        }
        if self.force_alias_creation {
            let detail = "An invitation never takes an address away from another user; take it from that user first";
            return Err(Problem::not_accepted(
                "force-alias-creation-not-available",
                detail,
            ));
        }
        let by_mail = |mediums: &Vec<String>| mediums.iter().all(|medium| medium == "EMAIL");
        if !self.delivery_mediums.as_ref().is_none_or(by_mail) {
            let detail = "Invitations are delivered by mail: delivery_mediums is [\"EMAIL\"]";
            return Err(Problem::not_accepted("medium-not-available", detail));
        }
        self.check_expiry(office)?;
        let email = given(self.email.clone());
        let email = email.ok_or_else(|| Problem::malformed("email is required"))?;
        let email = email.parse::<EmailAddress>().map_err(|_| {
            Problem::not_accepted("email-not-valid", "The e-mail address is not valid")
        })?;
        let (particulars, hook_data) = self.person.read(&office.brands)?;
        Ok(Invitation {
            email,
            user_name: given(self.user_name.clone()),
            particulars,
            hook_data,
        })
    }

    /// Cognito keeps one validity for the whole pool (contract §5): an invitation that is to end
    /// earlier would go on working, and one that is to last longer would not.
    fn check_expiry(&self, office: &Office) -> Result<(), Problem> {
        let Some(days) = self.expires_in_days else {
            return Ok(());
        };
        let validity = match office.administration.user_pool().validity_days {
            0 => DEFAULT_VALIDITY_DAYS,
            days => days,
        };
        if days == validity {
            return Ok(());
        }
        let detail = format!(
            "The temporary passwords of this user pool work for {validity} days, which no single invitation can change; leave expires_in_days out, or revoke the invitation when it is to end"
        );
        Err(Problem::not_accepted("expiry-not-possible", detail))
    }
}
