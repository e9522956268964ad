//! Who calls an operation that needs no sign-in: an app, on behalf of somebody with a username.

use crate::hooks::CallerClient;
use crate::operations::request::client_context::ClientContext;
use crate::operations::request::members::Reader;
use crate::operations::request::validation::Shape;
use crate::state::error::ApiError;
use crate::state::pool::{Client, Pool, Pools};
use crate::state::user::User;

/// The members that all these operations have.
pub(crate) struct AppCaller {
    client: ClientContext,
    secret_hash: Option<String>,
    pub(crate) username: String,
}

/// Whom the call is about.
pub(crate) enum Subject<'a> {
    /// This user.
    User(&'a User),
    /// Nobody who may be spoken of: there is no such user or the user is disabled, and the client
    /// hides it (`PreventUserExistenceErrors`).
    Hidden,
}

impl AppCaller {
    /// Reads the members.
    pub(crate) fn read(members: &mut Reader) -> Self {
        Self {
            client: ClientContext::of_app(members),
            secret_hash: members.optional("SecretHash", Shape::SecretHash),
            username: members.required("Username", Shape::Username),
        }
    }

    /// The client's pool and the client, if the caller knows its secret.
    pub(crate) fn enter<'a>(&self, pools: &'a Pools) -> Result<(&'a Pool, &'a Client), ApiError> {
        let hash = self.secret_hash.as_deref();
        self.client.enter(pools, &self.username, hash)
    }

    /// The user, or what the client says where there is none.
    pub(crate) fn subject<'a>(
        &self,
        pool: &'a Pool,
        client: &Client,
    ) -> Result<Subject<'a>, ApiError> {
        let user = pool.find(&self.username);
        match user {
            Some(user) if user.enabled => Ok(Subject::User(user)),
            _ if client.hides_missing_users() => Ok(Subject::Hidden),
            Some(_) => Err(ApiError::not_authorized("User is disabled.")),
            None => Err(ApiError::ClientUserNotFound),
        }
    }

    /// The client as hooks are told of it.
    pub(crate) fn client(&self) -> CallerClient {
        self.client.client()
    }
}
