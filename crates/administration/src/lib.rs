//! An administrator's verbs: create, resend, revoke, issue, list, show, history, reconcile, sweep
//! (design §3.1, stories A and B; §3.3, §3.4; §9.1).
//!
//! The command, the administrators' API and the simulation all call these. A request in text is
//! read by [`validation`], a list of people by [`import_list`]; both make an [`Invitation`] with its
//! [`Profile`]. [`Administration`] holds one user pool and has a method for each verb, in the file of
//! that name: [`create`](mod@create), [`resend`], [`revoke`], [`list`], [`show`], [`reconcile`];
//! [`sweep`] looks at all open invitations as time passes.
//! [`create`](mod@create) is the longest way: `admin_create_user` asks Cognito, `existing` decides
//! what a user in the way is, `complete`, `access` and `removal` act on it. [`expected`] says
//! beforehand what it would come to. `events` tells other systems. [`issue`](mod@issue)
//! makes tokens, signed with a key file or through [`kms`]. [`history`] says what happened to a user,
//! from the pool and from the lines in [`log_groups`]. [`lookup`] decides who is meant by a
//! name, [`unfinished`] what a member still lacks. What came of a verb is an [`Invited`], a
//! [`Revoked`] …, which serialise as they are, or an [`AdminError`], which [`view`] shows as JSON.
//!
//! A temporary password leaves the call that sends it in a link alone, where somebody asked for one
//! (`give_link`). `pace` keeps below Cognito's quota.

mod accept_link;
mod access;
mod address;
pub mod address_prefix;
mod admin_create_user;
pub mod administration;
pub mod carried_token;
mod changes;
mod checks;
mod complete;
pub mod create;
pub mod entry;
pub mod error;
mod events;
mod existing;
pub mod expected;
mod give_link;
mod groups;
pub mod history;
pub mod import_list;
pub mod invitation_state;
pub mod invited_by;
pub mod issue;
pub mod kms;
pub mod list;
pub mod log_groups;
pub mod lookup;
mod naming;
pub mod outcome;
mod pace;
mod password;
pub mod pool_groups;
pub mod profile;
pub mod reconcile;
pub mod record;
pub mod record_request;
mod removal;
pub mod resend;
pub mod revoke;
mod sentence;
pub mod show;
pub mod sweep;
pub mod unfinished;
pub mod validation;
pub mod view;

pub use accept_link::AcceptLink;
pub use address_prefix::AddressPrefix;
pub use administration::Administration;
pub use carried_token::CarriedToken;
pub use create::{IfInvited, Scope};
pub use entry::Entry;
pub use error::AdminError;
pub use expected::Expected;
pub use history::HistoryEntry;
pub use invitation_state::InvitationState;
pub use invited_by::InvitedBy;
pub use issue::{
    Issued, IssuedToken, KmsIssueError, LONGEST_LIFETIME, PreparedToken, TokenRequest,
    USUAL_LIFETIME, issue, issue_by_kms, prepare, trusted_half,
};
pub use kms::{Kms, KmsError, KmsKey};
pub use list::{Listing, Query};
pub use log_groups::{LogGroups, Unread};
pub use outcome::{Delivery, Invited, Outcome, Warning};
pub use pool_groups::{PoolGroup, PoolGroups};
pub use profile::{HookData, Invitation, Profile};
pub use reconcile::{UnfinishedMember, UnfinishedPage};
pub use record::{inviter_name, keeps_record};
pub use record_request::{End, Handover, InviterRequest, RecordRequest};
pub use revoke::{Removal, Revocation, Revoked, TokenLeft};
pub use show::Shown;
pub use sweep::{Act, Decision, Means, Reason, Sweep, Swept, SweptPage};
pub use unfinished::{Basis, Due, NotDue, Origin};
pub use validation::{Fault, InvitationRequest, Rules};
