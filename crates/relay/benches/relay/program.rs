//! The relay as users start it, and the page's end of its tunnels.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use relay_protocol::{
    Binary, FailureCode, INFO_PATH, Open, PageMessage, RelayInfo, RelayMessage, SUBPROTOCOL,
    SignatureScheme, Stage, TUNNEL_PATH, Trust,
};
use rustls::sign::CertifiedKey;
use serde_json::Value;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::device::Device;
use crate::process::Process;
use crate::socket_config;

/// The schemes of the fleet's keys, and what they are to rustls.
const SCHEME: SignatureScheme = SignatureScheme::EcdsaSecp256r1Sha256;
const RUSTLS_SCHEME: rustls::SignatureScheme = rustls::SignatureScheme::ECDSA_NISTP256_SHA256;

/// A running relay. Dropping it ends it.
pub(crate) struct Relay {
    pub(crate) process: Process,
    address: SocketAddr,
    token: String,
    /// Where its practice service listens for MQTT, if it has one.
    pub(crate) practice: Option<SocketAddr>,
}

/// How opening a tunnel went.
pub(crate) enum Opening {
    Open(Box<WebSocketStream<TcpStream>>),
    /// More upgrades in a short time, or more sessions at once, than are allowed: to be tried again.
    TooFast,
    /// Left where it was to be left.
    Abandoned,
}

impl Relay {
    /// Comes back once it is ready.
    pub(crate) fn start(more: &[&str]) -> Result<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dps-playground"))
            .args(["serve", "--listen", "127.0.0.1:0", "--no-open"])
            .args(["--format", "json"])
            .args(more)
            // It prints links for whoever presses Enter, so its stdin stays open.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting dps-playground")?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("no stdout")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let process = Process(child);
        let ready: Value =
            serde_json::from_str(&line).context("dps-playground did not become ready")?;
        let api = ready["api"]["url"].as_str().context("no API")?;
        let address = api.trim_start_matches("http://").trim_end_matches("/api");
        let practice = ready["mqtts"].as_str().map(str::parse).transpose()?;
        Ok(Self {
            process,
            address: address.parse()?,
            token: ready["api"]["token"].as_str().context("no token")?.into(),
            practice,
        })
    }

    /// How many tunnels it says are open.
    pub(crate) async fn tunnels(&self) -> Result<usize> {
        let mut stream = TcpStream::connect(self.address).await?;
        let (address, token) = (self.address, &self.token);
        let request = format!(
            "GET {INFO_PATH} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let (_, body) = answer.split_once("\r\n\r\n").context("no answer")?;
        Ok(RelayInfo::from_json(body)?.tunnels)
    }

    /// Opens a tunnel as this device's page would.
    pub(crate) async fn tunnel(
        &self,
        device: &Device,
        destination: SocketAddr,
        trust: Trust,
        abandon_at: Option<Stage>,
    ) -> Result<Opening> {
        let mut request = format!("ws://{}{TUNNEL_PATH}", self.address).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("authorization", format!("Bearer {}", self.token).parse()?);
        headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse()?);
        let stream = TcpStream::connect(self.address)
            .await
            .context("connecting")?;
        stream.set_nodelay(true)?;
        let upgraded = client_async_with_config(request, stream, Some(socket_config())).await;
        let mut socket = match upgraded {
            Ok((socket, _)) => socket,
            Err(tungstenite::Error::Http(response)) if response.status() == 429 => {
                return Ok(Opening::TooFast);
            }
            Err(error) => return Err(error).context("upgrading"),
        };
        let identity = identity(device)?;
        let open = Open {
            host: destination.ip().to_string(),
            port: destination.port(),
            server_name: Some("localhost".into()),
            trust,
            client_chain: identity
                .cert
                .iter()
                .map(|der| Binary::from(der.as_ref()))
                .collect(),
            schemes: vec![SCHEME],
            capture: false,
        };
        say(&mut socket, &PageMessage::Open(open)).await?;
        loop {
            let text = match socket.next().await.context("the relay went away")?? {
                Message::Text(text) => text,
                other => bail!("unexpected: {other:?}"),
            };
            match RelayMessage::from_json(&text)? {
                RelayMessage::Progress { stage } if abandon_at == Some(stage) => {
                    return Ok(Opening::Abandoned);
                }
                RelayMessage::Progress { .. } => {}
                RelayMessage::Sign { id, message, .. } => {
                    let signature = sign(&identity, message.as_slice())?.into();
                    say(&mut socket, &PageMessage::Signature { id, signature }).await?;
                }
                RelayMessage::Opened(_) => return Ok(Opening::Open(Box::new(socket))),
                RelayMessage::Failed(failed) if failed.code == FailureCode::TooManySessions => {
                    return Ok(Opening::TooFast);
                }
                RelayMessage::Failed(failed) => bail!("{failed:?}"),
                RelayMessage::Closed(closed) => bail!("{closed:?}"),
                RelayMessage::Recorded(_) => bail!("a recording that nobody asked for"),
            }
        }
    }
}

pub(crate) async fn say(
    socket: &mut WebSocketStream<TcpStream>,
    message: &PageMessage,
) -> Result<()> {
    Ok(socket.send(Message::text(message.to_json())).await?)
}

/// The device's chain and key.
pub(crate) fn identity(device: &Device) -> Result<Arc<CertifiedKey>> {
    let resolver = &device.config.client_auth_cert_resolver;
    resolver.resolve(&[], &[RUSTLS_SCHEME]).context("no key")
}

pub(crate) fn sign(identity: &CertifiedKey, message: &[u8]) -> Result<Vec<u8>> {
    let signer = identity.key.choose_scheme(&[RUSTLS_SCHEME]);
    Ok(signer.context("no such scheme")?.sign(message)?)
}
