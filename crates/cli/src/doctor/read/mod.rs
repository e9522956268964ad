//! Reading a deployment. One refusal is one fact that is not known, and keeps nothing else from
//! being read.
//!
//! | module | asks |
//! |---|---|
//! | [`pool`] | Cognito: the user pool, its app clients, its groups |
//! | [`functions`] | Lambda |
//! | [`senders`] | SES |
//! | [`web`] | the hosts of the pages |

mod functions;
mod pool;
mod senders;
mod web;

use std::time::Duration;

use anyhow::Result;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use messages::Brands;
use settings::Settings;
use tokio::time::{Instant, timeout_at};

use super::facts::{Fact, Facts};
use crate::connection::region;

/// How long a single answer may take.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a call is made until it is given up: throttling passes.
const ATTEMPTS: u32 = 4;

/// Where facts come from.
#[derive(Debug)]
pub(super) struct Sources {
    aws: SdkConfig,
    pool_id: String,
    deadline: Instant,
}

impl Sources {
    /// AWS as far as it concerns this pool, and until `deadline`.
    pub(super) fn new(aws: &SdkConfig, pool_id: &str, deadline: Instant) -> Self {
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .build();
        // A pool is where its id says, and its functions are there too.
        let aws = aws
            .to_builder()
            .region(region(pool_id))
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .timeout_config(timeouts)
            .build();
        Self {
            aws,
            pool_id: pool_id.to_owned(),
            deadline,
        }
    }

    /// Reads everything; the pages not where it is to be done offline.
    pub(super) async fn facts(
        &self,
        settings: &Settings,
        brands: &Brands,
        offline: bool,
    ) -> Result<Facts> {
        let pool = self.pool().await;
        let mut facts = Facts {
            pool_id: self.pool_id.clone(),
            clients: Fact::Absent,
            groups: Fact::Absent,
            functions: [].into(),
            senders: Vec::new(),
            links: Vec::new(),
            pool,
        };
        if matches!(facts.pool, Fact::Absent | Fact::Unknown(_)) {
            return Ok(facts);
        }
        facts.clients = self.clients().await;
        facts.groups = self.groups().await;
        if let Fact::Read(pool) = &facts.pool {
            facts.functions = self.functions(pool).await;
        }
        facts.senders = self.senders(&facts.pool, settings).await;
        facts.links = if offline {
            web::untouched(brands)
        } else {
            web::links(brands).await?
        };
        Ok(facts)
    }

    /// The fact that a call of `action` tells.
    async fn ask<T, E: ProvideErrorMetadata>(
        &self,
        action: &'static str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Fact<T> {
        match timeout_at(self.deadline, call).await {
            Ok(Ok(answer)) => Fact::Read(answer),
            Ok(Err(error)) => refused(action, &error),
            Err(_elapsed) => Fact::Unknown(format!("there was no time left for {action}")),
        }
    }
}

/// The fact that a call did not tell. AWS's own words stay out of it: they can quote anything.
fn refused<T, E: ProvideErrorMetadata>(
    action: &'static str,
    error: &SdkError<E, HttpResponse>,
) -> Fact<T> {
    let Some(said) = error.as_service_error() else {
        return Fact::Unknown(format!("{action} got no answer"));
    };
    match said.code() {
        // What Cognito, Lambda and SES call the same.
        Some(
            "AccessDeniedException"
            | "AccessDenied"
            | "NotAuthorizedException"
            | "UnauthorizedOperation"
            | "AccountAccessDeniedException",
        ) => Fact::Denied(action),
        Some("ResourceNotFoundException" | "NotFoundException") => Fact::Absent,
        Some(code) => Fact::Unknown(format!("{action} was refused ({code})")),
        None => {
            let status = error.raw_response().map_or(0, |raw| raw.status().as_u16());
            Fact::Unknown(format!("{action} was answered with the status {status}"))
        }
    }
}
