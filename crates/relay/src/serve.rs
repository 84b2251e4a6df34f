//! `serve` and `practice`: start, say so, and stay until told to stop.

mod browser;

use std::io::{BufRead as _, IsTerminal as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use aws_lc_rs::rand;
use practice_dps::EnrollmentFile;
use practice_dps::listen::MAX_CONNECTIONS;
use relay_protocol::{Destination, DestinationSource, limits};
use serde_json::{Value, json};

use crate::command_line::listen_address::MQTTS_PORT;
use crate::command_line::{Format, PracticeOptions, ServeOptions, ServiceOptions};
use crate::file_limit;
use crate::http::Page;
use crate::listening::listen;
use crate::output;
use crate::practice::{Practice, PracticeSettings};
use crate::server::{RelayServer, Settings, Surface};

const PAGE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
/// The port of HTTPS is for administrators, so that 443 must be asked for.
const HTTPS_PORT: u16 = 8443;
/// Files for the sessions, two sockets each, for the connections of web server and practice service, and for the rest.
const FILES: u64 =
    (2 * limits::MAX_SESSIONS + limits::MAX_HTTP_CONNECTIONS + MAX_CONNECTIONS + 1_024) as u64;
const PRACTICE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), MQTTS_PORT);

/// Serves the page, the tunnel and the practice service until the process is told to stop.
///
/// # Errors
/// When a port, a file or a certificate cannot be had.
pub async fn serve(options: ServeOptions) -> anyhow::Result<()> {
    let format = options.service.format;
    let _as_far_as_the_system_lets_us = file_limit::raise_to(FILES);
    let practice = if options.no_practice {
        None
    } else {
        let asked = options.practice_listen.map(|address| address.get());
        Some(Arc::new(start_practice(asked, &options.service).await?))
    };
    let page = match &options.page {
        Some(folder) => Page::read(folder)?,
        None => Page::embedded(),
    };
    let asked = options.listen.map(|address| address.get());
    let listener = listen(asked, PAGE, "").await?;
    let server = RelayServer::start(
        listener,
        Settings {
            allowed: options.allow_destination,
            practice: practice.clone(),
            page,
            ..Settings::default()
        },
    )?;

    say_banner(Some(&server), practice.as_deref(), &options.service);
    let url = server.launch_url();
    let root_ca = root_ca_path(&options.service).filter(|_| practice.is_some());
    match format {
        Format::Json => {
            let api = api_of(&server);
            output::result(ready(Some(&url), practice.as_deref(), root_ca, api));
        }
        Format::Text => output::result(format_args!("Open {url}")),
    }
    // D20: where nobody looks on (a script, a service), no browser is opened, and the one link is on stdout alone.
    let is_watched = std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
    if is_watched && !options.no_open {
        browser::open(&url);
    }

    let server = Arc::new(server);
    print_links_on_enter(&server, format);
    stopped().await;
    if let Some(server) = Arc::into_inner(server) {
        server.shutdown().await;
    }
    Ok(())
}

/// Serves the practice service alone until the process is told to stop.
///
/// # Errors
/// When the port, a file or a certificate cannot be had.
pub async fn practice(options: PracticeOptions) -> anyhow::Result<()> {
    let asked = options.listen.map(|address| address.get());
    let practice = Arc::new(start_practice(asked, &options.service).await?);
    let api = match options.api_listen {
        Some(address) => Some(start_api(address.get(), &practice).await?),
        None => None,
    };
    say_banner(None, Some(&practice), &options.service);
    if let Some(api) = &api {
        output::say(format_args!(
            "  API       {}/api/practice, for scripts with the token",
            api.url()
        ));
    }
    match options.service.format {
        Format::Json => output::result(ready(
            None,
            Some(&practice),
            root_ca_path(&options.service),
            api.as_ref().map_or(Value::Null, api_of),
        )),
        Format::Text => output::result(format_args!(
            "The practice service listens on {} with ID scope {}",
            practice.address(),
            practice.info().id_scope
        )),
    }
    if let (Format::Text, Some(api)) = (options.service.format, &api) {
        output::result(format_args!("The API's bearer token is {}", api.bearer()));
    }
    stopped().await;
    if let Some(api) = api {
        api.shutdown().await;
    }
    Ok(())
}

