//! `AdminCreateUser`: an administrator creates and invites a user, or invites one again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::delivery::message::{Message, MessageKind};
use crate::hooks::{CallerClient, Candidate, SignUpSource};
use crate::operations::answer::user_type::{all_attributes, user_type};
use crate::operations::request::members::{Members, Reader};
use crate::operations::request::validation::Shape;
use crate::state::attributes;
use crate::state::context::Context;
use crate::state::credentials::Password;
use crate::state::error::ApiError;
use crate::state::medium::Medium;
use crate::state::new_user;
use crate::state::pool::{Alias, Pool};
use crate::state::user::{User, UserStatus};

/// Contract §9 has the matrix of `MessageAction` and the existing user. If the invitation fails,
/// the user exists already, with a password that no message contains: only `RESEND` helps then
/// (contract §6).
pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let request = members.read(|members| {
        let request = Request::read(members);
        context.about(request.detail());
        request
    })?;

    let invited = match request.action {
        Some(MessageAction::Resend) => invite_again(context, &request).await?,
        _ => create(context, &request).await?,
    };
    if request.action != Some(MessageAction::Suppress) {
        send(context, &request, &invited).await?;
    }
    let user = &invited.user;
    Ok(json!({ "User": user_type(user, &all_attributes(user)) }))
}

/// `MessageActionType` of the API model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "UPPERCASE")]
enum MessageAction {
    Resend,
    Suppress,
}

struct Request {
    pool_id: String,
    username: String,
    changes: Vec<(String, String)>,
    validation_data: Option<Vec<(String, String)>>,
    temporary_password: Option<String>,
    force_alias: bool,
    action: Option<MessageAction>,
    media: BTreeSet<String>,
    metadata: Option<BTreeMap<String, String>>,
}

impl Request {
    fn read(members: &mut Reader) -> Self {
        let media = members.choices("DesiredDeliveryMediums", &["SMS", "EMAIL"]);
        let temporary_password = members.optional("TemporaryPassword", Shape::Password);
        Self {
            metadata: members.map("ClientMetadata"),
            media: if media.is_empty() {
                BTreeSet::from(["SMS".to_owned()])
            } else {
                media
            },
            force_alias: members.flag("ForceAliasCreation"),
            action: members.choice("MessageAction"),
            // A blank one counts as absent (API reference: `TemporaryPassword`).
            temporary_password: temporary_password.filter(|password| !password.is_empty()),
            changes: members.attributes("UserAttributes").unwrap_or_default(),
            username: members.required("Username", Shape::Username),
            pool_id: members.required("UserPoolId", Shape::UserPoolId),
            validation_data: members.attributes("ValidationData"),
        }
    }

    /// For the record: `RESEND EMAIL`, or `EMAIL` and the names of the attributes.
    fn detail(&self) -> String {
        let media = self.media.iter().map(String::as_str);
        let action = self.action.map(<&str>::from);
        let names = attributes::names(&self.changes);
        let words = action.into_iter().chain(media).chain([names.as_str()]);
        words.collect::<Vec<_>>().join(" ").trim_end().to_owned()
    }

    fn candidate<'a>(&'a self, user: &'a User) -> Candidate<'a> {
        let data = self.validation_data.clone();
        Candidate {
            source: SignUpSource::AdminCreateUser,
            pool_id: &self.pool_id,
            user,
            client: CallerClient::NotApplicable,
            validation_data: data.map(|data| data.into_iter().collect()),
            client_metadata: self.metadata.clone(),
        }
    }
}

/// A stored user, and the temporary password for the message.
struct Invited {
    user: User,
    /// None if the user signs in with codes only.
    secret: Option<String>,
}

async fn create(context: &Context, request: &Request) -> Result<Invited, ApiError> {
    let invited = newcomer(context, request)?;
    // Its flags mean nothing for a user that an administrator creates (contract §2.3).
    context
        .pre_sign_up(request.candidate(&invited.user))
        .await?;

    let mut state = context.state();
    let pool = state.pools.pool_mut(&request.pool_id)?;
    // Another call may have taken the name while the hook ran.
    check_free(pool, &invited.user, request.force_alias)?;
    pool.take_aliases(&invited.user, context.now);
    pool.insert(invited.user.clone());
    Ok(invited)
}

