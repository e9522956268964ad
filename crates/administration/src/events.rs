//! Telling other systems of what an administrator did, and of ends (design §9.1), where the settings name an
//! event bus. It comes last: whatever becomes of it, the act is done.

use std::collections::BTreeSet;

use cognito::User;
use invitation::{BRAND_ATTRIBUTE, GroupName, InvitationRecord};
use jiff::Timestamp;
use lifecycle_events::{DetailType, LifecycleEvent, Person};
use tokio::time::Instant;

use crate::administration::Administration;
use crate::outcome::{Invited, Outcome};

impl Administration {
    /// Tells what became of an invitation, if anything did.
    pub(crate) async fn tell_invited(
        &self,
        user: &User,
        invited: &Invited,
        now: Timestamp,
        deadline: Instant,
    ) {
        let groups = &invited.groups_added;
        let detail_type = match invited.outcome {
            Outcome::Created | Outcome::CreatedAnew => DetailType::InvitationCreated,
            Outcome::Resent => DetailType::InvitationResent,
            Outcome::AccessGiven if !groups.is_empty() => DetailType::AccessGiven,
            Outcome::AccessGiven | Outcome::Completed | Outcome::Unchanged => return,
        };
        self.tell(detail_type, user, groups, now, deadline).await;
    }

    /// Tells that a user was taken back.
    pub(crate) async fn tell_revoked(&self, user: &User, now: Timestamp, deadline: Instant) {
        let detail_type = DetailType::InvitationRevoked;
        self.tell(detail_type, user, &BTreeSet::new(), now, deadline)
            .await;
    }

    /// Tells that an invitation ended: at `moment`, when that was marked.
    pub(crate) async fn tell_expired(&self, user: &User, moment: Timestamp, deadline: Instant) {
        let detail_type = DetailType::InvitationExpired;
        self.tell(detail_type, user, &BTreeSet::new(), moment, deadline)
            .await;
    }

    /// Tells that the mail of an open invitation came back: at `moment`, when that was marked.
    pub async fn tell_bounced(&self, user: &User, moment: Timestamp, deadline: Instant) {
        let detail_type = DetailType::InvitationBounced;
        self.tell(detail_type, user, &BTreeSet::new(), moment, deadline)
            .await;
    }

    /// Tells that an invitation is about to end, which it is since `moment`; returns whether the bus
    /// took it.
    pub(crate) async fn tell_expiring(
        &self,
        user: &User,
        moment: Timestamp,
        deadline: Instant,
    ) -> bool {
        let detail_type = DetailType::InvitationExpiring;
        self.tell(detail_type, user, &BTreeSet::new(), moment, deadline)
            .await
    }

    /// Returns whether the bus took it; whatever becomes of it, the act is done.
    async fn tell(
        &self,
        detail_type: DetailType,
        user: &User,
        groups: &BTreeSet<GroupName>,
        now: Timestamp,
        deadline: Instant,
    ) -> bool {
        let Some(bus) = &self.event_bus else {
            return false;
        };
        // A member's record is of another invitation than the one that gave access.
        let record = InvitationRecord::of(&user.attributes)
            .filter(|_| detail_type != DetailType::AccessGiven);
        let person = Person {
            user_pool_id: &self.pool.id,
            sub: &user.sub,
            inviter: record.as_ref().and_then(|record| record.by.as_ref()),
            groups,
            brand: user.attributes.get(BRAND_ATTRIBUTE),
            email: user.attributes.get("email"),
        };
        let event = LifecycleEvent::new(detail_type, &person, now, bus.settings());
        // The bus has logged a failure.
        bus.put(&[event], deadline).await.is_ok()
    }
}
