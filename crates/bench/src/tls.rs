//! TLS in front of the local user pool, as a function meets it at a real AWS endpoint.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use crate::configuration::Configuration;

/// The system's roots on Debian, Ubuntu and Amazon Linux 2023 (there as a link).
const SYSTEM_ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

/// A throw-away certificate authority.
#[derive(Debug)]
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate alone: what Node adds to the roots that it carries in itself.
    pub(crate) certificate: PathBuf,
    /// Its certificate and all of the system's: loading those is most of what TLS costs at start.
    pub(crate) with_system_roots: PathBuf,
}

impl Authority {
    /// A new authority, whose files stand in the configuration's folder.
    pub(crate) fn found(configuration: &Configuration) -> Result<Self> {
        let key = KeyPair::generate()?;
        let mut parameters = CertificateParams::default();
        // A name of its own: with the same name as its issuer, a server's certificate would pass for
        // a self-signed one.
        parameters
            .distinguished_name
            .push(DnType::CommonName, "bench authority");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key)?.pem();
        let roots = fs::read_to_string(SYSTEM_ROOTS).with_context(|| {
            format!("cannot read {SYSTEM_ROOTS}; install the package ca-certificates")
        })?;
        Ok(Self {
            issuer: Issuer::new(parameters, key),
            with_system_roots: configuration
                .add("roots.pem", &format!("{roots}\n{certificate}"))?,
            certificate: configuration.add("authority.pem", &certificate)?,
        })
    }
}

/// A server that takes TLS connections and passes their bytes on.
#[derive(Debug)]
pub(crate) struct TlsFront {
    address: SocketAddr,
    /// The listener's task; it ends with this.
    _server: JoinSet<()>,
}

impl TlsFront {
    /// Listens on a free port of 127.0.0.1 and passes on to `upstream`.
    pub(crate) async fn start(authority: &Authority, upstream: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let acceptor = acceptor(authority)?;
        let mut server = JoinSet::new();
        server.spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // A function that is stopped cuts its connections, which is no error here.
                    let _ = pass_on(&acceptor, connection, upstream).await;
                });
            }
        });
        Ok(Self {
            address,
            _server: server,
        })
    }

    /// What an AWS SDK takes as its endpoint URL.
    pub(crate) fn endpoint_url(&self) -> String {
        format!("https://{}", self.address)
    }
}

fn acceptor(authority: &Authority) -> Result<TlsAcceptor> {
    let key = KeyPair::generate()?;
    let parameters = CertificateParams::new([Ipv4Addr::LOCALHOST.to_string()])?;
    let certificate = parameters.signed_by(&key, &authority.issuer)?;
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key.into())?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn pass_on(
    acceptor: &TlsAcceptor,
    connection: TcpStream,
    upstream: SocketAddr,
) -> std::io::Result<()> {
    // Handshake and answers are several small writes; none is to wait for an acknowledgement.
    connection.set_nodelay(true)?;
    let mut outer = acceptor.accept(connection).await?;
    let mut inner = TcpStream::connect(upstream).await?;
    inner.set_nodelay(true)?;
    copy_bidirectional(&mut outer, &mut inner).await.map(drop)
}
