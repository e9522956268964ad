//! `AdminSetUserPassword`: sets a password, for good or until the next sign-in.

use serde_json::{Value, json};

use crate::operations::request::members::Members;
use crate::operations::request::target;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::credentials::Password;
use crate::state::error::ApiError;
use crate::state::user::UserStatus;

/// The password alone decides the new status: a permanent one confirms even a user who never
/// entered a code (contract §1.1). No hook runs, and no address is verified.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (password, permanent, (pool_id, username)) = members.read(|members| {
        let password = members.required("Password", Shape::Password);
        let permanent = members.flag("Permanent");
        context.about(if permanent { "permanent" } else { "temporary" });
        (password, permanent, target::user(members))
    })?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&pool_id)?;
    let user = pool.user(&username)?;
    pool.check_password(user, &password)?;
    let username = user.username.clone();
    let stored = Password::new(pool.short_id(), &username, &password, context.now);
    pool.change(&username, context.now, |user| {
        user.credentials.set_password(stored);
        user.status = if permanent {
            UserStatus::Confirmed
        } else {
            UserStatus::ForceChangePassword
        };
    })?;
    Ok(json!({}))
}
