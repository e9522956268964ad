//! The mark `accepted` of an invitation's record: what acceptance gives, it gives once
//! (design §9.1).
//!
//! The pool keeps the record, and a writer of it may lose a mark of another one, so that no mark is
//! what a user of a pool without the attribute has: everything is decided as if nobody had accepted
//! yet. The mark only ever takes away; nobody gets anything for one that somebody forged.

use jiff::{SignedDuration, Timestamp};

use crate::{Attributes, InvitationRecord, Mark};

/// For how long after the mark an event still counts as one of the sign-in that made it: post
/// authentication and pre token generation belong to one sign-in, and each is tried for 15 seconds at
/// most (three runs of five, contract §6). The rest is for clocks that differ.
pub const SAME_SIGN_IN: SignedDuration = SignedDuration::from_secs(60);

/// When this user accepted, as far as the record says so.
pub fn accepted_at(attributes: &Attributes) -> Option<Timestamp> {
    InvitationRecord::of(attributes)?.marked(Mark::Accepted)
}

/// Whether this user had accepted before the sign-in that goes on now. Cognito may show the user as
/// of before or after that sign-in's post authentication (contract §7).
pub fn had_accepted_before(attributes: &Attributes, now: Timestamp) -> bool {
    accepted_at(attributes).is_some_and(|at| now.duration_since(at) >= SAME_SIGN_IN)
}
