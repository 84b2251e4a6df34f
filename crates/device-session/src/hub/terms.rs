//! What a hub session works with, where it stands, and how it ends.

use std::time::Duration;

use dps_protocol::hub;
use dps_protocol::registration::{ConnectFields, DEFAULT_ANSWER_TIMEOUT, KEEP_ALIVE_SECS};

/// The message a session delivers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telemetry {
    /// Its topic.
    pub topic: String,
    /// Its payload.
    pub payload: Vec<u8>,
}

/// What a hub session works with. All of it may be wrong on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubSettings {
    /// The host name of the hub, as DPS assigned it.
    pub hub: String,
    /// The name of the device in it, as DPS assigned it.
    pub device_id: String,
    /// The client ID: the device ID.
    pub client_id: String,
    /// The user name, see [`hub::username`].
    pub username: String,
    /// Keep-alive in seconds, 0 for none.
    pub keep_alive_secs: u16,
    /// Whether the hub forgets messages that it has queued for the device.
    pub clean_session: bool,
    /// The message to deliver.
    pub telemetry: Telemetry,
    /// Whether to read the twin afterwards.
    pub read_twin: bool,
    /// How long a single answer may take.
    pub answer_timeout: Duration,
}

impl HubSettings {
    /// The documented strings for these names, which are taken as they are, and one message.
    ///
    /// Queued messages are kept, as with every SDK.
    pub fn new(hub: &str, device_id: &str, payload: Vec<u8>) -> Self {
        Self {
            hub: hub.to_owned(),
            device_id: device_id.to_owned(),
            client_id: device_id.to_owned(),
            username: hub::username(hub, device_id),
            keep_alive_secs: KEEP_ALIVE_SECS,
            clean_session: false,
            telemetry: Telemetry {
                topic: hub::telemetry_topic(device_id),
                payload,
            },
            read_twin: false,
            answer_timeout: DEFAULT_ANSWER_TIMEOUT,
        }
    }

    pub(super) fn connect_fields(&self) -> ConnectFields {
        ConnectFields {
            client_id: self.client_id.clone(),
            username: self.username.clone(),
            password: None,
            keep_alive_secs: self.keep_alive_secs,
            clean_session: self.clean_session,
        }
    }
}

/// What a hub session can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HubStage {
    /// CONNECT; CONNACK answers it.
    Connect,
    /// The message; PUBACK answers it.
    Telemetry,
    /// SUBSCRIBE to answers about the twin; SUBACK answers it.
    TwinSubscribe,
    /// The question for the twin; a message answers it.
    TwinGet,
}

/// Where a hub session stands. All times are those of the caller's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubState {
    /// The stage may be sent.
    Ready(HubStage),
    /// The stage was sent and its answer is outstanding.
    Awaiting {
        /// What was sent.
        stage: HubStage,
        /// When.
        since: Duration,
        /// When we give up.
        until: Duration,
    },
    /// There is an outcome.
    Finished,
}

/// How a hub session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HubOutcome {
    /// The hub took the message, and gave the twin if it was asked for.
    Delivered,
    /// The CONNECT was refused.
    ConnackRefused {
        /// 1 to 5 (MQTT 3.1.1, table 3.1).
        code: u8,
    },
    /// The SUBSCRIBE was refused.
    SubscribeRefused,
    /// The hub did not give the twin.
    TwinRefused {
        /// The status in the topic.
        status: u16,
    },
    /// The connection ended.
    Closed,
    /// An answer took too long.
    TimedOut,
    /// The person did not want to go on.
    Cancelled,
    /// What came is not MQTT as a server speaks it.
    Garbled {
        /// What is wrong with it.
        why: String,
    },
    /// What was to be sent cannot be: a setting was changed to something that no packet can carry.
    Unsendable {
        /// What was to be sent.
        stage: HubStage,
        /// What is wrong with it.
        why: String,
    },
}
