//! The stories of design §3.1, and those below them.
//!
//! Each file holds similar stories: the constant of a story, and below it the function that plays it.

mod admin_created;
mod attackers;
mod cognito_failures;
mod common;
mod members;
mod self_sign_ups;
mod shared_hooks;
mod sweeper;
mod tokens;

use super::story::Story;

/// Every story, in the order in which they are printed.
pub const STORIES: &[Story] = &[
    admin_created::ADMIN_CREATE,
    admin_created::CONSOLE_CREATED,
    admin_created::INVITER_AND_END,
    tokens::INVITATION_TOKEN,
    self_sign_ups::SELF_SIGN_UP,
    self_sign_ups::REFUSED,
    self_sign_ups::FEDERATED,
    admin_created::RESEND,
    admin_created::EXPIRED_PASSWORD,
    admin_created::REVOKE,
    admin_created::CREATED_AGAIN,
    sweeper::REMINDED_AND_ENDED,
    sweeper::LEFT_ALONE,
    tokens::EXPIRED_TOKEN,
    tokens::REVOKED_TOKEN,
    members::EXISTING_MEMBER,
    members::SQUATTED_ADDRESS,
    members::PASSWORD_RESET,
    members::TEMPORARY_PASSWORD,
    cognito_failures::INTERRUPTED_GRANT,
    cognito_failures::THREE_AT_ONCE,
    attackers::ANOTHERS_TOKEN,
    attackers::TWO_TOKENS,
    attackers::GROUP_IN_METADATA,
    shared_hooks::SHARED_HOOK,
    shared_hooks::SHARED_CONFIRMATION,
    shared_hooks::SHARED_HOOK_FAILS,
];
