//! The caller of an operation without a sign-in: an app, which names a user.

use crate::hooks::CallerClient;
use crate::operations::request::client_context::ClientContext;
use crate::operations::request::members::Reader;
use crate::operations::request::validation::Shape;
use crate::state::error::ApiError;
use crate::state::pool::{Client, Pool, Pools};
use crate::state::user::User;

/// The members that all these operations have in common.
pub(crate) struct AppCaller {
    client: ClientContext,
    secret_hash: Option<String>,
    pub(crate) username: String,
}

/// The user that the call is about.
pub(crate) enum Subject<'a> {
    /// This user.
    User(&'a User),
    /// There is no such user or the user is disabled, and the client hides it
    /// (`PreventUserExistenceErrors`).
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

    /// The pool and the client, after a check of the client's secret.
    pub(crate) fn enter<'a>(&self, pools: &'a Pools) -> Result<(&'a Pool, &'a Client), ApiError> {
        let hash = self.secret_hash.as_deref();
        self.client.enter(pools, &self.username, hash)
    }

    /// The user. Without a user, the client's settings decide between an error and hiding it.
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

    /// The client as hook events name it.
    pub(crate) fn client(&self) -> CallerClient {
        self.client.client()
    }
}
