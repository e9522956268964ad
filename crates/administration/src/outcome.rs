//! What became of an invitation, and what was asked for and not done.

use std::collections::BTreeSet;

use cognito::{Cause, User};
use invitation::{GroupName, INVITED_ATTRIBUTE};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::accept_link::AcceptLink;
use crate::sentence::listed;
use crate::view;

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
    /// The link on which it is accepted, where somebody hands it over: a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<AcceptLink>,
    /// When the invitation is over: at its own end, or when the temporary password stops working.
    // None for a member. `cognito::expiry` says how far it can be relied on.
    pub expires: Option<Timestamp>,
    /// The `sub` of the sign-up that was deleted for it: one, or none.
    pub deleted: Vec<String>,
    /// The `sub` of the member who lost the address to it.
    pub taken_from: Option<String>,
    /// What was asked for and not done.
    // Creating again completes it.
    #[schemars(with = "Vec<view::Warning>")]
    pub warnings: Vec<Warning>,
}

impl Invited {
    /// An outcome for `user` that gave nothing and mailed nobody, yet.
    pub(crate) fn new(outcome: Outcome, user: &User) -> Self {
        Self {
            outcome,
            sub: user.sub.clone(),
            user_name: user.user_name.clone(),
            mail: Delivery::NotSent,
            groups_added: BTreeSet::new(),
            link: None,
            expires: None,
            deleted: Vec::new(),
            taken_from: None,
            warnings: Vec::new(),
        }
    }

    /// The same, with a mail that did not go out.
    pub(crate) fn undelivered(mut self, exception: String) -> Self {
        self.mail = Delivery::Failed;
        self.warnings.insert(0, Warning::NotDelivered { exception });
        self
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// The user was created.
    Created,
    /// The same, after a sign-up that nobody had confirmed was deleted.
    CreatedAnew,
    /// The user was there, with an open invitation, and got what was missing.
    Completed,
    /// The user was there, with an open invitation and everything that was asked for.
    Unchanged,
    /// The invitation was sent again.
    Resent,
    /// The user is a member, and was put into the groups at once.
    AccessGiven,
}

impl Outcome {
    /// The outcome in one stable word.
    pub fn as_str(&self) -> &'static str {
        self.into()
    }
}

/// Whether the person was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Delivery {
    /// The mail was handed over.
    Sent,
    /// It could not be; a warning says why.
    Failed,
    /// There was no reason to write.
    NotSent,
    /// Nobody knows: the answer of the mail service was lost, or a run was cut off.
    Unknown,
}

impl Delivery {
    /// The delivery in one stable word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Something that was asked for and not done, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr, Serialize)]
#[serde(into = "view::Warning")]
#[strum(serialize_all = "kebab-case")]
pub enum Warning {
    /// The user is there, and the invitation did not reach Cognito's mail service.
    #[error(
        "the invitation could not be delivered ({exception}); see to the pool's mail settings and its custom message hook, then resend it"
    )]
    NotDelivered {
        /// Cognito's exception.
        exception: String,
    },
    /// An open invitation was left as it was sent, and its temporary password is too old.
    #[error(
        "the temporary password stopped working {0}, and nothing was sent; send the invitation again"
    )]
    InvitationExpired(Timestamp),
    /// Groups that the pool does not have.
    #[error(
        "the user pool has no group {}; create it, then create the invitation again",
        listed(.0)
    )]
    GroupMissing(Vec<String>),
    /// Groups that could not be given now.
    #[error(
        "the user could not be put into {} ({cause}); create the invitation again",
        listed(groups)
    )]
    GroupNotAssigned {
        /// The groups.
        groups: Vec<String>,
        /// Why, in one stable word.
        cause: Cause,
    },
    /// Attributes that could not be set now, or that the pool refuses.
    #[error(
        "the attributes {} could not be set ({cause}); create the invitation again with values that the pool takes",
        listed(names)
    )]
    AttributeNotSet {
        /// The attributes.
        names: Vec<String>,
        /// Why, in one stable word.
        cause: Cause,
    },
    /// Attributes that cannot be changed once the user exists.
    #[error(
        "the attributes {} cannot be changed any more; revoke the invitation and create it anew",
        listed(.0)
    )]
    AttributeImmutable(Vec<String>),
    /// Attributes of a member, which are the member's own.
    #[error(
        "the member's attributes {} differ and were left as they are",
        listed(.0)
    )]
    AttributeOfMember(Vec<String>),
    /// An open invitation whose end was left as it is.
    #[error("the invitation keeps the end that it has; send it again for another")]
    ExpiryKept,
    /// A record of an invitation that could not be written now.
    #[error("inviter and end of the invitation could not be kept; create the invitation again")]
    RecordNotWritten,
    /// An attribute that holds something else than a record.
    #[error(
        "the attribute \"{INVITED_ATTRIBUTE}\" holds something that is no record of an invitation and was left as it is, so that inviter and end are not kept; look at it, blank it, and do this again"
    )]
    RecordNotOurs,
    /// A member who was given access and got no mail about it.
    #[error("the member got no mail about it ({0}); write to the person yourself")]
    #[strum(serialize = "not-told")]
    NotMailed(&'static str),
}

impl Warning {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl From<Warning> for view::Warning {
    fn from(warning: Warning) -> Self {
        Self {
            code: warning.code().to_owned(),
            detail: warning.to_string(),
        }
    }
}
