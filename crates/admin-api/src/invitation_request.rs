//! An invitation as a caller writes it, and how it becomes a valid one.

use std::collections::{BTreeMap, BTreeSet};

use administration::import_list::{Listed, RowFault};
use administration::{
    Handover, IfInvited, Invitation, LONGEST_LIFETIME, Rules, TokenRequest, USUAL_LIFETIME,
    keeps_record, validation,
};
use authorization::{Action, AdminApiSettings, Verb, policy_groups};
use invitation::grant::AcceptancePolicy;
use invitation::{EmailAddress, GroupName};
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::parameters::given;
use crate::problem::{PartialProblem, Problem};

const HOURS_OF_DAY: u32 = 24;

/// The person whom an invitation is about, and what the hooks get.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Profile {
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
// Every field has a default; the required one is named here.
#[schemars(extend("required" = ["email"]))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a member of its own of the document"
)]
pub(crate) struct InvitationRequest {
    #[serde(flatten)]
    profile: Profile,
    /// Whom it is for.
    #[schemars(required, length(min = 1), extend("format" = "email", "examples" = ["ada@client.example"]))]
    email: Option<String>,
    /// The user name, in pools whose people sign in with one.
    user_name: Option<String>,
    /// Send one that is open already again.
    resend: bool,
    mode: Mode,
    /// For how many days it is to be open. An invitation of a user ends with its temporary password
    /// at the latest, and sooner only in a pool with the attribute `custom:invited`.
    #[schemars(range(min = 1))]
    expires_in_days: Option<u16>,
    /// The same in hours.
    #[schemars(range(min = 1))]
    expires_in_hours: Option<u16>,
    /// How it is to be delivered: by mail alone.
    delivery_mediums: Option<Vec<String>>,
    /// Take the address from a member who has it as a verified alias; for roles that may.
    force_alias_creation: bool,
    /// Mail nobody, and get the link to hand over; for roles that may. The address counts as
    /// unverified, and the invitation gets nothing but a new link afterwards.
    link: bool,
    /// Create the user now, and mail nobody yet: `resendInvitation` does.
    no_mail: bool,
}

/// What changes with an invitation that is sent again.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct ResendRequest {
    #[serde(flatten)]
    profile: Profile,
    /// Mail nobody, and get a new link to hand over, of an invitation of your own; for roles that
    /// may. Earlier links stop working.
    link: bool,
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

/// An invitation that is valid.
pub(crate) enum ValidInvitation {
    /// A user is to be created.
    User(Invitation),
    /// A token is to be issued.
    Token(TokenRequest),
}

impl ValidInvitation {
    /// Whom it is for.
    pub(crate) fn email(&self) -> &EmailAddress {
        match self {
            Self::User(invitation) => &invitation.email,
            Self::Token(request) => &request.email,
        }
    }

    /// The user name; a person with a token chooses one.
    pub(crate) fn user_name(&self) -> Option<&str> {
        match self {
            Self::User(invitation) => invitation.user_name.as_deref(),
            Self::Token(_) => None,
        }
    }

    /// The groups that the policy gives the person who accepts the invitation.
    pub(crate) fn policy_groups(&self, policy: &AcceptancePolicy<'_>) -> BTreeSet<GroupName> {
        match self {
            Self::User(invitation) => policy_groups::of_invitation(&invitation.email, policy),
            Self::Token(request) => policy_groups::of_token(&request.email, policy),
        }
    }
}

impl ResendRequest {
    /// What the caller's role has to allow.
    pub(crate) fn action(&self, verb: Verb) -> Action<'_> {
        Action {
            link: self.link,
            ..self.profile.action(verb)
        }
    }

    /// The profile in the domain's types, and the data for the hooks.
    pub(crate) fn validate(&self, rules: &Rules<'_>) -> Result<validation::PersonRequest, Problem> {
        let request = administration::InvitationRequest {
            handover: if self.link {
                Handover::ByLink
            } else {
                Handover::ByMail
            },
            ..self.profile.request()
        };
        Ok(validation::resend(&request, rules)?)
    }
}

impl Profile {
    /// What the caller's role has to allow. Names, brand and language need no more than the verb.
    fn action(&self, verb: Verb) -> Action<'_> {
        Action {
            groups: &self.groups,
            attributes: &self.attributes,
            ..Action::only(verb)
        }
    }

    /// The same for the validator.
    fn request(&self) -> administration::InvitationRequest {
        let pairs = |map: &BTreeMap<String, String>| map.clone().into_iter().collect();
        administration::InvitationRequest {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            attributes: pairs(&self.attributes),
            groups: self.groups.clone(),
            brand: self.brand.clone(),
            locale: self.locale.clone(),
            validation_data: pairs(&self.validation_data),
            client_metadata: pairs(&self.client_metadata),
            ..administration::InvitationRequest::default()
        }
    }
}

