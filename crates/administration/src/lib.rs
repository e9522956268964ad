//! An administrator's verbs: create, resend, revoke, issue, list, show, reconcile (design §3.1,
//! stories A and B; §3.3, §3.4).
//!
//! The one implementation behind the command, the administrators' API and the simulation. What is
//! to be done is decided by functions of their arguments; AWS is asked at the rim, through clients
//! that are passed in. A temporary password never leaves the call that sends it.
//!
//! | module | concept |
//! |---|---|
//! | [`administration`] | [`Administration`]: the verbs' handle on one user pool |
//! | [`profile`] | [`Invitation`] and [`Profile`]: what an administrator fills in |
//! | [`create`](mod@create) | inviting somebody, and completing what is missing |
//! | [`resend`](mod@resend) | a new mail with a new temporary password |
//! | [`revoke`](mod@revoke) | taking an invitation, or a member, back |
//! | [`issue`](mod@issue) | an invitation token, and the mail that carries it |
//! | [`kms`] | signing keys in AWS KMS |
//! | [`list`](mod@list) | who is in the pool, page by page |
//! | [`lookup`] | who is meant by the name that an administrator types |
//! | [`show`](mod@show) | one user, with its groups |
//! | [`pool_groups`] | the groups of the pool, and which of them can be given |
//! | [`reconcile`] | members whose grant was not finished, and finishing it |
//! | [`unfinished`] | what is due to such a member, and why |
//! | [`outcome`] | [`Invited`]: what became of it, and what fell short |
//! | [`view`] | all of these as JSON: the one view for everybody who shows them |
//! | [`error`] | [`AdminError`]: why nothing was done |
//! | [`validation`] | the one validator of what is asked for, whichever way it came |
//! | [`import_list`] | a list of people, checked before anybody is invited |
//! | [`entry`], [`invitation_state`], [`carried_token`] | a user as lists show it, in which state, carrying what token |
//!
//! Inside, decisions: `checks` holds a request against settings and schema, `naming` chooses user
//! names, `password` draws temporary passwords, `next` says what to do with a user that is there,
//! `changes` finds what differs. Deeds: `address` looks up who has an address, `creation` asks for
//! a user, `removal` takes one away; `admin_create_user`, `complete`, `access`, `groups`. `pace` keeps below the quota.

mod access;
mod address;
mod admin_create_user;
pub mod administration;
pub mod carried_token;
mod changes;
mod checks;
mod complete;
pub mod create;
mod creation;
pub mod entry;
pub mod error;
mod groups;
pub mod import_list;
pub mod invitation_state;
pub mod issue;
pub mod kms;
pub mod list;
pub mod lookup;
mod naming;
mod next;
pub mod outcome;
mod pace;
mod password;
pub mod pool_groups;
pub mod profile;
pub mod reconcile;
mod removal;
pub mod resend;
pub mod revoke;
pub mod show;
pub mod unfinished;
pub mod validation;
pub mod view;

pub use administration::Administration;
pub use carried_token::CarriedToken;
pub use create::{IfInvited, Scope};
pub use entry::Entry;
pub use error::AdminError;
pub use invitation_state::InvitationState;
pub use issue::{
    IssuedToken, KmsIssueError, LONGEST_LIFETIME, PreparedToken, TokenRequest, USUAL_LIFETIME,
    issue, issue_by_kms, prepare, trusted_half,
};
pub use kms::{Kms, KmsError, KmsKey};
pub use list::{Listing, Query};
pub use outcome::{Delivery, Invited, Outcome, Warning};
pub use pool_groups::{PoolGroup, PoolGroups};
pub use profile::{HookData, Invitation, Profile};
pub use reconcile::{Finding, Findings};
pub use revoke::{Revocation, Revoked, TokenLeft};
pub use show::Shown;
pub use unfinished::{Basis, Due, NotDue, Origin};
pub use validation::{Fault, InvitationRequest, Rules};
