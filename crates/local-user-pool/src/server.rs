//! The listening socket.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use self::connection::{CutSwitch, Listener};
use self::guard::Reach;
use self::local_user_pool::LocalUserPool;

pub(crate) mod confirmation_page;
pub(crate) mod connection;
pub(crate) mod faults;
pub(crate) mod guard;
pub(crate) mod local;
pub(crate) mod local_user_pool;
pub(crate) mod managed_login;
pub(crate) mod region;
pub(crate) mod seed;
pub(crate) mod well_known;
pub(crate) mod wire;

impl LocalUserPool {
    /// Serves both protocols on a free port of 127.0.0.1 until the [`Server`] is dropped.
    ///
    /// Fails if no socket can be bound. Must be called within a tokio runtime with I/O enabled,
    /// and with time for [`FaultKind::Delay`](crate::FaultKind::Delay) and for hooks.
    pub async fn serve(&self) -> io::Result<Server> {
        self.serve_on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
    }

    /// [`LocalUserPool::serve`] on a chosen address; port 0 is a free one.
    ///
    /// Fails for an address beyond the loopback interface, unless [`LocalUserPool::set_reach`]
    /// allows it.
    pub async fn serve_on(&self, addr: SocketAddr) -> io::Result<Server> {
        if self.reach() == Reach::Loopback && !addr.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "this address can be reached from other machines",
            ));
        }
        Server::start(self.router(), addr).await
    }

    /// Adds the check of the server's name to other routes, which are served beside
    /// [`LocalUserPool::router`].
    pub fn within_reach(&self, routes: Router) -> Router {
        let pool = self.clone();
        guard::within_reach(move || pool.reach(), routes)
    }

    /// The routes of both protocols, for another server. There a cut connection becomes an empty
    /// answer with status 502, because a router cannot close sockets.
    pub fn router(&self) -> Router {
        self.within_reach(wire::router(self.clone()))
    }
}

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
    async fn start(router: Router, addr: SocketAddr) -> io::Result<Self> {
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
