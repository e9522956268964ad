//! The listening socket.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::server::connection::{CutSwitch, Listener};

pub(crate) mod confirmation_page;
pub(crate) mod connection;
pub(crate) mod cors;
pub(crate) mod faults;
pub(crate) mod guard;
pub(crate) mod local;
pub(crate) mod local_user_pool;
pub(crate) mod region;
pub(crate) mod seed;
pub(crate) mod well_known;
pub(crate) mod wire;

/// A running server.
///
/// Dropping it stops it: no connection is accepted any more, idle ones are closed, and requests
/// under way are still answered. The work is done by the runtime that it was started on.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    /// Dropped with the server, which is the signal to stop.
    _stop: oneshot::Sender<()>,
}

impl Server {
    /// Serves the routes on an address; port 0 is a free one.
    pub(crate) async fn start(router: Router, addr: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(addr).await?;
        let addr = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let service = router.into_make_service_with_connect_info::<CutSwitch>();
        let serving = axum::serve(Listener(listener), service).with_graceful_shutdown(async move {
            // The sender is only ever dropped, so an error is what ends the wait.
            let _ = stopped.await;
        });
        tokio::spawn(async move { serving.await });
        Ok(Self { addr, _stop: stop })
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What an AWS SDK takes as its endpoint URL, for both services.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.addr)
    }
}
