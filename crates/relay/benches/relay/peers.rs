//! Other programs that turn WebSocket into TCP or TLS: websocat and websockify.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::channel::Channel;
use crate::process::Process;
use crate::socket_config;

/// How long such a program may take to start.
const START: Duration = Duration::from_secs(20);

/// Where the programs are.
pub(crate) struct Programs {
    pub(crate) websocat: PathBuf,
    /// The Python that has websockify.
    pub(crate) python: PathBuf,
}

/// What is behind the program.
#[derive(Clone, Copy)]
pub(crate) enum Behind<'a> {
    Tcp(SocketAddr),
    /// With the roots to trust, as a PEM file.
    Tls(SocketAddr, &'a Path),
}

/// A running program. Dropping it ends it.
pub(crate) struct Peer {
    _process: Process,
    address: SocketAddr,
    subprotocol: Option<&'static str>,
}

impl Peer {
    pub(crate) fn websocat(programs: &Programs, behind: Behind<'_>) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(&programs.websocat);
        command.args(["--binary", "--exit-on-eof"]);
        let target = match behind {
            Behind::Tcp(target) => format!("tcp:{target}"),
            Behind::Tls(target, roots) => {
                command.args(["--tls-domain", "localhost"]);
                command.env("SSL_CERT_FILE", roots);
                format!("ssl-connect:tcp:{target}")
            }
        };
        command.args([format!("ws-l:{address}"), target]);
        Self::start(command, address, None)
    }

    pub(crate) fn websockify(programs: &Programs, behind: Behind<'_>) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(&programs.python);
        command.args(["-m", "websockify"]);
        let target = match behind {
            Behind::Tcp(target) => target,
            Behind::Tls(target, roots) => {
                command.arg("--ssl-target");
                command.env("SSL_CERT_FILE", roots);
                target
            }
        };
        command.args([address.to_string(), target.to_string()]);
        Self::start(command, address, Some("binary"))
    }

    fn start(
        mut command: Command,
        address: SocketAddr,
        subprotocol: Option<&'static str>,
    ) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null());
        if std::env::var_os("DPS_PLAYGROUND_LOG").is_none() {
            command.stderr(Stdio::null());
        }
        let child = command.spawn();
        let child = child.with_context(|| format!("starting {:?}", command.get_program()))?;
        let peer = Self {
            _process: Process(child),
            address,
            subprotocol,
        };
        let gives_up = Instant::now() + START;
        while TcpStream::connect(address).is_err() {
            ensure!(
                Instant::now() < gives_up,
                "{:?} does not listen",
                command.get_program()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(peer)
    }

    pub(crate) async fn connect(&self) -> Result<Channel> {
        let mut request = format!("ws://{}/", self.address).into_client_request()?;
        if let Some(subprotocol) = self.subprotocol {
            let headers = request.headers_mut();
            headers.insert("sec-websocket-protocol", subprotocol.parse()?);
        }
        let stream = tokio::net::TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (socket, _) = client_async_with_config(request, stream, Some(socket_config())).await?;
        Ok(Channel::Socket(Box::new(socket)))
    }
}

/// These programs do not say which port they took, so they get one that was free a moment ago.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
