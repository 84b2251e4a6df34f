//! The practice service: made from its settings, listening on its port, stopped with its owner.

mod kept_ca;
mod limits;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use dps_protocol::{HubHostname, IdScope};
use practice_dps::listen::{PracticeCa, PracticeHandle, PracticeServer, TlsVersions, now};
use practice_dps::{
    EnrollmentFile, FaultOrder, LinkedHub, PracticeDps, Quotas, ServiceSettings, SessionId,
};
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
    /// The hubs it assigns devices to, beside those of the enrolments. None at all: `localhost`.
    pub hubs: Vec<LinkedHub>,
    /// How much it lets through before 429001.
    pub quotas: Option<Quotas>,
    /// What `retry-after` says, in seconds.
    pub retry_after_secs: u32,
    /// How many answers say `assigning`.
    pub assigning_answers: u32,
    /// The TLS versions it offers.
    pub tls: TlsVersions,
    /// Where HTTPS and MQTT over WebSocket are served beside MQTT, if anywhere.
    pub https: Option<TcpListener>,
    /// More names for its server certificate.
    pub names: Vec<String>,
    /// Where its identifiers come from.
    pub seed: u64,
    /// Who may register from the start.
    pub enrollments: EnrollmentFile,
    /// Where its CA is kept over restarts.
    pub ca_folder: Option<PathBuf>,
    /// How it fails on purpose from the start.
    pub faults: Vec<FaultOrder>,
}

/// A running practice service. Dropping it stops it.
#[derive(Debug)]
pub struct Practice {
    handle: PracticeHandle,
    server: Arc<PracticeServer>,
    serving: Vec<JoinHandle<()>>,
    address: SocketAddr,
    https_address: Option<SocketAddr>,
    info: PracticeInfo,
    more_hubs: Vec<String>,
    root: CertificateDer<'static>,
    next_root: String,
    seed: u64,
}

impl Practice {
    /// Starts to serve on `listener`. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When the enrolments contradict each other, a name cannot stand in a certificate, or no certificate can be made.
    pub fn start(listener: TcpListener, settings: PracticeSettings) -> anyhow::Result<Self> {
        let address = listener.local_addr()?;
        let hubs = linked_hubs(settings.hubs, &settings.enrollments);
        let mut names = settings.names;
        names.extend(hubs.iter().map(|hub| hub.host.to_string()));
        if !address.ip().is_unspecified() {
            names.push(address.ip().to_string());
        }
        let ca = match &settings.ca_folder {
            Some(folder) => kept_ca::open(folder, &names)?,
            None => PracticeCa::make(&names, now()).context("making the practice certificates")?,
        };
        let [first, others @ ..] = hubs.as_slice() else {
            anyhow::bail!("no hub is linked");
        };
        let hub_host = first.host.to_string();
        let more_hubs = others.iter().map(|hub| hub.host.to_string()).collect();
        let id_scope = settings.id_scope.to_string();
        let service_settings = ServiceSettings {
            hubs: hubs.clone(),
            retry_after_secs: settings.retry_after_secs,
            assigning_answers: settings.assigning_answers,
            quotas: settings.quotas,
            ..ServiceSettings::new(settings.id_scope, first.host.clone())
        };
        let mut service = PracticeDps::new(service_settings, settings.seed);
        service
            .load(settings.enrollments)
            .context("taking the enrolments")?;
        for fault in settings.faults {
            if !service.set_fault(fault) {
                anyhow::bail!("too many faults are switched on");
            }
        }
        let handle = PracticeHandle::new(service);
        let server = Arc::new(
            PracticeServer::new(handle.clone(), &ca, settings.tls)
                .context("starting the practice service")?
                .with_limits(limits::of_this_process()),
        );
        let https_address = match &settings.https {
            Some(https) => Some(https.local_addr()?),
            None => None,
        };
        let mut serving = vec![tokio::spawn({
            let server = Arc::clone(&server);
            async move { said(server.listen(listener).await) }
        })];
        if let Some(https) = settings.https {
            let server = Arc::clone(&server);
            serving.push(tokio::spawn(async move {
                said(server.listen_https(https).await);
            }));
        }
        let reachable = reachable(address);
        Ok(Self {
            handle,
            server,
            serving,
            address,
            https_address,
            info: PracticeInfo {
                host: reachable.ip().to_string(),
                port: address.port(),
                id_scope,
                hub_host,
                root_ca: ca.root_pem(),
                exposed_on: (!address.ip().is_loopback()).then(|| address.to_string()),
            },
            more_hubs,
            root: CertificateDer::from(ca.root_der().to_vec()),
            next_root: ca.next_root_pem(),
            seed: settings.seed,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it serves HTTPS and MQTT over WebSocket.
    pub fn https_address(&self) -> Option<SocketAddr> {
        self.https_address
    }

    /// Where its identifiers come from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The service, for enrolling.
    pub fn handle(&self) -> &PracticeHandle {
        &self.handle
    }

    /// Has a connection look again, so that its device hears of a change.
    pub fn wake(&self, session: SessionId) {
        self.server.wake(session);
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

    /// The hubs it assigns devices to. All are this one service, which a client must reach under each of their names.
    pub fn hubs(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.info.hub_host)
            .chain(&self.more_hubs)
            .map(String::as_str)
    }

    /// The root certificate that its service will move to, as PEM.
    pub fn next_root(&self) -> &str {
        &self.next_root
    }

    /// Where the tunnel finds it, under its address, `localhost` and the names of its hubs.
    pub fn destination(&self) -> PracticeDestination {
        let mut names = vec!["localhost".to_string()];
        for hub in self.hubs().map(str::to_ascii_lowercase) {
            if !names.contains(&hub) {
                names.push(hub);
            }
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
        for task in &self.serving {
            task.abort();
        }
    }
}

fn said(listened: std::io::Result<()>) {
    if let Err(error) = listened {
        tracing::error!(%error, "the practice service has stopped listening");
    }
}

/// Those asked for and those of the enrolments, the latter before where both name one; `localhost` when nobody does.
fn linked_hubs(asked: Vec<LinkedHub>, enrollments: &EnrollmentFile) -> Vec<LinkedHub> {
    let mut hubs = asked;
    for hub in &enrollments.hubs {
        match hubs.iter_mut().find(|known| known.is(hub.host.as_str())) {
            Some(known) => *known = hub.clone(),
            None => hubs.push(hub.clone()),
        }
    }
    if hubs.is_empty() {
        hubs.extend(HubHostname::parse("localhost").ok().map(LinkedHub::new));
    }
    hubs
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
