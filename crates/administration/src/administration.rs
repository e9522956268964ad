//! The verbs' handle on one user pool.

use std::sync::Arc;

use acceptance::Mailer;
use aws_config::SdkConfig;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use cognito::call::with_retries;
use cognito::client::with_timing;
use cognito::expiry::password_expiry;
use cognito::{CallError, Timing, User, UserPool, exception};
use event_bus::EventBus;
use invitation::InvitationRecord;
use jiff::Timestamp;
use messages::Brands;
use settings::Settings;
use tokio::time::Instant;

use crate::checks;
use crate::error::AdminError;
use crate::invitation_state::end;
use crate::pace::Pace;

/// One user pool, and what its administrator's verbs need. Calls of one handle, however many run
/// at once, keep below the account's quota together.
#[derive(Debug)]
pub struct Administration {
    pub(crate) cognito: Client,
    pub(crate) mailer: Option<Mailer>,
    pub(crate) event_bus: Option<EventBus>,
    pub(crate) settings: Settings,
    /// Where links lead; none where nobody is given one.
    pub(crate) brands: Option<Arc<Brands>>,
    pub(crate) pool: UserPool,
    pub(crate) pace: Pace,
    /// How fast users are read; an administrator who waits reads as fast as AWS answers.
    pub(crate) read_pace: Option<Pace>,
}

impl Administration {
    /// Reads what the user pool is like, before `deadline`, and holds the settings against it: what
    /// a hook decides hangs on them, and a hook cannot ask.
    ///
    /// Region, credentials and endpoint are `cognito`'s; its retries and time-outs are replaced.
    /// Without a `mailer`, members who are given access get no mail.
    pub async fn open(
        cognito: &Client,
        mailer: Option<Mailer>,
        settings: Settings,
        user_pool_id: &str,
        deadline: Instant,
    ) -> Result<Self, AdminError> {
        let cognito = with_timing(cognito, Timing::ADMINISTRATION);
        let request = cognito.describe_user_pool().user_pool_id(user_pool_id);
        let answer = with_retries(|| request.clone().send(), deadline).await?;
        let description = answer.user_pool().ok_or(AdminError::PoolNotFound)?;
        let pool = UserPool::new(user_pool_id, description);
        checks::agreement(settings.user_pool, &pool)?;
        Ok(Self {
            pool,
            cognito,
            mailer,
            event_bus: None,
            settings,
            brands: None,
            pace: Pace::of_updates(),
            read_pace: None,
        })
    }

    /// The same, which tells an event bus of what it does, if the settings name one. The bus is in
    /// the user pool's Region, unless its ARN names another; credentials and endpoint are those of
    /// `aws`.
    #[must_use]
    pub fn telling_events(mut self, aws: &SdkConfig) -> Self {
        let mut aws = aws.clone().into_builder();
        aws.set_region(self.cognito.config().region().cloned());
        let events = self.settings.events.clone();
        self.event_bus = events.map(|events| EventBus::new(&aws.build(), events));
        self
    }

    /// The same, which can give links instead of mails: they lead where these brands say.
    #[must_use]
    pub fn giving_links(mut self, brands: Arc<Brands>) -> Self {
        self.brands = Some(brands);
        self
    }

    /// What the user pool is like.
    pub fn user_pool(&self) -> &UserPool {
        &self.pool
    }

    /// What mails are sent with, if the settings have a sender.
    pub fn mailer(&self) -> Option<&Mailer> {
        self.mailer.as_ref()
    }

    /// The user that goes by this user name, `sub`, or verified address; none if there is none.
    pub async fn find(&self, user: &str, deadline: Instant) -> Result<Option<User>, AdminError> {
        let found = self.read(user, deadline).await?;
        Ok(found.as_ref().map(User::from))
    }

    /// The same as AWS answers it.
    pub(crate) async fn read(
        &self,
        user: &str,
        deadline: Instant,
    ) -> Result<Option<AdminGetUserOutput>, AdminError> {
        let request = self
            .cognito
            .admin_get_user()
            .user_pool_id(&self.pool.id)
            .username(user);
        let in_turn = || async {
            if let Some(pace) = &self.read_pace {
                pace.turn().await;
            }
            request.clone().send().await
        };
        match with_retries(in_turn, deadline).await {
            Ok(user) => Ok(Some(user)),
            Err(error) if error.is(exception::USER_NOT_FOUND) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Sends a request that counts as `UserUpdate` [`with_retries`], each attempt in its turn.
    pub(crate) async fn update<T, E, F>(
        &self,
        request: impl Fn() -> F,
        deadline: Instant,
    ) -> Result<T, CallError>
    where
        E: ProvideErrorMetadata,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let in_turn = || {
            let request = &request;
            async move {
                self.pace.turn().await;
                request().await
            }
        };
        with_retries(in_turn, deadline).await
    }

    /// Until when an invitation is open; none of a user who has no open one.
    pub(crate) fn expires(&self, user: &User) -> Option<Timestamp> {
        let made = user.modified.map(whole_seconds);
        let password = made.map(|made| password_expiry(made, self.pool.validity_days));
        let record = InvitationRecord::of(&user.attributes);
        end(user, record.as_ref(), password)
    }
}

/// To the second: AWS sends a fraction as a floating-point number, and nobody counts days by it.
pub(crate) fn whole_seconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second()).unwrap_or(moment)
}

/// An attribute, or an entry of validation data, for a request. The SDK refuses one without a
/// name only.
pub(crate) fn attribute(name: &str, value: &str) -> Result<AttributeType, AdminError> {
    AttributeType::builder()
        .name(name)
        .value(value)
        .build()
        .map_err(|error| AdminError::NotAccepted(error.to_string()))
}
