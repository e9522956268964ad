//! One file for each check, with one name for the file, the function and, in kebab-case, the
//! finding.

#![expect(
    clippy::unnecessary_wraps,
    reason = "checks are called alike, whether or not there is something to read"
)]

pub(super) mod address_required;
pub(super) mod assignable_attributes;
pub(super) mod assignable_groups;
pub(super) mod brand_attribute;
pub(super) mod case_sensitivity;
pub(super) mod chain_functions;
pub(super) mod click_tracking;
pub(super) mod client_reads_invitation;
pub(super) mod client_registration;
pub(super) mod client_write_list;
pub(super) mod client_writes_invitation;
pub(super) mod client_writes_protected;
pub(super) mod custom_sender;
pub(super) mod default_sender;
pub(super) mod development_key;
pub(super) mod event_addresses;
pub(super) mod event_bus;
pub(super) mod function_exists;
pub(super) mod function_memory;
pub(super) mod function_timeout;
pub(super) mod function_version;
pub(super) mod group_roles;
pub(super) mod invitation_attribute;
pub(super) mod invited_attribute;
pub(super) mod invoke_confinement;
pub(super) mod invoke_permission;
pub(super) mod link_headers;
pub(super) mod links_reachable;
pub(super) mod one_time_codes;
pub(super) mod pages_client;
pub(super) mod password_policy;
pub(super) mod pool_templates;
pub(super) mod replicas;
pub(super) mod required_attributes;
pub(super) mod self_sign_up;
pub(super) mod ses_identity;
pub(super) mod ses_sandbox;
pub(super) mod sign_in_kind;
pub(super) mod sweeper;
pub(super) mod temporary_password_validity;
pub(super) mod token_event;
pub(super) mod token_issuer;
pub(super) mod trigger_function;
pub(super) mod triggers_attached;
pub(super) mod user_existence;
pub(super) mod verification_by_code;
pub(super) mod verified_before_update;
