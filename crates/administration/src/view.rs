//! Results as everybody shows them: the one view for the command, the administrators' API and
//! `dev`.
//!
//! The same types make the JSON and, by [`JsonSchema`], its description in the `OpenAPI` document.
//! Words that stand for a state are enums of the domain, which serialise as they are.

use std::collections::{BTreeMap, BTreeSet};

use cognito::UserStatus;
use invitation::GroupName;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::carried_token::CarriedToken;
use crate::error::AdminError;
use crate::invitation_state::InvitationState;
use crate::issue::IssuedToken;
use crate::outcome::{Delivery, Outcome};
use crate::revoke::TokenLeft;
use crate::validation::Fault;
use crate::{entry, outcome, revoke, show};

/// What became of an invitation of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Invited {
    /// What was done.
    pub outcome: Outcome,
    /// The immutable user name.
    pub user_name: String,
    /// The user's immutable identifier.
    pub sub: String,
    /// Whether the person was written to.
    pub mail: Delivery,
    /// The groups that the user was put into by this.
    #[schemars(with = "Vec<String>")]
    pub groups_added: BTreeSet<GroupName>,
    /// When the temporary password stops working.
    pub expires: Option<Timestamp>,
    /// The `sub` of the sign-up that was deleted for it: one, or none.
    pub deleted: Vec<String>,
    /// The `sub` of the member who lost the address to it.
    pub taken_from: Option<String>,
    /// What was asked for and not done.
    pub warnings: Vec<Warning>,
}

/// Something that was asked for and not done, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("required" = ["code", "detail"]))]
pub struct Warning {
    /// The stable code.
    pub code: String,
    /// One sentence.
    // A journal leaves it out where it can quote a person's data.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("required" = ["code", "detail"]))]
pub struct Rejection {
    /// The stable code.
    pub code: String,
    /// One sentence that says what to do.
    // A journal leaves it out where it can quote a person's data.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Where something is wrong with several fields: what with which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FieldError {
    /// The field: `email`, `groups`, an attribute by its name, `validation_data.<key>`.
    pub field: String,
    /// The stable code.
    pub code: String,
    /// One sentence that says what to do.
    pub detail: String,
}

/// What became of an invitation by token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Issued {
    /// What was done.
    pub outcome: IssuedOutcome,
    /// Whether the person was written to; left out where nobody asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Delivery")]
    pub mail: Option<Delivery>,
    /// The token's identifier, for `tokens.revoked` of the settings.
    pub jti: String,
    /// The key that signed it.
    pub kid: String,
    /// When it expires.
    pub expires: Timestamp,
    /// The groups that acceptance gives.
    #[schemars(with = "Vec<String>")]
    pub groups: Vec<GroupName>,
}

/// The one outcome of an invitation by token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IssuedOutcome {
    /// The token was issued.
    Issued,
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Revoked {
    /// What was done.
    pub outcome: Removal,
    /// The user's immutable identifier.
    pub sub: String,
    /// The immutable user name.
    pub user_name: String,
    /// Where the user was in its life, in words.
    pub was: String,
    /// What is left to take back.
    pub token: TokenLeft,
}

/// How a user was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Removal {
    /// The user is gone.
    Deleted,
    /// The user is there and cannot sign in.
    Disabled,
}

/// A user as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Entry {
    /// Where the invitation is in its life.
    pub state: InvitationState,
    /// Cognito's own word for the user.
    pub status: String,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// The immutable user name.
    pub user_name: String,
    /// The immutable identifier.
    pub sub: String,
    /// The address.
    pub email: Option<String>,
    /// Whether the address counts as verified.
    pub email_verified: bool,
    /// The full name, where the pool keeps one.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// When the user was created.
    pub created: Option<Timestamp>,
    /// When the user was changed last, by whomever.
    pub modified: Option<Timestamp>,
    /// When the temporary password stops working, at the latest.
    pub expires: Option<Timestamp>,
    /// The invitation token that the user still carries; what it says, never the token.
    pub token: Option<Token>,
}

/// A user with everything that an administrator may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Shown {
    /// What lists show as well.
    #[serde(flatten)]
    pub entry: Entry,
    /// The groups that the user is in.
    #[schemars(with = "Vec<String>")]
    pub groups: BTreeSet<String>,
    /// The attributes that have a value. `custom:invitation` is left out: it is a bearer secret.
    pub attributes: BTreeMap<String, String>,
}

