//! Why a connection ends.

use std::fmt;

use mqtt_wire::{DecodeError, FrameError};

use super::MAX_MESSAGE_BYTES;
use crate::decision::{ConnackRefusal, Rule};

/// Why a connection ends. MQTT 3.1.1 knows no DISCONNECT from the server: the peer sees a closed socket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseReason {
    /// The peer sent DISCONNECT.
    Disconnected,
    /// The peer went away without DISCONNECT.
    PeerGone,
    /// CONNECT was refused with a CONNACK.
    ConnectRefused(ConnackRefusal),
    /// The service drops connections that do this.
    NotServed(Rule),
    /// The same device has connected again.
    Displaced,
    /// No CONNECT came in time.
    ConnectOverdue,
    /// The peer was silent for longer than one and a half times its keep-alive.
    KeepAliveExpired,
    /// The first packet was another than CONNECT; its name.
    NotConnectFirst(&'static str),
    /// A packet that a client may not send, or not now; its name.
    PacketOutOfPlace(&'static str),
    /// A packet that breaks MQTT 3.1.1.
    Undecodable(DecodeError),
    /// A stream that cannot be cut into packets.
    Unframeable(FrameError),
    /// A message larger than the quota; its size in bytes.
    MessageTooLarge(usize),
    /// A fault had it so.
    Fault {
        /// The fault.
        id: &'static str,
        /// Whether a TLS alert is to say goodbye.
        with_alert: bool,
    },
    /// More bytes came than are kept while an answer is worked out.
    TooMuchAtOnce,
    /// The answer would not fit into a packet, because the request id is too long.
    AnswerUnwritable,
}

impl CloseReason {
    /// The rule behind it, if a decision was behind it.
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Self::ConnectRefused(refusal) => Some(refusal.rule),
            Self::NotServed(rule) => Some(*rule),
            Self::Displaced => Some(Rule::Displaced),
            _ => None,
        }
    }
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disconnected => f.write_str("the device disconnected"),
            Self::PeerGone => f.write_str("the connection ended without DISCONNECT"),
            Self::ConnectRefused(refusal) => write!(f, "refused with CONNACK {}", refusal.code),
            Self::NotServed(rule) => write!(f, "dropped: {}", rule.text()),
            Self::Displaced => f.write_str("dropped: the same device connected again"),
            Self::ConnectOverdue => f.write_str("dropped: no CONNECT came in time"),
            Self::KeepAliveExpired => {
                f.write_str("dropped: silent for one and a half times the keep-alive")
            }
            Self::NotConnectFirst(name) => {
                write!(f, "dropped: {name} came before CONNECT [MQTT-3.1.0-1]")
            }
            Self::PacketOutOfPlace(name) => write!(f, "dropped: {name} has no place here"),
            Self::Undecodable(error) => write!(f, "dropped: {error}"),
            Self::Unframeable(error) => write!(f, "dropped: {error}"),
            Self::MessageTooLarge(bytes) => {
                write!(
                    f,
                    "dropped: a message of {bytes} bytes, more than {MAX_MESSAGE_BYTES}"
                )
            }
            Self::Fault { id, .. } => write!(f, "dropped on purpose: the fault {id}"),
            Self::TooMuchAtOnce => f.write_str("dropped: too much was sent without waiting"),
            Self::AnswerUnwritable => f.write_str("dropped: the request id is too long to answer"),
        }
    }
}
