//! The practice service: made from its settings, listening on its port, stopped with its owner.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use dps_protocol::{HubHostname, IdScope};
use practice_dps::listen::{PracticeCa, PracticeHandle, PracticeServer, TlsVersions, now};
use practice_dps::{EnrollmentFile, PracticeDps, ServiceSettings};
use relay_protocol::PracticeInfo;
use rustls::pki_types::CertificateDer;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::tunnel::allow_list::PracticeDestination;
use crate::tunnel::roots::Root;

/// What a practice service is made from.
#[derive(Debug)]
pub struct PracticeSettings {
    /// The ID scope it knows.
    pub id_scope: IdScope,
    /// The hub it assigns devices to.
    pub hub_host: HubHostname,
    /// What `retry-after` says, in seconds.
    pub retry_after_secs: u32,
    /// The TLS versions it offers.
    pub tls: TlsVersions,
    /// More names for its server certificate.
    pub names: Vec<String>,
    /// Where its identifiers come from.
    pub seed: u64,
    /// Who may register from the start.
    pub enrollments: EnrollmentFile,
}

/// A running practice service. Dropping it stops it.
#[derive(Debug)]
pub struct Practice {
    handle: PracticeHandle,
    server: Arc<PracticeServer>,
    serving: JoinHandle<()>,
    address: SocketAddr,
    info: PracticeInfo,
    root: CertificateDer<'static>,
    seed: u64,
}

impl Practice {
    /// Starts to serve on `listener`. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When the enrolments contradict each other, a name cannot stand in a certificate, or no certificate can be made.
    pub fn start(listener: TcpListener, settings: PracticeSettings) -> anyhow::Result<Self> {
        let address = listener.local_addr()?;
        let mut names = settings.names;
        if !address.ip().is_unspecified() {
            names.push(address.ip().to_string());
        }
        let ca = PracticeCa::make(&names, now()).context("making the practice certificates")?;
        let hub_host = settings.hub_host.to_string();
        let id_scope = settings.id_scope.to_string();
        let mut service_settings = ServiceSettings::new(settings.id_scope, settings.hub_host);
        service_settings.retry_after_secs = settings.retry_after_secs;
        let mut service = PracticeDps::new(service_settings, settings.seed);
        service
            .load(settings.enrollments)
            .context("taking the enrolments")?;
        let handle = PracticeHandle::new(service);
        let server = Arc::new(
            PracticeServer::new(handle.clone(), &ca, settings.tls)
                .context("starting the practice service")?,
        );
        let serving = tokio::spawn({
            let server = Arc::clone(&server);
            async move {
                if let Err(error) = server.listen(listener).await {
                    tracing::error!(%error, "the practice service has stopped listening");
                }
            }
        });
        let reachable = reachable(address);
        Ok(Self {
            handle,
            server,
            serving,
            address,
            info: PracticeInfo {
                host: reachable.ip().to_string(),
                port: address.port(),
                id_scope,
                hub_host,
                root_ca: ca.root_pem(),
                exposed_on: (!address.ip().is_loopback()).then(|| address.to_string()),
            },
            root: CertificateDer::from(ca.root_der().to_vec()),
            seed: settings.seed,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its identifiers come from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The service, for enrolling.
    pub fn handle(&self) -> &PracticeHandle {
        &self.handle
    }

    /// What the page is told.
    pub fn info(&self) -> &PracticeInfo {
        &self.info
    }

    /// The root of its server certificate.
    pub fn root(&self) -> Root {
        Root {
            name: "the practice root".into(),
            der: self.root.clone(),
        }
    }

    /// Where the tunnel finds it, under its address, `localhost` and the name of its hub.
    pub fn destination(&self) -> PracticeDestination {
        let mut names = vec!["localhost".to_string()];
        let hub_host = self.info.hub_host.to_ascii_lowercase();
        if !names.contains(&hub_host) {
            names.push(hub_host);
        }
        PracticeDestination {
            address: reachable(self.address),
            names,
        }
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.server.shutdown();
        self.serving.abort();
    }
}

/// A wildcard address is for listening; from this computer it is reached by loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
