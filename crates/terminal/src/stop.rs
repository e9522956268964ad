//! Waiting to be stopped: what a server does when all is set up.

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};

/// Ends with Ctrl-C, or with the signal with which a service is ended. It listens from this call
/// on, so that anybody who reads that a server is ready can end it at once. The processes of
/// functions are of their own making, so the process that started them ends them then.
pub fn asked_to_stop() -> Result<impl Future<Output = ()>> {
    let cannot = "the end of the command cannot be waited for";
    let mut interrupt = signal(SignalKind::interrupt()).context(cannot)?;
    let mut terminate = signal(SignalKind::terminate()).context(cannot)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
