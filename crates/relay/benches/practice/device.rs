//! A device: its certificate, and what it does on a connection.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use device_session::{Action, DpsSession};
use dps_protocol::registration::{Outcome, Settings, Stage};
use mqtt_wire::Packet;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const API_VERSION: &str = "2019-03-31";

pub(crate) struct Device {
    pub(crate) id_scope: &'static str,
    pub(crate) registration_id: String,
    /// Without resumption: each handshake is a whole one.
    pub(crate) config: Arc<ClientConfig>,
}

/// A device that is connected to DPS and has subscribed.
pub(crate) struct Connected(TlsStream<TcpStream>);

impl Device {
    async fn open(&self, address: SocketAddr) -> Result<TlsStream<TcpStream>> {
        let tcp = TcpStream::connect(address).await.context("connecting")?;
        tcp.set_nodelay(true)?;
        let connector = TlsConnector::from(Arc::clone(&self.config));
        let stream = connector.connect(ServerName::try_from("localhost")?, tcp);
        stream.await.context("shaking hands")
    }

    /// Mutual TLS, and away.
    pub(crate) async fn shake_hands(&self, address: SocketAddr) -> Result<()> {
        let mut stream = self.open(address).await?;
        stream.shutdown().await.ok();
        Ok(())
    }

    /// A registration as `register` does it: to the end, over a connection of its own.
    pub(crate) async fn register(&self, address: SocketAddr) -> Result<()> {
        let mut stream = self.open(address).await?;
        let mut session = self.session();
        let outcome = converse(&mut stream, &mut session, None).await?;
        stream.shutdown().await.ok();
        match outcome {
            Some(Outcome::Assigned { .. }) => Ok(()),
            other => bail!("{} was not assigned: {other:?}", self.registration_id),
        }
    }

    /// Connects, subscribes, and stays.
    pub(crate) async fn connect(&self, address: SocketAddr) -> Result<Connected> {
        let mut stream = self.open(address).await?;
        let mut session = self.session();
        let outcome = converse(&mut stream, &mut session, Some(Stage::Register)).await?;
        ensure!(outcome.is_none(), "not connected: {outcome:?}");
        Ok(Connected(stream))
    }

    fn session(&self) -> DpsSession {
        let settings = Settings::new(self.id_scope, &self.registration_id, API_VERSION, None);
        DpsSession::new(settings)
    }
}

/// Drives the session to its outcome, or until it is about to do this.
async fn converse(
    stream: &mut TlsStream<TcpStream>,
    session: &mut DpsSession,
    until: Option<Stage>,
) -> Result<Option<Outcome>> {
    let began = Instant::now();
    let mut buffer = [0; 2048];
    while session.outcome().is_none() {
        let now = began.elapsed();
        let ready = session.ready(now);
        if ready.is_some() && ready == until {
            return Ok(None);
        }
        let mut actions = session.tick(now);
        actions.extend(session.perform(now));
        if actions.is_empty() {
            let wake_in = session
                .wake_at()
                .map_or(Duration::MAX, |at| at.saturating_sub(now));
            actions = tokio::select! {
                read = stream.read(&mut buffer) => match read? {
                    0 => session.closed(began.elapsed()),
                    count => session.receive(began.elapsed(), &buffer[..count]),
                },
                () = tokio::time::sleep(wake_in) => Vec::new(),
            };
        }
        for action in actions {
            if let Action::Send(bytes) = action {
                stream.write_all(&bytes).await?;
                stream.flush().await?;
            }
        }
    }
    Ok(session.outcome().cloned())
}

impl Connected {
    /// Shows that the service is still at the other end.
    pub(crate) async fn ping(&mut self) -> Result<()> {
        let answer = Packet::Pingresp.encode()?;
        let mut said = vec![0; answer.len()];
        self.0.write_all(&Packet::Pingreq.encode()?).await?;
        self.0.flush().await?;
        self.0.read_exact(&mut said).await.context("no answer")?;
        ensure!(said == answer, "something else was said than PINGRESP");
        Ok(())
    }
}
