//! What a registration works with.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::{Jitter, Stage};
use crate::{bodies, topics, username};

/// Keep-alive of our CONNECT, in seconds: what the Python SDK sends.
pub const KEEP_ALIVE_SECS: u16 = 60;
/// How long a single answer may take: as in the Python and Node SDKs.
pub const DEFAULT_ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long all the waiting together may take: two of the longest pauses we accept.
pub const DEFAULT_OVERALL_TIMEOUT: Duration = Duration::from_secs(600);
/// Pause after the answer to a registration that has no `retry-after`: what the service usually asks for.
pub const REGISTER_DELAY: Duration = Duration::from_secs(3);
/// Pause after the answer to a poll that has no `retry-after`: as in the Python and Node SDKs. The
/// service allows a device five polls in ten seconds
/// ([limits](https://learn.microsoft.com/azure/iot-dps/about-iot-dps#quotas-and-limits)).
pub const POLL_DELAY: Duration = Duration::from_secs(2);
/// The longest `retry-after` that is obeyed; longer ones are cut to this. The C SDK does the same.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(300);
/// Pause after the first 429 or 5xx without `retry-after`; it doubles with every further one in a row.
pub const BACKOFF_FIRST: Duration = Duration::from_secs(1);
/// Where the doubling ends. Both bounds are those of the embedded C SDK's documentation.
pub const BACKOFF_MAX: Duration = Duration::from_secs(100);

/// What a CONNECT carries.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectFields {
    /// The client ID: for DPS the registration ID.
    pub client_id: String,
    /// The user name, see [`username`].
    pub username: String,
    /// No password is needed with X.509. With symmetric keys it is a token, hence a secret.
    pub password: Option<Vec<u8>>,
    /// Keep-alive in seconds, 0 for none.
    pub keep_alive_secs: u16,
    /// Whether the server forgets the session at the end. DPS always does.
    pub clean_session: bool,
}

impl fmt::Debug for ConnectFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectFields")
            .field("client_id", &self.client_id)
            .field("username", &self.username)
            .field("password", &self.password.as_ref().map(|_| "redacted"))
            .field("keep_alive_secs", &self.keep_alive_secs)
            .field("clean_session", &self.clean_session)
            .finish()
    }
}

/// How long is waited before giving up. Both run only while the service is waited for: the second
/// counts pauses too, but not the time in which the next step is ready and not yet performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a single answer.
    pub answer: Duration,
    /// For all answers and pauses together.
    pub overall: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            answer: DEFAULT_ANSWER_TIMEOUT,
            overall: DEFAULT_OVERALL_TIMEOUT,
        }
    }
}

/// How long is waited before the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The longest `retry-after` that is obeyed.
    pub max_retry_after: Duration,
    /// Pause after the answer to a registration without `retry-after`.
    pub register_delay: Duration,
    /// Pause after the answer to a poll without `retry-after`.
    pub poll_delay: Duration,
    /// Pause after the first 429 or 5xx without `retry-after`.
    pub backoff_first: Duration,
    /// The longest pause that doubling leads to.
    pub backoff_max: Duration,
    /// What is added to the pauses after 429 and 5xx. A device needs it; a person who watches does not.
    pub jitter: Option<Jitter>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retry_after: MAX_RETRY_AFTER,
            register_delay: REGISTER_DELAY,
            poll_delay: POLL_DELAY,
            backoff_first: BACKOFF_FIRST,
            backoff_max: BACKOFF_MAX,
            jitter: None,
        }
    }
}

impl RetryPolicy {
    /// Whether the same operation is repeated: 429 and 5xx, as every SDK does.
    pub(super) fn repeats(&self, status: u16) -> bool {
        status == 429 || (500..600).contains(&status)
    }

    /// What a refusal asks for. With jitter, 0 seconds ask for nothing: a fleet would come back at once.
    pub(super) fn asked(&self, retry_after_secs: Option<u64>) -> Option<u64> {
        retry_after_secs.filter(|secs| *secs > 0 || self.jitter.is_none())
    }

    /// The pause after a refusal, of which there were so many before.
    pub(super) fn with_jitter(&self, pause: Duration, refusals_before: u32) -> Duration {
        self.jitter
            .map_or(pause, |jitter| jitter.prolonged(pause, refusals_before))
    }

    pub(super) fn capped(&self, retry_after_secs: Option<u64>) -> Duration {
        Duration::from_secs(retry_after_secs.unwrap_or(0)).min(self.max_retry_after)
    }

    pub(super) fn default_delay(&self, answered: Stage) -> Duration {
        if answered == Stage::Poll {
            self.poll_delay
        } else {
            self.register_delay
        }
    }

    pub(super) fn backoff(&self, refusals_before: u32) -> Duration {
        let factor = 2_u32.saturating_pow(refusals_before);
        self.backoff_first
            .saturating_mul(factor)
            .min(self.backoff_max)
    }
}

/// What a registration works with. All of it may be wrong on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the CONNECT carries.
    pub connect: ConnectFields,
    /// The filter to subscribe to.
    pub filter: String,
    /// The payload of the registration.
    pub register_payload: Vec<u8>,
    /// Another topic to register at; `{rid}` in it is replaced.
    pub register_topic: Option<String>,
    /// Another topic to poll at; `{rid}` and `{operationId}` in it are replaced.
    pub poll_topic: Option<String>,
    /// How long is waited before giving up.
    pub timeouts: Timeouts,
    /// How long is waited before the next request.
    pub retry: RetryPolicy,
}

impl Settings {
    /// The documented strings for these names, which are taken as they are.
    pub fn new(
        id_scope: &str,
        registration_id: &str,
        api_version: &str,
        payload: Option<&Value>,
    ) -> Self {
        Self {
            connect: ConnectFields {
                client_id: registration_id.to_owned(),
                username: username::format(id_scope, registration_id, api_version),
                password: None,
                keep_alive_secs: KEEP_ALIVE_SECS,
                clean_session: true,
            },
            filter: topics::RESPONSE_FILTER.to_owned(),
            register_payload: bodies::register_request(registration_id, payload),
            register_topic: None,
            poll_topic: None,
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
        }
    }
}
