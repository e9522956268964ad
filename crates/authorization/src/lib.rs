//! Who may use the administrators' API, and for what (design §4 rule 1; contract §11.2, §11.12).
//!
//! Pure: this crate sends no request and reads no clock. It decides by its arguments: the roles of
//! the settings, the verified claims of the caller, and the groups that the user pool shows for the
//! people concerned.
//!
//! | module | concept |
//! |---|---|
//! | [`settings`] | [`AdminApiSettings`]: the section `[admin_api]` |
//! | [`role`] | [`Role`]: what members of certain groups may do |
//! | [`verb`] | [`Verb`]: every route of the API |
//! | [`caller`] | [`Caller`]: who calls, read from verified claims |
//! | [`claimed_groups`] | [`ClaimedGroups`]: the caller's groups, in every form in which gateways write them |
//! | [`decision`] | [`decide`]: whether a caller may take an [`Action`], and why not |
//! | [`policy_groups`] | groups that the policy gives because of an action |
//! | [`mod@policy_gaps`] | actions refused to a role because the policy would give groups that it lacks |

pub mod caller;
pub mod claimed_groups;
pub mod decision;
pub mod policy_gaps;
pub mod policy_groups;
pub mod role;
pub mod settings;
pub mod verb;

pub use caller::{Caller, Unauthenticated};
pub use claimed_groups::ClaimedGroups;
pub use decision::{Action, Forbidden, Permit, Target, decide};
pub use policy_gaps::{PolicyGap, policy_gaps};
pub use role::{NEVER_SET_ATTRIBUTES, PROTECTED_ATTRIBUTES, Role};
pub use settings::AdminApiSettings;
pub use verb::Verb;
