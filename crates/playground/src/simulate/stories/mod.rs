//! The stories of design §3.1, and those below them.
//!
//! Each file holds what is alike: the story's table entry, and below it who does what.

mod administrators;
mod adversity;
mod attackers;
mod members;
mod passages;
mod self_sign_ups;
mod tokens;

use super::story::Story;

/// Every story, in the order in which they are told.
pub const STORIES: &[Story] = &[
    administrators::ADMIN_CREATE,
    administrators::CONSOLE_CREATED,
    tokens::INVITATION_TOKEN,
    self_sign_ups::SELF_SIGN_UP,
    self_sign_ups::REFUSED,
    self_sign_ups::FEDERATED,
    administrators::RESEND,
    administrators::EXPIRED_PASSWORD,
    administrators::REVOKE,
    administrators::CREATED_AGAIN,
    tokens::EXPIRED_TOKEN,
    tokens::REVOKED_TOKEN,
    members::EXISTING_MEMBER,
    members::SQUATTED_ADDRESS,
    members::PASSWORD_RESET,
    adversity::INTERRUPTED_GRANT,
    adversity::THREE_AT_ONCE,
    attackers::ANOTHERS_TOKEN,
    attackers::TWO_TOKENS,
    attackers::GROUP_IN_METADATA,
];
