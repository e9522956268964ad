//! What sources disagree about: how this pool behaves where real Cognito has been seen, or is
//! documented, to do one thing and the other.
//!
//! Where one reading is harder to live with, it is the default, so that what works here works
//! either way: less is told, less is in force, more fails, or whoever would do harm may do more.
//! For three questions the default is the common case instead: `unlisted_write`, where either
//! answer is harder on somebody, `pre_sign_up_on_resend` and `hook_copies`, where the harder one is
//! rare or unheard of. They say what the other answer asks for; an application that hangs on it
//! should be played with both.
//!
//! One thing that was seen is no choice here: of two sign-ups with the same address at the same
//! moment, the one that is refused with `AliasExistsException` has been seen to leave its user
//! behind (contract §8). Calls change this pool one after the other, and a refusal leaves nothing.

use std::time::Duration;

/// The choices. See `docs/cognito-contract.md` for the sources of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own that AWS answers one way or the other"
)]
pub struct Behaviour {
    /// What an app client without a list of write attributes may write (contract §8). By default
    /// everything, which is harder on whoever trusts a custom attribute; the other reading is
    /// harder on an application that lists nothing, whose sign-ups it refuses.
    pub unlisted_write: UnlistedWrite,
    /// What becomes of a message that a hook wrote and Cognito refuses (contract §4.2). By default
    /// the call fails with it.
    pub refused_message: RefusedMessage,
    /// Whether the flags by which pre sign-up verifies an address count for somebody who comes from a
    /// provider. AWS's pages name no exception, and no report tells. By default they do, so that a
    /// hook that sets them carelessly shows.
    pub auto_verify_for_providers: bool,
    /// Whether groups that post authentication assigned are in the token that follows
    /// (contract §7). By default they are not.
    pub groups_after_post_authentication: bool,
    /// Whether `RESEND` asks pre sign-up again (contract §1.1). By default it does not:
    /// AWS documents the invitation alone, and nobody has reported more. That it does is harder on
    /// a hook that takes everybody it is asked about for new.
    pub pre_sign_up_on_resend: bool,
    /// Whether post confirmation of an auto-confirmed sign-up is given the metadata of `SignUp`
    /// (contract §3). By default it is not.
    pub sign_up_metadata_after_confirmation: bool,
    /// Whether a message about an administrator's new user is given the metadata of
    /// `AdminCreateUser` (contract §3). By default it is not.
    pub admin_metadata_in_messages: bool,
    /// Whether post confirmation after `AdminConfirmSignUp` names `CLIENT_ID_NOT_APPLICABLE`
    /// instead of null (contract §2.1). By default it is null, which a hook has to be able to read.
    pub admin_confirm_names_client: bool,
    /// Whether an expired temporary password is told apart from a wrong one (contract §5). By
    /// default it is not.
    pub reveals_expired_password: bool,
    /// Whether a temporary password is dead once a sign-in has begun with it, as the API reference
    /// says; or only once a new password is set, as clients that sign in twice show (contract §1.3
    /// and §14). By default it is dead: whoever does not end that sign-in has to be invited again.
    pub temporary_password_once: bool,
    /// Whether somebody who has not replaced a temporary password can sign in by an alias, in a
    /// pool that has aliases (contract §5). By default the name or the password is said to be
    /// wrong; the username works.
    pub alias_before_first_sign_in: bool,
    /// Whether the hooks of a first sign-in that brings another address are told of it beside the
    /// flag that says the old one is verified; otherwise they are told what is stored. No source
    /// says; that they are told the old status, too, makes it likely enough (contract §1.3). By default they are, so that a hook that believes the
    /// flag believes an address that nobody proved. What is stored is never so. Where the pool
    /// requires the attribute, there is no other address: the challenge refuses it.
    pub stale_verified_flag: bool,
    /// Whether somebody who replaces a temporary password is confirmed before post authentication
    /// runs, so that a failure of that hook leaves them confirmed without tokens (contract §1.3
    /// and §6: not established). By default they are.
    pub confirmed_before_post_authentication: bool,
    /// How long the pool waits for a hook: 5 s, as AWS documents.
    pub hook_timeout: Duration,
    /// How often it tries, all told, where a hook takes longer: 3 times, as AWS documents.
    pub hook_attempts: u32,
    /// How many times at once each hook is run with the same event; the first answer counts. By
    /// default 1, the common case; more have been seen (contract §6), which is harder on a hook
    /// that does something, while 1 shows what happens when nobody repeats it.
    pub hook_copies: u32,
}

/// What an app client without a list of write attributes may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlistedWrite {
    /// Every attribute but the verified flags, custom ones too, as users report.
    All,
    /// Standard attributes only, as AWS documents.
    Standard,
}

/// What becomes of a message that Cognito refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedMessage {
    /// The call fails; a user that was to be created is there all the same.
    Error,
    /// The pool's own template is sent, and nobody is told.
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
