//! An invitation that nobody mails: whoever invites hands the link over (design §9.1).
//!
//! Nobody has proven the address of such an invitation. So it stays unverified, no group follows from
//! its domain, and no mail goes there: who holds the link is who was invited.

use std::collections::BTreeMap;

use cognito::User;
use invitation::{Attributes, INVITED_ATTRIBUTE, InvitationRecord};
use jiff::Timestamp;
use settings::Reader;
use tokio::time::Instant;

use crate::accept_link::AcceptLink;
use crate::administration::{Administration, attribute};
use crate::error::AdminError;
use crate::invitation_state::earlier;
use crate::outcome::{Invited, Outcome};
use crate::password::TemporaryPassword;
use crate::record::was_handed_over;
use crate::record_request::validity;

impl Administration {
    /// Gives the open invitation of `user` a new temporary password, and the link with it. Every
    /// earlier mail and link is dead afterwards. Its address counts as proven no longer, and its record
    /// says that the link was handed over.
    pub(crate) async fn give_link(
        &self,
        user: &User,
        mut invited: Invited,
        record: Option<&InvitationRecord>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Invited, AdminError> {
        let Some(record) = record else {
            return Err(AdminError::AttributeUnknown(INVITED_ATTRIBUTE.to_owned()));
        };
        let until = self
            .renew_record(user, record, &mut invited, now, deadline)
            .await?;
        if user.has_verified_email() {
            self.unverify(user, deadline).await?;
        }
        // Cognito gives a member a temporary password, too. So the user is read just before.
        let open = self.find(&user.user_name, deadline).await?;
        let open = open.filter(|open| open.sub == user.sub && was_handed_over(open));
        let Some(open) = open else {
            return Err(AdminError::ChangedMeanwhile);
        };
        let password = TemporaryPassword::draw(self.pool.password.minimum_length)?;
        let link = self.accept_link(&open.user_name, &open.attributes, &password, now)?;
        let request = self
            .cognito
            .admin_set_user_password()
            .user_pool_id(&self.pool.id)
            .username(&open.user_name)
            .password(password.expose())
            .permanent(false);
        self.update(|| request.clone().send(), deadline).await?;
        // A person who accepted in between is a member, and nobody gets the new password.
        let after = self.find(&open.user_name, deadline).await?;
        if !after.is_some_and(|after| was_handed_over(&after)) {
            return Err(AdminError::ChangedMeanwhile);
        }
        invited.outcome = Outcome::Resent;
        invited.expires = earlier(
            now.checked_add(validity(self.pool.validity_days)).ok(),
            until,
        );
        invited.link = Some(link);
        Ok(invited)
    }

    /// From now on nobody has proven the address.
    async fn unverify(&self, user: &User, deadline: Instant) -> Result<(), AdminError> {
        let request = self
            .cognito
            .admin_update_user_attributes()
            .user_pool_id(&self.pool.id)
            .username(&user.user_name)
            .user_attributes(attribute("email_verified", "false")?);
        self.update(|| request.clone().send(), deadline).await?;
        Ok(())
    }

    /// The link of an invitation, as its mail would have it.
    pub(crate) fn accept_link(
        &self,
        user_name: &str,
        attributes: &Attributes,
        password: &TemporaryPassword,
        now: Timestamp,
    ) -> Result<AcceptLink, AdminError> {
        let brands = self.brands.as_ref().ok_or(AdminError::BrandUnusable)?;
        let reader = Reader {
            user_pool_id: &self.pool.id,
            client_id: None,
            attributes,
            client_metadata: &BTreeMap::new(),
        };
        let (brand, _) = self.settings.appearance(brands, &reader, now);
        let address = reader.address_to_sign_in(self.pool.sign_in(), user_name);
        let link = brand.accept_link(user_name, address, password.expose());
        let link = link.ok_or(AdminError::BrandUnusable)?;
        Ok(AcceptLink::new(link))
    }
}
