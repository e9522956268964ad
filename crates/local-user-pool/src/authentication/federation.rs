//! Sign-in through an external identity provider: the steps after the provider has confirmed who a
//! person is (contract §1.5).
//!
//! Cognito does this behind its own pages. The first sign-in is a sign-up. Each sign-in overwrites
//! the user's attributes with those of the provider.

use serde_json::{Value, json};

use crate::authentication::tokens::{Snapshot, TokenRequest, TokenSource};
use crate::hooks::{CallerClient, Candidate, Confirmed, SignUpSource};
use crate::operations::request::validation::{Shape, Violations};
use crate::state::attributes::{self, Changes};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::new_user;
use crate::state::random;
use crate::state::sessions::Scopes;
use crate::state::user::{User, UserStatus};

/// A person from a provider.
pub(crate) struct Federated<'a> {
    pub(crate) pool_id: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) provider: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) attributes: &'a Changes,
}

impl Federated<'_> {
    pub(crate) async fn sign_in(&self, context: &Context) -> Result<Value, ApiError> {
        let username = format!("{}_{}", self.provider, self.subject);
        let mut violations = Violations::default();
        let username = violations.optional("username", username, Shape::Username);
        violations.into_result()?;
        let is_known = {
            let state = context.state();
            let pool = state.pools.pool(self.pool_id)?;
            pool.client(self.client_id)?;
            pool.users.get(&username).is_some()
        };
        if is_known {
            return self.sign_in_again(context, &username).await;
        }
        self.sign_up(context, &username).await?;
        // Groups from post confirmation are in the first token (contract §7).
        let request = self.token_request(context, &username)?;
        context.issue_tokens(request).await
    }

    /// The first sign-in. It runs pre sign-up and post confirmation, but no authentication hooks. A
    /// local user with the same address stays: this is a second user (amplify-js#3899, #4469).
    async fn sign_up(&self, context: &Context, username: &str) -> Result<(), ApiError> {
        let mut user = User::new(
            username,
            random::uuid(),
            UserStatus::ExternalProvider,
            context.now,
        );
        {
            let state = context.state();
            let schema = &state.pools.pool(self.pool_id)?.schema;
            attributes::create(schema, &mut user, self.attributes)?;
        }
        let client = || CallerClient::Id(self.client_id.to_owned());
        let admission = context
            .pre_sign_up(Candidate {
                source: SignUpSource::ExternalProvider,
                pool_id: self.pool_id,
                user: &user,
                client: client(),
                validation_data: Some([].into()),
                client_metadata: None,
            })
            .await?;

        attributes::unverify_unless_said(&mut user, self.attributes);
        if context.state().behaviour.auto_verify_for_providers {
            admission.verify(&mut user);
        }
        attributes::set(&mut user, "identities", &self.identities(context));
        {
            let mut state = context.state();
            let pool = state.pools.pool_mut(self.pool_id)?;
            new_user::check_username(pool, &user, "User already exists")?;
            pool.insert(user);
        }
        let (kind, client) = (Confirmed::ConfirmSignUp, client());
        context
            .post_confirmation(kind, self.pool_id, username, client, None)
            .await
    }

    /// A later sign-in. It runs pre and post authentication, with the provider's current
    /// attributes.
    async fn sign_in_again(&self, context: &Context, username: &str) -> Result<Value, ApiError> {
        {
            let mut state = context.state();
            let pool = state.pools.pool_mut(self.pool_id)?;
            let mut user = pool.user(username)?.clone();
            user.check_may_sign_in()?;
            attributes::update(&pool.schema, &mut user, self.attributes)?;
            user.modified = context.now;
            pool.insert(user);
        }
        context
            .pre_authentication(self.pool_id, username, self.client_id, None)
            .await?;
        let mut request = self.token_request(context, username)?;
        context.post_authentication(&request).await?;
        // Whether the groups that the hook assigned are in the tokens is not settled (contract §7).
        if context.state().behaviour.groups_after_post_authentication {
            request = self.token_request(context, username)?;
        }
        context.issue_tokens(request).await
    }

    fn token_request(&self, context: &Context, username: &str) -> Result<TokenRequest, ApiError> {
        let state = context.state();
        let pool = state.pools.pool(self.pool_id)?;
        let user = pool.user(username)?;
        Ok(TokenRequest {
            pool_id: pool.id.clone(),
            username: user.username.clone(),
            client_id: self.client_id.to_owned(),
            source: TokenSource::HostedAuth,
            scopes: Scopes::Api,
            client_metadata: None,
            seen: Snapshot::of(pool, user),
        })
    }

    /// The attribute `identities`: a JSON array as text (contract §2.2).
    fn identities(&self, context: &Context) -> String {
        json!([{
            "userId": self.subject,
            "providerName": self.provider,
            "providerType": provider_type(self.provider),
            "issuer": null,
            "primary": true,
            "dateCreated": context.now.as_millisecond(),
        }])
        .to_string()
    }
}

/// The type of a provider. Social providers have fixed names (API reference:
/// `CreateIdentityProvider`); all others count as OIDC.
fn provider_type(name: &str) -> &str {
    match name {
        "Google" | "Facebook" | "LoginWithAmazon" | "SignInWithApple" => name,
        _ => "OIDC",
    }
}