/// What a token says that a user carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(deny_unknown_fields)]
pub enum Token {
    /// It verifies for this user, be it expired or not.
    Verified {
        /// Always true.
        #[schemars(extend("const" = true))]
        verified: bool,
        /// Its identifier, for `tokens.revoked` of the settings.
        jti: String,
        /// When it expires.
        expires: Timestamp,
        /// The groups that it names, whether or not they may be given.
        #[schemars(with = "Vec<String>")]
        groups: BTreeSet<GroupName>,
    },
    /// It does not.
    NotVerified {
        /// Always false.
        #[schemars(extend("const" = false))]
        verified: bool,
        /// Why, in one stable word.
        reason: String,
    },
}

impl From<&outcome::Invited> for Invited {
    fn from(invited: &outcome::Invited) -> Self {
        let invited = invited.clone();
        Self {
            outcome: invited.outcome,
            user_name: invited.user_name,
            sub: invited.sub,
            mail: invited.delivery,
            groups_added: invited.groups_added,
            expires: invited.expires,
            deleted: invited.deleted,
            taken_from: invited.taken_from,
            warnings: invited.warnings.iter().map(Warning::from).collect(),
        }
    }
}

impl From<&outcome::Warning> for Warning {
    fn from(warning: &outcome::Warning) -> Self {
        Self {
            code: warning.code().to_owned(),
            detail: warning.to_string(),
        }
    }
}

impl From<&AdminError> for Rejection {
    fn from(error: &AdminError) -> Self {
        Self {
            code: error.code().to_owned(),
            detail: error.to_string(),
            errors: Vec::new(),
        }
    }
}

/// All that is wrong with a request; code and detail are those of the first fault, and of all.
impl From<&[Fault]> for Rejection {
    fn from(faults: &[Fault]) -> Self {
        let details: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let code = faults.first().map(Fault::code).unwrap_or_default();
        Self {
            code: code.to_owned(),
            detail: details.join("; "),
            errors: faults.iter().map(FieldError::from).collect(),
        }
    }
}

impl From<&Fault> for FieldError {
    fn from(fault: &Fault) -> Self {
        Self {
            field: fault.field.clone(),
            code: fault.code().to_owned(),
            detail: fault.reason.to_string(),
        }
    }
}

impl Issued {
    /// A token that the key `kid` signed, and what is known of its mail, if there is one.
    pub fn new(issued: &IssuedToken, kid: &str, mail: Option<Delivery>) -> Self {
        Self {
            outcome: IssuedOutcome::Issued,
            mail,
            jti: issued.claims.jti.clone(),
            kid: kid.to_owned(),
            expires: issued.expires,
            groups: issued.claims.groups.clone(),
        }
    }
}

impl From<&revoke::Revoked> for Revoked {
    fn from(revoked: &revoke::Revoked) -> Self {
        let was = match &revoked.was {
            UserStatus::ForceChangePassword => "an open invitation",
            UserStatus::Unconfirmed => "an unconfirmed sign-up",
            UserStatus::Confirmed | UserStatus::ResetRequired => "a member",
            UserStatus::ExternalProvider => "a federated member",
            other @ UserStatus::Other(_) => &other.to_string(),
        };
        Self {
            outcome: if revoked.disabled {
                Removal::Disabled
            } else {
                Removal::Deleted
            },
            sub: revoked.sub.clone(),
            user_name: revoked.user_name.clone(),
            was: was.to_owned(),
            token: revoked.token.clone(),
        }
    }
}

impl Removal {
    /// The same in one stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Disabled => "disabled",
        }
    }
}

impl From<&entry::Entry> for Entry {
    fn from(entry: &entry::Entry) -> Self {
        let entry = entry.clone();
        Self {
            state: entry.state,
            status: entry.status,
            enabled: entry.enabled,
            user_name: entry.user_name,
            sub: entry.sub,
            email: entry.email,
            email_verified: entry.email_verified,
            name: entry.name,
            given_name: entry.given_name,
            family_name: entry.family_name,
            created: entry.created,
            modified: entry.modified,
            expires: entry.expires,
            token: entry.token.as_ref().map(Token::from),
        }
    }
}

impl From<&show::Shown> for Shown {
    fn from(shown: &show::Shown) -> Self {
        Self {
            entry: Entry::from(&shown.entry),
            groups: shown.groups.clone(),
            attributes: shown.attributes.clone(),
        }
    }
}

impl From<&CarriedToken> for Token {
    fn from(token: &CarriedToken) -> Self {
        match token.clone() {
            CarriedToken::Verified {
                jti,
                expires,
                groups,
            } => Self::Verified {
                verified: true,
                jti,
                expires,
                groups,
            },
            CarriedToken::NotVerified(fault) => Self::NotVerified {
                verified: false,
                reason: fault.as_str().to_owned(),
            },
        }
    }
}
