//! What users do, through the SDK, with the calls of a web page.

use std::collections::HashMap;

use anyhow::{Context, Result};
use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, AuthFlowType, AuthenticationResultType, ChallengeNameType,
};

use super::link::Link;
use super::pool::POOL_ID;
use super::story_run::{StoryRun, answered};
use crate::local_pool::CLIENT_ID;

/// The password of every user.
const PASSWORD: &str = "Correct-horse-battery-1";

/// What somebody signs up with.
#[derive(Debug, Default, Clone)]
pub(crate) struct SignUp<'a> {
    pub(crate) email: &'a str,
    /// The invitation token as an attribute.
    pub(crate) attribute_token: Option<&'a str>,
    /// The invitation token in the validation data.
    pub(crate) validation_token: Option<&'a str>,
    /// Client metadata, of the sign-up and of its confirmation.
    pub(crate) metadata: Option<(&'a str, &'a str)>,
}

impl<'a> SignUp<'a> {
    /// A sign-up without an invitation.
    pub(crate) fn of(email: &'a str) -> Self {
        Self {
            email,
            ..Self::default()
        }
    }

    /// A sign-up with an invitation, as the page behind its link makes it.
    pub(crate) fn invited(email: &'a str, token: &'a str) -> Self {
        Self {
            attribute_token: Some(token),
            validation_token: Some(token),
            ..Self::of(email)
        }
    }

    fn client_metadata(&self) -> Option<HashMap<String, String>> {
        let (key, value) = self.metadata?;
        Some(HashMap::from([(key.to_owned(), value.to_owned())]))
    }
}

