//! `SignUp`: a user signs up.

use serde_json::{Value, json};

use crate::delivery::message::MessageKind;
use crate::delivery::recipients;
use crate::hooks::{Admission, Candidate, Confirmed, SignUpSource};
use crate::operations::request::app_caller::AppCaller;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::attributes::{self, Changes};
use crate::state::client_access::check_writable;
use crate::state::codes::{Code, Purpose};
use crate::state::context::Context;
use crate::state::credentials::Password;
use crate::state::error::ApiError;
use crate::state::json::set;
use crate::state::new_user;
use crate::state::user::{User, UserStatus};

/// This server knows no pools without passwords: `Password` is required.
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let (caller, password, changes, validation_data, metadata) = members.read(|members| {
        let caller = AppCaller::read(members);
        let password = members.required("Password", Shape::Password);
        let changes = members.attributes("UserAttributes").unwrap_or_default();
        let validation_data = members.attributes("ValidationData");
        let metadata = members.map("ClientMetadata");
        context.about(attributes::names(&changes));
        (caller, password, changes, validation_data, metadata)
    })?;

    let (pool_id, user) = newcomer(context, &caller, &password, &changes)?;
    let admission = context
        .pre_sign_up(Candidate {
            source: SignUpSource::SignUp,
            pool_id: &pool_id,
            user: &user,
            client: caller.client(),
            validation_data: validation_data.map(|data| data.into_iter().collect()),
            client_metadata: metadata.clone(),
        })
        .await?;

    let (username, sub) = (user.username.clone(), user.sub.clone());
    store(context, &pool_id, user, admission)?;
    let mut answer = json!({ "UserConfirmed": admission.confirm, "UserSub": sub });
    if admission.confirm {
        let behaviour = context.state().behaviour;
        let metadata = metadata.filter(|_| behaviour.sign_up_metadata_after_confirmation);
        let (kind, client) = (Confirmed::ConfirmSignUp, caller.client());
        context
            .post_confirmation(kind, &pool_id, &username, client, metadata)
            .await?;
        return Ok(answer);
    }
    let Some(code) = issue_code(context, &pool_id, &username)? else {
        return Ok(answer);
    };
    let (kind, user) = (MessageKind::SignUp, (pool_id.as_str(), username.as_str()));
    let details = context
        .send_code(kind, &code, user, caller.client(), metadata)
        .await?;
    set(&mut answer, "CodeDeliveryDetails", details);
    Ok(answer)
}

/// The new user, with the pool's identifier. Which of several faults AWS answers is not
/// established.
fn newcomer(
    context: &Context,
    caller: &AppCaller,
    password: &str,
    changes: &Changes,
) -> Result<(String, User), ApiError> {
    let state = context.state();
    let (pool, client) = caller.enter(&state.pools)?;
    if pool
        .settings
        .admin_create_user_config
        .allow_admin_create_user_only
    {
        return Err(ApiError::not_authorized(
            "SignUp is not permitted for this user pool",
        ));
    }
    let policy = &pool.settings.policies.password_policy;
    policy.check(password)?;
    check_writable(
        client,
        &pool.schema,
        changes,
        state.behaviour.unlisted_write,
    )?;
    let mut user = new_user::named(pool, &caller.username, changes, context.now)?;
    attributes::check_required(&pool.schema, &user)?;
    new_user::check_free(pool, &user, TAKEN)?;
    let (pool_name, username) = (pool.short_id(), user.username.as_str());
    let password = Password::new(pool_name, username, password, context.now);
    user.credentials.password = Some(password);
    Ok((pool.id.clone(), user))
}

const TAKEN: &str = "User already exists";

/// Stores the user with the hook's decision. It checks the name again, because another call may
/// have taken it meanwhile. An alias that the hook verifies moves here from the user who has it
/// (contract §2.3).
fn store(
    context: &Context,
    pool_id: &str,
    mut user: User,
    admission: Admission,
) -> Result<(), ApiError> {
    let mut state = context.state();
    let pool = state.pools.pool_mut(pool_id)?;
    new_user::check_free(pool, &user, TAKEN)?;
    if admission.confirm {
        user.status = UserStatus::Confirmed;
    }
    attributes::unverify(&mut user);
    admission.verify(&mut user);
    pool.take_aliases(&user, context.now);
    pool.insert(user);
    Ok(())
}

/// The code that confirms the sign-up; none if the pool verifies no address that the user has.
fn issue_code(context: &Context, pool_id: &str, username: &str) -> Result<Option<Code>, ApiError> {
    let mut state = context.state();
    let pool = state.pools.pool_mut(pool_id)?;
    let Some(recipient) = recipients::of_sign_up(pool, pool.user(username)?) else {
        return Ok(None);
    };
    let now = context.now;
    let code = pool.users.change(username, |user| {
        let codes = user.credentials.codes(Purpose::SignUp);
        codes.issue(Purpose::SignUp, recipient, now)
    });
    Ok(code)
}
