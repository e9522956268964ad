//! Mails that came back for good, and mails that nobody wanted.

use administration::{AdminError, Administration};
use cognito::{User, UserStatus};
use invitation::{InvitationRecord, Mark};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::report::{Outcome, Report};

/// Marks the open invitations of exactly these addresses, and tells of each.
pub(crate) async fn mark(
    administration: &Administration,
    addresses: &[String],
    now: Timestamp,
    deadline: Instant,
) -> Result<Report, AdminError> {
    let mut marked = 0;
    for address in addresses {
        for user in administration.with_address(address, deadline).await? {
            let Some(mut record) = open(&user, address) else {
                continue;
            };
            record.mark(Mark::Bounced, now);
            let moment = record.marked(Mark::Bounced).unwrap_or(now);
            let written = administration.write_record(&user, record, deadline);
            if let Some(user) = written.await? {
                administration.tell_bounced(&user, moment, deadline).await;
                marked += 1;
            }
        }
    }
    Ok(if marked == 0 {
        Report::dropped("no-open-invitation")
    } else {
        Report::of(Outcome::Bounced)
    })
}

/// The record of an open invitation that is not marked yet. A record without a mark of the acceptance
/// at this status is open: the account's owner has never signed in.
fn open(user: &User, address: &str) -> Option<InvitationRecord> {
    let record = InvitationRecord::of(&user.attributes)?;
    let is_open = user.status == UserStatus::ForceChangePassword
        && user.attributes.get("email") == Some(address)
        && user.attributes.get("identities").is_none()
        && record.marked(Mark::Accepted).is_none()
        && record.marked(Mark::Bounced).is_none();
    is_open.then_some(record)
}
