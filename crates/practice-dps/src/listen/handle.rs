//! One service, shared.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::{PracticeDps, Timestamp};

/// The service that all connections, and whoever enrols devices, share.
#[derive(Clone, Debug)]
pub struct PracticeHandle(Arc<Mutex<PracticeDps>>);

impl PracticeHandle {
    /// Shares a service.
    pub fn new(service: PracticeDps) -> Self {
        Self(Arc::new(Mutex::new(service)))
    }

    /// Uses the service. Everything else waits meanwhile: do nothing slow in here, and do not call this again.
    pub fn with<T>(&self, use_it: impl FnOnce(&mut PracticeDps) -> T) -> T {
        // Whatever a panicking user left behind is still a service.
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        use_it(&mut service)
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
