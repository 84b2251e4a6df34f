//! One service, shared.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio::sync::watch;

use crate::{PracticeDps, Timestamp};

/// The service that all connections, and whoever enrols devices, share.
#[derive(Clone, Debug)]
pub struct PracticeHandle(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    service: Mutex<PracticeDps>,
    /// How many entries the history ever had.
    recorded: watch::Sender<u64>,
}

impl PracticeHandle {
    /// Shares a service.
    pub fn new(service: PracticeDps) -> Self {
        let recorded = watch::Sender::new(service.history_recorded());
        Self(Arc::new(Shared {
            service: Mutex::new(service),
            recorded,
        }))
    }

    /// Uses the service. Everything else waits meanwhile: do nothing slow in here, and do not call this again.
    pub fn with<T>(&self, use_it: impl FnOnce(&mut PracticeDps) -> T) -> T {
        // Whatever a panicking user left behind is still a service.
        let service = &self.0.service;
        let mut service = service.lock().unwrap_or_else(PoisonError::into_inner);
        let result = use_it(&mut service);
        let now = service.history_recorded();
        self.0
            .recorded
            .send_if_modified(|recorded| std::mem::replace(recorded, now) != now);
        result
    }

    /// Waits until the history has an entry with a number above this one.
    pub async fn recorded_beyond(&self, number: u64) {
        let mut recorded = self.0.recorded.subscribe();
        // The sender lives as long as this handle.
        let _never_closed = recorded.wait_for(|recorded| *recorded > number).await;
    }
}

/// The system's clock, as the service takes it.
#[expect(
    clippy::disallowed_methods,
    reason = "the native half has a clock, and reads it here alone"
)]
pub fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let micros = since_1970
        .map(|passed| passed.as_micros())
        .unwrap_or_default();
    Timestamp::from_unix_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}
