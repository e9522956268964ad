//! An invitation as a caller writes it.

use std::collections::{BTreeMap, BTreeSet};

use administration::{
    Again, Fault, Invitation, InvitationRequest, LONGEST_LIFETIME, TokenRequest, USUAL_LIFETIME,
    validation,
};
use authorization::{Action, Verb, policy_groups};
use invitation::grant::AcceptancePolicy;
use invitation::{EmailAddress, GroupName};
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::parameters::given;
use crate::problem::Problem;
use crate::state::Office;

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

/// Why an invitation cannot be read.
pub(crate) enum Unread {
    /// It is none that this API makes.
    Problem(Problem),
    /// Something is wrong with what is filled in.
    Faults(Vec<Fault>),
}

impl From<Problem> for Unread {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Vec<Fault>> for Unread {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Faults(faults)
    }
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Problem(problem) => problem,
            Unread::Faults(faults) => faults.into(),
        }
    }
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
    pub(crate) fn action(&self, verb: Verb) -> Action<'_> {
        Action {
            groups: &self.groups,
            attributes: &self.attributes,
            ..Action::only(verb)
        }
    }

    /// The same as the validator takes it.
    fn request(&self) -> InvitationRequest {
        let pairs = |map: &BTreeMap<String, String>| map.clone().into_iter().collect();
        InvitationRequest {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            attributes: pairs(&self.attributes),
            groups: self.groups.clone(),
            brand: self.brand.clone(),
            locale: self.locale.clone(),
            validation_data: pairs(&self.validation_data),
            client_metadata: pairs(&self.client_metadata),
            ..InvitationRequest::default()
        }
    }

    /// The person in the domain's types, and what the hooks are told.
    pub(crate) fn read(&self, office: &Office) -> Result<validation::Person, Problem> {
        Ok(validation::person(&self.request(), &office.rules())?)
    }
}

impl Wanted {
    /// What has to be the caller's to give; see [`Person::action`].
    pub(crate) fn action(&self, verb: Verb) -> Action<'_> {
        Action {
            force_alias_creation: self.force_alias_creation,
            ..self.person.action(verb)
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
    pub(crate) fn read(&self, office: &Office) -> Result<Understood, Unread> {
        let by_mail = |mediums: &Vec<String>| mediums.iter().all(|medium| medium == "EMAIL");
        if !self.delivery_mediums.as_ref().is_none_or(by_mail) {
            let detail = "Invitations are delivered by mail: delivery_mediums is [\"EMAIL\"]";
            return Err(Problem::not_accepted("medium-not-available", detail).into());
        }
        if given(self.email.clone()).is_none() {
            return Err(Problem::malformed("email is required").into());
        }
        let request = InvitationRequest {
            email: self.email.clone(),
            user_name: self.user_name.clone(),
            force_alias_creation: self.force_alias_creation,
            ..self.person.request()
        };
        if self.mode == Mode::AdminCreate {
            self.check_expiry(office)?;
            let invitation = validation::invitation(&request, &office.rules())?;
            return Ok(Understood::User(invitation));
        }
        if !office.signs {
            return Err(Problem::mode_not_available().into());
        }
        let pool = &office.administration.user_pool().id;
        Ok(Understood::Token(TokenRequest {
            lifetime: self.lifetime()?,
            ..validation::token(&request, pool, &office.rules())?
        }))
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
        let validity = office.administration.user_pool().validity_days;
        if hours == u32::from(validity) * HOURS_OF_DAY {
            return Ok(());
        }
        let detail = format!(
            "The temporary passwords of this user pool work for {validity} days, which no single invitation can change; leave the expiry out, or revoke the invitation when it is to end"
        );
        Err(Problem::not_accepted("expiry-not-possible", detail))
    }
}
