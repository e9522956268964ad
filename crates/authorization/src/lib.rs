//! Who may use the administrators' API, and for what (design §4 rule 1; contract §11.2, §11.12).
//!
//! Pure: no request is sent and no clock is read here. What the decisions hang on comes in as
//! arguments: the settings' roles, the claims that a gateway's authorizer passes on, the groups of
//! the people concerned as the user pool shows them.
//!
//! | module | concept |
//! |---|---|
//! | [`settings`] | [`AdminApiSettings`]: the section `[admin_api]` |
//! | [`role`] | [`Role`]: what the members of some groups may do |
//! | [`verb`] | [`Verb`]: every route of the API |
//! | [`caller`] | [`Caller`]: who calls, read from claims that were verified before |
//! | [`claimed_groups`] | [`ClaimedGroups`]: the caller's groups in every shape that gateways give them |
//! | [`decision`] | [`decide`]: whether a caller may do what is asked, and why not |
//! | [`policy_groups`] | groups that the policy gives because of what is asked |
//! | [`mod@policy_gaps`] | where a role is refused because of such groups |

pub mod caller;
pub mod claimed_groups;
pub mod decision;
pub mod policy_gaps;
pub mod policy_groups;
pub mod role;
pub mod settings;
pub mod verb;

pub use caller::{Caller, Unidentified};
pub use claimed_groups::ClaimedGroups;
pub use decision::{Asked, Denial, Permit, Target, decide};
pub use policy_gaps::{PolicyGap, policy_gaps};
pub use role::{PROTECTED_ATTRIBUTES, Role};
pub use settings::AdminApiSettings;
pub use verb::Verb;
