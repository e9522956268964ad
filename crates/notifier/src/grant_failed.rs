//! Finishing what a person did not get at the acceptance.

use administration::{AdminError, Administration, Due, Origin, keeps_record};
use cognito::User;
use invitation::grant::UNFINISHED_GRANT_LIFETIME;
use invitation::{INVITED_ATTRIBUTE, InvitationMode, InvitationRecord};
use jiff::Timestamp;
use tokio::time::Instant;
use trigger::Metric;

use crate::Notifier;
use crate::confirmed::confirmed;
use crate::hint::About;
use crate::report::{Outcome, Report};

impl Notifier {
    /// Gives one person what `invitations reconcile` would give, never what is doubtful; then the
    /// mails of an acceptance follow, which waited for it.
    pub(crate) async fn finish(
        &self,
        administration: &Administration,
        about: &About,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Report, AdminError> {
        let Some(user) = administration.by_sub(&about.sub, deadline).await? else {
            return Ok(Report::dropped("user-not-found"));
        };
        let keeps_record = keeps_record(administration.user_pool());
        let origin = origin(&user, keeps_record, now);
        let found = administration.finding(&user, origin, now, deadline).await?;
        let due = match found.map(|found| (found.entry, found.due)) {
            None => return self.welcome(administration, about, now, deadline).await,
            Some((_, Err(why))) => return Ok(Report::dropped(why.as_str())),
            Some((_, Ok(Due { doubtful: true, .. }))) => return Ok(Report::dropped("doubtful")),
            Some((entry, Ok(due))) => administration.finish(&entry, &due, now, deadline).await?,
        };
        let mut report = Report::of(Outcome::Granted);
        if due.interrupted.is_some() {
            report = Report::failed("aws-unavailable");
            report.count(Metric::GrantFailures, 1);
            return Ok(report);
        }
        report.count(Metric::Granted, 1);
        if !due.missing_groups.is_empty() {
            report.code = Some("group-missing");
        } else if due.refused_attributes > 0 {
            report.code = Some("attribute-refused");
        }
        let again = administration.by_sub(&about.sub, deadline).await?;
        let Some((user, record)) =
            again.and_then(|user| Some((user.clone(), confirmed(&user, now).ok()?)))
        else {
            return Ok(report);
        };
        // From here on nothing is due by the policy: an event that comes again gives nothing again.
        if keeps_record && user.attributes.get(INVITED_ATTRIBUTE).is_none() {
            administration
                .write_record(&user, record.clone(), deadline)
                .await?;
        }
        let mails = self.mails(administration, &user, record, about, now, deadline);
        report.counts.extend(mails.await?.counts);
        Ok(report)
    }
}

/// Whose policy groups are given: those of an administrator's invitation, by its record; those that
/// every way would have given to somebody new without one, because what came by a sign-up is not in
/// the pool. None where the pool keeps no records: there an event that comes twice would give again
/// what an administrator took away in between.
fn origin(user: &User, keeps_record: bool, now: Timestamp) -> Option<Origin> {
    if !keeps_record {
        return None;
    }
    if user.attributes.get(INVITED_ATTRIBUTE).is_some() {
        let record = InvitationRecord::of(&user.attributes)?;
        let by_administrator = matches!(
            record.mode,
            InvitationMode::Created | InvitationMode::ByHand | InvitationMode::Passwordless
        );
        return by_administrator.then_some(Origin::AdminCreated);
    }
    let created = user.created?;
    (now.duration_since(created) <= UNFINISHED_GRANT_LIFETIME).then_some(Origin::Unknown)
}
