//! The two functions that a chain calls, warm behind Lambda's Invoke, as they are in a busy pool.

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context, Result};
use lambda_host::{Host, HostedFunction, InvocationResult, Output, invoke_router};
use tokio::net::TcpListener;

use crate::binaries::Binaries;
use crate::configuration::{OURS, THEIRS};
use crate::job::Job;
use crate::test_pool::TestPool;

/// An Invoke endpoint in front of both.
#[derive(Debug)]
pub(crate) struct CalledFunctions {
    url: String,
}

impl CalledFunctions {
    /// Starts both and the endpoint, which serves until the program ends.
    pub(crate) async fn serve(binaries: &Binaries, pool: &TestPool) -> Result<Self> {
        let mut functions = Vec::new();
        for name in [OURS, THEIRS] {
            let (program, _) = binaries.get(name)?;
            let settings = pool.configuration.path("invitations.toml");
            functions.push(HostedFunction {
                environment: vec![(
                    "INVITATIONS_CONFIG".to_owned(),
                    settings.to_string_lossy().into_owned(),
                )],
                ..HostedFunction::new(name, program)
            });
        }
        let host = Arc::new(Host::new(functions, Output::discard())?);
        for name in [OURS, THEIRS] {
            let answer = host
                .invoke(name, Job::PreSignUp.event(pool.token()))
                .await?;
            let is_answer = matches!(answer, InvocationResult::Answer(_));
            is_answer
                .then_some(())
                .with_context(|| format!("{name} does not answer"))?;
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = invoke_router(host);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url })
    }

    /// What the AWS SDK takes as its endpoint URL.
    pub(crate) fn endpoint_url(&self) -> String {
        self.url.clone()
    }
}
