//! The app client of a call, and whether an app or an administrator calls.

use crate::hooks::CallerClient;
use crate::operations::request::members::Reader;
use crate::operations::request::validation::Shape;
use crate::state::client_access::check_secret;
use crate::state::error::ApiError;
use crate::state::pool::{Client, Pool, Pools};

/// The client of a call.
#[derive(Clone, Debug)]
pub(crate) struct ClientContext {
    /// None if an app calls: it names its client only.
    pool_id: Option<String>,
    client_id: String,
}

impl ClientContext {
    /// Reads the client that an app names.
    pub(crate) fn of_app(members: &mut Reader) -> Self {
        Self {
            pool_id: None,
            client_id: members.required("ClientId", Shape::ClientId),
        }
    }

    /// Reads the client and the pool that a server names, which calls with credentials of AWS.
    pub(crate) fn of_admin(members: &mut Reader) -> Self {
        Self {
            client_id: members.required("ClientId", Shape::ClientId),
            pool_id: Some(members.required("UserPoolId", Shape::UserPoolId)),
        }
    }

    /// The client of a pool that is known already.
    pub(crate) fn of_pool(pool_id: &str, client_id: &str) -> Self {
        Self {
            pool_id: Some(pool_id.to_owned()),
            client_id: client_id.to_owned(),
        }
    }

    /// Whether an administrator calls.
    pub(crate) fn is_admin(&self) -> bool {
        self.pool_id.is_some()
    }

    /// The client as hook events name it.
    pub(crate) fn client(&self) -> CallerClient {
        CallerClient::Id(self.client_id.clone())
    }

    /// The pool and the client, or AWS's refusal.
    pub(crate) fn find<'a>(&self, pools: &'a Pools) -> Result<(&'a Pool, &'a Client), ApiError> {
        let pool = match &self.pool_id {
            Some(id) => pools.pool(id)?,
            None => pools.pool_of_client(&self.client_id)?,
        };
        Ok((pool, pool.client(&self.client_id)?))
    }

    /// [`ClientContext::find`] for a call about this user, after a check of the client's secret.
    pub(crate) fn enter<'a>(
        &self,
        pools: &'a Pools,
        username: &str,
        secret_hash: Option<&str>,
    ) -> Result<(&'a Pool, &'a Client), ApiError> {
        let (pool, client) = self.find(pools)?;
        check_secret(client, username, secret_hash)?;
        Ok((pool, client))
    }
}
