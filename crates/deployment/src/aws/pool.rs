//! A user pool and its app clients as AWS describes them, and changes to them.
//!
//! Takes the permissions `cognito-idp:` `DescribeUserPool`, `ListUserPoolClients`,
//! `DescribeUserPoolClient`, `DescribeIdentityProvider`, `AddCustomAttributes`, `UpdateUserPool`,
//! `UpdateUserPoolClient`.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::http::HttpRequest;
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use aws_sdk_cognitoidentityprovider::types::{
    AttributeDataType, SchemaAttributeType, StringAttributeConstraintsType,
};
use cognito::RawAnswer;
use cognito::exception::RESOURCE_NOT_FOUND;
use cognito::limits::PAGE;
use connection::PoolArguments;
use serde_json::{Map, Value, json};

use crate::aws::{call_error, configuration};
use crate::write_attributes::greatest_length;

/// A user pool.
#[derive(Debug)]
pub(crate) struct Cognito {
    client: Client,
    user_pool_id: String,
}

impl Cognito {
    /// Calls go to where the pool is, whatever Region other commands use.
    pub(crate) async fn connect(pool: &PoolArguments) -> Result<Self> {
        Ok(Self {
            client: Client::new(&configuration(pool).await?),
            user_pool_id: pool.user_pool_id.clone(),
        })
    }

    /// The pool: `UserPoolType`, with every member that AWS sent.
    pub(crate) async fn pool(&self) -> Result<Value> {
        let answer = RawAnswer::default();
        self.client
            .describe_user_pool()
            .user_pool_id(&self.user_pool_id)
            .customize()
            .interceptor(answer.clone())
            .send()
            .await
            .map_err(call_error(
                "cognito-idp:DescribeUserPool",
                &self.user_pool_id,
            ))?;
        answer
            .take("UserPool")
            .context("the answer of AWS has no UserPool")
    }

    /// The identifiers of all app clients.
    pub(crate) async fn client_ids(&self) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .client
                .list_user_pool_clients()
                .user_pool_id(&self.user_pool_id)
                .max_results(PAGE)
                .set_next_token(next)
                .send()
                .await
                .map_err(call_error(
                    "cognito-idp:ListUserPoolClients",
                    &self.user_pool_id,
                ))?;
            let clients = page.user_pool_clients.unwrap_or_default();
            ids.extend(clients.into_iter().filter_map(|client| client.client_id));
            next = page.next_token;
            if next.is_none() {
                return Ok(ids);
            }
        }
    }

    /// The app client: `UserPoolClientType`, with every member that AWS sent but the secret. None
    /// where there is no such client.
    pub(crate) async fn client(&self, id: &str) -> Result<Option<Value>> {
        let answer = RawAnswer::default();
        let described = self
            .client
            .describe_user_pool_client()
            .user_pool_id(&self.user_pool_id)
            .client_id(id)
            .customize()
            .interceptor(answer.clone())
            .send()
            .await;
        if let Err(error) = described {
            if error.code() == Some(RESOURCE_NOT_FOUND) {
                return Ok(None);
            }
            return Err(call_error("cognito-idp:DescribeUserPoolClient", id)(error));
        }
        let mut client = answer
            .take("UserPoolClient")
            .context("the answer of AWS has no UserPoolClient")?;
        if let Some(members) = client.as_object_mut() {
            members.remove("ClientSecret");
        }
        Ok(Some(client))
    }

    /// The attributes that an identity provider sets at sign-in.
    pub(crate) async fn mapped(&self, provider: &str) -> Result<BTreeSet<String>> {
        let described = self
            .client
            .describe_identity_provider()
            .user_pool_id(&self.user_pool_id)
            .provider_name(provider)
            .send()
            .await
            .map_err(call_error("cognito-idp:DescribeIdentityProvider", provider))?;
        let provider = described.identity_provider;
        let mapping = provider.and_then(|provider| provider.attribute_mapping);
        Ok(mapping.unwrap_or_default().into_keys().collect())
    }

    /// Adds a text attribute. If it exists already, that is a success: an answer may have been lost.
    pub(crate) async fn add_attribute(&self, name: &str) -> Result<()> {
        let limits = StringAttributeConstraintsType::builder()
            .min_length("0")
            .max_length(greatest_length(name))
            .build();
        let attribute = SchemaAttributeType::builder()
            .name(name.trim_start_matches("custom:"))
            .attribute_data_type(AttributeDataType::String)
            .mutable(true)
            .string_attribute_constraints(limits)
            .build();
        let added = self
            .client
            .add_custom_attributes()
            .user_pool_id(&self.user_pool_id)
            .custom_attributes(attribute)
            .send()
            .await;
        let Err(error) = added else { return Ok(()) };
        let pool = self.pool().await?;
        let schema = pool.get("SchemaAttributes").and_then(Value::as_array);
        let is_there = schema
            .into_iter()
            .flatten()
            .any(|attribute| attribute.get("Name").and_then(Value::as_str) == Some(name));
        if is_there {
            return Ok(());
        }
        Err(call_error("cognito-idp:AddCustomAttributes", name)(error))
    }

    /// Sets the settings of the pool anew.
    pub(crate) async fn update_pool(&self, mut settings: Map<String, Value>) -> Result<()> {
        settings.insert("UserPoolId".to_owned(), json!(self.user_pool_id));
        let body = Value::Object(settings).to_string();
        self.client
            .update_user_pool()
            .user_pool_id(&self.user_pool_id)
            .customize()
            .mutate_request(move |request| say(request, &body))
            .send()
            .await
            .map_err(call_error("cognito-idp:UpdateUserPool", &self.user_pool_id))?;
        Ok(())
    }

    /// Sets the settings of an app client anew.
    pub(crate) async fn update_client(
        &self,
        id: &str,
        mut settings: Map<String, Value>,
    ) -> Result<()> {
        settings.insert("UserPoolId".to_owned(), json!(self.user_pool_id));
        settings.insert("ClientId".to_owned(), json!(id));
        let body = Value::Object(settings).to_string();
        self.client
            .update_user_pool_client()
            .user_pool_id(&self.user_pool_id)
            .client_id(id)
            .customize()
            .mutate_request(move |request| say(request, &body))
            .send()
            .await
            .map_err(call_error("cognito-idp:UpdateUserPoolClient", id))?;
        Ok(())
    }
}

/// Puts the body that is meant in place of the one that the SDK has structures for, before it is
/// signed.
fn say(request: &mut HttpRequest, body: &str) {
    request
        .headers_mut()
        .insert("content-length", body.len().to_string());
    *request.body_mut() = body.as_bytes().to_vec().into();
}
