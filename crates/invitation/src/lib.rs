//! The domain of an invitation: which accounts may be created, what acceptance gives, and what a token proves.
//!
//! Everything here is a function of its arguments: no I/O, no clock, no AWS.
//!
//! | module | concept |
//! |---|---|
//! | [`address`] | [`EmailAddress`]: split, never rewritten |
//! | [`domain`] | [`Domain`] and [`DomainPattern`]: case, IDNA, trailing dots, label boundaries |
//! | [`group`] | [`GroupName`] as Cognito allows it |
//! | [`attributes`] | [`Attributes`] of a user, and which names are never given away |
//! | [`user_status`] | [`UserStatus`]: where a user is in its life |
//! | [`key`] | [`TrustedKey`]: the public half of a signing key, maybe limited to some groups |
//! | [`token`] | [`TokenClaims`] of an invitation token, its verification and its faults |
//! | [`issue`] | a token and its signature, made here or elsewhere |
//! | [`signature`] | [`Signature`]: one that was made elsewhere |
//! | [`policy`] | what the settings say of people who bring no token |
//! | [`admission`] | the pre sign-up decision |
//! | [`deciding`] | which setting decides a rejection |
//! | [`grant`] | what acceptance gives |
//! | [`accepted`] | the mark of a record that keeps acceptance from giving twice |
//! | [`acceptance_record`] | what acceptance writes into the record |
//! | [`invitation_record`] | [`InvitationRecord`]: who invites, until when, what has happened once |
//! | [`sweep`] | what the settings say of reminders and ends |
//! | [`rejection`] | the expected "no", with a stable code |

pub mod acceptance_record;
pub mod accepted;
pub mod address;
pub mod admission;
pub mod attributes;
pub mod deciding;
pub mod domain;
mod es256;
pub mod grant;
pub mod group;
pub mod invitation_record;
pub mod issue;
pub mod key;
pub mod policy;
pub mod rejection;
#[cfg(test)]
mod samples;
pub mod signature;
pub mod sweep;
pub mod token;
pub mod user_status;

pub use address::EmailAddress;
pub use admission::{Admission, SignUp, SignUpKind, admit};
pub use attributes::{
    AttributeName, Attributes, BRAND_ATTRIBUTE, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE,
    STANDARD_ATTRIBUTES,
};
pub use deciding::deciding_setting;
pub use domain::{Domain, DomainPattern};
pub use grant::Grant;
pub use group::{GroupName, is_in_name_pattern};
pub use invitation_record::{InvitationMode, InvitationRecord, Inviter, InviterName, Mark};
pub use key::TrustedKey;
pub use policy::{
    AdminCreatedPolicy, FederatedPolicy, GrantPolicy, SelfSignUpPolicy, UserPoolSettings,
};
pub use rejection::Rejection;
pub use signature::Signature;
pub use sweep::SweepSettings;
pub use token::{TokenClaims, TokenFault, TokenSettings, VerifiedToken};
pub use user_status::UserStatus;
