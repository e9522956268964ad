//! What an administrator does, through the crate `administration`.

use std::collections::BTreeMap;

use administration::validation::PersonRequest;
use administration::{
    HookData, IfInvited, Invitation, IssuedToken, Profile, RecordRequest, Revocation, Scope,
    TokenRequest, issue,
};
use anyhow::{Context, Result};
use aws_sdk_cognitoidentityprovider::types::DeliveryMediumType;
use connection::deadline;
use invitation::{AttributeName, EmailAddress};
use jiff::SignedDuration;
use messages::Locale;

use super::pool::POOL_ID;
use super::story_run::{StoryRun, answered};
use super::user_actions::pair;

/// Gets the notice when an invitation is accepted.
pub(crate) const INVITER: &str = "sales@northwind.example";

/// How long a token is valid: the default of `invitations issue`.
pub(crate) const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(72);

/// What an administrator knows of an invited person.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Invitee {
    pub(crate) given_name: Option<&'static str>,
    pub(crate) tenant: Option<&'static str>,
    pub(crate) locale: Option<&'static str>,
}

impl Invitee {
    fn locale(self) -> Result<Option<Locale>> {
        Ok(self.locale.map(str::parse).transpose()?)
    }

    /// The attributes that an invitation has no fields for.
    fn attributes(self) -> Result<BTreeMap<AttributeName, String>> {
        let tenant = self.tenant.into_iter();
        tenant
            .map(|tenant| Ok(("custom:tenant".parse()?, tenant.to_owned())))
            .collect()
    }
}

impl StoryRun<'_> {
    /// Invites somebody to the clients.
    pub(crate) async fn invite(&mut self, email: &str, person: Invitee) -> Result<()> {
        self.invite_as(email, person, RecordRequest::default())
            .await
    }

    /// The same, and says who invites and until when.
    pub(crate) async fn invite_as(
        &mut self,
        email: &str,
        person: Invitee,
        record: RecordRequest,
    ) -> Result<()> {
        let invitation = Invitation {
            email: email.parse::<EmailAddress>()?,
            user_name: None,
            profile: Profile {
                given_name: person.given_name.map(str::to_owned),
                attributes: person.attributes()?,
                groups: ["clients".parse()?].into(),
                locale: person.locale()?,
                ..Profile::default()
            },
            hook_data: HookData::default(),
            force_alias_creation: false,
            record,
        };
        let administration = &self.pool.administration;
        let invited = administration
            .create(
                &invitation,
                IfInvited::Complete,
                Scope::Anybody,
                self.now(),
                deadline(),
            )
            .await?;
        self.invited(&invited);
        Ok(())
    }

    /// Sends an invitation again.
    pub(crate) async fn resend(&mut self, email: &str) -> Result<()> {
        let administration = &self.pool.administration;
        let nothing = PersonRequest::default();
        let resent = administration
            .resend(email, &nothing, self.now(), deadline())
            .await?;
        self.invited(&resent);
        Ok(())
    }

    /// Revokes an invitation.
    pub(crate) async fn revoke(&self, email: &str) -> Result<()> {
        let administration = &self.pool.administration;
        administration
            .revoke(email, Revocation::default(), self.now(), deadline())
            .await?;
        Ok(())
    }

    /// Issues an invitation token to the clients and mails it.
    pub(crate) async fn issue(&self, email: &str, person: Invitee) -> Result<IssuedToken> {
        let mut attributes = person.attributes()?;
        if let Some(name) = person.given_name {
            attributes.insert("given_name".parse()?, name.to_owned());
        }
        let request = TokenRequest {
            user_pool_id: POOL_ID.to_owned(),
            email: email.parse::<EmailAddress>()?,
            groups: ["clients".parse()?].into(),
            attributes,
            brand: None,
            locale: person.locale()?,
            inviter: Some(INVITER.parse::<EmailAddress>()?),
            issuer: None,
            lifetime: TOKEN_LIFETIME,
        };
        let pool = self.pool;
        let token = issue(&request, &pool.settings, &pool.key, self.now())?;
        let mailer = pool
            .mailer
            .as_ref()
            .context("the settings have no [mail], so that no token is mailed")?;
        let brand = mailer
            .brands()
            .select(pool.settings.brands.default.as_deref());
        let sent = token.mail(mailer, brand, deadline()).await;
        sent.map_err(|why| anyhow::anyhow!("the token was not mailed: {why}"))?;
        Ok(token)
    }

    /// Creates a user without an invitation, as the console does.
    pub(crate) async fn create_without_invitation(
        &self,
        email: &str,
        password: &str,
    ) -> Result<()> {
        let request = self
            .pool
            .cognito
            .admin_create_user()
            .user_pool_id(POOL_ID)
            .username(email)
            .user_attributes(pair("email", email)?)
            .user_attributes(pair("email_verified", "true")?)
            .temporary_password(password)
            .desired_delivery_mediums(DeliveryMediumType::Email);
        answered(request.send().await)?;
        Ok(())
    }

    /// Sets a temporary password for a user who may be a member.
    pub(crate) async fn set_temporary_password(&self, email: &str, password: &str) -> Result<()> {
        let request = self
            .pool
            .cognito
            .admin_set_user_password()
            .user_pool_id(POOL_ID)
            .username(email)
            .password(password)
            .permanent(false);
        answered(request.send().await)?;
        Ok(())
    }

    /// Removes a user from a group.
    pub(crate) async fn take_group_away(&self, email: &str, group: &str) -> Result<()> {
        let request = self
            .pool
            .cognito
            .admin_remove_user_from_group()
            .user_pool_id(POOL_ID)
            .username(email)
            .group_name(group);
        answered(request.send().await)?;
        Ok(())
    }
}
