//! An invitation as a caller writes it.

use std::collections::{BTreeMap, BTreeSet};

use administration::expiry::DEFAULT_VALIDITY_DAYS;
use administration::{
    Again, HookData, Invitation, LONGEST_LIFETIME, Particulars, TokenRequest, USUAL_LIFETIME,
};
use authorization::{Asked, Verb, policy_groups};
use invitation::grant::AcceptancePolicy;
use invitation::{AttributeName, EmailAddress, GroupName};
use jiff::SignedDuration;
use messages::Locale;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::Office;
use crate::parameters::given;
use crate::problem::Problem;

const HOURS_OF_DAY: u32 = 24;

/// The person whom an invitation is about, and what the hooks are told.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Person {
    /// The given name.
    given_name: Option<String>,
    /// The family name.
    family_name: Option<String>,
    /// Further attributes, name to value.
    attributes: BTreeMap<String, String>,
    /// The groups to be in.
    groups: Vec<String>,
    /// The brand of mails and pages.
    brand: Option<String>,
    /// The language of mails and pages, a BCP 47 tag.
    locale: Option<String>,
    /// `ValidationData`, for the pool's hooks.
    validation_data: BTreeMap<String, String>,
    /// `ClientMetadata`, for the pool's hooks.
    client_metadata: BTreeMap<String, String>,
}

/// An invitation.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
// Where every field has a default, the one that has to be there is named here.
#[schemars(extend("required" = ["email"]))]
pub(crate) struct Wanted {
    #[serde(flatten)]
    person: Person,
    /// Whom it is for.
    #[schemars(required, length(min = 1), extend("format" = "email", "examples" = ["ada@client.example"]))]
    email: Option<String>,
    /// The user name, in pools whose people sign in with one.
    user_name: Option<String>,
    /// Send one that is open already again.
    resend: bool,
    mode: Mode,
    /// For how many days it is to be open.
    #[schemars(range(min = 1))]
    expires_in_days: Option<u16>,
    /// The same in hours.
    #[schemars(range(min = 1))]
    expires_in_hours: Option<u16>,
    /// How it is to be delivered: by mail alone.
    delivery_mediums: Option<Vec<String>>,
    /// Take the address from a member who has it as a verified alias; for roles that may.
    force_alias_creation: bool,
}

/// Which of the two kinds of invitation.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    /// The user is created, and gets a temporary password.
    #[default]
    AdminCreate,
    /// The person gets a token to sign up with.
    SelfSignUp,
}

/// An invitation in the domain's types.
pub(crate) enum Understood {
    /// A user is to be created.
    User(Invitation),
    /// A token is to be issued.
    Token(TokenRequest),
}

impl Understood {
    /// The same invitation as one that concerns users of the pool.
    pub(crate) fn email(&self) -> &EmailAddress {
        match self {
            Self::User(invitation) => &invitation.email,
            Self::Token(request) => &request.email,
        }
    }

    /// The groups that the policy gives the person who takes the invitation up.
    pub(crate) fn policy_groups(&self, policy: &AcceptancePolicy<'_>) -> BTreeSet<GroupName> {
        match self {
            Self::User(invitation) => policy_groups::of_invitation(&invitation.email, policy),
            Self::Token(request) => policy_groups::of_token(&request.email, policy),
        }
    }
}