/// The new user. The attributes that the pool requires may be missing.
fn newcomer(context: &Context, request: &Request) -> Result<Invited, ApiError> {
    let state = context.state();
    let pool = state.pools.pool(&request.pool_id)?;
    let mut user = new_user::named(pool, &request.username, &request.changes, context.now)?;
    check_free(pool, &user, request.force_alias)?;
    let without_password =
        request.temporary_password.is_none() && pool.settings.policies.offers_codes();
    if without_password {
        // The status of such a user is not documented. There is no password to change.
        user.status = UserStatus::Confirmed;
        return Ok(Invited { user, secret: None });
    }
    user.status = UserStatus::ForceChangePassword;
    let secret = give_password(context, pool, &mut user, request)?;
    Ok(Invited {
        user,
        secret: Some(secret),
    })
}

/// With `force_alias`, a verified address moves here from the user who has it. A preferred username
/// never moves.
fn check_free(pool: &Pool, user: &User, force_alias: bool) -> Result<(), ApiError> {
    new_user::check_free(pool, user, "User account already exists")?;
    if !force_alias {
        return pool.check_aliases(user);
    }
    match pool.holder_of(user, Alias::PreferredUsername) {
        Some(_) => Err(ApiError::AliasExists(Alias::PreferredUsername)),
        None => Ok(()),
    }
}

/// Gives the user the temporary password of the request, or one that meets the policy. It replaces
/// the old one, and its validity starts again.
fn give_password(
    context: &Context,
    pool: &Pool,
    user: &mut User,
    request: &Request,
) -> Result<String, ApiError> {
    let policy = &pool.settings.policies.password_policy;
    let secret = match &request.temporary_password {
        Some(password) => password.clone(),
        None => policy.temporary_password(),
    };
    policy.check(&secret)?;
    let password = Password::new(pool.short_id(), &user.username, &secret, context.now);
    user.credentials.set_password(password);
    Ok(secret)
}

/// `RESEND`. It ignores the attributes of the request.
async fn invite_again(context: &Context, request: &Request) -> Result<Invited, ApiError> {
    let asks_again = context.state().behaviour.pre_sign_up_on_resend;
    if asks_again {
        let user = waiting(context.state().pools.pool(&request.pool_id)?, request)?;
        context.pre_sign_up(request.candidate(&user)).await?;
    }
    let mut state = context.state();
    let pool = state.pools.pool_mut(&request.pool_id)?;
    let mut user = waiting(pool, request)?;
    let secret = Some(give_password(context, pool, &mut user, request)?);
    user.modified = context.now;
    pool.insert(user.clone());
    Ok(Invited { user, secret })
}

/// The user, who must not have accepted the invitation yet.
fn waiting(pool: &Pool, request: &Request) -> Result<User, ApiError> {
    let user = pool.user(&request.username)?;
    if user.status != UserStatus::ForceChangePassword {
        return Err(ApiError::UnsupportedUserState(format!(
            "Resend not possible. {} status is not FORCE_CHANGE_PASSWORD",
            user.username
        )));
    }
    Ok(user.clone())
}

/// Sends the invitation by the media that reach the user. The default is SMS. A user without a
/// phone number then gets no invitation, and the caller no error.
async fn send(context: &Context, request: &Request, invited: &Invited) -> Result<(), ApiError> {
    let media: Vec<Medium> = [Medium::Sms, Medium::Email]
        .into_iter()
        .filter(|medium| request.media.contains(medium.name()))
        .filter(|medium| invited.user.attribute(medium.attribute()).is_some())
        .collect();
    if media.is_empty() {
        return Ok(());
    }
    let shows_metadata = context.state().behaviour.admin_metadata_in_messages;
    let message = Message {
        kind: MessageKind::AdminCreateUser,
        media: &media,
        secret: invited.secret.as_deref().unwrap_or_default(),
        client: CallerClient::NotApplicable,
        metadata: request.metadata.clone().filter(|_| shows_metadata),
        address: None,
    };
    context
        .send(&request.pool_id, &invited.user.username, &message)
        .await
        .map(|_| ())
}
