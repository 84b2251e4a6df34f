//! The tunnel beside a direct connection, websocat and websockify: in rounds, so that what else the machine does falls on
//! all alike.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use bytes::Bytes;
use relay_protocol::{Binary, Trust};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::channel::Channel;
use crate::device::Device;
use crate::figure;
use crate::fleet::Fleet;
use crate::peers::{Behind, Peer, Programs};
use crate::program::{Opening, Relay, identity, sign};
use crate::service::{PIECE, Service, Task};

/// Rounds of round trips, and round trips of each way in a round.
const ROUNDS: usize = 24;
const ROUND_TRIPS: usize = 150;
const ROUND_TRIP_BYTES: usize = 128;

/// Connections of each way.
const CONNECTS: usize = 80;

/// Uploads and downloads of each way, and the size of one: a session may carry 64 MiB.
const TRANSFERS: usize = 5;
const TRANSFER_BYTES: u64 = 48 * 1024 * 1024;

/// Tunnels open at once where their memory is measured.
const TUNNELS: usize = 1_000;

/// Something to go through.
enum Way {
    Tcp(SocketAddr),
    Tls(SocketAddr),
    Tunnel(Relay, SocketAddr),
    Peer(Peer),
}

struct Bench {
    device: Arc<Device>,
    trust: Trust,
    ways: Vec<(&'static str, Way)>,
}

pub(crate) async fn run(fleet: &Fleet, service: &Service, programs: &Programs) -> Result<()> {
    let ca = fleet.path("ca.pem");
    let roots = crate::fleet::roots(&std::fs::read_to_string(&ca)?)?;
    let device = Arc::new(fleet.device(0, &roots)?);
    let trust = trust(&ca)?;
    memory(&device, &trust, service.tls).await?;

    let (tcp, tls) = (Behind::Tcp(service.tcp), Behind::Tls(service.tls, &ca));
    let bench = Bench {
        device,
        trust,
        ways: vec![
            ("tcp", Way::Tcp(service.tcp)),
            ("tls", Way::Tls(service.tls)),
            ("tunnel", Way::Tunnel(relay_to(service.tls)?, service.tls)),
            ("websocat", Way::Peer(Peer::websocat(programs, tcp)?)),
            ("websocat_tls", Way::Peer(Peer::websocat(programs, tls)?)),
            ("websockify", Way::Peer(Peer::websockify(programs, tcp)?)),
            (
                "websockify_tls",
                Way::Peer(Peer::websockify(programs, tls)?),
            ),
        ],
    };
    bench.round_trips().await?;
    bench.connects().await?;
    bench.signatures()?;
    bench
        .transfers("upload", Task::Swallow(TRANSFER_BYTES))
        .await?;
    bench
        .transfers("download", Task::Pour(TRANSFER_BYTES))
        .await
}

impl Bench {
    async fn connect(&self, way: &Way) -> Result<Channel> {
        match way {
            Way::Tcp(address) => {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                Ok(Channel::Tcp(stream))
            }
            Way::Tls(address) => {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                let connector = TlsConnector::from(Arc::clone(&self.device.config));
                let name = ServerName::try_from("localhost")?;
                Ok(Channel::Tls(Box::new(
                    connector.connect(name, stream).await?,
                )))
            }
            Way::Tunnel(relay, address) => open(relay, &self.device, &self.trust, *address).await,
            Way::Peer(peer) => peer.connect().await,
        }
    }

    /// A small message there and back, on connections that stay.
    async fn round_trips(&self) -> Result<()> {
        let mut channels = Vec::new();
        for (name, way) in &self.ways {
            let mut channel = self
                .connect(way)
                .await
                .with_context(|| (*name).to_owned())?;
            channel.send(Task::Echo.order()).await?;
            channels.push((*name, channel, Vec::new()));
        }
        let message = Bytes::from(vec![0x2a; ROUND_TRIP_BYTES]);
        for round in 0..=ROUNDS {
            for (name, channel, times) in &mut channels {
                for _ in 0..ROUND_TRIPS {
                    let began = Instant::now();
                    channel.send(message.clone()).await?;
                    let back = channel.receive(ROUND_TRIP_BYTES as u64).await;
                    back.with_context(|| (*name).to_owned())?;
                    // The first round warms up.
                    if round > 0 {
                        times.push(began.elapsed());
                    }
                }
            }
            // So that none always comes after the same one, whose caches it finds.
            channels.rotate_left(1);
        }
        for (name, _, mut times) in channels {
            times.sort();
            figure(
                &format!("{name}_round_trip_p50_us"),
                micros(part(&times, 50)),
            );
            figure(
                &format!("{name}_round_trip_p99_us"),
                micros(part(&times, 99)),
            );
        }
        Ok(())
    }

