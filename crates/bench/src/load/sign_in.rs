//! Signing in, with which every story ends.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, Result};
use aws_sdk_cognitoidentityprovider::operation::initiate_auth::InitiateAuthOutput;
use aws_sdk_cognitoidentityprovider::types::{AuthFlowType, ChallengeNameType};
use playground::local_pool::CLIENT_ID;
use tokio::time::sleep;

use super::claims::Tokens;
use super::deployment::Deployment;
use super::person::Groups;

/// The password that everybody chooses.
pub(crate) const PASSWORD: &str = "Correct-horse-battery-1";

/// How often somebody signs in again who misses a group, and how long each waits before.
const MAX_REPEATS: u32 = 5;
const BEFORE_TRYING_AGAIN: Duration = Duration::from_secs(2);

impl Deployment {
    /// Signs in with the temporary password of a mail, and replaces it.
    pub(crate) async fn first_sign_in(
        &self,
        user_name: &str,
        password: &str,
        metadata: Option<HashMap<String, String>>,
    ) -> Result<Tokens> {
        let answer = self.initiate_auth(user_name, password).await?;
        let session = answer.session.context("no challenge came")?;
        let parameters = answer.challenge_parameters.unwrap_or_default();
        let user_name = parameters.get("USER_ID_FOR_SRP");
        let request = self
            .cognito
            .respond_to_auth_challenge()
            .client_id(CLIENT_ID)
            .challenge_name(ChallengeNameType::NewPasswordRequired)
            .session(session)
            .challenge_responses("USERNAME", user_name.context("no user name came")?)
            .challenge_responses("NEW_PASSWORD", PASSWORD)
            .set_client_metadata(metadata);
        let send = || request.clone().send();
        let answer = self.calls.make("RespondToAuthChallenge", send).await?;
        let tokens = answer.authentication_result;
        Tokens::read(&tokens.context("no tokens came")?)
    }

    /// Signs in with one's own password.
    pub(crate) async fn sign_in(&self, email: &str) -> Result<Tokens> {
        let answer = self.initiate_auth(email, PASSWORD).await?;
        let tokens = answer.authentication_result;
        Tokens::read(&tokens.context("no tokens came")?)
    }

    /// Signs in again while something is missing, and loses patience in the end: a sign-in
    /// finishes a grant that was interrupted, and the one after it has the groups. Answers the
    /// last tokens, and how often it took another sign-in.
    pub(crate) async fn sign_in_until(
        &self,
        email: &str,
        promised: &Groups,
        mut tokens: Tokens,
    ) -> Result<(Tokens, u32)> {
        let mut repeated = 0;
        while !tokens.are(promised) && repeated < MAX_REPEATS {
            sleep(BEFORE_TRYING_AGAIN).await;
            tokens = self.sign_in(email).await?;
            repeated += 1;
        }
        Ok((tokens, repeated))
    }

    async fn initiate_auth(&self, user_name: &str, password: &str) -> Result<InitiateAuthOutput> {
        let request = self
            .cognito
            .initiate_auth()
            .client_id(CLIENT_ID)
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .auth_parameters("USERNAME", user_name)
            .auth_parameters("PASSWORD", password);
        let send = || request.clone().send();
        Ok(self.calls.make("InitiateAuth", send).await?)
    }
}