/// The practice service's API on a port of its own.
async fn start_api(address: SocketAddr, practice: &Arc<Practice>) -> anyhow::Result<RelayServer> {
    let listener = listen(Some(address), address, "").await?;
    let server = RelayServer::start(
        listener,
        Settings {
            practice: Some(Arc::clone(practice)),
            surface: Surface::PracticeApi,
            ..Settings::default()
        },
    )?;
    Ok(server)
}

/// What scripts need to use the API.
fn api_of(server: &RelayServer) -> Value {
    json!({ "url": format!("{}/api", server.url()), "token": server.bearer() })
}

pub(crate) async fn start_practice(
    asked: Option<SocketAddr>,
    options: &ServiceOptions,
) -> anyhow::Result<Practice> {
    let exposed = options.dangerously_listen_on.map(|address| address.get());
    let listener = listen(
        exposed.or(asked),
        PRACTICE,
        "Clients whose port is fixed to 8883, such as the Python SDK, cannot follow.",
    )
    .await?;
    let https = listen_https(asked, exposed, listener.local_addr()?, options).await?;
    let enrollments = match &options.enrollments {
        Some(path) => read_enrollments(path)?,
        None => EnrollmentFile::default(),
    };
    let practice = Practice::start(
        listener,
        PracticeSettings {
            id_scope: options.id_scope.clone(),
            hubs: options.hub_host.clone(),
            quotas: options.quotas.quotas(),
            retry_after_secs: options.retry_after,
            assigning_answers: options.assigning_answers,
            tls: options.tls.versions(),
            https: Some(https),
            names: options.practice_name.clone(),
            seed: match options.seed {
                Some(seed) => seed,
                None => random_seed()?,
            },
            enrollments,
            ca_folder: options.practice_ca.clone(),
            faults: options.fault.clone(),
        },
    )?;
    for (path, root) in [
        (&options.root_ca_out, practice.info().root_ca.as_str()),
        (&options.next_root_ca_out, practice.next_root()),
    ] {
        if let Some(path) = path {
            std::fs::write(path, root)
                .with_context(|| format!("writing a root certificate to {}", path.display()))?;
        }
    }
    Ok(practice)
}

/// Beside the port for MQTT, on the same address, unless told otherwise; on a free port when that one is free, too.
async fn listen_https(
    asked_mqtts: Option<SocketAddr>,
    exposed: Option<SocketAddr>,
    mqtts: SocketAddr,
    options: &ServiceOptions,
) -> anyhow::Result<tokio::net::TcpListener> {
    let any_port = asked_mqtts
        .or(exposed)
        .is_some_and(|address| address.port() == 0);
    let port = if any_port { 0 } else { HTTPS_PORT };
    listen(
        options.https_listen.map(|address| address.get()),
        SocketAddr::new(mqtts.ip(), port),
        "Clients of MQTT over WebSocket want 443: --https-listen 127.0.0.1:443, if you may.",
    )
    .await
}

fn read_enrollments(path: &Path) -> anyhow::Result<EnrollmentFile> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("reading the enrolments from {}", path.display()))?;
    EnrollmentFile::parse(&text)
        .with_context(|| format!("reading the enrolments from {}", path.display()))
}

pub(crate) fn random_seed() -> anyhow::Result<u64> {
    let mut bytes = [0; 8];
    rand::fill(&mut bytes)
        .map_err(|_unspecified| anyhow::anyhow!("the operating system has no randomness"))?;
    Ok(u64::from_le_bytes(bytes))
}

