//! The relay as a whole: web server and tunnels, started on a listener and stopped again.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use relay_protocol::{RelayInfo, limits};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::http::{self, Access, App, Page};
use crate::practice::Practice;
use crate::tunnel::allow_list::{AllowList, AllowedDestination};
use crate::tunnel::resolve::{Resolve, SystemResolver};
use crate::tunnel::roots::{AZURE_ROOTS, Root};
use crate::tunnel::{TimeLimits, Tunnels};

/// What a relay is started with.
pub struct Settings {
    /// Destinations beyond the built-in ones.
    pub allowed: Vec<AllowedDestination>,
    /// The practice service beside it, if any.
    pub practice: Option<Arc<Practice>>,
    /// Who knows the addresses of names.
    pub resolver: Arc<dyn Resolve>,
    /// The time limits of sessions.
    pub time_limits: TimeLimits,
    /// What it serves.
    pub surface: Surface,
    /// The page, if that is served.
    pub page: Page,
}

/// What a relay serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Surface {
    /// The page, the tunnel and the whole API.
    #[default]
    Whole,
    /// The practice service's API alone.
    PracticeApi,
}

impl Default for Settings {
    /// Azure's endpoints only, the system's resolver, the limits of the protocol, the page inside the binary.
    fn default() -> Self {
        Self {
            allowed: Vec::new(),
            practice: None,
            resolver: Arc::new(SystemResolver),
            time_limits: TimeLimits::default(),
            surface: Surface::default(),
            page: Page::embedded(),
        }
    }
}

/// A running relay. Dropping it stops it.
#[derive(Debug)]
pub struct RelayServer {
    address: SocketAddr,
    has_page: bool,
    access: Arc<Access>,
    tunnels: Arc<Tunnels>,
    info: Arc<RelayInfo>,
    router: Router,
    running: TaskTracker,
    shutdown: CancellationToken,
}

impl RelayServer {
    /// Starts to serve on `listener`, which must be bound to a loopback address. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When the listener has no address, or one beyond loopback.
    pub fn start(listener: TcpListener, settings: Settings) -> io::Result<Self> {
        let address = listener.local_addr()?;
        // D1: other computers cannot even connect to the page and the tunnel; no option changes that.
        if !address.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{address} is not a loopback address"),
            ));
        }
        let practice = settings.practice;
        let allow_list = AllowList::new(
            practice.as_ref().map(|practice| practice.destination()),
            settings.allowed,
        );
        let info = Arc::new(RelayInfo {
            version: env!("CARGO_PKG_VERSION").into(),
            practice: practice.as_ref().map(|practice| practice.info().clone()),
            destinations: allow_list.destinations(),
            azure_roots: AZURE_ROOTS.iter().map(Root::to_trusted_root).collect(),
            tunnels: 0,
        });
        let shutdown = CancellationToken::new();
        let tunnels = Arc::new(Tunnels::new(
            allow_list,
            settings.resolver,
            practice.as_ref().map(|practice| practice.root()),
            settings.time_limits,
            shutdown.clone(),
        ));
        let running = TaskTracker::new();
        let has_page = settings.page.is_there();
        let app = App::new(
            address,
            Arc::new(settings.page),
            Arc::clone(&tunnels),
            Arc::clone(&info),
            practice,
            running.clone(),
            shutdown.clone(),
        );
        let access = app.access();
        let router = match settings.surface {
            Surface::Whole => http::router(app),
            Surface::PracticeApi => http::practice_router(app),
        };
        running.spawn(http::accept(
            listener,
            router.clone(),
            running.clone(),
            shutdown.clone(),
        ));
        Ok(Self {
            address,
            has_page,
            access,
            tunnels,
            info,
            router,
            running,
            shutdown,
        })
    }

    /// Whether there is a page to serve, and not only a word on how to get one.
    pub(crate) fn has_page(&self) -> bool {
        self.has_page
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, for scripts, without a launch code.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A fresh link: it lets one browser in, once. The code stands in the fragment, which is never sent to anyone.
    pub fn launch_url(&self) -> String {
        format!(
            "http://{}/#launch={}",
            self.address,
            self.access.launch_code().expose()
        )
    }

    /// The token that lets scripts in.
    pub fn bearer(&self) -> &str {
        self.access.bearer()
    }

    /// What `GET /api/info` answers.
    pub fn info(&self) -> &RelayInfo {
        &self.info
    }

    /// The tunnels, for their numbers.
    pub fn tunnels(&self) -> &Tunnels {
        &self.tunnels
    }

    /// Serves one connection that has come in another way than over the listener, to its end.
    pub async fn serve<S>(&self, stream: S)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        http::serve(stream, self.router.clone(), self.shutdown.clone()).await;
    }

    /// How many connections and sessions are being served now, goodbyes included.
    pub fn tasks(&self) -> usize {
        // One more accepts them.
        self.running.len().saturating_sub(1)
    }

    /// Stops: every session is told, and gets [`limits::RELEASE_TIMEOUT`] to end.
    pub async fn shutdown(self) {
        self.shutdown.cancel();
        self.running.close();
        let _some_may_hang =
            tokio::time::timeout(limits::RELEASE_TIMEOUT, self.running.wait()).await;
    }
}

impl Drop for RelayServer {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}