impl StoryRun<'_> {
    /// Signs up. Returns whether that was admitted.
    pub(crate) async fn sign_up(&self, sign_up: &SignUp<'_>) -> Result<bool> {
        let mut request = self
            .pool
            .cognito
            .sign_up()
            .client_id(CLIENT_ID)
            .username(sign_up.email)
            .password(PASSWORD)
            .user_attributes(pair("email", sign_up.email)?)
            .validation_data(pair("terms", "accepted")?)
            .set_client_metadata(sign_up.client_metadata());
        if let Some(token) = sign_up.attribute_token {
            request = request.user_attributes(pair("custom:invitation", token)?);
        }
        if let Some(token) = sign_up.validation_token {
            request = request.validation_data(pair("invitation", token)?);
        }
        Ok(answered(request.send().await)?.is_some())
    }

    /// Opens the confirmation link that was mailed.
    pub(crate) async fn confirm(&self, sign_up: &SignUp<'_>) -> Result<()> {
        let link = self.mailed_link(sign_up.email)?;
        let request = self
            .pool
            .cognito
            .confirm_sign_up()
            .client_id(CLIENT_ID)
            .username(link.get("username")?)
            .confirmation_code(link.get("code")?)
            .set_client_metadata(sign_up.client_metadata());
        answered(request.send().await)?;
        Ok(())
    }

    /// Opens the mailed invitation and sets a password. Returns whether that signed in.
    pub(crate) async fn accept(&mut self, email: &str) -> Result<bool> {
        let link = self.mailed_link(email)?;
        self.open(&link).await
    }

    /// Opens the link of an invitation and sets a password. Returns whether that signed in.
    pub(crate) async fn open(&mut self, link: &Link) -> Result<bool> {
        self.replace_password(link.get("username")?, link.get("password")?)
            .await
    }

    /// Signs in with a temporary password and sets another. Returns whether that signed in.
    pub(crate) async fn replace_password(
        &mut self,
        user_name: &str,
        password: &str,
    ) -> Result<bool> {
        let Some(Progress::NewPassword { session, user_name }) =
            self.authenticate(user_name, password).await?
        else {
            return Ok(false);
        };
        let request = self
            .pool
            .cognito
            .respond_to_auth_challenge()
            .client_id(CLIENT_ID)
            .challenge_name(ChallengeNameType::NewPasswordRequired)
            .session(session)
            .challenge_responses("USERNAME", user_name)
            .challenge_responses("NEW_PASSWORD", PASSWORD);
        let Some(answer) = answered(request.send().await)? else {
            return Ok(false);
        };
        let tokens = answer.authentication_result;
        self.receive(&tokens.context("no tokens came of a first sign-in")?)?;
        Ok(true)
    }

    /// Signs in with the chosen password. Returns the refresh token, if that signed in.
    pub(crate) async fn sign_in(&mut self, email: &str) -> Result<Option<String>> {
        match self.authenticate(email, PASSWORD).await? {
            Some(Progress::Tokens(tokens)) => {
                self.receive(&tokens)?;
                Ok(tokens.refresh_token)
            }
            Some(Progress::NewPassword { .. }) | None => Ok(None),
        }
    }

    /// Gets new tokens for a refresh token.
    pub(crate) async fn refresh(&mut self, refresh_token: &str) -> Result<()> {
        let request = self
            .pool
            .cognito
            .initiate_auth()
            .client_id(CLIENT_ID)
            .auth_flow(AuthFlowType::RefreshTokenAuth)
            .auth_parameters("REFRESH_TOKEN", refresh_token);
        if let Some(answer) = answered(request.send().await)? {
            let tokens = answer.authentication_result;
            self.receive(&tokens.context("no tokens came of a refresh")?)?;
        }
        Ok(())
    }

    /// Asks for a new password, opens the link that is mailed, and sets it.
    pub(crate) async fn reset_password(&self, email: &str) -> Result<()> {
        let cognito = &self.pool.cognito;
        let request = cognito
            .forgot_password()
            .client_id(CLIENT_ID)
            .username(email);
        answered(request.send().await)?;
        let link = self.mailed_link(email)?;
        let request = cognito
            .confirm_forgot_password()
            .client_id(CLIENT_ID)
            .username(link.get("username")?)
            .confirmation_code(link.get("code")?)
            .password(PASSWORD);
        answered(request.send().await)?;
        Ok(())
    }

    /// Signs in through another identity provider. Returns whether that was admitted.
    pub(crate) async fn federated_sign_in(&mut self, provider: &str, email: &str) -> Result<bool> {
        let attributes = [("email".to_owned(), email.to_owned())];
        let local = &self.pool.local;
        let signed_in = local
            .federated_sign_in(POOL_ID, CLIENT_ID, provider, "1035", &attributes)
            .await;
        let Ok(tokens) = signed_in else {
            return Ok(false);
        };
        let token = |name: &str| {
            let token = tokens.get(name).and_then(serde_json::Value::as_str);
            token.context("no tokens came of a federated sign-in")
        };
        self.signed_in(token("IdToken")?, token("AccessToken")?)?;
        Ok(true)
    }

    async fn authenticate(&self, user_name: &str, password: &str) -> Result<Option<Progress>> {
        let request = self
            .pool
            .cognito
            .initiate_auth()
            .client_id(CLIENT_ID)
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .auth_parameters("USERNAME", user_name)
            .auth_parameters("PASSWORD", password);
        let Some(answer) = answered(request.send().await)? else {
            return Ok(None);
        };
        if let Some(tokens) = answer.authentication_result {
            return Ok(Some(Progress::Tokens(tokens)));
        }
        let parameters = answer.challenge_parameters.unwrap_or_default();
        Ok(Some(Progress::NewPassword {
            session: answer.session.context("a challenge has no session")?,
            user_name: parameters
                .get("USER_ID_FOR_SRP")
                .map_or(user_name, String::as_str)
                .to_owned(),
        }))
    }

    fn receive(&mut self, tokens: &AuthenticationResultType) -> Result<()> {
        let id = tokens.id_token().context("a sign-in has no ID token")?;
        let access = tokens.access_token();
        self.signed_in(id, access.context("a sign-in has no access token")?)
    }
}

/// The first answer of a sign-in.
enum Progress {
    Tokens(AuthenticationResultType),
    NewPassword { session: String, user_name: String },
}

/// An attribute, or an entry of validation data.
pub(crate) fn pair(name: &str, value: &str) -> Result<AttributeType> {
    Ok(AttributeType::builder().name(name).value(value).build()?)
}