/// The ready line. "mqtts", "https" and "idScope" are null without a practice service, "url" and "api" without a relay.
fn ready(
    url: Option<&str>,
    practice: Option<&Practice>,
    root_ca: Option<String>,
    api: Value,
) -> Value {
    json!({
        "version": 1,
        "ready": true,
        "url": url,
        "mqtts": practice.map(|practice| practice.address().to_string()),
        "https": practice
            .and_then(Practice::https_address)
            .map(|address| address.to_string()),
        "idScope": practice.map(|practice| practice.info().id_scope.clone()),
        "rootCa": root_ca,
        "api": api,
    })
}

/// The ready line of a practice service without an API.
pub(crate) fn practice_ready(practice: &Practice, options: &ServiceOptions) -> Value {
    ready(None, Some(practice), root_ca_path(options), Value::Null)
}

fn root_ca_path(options: &ServiceOptions) -> Option<String> {
    let path = options.root_ca_out.as_ref()?;
    Some(path.display().to_string())
}

/// What is served to whom, on stderr.
///
/// D21: who may get in, where it listens and where the tunnel may lead are said at each start, so that an option that
/// opens more than was meant is seen.
pub(crate) fn say_banner(
    server: Option<&RelayServer>,
    practice: Option<&Practice>,
    options: &ServiceOptions,
) {
    output::say(format_args!("DPS Playground {}", env!("CARGO_PKG_VERSION")));
    if let Some(server) = server {
        let page = if server.has_page() {
            ""
        } else {
            "; this build has no page in it (cargo xtask run makes one that has)"
        };
        output::say(format_args!(
            "  page      {}, for this computer only: each link lets one browser in, scripts need the token{page}",
            server.url()
        ));
        let allowed: Vec<_> = server
            .info()
            .destinations
            .iter()
            .filter(|destination| destination.source != DestinationSource::Practice)
            .map(shown)
            .collect();
        output::say(format_args!(
            "  tunnel    may lead to {}",
            allowed.join(", ")
        ));
    }
    if let Some(practice) = practice {
        output::say(format_args!(
            "  practice  {} over {}, ID scope {}, hub {}, seed {}; its root certificate is {}",
            practice.address(),
            options.tls.as_str(),
            practice.info().id_scope,
            practice.hubs().collect::<Vec<_>>().join(", "),
            practice.seed(),
            match &options.practice_ca {
                Some(folder) => format!("kept in {}", folder.display()),
                None => "new at every start".to_string(),
            },
        ));
        if let Some(address) = practice.https_address() {
            output::say(format_args!(
                "  https     {address}: the HTTPS device API, and MQTT over WebSocket at /$iothub/websocket"
            ));
        }
        for fault in &options.fault {
            output::say(format_args!(
                "  FAULT     {fault}: {}, on purpose",
                fault.fault.title
            ));
        }
        if let Some(address) = &practice.info().exposed_on {
            output::say(format_args!(
                "  WARNING   other computers can reach the practice service on {address} (--dangerously-listen-on)"
            ));
        }
    }
    if server.is_some() {
        output::say("Press Enter for a fresh link, Ctrl+C to stop.");
    }
}

fn shown(destination: &Destination) -> String {
    let ports: Vec<_> = destination.ports.iter().map(u16::to_string).collect();
    format!("{}:{}", destination.host, ports.join("/"))
}

/// Reads lines on a thread of its own, because reading stdin cannot be cancelled.
fn print_links_on_enter(server: &Arc<RelayServer>, format: Format) {
    let server = Arc::downgrade(server);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let (Ok(_), Some(server)) = (line, server.upgrade()) else {
                return;
            };
            let link = format!("Open {}", server.launch_url());
            match format {
                Format::Text => output::result(link),
                Format::Json => output::say(link),
            }
        }
    });
}

/// Comes back when the process is told to stop.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _no_handler = interrupted.await;
}
