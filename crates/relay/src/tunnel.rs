//! The tunnel: MQTT bytes of a page go to a service over TLS whose client key stays with the page.

pub mod address;
pub mod allow_list;
pub(crate) mod connect;
pub(crate) mod failure;
pub mod host;
pub(crate) mod last_words;
#[cfg(test)]
mod memory_page;
mod page_fault;
mod plan;
pub mod pump;
mod remote_key;
pub mod resolve;
pub mod roots;
pub(crate) mod server_check;
mod session;
pub(crate) mod signature_check;
pub(crate) mod tap;
mod upgrade_rate;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use relay_protocol::limits;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::tunnel::allow_list::AllowList;
use crate::tunnel::resolve::Resolve;
use crate::tunnel::roots::Root;
use crate::tunnel::upgrade_rate::UpgradeRate;

pub(crate) use crate::tunnel::session::run;

/// The time limits of a session; the defaults are those of [`relay_protocol::limits`].
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// From the upgrade to `open`.
    pub open: Duration,
    /// As `queued`.
    pub queue: Duration,
    /// For the name to be resolved.
    pub resolve: Duration,
    /// For the TCP connection.
    pub connect: Duration,
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For the page to sign.
    pub signature: Duration,
    /// Without a byte of MQTT.
    pub idle: Duration,
    /// From `opened` to the end.
    pub session: Duration,
    /// For one frame to be taken by either side.
    pub write: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            open: limits::OPEN_TIMEOUT,
            queue: limits::QUEUE_TIMEOUT,
            resolve: limits::RESOLVE_TIMEOUT,
            connect: limits::CONNECT_TIMEOUT,
            handshake: limits::HANDSHAKE_TIMEOUT,
            signature: limits::SIGNATURE_TIMEOUT,
            idle: limits::IDLE_TIMEOUT,
            session: limits::SESSION_TIMEOUT,
            write: limits::WRITE_TIMEOUT,
        }
    }
}

/// What all sessions share.
pub struct Tunnels {
    pub(crate) allow_list: AllowList,
    pub(crate) resolver: Arc<dyn Resolve>,
    pub(crate) practice_root: Option<Root>,
    pub(crate) time_limits: TimeLimits,
    pub(crate) handshakes: Arc<Semaphore>,
    pub(crate) shutdown: CancellationToken,
    sessions: Arc<Semaphore>,
    upgrade_rate: Mutex<UpgradeRate>,
}

impl Tunnels {
    /// Tunnels that may lead to `allow_list`, until `shutdown` is cancelled.
    pub fn new(
        allow_list: AllowList,
        resolver: Arc<dyn Resolve>,
        practice_root: Option<Root>,
        time_limits: TimeLimits,
        shutdown: CancellationToken,
    ) -> Self {
        Self {
            allow_list,
            resolver,
            practice_root,
            time_limits,
            handshakes: Arc::new(Semaphore::new(limits::MAX_HANDSHAKES)),
            shutdown,
            sessions: Arc::new(Semaphore::new(limits::MAX_SESSIONS)),
            upgrade_rate: Mutex::new(UpgradeRate::new(Instant::now())),
        }
    }

    /// How many sessions there are now.
    pub fn sessions(&self) -> usize {
        limits::MAX_SESSIONS - self.sessions.available_permits()
    }

    /// How many connections are being made now.
    pub fn handshakes(&self) -> usize {
        limits::MAX_HANDSHAKES - self.handshakes.available_permits()
    }

    /// A place for a session, unless all are taken; it is free again when the permit is dropped.
    pub(crate) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.sessions).try_acquire_owned().ok()
    }

    /// Whether one more upgrade may happen now.
    pub(crate) fn may_upgrade(&self) -> bool {
        self.upgrade_rate
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(Instant::now())
    }
}

impl fmt::Debug for Tunnels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tunnels")
            .field("allow_list", &self.allow_list)
            .field("sessions", &self.sessions())
            .finish_non_exhaustive()
    }
}