impl InvitationRequest {
    /// What the caller's role has to allow.
    pub(crate) fn action(&self, verb: Verb) -> Action<'_> {
        Action {
            force_alias_creation: self.force_alias_creation,
            link: self.link,
            ..self.profile.action(verb)
        }
    }

    /// What to do with an open invitation of the same person.
    pub(crate) fn again(&self) -> IfInvited {
        if self.resend {
            IfInvited::Resend
        } else {
            IfInvited::Complete
        }
    }

    /// Notes who it is for in a list of several, and says if the person stands there already. People
    /// count from 1.
    pub(crate) fn note_in(&self, listed: &mut Listed<'_>, index: usize) -> Option<PartialProblem> {
        let email = self
            .email
            .as_deref()
            .filter(|email| !email.trim().is_empty());
        let user_name = self.user_name.as_deref();
        let user_name = user_name.filter(|name| !name.trim().is_empty());
        let number = index as u64 + 1;
        let fault = listed.note(email, user_name, number).err()?;
        let field = match &fault {
            RowFault::UserNameTwice(_) => "user_name",
            _ => "email",
        };
        Some(PartialProblem {
            index: None,
            field: Some(field.to_owned()),
            code: fault.code().to_owned(),
            detail: fault.to_string(),
        })
    }

    /// The invitation in the domain's types.
    pub(crate) fn validate(
        &self,
        section: &AdminApiSettings,
        rules: &Rules<'_>,
    ) -> Result<ValidInvitation, Problem> {
        let by_mail = |mediums: &Vec<String>| mediums.iter().all(|medium| medium == "EMAIL");
        if !self.delivery_mediums.as_ref().is_none_or(by_mail) {
            let detail = "Invitations are delivered by mail: delivery_mediums is [\"EMAIL\"]";
            let code = "medium-not-available";
            return Err(Problem::not_accepted(code, detail).about("delivery_mediums", code));
        }
        if given(self.email.clone()).is_none() {
            return Err(Problem::malformed("email is required").about("email", "email-missing"));
        }
        let request = administration::InvitationRequest {
            email: self.email.clone(),
            user_name: self.user_name.clone(),
            force_alias_creation: self.force_alias_creation,
            handover: self.handover()?,
            ..self.profile.request()
        };
        if self.mode == Mode::AdminCreate {
            let (end, end_problem) = match self.end(rules) {
                Ok(end) => (end, None),
                Err(problem) => (None, Some(problem)),
            };
            let request = administration::InvitationRequest {
                expires: end,
                ..request
            };
            let read = validation::invitation(&request, rules).map_err(Problem::from);
            return match (read, end_problem) {
                (Ok(invitation), None) => Ok(ValidInvitation::User(invitation)),
                (Ok(_), Some(problem)) | (Err(problem), None) => Err(problem),
                (Err(mut problem), Some(other)) => {
                    problem.errors.extend(other.errors);
                    problem.is_refusal = false;
                    Err(problem)
                }
            };
        }
        if section.signing_key.is_none() {
            return Err(Problem::mode_not_available().about("mode", "mode-not-available"));
        }
        Ok(ValidInvitation::Token(TokenRequest {
            lifetime: self.lifetime()?,
            ..validation::token(&request, &section.user_pool_id, rules)?
        }))
    }

    /// How it reaches the person. A token is mailed: no answer has one.
    fn handover(&self) -> Result<Handover, Problem> {
        match (self.link, self.no_mail) {
            (true, true) => {
                let detail = "link and no_mail are given; give one";
                Err(Problem::malformed(detail).about("no_mail", "malformed-request"))
            }
            (false, false) => Ok(Handover::ByMail),
            (link, _) if self.mode == Mode::SelfSignUp => {
                let detail = "An invitation to sign up is mailed; leave link and no_mail out";
                let code = "medium-not-available";
                let field = if link { "link" } else { "no_mail" };
                Err(Problem::not_accepted(code, detail).about(field, code))
            }
            (true, false) => Ok(Handover::ByLink),
            (false, true) => Ok(Handover::Later),
        }
    }

    /// For how many hours it is open, if the caller says so.
    fn hours(&self) -> Result<Option<u32>, Problem> {
        match (self.expires_in_days, self.expires_in_hours) {
            (Some(_), Some(_)) => {
                let detail = "expires_in_days and expires_in_hours are given; give one";
                Err(Problem::malformed(detail).about("expires_in_hours", "malformed-request"))
            }
            (Some(days), None) => Ok(Some(u32::from(days) * HOURS_OF_DAY)),
            (None, hours) => Ok(hours.map(u32::from)),
        }
    }

    /// How long a token is valid.
    fn lifetime(&self) -> Result<SignedDuration, Problem> {
        let Some(hours) = self.hours()? else {
            return Ok(USUAL_LIFETIME);
        };
        let lifetime = SignedDuration::from_hours(hours.into());
        if (SignedDuration::from_hours(1)..=LONGEST_LIFETIME).contains(&lifetime) {
            Ok(lifetime)
        } else {
            let detail = "An invitation to sign up is open for 1 hour to 365 days";
            Err(expiry_not_possible(detail))
        }
    }

    /// The end that the caller asks for. A pool that keeps no record of invitations has one validity of
    /// temporary passwords for everybody (contract §5), and takes no other.
    fn end(&self, rules: &Rules<'_>) -> Result<Option<String>, Problem> {
        let Some(hours) = self.hours()? else {
            return Ok(None);
        };
        let validity = rules.pool.map(|pool| pool.validity_days);
        let is_validity = validity.is_some_and(|days| hours == u32::from(days) * HOURS_OF_DAY);
        if is_validity {
            return Ok(None);
        }
        if let (Some(pool), Some(validity)) = (rules.pool, validity)
            && !keeps_record(pool)
        {
            let detail = format!(
                "The temporary passwords of this user pool work for {validity} days, and it has no attribute custom:invited that could keep another end; leave the expiry out, or revoke the invitation when it is to end"
            );
            return Err(expiry_not_possible(detail));
        }
        Ok(Some(format!("{hours}h")))
    }
}

fn expiry_not_possible(detail: impl Into<String>) -> Problem {
    let code = "expiry-not-possible";
    Problem::not_accepted(code, detail).about("expires_in_hours", code)
}