    /// From nothing to the first byte back.
    async fn connects(&self) -> Result<()> {
        let mut all: Vec<_> = self.ways.iter().map(|_| Vec::new()).collect();
        for _ in 0..CONNECTS {
            for ((name, way), times) in self.ways.iter().zip(&mut all) {
                let began = Instant::now();
                let there_and_back = async {
                    let mut channel = self.connect(way).await?;
                    let mut first = Task::Echo.order().to_vec();
                    first.push(1);
                    channel.send(first.into()).await?;
                    channel.receive(1).await
                };
                there_and_back.await.with_context(|| (*name).to_owned())?;
                times.push(began.elapsed());
            }
        }
        for ((name, _), mut times) in self.ways.iter().zip(all) {
            times.sort();
            figure(&format!("{name}_connect_p50_us"), micros(part(&times, 50)));
        }
        Ok(())
    }

    /// One signature of the device's key.
    fn signatures(&self) -> Result<()> {
        let identity = identity(&self.device)?;
        let mut times = Vec::new();
        for _ in 0..200 {
            let began = Instant::now();
            sign(&identity, &[0; 130])?;
            times.push(began.elapsed());
        }
        times.sort();
        figure("signature_p50_us", micros(part(&times, 50)));
        Ok(())
    }

    /// Many bytes in one direction, over a connection for each time.
    async fn transfers(&self, what: &str, task: Task) -> Result<()> {
        let piece = Bytes::from(vec![0x2a; PIECE]);
        let mut all: Vec<_> = self.ways.iter().map(|_| Vec::new()).collect();
        for _ in 0..TRANSFERS {
            for ((name, way), times) in self.ways.iter().zip(&mut all) {
                let mut channel = self.connect(way).await?;
                channel.send(task.order()).await?;
                let began = Instant::now();
                let transfer = async {
                    match task {
                        Task::Swallow(count) => {
                            for _ in 0..count / PIECE as u64 {
                                channel.send(piece.clone()).await?;
                            }
                            channel.receive(1).await
                        }
                        Task::Pour(count) => channel.receive(count).await,
                        Task::Echo => Ok(()),
                    }
                };
                transfer.await.with_context(|| format!("{what}: {name}"))?;
                times.push(began.elapsed());
            }
        }
        for ((name, _), mut times) in self.ways.iter().zip(all) {
            times.sort();
            let seconds = part(&times, 50).as_secs_f64();
            figure(
                &format!("{name}_{what}_mb_s"),
                TRANSFER_BYTES as f64 / 1e6 / seconds,
            );
        }
        Ok(())
    }
}

/// The relay at rest, as users start it, and with so many tunnels on which nothing happens.
async fn memory(device: &Arc<Device>, trust: &Trust, service: SocketAddr) -> Result<()> {
    let with_practice = Relay::start(&["--practice-listen", "127.0.0.1:0"])?;
    ensure!(with_practice.tunnels().await? == 0);
    figure(
        "idle_mb",
        with_practice.process.held()?.resident_bytes as f64 / 1e6,
    );
    drop(with_practice);

    let relay = relay_to(service)?;
    let mut open_tunnels = vec![open(&relay, device, trust, service).await?];
    let before = relay.process.held()?.resident_bytes;
    for _ in 1..TUNNELS {
        open_tunnels.push(open(&relay, device, trust, service).await?);
    }
    ensure!(relay.tunnels().await? == TUNNELS, "some tunnels are gone");
    let after = relay.process.held()?.resident_bytes;
    figure(
        "tunnel_kb",
        after.saturating_sub(before) as f64 / (TUNNELS - 1) as f64 / 1e3,
    );
    // Each of them works.
    for channel in &mut open_tunnels {
        let mut first = Task::Echo.order().to_vec();
        first.push(1);
        channel.send(first.into()).await?;
        channel.receive(1).await?;
    }
    figure(
        "tunnel_used_kb",
        relay.process.held()?.resident_bytes.saturating_sub(before) as f64
            / (TUNNELS - 1) as f64
            / 1e3,
    );
    Ok(())
}

fn relay_to(service: SocketAddr) -> Result<Relay> {
    Relay::start(&["--no-practice", "--allow-destination", &service.to_string()])
}

async fn open(
    relay: &Relay,
    device: &Device,
    trust: &Trust,
    service: SocketAddr,
) -> Result<Channel> {
    // A few more than the burst that is allowed: those wait a moment.
    for _ in 0..100 {
        match relay.tunnel(device, service, trust.clone(), None).await? {
            Opening::Open(socket) => return Ok(Channel::Socket(socket)),
            Opening::TooFast => tokio::time::sleep(Duration::from_millis(20)).await,
            Opening::Abandoned => bail!("abandoned"),
        }
    }
    bail!("too many upgrades")
}

/// The page's trust in the roots of this file.
pub(crate) fn trust(roots: &Path) -> Result<Trust> {
    let read = device_certs::pem::read(&std::fs::read(roots)?);
    let roots = read.items.iter().map(|item| Binary::from(&item.der[..]));
    Ok(Trust::Certificates(roots.collect()))
}

/// The value below which so many of a hundred are.
pub(crate) fn part(sorted: &[Duration], percent: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get(last * percent / 100)
        .copied()
        .unwrap_or_default()
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