impl Person {
    /// What has to be the caller's to give. Names, brand and language are fields of the form, which
    /// whoever may invite fills in.
    pub(crate) fn asked(&self, verb: Verb) -> Asked<'_> {
        Asked {
            groups: &self.groups,
            attributes: &self.attributes,
            ..Asked::only(verb)
        }
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
                "brand is none that the settings have; leave it out, or name a folder below brands/",
            ));
        }
        let particulars = Particulars {
            given_name: given(self.given_name.clone()),
            family_name: given(self.family_name.clone()),
            attributes: attributes.map_err(|_| {
                let detail = "attributes has one that no invitation can set: an identifier, a proof, or a name that Cognito does not have; leave it out";
                Problem::not_accepted("attribute-not-assignable", detail)
            })?,
            groups: groups.map_err(|_| {
                let detail = "groups has a name that no group can have; take names that listGroups shows, without spaces and commas";
                Problem::not_accepted("group-not-assignable", detail)
            })?,
            brand,
            locale: locale.map_err(|_| {
                Problem::not_accepted("locale-not-valid", "locale is no BCP 47 tag; write one such as en or pt-BR, or leave it out")
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
    pub(crate) fn asked(&self, verb: Verb) -> Asked<'_> {
        Asked {
            force_alias_creation: self.force_alias_creation,
            ..self.person.asked(verb)
        }
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
    pub(crate) fn read(&self, office: &Office) -> Result<Understood, Problem> {
        let by_mail = |mediums: &Vec<String>| mediums.iter().all(|medium| medium == "EMAIL");
        if !self.delivery_mediums.as_ref().is_none_or(by_mail) {
            let detail = "Invitations are delivered by mail: delivery_mediums is [\"EMAIL\"]";
            return Err(Problem::not_accepted("medium-not-available", detail));
        }
        let email = given(self.email.clone());
        let email = email.ok_or_else(|| Problem::malformed("email is required"))?;
        let email = email.parse::<EmailAddress>().map_err(|_| {
            Problem::not_accepted(
                "email-not-valid",
                "email is no e-mail address; write one such as ada@client.example",
            )
        })?;
        let (particulars, hook_data) = self.person.read(&office.brands)?;
        if self.mode == Mode::SelfSignUp {
            let request = self.token_request(office, email, particulars, &hook_data)?;
            return Ok(Understood::Token(request));
        }
        self.check_expiry(office)?;
        Ok(Understood::User(Invitation {
            email,
            user_name: given(self.user_name.clone()),
            particulars,
            hook_data,
            force_alias_creation: self.force_alias_creation,
        }))
    }

    /// The token that is to be issued, to nobody's knowledge yet. What belongs to the sign-up,
    /// which the person's own client asks for, is refused rather than left out.
    fn token_request(
        &self,
        office: &Office,
        email: EmailAddress,
        particulars: Particulars,
        hook_data: &HookData,
    ) -> Result<TokenRequest, Problem> {
        if !office.signs {
            return Err(Problem::mode_not_available());
        }
        if self.force_alias_creation {
            let detail = "An invitation to sign up takes no address from another user; leave force_alias_creation out";
            let code = "force-alias-creation-not-available";
            return Err(Problem::not_accepted(code, detail));
        }
        if given(self.user_name.clone()).is_some() {
            let detail = "The person chooses the user name at the sign-up; leave user_name out";
            return Err(Problem::not_accepted("user-name-not-taken", detail));
        }
        if !hook_data.validation_data.is_empty() || !hook_data.client_metadata.is_empty() {
            let detail = "Validation data and client metadata of a sign-up come from the person's own client; leave them out";
            return Err(Problem::not_accepted("hook-data-not-available", detail));
        }
        if !email.is_lower_case() {
            let detail =
                "The e-mail address has to be in lower case, as the person will sign up with it";
            return Err(Problem::not_accepted("email-not-lower-case", detail));
        }
        let Particulars {
            given_name,
            family_name,
            mut attributes,
            groups,
            brand,
            locale,
        } = particulars;
        // A token sets names as attributes, which have to be on the list of those that it may set.
        for (name, value) in [("given_name", given_name), ("family_name", family_name)] {
            let name = name.parse::<AttributeName>().ok().zip(value);
            let twice = name.and_then(|(name, value)| attributes.insert(name, value));
            if twice.is_some() {
                let detail = "A name is given twice, as a field and among the attributes";
                return Err(Problem::not_accepted("attribute-twice", detail));
            }
        }
        Ok(TokenRequest {
            user_pool_id: office.administration.user_pool().id.clone(),
            email,
            groups,
            attributes,
            brand,
            locale,
            inviter: None,
            issuer: None,
            lifetime: self.lifetime()?,
        })
    }

    /// For how many hours it is to be open, where the caller says so.
    fn hours(&self) -> Result<Option<u32>, Problem> {
        match (self.expires_in_days, self.expires_in_hours) {
            (Some(_), Some(_)) => Err(Problem::malformed(
                "expires_in_days and expires_in_hours are given; give one",
            )),
            (Some(days), None) => Ok(Some(u32::from(days) * HOURS_OF_DAY)),
            (None, hours) => Ok(hours.map(u32::from)),
        }
    }

    /// How long a token is to say yes.
    fn lifetime(&self) -> Result<SignedDuration, Problem> {
        let Some(hours) = self.hours()? else {
            return Ok(USUAL_LIFETIME);
        };
        let lifetime = SignedDuration::from_hours(hours.into());
        if (SignedDuration::from_hours(1)..=LONGEST_LIFETIME).contains(&lifetime) {
            Ok(lifetime)
        } else {
            let detail = "An invitation to sign up is open for 1 hour to 365 days";
            Err(Problem::not_accepted("expiry-not-possible", detail))
        }
    }

    /// Cognito keeps one validity for the whole pool (contract §5): an invitation that is to end
    /// earlier would go on working, and one that is to last longer would not.
    fn check_expiry(&self, office: &Office) -> Result<(), Problem> {
        let Some(hours) = self.hours()? else {
            return Ok(());
        };
        let validity = match office.administration.user_pool().validity_days {
            0 => DEFAULT_VALIDITY_DAYS,
            days => days,
        };
        if hours == u32::from(validity) * HOURS_OF_DAY {
            return Ok(());
        }
        let detail = format!(
            "The temporary passwords of this user pool work for {validity} days, which no single invitation can change; leave the expiry out, or revoke the invitation when it is to end"
        );
        Err(Problem::not_accepted("expiry-not-possible", detail))
    }
}
