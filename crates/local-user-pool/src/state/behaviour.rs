//! The open questions about Cognito: how this pool behaves where sources disagree, or documents and
//! observations do.
//!
//! The default is the stricter answer, if there is one: answers reveal less, fewer settings count,
//! more fails, or an attacker may do more. An application that works here then works with the other
//! answer too. Three defaults are the common case instead: of `unlisted_write`, where each answer
//! is stricter for somebody, and of `pre_sign_up_on_resend` and `hook_copies`, where the stricter
//! answer is rare. An application that depends on them should be tested with both answers.
//!
//! One observation is not a choice here. Of two sign-ups with the same address at the same moment,
//! one is refused with `AliasExistsException`, and its user has been seen to remain (contract §8).
//! Calls change this pool one after the other, and a refused one leaves no user.

use std::time::Duration;

/// The choices. `docs/explanation/cognito-contract.md` has the sources of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own that AWS answers one way or the other"
)]
pub struct Behaviour {
    /// Which attributes an app client without a list of write attributes may write (contract §8).
    /// By default all of them, which is stricter for code that trusts a custom attribute. The other
    /// answer is stricter for an application without a list: its sign-ups are refused.
    pub unlisted_write: UnlistedWrite,
    /// What happens if Cognito refuses a message of a hook (contract §4.2). By default the call
    /// fails.
    pub refused_message: RefusedMessage,
    /// Whether pre sign-up can verify the address of a user from a provider. AWS documents no
    /// exception, and there are no reports. By default it can, which reveals a hook that sets the
    /// flags carelessly.
    pub auto_verify_for_providers: bool,
    /// Whether groups that post authentication assigned are in the token of the same sign-in
    /// (contract §7). By default they are not.
    pub groups_after_post_authentication: bool,
    /// Whether `RESEND` runs pre sign-up again (contract §1.1). By default it does not: AWS
    /// documents only the invitation, and there are no reports. The other answer is stricter for a
    /// hook that takes every user for a new one.
    pub pre_sign_up_on_resend: bool,
    /// Whether post confirmation of an auto-confirmed sign-up gets the metadata of `SignUp`
    /// (contract §3). By default it does not.
    pub sign_up_metadata_after_confirmation: bool,
    /// Whether custom message gets the metadata of `AdminCreateUser` (contract §3). By default it
    /// does not.
    pub admin_metadata_in_messages: bool,
    /// Whether post confirmation after `AdminConfirmSignUp` names `CLIENT_ID_NOT_APPLICABLE`
    /// instead of null (contract §2.1). By default it is null, which a hook must be able to read.
    pub admin_confirm_names_client: bool,
    /// Whether the answer to an expired temporary password differs from that to a wrong one
    /// (contract §5). By default it does not.
    pub reveals_expired_password: bool,
    /// Whether a temporary password stops working when a sign-in has begun with it, as the API
    /// reference says, or only when a new password is set, as clients that sign in twice show
    /// (contract §1.3 and §14). By default it stops at once: a user who does not finish that
    /// sign-in has to be invited again.
    pub temporary_password_once: bool,
    /// Whether a user who has not replaced the temporary password can sign in with an alias, in a
    /// pool with aliases (contract §5). By default the answer is that name or password is wrong;
    /// the username works.
    pub alias_before_first_sign_in: bool,
    /// Whether the hooks of a first sign-in with a new address see the new address together with
    /// the verified flag of the old one, or the stored values. No source says; it is likely because
    /// they see the old status too (contract §1.3). By default they do, which reveals a hook that
    /// trusts the flag for an address that is not verified. The stored values are never such. If
    /// the pool requires the attribute, the challenge refuses a new address.
    pub stale_verified_flag: bool,
    /// Whether a user who replaces the temporary password is confirmed before post authentication
    /// runs, and so stays confirmed, without tokens, if that hook fails (contract §1.3 and §6: not
    /// established). By default this is so.
    pub confirmed_before_post_authentication: bool,
    /// How long the pool waits for a hook: 5 s, as AWS documents.
    pub hook_timeout: Duration,
    /// How often the pool runs a hook that takes longer: 3 times in all, as AWS documents.
    pub hook_attempts: u32,
    /// How many times each hook runs at once with the same event; the first answer counts. By
    /// default 1, the common case. More have been seen (contract §6), which is stricter for a hook
    /// with side effects.
    pub hook_copies: u32,
}

/// The attributes that an app client without a list may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlistedWrite {
    /// All attributes except the verified flags, custom ones included, as users report.
    All,
    /// Standard attributes only, as AWS documents.
    Standard,
}

/// What happens if Cognito refuses a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedMessage {
    /// The call fails. A new user exists all the same.
    Error,
    /// The pool's own template is sent, without an error.
    PoolTemplate,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            unlisted_write: UnlistedWrite::All,
            refused_message: RefusedMessage::Error,
            auto_verify_for_providers: true,
            groups_after_post_authentication: false,
            pre_sign_up_on_resend: false,
            sign_up_metadata_after_confirmation: false,
            admin_metadata_in_messages: false,
            admin_confirm_names_client: false,
            reveals_expired_password: false,
            temporary_password_once: true,
            alias_before_first_sign_in: false,
            stale_verified_flag: true,
            confirmed_before_post_authentication: true,
            hook_timeout: Duration::from_secs(5),
            hook_attempts: 3,
            hook_copies: 1,
        }
    }
}
