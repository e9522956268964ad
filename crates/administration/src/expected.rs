//! What an invitation would come to, said before anybody is invited.
//!
//! It is a look at the pool, and no promise: between the look and the invitation somebody can sign
//! up, accept, or change an address. [`create`](crate::Administration::create) decides anew.

use cognito::user_pool::Naming;
use cognito::{User, UserPool};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::Instant;

use crate::administration::Administration;
use crate::create::IfInvited;
use crate::error::AdminError;
use crate::existing::{Existing, existing};
use crate::profile::Invitation;
use crate::record_request::Handover;

/// What an invitation would come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// The user is created, and gets a mail.
    Create,
    /// A sign-up that proved nothing is deleted, and the user is created.
    Replace,
    /// The invitation is open already, and gets what it lacks. No mail is sent.
    Complete,
    /// The invitation is open already, and is sent again.
    Resend,
    /// The person is a member, and gets the groups.
    GiveAccess,
    /// The user is created, and a member loses the address to it.
    TakeAddress,
    /// A token is issued, and mailed.
    Issue,
}

impl Administration {
    /// What an invitation would come to, before `deadline`. `concerned` are the users whom it
    /// [concerns](Administration::concerned).
    ///
    /// Needs `cognito-idp:ListUsers` where addresses are aliases.
    pub async fn expected(
        &self,
        invitation: &Invitation,
        if_invited: IfInvited,
        concerned: &[User],
        deadline: Instant,
    ) -> Result<Expected, AdminError> {
        if let Some(user) = self.unproven_owner(invitation, deadline).await?
            && existing(&user, invitation, &self.pool)? == Existing::HandedOver
        {
            return new_link(invitation);
        }
        expected(&self.pool, invitation, if_invited, concerned)
    }
}

fn expected(
    pool: &UserPool,
    invitation: &Invitation,
    if_invited: IfInvited,
    concerned: &[User],
) -> Result<Expected, AdminError> {
    let has_name = |user: &&User| {
        let name = invitation.user_name.as_deref();
        name.is_some_and(|name| is_same_name(pool, name, &user.user_name))
    };
    let named = concerned.iter().find(has_name);
    let in_the_way = match pool.naming {
        // The address is the name, and finds its user alone.
        Naming::Address => concerned.first(),
        Naming::Given | Naming::PhoneNumber => named,
        Naming::BesideAddress => named.or_else(|| {
            let mut owners = concerned.iter();
            owners.find(|user| owns_alias(pool, user, invitation))
        }),
    };
    let Some(user) = in_the_way else {
        return Ok(Expected::Create);
    };
    let by_alias = named.is_none() && pool.naming == Naming::BesideAddress;
    if by_alias && invitation.force_alias_creation && user.status.is_member() {
        return Ok(Expected::TakeAddress);
    }
    Ok(match existing(user, invitation, pool)? {
        Existing::SignUp => Expected::Replace,
        Existing::HandedOver => new_link(invitation)?,
        Existing::Invited if invitation.record.handover == Handover::ByLink => {
            return Err(AdminError::AlreadyInvited);
        }
        Existing::Invited if if_invited == IfInvited::Resend => Expected::Resend,
        Existing::Invited => Expected::Complete,
        Existing::Member => Expected::GiveAccess,
    })
}

/// An invitation whose link was handed over gets a new link, and no mail.
fn new_link(invitation: &Invitation) -> Result<Expected, AdminError> {
    if invitation.record.handover == Handover::ByLink {
        Ok(Expected::Resend)
    } else {
        Err(AdminError::HandedOver)
    }
}

fn is_same_name(pool: &UserPool, one: &str, other: &str) -> bool {
    if pool.case_sensitive {
        one == other
    } else {
        one.to_lowercase() == other.to_lowercase()
    }
}

/// Whether Cognito would refuse a second user with the address. A sign-up that nobody confirmed owns
/// no alias.
fn owns_alias(pool: &UserPool, user: &User, invitation: &Invitation) -> bool {
    let theirs = user.attributes.get("email").unwrap_or_default();
    user.has_verified_email() && pool.is_same_address(&invitation.email, theirs)
}
