//! Giving a member access to more.

use std::collections::BTreeMap;

use cognito::User;
use invitation::InviterName;
use jiff::Timestamp;
use messages::PersonName;
use settings::Reader;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::changes::changes;
use crate::complete::missing;
use crate::error::AdminError;
use crate::outcome::{Delivery, Invited, Outcome, Warning};
use crate::profile::Invitation;
use crate::record_request::Handover;

impl Administration {
    /// Puts a member into the groups and says so by mail, if any of them is new. The attributes
    /// are the member's own. Where the invitation is not to be mailed, this is not, either.
    pub(crate) async fn give_access(
        &self,
        user: &User,
        invitation: &Invitation,
        inviter: Option<&InviterName>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        let wanted = &invitation.profile;
        let there = self.groups_of(&user.user_name, deadline).await?;
        let missing = missing(&wanted.groups, &there);
        let mut given = Invited::new(Outcome::AccessGiven, user);
        self.assign(&user.user_name, missing, deadline)
            .await
            .add_to(&mut given);
        let differing = changes(&user.attributes, wanted, &self.pool);
        let mut names = differing.immutable;
        names.extend(differing.to_set.into_keys().map(str::to_owned));
        if !names.is_empty() {
            given.warnings.push(Warning::AttributeOfMember(names));
        }
        if !given.groups_added.is_empty() && invitation.record.handover == Handover::ByMail {
            given.mail = Delivery::Sent;
            let mail = self.send_access_mail(user, invitation, inviter, now, deadline);
            if let Err(why) = mail.await {
                given.mail = Delivery::Failed;
                given.warnings.push(Warning::NotMailed(why));
            }
        }
        Ok(given)
    }

    /// Sends a member a mail about new access, in the brand and language that the member reads.
    async fn send_access_mail(
        &self,
        user: &User,
        invitation: &Invitation,
        inviter: Option<&InviterName>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<(), &'static str> {
        let mailer = self.mailer.as_ref().ok_or("mail-not-configured")?;
        let attributes = &user.attributes;
        let reader = Reader {
            user_pool_id: &self.pool.id,
            client_id: None,
            attributes,
            client_metadata: &BTreeMap::new(),
        };
        let (brand, locale) = self.settings.appearance(mailer.brands(), &reader, now);
        let recipient = PersonName::of(|name| attributes.get(name));
        let mail = brand.access_given(&locale, &recipient, inviter.map(InviterName::as_str));
        let sent = mailer.send(&invitation.email, mail, deadline).await;
        sent.map_err(|_| "mail-failed")
    }
}
