//! Reads a deployment. If one call is refused, one fact is missing and all others are read.
//!
//! | module | asks |
//! |---|---|
//! | [`event_bus`] | EventBridge |
//! | [`pool`] | Cognito: the user pool, its app clients, its groups |
//! | [`functions`] | Lambda |
//! | [`senders`] | SES |
//! | [`sweeper`] | Lambda and EventBridge Scheduler |
//! | [`web`] | the hosts of the pages |

mod event_bus;
mod functions;
mod pool;
mod senders;
mod sweeper;
mod web;

use anyhow::Result;
use aws_config::{Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use cognito::Timing;
use invitation::key::is_local_pool;
use messages::{Brand, Brands};
use settings::{Chains, Settings};
use tokio::time::{Instant, timeout_at};

use super::facts::{Fact, Facts};

/// Where facts come from.
#[derive(Debug)]
pub(super) struct Sources {
    aws: SdkConfig,
    pool_id: String,
    region: Region,
    deadline: Instant,
}

impl Sources {
    /// Calls about this pool, until `deadline`.
    pub(super) fn new(aws: &SdkConfig, pool_id: &str, region: Region, deadline: Instant) -> Self {
        // The functions of a pool, or of a replica of it, are where it is.
        let aws = aws
            .to_builder()
            .region(region.clone())
            .retry_config(Timing::DOCTOR.retries())
            .timeout_config(Timing::DOCTOR.timeouts())
            .build();
        Self {
            aws,
            pool_id: pool_id.to_owned(),
            region,
            deadline,
        }
    }

    /// Reads everything; the pages not where it is to be done offline.
    pub(super) async fn facts(
        &self,
        settings: &Settings,
        chains: &Chains,
        brands: &Brands,
        offline: bool,
    ) -> Result<Facts> {
        let pool = self.pool().await;
        let mut facts = Facts {
            pool_id: self.pool_id.clone(),
            region: self.region.to_string(),
            replicas: Fact::Absent,
            clients: Fact::Absent,
            groups: Fact::Absent,
            functions: [].into(),
            chained: [].into(),
            senders: Vec::new(),
            event_bus: Fact::Absent,
            sweeper: None,
            links: Vec::new(),
            pool,
        };
        if matches!(facts.pool, Fact::Absent | Fact::Unknown(_)) {
            return Ok(facts);
        }
        facts.replicas = self.replicas().await;
        facts.clients = self.clients().await;
        facts.groups = self.groups().await;
        if let Fact::Read(pool) = &facts.pool {
            facts.functions = self.functions(pool).await;
            facts.chained = self.chained(chains).await;
            facts.sweeper = self.sweeper(pool).await;
        }
        facts.senders = self.senders(&facts.pool, settings).await;
        if let Some(events) = &settings.events {
            let bus = &events.bus;
            facts.event_bus = self.event_bus(bus.as_str(), bus.region()).await;
        }
        // `dev` serves the pages itself; those on a team's own host are another deployment's.
        let is_elsewhere = |brand: &Brand| brand.config().links.to_string().starts_with("https://");
        let offline = offline || is_local_pool(&self.pool_id) && brands.iter().all(is_elsewhere);
        facts.links = if offline {
            web::untouched(brands)
        } else {
            web::links(brands).await?
        };
        Ok(facts)
    }

    /// The fact that a call of `action` returns.
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

/// The fact for a call that failed. AWS's own message is left out: it can quote anything.
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
        // A service that does not know the operation has nothing of the kind.
        Some("ResourceNotFoundException" | "NotFoundException" | "UnknownOperationException") => {
            Fact::Absent
        }
        Some(code) => Fact::Unknown(format!("{action} was refused ({code})")),
        None => {
            let status = error.raw_response().map_or(0, |raw| raw.status().as_u16());
            Fact::Unknown(format!("{action} was answered with the status {status}"))
        }
    }
}
