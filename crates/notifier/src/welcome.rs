//! The welcome to a member, and the notice to the inviter.

use std::collections::BTreeMap;

use acceptance::Mailer;
use administration::{AdminError, Administration, Origin, keeps_record};
use cognito::{CallError, User};
use invitation::{EmailAddress, INVITED_ATTRIBUTE, InvitationRecord, Inviter, Mark};
use jiff::Timestamp;
use messages::{Brand, PersonName};
use settings::Reader;
use tokio::time::Instant;
use trigger::Metric;

use crate::Notifier;
use crate::confirmed::confirmed;
use crate::hint::About;
use crate::report::{Outcome, Report};

/// Where a notice goes.
struct Recipient {
    address: EmailAddress,
    /// What the pool says of the language.
    locale: Option<String>,
    /// The record that counts the mails to the inviter, where there is one.
    record: Option<(User, InvitationRecord)>,
}

impl Notifier {
    /// Mails a member and the inviter, each once.
    pub(crate) async fn welcome(
        &self,
        administration: &Administration,
        about: &About,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Report, AdminError> {
        let Some(user) = administration.by_sub(&about.sub, deadline).await? else {
            return Ok(Report::dropped("user-not-found"));
        };
        let record = match confirmed(&user, now) {
            Ok(record) => record,
            Err(why) => return Ok(Report::dropped(why.into())),
        };
        let has_record = user.attributes.get(INVITED_ATTRIBUTE).is_some();
        if !has_record {
            // A welcome comes when everything is given: a failed grant is told by an event of its own.
            let origin = Some(Origin::Unknown);
            let found = administration.finding(&user, origin, now, deadline).await?;
            if found.is_some() {
                return Ok(Report::dropped("grant-pending"));
            }
        }
        self.mails(administration, &user, record, about, now, deadline)
            .await
    }

    /// Marks, then mails, what is not marked yet.
    pub(crate) async fn mails(
        &self,
        administration: &Administration,
        user: &User,
        mut record: InvitationRecord,
        about: &About,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Report, AdminError> {
        let Some((mailer, asked)) = self.mailer.as_ref().zip(self.settings.mail.as_ref()) else {
            return Ok(Report::dropped("mail-not-configured"));
        };
        let member = user.attributes.verified_email();
        // An address that nobody proved gets no mail of ours.
        let welcomed = member.clone().filter(|_| {
            asked.welcome && record.marked(Mark::Welcomed).is_none() && record.may_mail(now)
        });
        let noticed = match (&record.by, user.attributes.email()) {
            (Some(by), Some(member))
                if asked.notice_to_inviter && record.marked(Mark::Noticed).is_none() =>
            {
                let inviter = self.inviter(administration, by, now, deadline).await?;
                inviter.map(|inviter| (inviter, member))
            }
            _ => None,
        };
        if welcomed.is_none() && noticed.is_none() {
            return Ok(Report::of(Outcome::NothingToDo));
        }
        if welcomed.is_some() {
            record.mark(Mark::Welcomed, now);
            record.count_mail(now);
        }
        if noticed.is_some() {
            record.mark(Mark::Noticed, now);
        }
        let keeps_record = keeps_record(administration.user_pool());
        if keeps_record {
            let written = administration.write_record(user, record.clone(), deadline);
            if written.await?.is_none() {
                return Ok(Report::dropped("user-not-found"));
            }
        }
        if let Some((
            Recipient {
                record: Some(counted),
                ..
            },
            _,
        )) = &noticed
            && keeps_record
        {
            let (inviter, mut record) = counted.clone();
            record.count_mail(now);
            administration
                .write_record(&inviter, record, deadline)
                .await?;
        }
        let brand = self.brand(mailer, user, &record, about, now);
        let mut sent = Vec::new();
        if let Some(address) = welcomed {
            let locales = [user.attributes.get("locale"), record.locale.as_deref()];
            let locale = brand.locale(locales.into_iter().flatten());
            let name = PersonName::of(|name| user.attributes.get(name));
            let mail = brand.welcome(&locale, &name);
            sent.push(mailer.send(&address, mail, deadline).await);
        }
        if let Some((inviter, member)) = noticed {
            let locale = brand.locale(inviter.locale.as_deref());
            let mail = brand.inviter_notice(&locale, member.as_str());
            sent.push(mailer.send(&inviter.address, mail, deadline).await);
        }
        Ok(sent_report(&sent))
    }

    /// How mails to this member look: as the token said, as the account says, or as the event says of
    /// an account that says nothing.
    fn brand<'m>(
        &self,
        mailer: &'m Mailer,
        user: &User,
        record: &InvitationRecord,
        about: &About,
        now: Timestamp,
    ) -> &'m Brand {
        let brands = mailer.brands();
        let named = |name: &Option<String>| brands.named(Some(name.as_deref()?)).ok();
        let reader = Reader {
            user_pool_id: &self.user_pool_id,
            client_id: None,
            attributes: &user.attributes,
            client_metadata: &BTreeMap::new(),
        };
        let by_account = user.attributes.get(invitation::BRAND_ATTRIBUTE).is_some();
        let by_event = named(&about.brand).filter(|_| !by_account);
        let (by_account, _) = self.settings.appearance(brands, &reader, now);
        named(&record.brand).or(by_event).unwrap_or(by_account)
    }

    /// Who is told: an address as it stands in the record, or a member of the pool by the `sub`.
    async fn inviter(
        &self,
        administration: &Administration,
        by: &Inviter,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Option<Recipient>, AdminError> {
        if let Some(address) = by.email() {
            return Ok(Some(Recipient {
                address,
                locale: None,
                record: None,
            }));
        }
        let found = administration.by_sub(by.as_str(), deadline).await?;
        let Some(inviter) = found.filter(|user| user.enabled && user.status.is_member()) else {
            return Ok(None);
        };
        let record = InvitationRecord::of(&inviter.attributes);
        if record.as_ref().is_some_and(|record| !record.may_mail(now)) {
            return Ok(None);
        }
        let address = inviter.attributes.verified_email();
        Ok(address.map(|address| Recipient {
            address,
            locale: inviter.attributes.get("locale").map(str::to_owned),
            record: record.map(|record| (inviter, record)),
        }))
    }
}

fn sent_report(sent: &[Result<(), CallError>]) -> Report {
    let taken = sent.iter().filter(|result| result.is_ok()).count();
    let mut report = Report::of(Outcome::Notified);
    report.count(Metric::MailsSent, taken);
    report.count(Metric::MailFailures, sent.len() - taken);
    // Nobody knows whether such a mail went out, so that none is sent again.
    if taken < sent.len() {
        report.code = Some("mail-failed");
    }
    report
}
